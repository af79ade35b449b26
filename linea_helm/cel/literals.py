"""Read string, bytes and number literals."""

from __future__ import annotations

import re

from linea_helm.cel.errors import CompileError
from linea_helm.cel.values import INT_MAX, UINT_MAX

_SIMPLE = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"} | {c: c for c in "\\?\"'`"}
_ESCAPE = re.compile(
    r"\\(?:(?P<simple>[abfnrtv\\?\"'`])|[xX](?P<hex>[0-9a-fA-F]{2})|u(?P<short>[0-9a-fA-F]{4})"
    r"|U(?P<long>[0-9a-fA-F]{8})|(?P<octal>[0-3][0-7]{2})|(?P<wrong>.))",
    re.DOTALL,
)


def string(token: str, offset: int) -> str | bytes:
    """Give the value of a string or bytes literal; `token` is the whole literal with prefix and quotes.

    Errors: CompileError at the escape that is none, or that names no character.
    """
    start = next(i for i, c in enumerate(token) if c in "'\"")
    prefix = token[:start].lower()
    quotes = 3 if token[start : start + 3] in ("'''", '"""') and len(token) >= start + 6 else 1
    body = token[start + quotes : len(token) - quotes]
    at = offset + start + quotes
    if "b" in prefix:
        return body.encode() if "r" in prefix else _bytes(body, at)
    return body if "r" in prefix else _text(body, at)


def _text(body: str, at: int) -> str:
    if "\\" not in body:
        return body
    return _ESCAPE.sub(lambda m: _character(m, at), body)


def _character(match: re.Match[str], at: int) -> str:
    if match["simple"]:
        return _SIMPLE[match["simple"]]
    digits = match["hex"] or match["short"] or match["long"]
    if match["octal"]:
        return chr(int(match["octal"], 8))
    if digits is None:
        raise CompileError(f"unknown escape sequence {match[0]}", at + match.start())
    code = int(digits, 16)
    if code > 0x10FFFF or 0xD800 <= code < 0xE000:
        raise CompileError(f"{match[0]} is no Unicode character", at + match.start())
    return chr(code)


def _bytes(body: str, at: int) -> bytes:
    pieces, last = [], 0
    for match in _ESCAPE.finditer(body):
        pieces += [body[last : match.start()].encode(), _byte(match, at)]
        last = match.end()
    return b"".join(pieces) + body[last:].encode()


def _byte(match: re.Match[str], at: int) -> bytes:
    if match["short"] or match["long"]:
        raise CompileError(f"{match[0]} cannot stand in a bytes literal", at + match.start())
    return _character(match, at).encode("latin-1")


def integer(token: str, offset: int, sign: int = 1) -> int:
    """Give the value of an int literal with its sign; CompileError outside 64 bits."""
    if len(token) > 40:
        token = token.lstrip("0") or "0"
    value = sign * _number(token) if len(token) <= 40 else INT_MAX + 2
    if not -INT_MAX - 1 <= value <= INT_MAX:
        raise CompileError("int literal outside the range of 64 bits", offset)
    return value


def unsigned(token: str, offset: int) -> int:
    """Give the value of a uint literal (`5u`); CompileError outside 64 bits."""
    digits = token[:-1]
    value = _number(digits) if len(digits) <= 40 else UINT_MAX + 1
    if value > UINT_MAX:
        raise CompileError("uint literal outside the range of 64 bits", offset)
    return value


def _number(digits: str) -> int:
    return int(digits, 16 if digits[:2] == "0x" else 10)


def double(token: str, offset: int) -> float:
    """Give the value of a double literal; CompileError when it is too large for a double."""
    value = float(token)
    if value in (float("inf"), float("-inf")):
        raise CompileError("double literal outside the range of 64 bits", offset)
    return value
