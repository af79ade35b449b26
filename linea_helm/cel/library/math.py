"""The math extension. Source: cel-go ext/math.go, version 2."""

from __future__ import annotations

from linea_helm.cel.errors import EvalError
from linea_helm.cel.operators import greater, less, no_overload, ranged
from linea_helm.cel.values import INT_MAX, UINT_MAX, UInt

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from linea_helm.cel.library import Overload, Overloads
    from linea_helm.cel.tree import Value

    Bits = Callable[[int, int], int]

_WHOLE = 2.0**52  # doubles from here on have no fraction


def _extreme(name: str, better: Callable[[Value, Value], bool]) -> Callable[..., Value]:
    def find(*args: Value) -> Value:
        numbers = args[0] if len(args) == 1 and type(args[0]) is list else args
        if not numbers:
            raise EvalError(f"{name}: the list is empty")
        found = numbers[0]
        for number in numbers:
            if type(number) not in (int, UInt, float):
                raise no_overload(name, number)
            if better(number, found):
                found = number
        return found

    return find


def _rounding(direction: Callable[[float], int]) -> Callable[[float], float]:
    """Round a double to a whole one, keeping NaN, infinity and the sign of zero."""

    def round_double(value: float) -> float:
        if not -_WHOLE < value < _WHOLE:
            return value
        result = float(direction(value))
        return result or result * (-1.0 if str(value)[0] == "-" else 1.0)

    return round_double


def _floor(value: float) -> int:
    return int(value // 1)


def _ceil(value: float) -> int:
    return -int(-value // 1)


def _half_away(value: float) -> int:
    """Round halves away from zero."""
    whole = int(value)
    return whole + (0 if abs(value - whole) < 0.5 else 1 if value > 0 else -1)


def _absolute(value: int) -> Value:
    return ranged(abs(int(value)), type(value))


def _sign(value: Value) -> Value:
    if type(value) is float:
        return value if value != value else float((value > 0) - (value < 0))  # noqa: PLR0124 - NaN
    return type(value)((value > 0) - (value < 0))


def _is_nan(value: float) -> bool:
    return value != value  # noqa: PLR0124


def _is_infinite(value: float) -> bool:
    return value in (float("inf"), float("-inf"))


def _is_finite(value: float) -> bool:
    return not _is_nan(value) and not _is_infinite(value)


def _root(value: Value) -> float:
    number = float(value)
    return number**0.5 if number >= 0 else float("nan")


def _bitwise(compute: Bits) -> tuple[Overload, ...]:
    def of_int(left: int, right: int) -> int:
        return compute(left, right)

    def of_uint(left: int, right: int) -> UInt:
        return UInt(compute(int(left), int(right)))

    return ((("int", "int"), "int", of_int), (("uint", "uint"), "uint", of_uint))


def _not(value: int) -> int:
    return ~value


def _not_unsigned(value: int) -> UInt:
    return UInt(UINT_MAX - value)


def _shift_left(value: int, count: int) -> Value:
    _not_negative("bitShiftLeft", count)
    bits = int(value) << count & UINT_MAX if count < 64 else 0
    return UInt(bits) if type(value) is UInt else bits - (UINT_MAX + 1 if bits > INT_MAX else 0)


def _shift_right(value: int, count: int) -> Value:
    """Shift in zeros from the left, also for a negative int."""
    _not_negative("bitShiftRight", count)
    bits = (int(value) & UINT_MAX) >> count
    return UInt(bits) if type(value) is UInt else bits - (UINT_MAX + 1 if bits > INT_MAX else 0)


def _not_negative(name: str, count: int) -> None:
    if count < 0:
        raise EvalError(f"math.{name}: negative offset {count}")


_GREATEST = _extreme("math.greatest", greater)
_LEAST = _extreme("math.least", less)
_NUMBERS = ("int", "uint", "double")
_SHIFTED = (("int", "int"), ("uint", "int"))

FUNCTIONS: Overloads = {
    "math.greatest": tuple(((kind, "..."), kind, _GREATEST) for kind in (*_NUMBERS, "dyn")),
    "math.least": tuple(((kind, "..."), kind, _LEAST) for kind in (*_NUMBERS, "dyn")),
    "math.ceil": ((("double",), "double", _rounding(_ceil)),),
    "math.floor": ((("double",), "double", _rounding(_floor)),),
    "math.round": ((("double",), "double", _rounding(_half_away)),),
    "math.trunc": ((("double",), "double", _rounding(int)),),
    "math.abs": ((("int",), "int", _absolute), (("uint",), "uint", _absolute), (("double",), "double", abs)),
    "math.sign": tuple(((kind,), kind, _sign) for kind in _NUMBERS),
    "math.isNaN": ((("double",), "bool", _is_nan),),
    "math.isInf": ((("double",), "bool", _is_infinite),),
    "math.isFinite": ((("double",), "bool", _is_finite),),
    "math.sqrt": tuple(((kind,), "double", _root) for kind in _NUMBERS),
    "math.bitAnd": _bitwise(int.__and__),
    "math.bitOr": _bitwise(int.__or__),
    "math.bitXor": _bitwise(int.__xor__),
    "math.bitNot": ((("int",), "int", _not), (("uint",), "uint", _not_unsigned)),
    "math.bitShiftLeft": tuple((params, params[0], _shift_left) for params in _SHIFTED),
    "math.bitShiftRight": tuple((params, params[0], _shift_right) for params in _SHIFTED),
}

METHODS: Overloads = {}
