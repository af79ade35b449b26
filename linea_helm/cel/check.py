"""Find what is wrong with a resolved tree before any data is known: names, argument counts, types that cannot fit.

Source: the standard declarations of the CEL language definition, which an API server checks expressions with.
"""

from __future__ import annotations

from linea_helm.cel.constants import try_constant, try_format
from linea_helm.cel.errors import CompileError
from linea_helm.cel.library import overloads, spread
from linea_helm.cel.scope import Scope
from linea_helm.cel.strict import refuse_bind, refuse_mixed, refuse_ours, refuse_unused
from linea_helm.cel.types import (
    DURATION,
    FREE,
    MAP,
    OPTIONAL,
    TIMESTAMP,
    fits,
    joined,
    name,
    named,
    of_optional,
    part,
    shown,
)
from linea_helm.cel.values import type_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from linea_helm.cel.tree import Node
    from linea_helm.cel.types import StaticType

_NUMBERS = ("int", "uint", "double")
_ORDERED = frozenset((*_NUMBERS, "string", "bytes", "bool", TIMESTAMP, DURATION))
_SUMS: dict[tuple[str, str], str] = {(t, t): t for t in (*_NUMBERS, "string", "bytes", "list", DURATION)} | {
    (TIMESTAMP, DURATION): TIMESTAMP,
    (DURATION, TIMESTAMP): TIMESTAMP,
}
_DIFFERENCES: dict[tuple[str, str], str] = {(t, t): t for t in (*_NUMBERS, DURATION)} | {
    (TIMESTAMP, TIMESTAMP): DURATION,
    (TIMESTAMP, DURATION): TIMESTAMP,
}
_PRODUCTS: dict[tuple[str, str], str] = {(t, t): t for t in _NUMBERS}
_ARITHMETIC = {
    "+": _SUMS,
    "-": _DIFFERENCES,
    "*": _PRODUCTS,
    "/": _PRODUCTS,
    "%": {(t, t): t for t in ("int", "uint")},
}
_OPTIONAL = frozenset(("optional.of", "optional.ofNonZeroValue", "optional.none", "value", "or", "orValue"))
#: Functions that give a list of what is in their first argument.
_SAME_ELEMENTS = frozenset(("slice", "sort", "@sortBy", "reverse", "distinct"))
#: Functions that give an element of their first argument, or what is of its type.
_ELEMENTS = frozenset(("min", "max", "sum"))


def check(node: Node, variables: Mapping[str, StaticType] | None = None, *, strict: bool = False) -> StaticType:
    """Give the type of a resolved tree, whose variables are of these types, or of any.

    `strict` also refuses what only an API server refuses: functions that are none of Kubernetes' (`since`), and
    literals whose elements have different types, which may be mixed only in the arguments of `format`.
    Errors: CompileError at the first node, left to right, that cannot be evaluated whatever the data is.
    Source: k8s.io/apiserver/pkg/cel/environment/base.go; cel-go cel/validator.go.
    """
    return _check(node, Scope(variables or {}, {}, strict=strict))


def types_of(node: Node, variables: Mapping[str, StaticType] | None = None) -> dict[int, StaticType]:
    """Give the type of every node of a tree that `check` takes, by the id of the node."""
    scope = Scope(variables or {}, {}, found={})
    _check(node, scope)
    return scope.found or {}


def _check(node: Node, scope: Scope) -> StaticType:
    kind = _CHECKS[node[0]](node, scope)
    if scope.found is not None:
        scope.found[id(node)] = kind
    return kind


def _constant(node: Node, _: Scope) -> StaticType:
    return type_name(node[2])


def _local(node: Node, scope: Scope) -> StaticType:
    return scope.locals[node[2]]


def _variable(node: Node, scope: Scope) -> StaticType:
    return scope.variables.get(node[2], "dyn")


def _unknown(node: Node, _: Scope) -> StaticType:
    raise CompileError(node[2], node[1])


def _expect(node: Node, scope: Scope, allowed: tuple[str, ...], offset: int, problem: str) -> StaticType:
    kind = _check(node, scope)
    if kind != "dyn" and name(kind) not in allowed:
        raise CompileError(f"{shown(kind)} {problem}", offset)
    return kind


def _select(node: Node, scope: Scope) -> StaticType:
    kind = _expect(node[2], scope, ("map", "message", "optional_type"), node[1], f"has no field {node[3]!r}")
    if isinstance(kind, tuple) and kind[0] == "message":
        return _field(node, kind)
    if name(kind) == "map" and not fits(part(kind, 1), "string"):
        raise CompileError(f"{shown(kind)} has no field {node[3]!r}", node[1])
    if node[0] == "has":
        return "bool"
    return _reached(node, kind)


def _field(node: Node, message: tuple[Any, ...]) -> StaticType:
    fields: dict[str, StaticType] = message[2]
    if node[3] not in fields:
        raise CompileError(f"{shown(message)} has no field {node[3]!r}", node[1])
    found = "bool" if node[0] == "has" else fields[node[3]]
    return ("optional_type", found) if node[0].endswith("?") else found


def _reached(node: Node, kind: StaticType) -> StaticType:
    """Give the type of an element: optional when it is asked for with ? or in an optional value."""
    if node[0] == "index?" and kind in ("dyn", OPTIONAL):
        return ("optional_type", FREE)  # as cel-go deduces it
    if name(kind) == "optional_type":
        return OPTIONAL
    found = part(kind, 1 if name(kind) == "list" else 2)
    return ("optional_type", found) if node[0].endswith("?") else found


def _index(node: Node, scope: Scope) -> StaticType:
    kind = _expect(node[2], scope, ("list", "map", "optional_type"), node[1], "has no elements")
    key = _check(node[3], scope)
    if name(kind) == "list" and key not in ("int", "dyn"):
        raise CompileError(f"{shown(key)} cannot be the index of a list", node[3][1])
    if name(kind) == "map" and not fits(key, part(kind, 1)):
        raise CompileError(f"{shown(key)} cannot be a key of {shown(kind)}", node[3][1])
    return _reached(node, kind)


def _call(node: Node, scope: Scope) -> StaticType:
    kind, offset, function, args = node
    if function == "format" and len(args) == 2 and args[1][0] == "list":
        return _format(node, scope)
    inside = scope.inner({}, mixes=True) if function == "format" else scope
    types = [_check(arg, inside) for arg in args]
    if scope.strict:
        refuse_ours(node, types)
    known = list(overloads("METHODS" if kind == "method" else "FUNCTIONS", function))
    counted = [
        (wanted, result, run) for params, result, run in known if (wanted := spread(params, len(types))) is not None
    ]
    if not counted:
        raise CompileError(_wrong_count(kind, function, [len(o[0]) for o in known], len(types)), offset)
    fitting = [(result, run) for params, result, run in counted if all(map(fits, types, map(named, params)))]
    if not fitting:
        given = ", ".join(map(shown, types))
        raise CompileError(f"no matching overload for {function!r} applied to ({given})", offset)
    try_constant(function, args, fitting[0][1])
    if function in _OPTIONAL:
        return _of_optional(node, types)
    if function in _ELEMENTS:
        return part(types[0], 1)
    if function in _SAME_ELEMENTS and (types[0] != "dyn" or function == "sort"):
        return types[0]
    results = [named(result) for result, _ in fitting]
    return joined(results) if "dyn" in types else results[0]


def _format(node: Node, scope: Scope) -> StaticType:
    """Check a format of a list that is written out, whose elements may be a mixture."""
    _, offset, _, (text, given) = node
    _expect(text, scope, ("string",), offset, "has no format")
    kinds = _items(given, scope.inner({}, mixes=True))
    used = try_format(text, list(map(name, kinds)), offset) if not given[3] else None
    if scope.strict and used is not None:
        refuse_unused(offset, used, len(kinds))
    return "string"


def _of_optional(node: Node, types: list[StaticType]) -> StaticType:
    """Give the type of a call whose overloads do not say what is in the optional value."""
    result, wrong = of_optional(node[2], types)
    if wrong:
        raise CompileError(wrong, node[1])
    return result


def _wrong_count(kind: str, function: str, counts: list[int], given: int) -> str:
    target = kind == "method"
    wanted = " or ".join(str(count - target) for count in sorted(set(counts)))
    return f"{function!r} takes {wanted} argument{'' if wanted == '1' else 's'}, not {given - target}"


def _logic(node: Node, scope: Scope) -> StaticType:
    for term in node[2]:
        _expect(term, scope, ("bool",), term[1], f"cannot be an operand of {node[0]}")
    return "bool"


def _not(node: Node, scope: Scope) -> StaticType:
    _expect(node[2], scope, ("bool",), node[1], "cannot be the operand of !")
    return "bool"


def _negate(node: Node, scope: Scope) -> StaticType:
    return _expect(node[2], scope, ("int", "double"), node[1], "cannot be the operand of -")


def _condition(node: Node, scope: Scope) -> StaticType:
    _expect(node[2], scope, ("bool",), node[2][1], "cannot be the condition of ?:")
    chosen, otherwise = _check(node[3], scope), _check(node[4], scope)
    if not fits(chosen, otherwise):
        problem = f"the branches of ?: have different types, {shown(chosen)} and {shown(otherwise)}"
        raise CompileError(problem, node[1])
    return joined((chosen, otherwise))


def _mismatch(node: Node, left: StaticType, right: StaticType) -> CompileError:
    given = f"({shown(left)}, {shown(right)})"
    return CompileError(f"no matching overload for {node[0]!r} applied to {given}", node[1])


def _equality(node: Node, scope: Scope) -> StaticType:
    left, right = _check(node[2], scope), _check(node[3], scope)
    if not fits(left, right):
        raise _mismatch(node, left, right)
    return "bool"


def _order(node: Node, scope: Scope) -> StaticType:
    left, right = _check(node[2], scope), _check(node[3], scope)
    known = {name(kind) for kind in (left, right) if kind != "dyn"}
    if not known <= _ORDERED or (len(known) == 2 and not known <= set(_NUMBERS)):
        raise _mismatch(node, left, right)
    return "bool"


def _arithmetic(node: Node, scope: Scope) -> StaticType:
    left, right = _check(node[2], scope), _check(node[3], scope)
    table = _ARITHMETIC[node[0]].items()
    found = {result for (a, b), result in table if fits(left, named(a)) and fits(right, named(b))}
    if not found or not (fits(left, right) or found & {TIMESTAMP, DURATION}):
        raise _mismatch(node, left, right)
    if found == {"list"}:
        return joined(kind for kind in (left, right) if kind != "dyn") if left != right else left
    return joined(sorted(found))


def _membership(node: Node, scope: Scope) -> StaticType:
    left, right = _check(node[2], scope), _check(node[3], scope)
    if name(right) not in ("list", "map", "dyn") or not fits(left, part(right, 1)):
        raise _mismatch(node, left, right)
    return "bool"


def _items(node: Node, scope: Scope) -> list[StaticType]:
    return [_item(item, scope, optional=place in node[3], what="an item") for place, item in enumerate(node[2])]


def _list(node: Node, scope: Scope) -> StaticType:
    kinds = _items(node, scope)
    if scope.strict and not scope.mixes:
        refuse_mixed("a list", node[2], kinds)
    return ("list", joined(kinds))


def _item(item: Node, scope: Scope, *, optional: bool, what: str) -> StaticType:
    kind = _check(item, scope)
    if optional and name(kind) not in ("optional_type", "dyn"):
        raise CompileError(f"{what} written with ? must be optional, not {shown(kind)}", item[1])
    return part(kind, 1) if optional else kind


def _map(node: Node, scope: Scope) -> StaticType:
    keys, values = [], []
    for key, value, optional in node[2]:
        keys.append(_expect(key, scope, ("int", "uint", "string", "bool"), key[1], "cannot be the key of a map"))
        values.append(_item(value, scope, optional=optional, what="an entry"))
    if scope.strict and not scope.mixes:
        refuse_mixed("the keys of a map", [key for key, _, _ in node[2]], keys)
        refuse_mixed("the values of a map", [value for _, value, _ in node[2]], values)
    return ("map", joined(keys), joined(values))


def _macro(node: Node, scope: Scope) -> StaticType:
    kind, offset, range_, names, *bodies = node
    source = _expect(range_, scope, ("list", "map"), range_[1], "cannot be iterated over")
    inner = scope.inner(dict(zip(names, _variables(source, len(names)), strict=True)))
    if len(bodies) == 1 or bodies[0] is not None:
        _expect(bodies[0], inner, ("bool",), bodies[0][1], "cannot be the test of a macro")
    if len(bodies) == 1:
        return ("list", part(source, 1)) if kind == "filter" else "bool"
    made = _check(bodies[1], inner)
    if kind == "transformMapEntry" and name(made) not in ("map", "dyn"):
        raise CompileError(f"transformMapEntry must give a map, not {shown(made)}", offset)
    if kind == "transformMap":
        return ("map", inner.locals[names[0]], made)
    return ("list", made) if kind == "collect" else named(name(made)) if made != "dyn" else MAP


def _variables(source: StaticType, count: int) -> tuple[StaticType, ...]:
    """Give the types of a macro's variables: the element of a list or the key of a map, or index or key and value."""
    if count == 1:
        return (part(source, 1),)
    if name(source) == "list":
        return ("int", part(source, 1))
    return (part(source, 1), part(source, 2))


def _bind(node: Node, scope: Scope) -> StaticType:
    if scope.strict:
        refuse_bind(node)
    return _check(node[4], scope.inner({node[2]: _check(node[3], scope)}))


def _opt_map(node: Node, scope: Scope) -> StaticType:
    kind, offset, target, variable, body = node
    source = _expect(target, scope, ("optional_type",), offset, f"has no {kind}")
    made = _check(body, scope.inner({variable: part(source, 1)}))
    if kind == "optMap":
        return ("optional_type", made)
    if name(made) not in ("optional_type", "dyn"):
        raise CompileError(f"optFlatMap must give an optional value, not {shown(made)}", body[1])
    return made if made != "dyn" else OPTIONAL


_CHECKS: dict[str, Callable[[Node, Scope], StaticType]] = {
    "const": _constant,
    "uint": lambda _, __: "uint",
    "var": _variable,
    "local": _local,
    "type": lambda _, __: "type",
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
