"""Kubernetes quantities: `500m`, `2Gi`, `1.5`, `1e3`. Imports nothing, for the fast path.

Source: k8s.io/apimachinery/pkg/api/resource, the grammar in the comment of type Quantity.
"""

from __future__ import annotations

_BINARY = {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60}
_DECIMAL = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_FINEST = 9  # decimal digits behind the point, as in Kubernetes
_DIGITS = "0123456789"


def parse(text: str) -> int:
    """Give a quantity as a whole number of 10^-18, so that two can be compared.

    Errors: ValueError, with a message for the user; also for a negative one, which no container can have.
    """
    number = text.removeprefix("+")
    suffix = number.lstrip(_DIGITS + ".")
    whole, _, fraction = number[: len(number) - len(suffix)].partition(".")
    exponent = _exponent(suffix)
    if (
        exponent is None
        or not (whole + fraction).isdecimal()
        or (fraction and not fraction.isdecimal())
        or len(fraction) > _FINEST
    ):
        raise ValueError(f"{text!r} is not a quantity such as 500m, 2 or 4Gi")
    binary = 1 << _BINARY.get(suffix, 0)
    scale: int = 10 ** (2 * _FINEST + exponent - len(fraction))
    return int(whole + fraction) * binary * scale


def _exponent(suffix: str) -> int | None:
    """Give the power of ten that a suffix stands for; None when it is no suffix."""
    if suffix in _BINARY:
        return 0
    if suffix in _DECIMAL:
        return _DECIMAL[suffix]
    digits = suffix[1:].lstrip("+-")
    if suffix[0] not in "eE" or len(suffix) - len(digits) > 2 or not digits.isdecimal() or int(digits) > 2 * _FINEST:
        return None
    return max(-_FINEST, -int(digits)) if "-" in suffix else int(digits)
