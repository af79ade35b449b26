"""Closures for chains with a `?`: what `x.?a.b[?'c']` reaches, without an optional value for each step on the way.

On the fast path: imports nothing outside the package.
"""

from __future__ import annotations

from linea_helm.cel.selections import index_optional, select_optional
from linea_helm.cel.values import NONE, Optional

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from linea_helm.cel.evaluate import Builder, Closure, Factory, Frame
    from linea_helm.cel.tree import Node, Value

    Step = tuple[Value, Callable[[Value, Value], Optional]]  # a key, and the exact way to look it up

#: What a chain reaches when something on its way is not there; no value of the language.
MISSING = object()


def reach(builder: Builder, node: Node) -> Closure | None:
    """Compile a chain of constant keys with a `?`: the closure gives the value or MISSING. None for other nodes."""
    operand, steps = _chain(node)
    if not steps:
        return None
    builder.steps += len(steps) - 1
    compute = builder.build(operand)

    def run(frame: Frame) -> Value:
        value = compute(frame)
        for key, look_up in steps:
            if type(value) is dict:
                if key not in value:
                    return MISSING
                value = value[key]
            else:
                found = look_up(value, key)
                if found is NONE:
                    return MISSING
                value = found.value
        return value

    return run


def _chain(node: Node) -> tuple[Node, list[Step]]:
    """Take a chain apart: what stands before its first `?`, and the steps from there on, which are all optional."""
    operand, rest = node, node
    steps: list[Step] = []
    taken: list[Step] = []
    while True:
        kind = rest[0]
        if kind in ("select", "select?"):
            taken.insert(0, (rest[3], select_optional))
        elif kind in ("index", "index?") and rest[3][0] == "const" and type(rest[3][2]) in (str, int):
            taken.insert(0, (rest[3][2], index_optional))
        else:
            return operand, steps
        rest = rest[2]
        if kind.endswith("?"):
            operand, steps = rest, list(taken)


def _optional(builder: Builder, node: Node) -> Closure:
    reached = reach(builder, node)
    if reached is None:
        return _computed(builder, node)

    def run(frame: Frame) -> Optional:
        value = reached(frame)
        return NONE if value is MISSING else Optional(value)

    return run


def _computed(builder: Builder, node: Node) -> Closure:
    operand, key = builder.build(node[2]), builder.build(node[3])
    return lambda frame: index_optional(operand(frame), key(frame))


REACHES: dict[str, Factory] = {"select?": _optional, "index?": _optional}
