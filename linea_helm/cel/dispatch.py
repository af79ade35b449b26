"""Find the overload of a function for the classes of its arguments, and remember it for all programs together.

On the fast path: imports nothing outside the package.
"""

from __future__ import annotations

from linea_helm.cel.library import overloads, spread
from linea_helm.cel.operators import no_overload
from linea_helm.cel.values import type_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from linea_helm.cel.tree import Value

#: By table and name, such as "METHODS size", then by the classes of the arguments.
_KNOWN: dict[str, dict[Any, Callable[..., Value]]] = {}


def function_key(kind: str, name: str) -> str:
    """Name a function for the calls below; `kind` is that of the node, "call" or "method"."""
    return f"{'METHODS' if kind == 'method' else 'FUNCTIONS'} {name}"


def call_one(key: str, value: Value) -> Value:
    """Call a function or a method with one argument, or raise EvalError."""
    known = _KNOWN.get(key) or _KNOWN.setdefault(key, {})
    function = known.get(type(value))
    if function is None:
        function = known[type(value)] = _find(key, (value,))
    return function(value)


def call_two(key: str, first: Value, second: Value) -> Value:
    """Call one with two arguments."""
    known = _KNOWN.get(key) or _KNOWN.setdefault(key, {})
    kinds = (type(first), type(second))
    function = known.get(kinds)
    if function is None:
        function = known[kinds] = _find(key, (first, second))
    return function(first, second)


def call_any(key: str, *args: Value) -> Value:
    """Call one with any number of arguments."""
    return _find(key, args)(*args)


def _find(key: str, args: tuple[Value, ...]) -> Callable[..., Value]:
    table, _, name = key.partition(" ")
    types = [type_name(arg) for arg in args]
    for params, _, function in overloads(table, name):
        wanted = spread(params, len(types))
        if wanted is not None and all(map(_accepts, wanted, types)):
            return function
    raise no_overload(name, *args)


def _accepts(param: str, given: str) -> bool:
    """Compare names of types; of a list(string) the function itself looks at the elements."""
    return param in ("dyn", given) or param.partition("(")[0] == given
