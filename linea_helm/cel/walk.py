"""Evaluate an expression node by node, as cel-go's interpreter does, and tell what it costs and where it fails.

Slow, and apart from the closures of `evaluate`: for what an API server counts (cost.py) and for the place of an error.
The closures decide what an expression means; a test holds both against each other.
Source: cel-go interpreter/planner.go, attributes.go, interpretable.go, runtimecost.go.
"""

from __future__ import annotations

from linea_helm.cel.access import has, index, index_optional, select, select_optional
from linea_helm.cel.dispatch import call_any, function_key
from linea_helm.cel.errors import BudgetError
from linea_helm.cel.folds import FOLDS, Late
from linea_helm.cel.operators import OPERATIONS, negate, no_overload
from linea_helm.cel.outcome import Failure, attempt
from linea_helm.cel.price import CONVERSIONS, call_price, operator_price, stops_early
from linea_helm.cel.program import Lazy
from linea_helm.cel.values import NONE, Optional, Type, UInt, map_key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from linea_helm.cel.outcome import Outcome
    from linea_helm.cel.tree import Node, Value
    from linea_helm.cel.types import StaticType

    Scope = dict[str, Value]
    Types = dict[int, StaticType]

#: What cel-go calls an attribute: its qualifiers cost one each, and reading it where it stands costs one more.
_ATTRIBUTES = frozenset(("var", "local", "select", "select?", "index", "index?", "has", "?:"))


class Walk:
    """One evaluation of one program.

    `types` are those of the nodes by id (`check.types_of`): what a call costs depends on the overload that an API
    server chose before it knew any data. `variable` gives the outcome of a variable that is a program itself.
    """

    def __init__(
        self,
        bindings: dict[str, Value],
        types: Types,
        variable: Callable[[Lazy], Outcome],
        limit: int,
    ) -> None:
        self.bindings = bindings
        self.types = types
        self.variable = variable
        self.limit = limit
        self.cost = 0

    def pay(self, units: int) -> None:
        """Count units.

        Errors: BudgetError beyond the limit.
        """
        self.cost += units
        if self.cost > self.limit:
            raise BudgetError

    def kind(self, node: Node) -> StaticType:
        """Give the type that a node has before there is data."""
        return self.types.get(id(node), "dyn")

    def evaluate(self, node: Node, scope: Scope) -> Outcome:
        """Give the value of a node, or its failure."""
        kind = node[0]
        if kind in _ATTRIBUTES:
            outcome = self.resolve(node, scope)
            self.pay(_read_price(node))
            return outcome
        return _STEPS[kind](self, node, scope)

    def resolve(self, node: Node, scope: Scope) -> Outcome:
        """Give the value of a node where reading it costs nothing: as a branch of ?:, as a key, before a field."""
        resolver = _RESOLVERS.get(node[0])
        return resolver(self, node, scope) if resolver else self.evaluate(node, scope)


def _root(node: Node) -> Node:
    while node[0] in ("select", "select?", "index", "index?", "has"):
        node = node[2]
    return node


def _read_price(node: Node) -> int:
    """Give what reading an attribute costs: nothing for ?:, and has() takes back what it cost where it did."""
    return int(_root(node)[0] != "?:") - int(node[0] == "has")


def _constant(_: Walk, node: Node, __: Scope) -> Outcome:
    return node[2]


def _variable(walk: Walk, node: Node, _: Scope) -> Outcome:
    name = node[2]
    walk.pay(name.count("."))
    try:
        value = walk.bindings[name]  # which may make it: policies/policy.py, Bound
    except KeyError:
        return Failure(f"no value is bound to the variable {name!r}", node[1])
    return walk.variable(value) if isinstance(value, Lazy) else value


def _local(walk: Walk, node: Node, scope: Scope) -> Outcome:
    value = scope[node[2]]
    return value.get(walk) if type(value) is Late else value


def _condition(walk: Walk, node: Node, scope: Scope) -> Outcome:
    condition = walk.evaluate(node[2], scope)
    if condition is True or condition is False:
        return walk.resolve(node[3] if condition else node[4], scope)
    if isinstance(condition, Failure):
        return condition
    return Failure(no_overload("_?_:_", condition).message, node[1])


def _select(walk: Walk, node: Node, scope: Scope) -> Outcome:
    return _qualified(walk, node, walk.resolve(node[2], scope), lambda: node[3], (select, select_optional))


def _index(walk: Walk, node: Node, scope: Scope) -> Outcome:
    operand = walk.resolve(node[2], scope)
    return _qualified(walk, node, operand, lambda: walk.resolve(node[3], scope), (index, index_optional))


def _qualified(
    walk: Walk,
    node: Node,
    operand: Outcome,
    key_of: Callable[[], Outcome],
    ways: tuple[Callable[..., Value], Callable[..., Value]],
) -> Outcome:
    """Reach into a value: a step with `?`, and any after it, costs only when there is something."""
    if isinstance(operand, Failure) or operand is NONE:
        return operand
    optional = node[0].endswith("?") or type(operand) is Optional
    key = key_of()
    result = key if isinstance(key, Failure) else attempt(node, ways[optional], operand, key)
    walk.pay(not optional or (type(result) is Optional and result is not NONE))
    return result


def _has(walk: Walk, node: Node, scope: Scope) -> Outcome:
    operand = walk.resolve(node[2], scope)
    if isinstance(operand, Failure):
        return operand
    result = attempt(node, has, operand, node[3])
    walk.pay(type(operand) is not Optional or result is True)
    return result


def _logic(walk: Walk, node: Node, scope: Scope) -> Outcome:
    decisive = node[0] == "||"
    otherwise = not decisive
    failure: Failure | None = None
    for term in node[2]:
        value = walk.evaluate(term, scope)
        if value is decisive:
            return decisive
        if isinstance(value, Failure):
            failure = failure or value
        elif value is not otherwise:
            failure = failure or Failure(no_overload(f"_{node[0]}_", value).message, term[1])
    return failure or otherwise


def _not(walk: Walk, node: Node, scope: Scope) -> Outcome:
    value = walk.evaluate(node[2], scope)
    walk.pay(1)
    if value is True or value is False:
        return not value
    return value if isinstance(value, Failure) else Failure(no_overload("!_", value).message, node[1])


def _negate(walk: Walk, node: Node, scope: Scope) -> Outcome:
    value = walk.evaluate(node[2], scope)
    walk.pay(1)
    return value if isinstance(value, Failure) else attempt(node, negate, value)


def _operation(walk: Walk, node: Node, scope: Scope) -> Outcome:
    name, _, left, right = node
    if _is_presence(node):
        walk.pay(1)
        found = walk.resolve(left[3][0], scope)
        walk.cost -= 1
        return found if isinstance(found, Failure) else True
    if name == "in" and _is_constant(right) and right[0] == "list":
        return _in_constant(walk, node, scope)
    values = [walk.evaluate(left, scope), walk.evaluate(right, scope)]
    result = _failed(values)
    if result is None:
        result = attempt(node, OPERATIONS[name], *values)
    walk.pay(operator_price(name, [walk.kind(left), walk.kind(right)], values))
    return result


def _is_presence(node: Node) -> bool:
    """Recognise has(variables.x), of which `resolve` makes type(variables.x) == type(variables.x) at one place."""
    kind, offset, left, right = node
    return bool(kind == "==" and left == right and left[:3] == ("call", offset, "type"))


def _in_constant(walk: Walk, node: Node, scope: Scope) -> Outcome:
    """Look for a value in a list of constants: cel-go makes a set of it, which costs nothing, unless it cannot."""
    items = walk.evaluate(node[3], scope)
    if not items:
        return False
    value = walk.evaluate(node[2], scope)
    if not all(type(item) in (bool, int, UInt, float, str, type(None)) for item in items):
        walk.pay(len(items))
    return value if isinstance(value, Failure) else attempt(node, OPERATIONS["in"], value, items)


def _call(walk: Walk, node: Node, scope: Scope) -> Outcome:
    kind, _, name, args = node
    if name in ("or", "orValue"):
        return _fallback(walk, node, scope)
    kinds = [walk.kind(arg) for arg in args]
    values: list[Outcome] = []
    for arg in args:
        values.append(walk.evaluate(arg, scope))
        if isinstance(values[-1], Failure) and arg is not args[-1] and stops_early(node, kinds):
            return values[-1]
    result = _failed(values)
    if result is None:
        result = attempt(node, call_any, function_key(kind, name), *values)
    if not _is_constant(node):
        walk.pay(call_price(node, kinds, values, result))
    return result


def _failed(values: list[Outcome]) -> Failure | None:
    return next((value for value in values if isinstance(value, Failure)), None)


def _fallback(walk: Walk, node: Node, scope: Scope) -> Outcome:
    target, other = node[3]
    value = walk.evaluate(target, scope)
    if isinstance(value, Failure):
        return value
    if type(value) is not Optional:
        return Failure(no_overload(node[2], value).message, node[1])
    if value is NONE:
        return walk.evaluate(other, scope)
    return value.value if node[2] == "orValue" else value


def _list(walk: Walk, node: Node, scope: Scope) -> Outcome:
    outcome = _items(walk, node, scope)
    walk.pay(0 if _is_constant(node) else 10)
    return outcome


def _items(walk: Walk, node: Node, scope: Scope) -> Outcome:
    items: list[Value] = []
    for position, item in enumerate(node[2]):
        value = walk.evaluate(item, scope)
        kept = _kept(item, value, optional=position in node[3])
        if isinstance(kept, Failure):
            return kept
        items += kept
    return items


def _kept(node: Node, value: Outcome, *, optional: bool) -> tuple[Value, ...] | Failure:
    """Give what an item or entry of a literal adds to it: nothing for one written with ? that has no value."""
    if isinstance(value, Failure):
        return value
    if not optional:
        return (value,)
    if type(value) is not Optional:
        return Failure("what is written with ? must be optional", node[1])
    return () if value is NONE else (value.value,)


def _map(walk: Walk, node: Node, scope: Scope) -> Outcome:
    outcome = _entries(walk, node, scope)
    walk.pay(0 if _is_constant(node) else 30)
    return outcome


def _entries(walk: Walk, node: Node, scope: Scope) -> Outcome:
    entries: dict[Value, Value] = {}
    for key_node, value_node, optional in node[2]:
        key = walk.evaluate(key_node, scope)
        held = key if isinstance(key, Failure) else attempt(key_node, map_key, key)
        if isinstance(held, Failure):
            return held
        if held in entries:
            return Failure(f"the key {key} stands twice in the map", key_node[1])
        kept = _kept(value_node, walk.evaluate(value_node, scope), optional=optional)
        if isinstance(kept, Failure):
            return kept
        entries |= dict.fromkeys((held,) if kept else (), *kept)
    return entries


def _is_constant(node: Node) -> bool:
    """Tell what cel-go computes once, when it compiles: literals of constants, and conversions of one."""
    kind = node[0]
    if kind in ("const", "uint", "type"):
        return True
    if kind == "list":
        return all(map(_is_constant, node[2]))
    if kind == "map":
        return all(_is_constant(key) and _is_constant(value) for key, value, _ in node[2])
    if kind == "in":
        return bool(node[3][0] == "list" and not node[3][2])
    return bool(kind == "call" and node[2] in CONVERSIONS and len(node[3]) == 1 and _is_constant(node[3][0]))


_RESOLVERS: dict[str, Callable[[Walk, Node, Scope], Outcome]] = {
    "var": _variable,
    "local": _local,
    "?:": _condition,
    **dict.fromkeys(("select", "select?"), _select),
    **dict.fromkeys(("index", "index?"), _index),
    "has": _has,
}
_STEPS: dict[str, Callable[[Walk, Node, Scope], Outcome]] = {
    "const": _constant,
    "uint": lambda _, node, __: UInt(node[2]),
    "type": lambda _, node, __: Type(node[2]),
    "unknown": lambda _, node, __: Failure(node[2], node[1]),
    **dict.fromkeys(("&&", "||"), _logic),
    "!": _not,
    "neg": _negate,
    **dict.fromkeys(OPERATIONS, _operation),
    **dict.fromkeys(("call", "method"), _call),
    "list": _list,
    "map": _map,
    **FOLDS,
}
