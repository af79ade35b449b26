"""Name the paths in the bindings that made an expression false, or made it fail.

The tree is gone through once more, every node evaluated by the same closures as always and its value traced to where it
came from. An operator's operands decide its result; of `&&`, `||`, `?:` and the macros only the parts that decided
count.
"""

from __future__ import annotations

from linea_helm.cel.errors import BudgetError, EvalError
from linea_helm.cel.evaluate import Builder, binding
from linea_helm.cel.origin import Blame, Traced, outside, union
from linea_helm.cel.program import BUDGET, Lazy
from linea_helm.cel.tree import children
from linea_helm.cel.values import NONE, lookup_key, map_key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from linea_helm.cel.evaluate import Closure
    from linea_helm.cel.program import Program
    from linea_helm.cel.tree import Node, Value

    Scope = dict[str, Traced]
    Handler = Callable[["_Tracer", Node, Scope, Traced], Traced]

#: Functions that give elements of their first argument in another order, or fewer of them.
_REARRANGING = frozenset(("slice", "sort", "@sortBy", "reverse", "distinct"))
#: Functions that give their first argument, or what is in it.
_TRANSPARENT = frozenset(("dyn", "optional.of", "optional.ofNonZeroValue", "value"))
_MOST_NODES = 50_000


def blame(program: Program, bindings: dict[str, Value]) -> list[Blame]:
    """Give the paths that decided the value of a program, in the order of its text, each once.

    Empty when no data decided, or when finding out takes too many steps.
    """
    try:
        return list(_Tracer(bindings, _Shared()).trace(program.ast, {}).reasons)
    except (BudgetError, RecursionError):
        return []


class _Shared:
    """What the tracers of a program and of the variables that it reads have in common."""

    def __init__(self) -> None:
        self.nodes = 0
        self.variables: dict[int, Traced] = {}

    def variable(self, lazy: Lazy) -> Traced:
        """Trace a variable that is a program, once however often it is read."""
        if id(lazy) not in self.variables:
            self.variables[id(lazy)] = _Tracer(lazy.bindings, self).trace(lazy.program.ast, {})
        return self.variables[id(lazy)]


class _Tracer:
    def __init__(self, bindings: dict[str, Value], shared: _Shared) -> None:
        self.bindings = bindings
        self.shared = shared
        self.closures: dict[tuple[int, tuple[str, ...]], tuple[Closure, Builder]] = {}

    def trace(self, node: Node, scope: Scope) -> Traced:
        """Evaluate a node and tell where the value, or the error, came from."""
        self.shared.nodes += 1
        if self.shared.nodes > _MOST_NODES:
            raise BudgetError
        handler = _HANDLERS.get(node[0], _operands)
        return handler(self, node, scope, self.evaluate(node, scope))

    def evaluate(self, node: Node, scope: Scope) -> Traced:
        run, builder = self.closure(node, tuple(scope))
        frame: list[Value] = [BUDGET] * builder.size
        for name, slot in builder.slots.items():
            frame[slot] = binding(self.bindings, name)
        for slot, traced in zip(range(1, len(scope) + 1), scope.values(), strict=True):
            frame[slot] = traced.value
        try:
            return Traced(run(frame))
        except EvalError as error:
            return Traced(error=error.message)

    def closure(self, node: Node, names: tuple[str, ...]) -> tuple[Closure, Builder]:
        key = (id(node), names)
        if key not in self.closures:
            builder = Builder()
            builder.locals = {name: builder.new_slot() for name in names}
            self.closures[key] = builder.build(node), builder
        return self.closures[key]


def _operands(tracer: _Tracer, node: Node, scope: Scope, result: Traced) -> Traced:
    return _blame_all([tracer.trace(part, scope) for part in children(node)], result)


def _blame_all(parts: list[Traced], result: Traced) -> Traced:
    """Blame all operands, or of those the first that failed: its error is the one that is told."""
    failed = [part for part in parts if part.error is not None]
    result.why = union(part.reasons for part in failed[:1] or parts)
    return result


def _variable(tracer: _Tracer, node: Node, _: Scope, result: Traced) -> Traced:
    value = tracer.bindings.get(node[2])
    if isinstance(value, Lazy):
        return tracer.shared.variable(value)
    result.path = (node[2],)
    return result


def _local(_: _Tracer, node: Node, scope: Scope, __: Traced) -> Traced:
    return scope[node[2]]


def _select(tracer: _Tracer, node: Node, scope: Scope, result: Traced) -> Traced:
    return _reach(tracer.trace(node[2], scope), node[3], result)


def _index(tracer: _Tracer, node: Node, scope: Scope, result: Traced) -> Traced:
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
        result.why = operand.reasons
        return result
    container = operand.inner()
    if _is_in(key, container.value):
        return result.from_other(container.child(key))
    result.why = operand.reasons
    if container.path is not None and isinstance(container.value, (dict, list)) and type(key) in (str, int):
        result.why = (Blame((*container.path, key), missing=True),)
    return result


def _is_in(key: Value, container: Value) -> bool:
    if isinstance(container, dict):
        return key in container
    return type(container) is list and isinstance(key, int) and 0 <= key < len(container)


def _has(tracer: _Tracer, node: Node, scope: Scope, result: Traced) -> Traced:
    operand = tracer.trace(node[2], scope)
    result.why = _reach(operand, node[3], Traced()).reasons
    return result


def _membership(tracer: _Tracer, node: Node, scope: Scope, result: Traced) -> Traced:
    item, container = parts = [tracer.trace(part, scope) for part in node[2:]]
    if item.error is not None or container.error is not None:
        return _blame_all(parts, result)
    entry: tuple[Blame, ...] = ()
    if isinstance(container.value, dict):
        entry = _reach(container, lookup_key(item.value), Traced()).reasons
    result.why = union([item.reasons, entry or container.reasons])
    return result


def _list(tracer: _Tracer, node: Node, scope: Scope, result: Traced) -> Traced:
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


def _map(tracer: _Tracer, node: Node, scope: Scope, result: Traced) -> Traced:
    entries = [(tracer.trace(key, scope), tracer.trace(value, scope), optional) for key, value, optional in node[2]]
    _blame_all([part for key, value, _ in entries for part in (key, value)], result)
    if result.error is None:
        kept = ((map_key(key.value), _kept(value, optional=optional)) for key, value, optional in entries)
        result.items = {key: part for key, part in kept if part is not None}
    return result


def _addition(tracer: _Tracer, node: Node, scope: Scope, result: Traced) -> Traced:
    parts = [tracer.trace(part, scope) for part in node[2:]]
    _blame_all(parts, result)
    if type(result.value) is list:
        result.items = dict(enumerate(part.child(i) for part in parts for i in range(len(part.value))))
    return result


def _call(tracer: _Tracer, node: Node, scope: Scope, result: Traced) -> Traced:
    name = node[2]
    if name in ("or", "orValue"):
        return _fallback(tracer, node, scope, result)
    parts = [tracer.trace(part, scope) for part in node[3]]
    _blame_all(parts, result)
    if result.error is None and name in _TRANSPARENT:
        return result.from_other(parts[0])
    if result.error is None and name in _REARRANGING and type(result.value) is list:
        place = {id(item): position for position, item in enumerate(parts[0].value)}
        result.items = {i: parts[0].child(place[id(item)]) for i, item in enumerate(result.value)}
    return result


def _fallback(tracer: _Tracer, node: Node, scope: Scope, result: Traced) -> Traced:
    """Blame the value that x.orValue(y) gives, and for a constant y that x has none."""
    target, other = node[3]
    first = tracer.trace(target, scope)
    chosen = tracer.trace(other, scope) if first.value is NONE else first
    result.from_other(chosen)
    result.why = result.why or first.reasons
    return result


def _logic(tracer: _Tracer, node: Node, scope: Scope, result: Traced) -> Traced:
    """Blame the operands that gave the result: of a false `&&` the false ones, of errors the first."""
    parts = [tracer.trace(part, scope) for part in node[2]]
    deciding = _deciding(parts, result)
    result.why = union(part.reasons for part in (deciding if result.error is None else deciding[:1]))
    return result


def _deciding(parts: list[Traced], result: Traced) -> list[Traced]:
    if result.error is None:
        return [part for part in parts if part.value is result.value and part.error is None]
    return [part for part in parts if part.error is not None or type(part.value) is not bool]


def _condition(tracer: _Tracer, node: Node, scope: Scope, result: Traced) -> Traced:
    condition = tracer.trace(node[2], scope)
    if type(condition.value) is not bool:
        return result.from_other(condition)
    chosen = tracer.trace(node[3] if condition.value else node[4], scope)
    result.from_other(chosen)
    result.why = result.why or condition.reasons
    return result


def _bind(tracer: _Tracer, node: Node, scope: Scope, result: Traced) -> Traced:
    value = tracer.trace(node[3], scope)
    return result.from_other(value if value.error is not None else tracer.trace(node[4], scope | {node[2]: value}))


def _opt_map(tracer: _Tracer, node: Node, scope: Scope, result: Traced) -> Traced:
    _, _, target, name, body = node
    value = tracer.trace(target, scope)
    if value.error is not None or value.inner() is value:
        return result.from_other(value)
    return result.from_other(tracer.trace(body, scope | {name: value.inner()}))


def _macro(tracer: _Tracer, node: Node, scope: Scope, result: Traced) -> Traced:
    source = tracer.trace(node[2], scope)
    if source.error is not None or not isinstance(source.value, (list, dict)):
        return result.from_other(source)
    rounds = [scope | dict(zip(node[3], items, strict=True)) for items in _rounds(source, len(node[3]))]
    return _MACROS[node[0]](tracer, node, source, rounds, result)


def _rounds(source: Traced, count: int) -> list[tuple[Traced, ...]]:
    """Give what the macro's variables are, round by round; the last of them is the element."""
    if isinstance(source.value, dict):
        keys = [source.key(key) for key in source.value]
        return [(key,) for key in keys] if count == 1 else [(k, source.child(map_key(k.value))) for k in keys]
    items = [source.child(position) for position in range(len(source.value))]
    return [(item,) for item in items] if count == 1 else [(Traced(i), item) for i, item in enumerate(items)]


def _tests(tracer: _Tracer, node: Node, rounds: list[Scope]) -> list[Traced]:
    """Trace a macro's test in every round; what no data decided is blamed on the element."""
    tests = []
    for scope in rounds:
        test = tracer.trace(node[4], scope)
        if not test.reasons:
            test.why = scope[node[3][-1]].reasons
        tests.append(test)
    return tests


def _quantifier(tracer: _Tracer, node: Node, source: Traced, rounds: list[Scope], result: Traced) -> Traced:
    """Blame the rounds that gave the result; when no element did what `exists` asks for, see `_absence`."""
    tests = _tests(tracer, node, rounds)
    deciding = _deciding(tests, result)
    if node[0] == "exists_one" and result.error is None:
        deciding = [test for test in tests if test.value is True]
    if node[0] == "exists" and result.value is False:
        deciding = []
    if deciding or (node[0] == "all" and tests):
        result.why = union(test.reasons for test in deciding)
    else:
        result.why = _absence(source, tests)
    return result


def _absence(source: Traced, tests: list[Traced]) -> tuple[Blame, ...]:
    """No element is as asked for: blame what they were compared with, or the list when that is no data."""
    return outside(union(test.reasons for test in tests), source.path) or source.reasons


def _filter(tracer: _Tracer, node: Node, source: Traced, rounds: list[Scope], result: Traced) -> Traced:
    """A list that was filtered is decided by what passed, or by the whole list when nothing did."""
    tests = _tests(tracer, node, rounds)
    if result.error is not None:
        result.why = union(test.reasons for test in _deciding(tests, result))
        return result
    kept = [(test, scope[node[3][-1]]) for test, scope in zip(tests, rounds, strict=True) if test.value is True]
    result.items = dict(enumerate(item for _, item in kept))
    result.why = union(test.reasons for test, _ in kept) or source.reasons
    return result


def _collect(tracer: _Tracer, node: Node, source: Traced, rounds: list[Scope], result: Traced) -> Traced:
    if node[4] is not None:
        tests = _tests(tracer, node, rounds)
        failed = [test for test in tests if type(test.value) is not bool]
        rounds = [scope for test, scope in zip(tests, rounds, strict=True) if test.value is True]
        result.why = union(test.reasons for test in failed)
    made = [tracer.trace(node[5], scope) for scope in rounds]
    if result.error is not None:
        result.why = result.why or union(part.reasons for part in made if part.error is not None)
        return result
    result.items = dict(enumerate(made)) if type(result.value) is list else None
    result.why = union(part.reasons for part in made) or source.reasons
    return result


_MACROS: dict[str, Callable[..., Traced]] = {
    **dict.fromkeys(("all", "exists", "exists_one"), _quantifier),
    "filter": _filter,
    **dict.fromkeys(("collect", "transformMap", "transformMapEntry"), _collect),
}

_HANDLERS: dict[str, Handler] = {
    "var": _variable,
    "local": _local,
    **dict.fromkeys(("select", "select?"), _select),
    **dict.fromkeys(("index", "index?"), _index),
    "has": _has,
    "in": _membership,
    "list": _list,
    "map": _map,
    "+": _addition,
    **dict.fromkeys(("call", "method"), _call),
    **dict.fromkeys(("&&", "||"), _logic),
    "?:": _condition,
    "bind": _bind,
    **dict.fromkeys(("optMap", "optFlatMap"), _opt_map),
    **dict.fromkeys(("all", "exists", "exists_one", "filter", "collect", "transformMap", "transformMapEntry"), _macro),
}
