"""What comes of a node when a tree is walked: a value, or a failure that remembers where it happened."""

from __future__ import annotations

from linea_helm.cel.errors import EvalError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from linea_helm.cel.program import Program
    from linea_helm.cel.tree import Node, Value

    Outcome = Value  # or a Failure


class Failure:
    """An error as a value: the offset of the node that failed, and the variable whose text that is, or None."""

    __slots__ = ("message", "offset", "variable")

    def __init__(self, message: str, offset: int) -> None:
        self.message = message
        self.offset = offset
        self.variable: Program | None = None


def attempt(node: Node, compute: Callable[..., Value], *args: Value) -> Outcome:
    """Compute something for a node: its value, or the failure of that node."""
    try:
        return compute(*args)
    except EvalError as error:
        return Failure(error.message, node[1])
