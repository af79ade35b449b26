"""Name the paths in the bindings that made an expression false, or made it fail.

The tree is gone through once more, nodes evaluated by the same closures as always and their values traced to where they
came from. An operator's operands decide its result; of `&&`, `||`, `?:` and the macros only the parts that decided
count, and only those are traced.
"""

from __future__ import annotations

from linea_helm.cel.alike import Sight
from linea_helm.cel.errors import BudgetError, EvalError
from linea_helm.cel.evaluate import Builder, binding, within
from linea_helm.cel.origin import Blame, Elements, Traced, deciding, union
from linea_helm.cel.program import Lazy
from linea_helm.cel.rounds import ROUNDS
from linea_helm.cel.tree import children
from linea_helm.cel.values import NONE, lookup_key, map_key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from linea_helm.cel.evaluate import Closure
    from linea_helm.cel.program import Program
    from linea_helm.cel.tree import Node, Value

    Scope = dict[str, Traced]
    Handler = Callable[["Tracer", Node, Scope, Traced], Traced]
    Outcome = tuple[Value, str]
    Step = Callable[["Tracer", Node, Scope], Traced]

#: Functions that give elements of their first argument in another order, or fewer of them.
_REARRANGING = frozenset(("slice", "sort", "@sortBy", "reverse", "distinct"))
#: Functions that give their first argument, or what is in it.
_TRANSPARENT = frozenset(("dyn", "optional.of", "optional.ofNonZeroValue", "value"))
_MOST_NODES = 50_000


def blame(program: Program, bindings: dict[str, Value], known: Outcome | None = None) -> list[Blame]:
    """Give the paths that decided the value of a program, in the order of its text, each once.

    `known` is what it came to, the value and the error or "", where somebody has evaluated it.
    Empty when no data decided, or when finding out takes too many steps.
    """
    shared = _Shared()
    try:
        result = Traced(known[0], known[1] or None) if known else None
        return list(shared.tracer(program, bindings).trace(program.ast, {}, result).reasons)
    except (BudgetError, RecursionError):
        return []
    finally:
        shared.variables.clear()  # what nobody asked for holds on to its tracer, and nobody looks for cycles (post.py)


class Known:
    """What tracing builds for the nodes of a program, once for all findings."""

    def __init__(self) -> None:
        self._closures: dict[tuple[int, tuple[str, ...]], tuple[Closure, Builder]] = {}
        self._sights: dict[int, Sight] = {}

    def closure(self, node: Node, names: tuple[str, ...]) -> tuple[Closure, Builder]:
        """Give the closure of a node in which these are the variables of macros, in the slots from 1 on."""
        key = (id(node), names)
        if key not in self._closures:
            builder = Builder()
            builder.locals = {name: builder.new_slot() for name in names}
            self._closures[key] = builder.build(node), builder
        return self._closures[key]

    def sight(self, macro: Node) -> Sight:
        """Give what a macro's test sees of its elements."""
        if id(macro) not in self._sights:
            self._sights[id(macro)] = Sight(macro)
        return self._sights[id(macro)]


class _Shared:
    """What the tracers of a program and of the variables that it reads have in common."""

    def __init__(self) -> None:
        self.nodes = 0
        self.variables: dict[int, Traced] = {}

    def variable(self, lazy: Lazy) -> Traced:
        """Trace a variable that is a program, once however often it is read."""
        if id(lazy) not in self.variables:
            self.variables[id(lazy)] = self.tracer(lazy.program, lazy.bindings).trace(lazy.program.ast, {})
        return self.variables[id(lazy)]

    def tracer(self, program: Program, bindings: dict[str, Value]) -> Tracer:
        """Make what traces the nodes of a program."""
        program.known = known = program.known or Known()
        return Tracer(bindings, self, known)


class Tracer:
    def __init__(self, bindings: dict[str, Value], shared: _Shared, known: Known) -> None:
        self.bindings = bindings
        self.shared = shared
        self.known = known

    def trace(self, node: Node, scope: Scope, known: Traced | None = None) -> Traced:
        """Evaluate a node and tell where the value, or the error, came from; `known` is both, with no origin yet."""
        self.shared.nodes += 1
        if self.shared.nodes > _MOST_NODES:
            raise BudgetError
        step = _STEPS.get(node[0])
        if step:
            return step(self, node, scope)
        handler = _HANDLERS.get(node[0], _operands)
        return handler(self, node, scope, known or self.evaluate(node, scope))

    def evaluate(self, node: Node, scope: Scope) -> Traced:
        """Evaluate a node and tell no origin."""
        run, builder = self.known.closure(node, tuple(scope))
        try:
            return Traced(within(lambda budget: run(self._frame(builder, scope, budget)), self.bindings))
        except EvalError as error:
            return Traced(error=error.message)

    def _frame(self, builder: Builder, scope: Scope, budget: int) -> list[Value]:
        frame: list[Value] = [budget] * builder.size
        for name, slot in builder.slots.items():
            frame[slot] = binding(self.bindings, name)
        for slot, traced in zip(range(1, len(scope) + 1), scope.values(), strict=True):
            frame[slot] = traced.value
        return frame


def _operands(tracer: Tracer, node: Node, scope: Scope, result: Traced) -> Traced:
    return _blame_all([tracer.trace(part, scope) for part in children(node)], result)


def _blame_all(parts: list[Traced], result: Traced) -> Traced:
    """Blame all operands, or of those the first that failed: its error is the one that is told."""
    failed = [part for part in parts if part.error is not None]
    return result.because(lambda: union(part.reasons for part in failed[:1] or parts))


def _variable(tracer: Tracer, node: Node, scope: Scope) -> Traced:
    value = binding(tracer.bindings, node[2])
    if type(value) is Lazy:
        return tracer.shared.variable(value)
    result = tracer.evaluate(node, scope) if isinstance(value, Lazy) else Traced(value)
    result.path = (node[2],)
    return result


def _local(_: Tracer, node: Node, scope: Scope) -> Traced:
    return scope[node[2]]


def _select(tracer: Tracer, node: Node, scope: Scope) -> Traced:
    operand, field = tracer.trace(node[2], scope), node[3]
    if type(operand.value) is dict and field in operand.value:  # as nearly always: no need to evaluate it
        child = operand.child(field)
        return Traced(child.value).from_other(child)
    return _reach(operand, field, tracer.evaluate(node, scope))


def _select_optional(tracer: Tracer, node: Node, scope: Scope, result: Traced) -> Traced:
    return _reach(tracer.trace(node[2], scope), node[3], result)


def _index(tracer: Tracer, node: Node, scope: Scope, result: Traced) -> Traced:
    operand, key = tracer.trace(node[2], scope), tracer.trace(node[3], scope)
    if key.error is not None:
        return result.from_other(key)
    found = lookup_key(key.value)
    return _reach(
        operand, int(found) if type(operand.inner().value) is list and type(found) is float else found, result
    )


def _reach(operand: Traced, key: Value, result: Traced) -> Traced:
    """Tell where the value of operand[key] stands, or which part of it does not exist."""
    if operand.error is not None or operand.value is NONE:
        return result.because(lambda: operand.reasons)
    container = operand.inner()
    if _is_in(key, container.value):
        return result.from_other(container.child(key))
    if container.path is not None and isinstance(container.value, (dict, list)) and type(key) in (str, int):
        missing = Blame((*container.path, key), missing=True)
        return result.because(lambda: (missing,))
    return result.because(lambda: operand.reasons)


def _is_in(key: Value, container: Value) -> bool:
    if isinstance(container, dict):
        return key in container
    return type(container) is list and isinstance(key, int) and 0 <= key < len(container)


def _has(tracer: Tracer, node: Node, scope: Scope, result: Traced) -> Traced:
    operand = tracer.trace(node[2], scope)
    return result.because(lambda: _reach(operand, node[3], Traced()).reasons)


def _membership(tracer: Tracer, node: Node, scope: Scope, result: Traced) -> Traced:
    item, container = parts = [tracer.trace(part, scope) for part in node[2:]]
    if item.error is not None or container.error is not None:
        return _blame_all(parts, result)
    entry = _reach(container, lookup_key(item.value), Traced()) if isinstance(container.value, dict) else Traced()
    return result.because(lambda: union([item.reasons, entry.reasons or container.reasons]))


def _list(tracer: Tracer, node: Node, scope: Scope, result: Traced) -> Traced:
    parts = [tracer.trace(item, scope) for item in node[2]]
    _blame_all(parts, result)
    if result.error is None:
        kept = (_kept(part, optional=position in node[3]) for position, part in enumerate(parts))
        result.items = dict(enumerate(part for part in kept if part is not None))
    return result


def _kept(part: Traced, *, optional: bool) -> Traced | None:
    """Give what an item or entry of a literal adds to it: nothing for one written with ? that has no value."""
    if not optional:
        return part
    return None if part.value is NONE else part.inner()


def _map(tracer: Tracer, node: Node, scope: Scope, result: Traced) -> Traced:
    entries = [(tracer.trace(key, scope), tracer.trace(value, scope), optional) for key, value, optional in node[2]]
    _blame_all([part for key, value, _ in entries for part in (key, value)], result)
    if result.error is None:
        kept = ((map_key(key.value), _kept(value, optional=optional)) for key, value, optional in entries)
        result.items = {key: part for key, part in kept if part is not None}
    return result


def _addition(tracer: Tracer, node: Node, scope: Scope, result: Traced) -> Traced:
    parts = [tracer.trace(part, scope) for part in node[2:]]
    _blame_all(_odd(parts) if result.error is not None else parts, result)
    if type(result.value) is list:
        result.items = Elements(len(result.value), lambda position: _summand(parts, position))
    return result


def _odd(parts: list[Traced]) -> list[Traced]:
    """Give what does not go with a list to which it should be added, where it comes from data; else all parts."""
    odd = [part for part in parts if type(part.value) is not list]
    return odd if len(odd) == 1 and odd[0].reasons else parts


def _summand(parts: list[Traced], position: int) -> Traced:
    """Give the element at a position of lists put together."""
    for part in parts:
        if position < len(part.value):
            return part.child(position)
        position -= len(part.value)
    raise IndexError(position)


def _call(tracer: Tracer, node: Node, scope: Scope, result: Traced) -> Traced:
    name = node[2]
    if name in ("or", "orValue"):
        return _fallback(tracer, node, scope, result)
    parts = [tracer.trace(part, scope) for part in node[3]]
    _blame_all(parts, result)
    if result.error is None and name in _TRANSPARENT:
        return result.from_other(parts[0])
    if result.error is None and name in _REARRANGING and type(result.value) is list:
        first, items = parts[0], result.value
        place = {id(item): position for position, item in enumerate(first.value)}
        result.items = Elements(len(items), lambda position: first.child(place[id(items[position])]))
    return result


def _fallback(tracer: Tracer, node: Node, scope: Scope, result: Traced) -> Traced:
    """Blame the value that x.orValue(y) gives, and for a constant y that x has none."""
    target, other = node[3]
    first = tracer.trace(target, scope)
    chosen = tracer.trace(other, scope) if first.value is NONE else first
    result.from_other(chosen)
    return result.because(lambda: chosen.why or first.reasons)


def _logic(tracer: Tracer, node: Node, scope: Scope, result: Traced) -> Traced:
    """Blame the operands that gave the result: of a false `&&` the false ones, of errors the first."""
    parts = _terms(tracer, node, scope, result)
    positions = deciding(parts, result)
    chosen = positions if result.error is None else positions[:1]
    return result.because(
        lambda: union(tracer.trace(node[2][position], scope, parts[position]).reasons for position in chosen)
    )


def _terms(tracer: Tracer, node: Node, scope: Scope, result: Traced) -> list[Traced]:
    """Evaluate the operands of `&&` or `||`, but what the result tells: all of a true `&&`, the last that can be false.

    It is mostly that one which goes through all objects of a release.
    """
    decisive, terms = node[0] == "||", node[2]
    if result.error is not None:
        return [tracer.evaluate(term, scope) for term in terms]
    if result.value is not decisive:
        return [Traced(result.value) for _ in terms]
    parts = [tracer.evaluate(term, scope) for term in terms[:-1]]
    is_decided = any(part.value is decisive and part.error is None for part in parts)
    return [*parts, tracer.evaluate(terms[-1], scope) if is_decided else Traced(decisive)]


def _not(tracer: Tracer, node: Node, scope: Scope, result: Traced) -> Traced:
    known = None if result.error is not None else Traced(not result.value)
    return _blame_all([tracer.trace(node[2], scope, known)], result)


def _condition(tracer: Tracer, node: Node, scope: Scope, result: Traced) -> Traced:
    condition = tracer.evaluate(node[2], scope)
    if type(condition.value) is not bool:
        return result.from_other(tracer.trace(node[2], scope, condition))
    chosen = tracer.trace(node[3] if condition.value else node[4], scope, Traced(result.value, result.error))
    result.from_other(chosen)
    return result.because(lambda: chosen.why or tracer.trace(node[2], scope, condition).reasons)


def _bind(tracer: Tracer, node: Node, scope: Scope, result: Traced) -> Traced:
    value = tracer.trace(node[3], scope)
    if value.error is not None:
        return result.from_other(value)
    return result.from_other(tracer.trace(node[4], scope | {node[2]: value}, Traced(result.value, result.error)))


def _opt_map(tracer: Tracer, node: Node, scope: Scope, result: Traced) -> Traced:
    _, _, target, name, body = node
    value = tracer.trace(target, scope)
    if value.error is not None or value.inner() is value:
        return result.from_other(value)
    return result.from_other(tracer.trace(body, scope | {name: value.inner()}))


#: What knows a node's value without evaluating it.
_STEPS: dict[str, Step] = {"var": _variable, "local": _local, "select": _select}

_HANDLERS: dict[str, Handler] = {
    "select?": _select_optional,
    **dict.fromkeys(("index", "index?"), _index),
    "has": _has,
    "in": _membership,
    "list": _list,
    "map": _map,
    "+": _addition,
    **dict.fromkeys(("call", "method"), _call),
    **dict.fromkeys(("&&", "||"), _logic),
    "!": _not,
    "?:": _condition,
    "bind": _bind,
    **dict.fromkeys(("optMap", "optFlatMap"), _opt_map),
    **ROUNDS,
}
