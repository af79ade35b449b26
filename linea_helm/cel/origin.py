"""A value together with where it came from: the part of `blame` that is only data."""

from __future__ import annotations

from linea_helm.cel.values import NONE, Optional, key_value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from linea_helm.cel.tree import Value


class Blame:
    """A path that decided: the name of a variable, then keys and positions. `missing`: all but its last part exists.

    `entry`: how many of its parts lead to the innermost entry of a map that `all` asked for each entry.
    """

    __slots__ = ("entry", "missing", "path")

    def __init__(self, path: tuple[Value, ...], *, missing: bool = False, entry: int = 0) -> None:
        self.path = path
        self.missing = missing
        self.entry = entry

    def __eq__(self, other: object) -> bool:
        return type(other) is Blame and (other.path, other.missing) == (self.path, self.missing)

    def __hash__(self) -> int:
        return hash((self.path, self.missing))

    def __repr__(self) -> str:
        return f"Blame({self.path!r}{', missing=True' if self.missing else ''})"


class Later:
    """Reasons that are found when somebody asks for them, and once: of most values nobody does."""

    __slots__ = ("_find", "_found")

    def __init__(self, find: Callable[[], tuple[Blame, ...]]) -> None:
        self._find: Callable[[], tuple[Blame, ...]] | None = find
        self._found: tuple[Blame, ...] = ()

    def get(self) -> tuple[Blame, ...]:
        """Give the reasons."""
        if self._find is not None:
            self._found, self._find = self._find(), None
        return self._found


class Elements:
    """The elements of a list that an expression made, by position; each is traced when somebody asks for it."""

    __slots__ = ("_count", "_known", "_trace")

    def __init__(self, count: int, trace: Callable[[int], Traced]) -> None:
        self._count = count
        self._trace = trace
        self._known: dict[int, Traced] = {}

    def __contains__(self, key: Value) -> bool:
        return isinstance(key, int) and 0 <= key < self._count

    def __getitem__(self, position: int) -> Traced:
        if position not in self._known:
            self._known[position] = self._trace(position)
        return self._known[position]


class Traced:
    """A value or an error, and its origin.

    path   where the value itself stands in the bindings (for an optional value: what is in it), when it does
    items  the elements of a list or map that an expression made, when it did
    why    what decided a value that stands nowhere
    """

    __slots__ = ("_why", "error", "items", "path", "value")

    def __init__(self, value: Value = None, error: str | None = None) -> None:
        self.value = value
        self.error = error
        self.path: tuple[Value, ...] | None = None
        self.items: dict[Value, Traced] | Elements | None = None
        self._why: tuple[Blame, ...] | Later = ()

    @property
    def why(self) -> tuple[Blame, ...]:
        """What decided a value that stands nowhere."""
        return self._why.get() if type(self._why) is Later else self._why  # type: ignore[return-value]

    def because(self, find: Callable[[], tuple[Blame, ...]]) -> Traced:
        """Let what decided the value be found later, and give this one. What finds it must not hold on to this one."""
        self._why = Later(find)
        return self

    @property
    def reasons(self) -> tuple[Blame, ...]:
        """What to blame for this value."""
        return self.why if self.path is None else (Blame(self.path),)

    def from_other(self, other: Traced) -> Traced:
        """Take the origin of another value, and give this one."""
        self.path, self.items, self._why = other.path, other.items, other._why
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
        found._why = self._why
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
