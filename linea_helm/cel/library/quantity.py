"""Quantities such as 500m, 1.5Gi or 1e3.

Source: k8s.io/apimachinery/pkg/api/resource/quantity.go; k8s.io/apiserver/pkg/cel/library/quantity.go. A value is kept
in billionths, to which Kubernetes rounds up, away from zero. It also remembers how it was written, because Kubernetes
asks that and not the value whether it is an integer: 1000m and 1.5Gi are none.
"""

from __future__ import annotations

from linea_helm.cel.errors import EvalError
from linea_helm.cel.values import INT_MAX, INT_MIN, Opaque

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linea_helm.cel.library import Overloads

_ONE = 1_000_000_000
_LARGEST = INT_MAX * _ONE
_DECIMAL = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_BINARY = {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60}
_DIGITS = frozenset("0123456789")
_LONGEST = 100
#: Up to these, Kubernetes keeps a quantity as an integer and a power of ten.
_DECIMAL_DIGITS, _BINARY_DIGITS, _PLACES = 18, 15, 9


class Quantity(Opaque):
    """A quantity in billionths of its unit; `places` are the decimal places it was written with, None when too many."""

    __slots__ = ("billionths", "places")
    cel_type = "kubernetes.Quantity"

    def __init__(self, billionths: int, places: int | None) -> None:
        self.billionths = billionths
        self.places = places

    def key(self) -> int:
        """Give the value, however it is written."""
        return self.billionths


def _quantity(text: str) -> Quantity:
    sign = -1 if text[:1] == "-" else 1
    body = text[1:] if text[:1] in ("+", "-") else text
    end = next((i for i, c in enumerate(body) if c not in _DIGITS and c != "."), len(body))
    whole, _, fraction = body[:end].partition(".")
    if not whole + fraction or "." in fraction or len(text) > _LONGEST:
        raise EvalError(f"quantity({text[:50]!r}): not a quantity such as 500m or 1.5Gi")
    suffix = body[end:]
    if suffix in _BINARY:
        exact = not fraction and len(whole) + _BINARY[suffix] * 3 // 10 < _BINARY_DIGITS
        return _scaled(sign, whole + fraction, 1 << _BINARY[suffix], len(fraction), 0 if exact else None)
    places = len(fraction) - _exponent(text, suffix)
    exact = len(whole + fraction) <= _DECIMAL_DIGITS and places <= _PLACES
    return _scaled(sign, whole + fraction, 1, places, places if exact else None)


def _scaled(sign: int, digits: str, factor: int, places: int, written: int | None) -> Quantity:
    power = int("1" + "0" * abs(places))
    value = int(digits) * _ONE * factor * (power if places < 0 else 1)
    rounded = -(-value // (power if places > 0 else 1))
    return Quantity(sign * min(rounded, _LARGEST), written)


def _exponent(text: str, suffix: str) -> int:
    """Give the power of ten that a suffix stands for."""
    if suffix in _DECIMAL:
        return _DECIMAL[suffix]
    digits = suffix[2:] if suffix[1:2] in ("+", "-") else suffix[1:]
    if suffix[0] not in "eE" or not digits or not _DIGITS.issuperset(digits) or len(digits) > 4:
        raise EvalError(f"quantity({text[:50]!r}): unknown suffix {suffix!r}")
    return int(suffix[1:])


def _is_quantity(text: str) -> bool:
    try:
        _quantity(text)
    except EvalError:
        return False
    return True


def _is_integer(value: Quantity) -> bool:
    whole = value.places is not None and value.places <= 0
    return whole and INT_MIN <= value.billionths // _ONE <= INT_MAX


def _as_integer(value: Quantity) -> int:
    if not _is_integer(value):
        raise EvalError("asInteger: the quantity is not written as an integer of 64 bits")
    return value.billionths // _ONE


def _as_float(value: Quantity) -> float:
    return value.billionths / _ONE


def _compare(left: Quantity, right: Quantity) -> int:
    return (left.billionths > right.billionths) - (left.billionths < right.billionths)


def _is_greater(left: Quantity, right: Quantity) -> bool:
    return left.billionths > right.billionths


def _is_less(left: Quantity, right: Quantity) -> bool:
    return left.billionths < right.billionths


def _sign(value: Quantity) -> int:
    return (value.billionths > 0) - (value.billionths < 0)


def _add(left: Quantity, right: Quantity) -> Quantity:
    places = None if left.places is None or right.places is None else max(left.places, right.places)
    return Quantity(left.billionths + right.billionths, places)


def _negative(value: Quantity) -> Quantity:
    return Quantity(-value.billionths, value.places)


def _add_int(left: Quantity, right: int) -> Quantity:
    return _add(left, Quantity(right * _ONE, 0))


def _sub(left: Quantity, right: Quantity) -> Quantity:
    return _add(left, _negative(right))


def _sub_int(left: Quantity, right: int) -> Quantity:
    return _add(left, Quantity(-right * _ONE, 0))


_NAME = "kubernetes.Quantity"

FUNCTIONS: Overloads = {
    "quantity": ((("string",), _NAME, _quantity),),
    "isQuantity": ((("string",), "bool", _is_quantity),),
    "sign": (((_NAME,), "int", _sign),),  # a function, though the documentation of Kubernetes has it as a method
}

METHODS: Overloads = {
    "isInteger": (((_NAME,), "bool", _is_integer),),
    "asInteger": (((_NAME,), "int", _as_integer),),
    "asApproximateFloat": (((_NAME,), "double", _as_float),),
    "add": (((_NAME, _NAME), _NAME, _add), ((_NAME, "int"), _NAME, _add_int)),
    "sub": (((_NAME, _NAME), _NAME, _sub), ((_NAME, "int"), _NAME, _sub_int)),
    "compareTo": (((_NAME, _NAME), "int", _compare),),
    "isGreaterThan": (((_NAME, _NAME), "bool", _is_greater),),
    "isLessThan": (((_NAME, _NAME), "bool", _is_less),),
}
