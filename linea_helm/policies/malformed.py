"""What stands where a policy expected something else: a list where a map belongs, a text where a list does."""

from __future__ import annotations

from linea_helm.facts.fact import Place
from linea_helm.finding import dotted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from linea_helm.finding import Path

#: What people call the types of JSON; a boolean is an int to Python, so it comes first.
_CALLED = ((bool, "a boolean"), (str, "a text"), ((int, float), "a number"), (list, "a list"), (dict, "a map"))


def pointed(place: Place) -> tuple[Place, str]:
    """Point at what an expression stumbled on in an object, and say what is there, "" where nothing is.

    An expression that looks for `spec.ports[0].port` where `ports` is a text fails because of `spec.ports`.
    """
    if place.manifest is None:
        return place, ""
    path, value, is_there = _reached(place.manifest.data, place.path)
    if not is_there or not path:
        return place, ""
    what = next((words for kind, words in _CALLED if isinstance(value, kind)), "null")
    return (place if path == place.path else Place(place.manifest, path)), f"{dotted(path)} is {what}"


def _reached(value: Any, path: Path) -> tuple[Path, Any, bool]:  # noqa: ANN401 - JSON
    """Follow a path to its end, or to what cannot have the next part; a map that only lacks it is no such thing."""
    for depth, part in enumerate(path):
        if isinstance(value, dict):
            if part not in value:
                return path, None, False
        elif not (isinstance(value, list) and isinstance(part, int) and 0 <= part < len(value)):
            return path[:depth], value, True
        value = value[part]
    return path, value, True
