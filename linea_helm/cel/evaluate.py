"""Compile a syntax tree into nested Python closures, once; each takes the frame of one evaluation and gives a value.

A frame is a list: the steps left at index 0, then one slot for each variable and each macro's variable. The hot shapes
(a chain of selections on a variable, a comparison with a constant) are tried in plain Python first and done exactly
when Python objects. On the fast path: imports nothing outside the package.
"""

from __future__ import annotations

from linea_helm.cel.calls import CALLS
from linea_helm.cel.comprehensions import COMPREHENSIONS
from linea_helm.cel.errors import BudgetError, EvalError
from linea_helm.cel.logic import LOGIC
from linea_helm.cel.reach import REACHES
from linea_helm.cel.selections import SELECTIONS
from linea_helm.cel.values import Type, UInt

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from linea_helm.cel.origin import Blame
    from linea_helm.cel.tree import Node, Value

    Frame = list[Value]
    Closure = Callable[[Frame], Value]
    Factory = Callable[["Builder", Node], Closure]

#: Steps that one evaluation may take, about a node each. The API server's limit for one call is as many of its units.
BUDGET = 1_000_000


class Lazy:
    """A variable that is itself a program, evaluated when it is first read; its error is then the reader's error.

    `program` and `bindings` are what `blame` follows to find the data behind it.
    """

    __slots__ = ("_error", "_value", "bindings", "program")
    _UNSET = object()

    def __init__(self, program: Program, bindings: dict[str, Value]) -> None:
        self.program = program
        self.bindings = bindings
        self._value: Value = self._UNSET
        self._error: str | None = None

    def known(self) -> Value:
        """Give the value when it has been computed before, else this object."""
        return self if self._value is self._UNSET else self._value

    def get(self) -> Value:
        """Give the value, or raise the EvalError of the first attempt again."""
        if self._error is not None:
            raise EvalError(self._error)
        if self._value is self._UNSET:
            try:
                self._value = self.program.evaluate(self.bindings)
            except EvalError as error:
                self._error = error.message
                raise
        return self._value


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


class Program:
    """A compiled expression. Its closures are built when it is first evaluated: many never are."""

    __slots__ = ("_ast", "_names", "_run", "_size", "_source")

    def __init__(self, ast: Node, source: str) -> None:
        self._ast = ast
        self._source = source
        self._run: Closure | None = None
        self._names: tuple[tuple[str, int], ...] = ()
        self._size = 0

    @property
    def ast(self) -> Node:
        """The syntax tree."""
        return self._ast

    @property
    def source(self) -> str:
        """The text that it was compiled from."""
        return self._source

    def evaluate(self, bindings: dict[str, Value]) -> Value:
        """Compute the value for these variables: JSON-like data, or a `Lazy`, by name.

        Errors: EvalError, also for a variable that is read and not bound, and when the budget of steps is used up.
        """
        run = self._run or self._built()
        frame: list[Value] = [BUDGET] * self._size
        for name, slot in self._names:
            value = bindings[name] if name in bindings else Unbound(name)
            frame[slot] = value.known() if type(value) is Lazy else value
        try:
            return run(frame)
        except BudgetError as error:
            raise EvalError(str(error)) from None
        except RecursionError:
            raise EvalError("the values nest too deeply") from None
        except OverflowError:
            raise EvalError("a number in the data is too large") from None

    def _built(self) -> Closure:
        builder = Builder()
        self._run = run = builder.build(self.ast)
        self._names = tuple(builder.slots.items())
        self._size = builder.size
        return run

    def blame(self, bindings: dict[str, Value]) -> list[Blame]:
        """Name the paths in the bindings that decided the value; see `blame`. Slow: for reports, not for verdicts."""
        from linea_helm.cel.blame import blame  # only after a failure

        return blame(self, bindings)


class Unbound(Lazy):
    """A declared variable for which there is no binding: an error when it is read."""

    __slots__ = ("_name",)

    def __init__(self, name: str) -> None:
        self._name = name

    def get(self) -> Value:
        """Raise EvalError."""
        raise EvalError(f"no value is bound to the variable {self._name!r}")


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
    **REACHES,
    **LOGIC,
    **COMPREHENSIONS,
    **CALLS,
}
