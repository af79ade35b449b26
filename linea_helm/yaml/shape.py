"""The shape of a YAML file as plain data: which keys it may have and what they hold.

A shape is a type (`object`: anything), QUANTITY, a tuple of texts to choose from, `[x]` for a list of x, `{"*": x}` for
a mapping from any key to x; every other mapping is closed, and a key with a "!" behind it must be there.
The JSON Schemas for editors come from the same tables (scripts/gen_schemas.py). On the fast path of linea-post.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, TypeAlias

    from linea_helm.finding import Path

    #: (path, message, whether the key is meant and not its value)
    Mistake: TypeAlias = tuple[Path, str, bool]

#: A Kubernetes quantity: "500m", "2Gi", 2.
QUANTITY = "quantity"


class Refused:
    """The shape of a key that is known and cannot be supported; `reason` says why."""

    __slots__ = ("reason",)

    def __init__(self, reason: str) -> None:
        self.reason = reason


def mistakes(data: object, shape: Any, path: Path = ()) -> Iterator[Mistake]:  # noqa: ANN401 - see the module
    """Yield everything that does not fit a shape, in the order of the data."""
    if isinstance(shape, dict):
        yield from _mapping(data, shape, path)
    elif isinstance(shape, list):
        yield from _list(data, shape[0], path)
    elif isinstance(shape, Refused):
        yield path, f"{_name(path)} cannot be used: {shape.reason}", True
    elif not _fits(data, shape):
        yield path, f"{_name(path)} must be {_wanted(shape)}, not {described(data)}{_hint(data, shape)}", False


def keys(shape: dict[str, Any]) -> dict[str, Any]:
    """Give the shapes of a mapping's keys, without the marks of those that must be there."""
    return {key.removesuffix("!"): inner for key, inner in shape.items()}


def described(data: object) -> str:
    """Name a value in a message; what holds others is not shown."""
    if isinstance(data, dict):
        return "a mapping"
    if isinstance(data, list):
        return "a list"
    words = {None: "nothing", True: "true", False: "false"}
    if data is None or isinstance(data, bool):
        return words[data]
    return f'"{data}"' if isinstance(data, str) else str(data)


def _mapping(data: object, shape: dict[str, Any], path: Path) -> Iterator[Mistake]:
    if not isinstance(data, dict):
        yield path, f"{_name(path)} must be a mapping, not {described(data)}{_hint(data, shape)}", False
        return
    known = keys(shape)
    for key, value in data.items():
        if key in known or "*" in known:
            yield from mistakes(value, known.get(key, known.get("*")), (*path, key))
        else:
            yield (*path, key), _unknown(key, known), True
    for key in shape:
        if key.endswith("!") and key[:-1] not in data:
            yield path, f"{_name(path)} lacks the key {key[:-1]}", True


def _list(data: object, shape: Any, path: Path) -> Iterator[Mistake]:  # noqa: ANN401
    if not isinstance(data, list):
        yield path, f"{_name(path)} must be a list, not {described(data)}{_hint(data, shape)}", False
        return
    for index, item in enumerate(data):
        yield from mistakes(item, shape, (*path, index))


def _fits(data: object, shape: Any) -> bool:  # noqa: ANN401
    if isinstance(shape, tuple):
        return data in shape
    if shape == QUANTITY:
        return isinstance(data, (str, int, float)) and not isinstance(data, bool)
    return shape is object or type(data) is shape


def _wanted(shape: Any) -> str:  # noqa: ANN401
    if isinstance(shape, tuple):
        return f"one of {', '.join(shape)}"
    return {str: "a text", bool: "true or false", QUANTITY: "a quantity such as 500m or 2Gi"}[shape]


def _hint(data: object, shape: Any) -> str:  # noqa: ANN401
    """Help with an empty key, and with what YAML reads as something else than a text."""
    if data is None:
        return "; leave the key out"
    return "; put quotes around it" if shape is str and isinstance(data, (bool, int, float)) else ""


def _unknown(key: str, known: dict[str, Any]) -> str:
    from linea_helm.nearest import nearest

    near = nearest(key, known)
    hint = f'; did you mean "{near}"? Known keys' if near else "; known keys"
    return f'unknown key "{key}"{hint}: {", ".join(known)}'


def _name(path: Path) -> str:
    """Name a value by its last key: `policies[0]`; the whole is "the file"."""
    for length in range(len(path), 0, -1):
        key = path[length - 1]
        if isinstance(key, str):
            return key + "".join(f"[{index}]" for index in path[length:])
    return "the file"
