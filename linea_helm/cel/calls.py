"""Closures for calls of functions and methods."""

from __future__ import annotations

from linea_helm.cel.dispatch import call_any, call_one, call_two, function_key
from linea_helm.cel.operators import no_overload
from linea_helm.cel.search import searcher
from linea_helm.cel.values import NONE, Optional

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linea_helm.cel.evaluate import Builder, Closure, Factory, Frame
    from linea_helm.cel.tree import Node, Value


def _call(builder: Builder, node: Node) -> Closure:
    kind, _, name, args = node
    if name == "matches" and args[1:] and args[1][0] == "const" and type(args[1][2]) is str:
        return _matches(builder.build(args[0]), *args[1][2:])
    if name in ("or", "orValue"):
        return _fallback(name, builder.build(args[0]), builder.build(args[1]))
    key = function_key(kind, name)
    closures = [builder.build(arg) for arg in args]
    if len(closures) == 1:
        return _of_one(key, closures[0])
    if len(closures) == 2:
        return _of_two(key, *closures)
    return _of_any(key, closures)


def _of_one(key: str, argument: Closure) -> Closure:
    return lambda frame: call_one(key, argument(frame))


def _of_two(key: str, left: Closure, right: Closure) -> Closure:
    return lambda frame: call_two(key, left(frame), right(frame))


def _of_any(key: str, closures: list[Closure]) -> Closure:
    return lambda frame: call_any(key, *[closure(frame) for closure in closures])


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


def _matches(text: Closure, pattern: str, *prepared: Value) -> Closure:
    search = searcher(pattern, *prepared)

    def run(frame: Frame) -> bool:
        value = text(frame)
        if type(value) is not str:
            raise no_overload("matches", value, pattern)
        return search(value)

    return run


CALLS: dict[str, Factory] = {"call": _call, "method": _call}
