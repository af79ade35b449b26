"""The policies of a run: the bundled ones and a user's, compiled once and kept as data in Helm's cache folder.

The cache holds what `marshal` can hold without code: strings, numbers, tuples. It is read only when it is ours alone to write,
and any doubt about it means compiling anew. On the fast path: a hit imports neither parser nor YAML.
"""

from __future__ import annotations

import marshal
import os
import sys

from linea_helm import __version__
from linea_helm.bundled import POLICIES
from linea_helm.errors import ConfigError
from linea_helm.policy import Policy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


def policies(folders: list[str], environ: Mapping[str, str]) -> list[Policy]:
    """Give the bundled policies and those of the folders, in the order of their ids.

    Errors: ConfigError for a policy that is wrong, a folder without policies, and an id that stands twice.
    """
    paths = [path for folder in (POLICIES, *folders) for path in files(folder)]
    _refuse_twins(paths)
    cache = cache_folder(environ)
    key = _key(paths)
    compiled = _kept(cache, key) if cache else None
    if compiled is None:
        from linea_helm.policyfile import compile_file  # the parser: 30 ms

        compiled = [document for path in paths for document in compile_file(path)]
        if cache:
            _keep(cache, key, compiled)
    return sorted((Policy(document) for document in compiled), key=_by_id)


def files(folder: str) -> list[str]:
    """Give the policy files of a folder, sorted; case files (`*.test.yaml`) are not policies.

    Errors: ConfigError when the folder cannot be read or holds no policy.
    """
    try:
        names = sorted(os.listdir(folder))
    except OSError as error:
        raise ConfigError(f"the policies folder {folder} cannot be read: {error.strerror}") from error
    found = [name for name in names if name.endswith(".yaml") and not name.endswith(".test.yaml")]
    if not found:
        raise ConfigError(f"no policy in {folder}", fix="a policy is a file <id>.yaml; see docs/writing-a-policy.md")
    return [os.path.join(folder, name) for name in found]


def cache_folder(environ: Mapping[str, str]) -> str | None:
    """Give the folder for what can be computed again; None when there is no place for it."""
    if environ.get("LINEA_NO_CACHE"):
        return None
    if environ.get("HELM_CACHE_HOME"):
        return os.path.join(environ["HELM_CACHE_HOME"], "linea")
    if environ.get("XDG_CACHE_HOME"):
        return os.path.join(environ["XDG_CACHE_HOME"], "helm-linea")
    return os.path.join(environ["HOME"], ".cache", "helm-linea") if environ.get("HOME") else None


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


def _key(paths: list[str]) -> tuple[Any, ...]:
    """Name the state of the files without reading them."""
    states = [(path, s.st_ino, s.st_size, s.st_mtime_ns) for path, s in ((p, os.stat(p)) for p in paths)]
    return (__version__, sys.implementation.cache_tag, tuple(states))


def _file(cache: str, key: tuple[Any, ...]) -> str:
    # One file for each set of files: inode numbers tell sets apart, and the whole key is compared after reading.
    numbers = hash(tuple(state[1] for state in key[2])) & 0xFFFFFFFFFFFFFFFF
    return os.path.join(cache, f"policies-{key[1]}-{numbers:016x}.bin")


def _kept(cache: str, key: tuple[Any, ...]) -> list[tuple[Any, ...]] | None:
    try:
        file = os.open(_file(cache, key), os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    except OSError:
        return None
    with os.fdopen(file, "rb") as opened:
        state = os.fstat(file)
        # marshal trusts what it reads: a file that somebody else could have written is no cache.
        if state.st_uid != os.geteuid() or state.st_mode & 0o022:
            return None
        try:
            kept = marshal.load(opened)  # noqa: S302 - see above
        except (ValueError, TypeError, EOFError):
            return None
    compiled: list[tuple[Any, ...]] | None = kept[1] if kept[0] == key else None
    return compiled


def _keep(cache: str, key: tuple[Any, ...], compiled: list[tuple[Any, ...]]) -> None:
    """Keep it for the next run; a cache that cannot be written is none."""
    path = _file(cache, key)
    temporary = f"{path}.{os.getpid()}.tmp"
    try:
        os.makedirs(cache, mode=0o700, exist_ok=True)
        file = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(file, "wb") as opened:
            marshal.dump((key, compiled), opened)
        os.replace(temporary, path)
    except OSError:
        return


def _by_id(policy: Policy) -> str:
    return policy.id
