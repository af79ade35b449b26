"""What generated code calls; `codegen` names it, and every name here is one that it may use.

On the fast path: imports nothing outside the package.
"""

from __future__ import annotations

import marshal

from linea_helm.cel import operators
from linea_helm.cel.access import MISSING, enter, has, index, index_optional, present, rounds, select_optional
from linea_helm.cel.dispatch import call_any, call_one, call_two
from linea_helm.cel.errors import BudgetError, EvalError
from linea_helm.cel.join import with_labels, with_name
from linea_helm.cel.narrow import narrowed
from linea_helm.cel.search import searcher
from linea_helm.cel.values import NONE, Optional, Type, UInt, elements, equal, map_key, type_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType
    from typing import Any, NoReturn

    from linea_helm.cel.tree import Value


class Unsure(Exception):
    """Generated code does not know what the value is."""


#: What it raises where closures have to decide.
UNDECIDED = (Unsure, EvalError, KeyError, TypeError, IndexError, OverflowError, RecursionError, BudgetError)


def refuse(*_: Value) -> NoReturn:
    """Leave an expression to closures."""
    raise Unsure


def step(value: Value, key: str | int) -> Value:
    """Give what x.?key reaches when x is no map."""
    if value is MISSING:
        return MISSING
    found = select_optional(value, key) if type(key) is str else index_optional(value, key)
    return MISSING if found is NONE else found.value


def optional(reached: Value) -> Optional:
    """Make an optional value of what a chain reached."""
    return NONE if reached is MISSING else Optional(reached)


def optional_only(value: Value) -> Optional:
    """Give an optional value back; anything else is for closures."""
    if type(value) is not Optional:
        raise Unsure
    return value


def put(result: dict[Value, Value], key: Value, values: tuple[Value, ...]) -> None:
    """Add an entry to a map that is being made, or none; no key may stand twice."""
    found = map_key(key)
    if found in result:
        raise Unsure
    for value in values:
        result[found] = value


def plus(left: Value, right: Value) -> Value:
    """Compute left + right, most often of two texts or lists."""
    kind = type(left)
    if kind is type(right) and (kind is str or kind is list):
        value = left + right
        return value if len(value) <= operators.LONGEST else operators.bounded(value)
    return operators.add(left, right)


_SEARCHERS: dict[str, Callable[[str], bool]] = {}


def matches(text: Value, pattern: str, words: tuple[str, ...], code: bytes) -> bool:
    """Tell whether a text holds a match of a pattern."""
    if type(text) is not str:
        raise Unsure
    search = _SEARCHERS.get(pattern)
    if search is None:
        search = _SEARCHERS[pattern] = searcher(pattern, words, code)
    return search(text)


_FUNCTION: Any = type(refuse)
_NAMES: dict[str, object] = {
    "__builtins__": {},
    **{each.__name__: each for each in (type, len, dict, list, int, str)},
    **{each.__name__: each for each in (Optional, Type, UInt)},
    **{each.__name__: each for each in (refuse, step, optional, optional_only, put, plus, matches)},
    **{
        each.__name__: each for each in (enter, has, index, index_optional, present, rounds, elements, equal, type_name)
    },
    **{each.__name__: each for each in (call_any, call_one, call_two)},
    "contained": operators.contained,
    "divide": operators.divide,
    "greater": operators.greater,
    "greater_equal": operators.greater_equal,
    "less": operators.less,
    "less_equal": operators.less_equal,
    "modulo": operators.modulo,
    "multiply": operators.multiply,
    "negate": operators.negate,
    "subtract": operators.subtract,
    "narrowed": narrowed,
    "with_labels": with_labels,
    "with_name": with_name,
    "MISSING": MISSING,
    "NOTHING": {},
    "NONE": NONE,
}


def define(**names: object) -> None:
    """Let generated code name what knows this module."""
    _NAMES.update(names)


def function(code: bytes | CodeType) -> Callable[[dict[str, Value]], Value]:
    """Make the function of generated code, packed or ready to run: it takes the bindings of a program."""
    ready = marshal.loads(code) if type(code) is bytes else code  # noqa: S302 - as trusted as its holder
    made: Callable[[dict[str, Value]], Value] = _FUNCTION(ready, _NAMES)
    return made
