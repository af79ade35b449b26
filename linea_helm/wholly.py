"""Where a text has one of many short texts in it as a whole, found with one look at each of its characters.

A short one is found only where it stands alone: no letter and no digit is beside it.
"""

from __future__ import annotations

from bisect import bisect_right

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Span = tuple[int, int]

#: A shorter one is found only where it stands alone.
_ANYWHERE = 8
#: Characters at its beginning that tell whether it is worth to look for one.
_STEM = 4
#: To search for a few takes less than to look at each character.
_FEW = 64


class Wholly:
    """Finds texts in others; of those that begin at one place the longest."""

    def __init__(self, sought: Iterable[str]) -> None:
        self._sought = sorted(filter(None, sought))
        self._stem = min([_STEM, *map(len, self._sought)])
        self._stems = {one[: self._stem] for one in self._sought}
        self._longest = max(map(len, self._sought), default=0)
        self._beginnings = list(self._nested())

    @property
    def longest(self) -> int:
        """The length of the longest."""
        return self._longest

    def spans(self, text: str) -> Iterator[Span]:
        """Find them: half-open offsets, sorted; they may overlap."""
        if len(self._stems) <= _FEW and not any(stem in text for stem in self._stems):
            return
        for at in range(len(text)):
            if text[at : at + self._stem] in self._stems and (end := self._end(text, at)):
                yield at, end

    def _end(self, text: str, at: int) -> int:
        # Of all that `text` goes on with, the last in order begins with each other one (see `_nested`).
        number = bisect_right(self._sought, text[at : at + self._longest]) - 1
        while number >= 0:
            one = self._sought[number]
            if text.startswith(one, at) and _is_found(text, at, one):
                return at + len(one)
            number = self._beginnings[number]
        return 0

    def _nested(self) -> Iterator[int]:
        """Give for each, in their order, the number of the longest other one that it begins with; -1 without one."""
        open_: list[int] = []
        for number, one in enumerate(self._sought):
            while open_ and not one.startswith(self._sought[open_[-1]]):
                open_.pop()
            yield open_[-1] if open_ else -1
            open_.append(number)


def _is_found(text: str, at: int, one: str) -> bool:
    end = at + len(one)
    return len(one) >= _ANYWHERE or not (_goes_on(text[at - 1 : at], one[0]) or _goes_on(text[end : end + 1], one[-1]))


def _goes_on(beside: str, own: str) -> bool:
    return own.isalnum() and (beside == "_" or (beside.isascii() and beside.isalnum()))
