"""One line of a source, safe to print, and where the caret goes.

Invariant: key material is redacted before anything is cut, so that no window shows a piece of it.
"""

from __future__ import annotations

from typing import NamedTuple

from linea_helm.redact import edits
from linea_helm.report.terminal import cells, cut, expand_tabs, printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linea_helm.source import Location

#: Characters on either side of a span that are looked at: a whole PEM key, but not a whole line of 50 MB.
_REACH = 32_768
#: Characters on either side of a span that can be shown at all.
_SHOWN = 1_024
#: Cells kept before the caret when the line begins too far to the left.
_LEAD = 20
_MORE = "..."


class Excerpt(NamedTuple):
    """A line ready to print. `column` and `length` are cells, 0-based; the caret is at least one cell long."""

    number: int
    text: str
    column: int
    length: int


def excerpt(location: Location, width: int) -> Excerpt:
    """Give the line on which a span begins, at most `width` cells of it (at least 40) around the span.

    A span over several lines is marked to the end of its first one. Tabs become blanks, control characters escapes.
    """
    text = location.source.text
    number = text.count("\n", 0, location.start) + 1
    low, high = _line(text, location.start)
    start = min(location.start, high)
    end = max(start, min(location.end, high))
    low, high = max(low, start - _SHOWN), min(high, start + _SHOWN)
    before, marked, after = _hidden(text, low, start, min(end, high), high)
    before = _clean(before, 0)
    marked = _clean(marked, cells(before))
    after = _clean(after, cells(before) + cells(marked))
    return _window(number, before, marked, after, max(width, 40))


def _line(text: str, offset: int) -> tuple[int, int]:
    start = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    end = len(text) if end < 0 else end
    return start, end - 1 if text[start:end].endswith("\r") else end


def _hidden(text: str, low: int, start: int, end: int, high: int) -> tuple[str, str, str]:
    """Cut text[low:high] at a span, with key material replaced; a span that touches a key takes all of it."""
    base = max(0, low - _REACH)
    hidden = [(base + a, base + b, new) for a, b, new in edits(text[base : high + _REACH])]
    hidden = [(max(a, low), min(b, high), new) for a, b, new in hidden if a < high and b > low]
    for a, b, _ in hidden:
        if (a < end and b > start) or a <= start < b:
            start, end = min(start, a), max(end, b)
    return _replaced(text, low, start, hidden), _replaced(text, start, end, hidden), _replaced(text, end, high, hidden)


def _replaced(text: str, low: int, high: int, hidden: list[tuple[int, int, str]]) -> str:
    pieces = []
    for start, end, replacement in hidden:
        if low <= start and end <= high and start < high:
            pieces += [text[low:start], replacement]
            low = end
    return "".join([*pieces, text[low:high]])


def _clean(text: str, column: int) -> str:
    return expand_tabs("\t".join(printable(piece) for piece in text.split("\t")), column)


def _window(number: int, before: str, marked: str, after: str, width: int) -> Excerpt:
    column = cells(before)
    if column + min(cells(marked), width // 2) > width - len(_MORE):
        before = _MORE + _tail(before, _LEAD)
        column = cells(before)
    line = before + marked + after
    if cells(line) > width:
        line = cut(line, width - len(_MORE)) + _MORE
    line = line.rstrip()
    return Excerpt(number, line, column, max(1, min(cells(marked.rstrip()), width - len(_MORE) - column)))


def _tail(text: str, width: int) -> str:
    return cut(text[::-1], width)[::-1]
