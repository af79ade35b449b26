"""Decide what each name in a syntax tree means: a variable, a macro's variable, a type, or part of a function's name.

What nobody declared becomes an `unknown` node, which `check` refuses. A variable may have dots in its name
(`variables.replicas`); the longest declared one wins, as the CEL language definition, section Name Resolution, asks.
"""

from __future__ import annotations

from linea_helm.cel.errors import EvalError
from linea_helm.cel.library import FUNCTIONS, METHODS, TYPES
from linea_helm.cel.macros import FORMS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from linea_helm.cel.tree import Node


def resolve(node: Node, variables: Iterable[str]) -> Node:
    """Give the tree with every name resolved against the declared variables; never fails."""
    return _Resolver(frozenset(variables)).node(node, ())


class _Resolver:
    def __init__(self, variables: frozenset[str]) -> None:
        self.variables = variables

    def node(self, node: Node, scope: tuple[str, ...]) -> Node:
        """Resolve a node where the macros' variables in `scope` hide outer names."""
        kind = node[0]
        if kind in ("name", "select", "select?"):
            qualified = self.qualified(node, scope)
            if qualified is not None:
                return qualified
        handler = getattr(self, _HANDLERS.get(kind, "plain"))
        resolved: Node = handler(node, scope)
        return resolved

    def qualified(self, node: Node, scope: tuple[str, ...]) -> Node | None:
        name = _dotted(node)
        if name is None:
            return None
        if name.split(".", 1)[0] in scope:
            return ("local", node[1], name) if "." not in name else None
        name = name.removeprefix(".")
        if name in self.variables:
            return ("var", node[1], name)
        if name in TYPES:
            return ("type", node[1], name)
        return None

    def name(self, node: Node, scope: tuple[str, ...]) -> Node:
        name = str(node[2]).removeprefix(".")
        if name == "authorizer":
            return ("unknown", node[1], "authorizer asks a running cluster, which there is none of here")
        if name in FUNCTIONS:
            return ("unknown", node[1], f"{name} is a function; write {name}(...)")
        return ("unknown", node[1], f"unknown variable {name!r}{self.near(name, scope)}")

    def near(self, name: str, scope: tuple[str, ...]) -> str:
        from difflib import get_close_matches  # 4 ms, and only for an error

        close = get_close_matches(name, [*scope, *sorted(self.variables)], 1)
        return f"; did you mean {close[0]!r}?" if close else ""

    def select(self, node: Node, scope: tuple[str, ...]) -> Node:
        kind, offset, operand, field = node
        operand = self.node(operand, scope)
        if operand[0] == "unknown":
            inside = [name for name in self.variables if name.startswith(f"{_dotted(node[2])}.")]
            if inside:
                name = _dotted(node)
                return ("unknown", offset, f"unknown variable {name!r}{self.near(str(name), scope)}")
        return (kind, offset, operand, field)

    def has(self, node: Node, scope: tuple[str, ...]) -> Node:
        """Resolve has(x.f). A variable is there once it has a value, so that has(variables.f) only evaluates it."""
        _, offset, operand, field = node
        variable = self.qualified(("select", offset, operand, field), scope)
        if variable is not None and variable[0] == "var":
            kind = ("call", offset, "type", (variable,))
            return ("==", offset, kind, kind)
        return ("has", offset, self.node(operand, scope), field)

    def call(self, node: Node, scope: tuple[str, ...]) -> Node:
        _, offset, name, args = node
        name = name.removeprefix(".")
        if name not in FUNCTIONS:
            return ("unknown", offset, _unknown_function(name))
        return ("call", offset, name, _prepared(name, self.nodes(args, scope)))

    def method(self, node: Node, scope: tuple[str, ...]) -> Node:
        _, offset, name, args = node
        space = _dotted(args[0])
        if space is not None and space.split(".", 1)[0] not in scope:
            function = f"{space}.{name}".removeprefix(".")
            if function in FUNCTIONS:
                return ("call", args[0][1], function, self.nodes(args[1:], scope))
            if any(known.startswith(f"{space}.") for known in FUNCTIONS) and space not in self.variables:
                return ("unknown", args[0][1], _unknown_function(function))
        resolved = self.nodes(args, scope)
        if name not in METHODS:
            return (
                resolved[0]
                if resolved[0][0] == "unknown" and name not in FORMS
                else ("unknown", offset, _unknown_function(name))
            )
        return ("method", offset, name, _prepared(name, resolved))

    def nodes(self, nodes: Iterable[Node], scope: tuple[str, ...]) -> tuple[Node, ...]:
        return tuple(self.node(node, scope) for node in nodes)

    def plain(self, node: Node, scope: tuple[str, ...]) -> Node:
        return (*node[:2], *(self.node(part, scope) if _is_node(part) else part for part in node[2:]))

    def terms(self, node: Node, scope: tuple[str, ...]) -> Node:
        return (node[0], node[1], self.nodes(node[2], scope), *node[3:])

    def entries(self, node: Node, scope: tuple[str, ...]) -> Node:
        entries = tuple((self.node(key, scope), self.node(value, scope), opt) for key, value, opt in node[2])
        return ("map", node[1], entries)

    def macro(self, node: Node, scope: tuple[str, ...]) -> Node:
        kind, offset, source, names, *parts = node
        inner = (*scope, *((names,) if isinstance(names, str) else names))
        bodies = (None if part is None else self.node(part, inner) for part in parts)
        return (kind, offset, self.node(source, scope), names, *bodies)

    def bind(self, node: Node, scope: tuple[str, ...]) -> Node:
        kind, offset, name, value, body = node
        return (kind, offset, name, self.node(value, scope), self.node(body, (*scope, name)))


#: Instructions of a pattern that are kept with it; one that has more is compiled when it is searched for.
_MOST_KEPT = 200

_HANDLERS = {
    "name": "name",
    "select": "select",
    "select?": "select",
    "has": "has",
    "call": "call",
    "method": "method",
    "&&": "terms",
    "||": "terms",
    "list": "terms",
    "map": "entries",
    "bind": "bind",
    **dict.fromkeys(
        (
            "all",
            "exists",
            "exists_one",
            "filter",
            "collect",
            "transformMap",
            "transformMapEntry",
            "optMap",
            "optFlatMap",
        ),
        "macro",
    ),
}


def _prepared(name: str, args: tuple[Node, ...]) -> tuple[Node, ...]:
    """Add to a constant pattern what re2 makes of it: to find the words and instructions takes longer than a search."""
    if name != "matches" or len(args) != 2 or args[1][0] != "const" or type(args[1][2]) is not str:
        return args
    from marshal import dumps

    from linea_helm.cel.re2.instructions import instructions
    from linea_helm.cel.re2.syntax import parse
    from linea_helm.cel.re2.words import words

    try:
        tree = parse(args[1][2])
        code = instructions(tree)
    except EvalError:  # `check` says so
        return args
    # Packed, because most texts are told by words alone, and instructions are a thousand small things.
    return (args[0], (*args[1], words(tree), dumps(code, 2) if len(code) <= _MOST_KEPT else b""))


def _is_node(part: object) -> bool:
    return isinstance(part, tuple) and len(part) > 1 and type(part[0]) is str and type(part[1]) is int


def _dotted(node: Node) -> str | None:
    fields: list[str] = []
    while node[0] == "select":
        fields.append(node[3])
        node = node[2]
    return ".".join([node[2], *reversed(fields)]) if node[0] == "name" else None


def _unknown_function(name: str) -> str:
    if name in FORMS:
        return f"{name} is a macro; write {FORMS[name]}"
    from difflib import get_close_matches  # 4 ms, and only for an error

    known = (known for known in (*FUNCTIONS, *METHODS) if not known.startswith("@"))
    close = get_close_matches(name, list(known), 1)
    return f"unknown function {name!r}" + (f"; did you mean {close[0]!r}?" if close else "")
