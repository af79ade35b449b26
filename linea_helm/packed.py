"""Our modules in one file beside the plugin, which setup writes: a run opens that one instead of a hundred.

A module whose source is not as it was then is imported as ever. On the fast path: imports only what is built in.
"""

from __future__ import annotations

import marshal
import sys
from _frozen_importlib import ModuleSpec
from _frozen_importlib_external import MAGIC_NUMBER
from posix import O_RDONLY, pread, stat
from posix import open as open_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any

    Module = tuple[int, int, str, int, int]  # state of the source (two), its place; offset and size of the code

_PACKAGE = "/__init__.py"
#: Bytes that hold the size of the index, which comes first.
_HEAD = 8


class Finder:
    """Finds modules in what `pack` wrote; `root` is the folder that the package stands in."""

    def __init__(self, root: str, file: int, index: dict[str, Module]) -> None:
        self._root = root
        self._file = file
        self._index = index

    def find_spec(self, name: str, _path: object = None, _target: object = None) -> ModuleSpec | None:
        """Give the spec of a module, None for one that is not here or has changed."""
        found = self._index.get(name)
        if found is None:
            return None
        source = f"{self._root}/{found[2]}"
        if _state(source) != found[:2]:
            return None
        spec = ModuleSpec(name, self, origin=source, is_package=source.endswith(_PACKAGE))  # type: ignore[arg-type]
        spec.has_location = True
        if spec.submodule_search_locations is not None:
            spec.submodule_search_locations.append(source.removesuffix(_PACKAGE))
        return spec

    def create_module(self, _: ModuleSpec) -> None:
        """Leave it to Python."""

    def exec_module(self, module: ModuleType) -> None:
        """Run the code of a module."""
        *_, offset, size = self._index[module.__name__]
        exec(marshal.loads(pread(self._file, size, offset)), module.__dict__)  # noqa: S102, S302 - as any module


def install(root: str, packed: str) -> None:
    """Find modules in a packed file, if it is there and was written by this version of Python."""
    try:
        file = open_file(packed, O_RDONLY)
        size = int.from_bytes(pread(file, _HEAD, 0), "little")
        magic, index = marshal.loads(pread(file, size, _HEAD))  # noqa: S302 - trusted as our modules are
    except (OSError, ValueError, TypeError, EOFError):
        return
    if magic == MAGIC_NUMBER:
        sys.meta_path.insert(0, Finder(root, file, index))


def pack(root: str, package: str, target: str) -> None:
    """Write all modules of a package in a folder to a packed file.

    Errors: OSError.
    """
    import os

    codes: list[bytes] = []
    index: dict[str, Module] = {}
    for folder, _, files in os.walk(os.path.join(root, package)):
        for place in (os.path.relpath(os.path.join(folder, name), root) for name in files if name.endswith(".py")):
            name = place.removesuffix(_PACKAGE).removesuffix(".py").replace("/", ".")
            index[name] = (*_state(f"{root}/{place}"), place, 0, 0)
            codes.append(_code(f"{root}/{place}"))
    _write(target, index, codes)


def _code(source: str) -> bytes:
    with open(source, "rb") as file:
        code: Any = compile(file.read(), source, "exec", dont_inherit=True)
    return marshal.dumps(code)


def _write(target: str, index: dict[str, Module], codes: list[bytes]) -> None:
    """Write index and code; offsets have one width in the index, so its size is known before they are."""
    import os

    size = len(marshal.dumps((MAGIC_NUMBER, _placed(index, codes, 0))))
    head = marshal.dumps((MAGIC_NUMBER, _placed(index, codes, _HEAD + size)))
    new = f"{target}.new"
    with open(new, "wb") as file:
        file.write(len(head).to_bytes(_HEAD, "little") + head + b"".join(codes))
    os.replace(new, target)


def _placed(index: dict[str, Module], codes: list[bytes], offset: int) -> dict[str, Module]:
    placed = {}
    for (name, module), code in zip(index.items(), codes, strict=True):
        placed[name] = (*module[:3], offset, len(code))
        offset += len(code)
    return placed


def _state(source: str) -> tuple[int, int]:
    """Name the state of a file without reading it; (0, 0) for none."""
    try:
        found = stat(source)
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_size
