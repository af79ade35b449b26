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
        ratio = SequenceMatcher(None, bare, _bare(candidate)).ratio()
        if ratio > best:
            best, found = ratio, candidate
    return found


def _bare(name: str) -> str:
    return name.lower().replace("-", "").replace("_", "")
