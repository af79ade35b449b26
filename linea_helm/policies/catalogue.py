"""The policies of a run: the bundled ones and a user's, each compiled once and kept between runs.

What setup has compiled comes along with the bundled ones, so that a first run is as fast, also where nothing can be
kept. On the fast path: what is kept needs neither parser nor YAML.
"""

from __future__ import annotations

import marshal
from _frozen_importlib_external import MAGIC_NUMBER  # importlib.util has it, too, and costs 3 ms
from posix import listdir, stat  # `os` costs 1 ms

from linea_helm import cache, cel
from linea_helm.bundled import COMPILED, IDS, POLICIES
from linea_helm.errors import ConfigError
from linea_helm.policies.kept import kept as kept_document
from linea_helm.policies.kept import parted
from linea_helm.policies.policy import Policy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    Compiled = list[dict[str, Any]]  # the documents of one file
    Known = dict[str, tuple[tuple[int, ...], Compiled]]  # by path, with the state of the file

_FIX = "a policy is a file <id>.yaml; see docs/writing-a-policy.md"
_REINSTALL = "a part of helm-linea is missing: install it again"


def policies(folders: list[str], environ: Mapping[str, str]) -> list[Policy]:
    """Give the bundled policies and those of the folders, in the order of their ids.

    A folder with a ValidatingAdmissionPolicyBinding holds a cluster's own objects (vap/folder.py).
    Errors: ConfigError for a policy that is wrong, a folder without policies, and an id that stands twice.
    """
    distinct = _distinct([POLICIES, *folders]) if folders else [POLICIES]
    clusters = _clusters(distinct) if folders else []
    paths = {folder: files(folder) for folder in distinct if folder not in clusters}
    if len(paths) > 1:
        _refuse_twins([path for found in paths.values() for path in found])
    kept = cache.folder(environ)
    compiled = [document for folder in paths for document in _compiled(folder, paths[folder], kept)]
    compiled += [document for folder in clusters for document in _cluster(folder, kept)]
    return [Policy(document) for document in sorted(compiled, key=_id)]


def ship(folder: str, target: str) -> None:
    """Write the compiled policies of a folder to a file that stays where the policies are.

    Errors: those of `compile_file`, and OSError.
    """
    from linea_helm.policies.policyfile import compile_file

    compiled = {_digest([path]): compile_file(path) for path in files(folder)}
    with open(target, "wb") as file:
        # Version 4 is read by every Python that we know.
        file.write(marshal.dumps(((MAGIC_NUMBER, _digest(_compiler())), compiled), 4))


def shipped(folder: str, source: str) -> tuple[int, list[str]]:
    """Say how many policies `ship` compiled to a file, and which files of a folder it has not as they are now.

    Errors: those of `files`.
    """
    known = _shipped(source)
    return len(known), [path for path in files(folder) if _digest([path]) not in known]


def files(folder: str) -> list[str]:
    """Give the policy files of a folder, sorted; case files (`*.test.yaml`) and what is no YAML are left alone.

    Errors: ConfigError when the folder cannot be read or holds no policy.
    """
    fix = _REINSTALL if folder == POLICIES else _FIX
    try:
        names = sorted(listdir(folder))
    except OSError as error:
        problem = f"the policies folder {folder} cannot be read: {error.strerror}"
        raise ConfigError(problem, fix=fix) from error
    found = [name for name in names if name.endswith(".yaml") and not name.endswith(".test.yaml")]
    overlooked = [name for name in names if name.endswith(".yml")]
    if overlooked:
        raise ConfigError(
            f"{folder.rstrip('/')}/{overlooked[0]} would be overlooked: its name ends with .yml", fix=_FIX
        )
    if not found:
        raise ConfigError(f"no policy in {folder}", fix=fix)
    return [f"{folder}/{name}" for name in found]


def _distinct(folders: list[str]) -> list[str]:
    """Leave out what is the same folder by another name; the last name stays."""
    import os

    return list({os.path.realpath(folder): folder for folder in folders}.values())


def _clusters(folders: list[str]) -> list[str]:
    from linea_helm.policies.vap.members import is_cluster

    return [folder for folder in folders if folder != POLICIES and is_cluster(folder)]


def _refuse_twins(paths: list[str]) -> None:
    seen: dict[str, str] = {}
    for path in paths:
        name = _base(path)
        if name in seen:
            raise ConfigError(
                f"two policies are called {name[:-5]}: {seen[name]} and {path}",
                fix="rename one; to change the severity of a bundled policy use `severity` in .linea.yaml",
            )
        seen[name] = path


def _refuse_gaps(paths: list[str]) -> None:
    """Refuse a folder of the bundled policies in which some are not.

    Errors: ConfigError, also when nobody knows what belongs there.
    """
    try:
        with open(IDS, encoding="ascii") as file:
            gone = {f"{id_}.yaml" for id_ in file.read().split()} - set(map(_base, paths))
    except OSError as error:
        raise ConfigError(f"{IDS} cannot be read: {error.strerror}", fix=_REINSTALL) from error
    if gone:
        more = f" and {len(gone) - 1} more" if len(gone) > 1 else ""
        raise ConfigError(
            f"{POLICIES}/{min(gone)}{more} is gone",
            why="what this policy forbids would pass without a word; severity: off in .linea.yaml leaves one out",
            fix=_REINSTALL,
        )


def _compiled(folder: str, paths: list[str], kept: str | None) -> Compiled:
    """Give the documents of a folder's files; only those that are new or have changed are compiled."""
    name, key = f"policies in {folder}", _states(_compiler())
    known = _known(kept, name, key)
    current: dict[str, tuple[tuple[int, ...], Compiled]] = {path: (_state(path), []) for path in paths}
    changed = [path for path in paths if path not in known or known[path][0] != current[path][0]]
    # What was kept was whole, so that only what differs from it need be asked.
    if folder == POLICIES and (changed or len(known) > len(paths)):
        _refuse_gaps(paths)
    ready = _shipped(COMPILED) if changed and folder == POLICIES else {}
    for path in paths:
        documents = _fresh(path, ready) if path in changed else known[path][1]
        current[path] = (current[path][0], documents)
    if changed or len(known) > len(paths):
        _keep(kept, name, key, current)
    return [document for _, documents in current.values() for document in documents]


def _cluster(folder: str, kept: str | None) -> Compiled:
    """Give what a cluster's own objects in a folder make; a binding and a policy need not stand in one file."""
    from linea_helm.policies.vap.members import members

    paths = members(folder)
    name, key = f"cluster in {folder}", _states([*_compiler(), *paths])
    known = _known(kept, name, key)
    if folder in known:
        return known[folder][1]
    from linea_helm.policies.vap.folder import compile_folder  # the parser: 30 ms

    compiled = compile_folder(paths)
    _keep(kept, name, key, {folder: ((), compiled)})
    return compiled


def _known(kept: str | None, name: str, key: tuple[Any, ...]) -> Known:
    """Give what `_keep` kept: documents by path, with the state that the path had."""
    found = cache.read(kept, name, key)
    if found is None:
        return {}
    known: Known = {}
    for path, (state, documents) in found.value.items():
        known[path] = (state, [kept_document(head, found, *where) for head, *where in documents])
    return known


def _keep(kept: str | None, name: str, key: tuple[Any, ...], known: Known) -> None:
    pieces: list[bytes] = []
    size = 0
    value = {}
    for path, (state, documents) in known.items():
        heads = []
        for document in documents:
            head, rest = parted(document)
            sizes = list(map(len, rest))
            heads.append((head, size, sizes))
            pieces += rest
            size += sum(sizes)
        value[path] = (state, heads)
    cache.write(kept, name, key, value, b"".join(pieces))


def _fresh(path: str, ready: dict[str, Compiled]) -> Compiled:
    known = ready.get(_digest([path])) if ready else None
    if known:
        return [{**document, "file": path} for document in known]
    from linea_helm.policies.policyfile import compile_file  # the parser: 30 ms

    return compile_file(path)


def _shipped(source: str) -> dict[str, Compiled]:
    """Read what `ship` wrote for this compiler: documents by the digest of their file. Trusted as our modules are."""
    try:
        with open(source, "rb") as file:
            compiler, found = marshal.loads(file.read())  # noqa: S302 - see above
    except (OSError, ValueError, TypeError, EOFError):
        return {}
    return found if compiler == (MAGIC_NUMBER, _digest(_compiler())) else {}


def _digest(paths: list[str]) -> str:
    """Name the content of files, and what they are called: the same wherever they are installed, and whenever."""
    from hashlib import sha256  # 2 ms, and only when something must be compiled

    digest = sha256()
    for path in paths:
        with open(path, "rb") as file:
            content = file.read()
        digest.update(f"{_base(path)} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def _states(paths: list[str]) -> tuple[Any, ...]:
    """Name the state of files, for this version of Python's code."""
    return (MAGIC_NUMBER, *((path, _state(path)) for path in paths))


def _state(path: str) -> tuple[int, ...]:
    """Name the state of a file without reading it."""
    state = stat(path)
    return state.st_ino, state.st_size, state.st_mtime_ns


def _compiler() -> list[str]:
    """Give the modules that decide what a compiled policy looks like; they change more often than the version does."""
    here, package = __file__.rpartition("/")[0], cel.__file__.rpartition("/")[0]
    folders = [here, f"{here}/vap", package, *(f"{package}/{part}" for part in ("codegen", "library", "re2"))]
    modules = [f"{folder}/{name}" for folder in folders for name in sorted(listdir(folder))]
    return [module for module in modules if module.endswith(".py")]


def _base(path: str) -> str:
    return path.rpartition("/")[2]


def _id(compiled: dict[str, Any]) -> str:
    id_: str = compiled["id"]
    return id_
