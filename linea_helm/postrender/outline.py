"""The outline of a manifest: the values an edit may need, and where they stand in their chunk.

`plain.py` makes it fast for common text, `exact.py` for all of YAML; `insert` and `transforms` know nothing else.
Imports nothing, for the fast path.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final


class Unsure(Exception):
    """Something here is not what an edit can rely on; the message says what, for the user.

    `at` is where, an offset into the chunk; -1 when it is about the whole document.
    """

    def __init__(self, message: str, at: int = -1) -> None:
        super().__init__(message)
        self.at = at


MAP: Final = "mapping"
SEQ: Final = "list"
SCALAR: Final = "single value"
NULL: Final = "null"


class Node:
    """One value and its place; offsets are those of the chunk.

    start    its first character: the first key of a block mapping, the bracket of a flow one; where one could be
    end      behind its last character; `start` where nothing is written. Counts for scalars and nulls only
    column   of the keys of a block mapping; for a null, of the key it belongs to
    flow     written between brackets, or inside something that is
    tail     of a block mapping: an offset in the line behind which new entries go; -1: they go in front of the first
    entries  a mapping's values by key; of equal keys the last, merged ones included
    items    a list's values
    text     a scalar's
    """

    __slots__ = ("column", "end", "entries", "flow", "items", "kind", "start", "tail", "text")

    def __init__(
        self, kind: str, start: int, end: int = -1, text: str = "", *, column: int = 0, flow: bool = False
    ) -> None:
        self.kind = kind
        self.start = start
        self.end = end
        self.column = column
        self.flow = flow
        self.text = text
        self.tail = -1
        self.entries: dict[str, Node] = {} if kind == MAP else _NO_ENTRIES
        self.items: list[Node] = [] if kind == SEQ else _NO_ITEMS

    def get(self, key: str) -> Node | None:
        """Give the value of a key, of a mapping; None where it is absent."""
        return self.entries.get(key)

    def at(self, *path: str) -> Node | None:
        """Give the value at a path of keys; None where it is absent or null.

        Errors: Unsure where the path goes through something that is no mapping.
        """
        node = self
        for index, key in enumerate(path):
            if node.kind != MAP:
                raise Unsure(f"{'.'.join(path[:index]) or 'it'} is a {node.kind}, not a mapping", node.start)
            found = node.get(key)
            if found is None or found.kind == NULL:
                return None
            node = found
        return node

    def scalar(self, *path: str) -> str:
        """Give the text of the scalar at a path; "" where it is absent or null.

        Errors: Unsure where something else is there.
        """
        found = self.at(*path)
        if found is None:
            return ""
        if found.kind != SCALAR:
            raise Unsure(f"{'.'.join(path)} is a {found.kind}, not a text", found.start)
        return found.text


#: Most nodes are scalars: they share these, which stay empty.
_NO_ENTRIES: dict[str, Node] = {}
_NO_ITEMS: list[Node] = []
