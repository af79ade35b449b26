"""Blame through macros: the rounds that decided, and where the elements of what a macro gives come from.

Part of `blame`; a round is the scope of one element.
"""

from __future__ import annotations

from linea_helm.cel.origin import Traced, deciding, outside, union
from linea_helm.cel.values import map_key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from linea_helm.cel.blame import Handler, Scope, Tracer
    from linea_helm.cel.origin import Blame
    from linea_helm.cel.tree import Node


def _macro(tracer: Tracer, node: Node, scope: Scope, result: Traced) -> Traced:
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


def _tests(tracer: Tracer, node: Node, rounds: list[Scope]) -> list[Traced]:
    """Evaluate a macro's test in every round; nobody knows yet where the values come from."""
    return [tracer.evaluate(node[4], scope) for scope in rounds]


def _reasons(tracer: Tracer, node: Node, rounds: list[Scope]) -> tuple[Blame, ...]:
    """Give what decided a macro's test in these rounds; what no data decided is blamed on the element."""
    return union(tracer.trace(node[4], scope).reasons or scope[node[3][-1]].reasons for scope in rounds)


def _quantifier(tracer: Tracer, node: Node, source: Traced, rounds: list[Scope], result: Traced) -> Traced:
    """Blame the rounds that gave the result; when no element did what `exists` asks for, see `_absence`."""
    tests = _tests(tracer, node, rounds)
    decided = deciding(tests, result)
    if node[0] == "exists_one" and result.error is None:
        decided = [i for i, test in enumerate(tests) if test.value is True]
    if node[0] == "exists" and result.value is False:
        decided = []
    if decided or (node[0] == "all" and tests):
        result.why = _reasons(tracer, node, [rounds[i] for i in decided])
    else:
        result.why = _absence(source, _reasons(tracer, node, rounds))
    return result


def _absence(source: Traced, reasons: tuple[Blame, ...]) -> tuple[Blame, ...]:
    """No element is as asked for: blame what they were compared with, or the list when that is no data."""
    return outside(reasons, source.path) or source.reasons


def _filter(tracer: Tracer, node: Node, source: Traced, rounds: list[Scope], result: Traced) -> Traced:
    """A list that was filtered is decided by what passed, or by the whole list when nothing did."""
    tests = _tests(tracer, node, rounds)
    if result.error is not None:
        result.why = _reasons(tracer, node, [rounds[i] for i in deciding(tests, result)])
        return result
    kept = [scope for test, scope in zip(tests, rounds, strict=True) if test.value is True]
    result.items = dict(enumerate(scope[node[3][-1]] for scope in kept))
    result.why = _reasons(tracer, node, kept) or source.reasons
    return result


def _collect(tracer: Tracer, node: Node, source: Traced, rounds: list[Scope], result: Traced) -> Traced:
    if node[4] is not None:
        tests = _tests(tracer, node, rounds)
        failed = [scope for test, scope in zip(tests, rounds, strict=True) if type(test.value) is not bool]
        result.why = _reasons(tracer, node, failed)
        rounds = [scope for test, scope in zip(tests, rounds, strict=True) if test.value is True]
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

#: The handlers of `blame` for all macros.
ROUNDS: dict[str, Handler] = dict.fromkeys(_MACROS, _macro)
