"""Run `resources.filter(r, r.kind == 'Deployment' && r.metadata.name == object.metadata.name)` over the objects of that
name alone: where a release has many of them, one policy for each against all of them is what takes the time.

On the fast path: imports nothing outside the package.
"""

from __future__ import annotations

from linea_helm.cel.errors import EvalError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from linea_helm.cel.evaluate import Builder, Closure, Frame
    from linea_helm.cel.tree import Node, Value

    Choice = Callable[[Frame, list[Value]], list[Value]]

#: So many items are tried one by one; to sort them by name costs more.
_FEW = 12


def sides(node: Node) -> tuple[Node, Node] | None:
    """Find the comparison of names that a macro's test needs: what it says of the item, and of other things."""
    macro, _, source, names, test = node[:5]
    # A variable that policies compute is another list for each object.
    if macro not in ("filter", "exists", "exists_one") or len(names) != 1 or source[0] != "var" or "." in source[2]:
        return None
    for term in test[2] if test[0] == "&&" else ():
        if term[0] == "==":
            for own, other in ((term[2], term[3]), (term[3], term[2])):
                if _is_name(own) and _reads(own) == {"local " + names[0]} and _reads(other):
                    return own, other
    return None


def _is_name(node: Node) -> bool:
    """Names tell objects apart, kinds and namespaces hardly."""
    chain = node[3][0] if node[0] == "method" else node
    return chain[0] in ("select", "select?") and chain[3] == "name"


def _reads(node: Node) -> set[str] | None:
    """Name what a chain of fields, perhaps with a default, reads; None for what is no such chain."""
    kind = node[0]
    if kind in ("var", "local"):
        return {f"{kind} {node[2]}"}
    if kind == "const":
        return set()
    if kind in ("select", "select?"):
        return _reads(node[2])
    if kind == "method" and node[2] == "orValue":
        target, default = map(_reads, node[3])
        return None if target is None or default is None else target | default
    return None


def choice(builder: Builder, slot: int, own: Node, other: Node) -> Choice:
    """Make what leaves out items of which the comparison is certainly false.

    `slot` is that of the macro's variable. The two sides are compiled when there are many items: mostly there are few.
    """
    locals_ = builder.locals
    compiled: list[Closure] = []
    known: list[tuple[list[Value], dict[str, list[Value]]]] = []

    def run(frame: Frame, items: list[Value]) -> list[Value]:
        if len(items) < _FEW:
            return items
        if not compiled:
            late = type(builder)()
            late.slots, late.locals, late.size = builder.slots, locals_, builder.size
            compiled.extend((late.build(own), late.build(other)))
        if not known or known[0][0] is not items:
            known[:] = [(items, _sorted(compiled[0], frame, slot, items))]
        try:
            wanted = compiled[1](frame)
        except EvalError:  # the test decides what this means
            return items
        by_value = known[0][1]
        return by_value.get(wanted, []) if by_value and type(wanted) is str else items

    return run


def _sorted(own: Closure, frame: Frame, slot: int, items: list[Value]) -> dict[str, list[Value]]:
    """Sort items by a text that is in all of them; {} when one has none."""
    found: dict[str, list[Value]] = {}
    for item in items:
        frame[slot] = item
        try:
            value = own(frame)
        except EvalError:
            return {}
        if type(value) is not str:
            return {}
        found.setdefault(value, []).append(item)
    return found
