"""Calls that are no functions: their arguments are names and expressions, not values.

A name and a number of arguments make a macro; `x.map(a)` is an ordinary method that nobody declares.
Source: CEL language definition, section Macros; cel-go ext: bindings, comprehensions (two variables), optional types,
lists (sortBy).
"""

from __future__ import annotations

from linea_helm.cel.errors import CompileError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linea_helm.cel.tree import Node

_TESTS = {"all": "all", "exists": "exists", "exists_one": "exists_one", "existsOne": "exists_one"}
#: By the number of their variables.
_TRANSFORMS = {
    1: {"map": "collect"},
    2: {"transformList": "collect", "transformMap": "transformMap", "transformMapEntry": "transformMapEntry"},
}

#: How to write each macro, for who does not.
FORMS = {
    **{name: f"x.{name}(e, test) or x.{name}(k, v, test)" for name in _TESTS},
    "filter": "x.filter(e, test)",
    "sortBy": "x.sortBy(e, key)",
    "map": "x.map(e, transform) or x.map(e, test, transform)",
    **{name: f"x.{name}(k, v, transform) or x.{name}(k, v, test, transform)" for name in _TRANSFORMS[2]},
    "optMap": "x.optMap(e, transform)",
    "optFlatMap": "x.optFlatMap(e, transform)",
    "bind": "cel.bind(name, value, expression)",
    "has": "has(x.field)",
}


def expand_function(name: str, args: tuple[Node, ...]) -> Node | None:
    """Expand `has(x.f)`; None for what is no macro."""
    if name != "has" or len(args) != 1:
        return None
    operand = args[0]
    if operand[0] not in ("select", "select?"):
        raise CompileError("has() takes the selection of a field: has(object.spec)", operand[1])
    return ("has", operand[1], operand[2], operand[3])


def expand_method(name: str, offset: int, target: Node, args: tuple[Node, ...]) -> Node | None:
    """Expand the macros that stand after a dot; None for what is no macro."""
    count = len(args)
    if name in _TESTS and count in (2, 3):
        return (_TESTS[name], offset, target, _names(args[:-1]), args[-1])
    for variables in (1, 2):
        if name in _TRANSFORMS[variables] and count - variables in (1, 2):
            test = args[variables] if count - variables == 2 else None
            return (_TRANSFORMS[variables][name], offset, target, _names(args[:variables]), test, args[-1])
    return _expand_other(name, offset, target, args)


def _expand_other(name: str, offset: int, target: Node, args: tuple[Node, ...]) -> Node | None:
    count = len(args)
    if name == "filter" and count == 2:
        return ("filter", offset, target, _names(args[:1]), args[1])
    if name == "sortBy" and count == 2:
        return _sorted_by(offset, target, args)
    if name in ("optMap", "optFlatMap") and count == 2:
        return (name, offset, target, *_names(args[:1]), args[1])
    if name == "bind" and count == 3 and target[0] == "name" and target[2] == "cel":
        return (name, offset, *_names(args[:1]), args[1], args[2])
    return None


def _sorted_by(offset: int, target: Node, args: tuple[Node, ...]) -> Node:
    """Expand x.sortBy(e, key) as cel-go does: bind x, sort it by the list of its keys."""
    items = ("name", offset, "@items")
    keys = ("collect", offset, items, _names(args[:1]), None, args[1])
    return ("bind", offset, "@items", target, ("method", offset, "@sortBy", (items, keys)))


def _names(args: tuple[Node, ...]) -> tuple[str, ...]:
    for node in args:
        if node[0] != "name" or node[2].startswith("."):
            raise CompileError("the variable of a macro must be a plain name", node[1])
    names = tuple(str(node[2]) for node in args)
    if len(set(names)) < len(names):
        raise CompileError(f"the macro names {names[0]!r} twice", args[1][1])
    return names
