"""A value together with where it came from: the part of `blame` that is only data."""

from __future__ import annotations

from linea_helm.cel.values import NONE, Optional, key_value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from linea_helm.cel.tree import Value


class Blame:
    """A path that decided: the name of a variable, then keys and positions. `missing`: all but its last part exists."""

    __slots__ = ("missing", "path")

    def __init__(self, path: tuple[Value, ...], *, missing: bool = False) -> None:
        self.path = path
        self.missing = missing

    def __eq__(self, other: object) -> bool:
        return type(other) is Blame and (other.path, other.missing) == (self.path, self.missing)

    def __hash__(self) -> int:
        return hash((self.path, self.missing))

    def __repr__(self) -> str:
        return f"Blame({self.path!r}{', missing=True' if self.missing else ''})"


class Traced:
    """A value or an error, and its origin.

    path   where the value itself stands in the bindings (for an optional value: what is in it), when it does
    items  the elements of a list or map that an expression made, when it did
    why    what decided a value that stands nowhere
    """

    __slots__ = ("error", "items", "path", "value", "why")

    def __init__(self, value: Value = None, error: str | None = None) -> None:
        self.value = value
        self.error = error
        self.path: tuple[Value, ...] | None = None
        self.items: dict[Value, Traced] | None = None
        self.why: tuple[Blame, ...] = ()

    @property
    def reasons(self) -> tuple[Blame, ...]:
        """What to blame for this value."""
        return self.why if self.path is None else (Blame(self.path),)

    def from_other(self, other: Traced) -> Traced:
        """Take the origin of another value, and give this one."""
        self.path, self.items, self.why = other.path, other.items, other.why
        return self

    def inner(self) -> Traced:
        """Give the value in an optional value, or this value when it is none such."""
        optional = type(self.value) is Optional and self.value is not NONE
        return Traced(self.value.value).from_other(self) if optional else self

    def child(self, key: Value) -> Traced:
        """Give the element at a position, or the entry of a key as the dict holds it."""
        if self.items is not None and key in self.items:
            return self.items[key]
        found = Traced(self.value[key])
        found.path = None if self.path is None else (*self.path, key_value(key))
        found.why = self.why
        return found

    def key(self, key: Value) -> Traced:
        """Give a key of a map, which stands where its entry does."""
        return Traced(key_value(key)).from_other(self.child(key))


def union(groups: Iterable[tuple[Blame, ...]]) -> tuple[Blame, ...]:
    """Join reasons in their order, each once."""
    return tuple(dict.fromkeys(reason for group in groups for reason in group))


def outside(reasons: Iterable[Blame], path: tuple[Value, ...] | None) -> tuple[Blame, ...]:
    """Give the reasons that do not lie in the data at a path."""
    return tuple(reason for reason in reasons if path is None or reason.path[: len(path)] != path)


def deciding(parts: list[Traced], result: Traced) -> list[int]:
    """Give the positions of the parts that gave the result."""
    if result.error is None:
        return [i for i, part in enumerate(parts) if part.value is result.value and part.error is None]
    return [i for i, part in enumerate(parts) if part.error is not None or type(part.value) is not bool]
