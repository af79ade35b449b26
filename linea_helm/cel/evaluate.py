"""Compile a syntax tree into nested Python closures; each takes the frame of one evaluation and gives a value.

They are exact: which errors are absorbed, and what an error says, is theirs to know; generated code is fast (codegen).
A frame is a list: the steps left at index 0, then one slot for each variable and each macro's variable.
"""

from __future__ import annotations

from linea_helm.cel.calls import CALLS
from linea_helm.cel.comprehensions import COMPREHENSIONS
from linea_helm.cel.errors import BudgetError, EvalError
from linea_helm.cel.logic import LOGIC
from linea_helm.cel.program import BUDGET, Lazy
from linea_helm.cel.selections import SELECTIONS
from linea_helm.cel.values import Type, UInt

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from linea_helm.cel.tree import Node, Value

    Frame = list[Value]
    Closure = Callable[[Frame], Value]
    Factory = Callable[["Builder", Node], Closure]


class Builder:
    """What is known while one tree is compiled: the slot of every name, and how many nodes are built.

    `steps` is what the closures built so far cost to run once, without the rounds of their macros.
    """

    def __init__(self) -> None:
        self.slots: dict[str, int] = {}
        self.locals: dict[str, int] = {}
        self.size = 1
        self.steps = 0

    def build(self, node: Node) -> Closure:
        """Compile one node."""
        self.steps += 1
        return FACTORIES[node[0]](self, node)

    def slot(self, name: str) -> int:
        """Give the slot of a variable of the program."""
        if name not in self.slots:
            self.slots[name] = self.new_slot()
        return self.slots[name]

    def new_slot(self) -> int:
        """Give a slot that nothing else uses."""
        self.size += 1
        return self.size - 1

    def scoped(self, names: tuple[str, ...], nodes: list[Node]) -> tuple[list[int], list[Closure]]:
        """Compile nodes in which the given names are a macro's variables; also give their slots."""
        outer = self.locals
        self.locals = outer | {name: self.new_slot() for name in names}
        slots = [self.locals[name] for name in names]
        closures = [self.build(node) for node in nodes]
        self.locals = outer
        return slots, closures


class Exact:
    """The closures of one tree."""

    __slots__ = ("_names", "_run", "_size")

    def __init__(self, tree: Node) -> None:
        builder = Builder()
        self._run = builder.build(tree)
        self._names = tuple(builder.slots.items())
        self._size = builder.size

    def evaluate(self, bindings: dict[str, Value]) -> Value:
        """Compute the value, as `Program.evaluate` does."""
        try:
            return within(lambda budget: self._run(self._frame(bindings, budget)), bindings)
        except BudgetError as error:
            raise EvalError(str(error)) from None
        except RecursionError:
            raise EvalError("the values nest too deeply") from None
        except OverflowError:
            raise EvalError("a number in the data is too large") from None

    def _frame(self, bindings: dict[str, Value], budget: int) -> Frame:
        frame: list[Value] = [budget] * self._size
        for name, slot in self._names:
            value = binding(bindings, name)
            frame[slot] = value.known() if type(value) is Lazy else value
        return frame


def within(run: Callable[[int], Value], bindings: dict[str, Value]) -> Value:
    """Run with a budget of steps, and once more with a greater one where there is so much data that it needs it.

    Errors: BudgetError.
    """
    try:
        return run(BUDGET)
    except BudgetError:
        from linea_helm.cel.allowance import allowance  # nearly never

        return run(allowance(bindings))


class Unbound(Lazy):
    """A declared variable for which there is no binding: an error when it is read."""

    __slots__ = ("_name",)

    def __init__(self, name: str) -> None:
        self._name = name

    def get(self) -> Value:
        """Raise EvalError."""
        raise EvalError(f"no value is bound to the variable {self._name!r}")


def binding(bindings: dict[str, Value], name: str) -> Value:
    """Give what a variable is bound to; bindings may make a variable when it is asked for."""
    try:
        return bindings[name]
    except KeyError:
        return Unbound(name)


def _constant(_: Builder, node: Node) -> Closure:
    value = node[2]
    return lambda _: value


def _uint(_: Builder, node: Node) -> Closure:
    value = UInt(node[2])
    return lambda _: value


def _type(_: Builder, node: Node) -> Closure:
    value = Type(node[2])
    return lambda _: value


def _variable(builder: Builder, node: Node) -> Closure:
    slot = builder.slot(node[2])

    def run(frame: Frame) -> Value:
        value = frame[slot]
        if isinstance(value, Lazy):
            value = frame[slot] = value.get()
        return value

    return run


def _local(builder: Builder, node: Node) -> Closure:
    slot = builder.locals[node[2]]
    return lambda frame: frame[slot]


def _unknown(_: Builder, node: Node) -> Closure:
    message = node[2]

    def run(_: Frame) -> Value:
        raise EvalError(message)

    return run


def _bind(builder: Builder, node: Node) -> Closure:
    _, _, name, value, body = node
    compute = builder.build(value)
    (slot,), (run_body,) = builder.scoped((name,), [body])

    def run(frame: Frame) -> Value:
        frame[slot] = compute(frame)
        return run_body(frame)

    return run


FACTORIES: dict[str, Factory] = {
    "const": _constant,
    "uint": _uint,
    "type": _type,
    "var": _variable,
    "local": _local,
    "unknown": _unknown,
    "bind": _bind,
    **SELECTIONS,
    **LOGIC,
    **COMPREHENSIONS,
    **CALLS,
}
