"""A change is an edit: replace the characters from `start` to `end` by `text`.

Nothing is ever loaded and dumped; what no edit names stays as it is. Imports nothing, for the fast path.
"""

from __future__ import annotations


class Overlap(ValueError):
    """Two edits claim the same place."""


def apply(text: str, edits: list[tuple[int, int, str]]) -> str:
    """Apply edits `(start, end, replacement)`, half-open offsets into `text`, in any order.

    Two insertions at one place keep the order they are given in.
    Errors: Overlap when two edits claim a common character or one lies outside the text.
    """
    if not edits:
        return text
    pieces = []
    position = 0
    for start, end, replacement in sorted(edits, key=_span):
        if not position <= start <= end <= len(text):
            raise Overlap(f"edit {start}:{end} overlaps the one before it, or lies outside the text")
        pieces.append(text[position:start])
        pieces.append(replacement)
        position = end
    pieces.append(text[position:])
    return "".join(pieces)


def _span(edit: tuple[int, int, object]) -> tuple[int, int]:
    return edit[0], edit[1]
