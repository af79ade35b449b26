"""A text that a user can be pointed at, and the way from an offset to a line.

Offsets are characters, 0-based; lines and columns are 1-based and are computed only when somebody reads them.
Plain classes, because the fast path makes a Source of what it reads and typing costs 9 ms.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linea_helm.redact import Veil


class Source:
    """One text: a values file, a `--set` flag, a policy, or a rendered document. Never changed.

    `name` is what the user called it: a path, "-" for standard input, or the flag ("--set").
    `kind` is one of "file", "stdin", "flag", "rendered".
    What else it keeps saves time: ten thousand findings must not read a text from its start ten thousand times.
    """

    __slots__ = ("_mark", "_veil", "kind", "name", "text")

    def __init__(self, name: str, text: str, kind: str = "file") -> None:
        self.name = name
        self.text = text
        self.kind = kind
        self._mark = 0, 1, 0
        self._veil: Veil | None = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Source) and (self.name, self.kind, self.text) == (other.name, other.kind, other.text)

    def __hash__(self) -> int:
        return hash((self.name, self.kind, self.text))

    def __repr__(self) -> str:
        return f"Source({self.name!r}, {len(self.text)} characters, {self.kind!r})"

    def position(self, offset: int) -> tuple[int, int]:
        """Give the line and the column of an offset, both 1-based."""
        # From the offset that was asked for last: its line, and where that line starts.
        mark, line, start = self._mark
        if offset >= mark:
            line += self.text.count("\n", mark, offset)
            start = max(start, self.text.rfind("\n", mark, offset) + 1)
        elif offset < start:
            line -= self.text.count("\n", offset, start)
            start = self.text.rfind("\n", 0, offset) + 1
        self._mark = offset, line, start
        return line, offset - start + 1

    @property
    def veil(self) -> Veil:
        """What must not be shown of the text."""
        if self._veil is None:
            from linea_helm.redact import Veil  # re: 5 ms, and only when something is shown

            flag = self.name if self.kind == "flag" else ""
            self._veil = Veil(self.text, flag, is_stream=self.kind == "rendered")
        return self._veil

    def line(self, number: int) -> str:
        """Give one line (1-based) without its line end; "" past the end."""
        lines = self.text.split("\n", number)
        return lines[number - 1].rstrip("\r") if number <= len(lines) else ""


class Location:
    """A half-open span of a source. Never changed."""

    __slots__ = ("end", "source", "start")

    def __init__(self, source: Source, start: int, end: int) -> None:
        self.source = source
        self.start = start
        self.end = end

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Location):
            return NotImplemented
        return (self.start, self.end, self.source) == (other.start, other.end, other.source)

    def __hash__(self) -> int:
        return hash((self.source, self.start, self.end))

    def __repr__(self) -> str:
        return f"Location({self.source.name!r}, {self.start}, {self.end})"
