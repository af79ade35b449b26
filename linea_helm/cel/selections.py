"""Closures that reach into data: x.f, x[k], has(x.f), and the literals of lists and maps; reach.py has x.?f and x[?k].

On the fast path: imports nothing outside the package.
"""

from __future__ import annotations

from linea_helm.cel.errors import EvalError
from linea_helm.cel.values import NONE, Optional, lookup_key, map_key, type_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linea_helm.cel.evaluate import Builder, Closure, Factory, Frame
    from linea_helm.cel.tree import Node, Value


def select(value: Value, field: str) -> Value:
    """Give value.field exactly; of an optional value, an optional field."""
    if isinstance(value, dict):
        if field in value:
            return value[field]
        raise EvalError(f"no such key: {field}")
    if type(value) is Optional:
        return select_optional(value, field)
    raise EvalError(f"{type_name(value)} has no field {field}")


def select_optional(value: Value, field: str) -> Optional:
    """Give value.?field: an optional value, none when the field is absent."""
    if type(value) is Optional:
        return NONE if value is NONE else select_optional(value.value, field)
    if isinstance(value, dict):
        return Optional(value[field]) if field in value else NONE
    _refuse_list(value, field)
    return NONE


def index(value: Value, key: Value) -> Value:
    """Give value[key] exactly: an element of a list, an entry of a map; of an optional value, an optional one."""
    if type(value) is list:
        return value[_position(value, key)]
    if isinstance(value, dict):
        found = lookup_key(key)
        if found in value:
            return value[found]
        raise EvalError(f"no such key: {_shown(key)}")
    if type(value) is Optional:
        return index_optional(value, key)
    raise EvalError(f"no such overload: _[_]({type_name(value)}, {type_name(key)})")


def _position(value: list[Value], key: Value) -> int:
    kind = type_name(key)
    if kind not in ("int", "uint", "double"):
        raise EvalError(f"no such overload: _[_](list, {kind})")
    if not 0 <= key < len(value):
        raise EvalError(f"index out of bounds: {key}, the list has {len(value)} elements")
    if key != int(key):
        raise EvalError(f"invalid index {key}")
    return int(key)


def _shown(key: Value) -> str:
    return key if type(key) is str else str(key).lower() if type(key) is bool else str(key)


def index_optional(value: Value, key: Value) -> Optional:
    """Give value[?key]: an optional value, none when there is no such element or entry."""
    if type(value) is Optional:
        return NONE if value is NONE else index_optional(value.value, key)
    if type(value) is list:
        kind = type_name(key)
        if kind not in ("int", "uint", "double"):
            raise EvalError(f"no such overload: _[?_](list, {kind})")
        return Optional(value[int(key)]) if 0 <= key < len(value) and key == int(key) else NONE
    if isinstance(value, dict):
        found = lookup_key(key)
        return Optional(value[found]) if found in value else NONE
    return NONE


def has(value: Value, field: str) -> bool:
    """Tell whether a map, or the map in an optional value, has this field."""
    if isinstance(value, dict):
        return field in value
    if type(value) is Optional:
        return value is not NONE and has(value.value, field)
    _refuse_list(value, field)
    return False


def _refuse_list(value: Value, field: str) -> None:
    """Refuse to ask a list for a field; null and scalars have none, which is no error (cel-go: refQualify)."""
    if type(value) is list:
        raise EvalError(f"list has no field {field}")


def _select(builder: Builder, node: Node) -> Closure:
    fields: list[str] = []
    operand = node
    while operand[0] == "select":
        fields.insert(0, operand[3])
        operand = operand[2]
    builder.steps += len(fields) - 1
    exact = _exact_chain(builder.build(operand), fields)
    if operand[0] == "var":
        return _CHAINS.get(len(fields), _chain)(builder.slot(operand[2]), fields, exact)
    if operand[0] == "local":
        return _CHAINS.get(len(fields), _chain)(builder.locals[operand[2]], fields, exact)
    return exact


def _exact_chain(operand: Closure, fields: list[str]) -> Closure:
    def run(frame: Frame) -> Value:
        value = operand(frame)
        for field in fields:
            value = select(value, field)
        return value

    return run


def _chain_of_one(slot: int, fields: list[str], exact: Closure) -> Closure:
    (first,) = fields

    def run(frame: Frame) -> Value:
        try:
            return frame[slot][first]
        except (KeyError, TypeError):
            return exact(frame)

    return run


def _chain_of_two(slot: int, fields: list[str], exact: Closure) -> Closure:
    first, second = fields

    def run(frame: Frame) -> Value:
        try:
            return frame[slot][first][second]
        except (KeyError, TypeError):
            return exact(frame)

    return run


def _chain_of_four(slot: int, fields: list[str], exact: Closure) -> Closure:
    first, second, third, fourth = fields

    def run(frame: Frame) -> Value:
        try:
            return frame[slot][first][second][third][fourth]
        except (KeyError, TypeError):
            return exact(frame)

    return run


def _chain(slot: int, fields: list[str], exact: Closure) -> Closure:
    def run(frame: Frame) -> Value:
        value = frame[slot]
        try:
            for field in fields:
                value = value[field]
        except (KeyError, TypeError):
            return exact(frame)
        return value

    return run


#: object.kind, object.metadata.name, object.spec.template.spec.containers
_CHAINS = {1: _chain_of_one, 2: _chain_of_two, 4: _chain_of_four}


def _has(builder: Builder, node: Node) -> Closure:
    operand, field = builder.build(node[2]), node[3]

    def run(frame: Frame) -> bool:
        value = operand(frame)
        return field in value if type(value) is dict else has(value, field)

    return run


def _index(builder: Builder, node: Node) -> Closure:
    operand, key = builder.build(node[2]), builder.build(node[3])

    def run(frame: Frame) -> Value:
        return index(operand(frame), key(frame))

    return run


def _list(builder: Builder, node: Node) -> Closure:
    items = [builder.build(item) for item in node[2]]
    optional = frozenset(node[3])
    if not optional:
        return lambda frame: [item(frame) for item in items]

    def run(frame: Frame) -> list[Value]:
        result: list[Value] = []
        for position, item in enumerate(items):
            value = item(frame)
            result += _present(value) if position in optional else (value,)
        return result

    return run


def _present(value: Value) -> tuple[Value, ...]:
    if type(value) is not Optional:
        raise EvalError(f"an item written with ? must be optional, not {type_name(value)}")
    return () if value is NONE else (value.value,)


def _map(builder: Builder, node: Node) -> Closure:
    entries = [(builder.build(key), builder.build(value), optional) for key, value, optional in node[2]]

    def run(frame: Frame) -> dict[Value, Value]:
        result: dict[Value, Value] = {}
        for compute_key, compute, optional in entries:
            key = map_key(compute_key(frame))
            if key in result:
                raise EvalError(f"the key {_shown(key)} stands twice in the map")
            value = compute(frame)
            if not optional:
                result[key] = value
            elif _present(value):
                result[key] = value.value
        return result

    return run


SELECTIONS: dict[str, Factory] = {
    "select": _select,
    "has": _has,
    "index": _index,
    "list": _list,
    "map": _map,
}
