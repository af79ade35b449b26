"""What lists can do: the library of Kubernetes (isSorted, sum, min, max, indexOf, lastIndexOf, includes) and the list
extension.

Source: k8s.io/apiserver/pkg/cel/library/lists.go; cel-go ext/lists.go, version 3.
"""

from __future__ import annotations

from linea_helm.cel.errors import EvalError
from linea_helm.cel.operators import add, bounded, greater, less, no_overload
from linea_helm.cel.values import equal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from linea_helm.cel.library import Overloads
    from linea_helm.cel.tree import Value

_LONGEST_RANGE = 1_000_000
_DEEPEST = 100


def _is_sorted(items: list[Value]) -> bool:
    return not any(greater(items[i], items[i + 1]) for i in range(len(items) - 1))


def _sum(items: list[Value]) -> Value:
    if not items:
        return 0
    total = items[0]
    for item in items[1:]:
        total = add(total, item)
    if type(total) in (str, bytes, list, dict, bool, type(None)):
        raise no_overload("sum", total)
    return total


def _extreme(name: str, better: Callable[[Value, Value], bool]) -> Callable[[list[Value]], Value]:
    def find(items: list[Value]) -> Value:
        if not items:
            raise EvalError(f"{name} of an empty list")
        found = items[0]
        for item in items:
            found = item if better(item, found) else found
        return found

    return find


def _index_of(items: list[Value], wanted: Value) -> int:
    return next((i for i, item in enumerate(items) if equal(item, wanted)), -1)


def _last_index_of(items: list[Value], wanted: Value) -> int:
    return next((i for i in range(len(items) - 1, -1, -1) if equal(items[i], wanted)), -1)


def _slice(items: list[Value], start: int, end: int) -> list[Value]:
    if not 0 <= start <= end <= len(items):
        raise EvalError(f"slice({start}, {end}) of a list of {len(items)} elements")
    return items[start:end]


def _flatten(items: list[Value], depth: int = 1) -> list[Value]:
    if depth < 0:
        raise EvalError("flatten: the depth is negative")
    if depth == 0:
        return items
    result: list[Value] = []
    for item in items:
        result += _flatten(item, min(depth, _DEEPEST) - 1) if type(item) is list else [item]
    return list(bounded(result))


def _includes(value: Value, wanted: Value) -> bool:
    """Look for an element, or compare what is no list with it: a field may be a list in one version only."""
    return any(equal(item, wanted) for item in value) if type(value) is list else equal(value, wanted)


def _sort_by(items: list[Value], keys: list[Value]) -> list[Value]:
    """Sort items by keys of one type that has an order; equal keys keep their order."""
    for key in keys:
        less(keys[0], key)
        if type(key) is not type(keys[0]):
            raise no_overload("sort", keys[0], key)
    order = sorted(range(len(items)), key=keys.__getitem__)
    return [items[position] for position in order]


def _sort(items: list[Value]) -> list[Value]:
    return _sort_by(items, items)


def _distinct(items: list[Value]) -> list[Value]:
    """Keep the first of equal elements. Scalars are found by hash, as lists of them may be long."""
    kept: list[Value] = []
    seen: set[Value] = set()
    others: list[Value] = []
    for item in items:
        scalar = isinstance(item, (str, int, float)) and item == item  # noqa: PLR0124 - not NaN
        key = (type(item) is bool, item) if scalar else None
        if key in seen or (not scalar and any(equal(item, other) for other in others)):
            continue
        if scalar:
            seen.add(key)
        else:
            others.append(item)
        kept.append(item)
    return kept


def _reverse(items: list[Value]) -> list[Value]:
    return items[::-1]


def _range(count: int) -> list[Value]:
    if count < 0:
        raise EvalError(f"lists.range({count}): the size is negative")
    if count > _LONGEST_RANGE:
        raise EvalError(f"lists.range: more than {_LONGEST_RANGE} elements")
    return list(range(count))


FUNCTIONS: Overloads = {"lists.range": ((("int",), "list(int)", _range),)}

METHODS: Overloads = {
    "isSorted": ((("list",), "bool", _is_sorted),),
    "sum": ((("list",), "dyn", _sum),),
    "min": ((("list",), "dyn", _extreme("min", less)),),
    "max": ((("list",), "dyn", _extreme("max", greater)),),
    "indexOf": ((("list", "dyn"), "int", _index_of),),
    "lastIndexOf": ((("list", "dyn"), "int", _last_index_of),),
    "slice": ((("list", "int", "int"), "list", _slice),),
    "flatten": ((("list",), "list", _flatten), (("list", "int"), "list", _flatten)),
    "sort": ((("list",), "list", _sort),),
    "@sortBy": ((("list", "list"), "list", _sort_by),),
    "includes": ((("dyn", "dyn"), "bool", _includes),),
    "distinct": ((("list",), "list", _distinct),),
    "reverse": ((("list",), "list", _reverse),),
}
