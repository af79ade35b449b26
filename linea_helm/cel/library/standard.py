"""The standard functions but for those of time: size, the tests of strings, and the conversions.

Source: CEL language definition, section Standard Definitions; formatting and parsing of numbers as Go's strconv has
them. On the fast path: imports nothing outside the package.
"""

from __future__ import annotations

from linea_helm.cel.errors import EvalError
from linea_helm.cel.operators import ranged
from linea_helm.cel.values import Type, UInt, type_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linea_helm.cel.library import Overloads
    from linea_helm.cel.tree import Value

_BOOLS = {
    **dict.fromkeys(("1", "t", "true", "TRUE", "True"), True),
    **dict.fromkeys(("0", "f", "false", "FALSE", "False"), False),
}
_DIGITS = frozenset("0123456789")


def _contains(text: str, part: str) -> bool:
    return part in text


def _matches(text: str, pattern: str) -> bool:
    from linea_helm.cel.re2 import compile_pattern  # few policies need it

    return compile_pattern(pattern).search(text)


def _same(value: Value) -> Value:
    return value


def _type(value: Value) -> Type:
    return Type(type_name(value))


def _bool(text: str) -> bool:
    if text in _BOOLS:
        return _BOOLS[text]
    raise EvalError(f"bool({text!r}): neither true nor false")


def _int_of_text(text: str) -> int:
    digits = text[1:] if text[:1] in ("+", "-") else text
    if not digits or not _DIGITS.issuperset(digits) or len(digits.lstrip("0")) > 20:
        raise EvalError(f"int({_short(text)}): not an integer of 64 bits")
    return int(ranged(int(text), int))


def _uint_of_text(text: str) -> UInt:
    if not text or not _DIGITS.issuperset(text) or len(text.lstrip("0")) > 20:
        raise EvalError(f"uint({_short(text)}): not an unsigned integer of 64 bits")
    return UInt(ranged(int(text), UInt))


def _int_of_double(value: float) -> int:
    if not -(2.0**63) < value < 2.0**63:
        raise EvalError("int(): double outside the range of an int")
    return int(value)


def _uint_of_double(value: float) -> UInt:
    if not 0 <= value < 2.0**64:
        raise EvalError("uint(): double outside the range of a uint")
    return UInt(int(value))


def _to_int(value: int) -> int:
    return int(ranged(int(value), int))


def _to_uint(value: int) -> UInt:
    return UInt(ranged(value, UInt))


def _to_double(value: int) -> float:
    return float(int(value))


def _double_of_text(text: str) -> float:
    sign, body = (text[0], text[1:]) if text[:1] in ("+", "-") else ("", text)
    if body.lower() in ("inf", "infinity", "nan"):
        return float(text)
    mantissa, mark, exponent = body.lower().partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = exponent[1:] if exponent[:1] in ("+", "-") else exponent
    if not whole + fraction or not _DIGITS.issuperset(whole + fraction + digits) or (mark and not digits):
        raise EvalError(f"double({_short(text)}): not a number")
    value = float(sign + body)
    if value in (float("inf"), float("-inf")):
        raise EvalError(f"double({_short(text)}): outside the range of a double")
    return value


def _text_of_int(value: int) -> str:
    return str(int(ranged(int(value), type(value))))  # data may hold an integer of any length


def _text_of_bool(value: bool) -> str:
    return "true" if value else "false"


def text_of_double(value: float) -> str:
    """Write a double as Go's FormatFloat(value, 'g', -1, 64): shortest form, an exponent below 1e-4 and from 1e6 on."""
    if value != value:  # noqa: PLR0124 - NaN
        return "NaN"
    if value in (float("inf"), float("-inf")):
        return "+Inf" if value > 0 else "-Inf"
    mantissa, _, exponent = f"{value!r}".partition("e")
    digits, power = _scientific(mantissa.lstrip("-"), int(exponent or 0))
    sign = "-" if mantissa.startswith("-") else ""
    if power < -4 or power >= 6:
        return f"{sign}{digits[0]}{'.' if digits[1:] else ''}{digits[1:]}e{'-' if power < 0 else '+'}{abs(power):02d}"
    if power < 0:
        return f"{sign}0.{'0' * (-power - 1)}{digits}"
    whole, fraction = digits[: power + 1].ljust(power + 1, "0"), digits[power + 1 :]
    return f"{sign}{whole}{'.' if fraction else ''}{fraction}"


def _scientific(mantissa: str, exponent: int) -> tuple[str, int]:
    """Give the significant digits of a positive decimal and the power of ten of the first one."""
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    if not digits:
        return "0", 0
    power = exponent + len(whole) - 1 - (len(whole + fraction) - len(digits))
    return digits.rstrip("0") or "0", power


def _text_of_bytes(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        raise EvalError("string(): the bytes are no UTF-8") from None


def _bytes_of_text(text: str) -> bytes:
    return text.encode(errors="replace")


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:40] + "…")


_SIZE = tuple(((kind,), "int", len) for kind in ("string", "bytes", "list", "map"))
_MATCHES = ((("string", "string"), "bool", _matches),)

FUNCTIONS: Overloads = {
    "size": _SIZE,
    "matches": _MATCHES,
    "dyn": ((("dyn",), "dyn", _same),),
    "type": ((("dyn",), "type", _type),),
    "bool": ((("bool",), "bool", _same), (("string",), "bool", _bool)),
    "int": (
        (("int",), "int", _same),
        (("uint",), "int", _to_int),
        (("double",), "int", _int_of_double),
        (("string",), "int", _int_of_text),
    ),
    "uint": (
        (("uint",), "uint", _same),
        (("int",), "uint", _to_uint),
        (("double",), "uint", _uint_of_double),
        (("string",), "uint", _uint_of_text),
    ),
    "double": (
        (("double",), "double", _same),
        (("int",), "double", _to_double),
        (("uint",), "double", _to_double),
        (("string",), "double", _double_of_text),
    ),
    "string": (
        (("string",), "string", _same),
        (("int",), "string", _text_of_int),
        (("uint",), "string", _text_of_int),
        (("double",), "string", text_of_double),
        (("bool",), "string", _text_of_bool),
        (("bytes",), "string", _text_of_bytes),
    ),
    "bytes": ((("bytes",), "bytes", _same), (("string",), "bytes", _bytes_of_text)),
}

METHODS: Overloads = {
    "size": _SIZE,
    "matches": _MATCHES,
    "contains": ((("string", "string"), "bool", _contains),),
    "startsWith": ((("string", "string"), "bool", str.startswith),),
    "endsWith": ((("string", "string"), "bool", str.endswith),),
}
