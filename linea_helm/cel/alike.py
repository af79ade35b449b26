"""Tell which elements of a list a macro's test cannot tell apart: a release has many objects of few shapes.

What a test comes to, and which data beside the list decides it, is equal for elements of which it sees equal things. So
`blame` asks about one of each, however often a policy asks about all of them.
"""

from __future__ import annotations

from linea_helm.cel.errors import BudgetError, EvalError
from linea_helm.cel.evaluate import Builder, binding
from linea_helm.cel.program import BUDGET
from linea_helm.cel.tree import MACROS, children
from linea_helm.cel.values import NONE, Optional

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from linea_helm.cel.evaluate import Closure
    from linea_helm.cel.tree import Node, Value

    Name = tuple[str, str]  # ("var" or "local", name)

#: Of fewer elements each is asked about: to find equal ones costs more.
FEW = 12
#: Operators whose result is decided by both sides, whatever these are.
_COMPARISONS = frozenset(("==", "!=", "<", "<=", ">", ">="))
_SIMPLE = frozenset((bool, int, str, type(None)))


class Sight:
    """What the test of a macro with one variable sees of an element, and what it saw of the list it met last.

    The parts of the test that read nothing but the element count by their values; one that is only compared with other
    data counts by whether it fails, and by what comes of the comparison.
    """

    __slots__ = ("_compared", "_guarded", "_item", "_items", "_own", "_own_keys")

    def __init__(self, node: Node) -> None:
        self._item: Name = ("local", node[3][0])
        self._own: list[Node] = []
        self._guarded: list[Node] = []
        self._compared: list[Node] = []
        self._look(node[4], frozenset())
        self._items: list[Value] | None = None
        self._own_keys: list[Value] = []

    def keys(self, items: list[Value], scope: Mapping[str, Value], bindings: dict[str, Value]) -> list[Value]:
        """Give something hashable for each element, equal for two only when the test cannot tell them apart.

        `scope` holds the values of the variables of macros around this one.
        """
        if self._items is not items:
            own = [_column(part, self._item[1], {}, {}, items) for part in self._own]
            guarded = [_column(part, self._item[1], {}, {}, items) for part in self._guarded]
            columns = [*own, *([key == _FAILS for key in column] for column in guarded)]
            self._own_keys = list(zip(*columns, strict=True)) if columns else [()] * len(items)
            self._items = items
        if not self._compared:
            return self._own_keys
        compared = [_column(part, self._item[1], scope, bindings, items) for part in self._compared]
        return list(zip(self._own_keys, *compared, strict=True))

    def _look(self, node: Node, inner: frozenset[Name]) -> None:
        reads = _reads(node)
        if self._item not in reads:
            return
        if reads == {self._item}:
            self._own.append(node)
        elif node[0] in _COMPARISONS and not reads & inner and (own := self._own_sides(node)):
            self._guarded += own
            self._compared.append(node)
        else:
            for part, names in _scoped(node):
                if self._item[1] not in names:
                    self._look(part, inner | {("local", name) for name in names})

    def _own_sides(self, node: Node) -> list[Node]:
        """Give the sides of a comparison that read the element, when they read nothing else; else nothing."""
        sides = [(side, _reads(side)) for side in node[2:]]
        plain = all(self._item not in reads or reads == {self._item} for _, reads in sides)
        return [side for side, reads in sides if self._item in reads] if plain else []


def _scoped(node: Node) -> Iterator[tuple[Node, tuple[str, ...]]]:
    """Give the children of a node, each with the variables that the node makes for it."""
    kind = node[0]
    if kind in MACROS:
        yield node[2], ()
        yield from ((body, node[3]) for body in node[4:] if body is not None)
    elif kind == "bind":
        yield from ((node[3], ()), (node[4], (node[2],)))
    elif kind in ("optMap", "optFlatMap"):
        yield from ((node[2], ()), (node[4], (node[3],)))
    else:
        yield from ((part, ()) for part in children(node))


def _reads(node: Node) -> frozenset[Name]:
    """Give the variables that a node reads and does not make itself."""
    if node[0] in ("var", "local"):
        return frozenset(((node[0], node[2]),))
    parts = (_reads(part) - {("local", name) for name in names} for part, names in _scoped(node))
    return frozenset().union(*parts)


_FAILS = "fails"


def _column(
    node: Node, item: str, scope: Mapping[str, Value], bindings: dict[str, Value], items: list[Value]
) -> list[Value]:
    """Evaluate a part of a test for each element, and give what stands for the value."""
    run, frame, slot = _prepared(node, item, scope, bindings)
    column: list[Value] = []
    for position, each in enumerate(items):
        frame[0], frame[slot] = BUDGET, each
        try:
            column.append(_told(run(frame), position))
        except EvalError:
            column.append(_FAILS)
        except (BudgetError, RecursionError):
            column.append(position)
    return column


def _prepared(
    node: Node, item: str, scope: Mapping[str, Value], bindings: dict[str, Value]
) -> tuple[Closure, list[Value], int]:
    builder = Builder()
    builder.locals = {name: builder.new_slot() for name in (*scope, item)}
    slots = builder.locals
    run = builder.build(node)
    frame: list[Value] = [BUDGET] * builder.size
    for name, slot in builder.slots.items():
        frame[slot] = binding(bindings, name)
    for name, value in scope.items():
        frame[slots[name]] = value
    return run, frame, slots[item]


def coarse(key: Value) -> Value:
    """Leave of a key that `Sight.keys` gave what is true, false, null or fails, and the types of all else."""
    if type(key) is not tuple:
        return None if type(key) is int else key
    if not key or not isinstance(key[0], type):
        return tuple(map(coarse, key))
    if key[0] is Optional:
        return key[0], *map(coarse, key[1:])
    return key if key[0] in (bool, type(None)) else key[:1]


def _told(value: Value, position: int) -> Value:
    """Give what stands for a value: equal only when nothing tells two apart, so for most the position."""
    kind = type(value)
    if kind in _SIMPLE:
        return kind, value
    if kind in (list, dict) and not value:
        return (kind,)
    if kind is Optional:
        return (kind,) if value is NONE else (kind, _told(value.value, position))
    return position
