"""What the post-renderer adds to a stream, as edits; the fast way for each document first, the exact one when in doubt.

The one invariant: a document is either edited with certainty, or refused by name; nothing is left out in silence.
On the fast path: imports nothing heavy at module level.
"""

from __future__ import annotations

from linea_helm.postrender.insert import edit, lacking
from linea_helm.postrender.outline import Unsure
from linea_helm.postrender.plain import Chunk
from linea_helm.stream import split
from linea_helm.yaml.block import Memo

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linea_helm.postrender.additions import Additions
    from linea_helm.postrender.insert import Edit, Tree
    from linea_helm.postrender.plain import Value

NOT_INSTALLED = "only ruamel.yaml can read it, which is not installed"
#: Stands for the data of a chunk that took the exact way: whoever wants them reads the edited text.
UNREAD = object()


class Refusal:
    """A document that cannot be edited: its number from 1, where it starts in the stream, where in it and why."""

    __slots__ = ("at", "number", "reason", "start")

    def __init__(self, number: int, start: int, at: int, reason: str) -> None:
        self.number = number
        self.start = start
        self.at = at
        self.reason = reason


class Injection:
    """The edits to a stream, and the documents that cannot be edited.

    `documents` counts the chunks with content, `exact` those that took the exact way. `data`, if they were asked for,
    are those of the edited chunks, one by one, or UNREAD.
    """

    __slots__ = ("data", "documents", "edits", "exact", "refused")

    def __init__(self) -> None:
        self.edits: list[Edit] = []
        self.refused: list[Refusal] = []
        self.data: list[object] = []
        self.documents = 0
        self.exact = 0


def inject(stream: str, additions: Additions, *, keeps_data: bool = False) -> Injection:
    """Find the edits that add to every document of a stream what it lacks; the offsets are the stream's.

    `keeps_data` is for a gate: the data of a stream take several times its memory.
    """
    found = Injection()
    memo = Memo()
    for start, text in split(stream):
        chunk = _read(text, memo)
        edits: list[Edit] | None = []
        if chunk is None or chunk.data is not None:
            found.documents += 1
            edits = _plain(text, chunk, additions) if chunk else None
        if edits is None:
            chunk = None
            found.exact += 1
            try:
                edits = _exact(text, additions)
            except Unsure as reason:
                found.refused.append(Refusal(found.documents, start, max(reason.at, 0), str(reason)))
                continue
        found.edits += [(start + first, start + last, new) for first, last, new in edits]
        if keeps_data:
            found.data.append(chunk.data if chunk else UNREAD)
    return found


def _read(text: str, memo: Memo) -> Chunk | None:
    try:
        return Chunk(text, memo)
    except Unsure:
        return None


def _plain(text: str, chunk: Chunk, additions: Additions) -> list[Edit] | None:
    """Give the edits, and make them in the data, too; None when not certain."""
    try:
        parts: list[tuple[Value, Tree]] = [
            part  # type: ignore[misc]  # the outline has nothing but values
            for node, new in additions.to(chunk.root)
            for part in lacking(node, new)
        ]
        for node, _ in parts:
            node.find()
    except Unsure:
        return None  # the exact way says what is wrong, if anything is
    edits = [edit(text, node, new) for node, new in parts]
    for node, new in parts:
        node.add(new)
    return edits


def _exact(text: str, additions: Additions) -> list[Edit]:
    try:
        from linea_helm.postrender import unshare  # ruamel.yaml: 25 ms, and few streams need it
    except ImportError:
        raise Unsure(NOT_INSTALLED) from None
    return unshare.edits(text, additions.to)
