"""A text in which « and » mark the one place that a test is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from linea_helm.source import Location


class Marked(NamedTuple):
    """A text without its marks, and what stood between them: line and column (1-based), and the piece itself."""

    text: str
    line: int
    column: int
    piece: str

    @property
    def place(self) -> tuple[int, int, str]:
        """Give line, column and piece."""
        return self.line, self.column, self.piece


def marked(text: str) -> Marked:
    """Take the marks out of a text."""
    before, _, rest = text.partition("«")
    piece, closed, after = rest.partition("»")
    assert closed
    return Marked(before + piece + after, before.count("\n") + 1, len(before) - before.rfind("\n"), piece)


def place(location: Location | None) -> tuple[int, int, str]:
    """Give line, column and text of a location."""
    assert location is not None
    text = location.source.text[location.start : location.end]
    return (*location.source.position(location.start), text)
