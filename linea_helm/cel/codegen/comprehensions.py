"""Python for the macros that run over a list or the keys of a map.

Every round costs at least the steps that closures take for it: what stays within the budget here does so there.
"""

from __future__ import annotations

import ast
from typing import NamedTuple

from linea_helm.cel.codegen.python import assign, branch, call, compare, const, is_of, loop, method, name, negated
from linea_helm.cel.codegen.writer import BUDGET_LEFT, Writer, Written, steps
from linea_helm.cel.join import FEW, label_sides, sides
from linea_helm.cel.narrow import kinds_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from linea_helm.cel.codegen.writer import Handler
    from linea_helm.cel.tree import Node


class _Loop(NamedTuple):
    """A loop that is about to be written: what it runs over is computed and paid for."""

    names: list[str]
    items: ast.expr
    body: list[ast.stmt]
    made: Any  # what the function gave that wrote the body

    def over(self, *more: ast.stmt) -> ast.stmt:
        """Give the whole loop, with statements behind its body."""
        return loop(self.names, self.items, [*self.body, *more])


def _begun(writer: Writer, node: Node, write: Callable[[], Any]) -> _Loop:
    writer.loops = True
    items = _items(writer, node)
    bodies = [body for body in node[4:] if body is not None]
    cost = ast.BinOp(const(1 + sum(map(steps, bodies))), ast.Mult(), call("len", items))
    writer.add(
        assign(BUDGET_LEFT, ast.BinOp(name(BUDGET_LEFT), ast.Sub(), cost)),
        branch(compare(name(BUDGET_LEFT), ast.Lt, const(0)), [ast.Expr(call("refuse"))]),
    )
    names, body, made = writer.scoped(node[3], write)
    return _Loop(names, items, body, made)


def _items(writer: Writer, node: Node) -> ast.expr:
    """Write what a macro runs over, without items of which its test is certainly false."""
    first, again = writer.named(writer.value(node[2]).code)
    if len(node[3]) == 2:
        return writer.kept(call("rounds", first, const(2)))
    kinds = kinds_of(node)
    fast = call("narrowed", again, const(kinds)) if kinds else again
    items = writer.new_name()
    writer.add(assign(items, ast.IfExp(is_of(first, "list"), fast, call("elements", again))))
    if found := sides(node):
        _join(writer, items, "with_name", found)
    if labels := label_sides(node):
        _join(writer, items, "with_labels", labels)
    return name(items)


def _join(writer: Writer, items: str, function: str, found: tuple[Any, ...]) -> None:
    """Write what leaves items out, where there are more than a few, by what `join` found in the test."""
    *given, other = found
    body, (wanted, _) = writer.block(lambda: writer.value(other))
    body.append(assign(items, call(function, name(items), *map(const, given), wanted)))
    writer.add(branch(compare(call("len", name(items)), ast.GtE, const(FEW)), body))


def _quantifier(writer: Writer, node: Node) -> Written:
    begun = _begun(writer, node, lambda: writer.truth(node[4]))
    decisive = node[0] == "exists"
    result = writer.new_name()
    decided = [assign(result, const(decisive)), ast.Break()]
    test = begun.made if decisive else negated(begun.made)
    writer.add(assign(result, const(not decisive)), begun.over(branch(test, decided)))
    return Written(name(result), "bool")


def _exists_one(writer: Writer, node: Node) -> Written:
    begun = _begun(writer, node, lambda: writer.truth(node[4]))
    count = writer.new_name()
    found = assign(count, ast.BinOp(name(count), ast.Add(), const(1)))
    writer.add(assign(count, const(0)), begun.over(branch(begun.made, [found])))
    return Written(compare(name(count), ast.Eq, const(1)), "bool")


def _filter(writer: Writer, node: Node) -> Written:
    begun = _begun(writer, node, lambda: writer.truth(node[4]))
    result = writer.kept(ast.List([], ast.Load()))
    kept = ast.Expr(method(result, "append", name(begun.names[0])))
    writer.add(begun.over(branch(begun.made, [kept])))
    return Written(result)


def _collect(writer: Writer, node: Node) -> Written:
    result = writer.kept(ast.List([], ast.Load()))
    begun = _begun(writer, node, lambda: _tested(writer, node, lambda code: method(result, "append", code)))
    writer.add(begun.over(*begun.made))
    return Written(result)


def _transform_map(writer: Writer, node: Node) -> Written:
    result = writer.kept(ast.Dict([], []))

    def entered(code: ast.expr) -> ast.expr:
        if node[0] == "transformMapEntry":
            return call("enter", result, code)
        return call("put", result, name(writer.locals[node[3][0]]), ast.Tuple([code], ast.Load()))

    begun = _begun(writer, node, lambda: _tested(writer, node, entered))
    writer.add(begun.over(*begun.made))
    return Written(result)


def _tested(writer: Writer, node: Node, use: Callable[[ast.expr], ast.expr]) -> list[ast.stmt]:
    """Write the statements that use what a round gives, for the rounds that pass the test where there is one."""
    test = None if node[4] is None else writer.truth(node[4])
    body, code = writer.block(lambda: use(writer.value(node[5]).code))
    statements = [*body, ast.Expr(code)]
    return statements if test is None else [branch(test, statements)]


def _bind(writer: Writer, node: Node) -> Written:
    _, _, variable, value, body = node
    outer = writer.locals
    kept = writer.kept(writer.value(value).code)
    identifier = kept.id if isinstance(kept, ast.Name) else writer.new_name()
    if not isinstance(kept, ast.Name):
        writer.add(assign(identifier, kept))
    writer.locals = outer | {variable: identifier}
    written = writer.value(body)
    writer.locals = outer
    return written


def _opt_map(writer: Writer, node: Node) -> Written:
    kind, _, target, variable, body = node
    optional = writer.kept(call("optional_only", writer.value(target).code))
    result = writer.new_name()
    writer.add(assign(result, name("NONE")))
    (identifier,), statements, (code, _) = writer.scoped((variable,), lambda: writer.value(body))
    wrapped = call("Optional" if kind == "optMap" else "optional_only", code)
    value = assign(identifier, ast.Attribute(optional, "value", ast.Load()))
    present = [value, *statements, assign(result, wrapped)]
    writer.add(branch(compare(optional, ast.IsNot, name("NONE")), present))
    return Written(name(result))


COMPREHENSIONS: dict[str, Handler] = {
    "all": _quantifier,
    "exists": _quantifier,
    "exists_one": _exists_one,
    "filter": _filter,
    "collect": _collect,
    "transformMap": _transform_map,
    "transformMapEntry": _transform_map,
    "bind": _bind,
    "optMap": _opt_map,
    "optFlatMap": _opt_map,
}
