"""How Helm's Go YAML reads a plain scalar: YAML 1.1 words, Go's number syntax, JSON's types at the end.

Helm hands a text to sigs.k8s.io/yaml: goyaml v2 types it (resolve.go), then it goes through JSON. Both steps are here.
Neither YAML 1.1 nor 1.2 as Python libraries read them agrees with that; tests/yaml/test_scalar.py asks real Helm.
Imports nothing, for the fast path.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    Scalar = str | int | float | bool | None

WORDS: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"), True),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"), False),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
}

#: A plain scalar that is no word and starts with none of these is a string.
NUMERIC = frozenset("+-.0123456789")

_BASES = {"x": 16, "X": 16, "o": 8, "O": 8, "b": 2, "B": 2}
_DIGITS = {2: frozenset("01"), 8: frozenset("01234567"), 16: frozenset("0123456789abcdefABCDEF")}
_LONGEST = 20  # decimal digits of the largest unsigned 64-bit integer


def resolve(text: str) -> Scalar:
    """Give the JSON value that a plain scalar becomes: None, bool, int (64 bits, signed), float or str.

    Whole floats are ints, as JSON does not tell 3.0 from 3; integers past 64 bits are floats. `.inf` and `.nan` come
    back as floats, which JSON cannot hold: Helm refuses them, and so must the caller. Values, unlike manifests, are
    all 64-bit floats: see `as_float64`.
    """
    if text in WORDS:
        return WORDS[text]
    if text[0] not in NUMERIC:
        return text
    return as_json(read(text))


def read(text: str) -> Scalar:
    """Give the value as goyaml types it, before JSON: a float stays a float (`1.0`), an int may pass 63 bits.

    Source: go.yaml.in/yaml/v2 resolve.go. Dates and base-60 numbers stay strings there.
    """
    if text in WORDS:
        return WORDS[text]
    if text[0] not in NUMERIC or not text.isascii():
        return text
    if text[0] == "." and not _separated(text):
        return text
    plain = text.replace("_", "")
    whole = _integer(plain)
    if whole is not None:
        return whole
    number = _decimal(plain)
    return text if number is None else number


def as_json(value: Scalar) -> Scalar:
    """Take a goyaml value through JSON: whole floats become ints, ints past 63 bits become floats."""
    if type(value) is float and value.is_integer() and abs(value) < 2.0**64:
        whole = _shortest_int(value)
        return whole if -(2**63) <= whole < 2**63 else value
    if type(value) is int and value >= 2**63:
        return float(value)
    return value


def as_float64(value: int) -> int | float:
    """Round an integer the way Helm does when it reads values: each number goes through a 64-bit float."""
    return as_json(float(value))  # type: ignore[return-value]  # a float never becomes anything else


def key(value: Scalar) -> str:
    """Write the key of a mapping as sigs.k8s.io/yaml does: `y: 1` has the key "true", `1: x` the key "1".

    Takes what `read` gives. Errors: ValueError for null and for integers past 63 bits, which Helm refuses.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and value < 2**63:
        return str(value)
    if isinstance(value, float):
        return _float_key(value)
    raise ValueError("null" if value is None else str(value))


def _shortest_int(value: float) -> int:
    """Read the digits that JSON writes: the fewest that tell the float from its neighbours, then zeros."""
    mantissa, _, exponent = repr(value).partition("e")
    if not exponent:
        return int(value)
    whole, _, fraction = mantissa.partition(".")
    return int(whole + fraction + "0" * (int(exponent) - len(fraction)))


def _integer(text: str) -> int | None:
    if text[:3] in ("0b+", "0b-"):  # resolve.go cuts "0b" off and reads the rest as a signed binary number
        number = int(text[3:], 2) if text[3:] and _DIGITS[2].issuperset(text[3:]) else None
        return -number if number and text[2] == "-" else number
    sign, digits = (text[0], text[1:]) if text[:1] in ("+", "-") else ("", text)
    number = _magnitude(digits)
    if number is None or number >= (2**63 + (sign == "-") if sign else 2**64):
        return None
    return -number if sign == "-" else number


def _magnitude(digits: str) -> int | None:
    """Read Go's base-0 integer without its sign: 0x, 0o, 0b, a leading 0 for octal, else decimal."""
    if digits[:1] != "0":
        return int(digits) if digits.isdigit() and len(digits) <= _LONGEST else None
    base = _BASES.get(digits[1:2], 8) if len(digits) > 2 else 8
    body = digits[2:] if base != 8 or digits[1:2] in ("o", "O") else digits
    return int(body, base) if body and _DIGITS[base].issuperset(body) else None


def _separated(text: str) -> bool:
    """Tell whether every underscore stands between two digits, as Go's ParseFloat wants it."""
    padded = f".{text}."
    return all(
        padded[at - 1].isdigit() and padded[at + 1].isdigit() for at, character in enumerate(padded) if character == "_"
    )


def _decimal(text: str) -> float | None:
    """Read `[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?`; None when it is none or overflows."""
    mantissa, mark, exponent = text.replace("E", "e").partition("e")
    if mark and not exponent[exponent[:1] in ("+", "-") :].isdigit():
        return None
    whole, _, fraction = mantissa[mantissa[:1] in ("+", "-") :].partition(".")
    if not (whole + fraction).isdigit() or (fraction and not fraction.isdigit()):
        return None
    number = float(text)
    return None if number in (WORDS[".inf"], WORDS["-.inf"]) else number


def _float_key(value: float) -> str:
    """Write a float as Go's strconv.FormatFloat(value, 'g', -1, 32) does: the fewest digits a 32-bit float needs."""
    import struct

    (single,) = struct.unpack("f", struct.pack("f", value))
    if single - single != 0:  # infinite, or not a number
        return {"inf": ".inf", "-inf": "-.inf", "nan": ".nan"}[str(single)]
    for precision in range(9):
        text = f"{single:.{precision}e}"
        if struct.pack("f", float(text)) == struct.pack("f", single):
            break
    exponent = int(text.partition("e")[2])
    return f"{float(text):.{max(precision - exponent, 0)}f}" if -4 <= exponent < 6 else text
