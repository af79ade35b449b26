"""`'...'.format([...])`: %s %d %f %e %b %o %x %X and %%, a precision for %f and %e.

Source: cel-go ext/formatting.go, which Kubernetes has (version 2 of the strings library): what is in a list or a map
is written as a literal, doubles as English has them (`1,234.500000`, `∞`), and the precision of %e is a width. The
specification's cases string_ext/format follow a later version, which does none of this.
"""

from __future__ import annotations

from math import inf, isfinite, nan

from linea_helm.cel.errors import EvalError
from linea_helm.cel.library.standard import text_of_double
from linea_helm.cel.operators import bounded, ranged
from linea_helm.cel.values import UInt, key_value, type_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from linea_helm.cel.tree import Value

_MOST_DIGITS = 1000


def format_text(text: str, args: list[Value]) -> str:
    """Put the arguments in the places of the clauses, in their order; arguments too many are ignored."""
    pieces: list[str] = []
    position = used = 0
    while True:
        percent = text.find("%", position)
        if percent < 0:
            return str(bounded("".join([*pieces, text[position:]])))
        pieces.append(text[position:percent])
        clause, precision, position = _clause(text, percent + 1)
        if clause == "%":
            pieces.append("%")
            continue
        if used >= len(args):
            raise EvalError(f"format: no argument {used} for %{clause}")
        pieces.append(_formatted(clause, precision, args[used]))
        used += 1


def check_format(text: str, kinds: list[str]) -> int:
    """Hold a constant text against the types of its arguments, as far as these are known; give how many it uses.

    Errors: EvalError as `format_text` would raise whatever the arguments are.
    """
    wanted = _letters(text)
    for position, letter in enumerate(wanted):
        if position >= len(kinds):
            raise EvalError(f"format: no argument {position} for %{letter}")
        if kinds[position] not in ("dyn", *_TAKES[letter]):
            raise EvalError(f"format: %{letter} does not take a {kinds[position]}")
    return len(wanted)


def _letters(text: str) -> list[str]:
    """Give the letters of the clauses that take an argument, in their order."""
    found, position = [], text.find("%")
    while position >= 0:
        letter, _, end = _clause(text, position + 1)
        found += [letter] * (letter != "%")
        position = text.find("%", end)
    return found


def _clause(text: str, position: int) -> tuple[str, int, int]:
    """Read a clause after its percent sign: its letter, its precision, and where the text goes on."""
    precision = 6
    if text[position : position + 1] == ".":
        end = position + 1
        while text[end : end + 1].isdecimal() and text[end].isascii():
            end += 1
        if end == position + 1:
            raise EvalError("format: a precision without digits")
        precision, position = int(text[position + 1 : min(end, position + 6)]), end
        if precision > _MOST_DIGITS:
            raise EvalError(f"format: a precision of more than {_MOST_DIGITS} digits")
    letter = text[position : position + 1]
    if letter != "%" and letter not in _CLAUSES:
        raise EvalError(f"format: unknown clause %{letter}")
    return letter, precision, position + 1


def _formatted(clause: str, precision: int, value: Value) -> str:
    result = _CLAUSES[clause](value, precision)
    if result is None:
        raise EvalError(f"format: %{clause} does not take a {type_name(value)}")
    return result


def text_of(value: Value, _: int = 0) -> str | None:
    """Write a value for %s, lists and maps with what is in them; None for what has no text."""
    if isinstance(value, list):
        return f"[{', '.join(map(_inner, value))}]"
    if isinstance(value, dict):
        entries = sorted(f"{_inner(key_value(key))}:{_inner(item)}" for key, item in value.items())
        return f"{{{', '.join(entries)}}}"
    if type(value) is float:
        return text_of_double(value)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    write = _WRITERS.get(type_name(value))
    return None if write is None else write(value)


def _integer(value: int) -> str:
    return str(int(ranged(int(value), type(value))))


def _bytes(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        raise EvalError("format: the bytes are no UTF-8") from None


_WRITERS: dict[str, Callable[[Value], str]] = {
    "string": str,
    **dict.fromkeys(("int", "uint"), _integer),
    **dict.fromkeys(("type", "google.protobuf.Timestamp", "google.protobuf.Duration"), repr),
    "bytes": _bytes,
}


def _inner(value: Value) -> str:
    """Write what is in a list or a map."""
    text, kind = _formatted("s", 0, value), type_name(value)
    if kind == "double":
        return f"{value:.6f}" if isfinite(value) else f'"{text}"'
    if kind == "bytes":
        return f"b{_literal(text)}"
    if kind == "string":
        return _literal(text)
    return f'{_TIMES[kind]}("{text}")' if kind in _TIMES else text


def _literal(text: str) -> str:
    """Write a text as a literal of Go (strconv.Quote)."""
    return "".join(c if c.isprintable() else _code(ord(c)) for c in quoted(text))


def _code(point: int) -> str:
    if point < 0x80:
        return f"\\x{point:02x}"
    return f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}"


def quoted(text: str) -> str:
    """Write a text as a literal (cel-go: ext/strings.go, quote)."""
    return f'"{text.translate(_ESCAPES)}"'


_TIMES = {"google.protobuf.Timestamp": "timestamp", "google.protobuf.Duration": "duration"}
_ESCAPES = {ord(character): f"\\{letter}" for character, letter in zip('\a\b\f\n\r\t\v\\"', 'abfnrtv\\"', strict=True)}


def _decimal(value: Value, _: int) -> str | None:
    return _integer(value) if type(value) in (int, UInt) else None


def _double(value: Value) -> float | None:
    """Give a double; these texts stand for what no literal can say."""
    if type(value) is str:
        return {"NaN": nan, "Infinity": inf, "-Infinity": -inf}.get(value)
    return value if type(value) is float else None


def _special(number: float) -> str:
    """Write what is no finite number; "" for the rest."""
    if number != number:  # noqa: PLR0124 - NaN
        return "NaN"
    return {inf: "∞", -inf: "-∞"}.get(number, "")


def _fixed(value: Value, precision: int) -> str | None:
    number = _double(value)
    if number is None:
        return None
    return _special(number) or f"{number or 0.0:,.{precision}f}"  # -0.0 has no sign


def _scientific(value: Value, width: int) -> str | None:
    number = _double(value)
    if number is None:
        return None
    mantissa, _, exponent = f"{number or 0.0:.6e}".partition("e")
    text = _special(number) or f"{mantissa}×10{exponent.lstrip('+').translate(_RAISED)}"
    return text.rjust(width)


_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def _in_base(letter: str, *also: type) -> Callable[[Value, int], str | None]:
    def write(value: Value, _: int) -> str | None:
        if type(value) in (int, UInt) or type(value) in also:
            return f"{int(value):{letter}}"
        return None

    return write


def _hexadecimal(letter: str) -> Callable[[Value, int], str | None]:
    number = _in_base(letter)

    def write(value: Value, _: int) -> str | None:
        data = value.encode(errors="replace") if type(value) is str else value
        if type(data) is not bytes:
            return number(value, 0)
        return data.hex() if letter == "x" else data.hex().upper()

    return write


_CLAUSES: dict[str, Callable[[Value, int], str | None]] = {
    "s": text_of,
    "d": _decimal,
    "f": _fixed,
    "e": _scientific,
    "b": _in_base("b", bool),
    "o": _in_base("o"),
    "x": _hexadecimal("x"),
    "X": _hexadecimal("X"),
}
_WHOLE = ("int", "uint")
#: The types that a clause takes; a text where a double belongs may be NaN or infinite.
_TAKES: dict[str, tuple[str, ...]] = {
    "s": ("list", "map", "double", "bool", "null_type", *_WRITERS),
    "d": _WHOLE,
    **dict.fromkeys(("f", "e"), ("double", "string")),
    "b": (*_WHOLE, "bool"),
    "o": _WHOLE,
    **dict.fromkeys(("x", "X"), (*_WHOLE, "string", "bytes")),
}
