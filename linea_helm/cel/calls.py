"""Closures for calls of functions and methods; the overload found for the classes of the arguments is remembered.

On the fast path: imports nothing outside the package.
"""

from __future__ import annotations

from linea_helm.cel.library import overloads, spread
from linea_helm.cel.operators import no_overload
from linea_helm.cel.reach import MISSING, reach
from linea_helm.cel.search import searcher
from linea_helm.cel.values import NONE, Optional, type_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from linea_helm.cel.evaluate import Builder, Closure, Factory, Frame
    from linea_helm.cel.tree import Node, Value


def _call(builder: Builder, node: Node) -> Closure:
    kind, _, name, args = node
    if name == "matches" and args[1:] and args[1][0] == "const" and type(args[1][2]) is str:
        return _matches(builder.build(args[0]), *args[1][2:])
    if name in ("or", "orValue"):
        reached = reach(builder, args[0]) if name == "orValue" else None
        other = builder.build(args[1])
        return _default(reached, other) if reached else _fallback(name, builder.build(args[0]), other)
    table = "METHODS" if kind == "method" else "FUNCTIONS"
    closures = [builder.build(arg) for arg in args]
    if len(closures) == 1:
        return _of_one(table, name, closures[0])
    if len(closures) == 2:
        return _of_two(table, name, *closures)
    return _of_any(table, name, closures)


#: By table and name, then by the classes of the arguments, for all programs together.
_KNOWN: dict[tuple[str, str], dict[Any, Callable[..., Value]]] = {}


def find(table: str, name: str, args: tuple[Value, ...]) -> Callable[..., Value]:
    """Give the function that takes these arguments, or raise EvalError."""
    types = [type_name(arg) for arg in args]
    for params, _, function in overloads(table, name):
        wanted = spread(params, len(types))
        if wanted is not None and all(map(_accepts, wanted, types)):
            return function
    raise no_overload(name, *args)


def _accepts(param: str, given: str) -> bool:
    """Compare names of types; of a list(string) the function itself looks at the elements."""
    return param in ("dyn", given) or param.partition("(")[0] == given


def _of_one(table: str, name: str, argument: Closure) -> Closure:
    known = _KNOWN.setdefault((table, name), {})

    def run(frame: Frame) -> Value:
        value = argument(frame)
        function = known.get(type(value))
        if function is None:
            function = known[type(value)] = find(table, name, (value,))
        return function(value)

    return run


def _of_two(table: str, name: str, left: Closure, right: Closure) -> Closure:
    known = _KNOWN.setdefault((table, name), {})

    def run(frame: Frame) -> Value:
        first, second = left(frame), right(frame)
        kinds = (type(first), type(second))
        function = known.get(kinds)
        if function is None:
            function = known[kinds] = find(table, name, (first, second))
        return function(first, second)

    return run


def _of_any(table: str, name: str, closures: list[Closure]) -> Closure:
    def run(frame: Frame) -> Value:
        args = tuple(closure(frame) for closure in closures)
        return find(table, name, args)(*args)

    return run


def _fallback(name: str, target: Closure, other: Closure) -> Closure:
    """Compile target.or(other): other is not evaluated when target has a value."""

    def run(frame: Frame) -> Value:
        value = target(frame)
        if type(value) is not Optional:
            raise no_overload(name, value)
        if value is NONE:
            return other(frame)
        return value.value if name == "orValue" else value

    return run


def _default(reached: Closure, other: Closure) -> Closure:
    """Compile x.?f.orValue(other), by far the most used of them."""

    def run(frame: Frame) -> Value:
        value = reached(frame)
        return other(frame) if value is MISSING else value

    return run


def _matches(text: Closure, pattern: str, words: tuple[str, ...] = ()) -> Closure:
    search = searcher(pattern, words)

    def run(frame: Frame) -> bool:
        value = text(frame)
        if type(value) is not str:
            raise no_overload("matches", value, pattern)
        return search(value)

    return run


CALLS: dict[str, Factory] = {"call": _call, "method": _call}
