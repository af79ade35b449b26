"""What a terminal can show: colours, widths in cells, and text that cannot command it.

Invariant: what `printable` returns holds no control character, so a values file cannot send an escape to a terminal.
"""

from __future__ import annotations

import os
import unicodedata

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal, TextIO

    Color = Literal["auto", "always", "never"]

#: Cells from one tab stop to the next.
TAB = 4


def wants_color(choice: Color, stream: TextIO, environ: Mapping[str, str]) -> bool:
    """Decide whether to colour: the option, then NO_COLOR, FORCE_COLOR, TERM=dumb, then whether it is a terminal.

    Source: no-color.org (set and not empty), force-color.org.
    """
    if choice != "auto":
        return choice == "always"
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR"):
        return environ["FORCE_COLOR"] != "0"
    return environ.get("TERM") != "dumb" and stream.isatty()


def columns(stream: TextIO, environ: Mapping[str, str]) -> int | None:
    """Give the width of the terminal behind a stream in cells, at least 40; None when it is no terminal."""
    if environ.get("COLUMNS", "").isdecimal():
        return max(40, int(environ["COLUMNS"]))
    try:
        return max(40, os.get_terminal_size(stream.fileno()).columns) if stream.isatty() else None
    except (OSError, ValueError):
        return None


def printable(text: str) -> str:
    r"""Write every character that is not printable as an escape: `\x1b`, `\u202e`. Line ends too."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else _escape(char) for char in text)


def expand_tabs(text: str, column: int = 0) -> str:
    """Replace tabs by the blanks up to the next tab stop, for a text that begins at a cell (0-based)."""
    head, *rest = text.split("\t")
    for piece in rest:
        head += " " * (TAB - (column + cells(head)) % TAB) + piece
    return head


def cells(text: str) -> int:
    """Count the terminal cells that a printable text takes: East Asian wide characters take two, marks none."""
    if text.isascii():
        return len(text)
    return sum(_width(char) for char in text)


def cut(text: str, width: int) -> str:
    """Give the longest beginning of a printable text that fits into so many cells."""
    if text.isascii():
        return text[:width]
    used = 0
    for index, char in enumerate(text):
        used += _width(char)
        if used > width:
            return text[:index]
    return text


def wrap(text: str, width: int | None, indent: int, column: int) -> str:
    """Break a printable text at blanks so that no line passes a width in cells; None never breaks.

    The first line begins at `column`, the others are indented. A word that is longer than a line stays whole, so that
    a path or an address can be copied.
    """
    if width is None or column + cells(text) <= width:
        return text
    lines = [""]
    for word in text.split(" "):
        used = (indent if lines[1:] else column) + cells(lines[-1])
        if not lines[-1]:
            lines[-1] = word
        elif used + 1 + cells(word) <= width:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return ("\n" + " " * indent).join(lines)


def _width(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1


def _escape(char: str) -> str:
    names = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}
    if char in names:
        return names[char]
    code = ord(char)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
