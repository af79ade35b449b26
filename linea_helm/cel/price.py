"""What an API server charges for a call, once its arguments and its result are known.

Source: cel-go interpreter/runtimecost.go, ext/lists.go, ext/sets.go; k8s.io/apiserver pkg/cel/library/cost.go. Where
these choose by overload, and data could be of several types, no overload is known and the call costs 1.
"""

from __future__ import annotations

from linea_helm.cel.library import overloads, spread
from linea_helm.cel.types import fits, named, part
from linea_helm.cel.types import name as type_name
from linea_helm.cel.values import NONE, Optional

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from linea_helm.cel.outcome import Outcome
    from linea_helm.cel.tree import Node
    from linea_helm.cel.types import StaticType

    Kinds = Sequence[StaticType]
    Values = Sequence[Outcome]

#: Functions of one argument that cel-go computes when it compiles, where that is a constant.
CONVERSIONS = frozenset(("bool", "bytes", "double", "duration", "dyn", "int", "string", "timestamp", "type", "uint"))
_NEW_LIST = 10

#: How long the pattern behind a named format is taken to be (apiserver: pkg/cel/library/format.go).
_FORMAT_SIZES = {
    **dict.fromkeys(("dns1123Label", "dns1035Label", "dns1123LabelPrefix", "dns1035LabelPrefix"), 30),
    **dict.fromkeys(("dns1123Subdomain", "dns1123SubdomainPrefix", "qualifiedName"), 60),
    "labelValue": 40,
    "uri": 1103,
    "uuid": 70,
    "byte": 84,
    **dict.fromkeys(("date", "datetime"), 71),
}


def operator_price(name: str, kinds: Kinds, values: Values) -> int:
    """Price an operator of two operands; `kinds` are their types, as far as these are known before there is data."""
    sizes = [_size(value) for value in values]
    if name in ("==", "!="):
        return 1 if name == "==" and _is_of_kubernetes(values[0]) else _traversed(min(sizes))
    if name == "in":
        return sizes[1] if type_name(kinds[1]) == "list" else 1
    if not {"string", "bytes"}.isdisjoint(map(type_name, kinds)):
        return _traversed(sum(sizes) if name == "+" else min(sizes))
    return 1


def call_price(node: Node, kinds: Kinds, values: Values, result: Outcome) -> int:
    """Price the call of a function or method; `kinds` are the types of its arguments."""
    name = node[2]
    if name in ("sort", "@sortBy") and part(kinds[-1], 1) == "dyn":
        return 1
    if name in ("string", "bytes"):
        is_text = type_name(kinds[0]) == {"string": "bytes", "bytes": "string"}[name]
        return _traversed(_size(values[0])) if is_text else 1
    if name in ("containsIP", "containsCIDR"):
        return _contained(name, values, is_text=type_name(kinds[1]) == "string")
    if name == "ip" and node[0] == "method":
        return 1
    price = _PRICES.get(name)
    return 1 if price is None else price(values, result)


def stops_early(node: Node, kinds: Kinds) -> bool:
    """Tell whether a call whose first argument fails looks at no other: it is of the general form in cel-go's plan.

    That has no more than two arguments when a pattern is constant, and when several overloads could be meant.
    """
    kind, _, name, args = node
    if name in ("matches", "find", "findAll") and args[1:]:
        return bool(args[1][0] == "const")
    if len(args) != 2:
        return len(args) > 2
    known = (spread(params, 2) for params, _, _ in overloads("METHODS" if kind == "method" else "FUNCTIONS", name))
    return sum(all(map(fits, kinds, map(named, params))) for params in known if params) > 1


def _size(value: Outcome) -> int:
    """Measure a value as cel-go does: the length of what has one, else 1."""
    if isinstance(value, (str, bytes, list, dict)):
        return len(value)
    if type(value) is Optional and value is not NONE:
        return _size(value.value)
    kind = getattr(value, "cel_type", "")
    if kind == "net.IP":
        return 4 if value.family == 4 else 16
    return -(-value.length // 8) if kind == "net.CIDR" else 1


def _is_of_kubernetes(value: Outcome) -> bool:
    return getattr(value, "cel_type", "") in ("net.IP", "net.CIDR")


def _up(number: float) -> int:
    return -int(-number // 1)


def _traversed(size: int, times: int = 1) -> int:
    """Price the reading of so many characters: a tenth each, as Go multiplies and rounds up."""
    return _up(float(size) * times * 0.1) if times == 1 else _up(float(size) * (times * 0.1))


def _first(values: Values, _: Outcome) -> int:
    return _traversed(_size(values[0]))


def _first_twice(values: Values, _: Outcome) -> int:
    return _traversed(_size(values[0]), 2)


def _second(values: Values, _: Outcome) -> int:
    return _traversed(_size(values[1]))


def _matched(values: Values, _: Outcome) -> int:
    return _up((1.0 + _size(values[0])) * 0.1) * _up(_size(values[1]) * 0.25)


def _found(values: Values, _: Outcome) -> int:
    return _traversed(_size(values[0])) * _traversed(_size(values[1]))


def _validated(values: Values, _: Outcome) -> int:
    size = _FORMAT_SIZES.get(getattr(values[0], "name", ""))
    return 1 if size is None else _up((1.0 + _size(values[1])) * 0.1) * _up(size * 0.25)


def _visited(value: Outcome) -> int:
    if isinstance(value, (str, bytes)):
        return int(len(value.encode() if isinstance(value, str) else value) * 0.1)
    if isinstance(value, list):
        return sum(map(_visited, value))
    if isinstance(value, dict):
        return sum(_visited(key) + _visited(item) for key, item in value.items())
    return 1


def _contained(name: str, values: Values, *, is_text: bool) -> int:
    size = _size(values[0])
    price = _up((size + size) * 0.1) + (_traversed(size) + 1 if name == "containsCIDR" else 0)
    return price + (_traversed(_size(values[1])) if is_text else 0)


def _made_list(size: float) -> int:
    return int(size) + 1 + _NEW_LIST


def _flattened(values: Values, _: Outcome) -> int:
    depth = float(values[1]) if values[1:] and isinstance(values[1], int) else 1.0
    return _made_list(_size(values[0]) * (depth if depth >= 0 else 1.0))


def _compared(values: Values, _: Outcome) -> int:
    """Price what compares each element of the last argument with each."""
    items = values[-1]
    factor = 2.1 if isinstance(items, list) and items and isinstance(items[0], (str, bytes)) else 2.0
    return _made_list(float(_size(items) ** 2) * factor)


def _sets(factor: float) -> Callable[[Values, Outcome], int]:
    return lambda values, _: 1 + int(float(_size(values[0]) * _size(values[1])) * factor)


def _nothing_more(_: Values, result: Outcome) -> int:
    return _made_list(_size(result))


_PRICES: dict[str, Callable[[Values, Outcome], int]] = {
    **dict.fromkeys(("startsWith", "endsWith"), _second),
    "contains": _found,
    **dict.fromkeys(("matches", "find", "findAll"), _matched),
    **dict.fromkeys(
        (
            *("strings.quote", "format", "url", "lowerAscii", "upperAscii", "substring", "trim", "jsonpatch.escapeKey"),
            *("ip", "cidr", "isIP", "isCIDR", "quantity", "isQuantity", "semver", "isSemver"),
        ),
        _first,
    ),
    **dict.fromkeys(("replace", "split", "ip.isCanonical"), _first_twice),
    "join": lambda _, result: _traversed(_size(result), 2),
    **dict.fromkeys(
        ("isSorted", "sum", "max", "min", "indexOf", "lastIndexOf", "includes"),
        lambda values, _: _visited(values[0]),
    ),
    "validate": _validated,
    **dict.fromkeys(("sets.contains", "sets.intersects"), _sets(1)),
    "sets.equivalent": _sets(2),
    **dict.fromkeys(("slice", "reverse", "lists.range"), _nothing_more),
    "flatten": _flattened,
    **dict.fromkeys(("sort", "@sortBy", "distinct"), _compared),
}
