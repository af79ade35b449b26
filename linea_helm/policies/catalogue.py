"""The policies of a run: the bundled ones and a user's, each compiled once and kept between runs.

What setup has compiled comes along with the bundled ones, so that a first run is as fast, also where nothing can be
kept. On the fast path: what is kept needs neither parser nor YAML.
"""

from __future__ import annotations

import marshal
import os

from linea_helm import __version__, cache, cel
from linea_helm.bundled import COMPILED, POLICIES
from linea_helm.errors import ConfigError
from linea_helm.policies import policy
from linea_helm.policies.policy import Policy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    Compiled = list[dict[str, Any]]  # the documents of one file
    Kept = dict[str, tuple[tuple[int, ...], Compiled]]  # by path, with the state of the file

_FIX = "a policy is a file <id>.yaml; see docs/writing-a-policy.md"


def policies(folders: list[str], environ: Mapping[str, str]) -> list[Policy]:
    """Give the bundled policies and those of the folders, in the order of their ids.

    Errors: ConfigError for a policy that is wrong, a folder without policies, and an id that stands twice.
    """
    distinct = {os.path.realpath(folder): folder for folder in (POLICIES, *folders)}
    paths = {folder: files(folder) for folder in distinct.values()}
    _refuse_twins([path for found in paths.values() for path in found])
    kept = cache.folder(environ)
    compiled = [document for folder in paths for document in _compiled(folder, paths[folder], kept)]
    return [Policy(document) for document in sorted(compiled, key=_id)]


def ship(folder: str, target: str) -> None:
    """Write the compiled policies of a folder to a file that goes where the policies go.

    Errors: those of `compile_file`, and OSError.
    """
    from linea_helm.policies.policyfile import compile_file

    compiled = {os.path.basename(path): (_content(path), compile_file(path)) for path in files(folder)}
    with open(target, "wb") as file:
        # Version 4 holds no code and is read by every Python that we know.
        file.write(marshal.dumps((_compiler_sizes(), compiled), 4))


def files(folder: str) -> list[str]:
    """Give the policy files of a folder, sorted; case files (`*.test.yaml`) and what is no YAML are left alone.

    Errors: ConfigError when the folder cannot be read or holds no policy.
    """
    try:
        names = sorted(os.listdir(folder))
    except OSError as error:
        raise ConfigError(f"the policies folder {folder} cannot be read: {error.strerror}") from error
    found = [name for name in names if name.endswith(".yaml") and not name.endswith(".test.yaml")]
    overlooked = [name for name in names if name.endswith(".yml")]
    if overlooked:
        raise ConfigError(
            f"{os.path.join(folder, overlooked[0])} would be overlooked: its name ends with .yml", fix=_FIX
        )
    if not found:
        raise ConfigError(f"no policy in {folder}", fix=_FIX)
    return [os.path.join(folder, name) for name in found]


def _refuse_twins(paths: list[str]) -> None:
    seen: dict[str, str] = {}
    for path in paths:
        name = os.path.basename(path)
        if name in seen:
            raise ConfigError(
                f"two policies are called {name[:-5]}: {seen[name]} and {path}",
                fix="rename one; to change the severity of a bundled policy use `severity` in .linea.yaml",
            )
        seen[name] = path


def _compiled(folder: str, paths: list[str], kept: str | None) -> Compiled:
    """Give the documents of a folder's files; only those that are new or have changed are compiled."""
    name, key = f"policies in {folder}", _states(_compiler())
    known: Kept = cache.read(kept, name, key) or {}
    current: Kept = {path: (_state(path), []) for path in paths}
    changed = [path for path in paths if path not in known or known[path][0] != current[path][0]]
    shipped = _shipped() if changed and folder == POLICIES else {}
    for path in paths:
        documents = _fresh(path, shipped) if path in changed else known[path][1]
        current[path] = (current[path][0], documents)
    if changed or len(known) > len(paths):
        cache.write(kept, name, key, current)
    return [document for _, documents in current.values() for document in documents]


def _fresh(path: str, shipped: dict[str, tuple[bytes, Compiled]]) -> Compiled:
    content, documents = shipped.get(os.path.basename(path), (b"", []))
    if documents and content == _content(path):
        return [{**document, "file": path} for document in documents]
    from linea_helm.policies.policyfile import compile_file  # the parser: 30 ms

    return compile_file(path)


def _shipped() -> dict[str, tuple[bytes, Compiled]]:
    """Read what `ship` wrote: by name of the file, its content and its documents. It is as trusted as our modules."""
    try:
        with open(COMPILED, "rb") as file:
            compiler, shipped = marshal.loads(file.read())  # noqa: S302 - see above
    except (OSError, ValueError, TypeError, EOFError):
        return {}
    return shipped if compiler == _compiler_sizes() else {}


def _content(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def _states(paths: list[str]) -> tuple[Any, ...]:
    return tuple((path, _state(path)) for path in paths)


def _state(path: str) -> tuple[int, ...]:
    """Name the state of a file without reading it."""
    state = os.stat(path)
    return state.st_ino, state.st_size, state.st_mtime_ns


def _compiler_sizes() -> tuple[Any, ...]:
    """Name our compiler so that the name is the same wherever it is installed."""
    return (__version__, *((os.path.basename(path), os.stat(path).st_size) for path in _compiler()))


def _compiler() -> list[str]:
    """Give the modules that decide what a compiled policy looks like; they change more often than the version does."""
    package = os.path.dirname(cel.__file__)
    library = os.path.join(package, "library")
    modules = [os.path.join(folder, name) for folder in (package, library) for name in sorted(os.listdir(folder))]
    return [str(policy.__file__), *(module for module in modules if module.endswith(".py"))]


def _id(compiled: dict[str, Any]) -> str:
    id_: str = compiled["id"]
    return id_
