"""The values of the language as Python data: dict, list, str, bytes, int, float, bool and None stand for themselves.

Exactly these classes: a subclass is not recognised. What JSON has no class for is here. A map holds its bool keys as
`BoolKey`, because to Python True == 1. On the fast path: imports nothing outside the package.
"""

from __future__ import annotations

from linea_helm.cel.errors import EvalError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from linea_helm.cel.tree import Value

INT_MIN, INT_MAX, UINT_MAX = -(1 << 63), (1 << 63) - 1, (1 << 64) - 1


class UInt(int):
    """An unsigned 64-bit integer; equal to and hashed like the int of the same value, as map keys need."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"{int(self)}u"


class Opaque:
    """A value that only functions look into: equal to one of its class with an equal key, and no key of a map.

    A subclass names its type in `cel_type`; with `cel_ordered` it has the methods that compare.
    """

    __slots__ = ()
    __hash__ = None  # type: ignore[assignment]
    cel_type = ""

    def key(self) -> Value:
        """Give what makes the value equal to another."""
        raise AssertionError("every class of values has a key")

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and bool(other.key() == self.key())


class Type(Opaque):
    """A type as a value, such as the result of `type(1)`."""

    __slots__ = ("name",)
    cel_type = "type"

    def __init__(self, name: str) -> None:
        self.name = name

    def key(self) -> str:
        """Give its name."""
        return self.name

    def __repr__(self) -> str:
        return self.name


class BoolKey:
    """A bool as the key of a map."""

    __slots__ = ("value",)

    def __init__(self, *, value: bool) -> None:
        self.value = value

    def __repr__(self) -> str:
        return "true" if self.value else "false"


TRUE_KEY, FALSE_KEY = BoolKey(value=True), BoolKey(value=False)

#: Types that JSON-like data has; other values say it themselves in the class attribute `cel_type`.
_TYPE_NAMES = {
    bool: "bool",
    int: "int",
    UInt: "uint",
    float: "double",
    str: "string",
    bytes: "bytes",
    list: "list",
    dict: "map",
    type(None): "null_type",
}


def type_name(value: object) -> str:
    """Name the type of a value as `type()` shows it.

    Errors: EvalError when the value is of no class the language knows, so a binding was not JSON-like data.
    """
    name = _TYPE_NAMES.get(type(value)) or getattr(value, "cel_type", None)
    if name is None:
        raise EvalError(f"a value of class {type(value).__name__} is no CEL value")
    return str(name)


def map_key(value: Value) -> Value:
    """Give the form in which a dict holds this key, or raise EvalError when it cannot be the key of a map."""
    kind = type(value)
    if kind is str or kind is int or kind is UInt:
        return value
    if kind is bool:
        return TRUE_KEY if value else FALSE_KEY
    raise EvalError(f"unsupported key type {type_name(value)}")


def lookup_key(value: Value) -> Value:
    """Give the form in which to look this key up; what cannot be a key is simply not found, but 1.0 finds 1."""
    kind = type(value)
    if kind is bool:
        return TRUE_KEY if value else FALSE_KEY
    if kind is str or kind is int or kind is UInt or kind is float:
        return value
    return _NO_KEY


_NO_KEY = object()


def key_value(key: Value) -> Value:
    """Give the value that a key in a dict stands for."""
    return key.value if type(key) is BoolKey else key


def elements(value: Value) -> list[Value]:
    """Give what a comprehension runs over: the elements of a list, the keys of a map."""
    if type(value) is list:
        return value
    if isinstance(value, dict):
        return [key.value if type(key) is BoolKey else key for key in value]
    raise EvalError(f"cannot iterate over {type_name(value)}")


def equal(left: Value, right: Value) -> bool:
    """Compare two values of any types: numbers by value, bool never equal to a number, NaN equal to nothing."""
    kind, other = type(left), type(right)
    if kind is other:
        if kind is list:
            return len(left) == len(right) and _all_equal(zip(left, right, strict=True))
        if kind is dict:
            return _maps_equal(left, right)
        return bool(left == right)
    if kind is bool or other is bool:
        return False
    if (kind is float and other in (int, UInt)) or (other is float and kind in (int, UInt)):
        return float(left) == float(right)  # lossy beyond 2**53, as the specification's cases ask
    return bool(left == right)


def _all_equal(pairs: Iterable[tuple[Value, Value]]) -> bool:
    return all(equal(left, right) for left, right in pairs)


def _maps_equal(left: dict[Value, Value], right: dict[Value, Value]) -> bool:
    if len(left) != len(right):
        return False
    return all(key in right and equal(value, right[key]) for key, value in left.items())


class Optional:
    """An optional value: `Optional(x)` has one, NONE has none."""

    __slots__ = ("value",)
    cel_type = "optional_type"

    def __init__(self, value: Value) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        if type(other) is not Optional or self is NONE or other is NONE:
            return self is other
        return equal(self.value, other.value)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return "optional.none()" if self is NONE else f"optional.of({self.value!r})"


NONE = Optional(None)
