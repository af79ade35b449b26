"""Python for names, constants, and what reaches into data."""

from __future__ import annotations

import ast

from linea_helm.cel.codegen.python import assign, branch, call, compare, const, is_of, item, method, name
from linea_helm.cel.codegen.writer import Writer, Written

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linea_helm.cel.codegen.writer import Handler
    from linea_helm.cel.tree import Node

_KINDS = {bool: "bool", int: "int", str: "str"}


def _constant(_: Writer, node: Node) -> Written:
    return Written(const(node[2]), _KINDS.get(type(node[2]), ""))


def _uint(_: Writer, node: Node) -> Written:
    return Written(call("UInt", const(node[2])))


def _type(_: Writer, node: Node) -> Written:
    return Written(call("Type", const(node[2])))


def _unknown(_: Writer, __: Node) -> Written:
    return Written(call("refuse"))


def _variable(writer: Writer, node: Node) -> Written:
    return Written(writer.variable(node[2]))


def _local(writer: Writer, node: Node) -> Written:
    return Written(name(writer.locals[node[2]]))


def _select(writer: Writer, node: Node) -> Written:
    # Of all values only a dict takes a text as its key; what else raises is for closures.
    return Written(item(writer.value(node[2]).code, node[3]))


def _has(writer: Writer, node: Node) -> Written:
    first, again = writer.named(writer.value(node[2]).code)
    field = const(node[3])
    return Written(ast.IfExp(is_of(first, "dict"), compare(field, ast.In, again), call("has", again, field)), "bool")


def _index(writer: Writer, node: Node) -> Written:
    target, key = writer.value(node[2]).code, node[3]
    if key[0] == "const" and type(key[2]) is str:
        return Written(item(target, key[2]))
    if key[0] == "const" and type(key[2]) is int and key[2] >= 0:
        first, again = writer.named(target)
        return Written(ast.IfExp(is_of(first, "list"), item(again, key[2]), call("index", again, const(key[2]))))
    wanted = writer.kept(writer.value(key).code)
    first, again = writer.named(target)
    plain = ast.BoolOp(ast.And(), [is_of(first, "dict"), is_of(wanted, "str")])
    return Written(ast.IfExp(plain, ast.Subscript(again, wanted, ast.Load()), call("index", again, wanted)))


def reached(writer: Writer, node: Node) -> ast.expr | None:
    """Write a chain of constant keys with a `?`, or x.or(y) of two: code that gives the value or MISSING.

    None for other nodes.
    """
    return _reached(writer, node) if _is_reached(node) else None


def _is_reached(node: Node) -> bool:
    if node[0] == "method":
        return node[2] == "or" and all(map(_is_reached, node[3]))
    return bool(_chain(node)[1])


def _reached(writer: Writer, node: Node) -> ast.expr:
    if node[0] == "method":
        return _either(writer, *node[3])
    operand, keys = _chain(node)
    code = writer.value(operand).code
    for position, key in enumerate(keys, 1):
        first, again = writer.named(code)
        # In nothing there is nothing: only the end of a chain tells that something is missing.
        missing = name("MISSING" if position == len(keys) else "NOTHING")
        found = method(again, "get", const(key), missing)
        code = ast.IfExp(is_of(first, "dict"), found, call("step", again, const(key)))
    return code


def _either(writer: Writer, one: Node, other: Node) -> ast.expr:
    code = _reached(writer, one)
    body, otherwise = writer.block(lambda: _reached(writer, other))
    if not body:
        first, again = writer.named(code)
        return ast.IfExp(compare(first, ast.Is, name("MISSING")), otherwise, again)
    result = writer.new_name()
    missing = compare(name(result), ast.Is, name("MISSING"))
    writer.add(assign(result, code), branch(missing, [*body, assign(result, otherwise)]))
    return name(result)


def _chain(node: Node) -> tuple[Node, list[str | int]]:
    """Take a chain apart: what stands before its first `?`, and the keys from there on, all of which are optional."""
    operand, rest = node, node
    keys: list[str | int] = []
    taken: list[str | int] = []
    while True:
        kind = rest[0]
        if kind in ("select", "select?"):
            taken.insert(0, rest[3])
        elif kind in ("index", "index?") and rest[3][0] == "const" and type(rest[3][2]) in (str, int):
            taken.insert(0, rest[3][2])
        else:
            return operand, keys
        rest = rest[2]
        if kind.endswith("?"):
            operand, keys = rest, list(taken)


def _optional(writer: Writer, node: Node) -> Written:
    code = reached(writer, node)
    if code is None:
        return Written(call("index_optional", writer.value(node[2]).code, writer.value(node[3]).code))
    return Written(call("optional", code))


def _list(writer: Writer, node: Node) -> Written:
    optional = frozenset(node[3])
    items: list[ast.expr] = []
    for position, entry in enumerate(node[2]):
        items.append(_present(writer, entry) if position in optional else writer.value(entry).code)
    return Written(ast.List(items, ast.Load()))


def _present(writer: Writer, entry: Node) -> ast.expr:
    """Write what an item written with ? adds to a list."""
    code = reached(writer, entry)
    if code is None:
        return ast.Starred(call("present", writer.value(entry).code), ast.Load())
    first, again = writer.named(code)
    missing = compare(first, ast.Is, name("MISSING"))
    added = ast.IfExp(missing, ast.Tuple([], ast.Load()), ast.Tuple([again], ast.Load()))
    return ast.Starred(added, ast.Load())


def _map(writer: Writer, node: Node) -> Written:
    result = writer.kept(ast.Dict([], []))
    for key, value, optional in node[2]:
        code = writer.value(value).code
        entries = call("present", code) if optional else ast.Tuple([code], ast.Load())
        writer.add(ast.Expr(call("put", result, writer.value(key).code, entries)))
    return Written(result)


SELECTIONS: dict[str, Handler] = {
    "const": _constant,
    "uint": _uint,
    "type": _type,
    "unknown": _unknown,
    "var": _variable,
    "local": _local,
    "select": _select,
    "has": _has,
    "index": _index,
    "select?": _optional,
    "index?": _optional,
    "list": _list,
    "map": _map,
}
