"""What the post-renderer adds to a stream, as edits; the fast way for each document first, the exact one when in doubt.

The one invariant: a document is either edited with certainty, or refused by name; nothing is left out in silence.
On the fast path: imports nothing heavy at module level.
"""

from __future__ import annotations

from linea_helm.postrender import walk
from linea_helm.postrender.insert import merge
from linea_helm.postrender.outline import NULL, Node, Unsure
from linea_helm.stream import split

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linea_helm.postrender.additions import Additions
    from linea_helm.postrender.insert import Edit


NOT_INSTALLED = "only ruamel.yaml can read it, which is not installed"


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

    `documents` counts the chunks with content, `exact` those that took the exact way.
    """

    __slots__ = ("documents", "edits", "exact", "refused")

    def __init__(self) -> None:
        self.edits: list[Edit] = []
        self.refused: list[Refusal] = []
        self.documents = 0
        self.exact = 0


def inject(stream: bytes, additions: Additions) -> Injection:
    """Find the edits that add to every document of a stream what it lacks; the offsets are the stream's."""
    found = Injection()
    memo = walk.Memo()
    is_text = _is_text(stream)
    for start, text in split(stream):
        root = walk.read(text, memo) if is_text or _is_text(text) else None
        if root is not None and root.kind == NULL:
            continue
        found.documents += 1
        try:
            edits = _edits(text, root, additions, found)
        except Unsure as reason:
            found.refused.append(Refusal(found.documents, start, max(reason.at, 0), str(reason)))
            continue
        found.edits += [(start + first, start + last, new) for first, last, new in edits] if start else edits
    return found


def _edits(text: bytes, root: Node | None, additions: Additions, found: Injection) -> list[Edit]:
    if root is not None:
        try:
            return [edit for node, new in additions.to(root) for edit in merge(text, node, new)]
        except Unsure:
            pass  # the exact way says what is wrong, if anything is
    found.exact += 1
    try:
        from linea_helm.postrender import unshare  # ruamel.yaml: 25 ms, and few streams need it
    except ImportError:
        raise Unsure(NOT_INSTALLED) from None
    return unshare.edits(text, additions.to)


def _is_text(data: bytes) -> bool:
    if b"\0" in data:
        return False
    if data.isascii():
        return True
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
