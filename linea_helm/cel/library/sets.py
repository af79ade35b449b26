"""Lists as sets: sets.contains, sets.equivalent, sets.intersects. Source: cel-go ext/sets.go."""

from __future__ import annotations

from linea_helm.cel.operators import contained

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linea_helm.cel.library import Overloads
    from linea_helm.cel.tree import Value


def _contains(items: list[Value], wanted: list[Value]) -> bool:
    return all(contained(item, items) for item in wanted)


def _equivalent(left: list[Value], right: list[Value]) -> bool:
    return _contains(left, right) and _contains(right, left)


def _intersects(left: list[Value], right: list[Value]) -> bool:
    return any(contained(item, right) for item in left)


_LISTS = ("list", "list")

FUNCTIONS: Overloads = {
    "sets.contains": ((_LISTS, "bool", _contains),),
    "sets.equivalent": ((_LISTS, "bool", _equivalent),),
    "sets.intersects": ((_LISTS, "bool", _intersects),),
}

METHODS: Overloads = {}
