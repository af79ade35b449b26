"""A stream in two parts, one for each of two processes, where that pays: its documents have nothing to do with each
other until they are judged. Imports only the fast path.
"""

from __future__ import annotations

from linea_helm import beside
from linea_helm.stream import split

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    Made = TypeVar("Made")
    Ready = TypeVar("Ready")

#: Bytes. A second process costs as much as to edit and read these.
_LEAST = 16_000
#: Bytes that one process edits and reads while the other gets ready to judge.
_AHEAD = 28_000


def in_halves(stream: bytes, work: Callable[[bytes], Made], ready: Callable[[], Ready]) -> tuple[Ready, list[Made]]:
    """Give what `ready` gives, and what `work` makes of a stream: of all of it, or of each of its two halves.

    Of its halves only where work on both is done without an error, which would name a place in a half.
    Errors: those of `ready`, and those of `work` on the whole stream.
    """
    cut = _cut(stream) if len(stream) > _LEAST and beside.possible() else 0
    if not cut:
        return ready(), [work(stream)]
    with beside.Beside(lambda: work(stream[cut:])) as later:
        prepared = ready()
        try:
            made = [work(stream[:cut]), later.result()]
        except Exception:  # noqa: BLE001 - the same comes of the whole
            made = [None]
    return prepared, [work(stream)] if None in made else made


def _cut(stream: bytes) -> int:
    """Find the document with which the second half begins; 0 for none."""
    wanted = max(0, len(stream) - _AHEAD) // 2
    return next((start for start, _ in split(stream) if start and start >= wanted), 0)
