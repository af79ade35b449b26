"""Run `resources.filter(r, r.kind == 'Service' && …)` over the Services alone: a release has many objects of few kinds,
and policies ask for the same kinds again for each object that they judge.

On the fast path: imports nothing outside the package.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linea_helm.cel.tree import Node, Value


def kinds_of(node: Node) -> frozenset[str]:
    """Give the kinds outside of which the test of a macro over a variable is false; nothing when it does not say so."""
    macro, _, source, names, test = node[:5]
    if macro not in ("filter", "exists", "exists_one") or source[0] != "var" or len(names) != 1:
        return frozenset()
    term = test[2][0] if test[0] == "&&" else test
    if term[0] not in ("==", "in") or not _is_kind(term[2], names[0]):
        return frozenset()
    wanted = [term[3]] if term[0] == "==" else term[3][2] if term[3][0] == "list" else ()
    texts = [each[2] for each in wanted if each[0] == "const" and type(each[2]) is str]
    return frozenset(texts) if len(texts) == len(wanted) else frozenset()


def _is_kind(node: Node, name: str) -> bool:
    return bool(node[0] == "select" and node[3] == "kind" and node[2][0] == "local" and node[2][2] == name)


class _Narrowed:
    """What is left of the list that was narrowed last, by kinds; a list never changes while programs run over it."""

    __slots__ = ("by_kinds", "items")

    def __init__(self) -> None:
        self.items: list[Value] = []
        self.by_kinds: dict[frozenset[str], list[Value]] = {}

    def of(self, items: list[Value], kinds: frozenset[str]) -> list[Value]:
        """Leave out the objects of other kinds, and nothing of which the test is not certainly false."""
        if self.items is not items:
            self.items, self.by_kinds = items, {}
        found = self.by_kinds.get(kinds)
        if found is None:
            found = self.by_kinds[kinds] = [item for item in items if _may_be(item, kinds)]
        return found


narrowed = _Narrowed().of


def _may_be(item: Value, kinds: frozenset[str]) -> bool:
    kind = item.get("kind") if type(item) is dict else None
    return type(kind) is not str or kind in kinds
