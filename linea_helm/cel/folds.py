"""The macros as `walk` takes them: cel-go makes folds of them, whose hidden steps cost as well.

    all          result: true     while not_strictly_false(r)     r && test
    exists       result: false    while not_strictly_false(!r)    r || test
    exists_one   result: 0        test ? r + 1 : r                then r == 1
    filter, map  result: []       test ? r + [x] : r

Source: cel-go parser/macro.go, ext/comprehensions.go, cel/library.go (optMap), ext/bindings.go.
"""

from __future__ import annotations

from linea_helm.cel.access import enter, rounds
from linea_helm.cel.operators import no_overload
from linea_helm.cel.outcome import Failure, attempt
from linea_helm.cel.values import NONE, Optional, map_key, type_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from linea_helm.cel.outcome import Outcome
    from linea_helm.cel.tree import Node, Value
    from linea_helm.cel.walk import Scope, Walk

_READ, _CALL, _NEW_LIST = 1, 1, 10


class Late:
    """The variable of optMap or cel.bind: computed, and paid for, when it is first read."""

    def __init__(self, node: Node, scope: Scope, *, opened: bool) -> None:
        self.node = node
        self.scope = scope
        self.opened = opened
        self.outcome: Outcome = None
        self.known = False

    def get(self, walk: Walk) -> Outcome:
        """Give the value, or its failure."""
        if not self.known:
            self.known = True
            self.outcome = walk.evaluate(self.node, self.scope)
            if self.opened:
                walk.pay(_CALL)
                self.outcome = self.outcome.value if type(self.outcome) is Optional else self.outcome
        return self.outcome


def _over(walk: Walk, node: Node, scope: Scope) -> Iterator[Scope] | Failure:
    """Give the scope of each round of a macro, or why there is none."""
    source = walk.evaluate(node[2], scope)
    names = node[3]
    items = source if isinstance(source, Failure) else attempt(node, rounds, source, len(names))
    if isinstance(items, Failure):
        return items
    return (scope | dict(zip(names, (item,) if len(names) == 1 else item, strict=True)) for item in items)


def _quantifier(walk: Walk, node: Node, scope: Scope) -> Outcome:
    inside = _over(walk, node, scope)
    if isinstance(inside, Failure):
        return inside
    decisive = node[0] == "exists"
    otherwise = not decisive
    result: Outcome = otherwise
    for each in inside:
        walk.pay(_READ + _CALL + _CALL * decisive)
        if result is decisive:
            break
        walk.pay(_READ)
        value = walk.evaluate(node[4], each)
        if value is decisive:
            result = decisive
        elif value is not otherwise and not isinstance(result, Failure):
            result = value if isinstance(value, Failure) else _no_bool(node, value)
    walk.pay(_READ)
    return result


def _no_bool(node: Node, value: Value) -> Failure:
    return Failure(no_overload("_||_" if node[0] == "exists" else "_&&_", value).message, node[4][1])


def _tested(walk: Walk, test: Node | None, scope: Scope) -> Outcome:
    """Give whether a round counts: without a test each does."""
    if test is None:
        return True
    value = walk.evaluate(test, scope)
    if value is True or value is False or isinstance(value, Failure):
        return value
    return Failure(f"the test of a macro must be a bool, not {type_name(value)}", test[1])


def _exists_one(walk: Walk, node: Node, scope: Scope) -> Outcome:
    inside = _over(walk, node, scope)
    if isinstance(inside, Failure):
        return inside
    count: Outcome = 0
    for each in inside:
        passed = _tested(walk, node[4], each)
        if isinstance(passed, Failure):
            count = count if isinstance(count, Failure) else passed
        elif passed:
            walk.pay(_READ + _CALL)
            count = count if isinstance(count, Failure) else count + 1
    walk.pay(_READ + _CALL)
    return count if isinstance(count, Failure) else count == 1


def _filter(walk: Walk, node: Node, scope: Scope) -> Outcome:
    inside = _over(walk, node, scope)
    return inside if isinstance(inside, Failure) else _gathered(walk, inside, node[4], ("local", node[1], node[3][-1]))


def _collect(walk: Walk, node: Node, scope: Scope) -> Outcome:
    inside = _over(walk, node, scope)
    return inside if isinstance(inside, Failure) else _gathered(walk, inside, node[4], node[5])


def _gathered(walk: Walk, inside: Iterator[Scope], test: Node | None, transform: Node) -> Outcome:
    result: Outcome = []
    for each in inside:
        passed = _tested(walk, test, each)
        if isinstance(passed, Failure):
            result = result if isinstance(result, Failure) else passed
        elif passed:
            walk.pay(_READ)
            value = walk.evaluate(("list", transform[1], (transform,), ()), each)
            walk.pay(_CALL)
            if not isinstance(result, Failure):
                result = value if isinstance(value, Failure) else result + value
    walk.pay(_READ)
    return result


def _transform_map(walk: Walk, node: Node, scope: Scope) -> Outcome:
    inside = _over(walk, node, scope)
    if isinstance(inside, Failure):
        return inside
    result: Outcome = {}
    for each in inside:
        passed = _tested(walk, node[4], each)
        if isinstance(passed, Failure):
            result = result if isinstance(result, Failure) else passed
        elif passed:
            result = _inserted(walk, node, each, result)
    walk.pay(_READ)
    return result


def _inserted(walk: Walk, node: Node, scope: Scope, result: Outcome) -> Outcome:
    """Add a round's entry: with a key and a value the call stops at the first failure, with a map it does not."""
    whole = node[0] == "transformMapEntry"
    walk.pay(_READ)
    if isinstance(result, Failure) and not whole:
        return result
    walk.pay(0 if whole else _READ)
    value = walk.evaluate(node[5], scope)
    walk.pay(_CALL)
    if isinstance(result, Failure) or isinstance(value, Failure):
        return result if isinstance(result, Failure) else value
    entries = value if whole else {map_key(scope[node[3][0]]): value}
    grown = dict(result)
    failed = attempt(node, enter, grown, entries)
    return failed if isinstance(failed, Failure) else grown


def _bind(walk: Walk, node: Node, scope: Scope) -> Outcome:
    _, _, name, value, body = node
    return walk.evaluate(body, scope | {name: Late(value, scope, opened=False)})


def _opt_map(walk: Walk, node: Node, scope: Scope) -> Outcome:
    """Expand to target.hasValue() ? optional.of(body with name = target.value()) : optional.none()."""
    kind, offset, target, name, body = node
    value = walk.evaluate(target, scope)
    walk.pay(_CALL)
    if isinstance(value, Failure):
        return value
    if type(value) is not Optional:
        return Failure(no_overload(kind, value).message, offset)
    if value is NONE:
        walk.pay(_CALL)
        return NONE
    result = walk.evaluate(body, scope | {name: Late(target, scope, opened=True)})
    if kind == "optMap":
        walk.pay(_CALL)
        return result if isinstance(result, Failure) else Optional(result)
    if type(result) in (Failure, Optional):
        return result
    return Failure(f"optFlatMap must give an optional value, not {type_name(result)}", body[1])


FOLDS: dict[str, Callable[[Walk, Node, Scope], Outcome]] = {
    **dict.fromkeys(("all", "exists"), _quantifier),
    "exists_one": _exists_one,
    "filter": _filter,
    "collect": _collect,
    **dict.fromkeys(("transformMap", "transformMapEntry"), _transform_map),
    "bind": _bind,
    **dict.fromkeys(("optMap", "optFlatMap"), _opt_map),
}
