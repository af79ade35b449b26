"""Short names for the nodes of Python's syntax tree, and a function of them."""

from __future__ import annotations

import ast
import warnings
from types import CodeType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def name(identifier: str) -> ast.expr:
    """Read a name."""
    return ast.Name(identifier, ast.Load())


def const(value: Any) -> ast.expr:  # noqa: ANN401 - any constant of Python
    """Write a constant."""
    return ast.Constant(value)


def call(function: str, *args: ast.expr) -> ast.expr:
    """Call a function of runtime.py."""
    return ast.Call(name(function), list(args), [])


def method(target: ast.expr, attribute: str, *args: ast.expr) -> ast.expr:
    """Call a method of one of Python's own classes."""
    return ast.Call(ast.Attribute(target, attribute, ast.Load()), list(args), [])


def item(target: ast.expr, key: Any) -> ast.expr:  # noqa: ANN401 - any constant of Python
    """Read an item with a constant key."""
    return ast.Subscript(target, const(key), ast.Load())


def compare(left: ast.expr, operator: type[ast.cmpop], right: ast.expr) -> ast.expr:
    """Compare two values."""
    return ast.Compare(left, [operator()], [right])


def is_of(value: ast.expr, kind: str) -> ast.expr:
    """Tell whether a value is exactly of a class."""
    return compare(call("type", value), ast.Is, name(kind))


def negated(value: ast.expr) -> ast.expr:
    """Turn a truth around."""
    return ast.UnaryOp(ast.Not(), value)


def bound(identifier: str, value: ast.expr) -> ast.expr:
    """Give a value and a name to it."""
    return ast.NamedExpr(ast.Name(identifier, ast.Store()), value)


def assign(identifier: str, value: ast.expr) -> ast.stmt:
    """Give a name to a value."""
    return ast.Assign([ast.Name(identifier, ast.Store())], value)


def loop(identifiers: list[str], values: ast.expr, body: list[ast.stmt]) -> ast.stmt:
    """Run over values; several names take an item apart."""
    names: list[ast.expr] = [ast.Name(identifier, ast.Store()) for identifier in identifiers]
    return ast.For(names[0] if len(names) == 1 else ast.Tuple(names, ast.Store()), values, body, [])


def branch(test: ast.expr, chosen: list[ast.stmt], otherwise: list[ast.stmt] | None = None) -> ast.stmt:
    """Run statements when a test holds, others when it does not."""
    return ast.If(test, chosen or [ast.Pass()], otherwise or [])


def function(parameter: str, body: list[ast.stmt]) -> CodeType:
    """Compile a function of one parameter.

    Errors: SyntaxError for loops that nest too deeply for Python, RecursionError for expressions that do.
    """
    module = ast.parse(f"def run({parameter}): pass")  # so that each Python adds the fields that it asks for
    for definition in module.body:
        if isinstance(definition, ast.FunctionDef):
            definition.body = body
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what looks odd, such as a text with a text as its index
        made = compile(ast.fix_missing_locations(module), "<expression>", "exec")
    return next(each for each in made.co_consts if isinstance(each, CodeType))
