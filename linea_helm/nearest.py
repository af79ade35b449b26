"""The known name that a user may have meant."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Give the known name nearest to a wrong one, None when none is near; letter case and separators count little."""
    from difflib import SequenceMatcher  # 4 ms, and only for an error

    bare = _bare(name)
    best, found = 0.6, None
    for candidate in known:
        other = _bare(candidate)
        if _most(bare, other) <= best:
            continue
        ratio = SequenceMatcher(None, bare, other).ratio()
        if ratio > best:
            best, found = ratio, candidate
    return found


def _most(one: str, other: str) -> float:
    """Give what the ratio of two names is at most, by their letters alone: a tenth of the work."""
    shared = sum(min(one.count(letter), other.count(letter)) for letter in set(one))
    length = len(one) + len(other)
    return 2.0 * shared / length if length else 1.0


def _bare(name: str) -> str:
    return name.lower().replace("-", "").replace("_", "")
