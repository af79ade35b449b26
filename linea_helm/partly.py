"""Where a text has a piece of a long secret in it: 24 characters in a row, however they are wrapped or escaped.

Blanks, line ends, quotes and backslashes do not count, so that one text does for a secret in YAML, in JSON and in one
line. Of the secrets every twelfth place is kept, of a text each is looked up: the time does not grow with the secrets.
"""

from __future__ import annotations

import re
from itertools import chain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Span = tuple[int, int]

#: Two of them in a row always have a whole one that is kept in them.
_LENGTH = 12
LEAST = 2 * _LENGTH
_BETWEEN = re.compile(r"""(?:\\[nrt]|[\s\\"'])+""")
_SECRETS_END = "\0"
#: Places of one piece, with different characters around, that are kept. Of one that has more all that may belong to it
#: is hidden.
_MOST_PLACES = 16


def squeezed(text: str) -> str:
    """Give a text without what a way of writing puts in."""
    if "\\" in text:
        return _BETWEEN.sub("", text)
    return "".join(text.split()).replace('"', "").replace("'", "")  # the same, and ten times as fast


class Partly:
    """Finds pieces of secrets, which are squeezed and have at least LEAST characters."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self._places: dict[str, int] = {}
        self._others: dict[str, list[int]] = {}  # of what stands at several places
        ordered = sorted(secrets)
        self._secrets = _SECRETS_END.join(["", *ordered, ""])
        start = 1
        for secret in ordered:
            last = start + len(secret) - _LENGTH
            for at in chain(range(start, last, _LENGTH), (last,)):
                self._learn(self._secrets[at : at + _LENGTH], at)
            start += len(secret) + 1

    def _learn(self, piece: str, at: int) -> None:
        first = self._places.setdefault(piece, at)
        if first == at:
            return
        others = self._others.setdefault(piece, [])
        if len(others) < _MOST_PLACES and self._around(at) not in map(self._around, (first, *others)):
            others.append(at)

    def _around(self, at: int) -> str:
        return self._secrets[max(0, at - _LENGTH) : at + 2 * _LENGTH]

    def spans(self, text: str) -> Iterator[Span]:
        """Find pieces in a text: half-open offsets, sorted, without overlap."""
        if not self._places:
            return
        read, offsets = _read(text)
        for low, high in self._runs(read):
            if high - low >= LEAST:
                yield offsets[low], offsets[high - 1] + 1

    def _runs(self, read: str) -> Iterator[Span]:
        first = last = -1
        for at in range(len(read) - _LENGTH + 1):
            if read[at : at + _LENGTH] in self._places:
                if first >= 0 and at > last + _LENGTH:
                    yield self._before(read, first), self._behind(read, last)
                    first = -1
                first, last = (at if first < 0 else first), at
        if first >= 0:
            yield self._before(read, first), self._behind(read, last)

    def _before(self, read: str, at: int) -> int:
        """Find where a run begins, which is at less than a piece before the first one that is known."""
        before = read[max(0, at - _LENGTH + 1) : at][::-1]
        places = self._all_places(read, at)
        known = (self._secrets[max(0, place - _LENGTH) : place][::-1] for place in places)
        return at - max((_common(before, one) for one in known), default=len(before))

    def _behind(self, read: str, at: int) -> int:
        end = at + _LENGTH
        behind = read[end : end + _LENGTH - 1]
        places = self._all_places(read, at)
        known = (self._secrets[place + _LENGTH : place + 2 * _LENGTH] for place in places)
        return end + max((_common(behind, one) for one in known), default=len(behind))

    def _all_places(self, read: str, at: int) -> tuple[int, ...]:
        """Give the places of a piece; none if they are too many."""
        piece = read[at : at + _LENGTH]
        others = self._others.get(piece, ())
        return (self._places[piece], *others) if len(others) < _MOST_PLACES else ()


def _common(one: str, other: str) -> int:
    """Count the characters with which both begin."""
    length = 0
    while one[length : length + 1] == other[length : length + 1] != "":
        length += 1
    return length


def _read(text: str) -> tuple[str, list[int]]:
    """Squeeze a text, and give where each of its characters was."""
    offsets: list[int] = []
    at = 0
    for gap in _BETWEEN.finditer(text):
        offsets += range(at, gap.start())
        at = gap.end()
    offsets += range(at, len(text))
    return squeezed(text), offsets
