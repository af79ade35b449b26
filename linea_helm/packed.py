"""Our modules in one file beside the plugin, which setup writes: a run opens that one instead of a hundred.

A module whose source is not as it was then is imported as ever. On the fast path: imports only what is built in.
"""

from __future__ import annotations

import marshal
import sys
from _frozen_importlib import ModuleSpec
from _frozen_importlib_external import MAGIC_NUMBER
from _imp import _fix_co_filename  # type: ignore[attr-defined]
from posix import O_RDONLY, close, fstat, pread, stat
from posix import open as open_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import CodeType, ModuleType

    Module = tuple[int, int, str, int, int]  # state of the source (two), its place; offset and size of the code
    Packed = tuple[int, int, dict[str, Module]]  # the open file, where its code starts, its modules by name

_PACKAGE = "/__init__.py"
#: Bytes that hold the size of the index, which comes first.
_HEAD = 8


class Finder:
    """Finds modules in what `pack` wrote; `root` is the folder that the package stands in."""

    def __init__(self, root: str, path: str, packed: Packed) -> None:
        self._root = root
        self._packed = path
        self._file, self._start, self._index = packed

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
        spec.cached = self._packed
        if spec.submodule_search_locations is not None:
            spec.submodule_search_locations.append(source.removesuffix(_PACKAGE))
        return spec

    def create_module(self, _: ModuleSpec) -> None:
        """Leave it to Python."""

    def exec_module(self, module: ModuleType) -> None:
        """Run the code of a module."""
        *_, place, offset, size = self._index[module.__name__]
        code: CodeType = marshal.loads(pread(self._file, size, self._start + offset))  # noqa: S302 - as a .pyc is
        _fix_co_filename(code, f"{self._root}/{place}")  # as for a .pyc: the folder may have moved
        exec(code, module.__dict__)  # noqa: S102


def install(root: str, packed: str) -> None:
    """Find modules in a packed file, if it is whole and was written by this version of Python."""
    found = _opened(packed)
    if found:
        sys.meta_path.insert(0, Finder(root, packed, found))


def stale(root: str, package: str, packed: str) -> list[str]:
    """Give the modules of a package, as paths below `root`, that are not in a packed file as they are now."""
    found = _opened(packed)
    if not found:
        return [place for _, place in _modules(root, package)]
    file, _, index = found
    close(file)
    return [place for name, place in _modules(root, package) if index.get(name, ())[:2] != _state(f"{root}/{place}")]


def pack(root: str, package: str, target: str) -> None:
    """Write all modules of a package in a folder to a packed file, but for one that is no Python.

    Errors: OSError.
    """
    index: dict[str, Module] = {}
    codes: list[bytes] = []
    size = 0
    for name, place in _modules(root, package):
        state, code = _state(f"{root}/{place}"), _code(f"{root}/{place}")
        if code:
            index[name] = (*state, place, size, len(code))
            codes.append(code)
            size += len(code)
    head = marshal.dumps((MAGIC_NUMBER, size, index))
    _write(target, len(head).to_bytes(_HEAD, "little") + head + b"".join(codes))


def _opened(packed: str) -> Packed | None:
    try:
        file = open_file(packed, O_RDONLY)
    except OSError:
        return None
    try:
        start = _HEAD + int.from_bytes(pread(file, _HEAD, 0), "little")
        magic, size, index = marshal.loads(pread(file, start - _HEAD, _HEAD))  # noqa: S302 - trusted as modules are
        if magic == MAGIC_NUMBER and fstat(file).st_size == start + size:
            return file, start, index
    except (OSError, OverflowError, MemoryError, ValueError, TypeError, EOFError):
        pass
    close(file)
    return None


def _modules(root: str, package: str) -> Iterator[tuple[str, str]]:
    import os

    for folder, _, files in os.walk(os.path.join(root, package)):
        for file in sorted(files):
            if file.endswith(".py"):
                place = os.path.relpath(os.path.join(folder, file), root)
                yield place.removesuffix(".py").removesuffix("/__init__").replace("/", "."), place


def _code(source: str) -> bytes:
    try:
        with open(source, "rb") as file:
            return marshal.dumps(compile(file.read(), source, "exec", dont_inherit=True))
    except (SyntaxError, ValueError):
        return b""


def _write(target: str, content: bytes) -> None:
    import os

    new = f"{target}.new"
    try:
        with open(new, "wb") as file:
            file.write(content)
        os.replace(new, target)
    except OSError:
        if os.path.exists(new):  # of a full disk, of which it would take a part
            os.remove(new)
        raise


def _state(source: str) -> tuple[int, int]:
    """Name the state of a file without reading it; (0, 0) for none."""
    try:
        found = stat(source)
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_size
