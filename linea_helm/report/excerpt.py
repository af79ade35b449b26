"""One line of a source, safe to print, and where the caret goes.

Invariant: key material is redacted before anything is cut, so that no window shows a piece of it.
"""

from __future__ import annotations

from typing import NamedTuple

from linea_helm.report.terminal import cells, cut, expand_tabs, printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linea_helm.source import Location, Source

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
    source = location.source
    number, column = source.position(location.start)
    low = max(location.start - column + 1, location.start - _SHOWN)
    high, more = _end(source.text, location.start)
    start = min(location.start, high)
    end = max(start, min(location.end, high))
    before, marked, after = _hidden(source, low, start, end, high)
    before = _clean(before, 0) if column <= _SHOWN else _MORE + _clean(before, 0)
    marked = _clean(marked, cells(before))
    after = _clean(after, cells(before) + cells(marked)) + more
    return _window(number, before, marked, after, max(width, 40))


def _end(text: str, offset: int) -> tuple[int, str]:
    """Find the end of a line, and say whether it is a cut."""
    end = text.find("\n", offset, offset + _SHOWN)
    if end < 0 and offset + _SHOWN < len(text):
        return offset + _SHOWN, _MORE
    end = len(text) if end < 0 else end
    return end - text.endswith("\r", offset - 1 if offset else 0, end), ""


def _hidden(source: Source, low: int, start: int, end: int, high: int) -> tuple[str, str, str]:
    """Cut text[low:high] at a span, with key material replaced; a span that touches a key takes all of it."""
    text, found = source.text, source.veil.edits(low, high)
    hidden = [(max(a, low), min(b, high), new) for a, b, new in found]
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
    rest, shown, limit = marked + after, marked.rstrip(), width - len(_MORE)
    needed = max(1, cells(rest))  # an empty span at the end of a line has a caret, too
    if cells(before) + needed > width and cells(before) + min(max(1, cells(marked)), width // 2) > limit:
        before = _MORE + _tail(before, max(_LEAD, limit - needed))
    column = cells(before)
    if column + needed > width:
        rest, shown = cut(rest, limit - column) + _MORE, cut(shown, limit - column)
    return Excerpt(number, (before + rest).rstrip(), column, max(1, cells(shown)))


def _tail(text: str, width: int) -> str:
    return cut(text[::-1], width)[::-1]
