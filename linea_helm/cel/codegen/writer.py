"""The function that is being written: its statements so far, and what its names stand for."""

from __future__ import annotations

import ast
from typing import NamedTuple

from linea_helm.cel.codegen.python import assign, bound, branch, call, compare, const, is_of, item, method, name
from linea_helm.cel.tree import children

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from linea_helm.cel.tree import Node

    Handler = Callable[["Writer", Node], "Written"]

BINDINGS, BUDGET_LEFT = "bindings", "left"


class Written(NamedTuple):
    """Python that gives a value of the language; `kind` is "bool", "int" or "str" where it is certainly of that class.

    It is to be evaluated once, where it was asked for: it may give names to values on its way.
    """

    code: ast.expr
    kind: str = ""


class Writer:
    """Statements are added at the end of the block that is open; expressions are handed on."""

    def __init__(self, handlers: dict[str, Handler]) -> None:
        self._handlers = handlers
        self._count = 0
        self._variables: dict[str, str] = {}
        self._computed: set[str] = set()
        self._body: list[ast.stmt] = []
        self.locals: dict[str, str] = {}
        self.loops = False

    def value(self, node: Node) -> Written:
        """Write a node."""
        return self._handlers[node[0]](self, node)

    def truth(self, node: Node) -> ast.expr:
        """Write a node that must be a bool: code that gives True or False, or refuses."""
        code, kind = self.value(node)
        if kind == "bool":
            return code
        if isinstance(code, ast.Constant):
            return call("refuse")
        first, again = self.named(code)
        other = ast.BoolOp(ast.And(), [compare(again, ast.IsNot, const(False)), call("refuse")])
        return ast.BoolOp(ast.Or(), [compare(first, ast.Is, const(True)), other])

    def add(self, *statements: ast.stmt) -> None:
        """Add statements to the open block."""
        self._body += statements

    def new_name(self) -> str:
        """Give a name that nothing else has."""
        self._count += 1
        return f"x{self._count}"

    def named(self, code: ast.expr) -> tuple[ast.expr, ast.expr]:
        """Give code for the first and for any later use of a value."""
        if isinstance(code, (ast.Name, ast.Constant)):
            return code, code
        identifier = self.new_name()
        return bound(identifier, code), name(identifier)

    def kept(self, code: ast.expr) -> ast.expr:
        """Compute a value in a statement, and give code for every use of it."""
        if isinstance(code, (ast.Name, ast.Constant)):
            return code
        identifier = self.new_name()
        self.add(assign(identifier, code))
        return name(identifier)

    def block(self, write: Callable[[], Any]) -> tuple[list[ast.stmt], Any]:
        """Write into a block that may not be run: what is computed there is not known behind it."""
        computed = set(self._computed)
        made = self.open_block(write)
        self._computed = computed
        return made

    def open_block(self, write: Callable[[], Any]) -> tuple[list[ast.stmt], Any]:
        """Write into a block of its own, and go on knowing what is computed there."""
        outer, self._body = self._body, []
        result = write()
        body, self._body = self._body, outer
        return body, result

    def computed(self) -> set[str]:
        """Give the variables whose value is known here; `restore` takes them."""
        return set(self._computed)

    def restore(self, computed: set[str]) -> None:
        """Forget what was computed since."""
        self._computed = computed

    def scoped(self, names: tuple[str, ...], write: Callable[[], Any]) -> tuple[list[str], list[ast.stmt], Any]:
        """Write a block in which these names are a macro's variables; also give their names in Python."""
        outer = self.locals
        identifiers = [self.new_name() for _ in names]
        self.locals = outer | dict(zip(names, identifiers, strict=True))
        body, result = self.block(write)
        self.locals = outer
        return identifiers, body, result

    def variable(self, variable: str) -> ast.expr:
        """Read a variable of the program; one with a dot, which may be costly to make, where it is first read.

        In a statement: what is written later may be run before the expression that this is for.
        """
        identifier = self._variables.setdefault(variable, f"v{len(self._variables)}")
        if "." in variable and variable not in self._computed:
            self._computed.add(variable)
            self.add(*_read(variable, identifier))
        return name(identifier)

    def statements(self, result: ast.expr) -> list[ast.stmt]:
        """Give the body of the function that returns this."""
        start: list[ast.stmt] = [assign(BUDGET_LEFT, name("BUDGET"))] if self.loops else []
        for variable, identifier in self._variables.items():
            if "." not in variable:
                start += _read(variable, identifier)
        return [*start, *self._body, ast.Return(result)]


def _read(variable: str, identifier: str) -> list[ast.stmt]:
    forced = assign(identifier, method(name(identifier), "get"))
    return [
        assign(identifier, item(name(BINDINGS), variable)),
        branch(is_of(name(identifier), "Lazy"), [forced]),
    ]


def steps(node: Node) -> int:
    """Count at least the steps that closures take for a node, without the rounds of its macros."""
    return 1 + sum(map(steps, children(node)))
