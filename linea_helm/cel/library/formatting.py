"""`'...'.format([...])`: %s %d %f %e %b %o %x %X and %%, a precision for %f and %e.

Source: cel-go ext/formatting.go, which Kubernetes has (version 2 of the strings library): what is in a list or a map
is written as a literal. The specification's cases string_ext/format follow a later version, which does not quote.
"""

from __future__ import annotations

from math import isfinite

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


def letters(text: str) -> list[str]:
    """Give the letters of the clauses that take an argument, in their order.

    Errors: EvalError for a clause that there is not.
    """
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
        precision, position = int(text[position + 1 : min(end, position + 6)] or 0), end
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
        return _special(value) or text_of_double(value)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    write = _WRITERS.get(type_name(value))
    return None if write is None else write(value)


def _integer(value: int) -> str:
    return str(int(ranged(int(value), type(value))))


def _bytes(value: bytes) -> str:
    return value.decode(errors="replace")


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
        return f"{value:.6f}" if isfinite(value) else f'"{_INFINITE.get(text, text)}"'
    if kind == "bytes":
        return f'b"{text}"'
    if kind == "string":
        return quoted(text)
    return f'{_TIMES[kind]}("{text}")' if kind in _TIMES else text


def quoted(text: str) -> str:
    """Write a text as a literal (cel-go: ext/strings.go, quote)."""
    return f'"{text.translate(_ESCAPES)}"'


_INFINITE = {"Infinity": "+Inf", "-Infinity": "-Inf"}
_TIMES = {"google.protobuf.Timestamp": "timestamp", "google.protobuf.Duration": "duration"}
_ESCAPES = {ord(character): f"\\{letter}" for character, letter in zip('\a\b\f\n\r\t\v\\"', 'abfnrtv\\"', strict=True)}


def _special(value: float) -> str:
    """Write what is no finite number; "" for the rest."""
    if value != value:  # noqa: PLR0124 - NaN
        return "NaN"
    return {float("inf"): "Infinity", float("-inf"): "-Infinity"}.get(value, "")


def _decimal(value: Value, _: int) -> str | None:
    if type(value) is float:
        return _special(value) or None
    return _integer(value) if type(value) in (int, UInt) else None


def _float(letter: str) -> Callable[[Value, int], str | None]:
    def write(value: Value, precision: int) -> str | None:
        if type(value) not in (int, UInt, float):
            return None
        number = float(value)
        return _special(number) or f"{number:.{precision}{letter}}"

    return write


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
    "f": _float("f"),
    "e": _float("e"),
    "b": _in_base("b", bool),
    "o": _in_base("o"),
    "x": _hexadecimal("x"),
    "X": _hexadecimal("X"),
}
