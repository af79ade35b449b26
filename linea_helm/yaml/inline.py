"""The values that end on their line: plain and quoted scalars, flow collections.

What is not certain to be one raises `Unsure`. Imports only other fast-path modules.
"""

from __future__ import annotations

from linea_helm.yaml.scalar import NUMERIC, WORDS, key, read, resolve

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Data = Any  # None, bool, int, float, str, list of data, dict of str to data

_DEEPEST = 100
_FIRST = frozenset("_./-+~$()<=^;\\")  # besides letters and digits: what a plain scalar may start with here
_ESCAPES = {
    "n": "\n",
    "t": "\t",
    "r": "\r",
    '"': '"',
    "\\": "\\",
    "0": "\0",
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "v": "\v",
}
_CODES = {"x": 2, "u": 4, "U": 8}
_HEX = frozenset("0123456789abcdefABCDEF")


class Unsure(ValueError):
    """The text has something that only the exact way reads with certainty."""


class Unclosed(Unsure):
    """A quoted scalar does not end on its line; `text` is the line from where a value begins."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


def plain_key(text: str) -> str:
    """Give the key that a plain scalar is, as it arrives in Helm's values."""
    text = text.rstrip(" ")
    if not text or "#" in text or text == "<<" or not _may_start(text):
        raise Unsure(text)
    if text not in WORDS and text[0] not in NUMERIC:
        return text
    try:
        return key(read(text))
    except ValueError:
        raise Unsure(text) from None


def _may_start(text: str) -> bool:
    first = text[0]
    return first.isalnum() or (first in _FIRST and text[:2] not in ("-", "- "))


def only_comment(rest: str) -> None:
    """Raise unless nothing but a comment follows a value that has ended."""
    if rest and not (rest[0] == " " and rest.lstrip(" ")[:1] in ("", "#")):
        raise Unsure(rest)


def plain(text: str) -> Data:
    """Give the value of a plain scalar, which a comment may follow."""
    cut = text.find(" #")
    if cut >= 0:
        text = text[:cut].rstrip(" ")
    if not text or ": " in text or text[-1] == ":" or not _may_start(text):
        raise Unsure(text)
    value = resolve(text)
    if type(value) is float and value - value != 0:  # .inf and .nan, which JSON cannot hold
        raise Unsure(text)
    return value


def quoted(text: str, at: int) -> tuple[str, int]:
    """Read a quoted scalar that starts at `at` and ends on its line; give its value and where it ends."""
    if text[at] == '"':
        return _double(text, at + 1)
    end = text.find("'", at + 1)
    while end >= 0 and text[end + 1 : end + 2] == "'":
        end = text.find("'", end + 2)
    if end < 0:
        raise Unclosed(text)
    return text[at + 1 : end].replace("''", "'"), end + 1


def _double(text: str, at: int) -> tuple[str, int]:
    pieces = []
    end = at - 1
    while True:
        if end < at:  # the quote that was found is part of an escape
            end = text.find('"', at)
            if end < 0:
                raise Unclosed(text)
        slash = text.find("\\", at, end)
        if slash < 0:
            pieces.append(text[at:end])
            return "".join(pieces), end + 1
        pieces.append(text[at:slash])
        letter = text[slash + 1]
        at = slash + 2 + _CODES.get(letter, 0)
        pieces.append(_ESCAPES.get(letter) or _character(text[slash + 2 : at], letter))


def _character(digits: str, letter: str) -> str:
    if len(digits) != _CODES.get(letter) or not _HEX.issuperset(digits):
        raise Unsure(letter)
    code = int(digits, 16)
    if 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
        raise Unsure(digits)
    return chr(code)


def flow(text: str) -> Data:
    """Read a flow collection that ends on its line: `{}`, `[a, "b"]`, `{"a": [1]}`."""
    if text == "{}":
        return {}
    if text == "[]":
        return []
    if text.count("[") + text.count("{") > _DEEPEST:
        raise Unsure(text)
    value, end = _flow_value(text, 0)
    only_comment(text[end:])
    return value


def flow_end(text: str, at: int = 0) -> int:
    """Give where a flow collection, or a value in one, ends."""
    return _flow_value(text, at)[1]


def flow_place(text: str, at: int, part: str | int) -> tuple[int, int, int]:
    """Find an element of the flow collection at `at`: where its key starts and ends, and where its value starts.

    An item of a list has no key, and the start of its value for it.
    Errors: KeyError when it is not there.
    """
    number, closing = 0, "]" if text[at] == "[" else "}"
    at = _skip(text, at + 1)
    while text[at] != closing:
        name: str | int = number
        start = end = at
        if closing == "}":
            name, end = _flow_key(text, at)
            at = _separator(text, end, ":")
        if name == part:
            return start, start + len(text[start:end].rstrip(" ")), at
        at = _skip(text, _flow_value(text, at)[1])
        at = at if text[at] == closing else _separator(text, at, ",")
        number += 1
    raise KeyError(part)


def _flow_value(text: str, at: int) -> tuple[Data, int]:
    first = text[at : at + 1]
    if first == "{":
        return _flow_map(text, at)
    if first == "[":
        return _flow_list(text, at)
    if first in ("'", '"'):
        return quoted(text, at)
    end = _flow_end(text, at)
    return plain(text[at:end].rstrip(" ")), end


def _flow_list(text: str, at: int) -> tuple[list[Data], int]:
    items: list[Data] = []
    at = _skip(text, at + 1)
    if text[at : at + 1] == "]":
        return items, at + 1
    while True:
        item, at = _flow_value(text, at)
        items.append(item)
        at = _skip(text, at)
        if text[at : at + 1] == "]":
            return items, at + 1
        at = _separator(text, at, ",")


def _flow_map(text: str, at: int) -> tuple[dict[str, Data], int]:
    entries: dict[str, Data] = {}
    at = _skip(text, at + 1)
    if text[at : at + 1] == "}":
        return entries, at + 1
    while True:
        name, at = _flow_key(text, at)
        if name in entries:
            raise Unsure(name)
        entries[name], at = _flow_value(text, _separator(text, at, ":"))
        at = _skip(text, at)
        if text[at : at + 1] == "}":
            return entries, at + 1
        at = _separator(text, at, ",")


def _flow_key(text: str, at: int) -> tuple[str, int]:
    if text[at : at + 1] in ("'", '"'):
        return quoted(text, at)
    end = _flow_end(text, at)
    if text[end + 1 : end + 2] != " ":
        raise Unsure(text)
    return plain_key(text[at:end]), end


def _flow_end(text: str, at: int) -> int:
    """Find where a plain scalar in a flow collection ends: at `,`, `]`, `}`, or at a `:` before a blank."""
    for end in range(at, len(text)):
        if text[end] in ",]}":
            return end
        if text[end] == ":" and text[end + 1 : end + 2] in (" ", ",", "]", "}", "[", "{", ""):
            return end
        if text[end] in "[{?#":
            break
    raise Unsure(text)


def _skip(text: str, at: int) -> int:
    while text[at : at + 1] == " ":
        at += 1
    return at


def _separator(text: str, at: int, mark: str) -> int:
    at = _skip(text, at)
    if text[at : at + 1] != mark:
        raise Unsure(text)
    return _skip(text, at + 1)
