"""A compiled expression, and a variable that is one.

It is evaluated by generated code where there is some (codegen), and by closures (evaluate.py) where that is unsure. On
the fast path: imports nothing outside the package.
"""

from __future__ import annotations

from linea_helm.cel.errors import EvalError
from linea_helm.cel.runtime import UNDECIDED, define, function, refuse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType

    from linea_helm.cel.blame import Known
    from linea_helm.cel.origin import Blame
    from linea_helm.cel.tree import Node, Value

    Evaluate = Callable[[dict[str, Value]], Value]

#: Steps that one evaluation may take, about a node each, and more over much data (allowance.py). The API server's limit
#: for one call is as many of its units.
BUDGET = 1_000_000


class Lazy:
    """A variable that is itself a program, evaluated when it is first read; its error is then the reader's error.

    `program` and `bindings` are what `blame` follows to find the data behind it.
    """

    __slots__ = ("_error", "_value", "bindings", "program")
    _UNSET = object()

    def __init__(self, program: Program, bindings: dict[str, Value], error: str | None = None) -> None:
        """Take also what its error is, where somebody has tried."""
        self.program = program
        self.bindings = bindings
        self._value: Value = self._UNSET
        self._error = error

    def known(self) -> Value:
        """Give the value when it has been computed before, else this object."""
        return self if self._value is self._UNSET else self._value

    def get(self) -> Value:
        """Give the value, or raise the EvalError of the first attempt again."""
        if self._value is not self._UNSET:
            return self._value
        if self._error is not None:
            raise EvalError(self._error)
        try:
            self._value = self.program.evaluate(self.bindings)
        except EvalError as error:
            self._error = error.message
            raise
        return self._value


define(Lazy=Lazy, BUDGET=BUDGET)


class Program:
    """A compiled expression. What evaluates it is made when it is first evaluated: many never are."""

    __slots__ = ("_ast", "_code", "_exact", "_fast", "_source", "known")

    def __init__(self, ast: Node, source: str, code: bytes | CodeType = b"") -> None:
        self._ast = ast
        self._source = source
        self._code = code
        self._fast: Evaluate | None = None
        self._exact: Evaluate | None = None
        self.known: Known | None = None  # what `blame` keeps from one finding to the next

    @property
    def ast(self) -> Node:
        """The syntax tree."""
        return self._ast

    @property
    def source(self) -> str:
        """The text that it was compiled from."""
        return self._source

    @property
    def code(self) -> bytes | CodeType:
        """The generated code, for this version of Python, packed or ready to run; b"" for none."""
        return self._code

    def evaluate(self, bindings: dict[str, Value]) -> Value:
        """Compute the value for these variables: JSON-like data, or a `Lazy`, by name.

        Errors: EvalError, also for a variable that is read and not bound, and when the budget of steps is used up.
        """
        fast = self._fast or self._made()
        try:
            return fast(bindings)
        except UNDECIDED:
            return self.evaluate_exactly(bindings)

    def prepare(self) -> None:
        """Make what evaluates it, as the first evaluation would."""
        self._fast = self._fast or self._made()

    def _made(self) -> Evaluate:
        self._fast = fast = function(self._code) if self._code else refuse
        return fast

    def evaluate_exactly(self, bindings: dict[str, Value]) -> Value:
        """Compute the value without generated code."""
        if self._exact is None:
            from linea_helm.cel.evaluate import Exact  # closures: 1 ms, and few expressions need them

            self._exact = Exact(self.ast).evaluate
        return self._exact(bindings)

    def blame(self, bindings: dict[str, Value], known: tuple[Value, str] | None = None) -> list[Blame]:
        """Name the paths in the bindings that decided the value; see `blame`. Slow: for reports, not for verdicts."""
        from linea_helm.cel.blame import blame  # only after a failure

        return blame(self, bindings, known)
