"""What the operators compute, on values; `evaluate` compiles the common cases into closures and calls these for the
rest.

On the fast path: imports nothing outside the package.
"""

from __future__ import annotations

from linea_helm.cel.errors import BudgetError, EvalError
from linea_helm.cel.values import INT_MAX, INT_MIN, UINT_MAX, UInt, equal, lookup_key, type_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from linea_helm.cel.tree import Value

    Operation = Callable[[Value, Value], Value]

#: Longest string or list that an operator or function builds (characters, bytes or elements).
LONGEST = 10_000_000
_NUMBERS = (int, UInt, float)


def no_overload(name: str, *args: object) -> EvalError:
    """Make the error for an operator or function applied to types it is not made for."""
    types = ", ".join(type_name(arg) for arg in args)
    return EvalError(f"no such overload: {name}({types})")


def ranged(value: int, kind: type) -> Value:
    """Give an integer back as int or UInt, or raise EvalError when it does not fit its 64 bits."""
    if kind is UInt:
        if 0 <= value <= UINT_MAX:
            return UInt(value)
        raise EvalError("unsigned integer overflow")
    if INT_MIN <= value <= INT_MAX:
        return value
    raise EvalError("integer overflow")


def bounded(value: Value) -> Value:
    """Give a string, bytes or list back, or raise BudgetError when it is too long to go on with."""
    if len(value) > LONGEST:
        raise BudgetError(f"a value grows beyond {LONGEST} elements")
    return value


def add(left: Value, right: Value) -> Value:
    """Compute left + right: numbers, strings, bytes, lists, timestamps and durations."""
    kind = type(left)
    if kind is type(right):
        if kind is int or kind is UInt:
            return ranged(int(left) + int(right), kind)
        if kind is float:
            return left + right
        if kind is str or kind is bytes or kind is list:
            return bounded(left + right)
    return _temporal("_+_", left, right, "__add__")


def subtract(left: Value, right: Value) -> Value:
    """Compute left - right: numbers, timestamps and durations."""
    kind = type(left)
    if kind is type(right):
        if kind is int or kind is UInt:
            return ranged(int(left) - int(right), kind)
        if kind is float:
            return left - right
    return _temporal("_-_", left, right, "__sub__")


def _temporal(name: str, left: Value, right: Value, method: str) -> Value:
    if hasattr(left, "cel_type") and hasattr(left, method):
        result = getattr(left, method)(right)
        if result is not NotImplemented:
            return result
    raise no_overload(name, left, right)


def multiply(left: Value, right: Value) -> Value:
    """Compute left * right of two numbers of one type."""
    kind = type(left)
    if kind is type(right):
        if kind is int or kind is UInt:
            return ranged(int(left) * int(right), kind)
        if kind is float:
            return left * right
    raise no_overload("_*_", left, right)


def divide(left: Value, right: Value) -> Value:
    """Compute left / right: integers are cut towards zero, doubles follow IEEE 754."""
    kind = type(left)
    if kind is type(right):
        if kind is int or kind is UInt:
            return _quotient(int(left), int(right), kind)
        if kind is float:
            return left / right if right else _divide_by_zero(left, right)
    raise no_overload("_/_", left, right)


def _quotient(left: int, right: int, kind: type) -> Value:
    if right == 0:
        raise EvalError("division by zero")
    quotient = abs(left) // abs(right)
    return ranged(quotient if (left < 0) == (right < 0) else -quotient, kind)


def _divide_by_zero(left: float, right: float) -> float:
    if left == 0 or left != left:  # noqa: PLR0124 - NaN
        return float("nan")
    return float("inf") if (left > 0) == (str(right)[0] != "-") else float("-inf")


def modulo(left: Value, right: Value) -> Value:
    """Compute left % right of two integers; the sign is that of left."""
    kind = type(left)
    if kind is not type(right) or kind not in (int, UInt):
        raise no_overload("_%_", left, right)
    if right == 0:
        raise EvalError("modulus by zero")
    if left == INT_MIN and right == -1:
        raise EvalError("integer overflow")  # like the division, says Go
    remainder = abs(int(left)) % abs(int(right))
    return ranged(-remainder if left < 0 else remainder, kind)


def negate(value: Value) -> Value:
    """Compute -value of an int or a double."""
    kind = type(value)
    if kind is int:
        return ranged(-value, kind)
    if kind is float:
        return -value
    raise no_overload("-_", value)


def ordered(name: str, left: Value, right: Value) -> tuple[Value, Value]:
    """Give two values in a form that Python orders: two numbers of any types, or two values of one ordered type.

    A double and an integer are compared as doubles, as the specification's cases ask.
    """
    kind, other = type(left), type(right)
    if kind in _NUMBERS and other in _NUMBERS:
        return (float(left), float(right)) if float in (kind, other) else (left, right)
    if kind is other and (kind in (str, bool, bytes) or hasattr(kind, "cel_ordered")):
        return left, right
    raise no_overload(name, left, right)


def less(left: Value, right: Value) -> bool:
    """Compute left < right."""
    first, second = ordered("_<_", left, right)
    return bool(first < second)


def less_equal(left: Value, right: Value) -> bool:
    """Compute left <= right."""
    first, second = ordered("_<=_", left, right)
    return bool(first <= second)


def greater(left: Value, right: Value) -> bool:
    """Compute left > right."""
    first, second = ordered("_>_", left, right)
    return bool(first > second)


def greater_equal(left: Value, right: Value) -> bool:
    """Compute left >= right."""
    first, second = ordered("_>=_", left, right)
    return bool(first >= second)


def not_equal(left: Value, right: Value) -> bool:
    """Compute left != right."""
    return not equal(left, right)


def contained(item: Value, container: Value) -> bool:
    """Compute item in container: an element of a list, a key of a map."""
    if type(container) is list:
        # A text equals nothing but a text, in Python, too.
        return item in container if type(item) is str else any(equal(item, element) for element in container)
    if isinstance(container, dict):
        return lookup_key(item) in container
    raise no_overload("@in", item, container)


OPERATIONS: dict[str, Operation] = {
    "==": equal,
    "!=": not_equal,
    "<": less,
    "<=": less_equal,
    ">": greater,
    ">=": greater_equal,
    "+": add,
    "-": subtract,
    "*": multiply,
    "/": divide,
    "%": modulo,
    "in": contained,
}
