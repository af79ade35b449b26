"""Python for calls of functions and methods."""

from __future__ import annotations

import ast

from linea_helm.cel.codegen.python import assign, branch, call, compare, const, is_of, method, name
from linea_helm.cel.codegen.selections import reached
from linea_helm.cel.codegen.writer import Writer, Written
from linea_helm.cel.dispatch import function_key
from linea_helm.cel.library import overloads

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from linea_helm.cel.codegen.writer import Handler
    from linea_helm.cel.tree import Node

#: Methods of two texts, and what Python calls them; `in` for the last.
_TEXT_TESTS = {"startsWith": "startswith", "endsWith": "endswith", "contains": ""}
_KINDS = {"bool": "bool", "int": "int", "string": "str"}


def _call(writer: Writer, node: Node) -> Written:
    kind, _, function, args = node
    special = _SPECIAL.get((function, len(args)))
    written = special(writer, node) if special else None
    if written is None:
        called = {1: "call_one", 2: "call_two"}.get(len(args), "call_any")
        codes = [writer.value(arg).code for arg in args]
        written = Written(call(called, const(function_key(kind, function)), *codes), _result_kind(kind, function))
    return written


def _result_kind(kind: str, function: str) -> str:
    results = {result for _, result, _ in overloads(*function_key(kind, function).split(" ", 1))}
    return _KINDS.get(results.pop(), "") if len(results) == 1 else ""


def _dyn(writer: Writer, node: Node) -> Written:
    return writer.value(node[3][0])


def _size(writer: Writer, node: Node) -> Written:
    first, again = writer.named(writer.value(node[3][0]).code)
    exact = call("call_one", const(function_key(node[0], "size")), again)
    return Written(ast.IfExp(is_of(first, "list"), call("len", again), exact), "int")


def _string(writer: Writer, node: Node) -> Written:
    code, kind = writer.value(node[3][0])
    if kind == "str":
        return Written(code, kind)
    first, again = writer.named(code)
    return Written(ast.IfExp(is_of(first, "str"), again, call("call_one", const("FUNCTIONS string"), again)), "str")


def _text_test(writer: Writer, node: Node) -> Written:
    (text, texts), (part, parts) = (_text(writer, arg) for arg in node[3])
    python = _TEXT_TESTS[node[2]]
    fast = method(text, python, part) if python else compare(part, ast.In, text)
    for test in reversed([*texts, *parts]):
        fast = ast.IfExp(test, fast, call("refuse"))
    return Written(fast, "bool")


def _text(writer: Writer, node: Node) -> tuple[ast.expr, list[ast.expr]]:
    """Write what must be a text: code for it, and the test that it is one where that is not certain."""
    code, kind = writer.value(node)
    if kind == "str":
        return code, []
    first, again = writer.named(code)
    return again, [is_of(first, "str")]


def _matches(writer: Writer, node: Node) -> Written | None:
    text, (kind, _, pattern, *prepared) = node[3][0], node[3][1]
    if kind != "const" or type(pattern) is not str:
        return None
    code = call("matches", writer.value(text).code, const(pattern), *map(const, prepared or ((), b"")))
    return Written(code, "bool")


def _has_value(writer: Writer, node: Node) -> Written | None:
    chain = reached(writer, node[3][0])
    return Written(compare(chain, ast.IsNot, name("MISSING")), "bool") if chain else None


def _or(writer: Writer, node: Node) -> Written:
    chain = reached(writer, node)
    return Written(call("optional", chain)) if chain else _default(writer, node)


def _default(writer: Writer, node: Node) -> Written:
    """Write x.or(y) or x.orValue(y): y is not evaluated when x has a value."""
    _, _, function, args = node
    chain = reached(writer, args[0]) if function == "orValue" else None
    first, again = writer.named(chain or call("optional_only", writer.value(args[0]).code))
    missing = compare(first, ast.Is, name("MISSING" if chain else "NONE"))
    value = ast.Attribute(again, "value", ast.Load()) if function == "orValue" and not chain else again
    body, (other, _) = writer.block(lambda: writer.value(args[1]))
    if not body:
        return Written(ast.IfExp(missing, other, value))
    result = writer.new_name()
    writer.add(branch(missing, [*body, assign(result, other)], [assign(result, value)]))
    return Written(name(result))


#: What needs no call of a function, by name and number of arguments.
_SPECIAL: dict[tuple[str, int], Callable[[Writer, Node], Written | None]] = {
    ("dyn", 1): _dyn,
    ("size", 1): _size,
    ("string", 1): _string,
    ("matches", 2): _matches,
    ("hasValue", 1): _has_value,
    ("or", 2): _or,
    ("orValue", 2): _default,
    **{(function, 2): _text_test for function in _TEXT_TESTS},
}

CALLS: dict[str, Handler] = {"call": _call, "method": _call}
