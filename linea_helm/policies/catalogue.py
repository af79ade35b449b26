"""The policies of a run: the bundled ones and a user's, compiled once and kept between runs.

On the fast path: what is kept needs neither parser nor YAML.
"""

from __future__ import annotations

import os

from linea_helm import cache, cel
from linea_helm.bundled import POLICIES
from linea_helm.errors import ConfigError
from linea_helm.policies import policy
from linea_helm.policies.policy import Policy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_FIX = "a policy is a file <id>.yaml; see docs/writing-a-policy.md"


def policies(folders: list[str], environ: Mapping[str, str]) -> list[Policy]:
    """Give the bundled policies and those of the folders, in the order of their ids.

    Errors: ConfigError for a policy that is wrong, a folder without policies, and an id that stands twice.
    """
    distinct = {os.path.realpath(folder): folder for folder in (POLICIES, *folders)}
    paths = [path for folder in distinct.values() for path in files(folder)]
    _refuse_twins(paths)
    kept = cache.folder(environ)
    name, key = "\0".join(["policies", *paths]), (_state(paths), _state(_compiler()))
    compiled = cache.read(kept, name, key)
    if compiled is None:
        from linea_helm.policies.policyfile import compile_file  # the parser: 30 ms

        compiled = [document for path in paths for document in compile_file(path)]
        cache.write(kept, name, key, compiled)
    return [Policy(document) for document in sorted(compiled, key=_id)]


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


def _state(paths: list[str]) -> tuple[Any, ...]:
    """Name the state of files without reading them."""
    states = ((path, os.stat(path)) for path in paths)
    return tuple((path, state.st_ino, state.st_size, state.st_mtime_ns) for path, state in states)


def _compiler() -> list[str]:
    """Give the modules that decide what a compiled policy looks like; they change more often than the version does."""
    package = os.path.dirname(cel.__file__)
    library = os.path.join(package, "library")
    modules = [os.path.join(folder, name) for folder in (package, library) for name in sorted(os.listdir(folder))]
    return [str(policy.__file__), *(module for module in modules if module.endswith(".py"))]


def _id(compiled: dict[str, Any]) -> str:
    id_: str = compiled["id"]
    return id_
