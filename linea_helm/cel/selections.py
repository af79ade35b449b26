"""Closures that reach into data: x.f, x[k], x.?f, x[?k], has(x.f), and the literals of lists and maps."""

from __future__ import annotations

from linea_helm.cel.access import has, index, index_optional, present, select, select_optional, shown
from linea_helm.cel.errors import EvalError
from linea_helm.cel.values import map_key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linea_helm.cel.evaluate import Builder, Closure, Factory, Frame
    from linea_helm.cel.tree import Node, Value


def _select(builder: Builder, node: Node) -> Closure:
    operand, field = builder.build(node[2]), node[3]
    return lambda frame: select(operand(frame), field)


def _select_optional(builder: Builder, node: Node) -> Closure:
    operand, field = builder.build(node[2]), node[3]
    return lambda frame: select_optional(operand(frame), field)


def _has(builder: Builder, node: Node) -> Closure:
    operand, field = builder.build(node[2]), node[3]
    return lambda frame: has(operand(frame), field)


def _index(builder: Builder, node: Node) -> Closure:
    operand, key = builder.build(node[2]), builder.build(node[3])
    return lambda frame: index(operand(frame), key(frame))


def _index_optional(builder: Builder, node: Node) -> Closure:
    operand, key = builder.build(node[2]), builder.build(node[3])
    return lambda frame: index_optional(operand(frame), key(frame))


def _list(builder: Builder, node: Node) -> Closure:
    items = [builder.build(item) for item in node[2]]
    optional = frozenset(node[3])
    if not optional:
        return lambda frame: [item(frame) for item in items]

    def run(frame: Frame) -> list[Value]:
        result: list[Value] = []
        for position, item in enumerate(items):
            value = item(frame)
            result += present(value) if position in optional else (value,)
        return result

    return run


def _map(builder: Builder, node: Node) -> Closure:
    entries = [(builder.build(key), builder.build(value), optional) for key, value, optional in node[2]]

    def run(frame: Frame) -> dict[Value, Value]:
        result: dict[Value, Value] = {}
        for compute_key, compute, optional in entries:
            key = map_key(compute_key(frame))
            if key in result:
                raise EvalError(f"the key {shown(key)} stands twice in the map")
            value = compute(frame)
            if not optional:
                result[key] = value
            elif present(value):
                result[key] = value.value
        return result

    return run


SELECTIONS: dict[str, Factory] = {
    "select": _select,
    "select?": _select_optional,
    "has": _has,
    "index": _index,
    "index?": _index_optional,
    "list": _list,
    "map": _map,
}
