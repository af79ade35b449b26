"""Find, validate and read `.linea.yaml`.

`SHAPE` is the one description of the file; the JSON Schema for editors (data/linea.schema.json) is generated from it.
On the fast path of linea-post: nothing heavy at module level.
"""

from __future__ import annotations

import os

from linea_helm.errors import ConfigError
from linea_helm.load import load, read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from linea_helm.source import Location, Source

NAME = ".linea.yaml"
PROFILES = ("prod", "dev")
GATES = ("off", "warn", "enforce")
SEVERITIES = ("error", "warning", "note")

_TEXTS = {"*": str}

#: Marks a Kubernetes quantity: "500m", "2Gi", 2.
QUANTITY = "quantity"

#: A type is itself (object: anything); a tuple is a choice; [x] a list of x; {"*": x} a mapping from any key to x; other mappings are closed.
SHAPE: dict[str, Any] = {
    "chart": str,
    "profile": PROFILES,
    "failOn": SEVERITIES,
    "policies": [str],
    "severity": {"*": (*SEVERITIES, "off")},
    "release": {"name": str, "namespace": str},
    "kubeVersion": str,
    "apiVersions": [str],
    "postRender": {
        "gate": GATES,
        "defaults": bool,
        "report": str,
        "labels": _TEXTS,
        "resources": [
            {
                "match": {"component": str, "kind": str, "container": str},
                "requests": {"*": QUANTITY},
                "limits": {"*": QUANTITY},
            },
        ],
    },
}


class Config:
    """What a `.linea.yaml` says; `folder` is where its relative paths start, `path` its own ("" for none)."""

    __slots__ = ("data", "folder", "path")

    def __init__(self, data: dict[str, Any], path: str) -> None:
        self.data = data
        self.path = path
        self.folder = os.path.dirname(path)

    def resolve(self, path: str) -> str:
        """Give a path of the file as one that can be opened from here."""
        return os.path.normpath(os.path.join(self.folder, path))


def find(start: str) -> str | None:
    """Look for `.linea.yaml` in a folder and its parents."""
    folder = os.path.abspath(start)
    while True:
        path = os.path.join(folder, NAME)
        if os.path.isfile(path):
            return _shown(path)
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent


def from_file(path: str | None) -> Config:
    """Read and validate a configuration; None gives an empty one.

    Errors: ConfigError at the first thing that is wrong, InputError when the file cannot be read.
    """
    if path is None:
        return Config({}, "")
    source = read(path)
    data = load(source)
    if data is None:
        return Config({}, path)
    for place, problem in problems(data, SHAPE):
        raise ConfigError(problem, at=_location(source, place), fix="docs/configuration.md lists the keys")
    return Config(data, path)  # type: ignore[arg-type]  # the shape is a mapping


def problems(data: object, shape: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:  # noqa: ANN401
    """Yield (path, message) for all that does not fit a shape."""
    name = f"{path[-1]}: " if path else ""
    if isinstance(shape, tuple):
        if data not in shape:
            yield path, f"{name}{data!r} is none of {', '.join(shape)}"
    elif isinstance(shape, list):
        if not isinstance(data, list):
            yield path, f"{name}must be a list"
            return
        for index, item in enumerate(data):
            yield from problems(item, shape[0], (*path, index))
    elif isinstance(shape, dict):
        yield from _mapping(data, shape, path)
    elif shape == QUANTITY:
        if isinstance(data, bool) or not isinstance(data, (str, int, float)):
            yield path, f"{name}{data!r} is not a quantity such as 500m or 2Gi"
    elif shape is not object and type(data) is not shape:
        yield path, f"{name}must be {'true or false' if shape is bool else 'a text'}, not {data!r}"


def _mapping(
    data: object, shape: dict[str, Any], path: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if not isinstance(data, dict):
        yield path, f"{path[-1]}: must be a mapping" if path else "must be a mapping"
        return
    for key, value in data.items():
        if "*" not in shape and key not in shape:
            yield (*path, key), _unknown(key, shape)
        else:
            yield from problems(value, shape.get(key, shape.get("*")), (*path, key))


def _unknown(key: str, shape: dict[str, Any]) -> str:
    from difflib import get_close_matches  # 5 ms, and only for an error

    near = get_close_matches(key, shape, 1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    return f"unknown key {key!r}{hint} Known keys: {', '.join(shape)}"


def _location(source: Source, path: tuple[str | int, ...]) -> Location | None:
    from linea_helm.document import compose  # ruamel.yaml: 21 ms, and only for an error

    return next((place for d in compose(source) if (place := d.locate(path))), None)


def _shown(path: str) -> str:
    """Name a path as seen from the current folder when it lies in it."""
    here = os.getcwd() + os.sep
    return path.removeprefix(here)
