"""Find what is wrong with a resolved tree before it is ever evaluated: unknown names, argument counts, types that
cannot fit.

Types are names as `type()` gives them, without the types of elements; "dyn" is what is only known at run time, as all
data is.
Source: the standard declarations of the CEL language definition, which the API server checks expressions with.
"""

from __future__ import annotations

from linea_helm.cel.errors import CompileError, EvalError
from linea_helm.cel.library import overloads
from linea_helm.cel.values import type_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from linea_helm.cel.tree import Node

_TIMESTAMP, _DURATION = "google.protobuf.Timestamp", "google.protobuf.Duration"
_NULLABLE = frozenset((_TIMESTAMP, _DURATION, "optional_type", "null_type", "dyn"))
_NUMBERS = ("int", "uint", "double")
_ORDERED = (*_NUMBERS, "string", "bytes", "bool", _TIMESTAMP, _DURATION)
_SUMS = {(t, t): t for t in (*_NUMBERS, "string", "bytes", "list", _DURATION)} | {
    (_TIMESTAMP, _DURATION): _TIMESTAMP,
    (_DURATION, _TIMESTAMP): _TIMESTAMP,
}
_DIFFERENCES = {(t, t): t for t in (*_NUMBERS, _DURATION)} | {
    (_TIMESTAMP, _TIMESTAMP): _DURATION,
    (_TIMESTAMP, _DURATION): _TIMESTAMP,
}
_PRODUCTS = {(t, t): t for t in _NUMBERS}
_ARITHMETIC = {
    "+": _SUMS,
    "-": _DIFFERENCES,
    "*": _PRODUCTS,
    "/": _PRODUCTS,
    "%": {(t, t): t for t in ("int", "uint")},
}
#: Constant arguments that are tried at once: a pattern that is none, a duration that is none.
_TRIED = {"matches": 1, "find": 1, "findAll": 1, "duration": 0, "timestamp": 0}


def check(node: Node) -> str:
    """Give the type of a resolved tree.

    Errors: CompileError at the first node, left to right, that cannot be evaluated whatever the data is.
    """
    return _CHECKS[node[0]](node)


def _constant(node: Node) -> str:
    return type_name(node[2])


def _unknown(node: Node) -> str:
    raise CompileError(node[2], node[1])


def _select(node: Node) -> str:
    _expect(node[2], ("map", "optional_type"), node[1], f"has no field {node[3]!r}")
    return "bool" if node[0] == "has" else "optional_type" if node[0] == "select?" else "dyn"


def _expect(node: Node, allowed: tuple[str, ...], offset: int, problem: str) -> str:
    kind = check(node)
    if kind != "dyn" and kind not in allowed:
        raise CompileError(f"{kind} {problem}", offset)
    return kind


def _index(node: Node) -> str:
    kind = _expect(node[2], ("list", "map", "optional_type"), node[1], "has no elements")
    if kind == "list":
        _expect(node[3], ("int",), node[3][1], "cannot be the index of a list")
    else:
        _expect(node[3], ("int", "uint", "double", "string", "bool"), node[3][1], "cannot be the key of a map")
    return "optional_type" if node[0] == "index?" else "dyn"


def _call(node: Node) -> str:
    kind, offset, name, args = node
    types = [check(arg) for arg in args]
    known = list(overloads("METHODS" if kind == "method" else "FUNCTIONS", name))
    counted = [o for o in known if len(o[0]) == len(types)]
    if not counted:
        raise CompileError(_wrong_count(kind, name, [len(o[0]) for o in known], len(types)), offset)
    fitting = {o[1] for o in counted if all(map(_fits, types, o[0]))}
    if not fitting:
        raise CompileError(f"no matching overload for {name!r} applied to ({', '.join(types)})", offset)
    _try_constant(name, args, [o[2] for o in counted])
    return fitting.pop() if len(fitting) == 1 else "dyn"


def _fits(given: str, wanted: str) -> bool:
    return given == wanted or "dyn" in (given, wanted)


def _wrong_count(kind: str, name: str, counts: list[int], given: int) -> str:
    target = kind == "method"
    wanted = " or ".join(str(count - target) for count in sorted(set(counts)))
    return f"{name!r} takes {wanted} argument{'' if wanted == '1' else 's'}, not {given - target}"


def _try_constant(name: str, args: tuple[Node, ...], functions: list[Callable[..., object]]) -> None:
    position = _TRIED.get(name)
    if position is None or args[position][0] != "const" or type(args[position][2]) is not str:
        return
    value = args[position][2]
    try:
        functions[-1](*("" for _ in range(position)), value)
    except EvalError as error:
        raise CompileError(error.message, args[position][1]) from None


def _logic(node: Node) -> str:
    for term in node[2]:
        _expect(term, ("bool",), term[1], f"cannot be an operand of {node[0]}")
    return "bool"


def _not(node: Node) -> str:
    _expect(node[2], ("bool",), node[1], "cannot be the operand of !")
    return "bool"


def _negate(node: Node) -> str:
    return _expect(node[2], ("int", "double"), node[1], "cannot be the operand of -")


def _condition(node: Node) -> str:
    _expect(node[2], ("bool",), node[2][1], "cannot be the condition of ?:")
    chosen, otherwise = check(node[3]), check(node[4])
    if not _comparable(chosen, otherwise):
        raise CompileError(f"the branches of ?: have different types, {chosen} and {otherwise}", node[1])
    return chosen if chosen == otherwise else "dyn"


def _comparable(left: str, right: str) -> bool:
    if "null_type" in (left, right):
        return left in _NULLABLE and right in _NULLABLE
    return left == right or "dyn" in (left, right)


def _equality(node: Node) -> str:
    left, right = check(node[2]), check(node[3])
    if not _comparable(left, right):
        raise _mismatch(node, left, right)
    return "bool"


def _mismatch(node: Node, left: str, right: str) -> CompileError:
    return CompileError(f"no matching overload for {node[0]!r} applied to ({left}, {right})", node[1])


def _order(node: Node) -> str:
    left, right = check(node[2]), check(node[3])
    known = [kind for kind in (left, right) if kind != "dyn"]
    same = len(set(known)) < 2 or set(known) <= set(_NUMBERS)
    if not same or not set(known) <= set(_ORDERED):
        raise _mismatch(node, left, right)
    return "bool"


def _arithmetic(node: Node) -> str:
    left, right = check(node[2]), check(node[3])
    table = _ARITHMETIC[node[0]]
    found = {result for (a, b), result in table.items() if _fits(left, a) and _fits(right, b)}
    if not found:
        raise _mismatch(node, left, right)
    return found.pop() if len(found) == 1 else "dyn"


def _membership(node: Node) -> str:
    left = check(node[2])
    right = check(node[3])
    if right not in ("list", "map", "dyn"):
        raise _mismatch(node, left, right)
    return "bool"


def _list(node: Node) -> str:
    for position, item in enumerate(node[2]):
        kind = check(item)
        if position in node[3] and kind not in ("optional_type", "dyn"):
            raise CompileError(f"an item written with ? must be optional, not {kind}", item[1])
    return "list"


def _map(node: Node) -> str:
    for key, value, optional in node[2]:
        _expect(key, ("int", "uint", "string", "bool"), key[1], "cannot be the key of a map")
        kind = check(value)
        if optional and kind not in ("optional_type", "dyn"):
            raise CompileError(f"an entry written with ? must be optional, not {kind}", value[1])
    return "map"


def _macro(node: Node) -> str:
    kind, offset, source, _, *bodies = node
    _expect(source, ("list", "map"), source[1], "cannot be iterated over")
    if len(bodies) == 1 or bodies[0] is not None:
        _expect(bodies[0], ("bool",), bodies[0][1], "cannot be the test of a macro")
    if len(bodies) == 2:
        body = check(bodies[1])
        if kind == "transformMapEntry" and body not in ("map", "dyn"):
            raise CompileError(f"transformMapEntry must give a map, not {body}", offset)
    return {"filter": "list", "collect": "list"}.get(kind, "map" if kind.startswith("transform") else "bool")


def _bind(node: Node) -> str:
    check(node[3])
    return check(node[4])


def _opt_map(node: Node) -> str:
    _expect(node[2], ("optional_type",), node[1], f"has no {node[0]}")
    body = check(node[4])
    if node[0] == "optFlatMap" and body not in ("optional_type", "dyn"):
        raise CompileError(f"optFlatMap must give an optional value, not {body}", node[4][1])
    return "optional_type"


_CHECKS: dict[str, Callable[[Node], str]] = {
    "const": _constant,
    "uint": lambda _: "uint",
    "var": lambda _: "dyn",
    "local": lambda _: "dyn",
    "type": lambda _: "type",
    "unknown": _unknown,
    **dict.fromkeys(("select", "select?", "has"), _select),
    **dict.fromkeys(("index", "index?"), _index),
    **dict.fromkeys(("call", "method"), _call),
    **dict.fromkeys(("&&", "||"), _logic),
    "!": _not,
    "neg": _negate,
    "?:": _condition,
    **dict.fromkeys(("==", "!="), _equality),
    **dict.fromkeys(("<", "<=", ">", ">="), _order),
    **dict.fromkeys(_ARITHMETIC, _arithmetic),
    "in": _membership,
    "list": _list,
    "map": _map,
    **dict.fromkeys(("all", "exists", "exists_one", "filter", "collect", "transformMap", "transformMapEntry"), _macro),
    "bind": _bind,
    **dict.fromkeys(("optMap", "optFlatMap"), _opt_map),
}
