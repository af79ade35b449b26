"""Optional values: `optional.of(x)`, `optional.none()` and what is asked of them. `or` and `orValue` are in `calls`.

Source: cel-go, cel.OptionalTypes().
"""

from __future__ import annotations

from linea_helm.cel.errors import EvalError
from linea_helm.cel.values import NONE, Optional, type_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linea_helm.cel.library import Overloads
    from linea_helm.cel.tree import Value


def _none() -> Optional:
    return NONE


def _of_non_zero_value(value: Value) -> Optional:
    return NONE if _is_zero(value) else Optional(value)


def _is_zero(value: Value) -> bool:
    if value is NONE or value is None or getattr(value, "nanoseconds", 1) == 0:
        return True
    return isinstance(value, (bool, int, float, str, bytes, list, dict)) and not value


def _has_value(value: Optional) -> bool:
    return value is not NONE


def _value(value: Optional) -> Value:
    if value is NONE:
        raise EvalError("optional.none() has no value")
    return value.value


def _unwrap(items: list[Value]) -> list[Value]:
    for item in items:
        if type(item) is not Optional:
            raise EvalError(f"unwrap: the list holds a {type_name(item)}, which is not optional")
    return [item.value for item in items if item is not NONE]


def _first(items: list[Value]) -> Optional:
    return Optional(items[0]) if items else NONE


def _last(items: list[Value]) -> Optional:
    return Optional(items[-1]) if items else NONE


def _in_calls(_: Optional, __: Value) -> Value:
    raise AssertionError("calls.py evaluates the second argument only when it is needed")


FUNCTIONS: Overloads = {
    "optional.of": ((("dyn",), "optional_type", Optional),),
    "optional.ofNonZeroValue": ((("dyn",), "optional_type", _of_non_zero_value),),
    "optional.none": (((), "optional_type", _none),),
    "optional.unwrap": ((("list",), "list", _unwrap),),
}

METHODS: Overloads = {
    "hasValue": ((("optional_type",), "bool", _has_value),),
    "value": ((("optional_type",), "dyn", _value),),
    "unwrapOpt": ((("list",), "list", _unwrap),),
    "first": ((("list",), "optional_type", _first),),
    "last": ((("list",), "optional_type", _last),),
    "or": ((("optional_type", "optional_type"), "optional_type", _in_calls),),
    "orValue": ((("optional_type", "dyn"), "dyn", _in_calls),),
}
