"""Types of expressions before any data is known.

A type is a name as `type()` gives it, or ("list", element), ("map", key, value), ("optional_type", value), or
("message", name, types by field), which has these fields only.
"dyn" is what only run time knows, as all data is, and goes with everything.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    StaticType = str | tuple[Any, ...]

TIMESTAMP, DURATION = "google.protobuf.Timestamp", "google.protobuf.Duration"
LIST: StaticType = ("list", "dyn")
MAP: StaticType = ("map", "dyn", "dyn")
OPTIONAL: StaticType = ("optional_type", "dyn")
#: What is in an optional value whose type is still open: the other side of `or` and `orValue` decides. Nowhere else.
FREE = "free"
_COMPOSITES = {"list": LIST, "map": MAP, "optional_type": OPTIONAL}
_KEPT = frozenset(("bool", "bytes", "double", "int", "null_type", "string", "uint", TIMESTAMP, DURATION))
_NULLABLE = frozenset((TIMESTAMP, DURATION, "optional_type", "null_type", "dyn"))


def name(kind: StaticType) -> str:
    """Give the name of a type without what is in it."""
    return kind if isinstance(kind, str) else str(kind[0])


def named(text: str) -> StaticType:
    """Give the type of a name such as string, list or list(string)."""
    head, opened, rest = text.partition("(")
    if not opened:
        return _COMPOSITES.get(text, text)
    return (head, *map(named, rest[:-1].split(", ", 1)))


def shown(kind: StaticType) -> str:
    """Write a type for a message: list(int), but list when nothing is known of the elements."""
    if isinstance(kind, str):
        return kind
    if kind[0] == "message":
        return str(kind[1])
    parts = [shown(part) for part in kind[1:]]
    return str(kind[0]) if set(parts) <= {"dyn", FREE} else f"{kind[0]}({', '.join(parts)})"


def fits(left: StaticType, right: StaticType) -> bool:
    """Tell whether some value can have both types; null goes with what messages can be, not with scalars."""
    if left == right or not {"dyn", FREE}.isdisjoint(kind for kind in (left, right) if isinstance(kind, str)):
        return True
    if "null_type" in (left, right):
        return name(left) in _NULLABLE and name(right) in _NULLABLE
    if isinstance(left, str) or isinstance(right, str):
        return False
    return left[0] == right[0] and all(map(fits, left[1:], right[1:]))


def joined(kinds: Iterable[StaticType]) -> StaticType:
    """Give the type that covers several: their own when they are alike, else dyn."""
    result: StaticType | None = None
    for kind in kinds:
        if result is None or result == kind:
            result = kind
        elif isinstance(result, tuple) and isinstance(kind, tuple) and fits(result, kind):
            result = (result[0], *(joined(pair) for pair in zip(result[1:], kind[1:], strict=True)))
        else:
            return "dyn"
    return "dyn" if result is None else result


def part(kind: StaticType, position: int) -> StaticType:
    """Give the type of what is in a list or optional value (1), of the keys (1) or values (2) of a map, dyn for dyn."""
    found: StaticType = kind[position] if isinstance(kind, tuple) and len(kind) > position else "dyn"
    return "dyn" if found == FREE else found


def kept_in_variable(kind: StaticType) -> StaticType:
    """Give the type that an API server knows of a variable with an expression of this type: no optional, no address.

    Source: k8s.io/apiserver pkg/admission/plugin/cel/composition.go, convertCelTypeToDeclType.
    """
    if isinstance(kind, tuple) and kind[0] in ("list", "map"):
        return (kind[0], *map(kept_in_variable, kind[1:]))
    return kind if kind in _KEPT else "dyn"


def of_optional(function: str, types: list[StaticType]) -> tuple[StaticType, str]:
    """Give the type of a call that makes or opens an optional value, or what is wrong with it.

    `types` are those of the arguments. Where the type of what is in it is open, the other side decides.
    """
    if function.startswith("optional."):
        return ("optional_type", types[0] if types else FREE), ""
    inside = _inside(types[0])
    other = types[1] if function == "orValue" else _inside(types[-1])
    if not fits(inside, other):
        return "dyn", f"{function} gives {shown(inside)} or {shown(other)}"
    result = other if inside == FREE else inside if other == FREE else joined((inside, other))
    if function == "or":
        return ("optional_type", result), ""
    return ("dyn" if result == FREE else result), ""


def _inside(kind: StaticType) -> StaticType:
    return FREE if isinstance(kind, str) else kind[1]
