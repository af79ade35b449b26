"""A text that a user can be pointed at, and the way from an offset to a line.

Offsets are characters, 0-based; lines and columns are 1-based and are computed only when somebody reads them.
"""

from __future__ import annotations

from typing import NamedTuple


class Source(NamedTuple):
    """One text: a values file, a `--set` flag, a policy, or a rendered document.

    `name` is what the user called it: a path, "-" for standard input, or the flag ("--set").
    `kind` is one of "file", "stdin", "flag", "rendered".
    """

    name: str
    text: str
    kind: str = "file"

    def position(self, offset: int) -> tuple[int, int]:
        """Give the line and the column of an offset, both 1-based."""
        before = self.text[:offset]
        return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1

    def line(self, number: int) -> str:
        """Give one line (1-based) without its line end; "" past the end."""
        lines = self.text.split("\n", number)
        return lines[number - 1].rstrip("\r") if number <= len(lines) else ""


class Location(NamedTuple):
    """A half-open span of a source."""

    source: Source
    start: int
    end: int
