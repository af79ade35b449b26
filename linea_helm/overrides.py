"""Settings of `.linea.yaml` for some values files alone: its key `overrides`.

On the way to the start of Helm: imports nothing heavy.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from linea_helm.config import Config
    from linea_helm.finding import Path


def settled(found: Config, files: Sequence[str]) -> Config:
    """Give a configuration as it is for a release with these values files; a later entry wins over an earlier one.

    An entry counts when *every* file fits one of its patterns, whatever their order: a file that was meant for
    production is not judged more mildly because it is joined with one that was not.
    `files` are paths that can be opened from here. Without any, nothing fits.
    Errors: ConfigError for a pattern that could fit no file.
    """
    _hold_patterns(found)
    names = [os.path.relpath(file, found.folder or os.curdir).split("/") for file in files]
    data: dict[str, Any] = dict(found.data)
    places: dict[Path, Path] = {}
    for number, entry in enumerate(found.data.get("overrides", ())):
        patterns = [_normal(pattern) for pattern in entry["files"]]
        if names and all(any(_fits(name, pattern) for pattern in patterns) for name in names):
            for path, value in _settings(entry):
                _put(data, path, value)
                places[path] = ("overrides", number, *path)
    return found.changed(data, places) if places else found


def _hold_patterns(found: Config) -> None:
    for number, entry in enumerate(found.data.get("overrides", ())):
        path = ("overrides", number, "files")
        if not entry["files"]:
            raise found.error(path, "files holds no pattern, and fits no file")
        for index, pattern in enumerate(entry["files"]):
            if not pattern or os.path.isabs(pattern):
                problem = f'"{pattern}" fits no file: a pattern starts in the folder of {found.path}'
                raise found.error((*path, index), problem)


def _settings(entry: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield each setting of an entry by its path in the file; a release's name and its namespace are two."""
    for key, value in entry.items():
        if isinstance(value, dict):
            yield from (((key, inner), each) for inner, each in value.items())
        elif key != "files":
            yield (key,), value


def _put(data: dict[str, Any], path: tuple[str, ...], value: object) -> None:
    if len(path) > 1:
        data[path[0]] = {**data.get(path[0], {}), path[1]: value}
    else:
        data[path[0]] = value


def _normal(pattern: str) -> list[str]:
    return os.path.normpath(pattern).split("/")


def _fits(name: Sequence[str], pattern: Sequence[str]) -> bool:
    """Match folder by folder: `*` stays within one, `**` is any number of them; neither is a way out ("..")."""
    from fnmatch import fnmatchcase  # `re`: only who has overrides pays for it

    if not pattern or not name:
        return not name and all(part == "**" for part in pattern)
    if pattern[0] == "**":
        return _fits(name, pattern[1:]) or (name[0] != ".." and _fits(name[1:], pattern))
    if pattern[0] != name[0] and (name[0] == ".." or not fnmatchcase(name[0], pattern[0])):
        return False
    return _fits(name[1:], pattern[1:])
