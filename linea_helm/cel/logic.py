"""Closures for the logical operators, comparisons and arithmetic.

`&&` and `||` absorb an error (or an operand that is no bool) of one side when the other side decides.
On the fast path: imports nothing outside the package.
"""

from __future__ import annotations

from linea_helm.cel.errors import EvalError
from linea_helm.cel.operators import OPERATIONS, bounded, negate, no_overload, ranged
from linea_helm.cel.values import equal, type_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linea_helm.cel.evaluate import Builder, Closure, Factory, Frame
    from linea_helm.cel.operators import Operation
    from linea_helm.cel.tree import Node, Value


def _chain(builder: Builder, node: Node) -> Closure:
    terms = [builder.build(term) for term in node[2]]
    name, decisive = f"_{node[0]}_", node[0] == "||"
    otherwise = not decisive

    def run(frame: Frame) -> Value:
        failure: EvalError | None = None
        for term in terms:
            try:
                value = term(frame)
            except EvalError as error:
                failure = failure or error
                continue
            if value is decisive:
                return decisive
            if value is not otherwise:
                failure = failure or no_overload(name, value)
        if failure is not None:
            raise failure
        return otherwise

    return run


def _not(builder: Builder, node: Node) -> Closure:
    operand = builder.build(node[2])

    def run(frame: Frame) -> bool:
        value = operand(frame)
        if value is True:
            return False
        if value is False:
            return True
        raise no_overload("!_", value)

    return run


def _condition(builder: Builder, node: Node) -> Closure:
    condition, chosen, otherwise = (builder.build(part) for part in node[2:])

    def run(frame: Frame) -> Value:
        value = condition(frame)
        if value is True:
            return chosen(frame)
        if value is False:
            return otherwise(frame)
        raise EvalError(f"the condition of ?: must be a bool, not {type_name(value)}")

    return run


def _negate(builder: Builder, node: Node) -> Closure:
    operand = builder.build(node[2])
    return lambda frame: negate(operand(frame))


def _operation(builder: Builder, node: Node) -> Closure:
    name, _, left, right = node
    if right[0] == "const" and name in ("==", "!=") and type(right[2]) is str:
        return _text_equality(name, builder.build(left), right[2])
    if right[0] == "const" and name in _ORDERS and type(right[2]) is int:
        return _int_comparison(name, builder.build(left), right[2])
    if name == "in" and right[0] == "list" and all(_is_text(item) for item in right[2]):
        return _text_membership(builder.build(left), builder.build(right), frozenset(item[2] for item in right[2]))
    if name == "+":
        return _addition(builder.build(left), builder.build(right))
    return _plain(OPERATIONS[name], builder.build(left), builder.build(right))


def _is_text(node: Node) -> bool:
    return node[0] == "const" and type(node[2]) is str


def _plain(operation: Operation, left: Closure, right: Closure) -> Closure:
    return lambda frame: operation(left(frame), right(frame))


def _text_equality(name: str, left: Closure, text: str) -> Closure:
    if name == "==":
        return lambda frame: left(frame) == text
    return lambda frame: left(frame) != text


def _text_membership(left: Closure, right: Closure, texts: frozenset[str]) -> Closure:
    contained = OPERATIONS["in"]

    def run(frame: Frame) -> Value:
        value = left(frame)
        return value in texts if type(value) is str else contained(value, right(frame))

    return run


def _int_comparison(name: str, left: Closure, number: int) -> Closure:
    fast, exact = _ORDERS[name], OPERATIONS[name]

    def run(frame: Frame) -> Value:
        value = left(frame)
        return fast(value, number) if type(value) is int else exact(value, number)

    return run


_ORDERS = {
    "==": int.__eq__,
    "!=": int.__ne__,
    "<": int.__lt__,
    "<=": int.__le__,
    ">": int.__gt__,
    ">=": int.__ge__,
}


def _addition(left: Closure, right: Closure) -> Closure:
    add = OPERATIONS["+"]

    def run(frame: Frame) -> Value:
        first, second = left(frame), right(frame)
        if type(first) is int and type(second) is int:
            return ranged(first + second, int)
        if type(first) is str and type(second) is str:
            return bounded(first + second)
        return add(first, second)

    return run


def _equality(builder: Builder, node: Node) -> Closure:
    name, _, left, right = node
    if left[0] == "const" and right[0] != "const":
        node = (name, node[1], right, left)
    if node[3][0] == "const":
        value = node[3][2]
        if value is None or type(value) is bool:
            return _identity(name, builder.build(node[2]), value)
        if type(value) in (int, str):
            return _operation(builder, node)
    first, second = builder.build(left), builder.build(right)
    if name == "==":
        return lambda frame: equal(first(frame), second(frame))
    return lambda frame: not equal(first(frame), second(frame))


def _identity(name: str, operand: Closure, value: bool | None) -> Closure:
    if name == "==":
        return lambda frame: operand(frame) is value
    return lambda frame: operand(frame) is not value


LOGIC: dict[str, Factory] = {
    **dict.fromkeys(OPERATIONS, _operation),
    "==": _equality,
    "!=": _equality,
    "&&": _chain,
    "||": _chain,
    "!": _not,
    "?:": _condition,
    "neg": _negate,
}
