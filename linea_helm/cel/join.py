"""Run `resources.filter(r, r.kind == 'Deployment' && r.metadata.name == object.metadata.name)` over the objects of that
name alone, and a filter by all labels of a selector over those that have the rarest of them: where a release has many
objects, one policy for each against all of them is what takes the time.

On the fast path: imports nothing outside the package.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linea_helm.cel.tree import Node, Value

    Fields = tuple[str, ...]

#: So many items are tried one by one; to sort them by name costs more.
FEW = 12


def sides(node: Node) -> tuple[Fields, Node] | None:
    """Find the comparison of names that a macro's test needs: the fields of the item, and what they are compared to."""
    macro, _, source, names, test = node[:5]
    # A variable that policies compute is another list for each object.
    if macro not in ("filter", "exists", "exists_one") or len(names) != 1 or source[0] != "var" or "." in source[2]:
        return None
    for term in test[2] if test[0] == "&&" else ():
        if term[0] == "==":
            for own, other in ((term[2], term[3]), (term[3], term[2])):
                fields = _fields(own, ("local", names[0]))
                # Names tell objects apart, kinds and namespaces hardly.
                if fields and fields[-1] == "name" and _reads_elsewhere(other, names[0]):
                    return fields, other
    return None


def label_sides(node: Node) -> tuple[Fields, str, str, Node] | None:
    """Find the comparison of labels that a macro's test needs, as `service-port-mismatch` writes it:

        selector.all(k, k == 'but this' || r.?metadata.?labels[?k].orValue('') == selector[k])

    Shapes: the fields of the item, the default, the key that is no matter ("" for none), and the selector.
    """
    macro, _, source, names, test = node[:5]
    if macro not in ("filter", "exists", "exists_one") or len(names) != 1 or source[0] != "var" or "." in source[2]:
        return None
    for term in test[2] if test[0] == "&&" else ():
        if term[0] == "all" and len(term[3]) == 1 and term[2][0] == "var":
            found = _labels(term, ("local", names[0]))
            if found:
                return found
    return None


def _labels(node: Node, root: tuple[str, str]) -> tuple[Fields, str, str, Node] | None:
    _, _, selector, (key,), test = node
    spared = ""
    if test[0] == "||" and len(test[2]) == 2 and _is_key(test[2][0], key):
        spared, test = test[2][0][3][2], test[2][1]
    if test[0] != "==" or key == root[1]:
        return None
    left, right = test[2:]
    if not (right[0] == "index" and right[2][:3:2] == selector[:3:2] and right[3][:3:2] == ("local", key)):
        return None
    if not (left[0] == "method" and left[2] == "orValue" and left[3][0][0] == "index?" and left[3][1][0] == "const"):
        return None
    labels, default = left[3][0], left[3][1][2]
    fields = _chain(labels[2], root, ("select?",)) if labels[3][:3:2] == ("local", key) else None
    return (fields, default, spared, selector) if fields and type(default) is str else None


def _is_key(node: Node, key: str) -> bool:
    return node[0] == "==" and node[2][:3:2] == ("local", key) and node[3][0] == "const" and type(node[3][2]) is str


def _fields(node: Node, root: tuple[str, str]) -> Fields | None:
    """Give the fields of r.metadata.name or r.?spec.?name.orValue(''); None for what is no such chain.

    An item that lacks one of them is for the test to judge.
    """
    if node[0] == "method" and node[2] == "orValue" and node[3][1][0] == "const":
        return _chain(node[3][0], root, ("select", "select?"))
    return _chain(node, root, ("select",))


def _chain(node: Node, root: tuple[str, str], kinds: tuple[str, ...]) -> Fields | None:
    if node[0] in kinds:
        before = _chain(node[2], root, kinds)
        return None if before is None else (*before, node[3])
    return () if (node[0], node[2]) == root else None


def _reads_elsewhere(node: Node, item: str) -> bool:
    """Tell whether a chain of fields, perhaps with a default, reads other things than the item."""
    kind = node[0]
    if kind in ("var", "local"):
        return bool(kind == "var" or node[2] != item)
    if kind == "method" and node[2] == "orValue":
        target, default = node[3]
        return default[0] == "const" and _reads_elsewhere(target, item)
    return kind in ("select", "select?") and _reads_elsewhere(node[2], item)


class _Joined:
    """Lists sorted by a field of their items, each once; a list never changes while programs run over it."""

    __slots__ = ("_known",)
    _MOST = 64

    def __init__(self) -> None:
        self._known: dict[tuple[int, Fields, str | None], tuple[list[Value], dict[str, list[Value]]]] = {}

    def with_name(self, items: list[Value], fields: Fields, wanted: Value) -> list[Value]:
        """Leave out items of which `item.fields == wanted` is certainly false."""
        return self._those(items, fields, None, wanted) if type(wanted) is str else items

    def with_labels(self, items: list[Value], fields: Fields, default: str, spared: str, wanted: Value) -> list[Value]:
        """Leave out items of which `item.fields[?k].orValue(default) == wanted[k]` is certainly false for some k."""
        fewest = items
        for key, value in wanted.items() if type(wanted) is dict else ():
            if type(key) is type(value) is str and key != spared:
                found = self._those(items, (*fields, key), default, value)
                fewest = found if len(found) < len(fewest) else fewest
        return fewest

    def _those(self, items: list[Value], fields: Fields, default: str | None, wanted: str) -> list[Value]:
        key = (id(items), fields, default)
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= self._MOST:
                self._known.clear()
            found = _sorted(items, fields, default)
            known = self._known[key] = (items, found)  # the list itself keeps its id from others
        return known[1].get(wanted, []) if known[1] else items


_JOINED = _Joined()
with_name, with_labels = _JOINED.with_name, _JOINED.with_labels


def _sorted(items: list[Value], fields: Fields, default: str | None) -> dict[str, list[Value]]:
    """Sort items by a text that is in all of them, or the default for those that lack a field; {} when one has none."""
    found: dict[str, list[Value]] = {}
    for item in items:
        value = item
        for field in fields:
            if type(value) is not dict:
                return {}
            if field not in value:
                value = default
                break
            value = value[field]
        if type(value) is not str:
            return {}
        found.setdefault(value, []).append(item)
    return found
