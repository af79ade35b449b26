"""Turn the text of an expression into a syntax tree of nested tuples `(kind, offset, ...)`.

The tree holds only what `marshal` can write, so callers may keep it. Every kind of node: tree.py. Operators are parsed
by precedence climbing; chains of `&&` and `||` become one node, so that their length costs no depth.
"""

from __future__ import annotations

from linea_helm.cel import literals, macros
from linea_helm.cel.errors import CompileError
from linea_helm.cel.lex import tokens

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linea_helm.cel.lex import Token
    from linea_helm.cel.tree import Node

#: How deep an expression may nest. Python's own stack ends at about ten times this; the API server's parser at 250.
DEPTH = 100

_POWER = {
    "||": 1,
    "&&": 2,
    **dict.fromkeys(("==", "!=", "<", "<=", ">", ">=", "in"), 3),
    **dict.fromkeys(("+", "-"), 4),
    **dict.fromkeys(("*", "/", "%"), 5),
}
_WORDS = {"true": True, "false": False, "null": None}
_RESERVED = frozenset(
    (
        *("as", "break", "const", "continue", "else", "for", "function", "if", "import", "in", "let", "loop"),
        *("package", "namespace", "return", "var", "void", "while"),
    )
)


def parse(text: str) -> Node:
    """Parse one expression.

    Errors: CompileError with the offset of the token that does not fit.
    """
    parser = _Parser(text)
    node = parser.expression()
    if parser.kind != "end":
        raise parser.unexpected("after the end of the expression")
    return node


class _Parser:
    def __init__(self, text: str) -> None:
        self.tokens = tokens(text)
        self.index = 0
        self.depth = 0

    @property
    def kind(self) -> str:
        kind, text, _ = self.tokens[self.index]
        return "in" if kind == "name" and text == "in" else kind

    def take(self) -> Token:
        token = self.tokens[self.index]
        self.index += 1
        return token

    def accept(self, kind: str) -> bool:
        found = self.tokens[self.index][0] == kind
        self.index += found
        return found

    def expect(self, kind: str) -> Token:
        if self.tokens[self.index][0] != kind:
            raise self.unexpected(f"where {kind!r} belongs" if kind != "name" else "where a name belongs")
        return self.take()

    def unexpected(self, where: str) -> CompileError:
        kind, text, offset = self.tokens[self.index]
        return CompileError(f"unexpected {'end' if kind == 'end' else repr(text)} {where}", offset)

    def deeper(self, offset: int) -> None:
        self.depth += 1
        if self.depth > DEPTH:
            raise CompileError(f"the expression nests deeper than {DEPTH} levels", offset)

    def expression(self) -> Node:
        before = self.depth
        self.deeper(self.tokens[self.index][2])
        node = self.binary(1)
        _, _, offset = self.tokens[self.index]
        if self.accept("?"):
            chosen = self.binary(1)
            self.expect(":")
            node = ("?:", offset, node, chosen, self.expression())
        self.depth = before
        return node

    def binary(self, least: int) -> Node:
        before = self.depth
        node = self.unary()
        while _POWER.get(self.kind, 0) >= least:
            operator, offset = self.kind, self.take()[2]
            self.deeper(offset)
            node = self.operation(operator, offset, node)
        self.depth = before
        return node

    def operation(self, operator: str, offset: int, left: Node) -> Node:
        right = self.binary(_POWER[operator] + 1)
        if operator not in ("&&", "||"):
            return (operator, offset, left, right)
        terms = [left, right]
        while self.accept(operator):
            terms.append(self.binary(_POWER[operator] + 1))
        return (operator, offset, tuple(terms))

    def unary(self) -> Node:
        kind, _, offset = self.tokens[self.index]
        if kind not in ("!", "-"):
            return self.member(self.primary())
        count = 0
        while self.accept(kind):
            count += 1
        if kind == "-" and self.kind in ("int", "double"):
            node, count = self.member(self.negative(offset)), count - 1
        else:
            self.deeper(offset)
            node = self.unary() if self.kind in ("!", "-") else self.member(self.primary())
            self.depth -= 1
        for _ in range(2 - count % 2 if count else 0):  # an even number is two: they still want a bool or a number
            node = (kind if kind == "!" else "neg", offset, node)
        return node

    def negative(self, sign: int) -> Node:
        kind, text, offset = self.take()
        value = literals.integer(text, offset, -1) if kind == "int" else -literals.double(text, offset)
        return ("const", sign, value)

    def member(self, node: Node) -> Node:
        before = self.depth
        while True:
            _, _, offset = self.tokens[self.index]
            if self.accept("."):
                node = self.selection(node)
            elif self.accept("["):
                kind = "index?" if self.accept("?") else "index"
                node = (kind, offset, node, self.expression())
                self.expect("]")
            elif self.kind == "{" and _is_message_name(node):
                raise CompileError("messages cannot be constructed; write a map {'key': value}", offset)
            else:
                self.depth = before
                return node
            self.deeper(offset)

    def selection(self, node: Node) -> Node:
        optional = self.accept("?")
        kind, text, offset = self.take()
        if kind == "quoted":
            return ("select?" if optional else "select", offset, node, text[1:-1])
        if kind != "name" or text in _WORDS or text == "in":
            self.index -= 1
            raise self.unexpected("where the name of a field belongs")
        if optional or not self.accept("("):
            return ("select?" if optional else "select", offset, node, text)
        return self.method(text, offset, node, self.arguments(")"))

    def method(self, name: str, offset: int, target: Node, args: tuple[Node, ...]) -> Node:
        expanded = macros.expand_method(name, offset, target, args)
        return expanded or ("method", offset, name, (target, *args))

    def arguments(self, close: str) -> tuple[Node, ...]:
        args: list[Node] = []
        if self.accept(close):
            return ()
        while True:
            args.append(self.expression())
            if not self.accept(","):
                self.expect(close)
                return tuple(args)

    def primary(self) -> Node:
        kind, text, offset = self.take()
        if kind in ("name", "."):
            return self.name(kind, text, offset)
        if kind == "(":
            node = self.expression()
            self.expect(")")
            return node
        if kind == "[":
            return self.list(offset)
        if kind == "{":
            return self.map(offset)
        return self.literal(kind, text, offset)

    def literal(self, kind: str, text: str, offset: int) -> Node:
        if kind == "string":
            return ("const", offset, literals.string(text, offset))
        if kind == "int":
            return ("const", offset, literals.integer(text, offset))
        if kind == "uint":
            return ("uint", offset, literals.unsigned(text, offset))
        if kind == "double":
            return ("const", offset, literals.double(text, offset))
        self.index -= 1
        raise self.unexpected("where a value belongs")

    def name(self, kind: str, text: str, offset: int) -> Node:
        if kind == "name" and text in _WORDS:
            return ("const", offset, _WORDS[text])
        if kind == ".":
            text = "." + self.expect("name")[1]
        if text.lstrip(".") in _RESERVED:
            raise CompileError(f"{text!r} is a reserved word", offset)
        if not self.accept("("):
            return ("name", offset, text)
        args = self.arguments(")")
        return macros.expand_function(text, args) or ("call", offset, text, args)

    def list(self, offset: int) -> Node:
        items: list[Node] = []
        optional: list[int] = []
        while not self.accept("]"):
            if self.accept("?"):
                optional.append(len(items))
            items.append(self.expression())
            if not self.accept(","):
                self.expect("]")
                break
        return ("list", offset, tuple(items), tuple(optional))

    def map(self, offset: int) -> Node:
        entries: list[tuple[Node, Node, bool]] = []
        while not self.accept("}"):
            optional = self.accept("?")
            key = self.expression()
            self.expect(":")
            entries.append((key, self.expression(), optional))
            if not self.accept(","):
                self.expect("}")
                break
        return ("map", offset, tuple(entries))


def _is_message_name(node: Node) -> bool:
    while node[0] == "select":
        node = node[2]
    return bool(node[0] == "name")
