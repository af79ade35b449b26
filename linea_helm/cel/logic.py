"""Closures for the logical operators, comparisons and arithmetic.

`&&` and `||` absorb an error (or an operand that is no bool) of one side when the other side decides.
"""

from __future__ import annotations

from linea_helm.cel.errors import EvalError
from linea_helm.cel.operators import OPERATIONS, negate, no_overload
from linea_helm.cel.values import type_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linea_helm.cel.evaluate import Builder, Closure, Factory, Frame
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
    if node[0] == "in" and node[3][0] == "list" and not node[3][2]:
        return lambda _: False  # cel-go knows it when it compiles, and evaluates nothing
    operation, left, right = OPERATIONS[node[0]], builder.build(node[2]), builder.build(node[3])
    return lambda frame: operation(left(frame), right(frame))


LOGIC: dict[str, Factory] = {
    **dict.fromkeys(OPERATIONS, _operation),
    "&&": _chain,
    "||": _chain,
    "!": _not,
    "?:": _condition,
    "neg": _negate,
}
