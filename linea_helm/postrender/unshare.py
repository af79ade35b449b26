"""The exact way to the edits of a chunk, proved by reading what comes out.

A value that aliases share is not edited in place: first each of its aliases becomes a copy, so that a selector which
shares its labels stays as it is. The result is read again and must be what went in plus the additions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from linea_helm.edit import apply
from linea_helm.postrender import exact
from linea_helm.postrender.exact import Scalar
from linea_helm.postrender.insert import edit, lacking
from linea_helm.postrender.outline import SEQ, Node, Unsure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from linea_helm.postrender.insert import Edit, Tree

    Wanted = Callable[[Node], Iterable[tuple[Node, Tree]]]
    Part = tuple[Node, Tree]

_NO_PLACE = "there is no place where an edit is certain to be right"
_MOST = 200_000  # values of a document, aliases expanded; etcd takes no object of that size


def edits(chunk: str, wanted: Wanted) -> list[Edit]:
    """Give the edits that add what the documents of a chunk lack; `wanted` yields it for the root of each.

    Errors: Unsure, with a message for the user: not YAML, not an object, or no edit is certain to be right.
    """
    try:
        return _edits(chunk, wanted)
    except RecursionError:
        raise Unsure("its aliases are nested too deeply") from None


def _edits(chunk: str, wanted: Wanted) -> list[Edit]:
    before = exact.outline(chunk)
    data = _Data().of(before)
    touched = {id(node) for node, _ in _parts(before.roots, wanted)}
    shared = [alias for alias in before.aliases if _holds(alias.target, touched)]
    copies = [(alias.start, alias.end, exact.flow(alias.target)) for alias in shared]
    copied = apply(chunk, copies)
    outline = _proved(copied, data) if copies else before
    parts = _parts(outline.roots, wanted)
    found = [edit(copied, node, new) for node, new in parts]
    _proved(apply(copied, found), _Data(parts).of(outline))
    return _folded(copies, found)


def _proved(chunk: str, expected: list[object]) -> exact.Outline:
    """Read what edits have made; it must be what they were meant to make."""
    try:
        outline = exact.outline(chunk)
    except Unsure:
        raise Unsure(_NO_PLACE) from None
    if _Data().of(outline) != expected:
        raise Unsure(_NO_PLACE)
    return outline


def _parts(roots: Iterable[Node], wanted: Wanted) -> list[Part]:
    return [part for root in roots for node, new in wanted(root) for part in lacking(node, new)]


def _holds(node: Node, touched: set[int]) -> bool:
    """Tell whether a value or one inside it is among the touched ones; what aliases share is looked at once."""
    seen: set[int] = set()
    rest = [node]
    while rest:
        node = rest.pop()
        if id(node) in touched:
            return True
        if id(node) not in seen:
            seen.add(id(node))
            rest += [*node.entries.values(), *node.items]
    return False


class _Data:
    """The plain data of an outline with parts added, to be compared."""

    def __init__(self, parts: Sequence[Part] = ()) -> None:
        self.parts = {id(node): new for node, new in parts}
        self.left = _MOST

    def of(self, outline: exact.Outline) -> list[object]:
        return [self.value(root) for root in outline.roots]

    def value(self, node: Node) -> object:
        self.left -= 1
        if self.left < 0:
            raise Unsure(f"it has more than {_MOST:,} values, with what its aliases stand for")
        new = self.parts.get(id(node), {})
        if isinstance(node, Scalar):
            return new or node.value
        if node.kind == SEQ:
            return [self.value(item) for item in node.items]
        return {**{key: self.value(value) for key, value in node.entries.items() if key != exact.MERGE}, **new}


def _folded(first: Iterable[Edit], second: Iterable[Edit]) -> list[Edit]:
    """Give the edits to a text that do what `first`, in order, does to it and then `second` to the result."""
    edits = []
    rest = list(second)
    moved = 0
    for start, end, text in first:
        begin, stop = start + moved, start + moved + len(text)
        edits += [(a - moved, b - moved, new) for a, b, new in rest if b <= begin > a]
        inside = [(a - begin, b - begin, new) for a, b, new in rest if begin <= a <= stop]
        edits.append((start, end, apply(text, inside)))
        rest = [each for each in rest if each[0] > stop]
        moved += len(text) - (end - start)
    return edits + [(a - moved, b - moved, new) for a, b, new in rest]
