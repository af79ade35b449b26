"""A text that counts the characters that are looked at to find something in it."""

from __future__ import annotations


class Scanned(str):
    """It counts for `find` alone, in `over`."""

    __slots__ = ("over",)

    def __init__(self, _):
        self.over = 0

    def find(self, wanted, start=0, end=None):
        """Count, and find."""
        last = len(self) if end is None else end
        place = super().find(wanted, start, last)
        self.over += (place if place >= 0 else last) - start
        return place
