"""Closures for the macros that run over a list or the keys of a map.

Every round costs the steps of its body, taken from the budget before the first round. `all` and `exists` absorb errors
like `&&` and `||`; the others do not.
"""

from __future__ import annotations

from linea_helm.cel.access import enter, rounds
from linea_helm.cel.errors import BudgetError, EvalError
from linea_helm.cel.narrow import kinds_of, narrowed
from linea_helm.cel.operators import no_overload
from linea_helm.cel.values import NONE, Optional, map_key, type_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from linea_helm.cel.evaluate import Builder, Closure, Factory, Frame
    from linea_helm.cel.tree import Node, Value

    Rounds = Callable[[Frame], list[Value]]


def _loop(builder: Builder, node: Node) -> tuple[Rounds, int, list[Closure]]:
    """Compile a macro: its rounds, already paid for, the slot that takes each round's item, and its bodies."""
    _, _, _, names, *nodes = node
    bodies = [body for body in nodes if body is not None]
    before = builder.steps
    slots, closures = builder.scoped(names, bodies)
    steps = 1 + builder.steps - before
    run = _paid(_narrow(builder, node), len(names), steps)
    if len(names) == 1:
        return run, slots[0], closures
    slot = builder.new_slot()
    return run, slot, [_unpacking(slot, slots, closure) for closure in closures]


def _narrow(builder: Builder, node: Node) -> Closure:
    """Compile the range of a macro, without items of which its test is certainly false."""
    source, kinds = builder.build(node[2]), kinds_of(node)
    if not kinds:
        return source

    def run(frame: Frame) -> Value:
        value = source(frame)
        return narrowed(value, kinds) if type(value) is list else value

    return run


def _paid(compute: Closure, count: int, steps: int) -> Rounds:
    def run(frame: Frame) -> list[Value]:
        value = compute(frame)
        items = value if count == 1 and type(value) is list else rounds(value, count)
        frame[0] -= steps * len(items)
        if frame[0] < 0:
            raise BudgetError("the expression takes more steps than one evaluation may")
        return items

    return run


def _unpacking(slot: int, slots: list[int], body: Closure) -> Closure:
    first, second = slots

    def run(frame: Frame) -> Value:
        frame[first], frame[second] = frame[slot]
        return body(frame)

    return run


def _quantifier(builder: Builder, node: Node) -> Closure:
    source, slot, (test,) = _loop(builder, node)
    decisive = node[0] == "exists"
    otherwise = not decisive

    def run(frame: Frame) -> Value:
        failure: EvalError | None = None
        for item in source(frame):
            frame[slot] = item
            try:
                value = test(frame)
            except EvalError as error:
                failure = failure or error
                continue
            if value is decisive:
                return decisive
            if value is not otherwise:
                failure = failure or no_overload("_||_" if decisive else "_&&_", value)
        if failure is not None:
            raise failure
        return otherwise

    return run


def _strict(test: Closure) -> Closure:
    def run(frame: Frame) -> bool:
        value = test(frame)
        if value is True or value is False:
            return bool(value)
        raise EvalError(f"the test of a macro must be a bool, not {type_name(value)}")

    return run


def _exists_one(builder: Builder, node: Node) -> Closure:
    source, slot, (body,) = _loop(builder, node)
    test = _strict(body)

    def run(frame: Frame) -> bool:
        count = 0
        for item in source(frame):
            frame[slot] = item
            count += test(frame)
        return count == 1

    return run


def _filter(builder: Builder, node: Node) -> Closure:
    source, slot, (body,) = _loop(builder, node)
    test = _strict(body)

    def run(frame: Frame) -> list[Value]:
        kept = []
        for item in source(frame):
            frame[slot] = item
            if test(frame):
                kept.append(item)
        return kept

    return run


def _collect(builder: Builder, node: Node) -> Closure:
    source, slot, bodies = _loop(builder, node)
    transform = bodies[-1]
    test = _strict(bodies[0]) if len(bodies) > 1 else None

    def run(frame: Frame) -> list[Value]:
        result = []
        for item in source(frame):
            frame[slot] = item
            if test is None or test(frame):
                result.append(transform(frame))
        return result

    return run


def _transform_map(builder: Builder, node: Node) -> Closure:
    source, slot, bodies = _loop(builder, node)
    transform = bodies[-1]
    test = _strict(bodies[0]) if len(bodies) > 1 else None
    whole = node[0] == "transformMapEntry"

    def run(frame: Frame) -> dict[Value, Value]:
        result: dict[Value, Value] = {}
        for item in source(frame):
            frame[slot] = item
            if test is None or test(frame):
                value = transform(frame)
                enter(result, value if whole else {map_key(item[0]): value})
        return result

    return run


def _opt_map(builder: Builder, node: Node) -> Closure:
    kind, _, target, name, body = node
    compute = builder.build(target)
    (slot,), (transform,) = builder.scoped((name,), [body])

    def run(frame: Frame) -> Value:
        value = compute(frame)
        if type(value) is not Optional:
            raise no_overload(kind, value)
        if value is NONE:
            return NONE
        frame[slot] = value.value
        result = transform(frame)
        if kind == "optMap":
            return Optional(result)
        if type(result) is not Optional:
            raise EvalError(f"optFlatMap must give an optional value, not {type_name(result)}")
        return result

    return run


COMPREHENSIONS: dict[str, Factory] = {
    "all": _quantifier,
    "exists": _quantifier,
    "exists_one": _exists_one,
    "filter": _filter,
    "collect": _collect,
    "transformMap": _transform_map,
    "transformMapEntry": _transform_map,
    "optMap": _opt_map,
    "optFlatMap": _opt_map,
}
