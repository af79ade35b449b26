"""Python for the logical operators, comparisons and arithmetic.

`&&` and `||` stop at the first operand that decides; one that raises before it is for closures, which go on.
"""

from __future__ import annotations

import ast
from functools import partial

from linea_helm.cel.codegen.python import assign, branch, call, compare, const, is_of, name, negated
from linea_helm.cel.codegen.writer import Writer, Written

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linea_helm.cel.codegen.writer import Handler
    from linea_helm.cel.tree import Node

    Part = tuple[list[ast.stmt], ast.expr]

#: Nodes of what is written twice; without a limit, comparisons in comparisons would grow without end.
_LARGEST_TWICE = 24
_ORDERS: dict[str, type[ast.cmpop]] = {"<": ast.Lt, "<=": ast.LtE, ">": ast.Gt, ">=": ast.GtE}
_ARITHMETIC = {"+": "plus", "-": "subtract", "*": "multiply", "/": "divide", "%": "modulo"}
_FUNCTIONS = {"<": "less", "<=": "less_equal", ">": "greater", ">=": "greater_equal"}


def _chain(writer: Writer, node: Node) -> Written:
    first, *terms = node[2]
    parts: list[Part] = [([], writer.truth(first))]
    computed = writer.computed()
    parts += [writer.open_block(partial(writer.truth, term)) for term in terms]
    writer.restore(computed)
    operator = ast.And if node[0] == "&&" else ast.Or
    if not any(body for body, _ in parts):
        return Written(ast.BoolOp(operator(), [code for _, code in parts]), "bool")
    result = writer.new_name()
    writer.add(*_nested(result, parts, is_and=node[0] == "&&"))
    return Written(name(result), "bool")


def _nested(result: str, parts: list[Part], *, is_and: bool) -> list[ast.stmt]:
    """Write operands that need statements, each in the block that is run when those before it did not decide."""
    (body, code), *rest = parts
    statements = [*body, assign(result, code)]
    if rest:
        undecided = name(result) if is_and else negated(name(result))
        statements.append(branch(undecided, _nested(result, rest, is_and=is_and)))
    return statements


def _not(writer: Writer, node: Node) -> Written:
    return Written(negated(writer.truth(node[2])), "bool")


def _condition(writer: Writer, node: Node) -> Written:
    condition = writer.truth(node[2])
    chosen, (one, kind) = writer.block(lambda: writer.value(node[3]))
    otherwise, (other, other_kind) = writer.block(lambda: writer.value(node[4]))
    kind = kind if kind == other_kind else ""
    if not chosen and not otherwise:
        return Written(ast.IfExp(condition, one, other), kind)
    result = writer.new_name()
    writer.add(branch(condition, [*chosen, assign(result, one)], [*otherwise, assign(result, other)]))
    return Written(name(result), kind)


def _negate(writer: Writer, node: Node) -> Written:
    return Written(call("negate", writer.value(node[2]).code))


def _arithmetic(writer: Writer, node: Node) -> Written:
    return Written(call(_ARITHMETIC[node[0]], writer.value(node[2]).code, writer.value(node[3]).code))


def _order(writer: Writer, node: Node) -> Written:
    (left, kind), (right, other) = writer.value(node[2]), writer.value(node[3])
    operator, exact = _ORDERS[node[0]], _FUNCTIONS[node[0]]
    if kind == other and kind in ("int", "str"):
        return Written(compare(left, operator, right), "bool")
    if other == "int" and isinstance(right, ast.Constant):
        first, again = writer.named(left)
        fast = compare(again, operator, right)
        return Written(ast.IfExp(is_of(first, "int"), fast, call(exact, again, right)), "bool")
    return Written(call(exact, left, right), "bool")


def _equality(writer: Writer, node: Node) -> Written:
    code = _type_test(writer, node[2], node[3]) or _type_test(writer, node[3], node[2])
    if code is None:
        (left, kind), (right, other) = writer.value(node[2]), writer.value(node[3])
        code = _same(writer, left, kind, right, other) or _same(writer, right, other, left, kind)
        code = code or _equal(writer, left, right)
    return Written(code if node[0] == "==" else negated(code), "bool")


def _type_test(writer: Writer, left: Node, right: Node) -> ast.expr | None:
    """Write `type(x) == string` without values that are types."""
    if left[0] != "call" or left[2] != "type" or len(left[3]) != 1 or right[0] != "type":
        return None
    return compare(call("type_name", writer.value(left[3][0]).code), ast.Eq, const(right[2]))


def _equal(writer: Writer, left: ast.expr, right: ast.expr) -> ast.expr:
    """Compare values of which nothing is known: most often they are texts."""
    first, again = writer.named(left)
    if sum(1 for _ in ast.walk(right)) > _LARGEST_TWICE:
        second, other = writer.named(right)
        kinds = ast.Compare(call("type", first), [ast.Is(), ast.Is()], [call("type", second), name("str")])
        return ast.IfExp(kinds, compare(again, ast.Eq, other), call("equal", again, other))
    return ast.IfExp(is_of(first, "str"), compare(again, ast.Eq, right), call("equal", again, right))


def _same(writer: Writer, left: ast.expr, kind: str, right: ast.expr, other: str) -> ast.expr | None:
    """Compare without a call where the right side is known well enough."""
    if other == "str" or (kind == other == "int"):
        return compare(left, ast.Eq, right)  # a text equals nothing but a text, in Python, too
    if isinstance(left, ast.Constant) or not isinstance(right, ast.Constant):
        return None
    if right.value is None or other == "bool":
        return compare(left, ast.Is, right)
    if other == "int":
        first, again = writer.named(left)
        return ast.IfExp(is_of(first, "int"), compare(again, ast.Eq, right), call("equal", again, right))
    return None


def _in(writer: Writer, node: Node) -> Written:
    if node[3][0] == "list" and not node[3][2]:
        return Written(const(value=False), "bool")  # cel-go knows it when it compiles, and evaluates nothing
    left, kind = writer.value(node[2])
    texts = [entry[2] for entry in node[3][2] if entry[0] == "const"] if node[3][0] == "list" else []
    if not texts or len(texts) < len(node[3][2]) or not all(type(text) is str for text in texts):
        return _member(writer, left, kind, writer.value(node[3]).code)
    first, again = writer.named(left)
    fast = compare(again if kind != "str" else left, ast.In, const(frozenset(texts)))
    if kind == "str":
        return Written(fast, "bool")
    return Written(ast.IfExp(is_of(first, "str"), fast, call("contained", again, writer.value(node[3]).code)), "bool")


def _member(writer: Writer, left: ast.expr, kind: str, container: ast.expr) -> Written:
    member = writer.kept(left)
    first, again = writer.named(container)
    plain = is_of(first, "dict")
    if kind != "str":
        plain = ast.BoolOp(ast.And(), [plain, is_of(member, "str")])
    return Written(ast.IfExp(plain, compare(member, ast.In, again), call("contained", member, again)), "bool")


LOGIC: dict[str, Handler] = {
    "&&": _chain,
    "||": _chain,
    "!": _not,
    "?:": _condition,
    "neg": _negate,
    "==": _equality,
    "!=": _equality,
    "in": _in,
    **dict.fromkeys(_ORDERS, _order),
    **dict.fromkeys(_ARITHMETIC, _arithmetic),
}
