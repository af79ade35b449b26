"""Where a character of a scalar's value stands in the text: past quotes, escapes, folds and indentation.

White space is what YAML changes between text and value (folds, indentation, line ends), so all the rest is counted.
"""

from __future__ import annotations

from linea_helm.source import Location

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

#: Digits behind the escapes that name a character by its number (YAML 1.2.2, 5.7).
_DIGITS = {"x": 2, "u": 4, "U": 8}
#: Escapes for white space, the line end that joins two lines among them.
_BLANK = frozenset("t\tnrvfNLP_ \r\n")


def locate(scalar: Location, value: str, offset: int) -> Location:
    """Give the place of one character of a scalar's value; past its end that of the last one.

    `scalar` is the span of the text, tag and anchor included; `value` is what YAML reads in it.
    """
    text = scalar.source.text
    spans = list(_characters(text, _content(text, scalar.start), scalar.end))
    ahead = sum(not char.isspace() for char in value[:offset])
    return Location(scalar.source, *(spans[min(ahead, len(spans) - 1)] if spans else (scalar.start, scalar.end)))


def span(scalar: Location, value: str, inner: tuple[int, int]) -> Location:
    """Give the place of a part of a scalar's value, from its first to its last character that is not white space."""
    text = value[inner[0] : inner[1]].rstrip()
    first = locate(scalar, value, inner[0] + len(text) - len(text.lstrip()))
    return Location(first.source, first.start, locate(scalar, value, inner[0] + max(len(text), 1) - 1).end)


def _content(text: str, at: int) -> int:
    """Skip tag and anchor, which white space follows."""
    while text[at] in "!&":
        while not text[at].isspace():
            at += 1
        while text[at].isspace():
            at += 1
    return at


def _characters(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the span of each character of a scalar that is not white space."""
    style = text[start]
    if style in "|>":
        start = text.index("\n", start) + 1
    elif style in "'\"":
        start, end = start + 1, end - 1
    while start < end:
        length = 1
        blank = text[start].isspace()
        if style == '"' and text[start] == "\\":
            length, blank = _escape(text, start)
        elif style == "'" == text[start]:
            length = len("''")
        if not blank:
            yield start, start + length
        start += length


def _escape(text: str, start: int) -> tuple[int, bool]:
    """Give the length of an escape, and whether it stands for white space."""
    name = text[start + 1]
    digits = _DIGITS.get(name, 0)
    code = text[start + 2 : start + 2 + digits]
    return 2 + digits, chr(int(code, 16)).isspace() if digits else name in _BLANK
