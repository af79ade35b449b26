"""What reaching into data gives, on values: x.f, x[k], x.?f, x[?k], has(x.f), and what a macro runs over.

On the fast path: imports nothing outside the package.
"""

from __future__ import annotations

from linea_helm.cel.errors import EvalError
from linea_helm.cel.values import NONE, Optional, elements, key_value, lookup_key, type_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linea_helm.cel.tree import Value

#: What a chain with a `?` reaches when something on its way is not there; no value of the language.
MISSING = object()


def select(value: Value, field: str) -> Value:
    """Give value.field exactly; of an optional value, an optional field."""
    if isinstance(value, dict):
        if field in value:
            return value[field]
        raise EvalError(f"no such key: {field}")
    if type(value) is Optional:
        return select_optional(value, field)
    raise EvalError(f"{type_name(value)} has no field {field}")


def select_optional(value: Value, field: str) -> Optional:
    """Give value.?field: an optional value, none when the field is absent."""
    if type(value) is Optional:
        return NONE if value is NONE else select_optional(value.value, field)
    if isinstance(value, dict):
        return Optional(value[field]) if field in value else NONE
    _refuse_list(value, field)
    return NONE


def index(value: Value, key: Value) -> Value:
    """Give value[key] exactly: an element of a list, an entry of a map; of an optional value, an optional one."""
    if type(value) is list:
        return value[_position(value, key)]
    if isinstance(value, dict):
        found = lookup_key(key)
        if found in value:
            return value[found]
        raise EvalError(f"no such key: {shown(key)}")
    if type(value) is Optional:
        return index_optional(value, key)
    raise EvalError(f"no such overload: _[_]({type_name(value)}, {type_name(key)})")


def _position(value: list[Value], key: Value) -> int:
    kind = type_name(key)
    if kind not in ("int", "uint", "double"):
        raise EvalError(f"no such overload: _[_](list, {kind})")
    if not 0 <= key < len(value):
        raise EvalError(f"index out of bounds: {key}, the list has {len(value)} elements")
    if key != int(key):
        raise EvalError(f"invalid index {key}")
    return int(key)


def shown(key: Value) -> str:
    """Write the key of a map as an expression has it."""
    return key if type(key) is str else str(key).lower() if type(key) is bool else str(key)


def index_optional(value: Value, key: Value) -> Optional:
    """Give value[?key]: an optional value, none when there is no such element or entry."""
    if type(value) is Optional:
        return NONE if value is NONE else index_optional(value.value, key)
    if type(value) is list:
        kind = type_name(key)
        if kind not in ("int", "uint", "double"):
            raise EvalError(f"no such overload: _[?_](list, {kind})")
        return Optional(value[int(key)]) if 0 <= key < len(value) and key == int(key) else NONE
    if isinstance(value, dict):
        found = lookup_key(key)
        return Optional(value[found]) if found in value else NONE
    return NONE


def has(value: Value, field: str) -> bool:
    """Tell whether a map, or the map in an optional value, has this field."""
    if isinstance(value, dict):
        return field in value
    if type(value) is Optional:
        return value is not NONE and has(value.value, field)
    _refuse_list(value, field)
    return False


def _refuse_list(value: Value, field: str) -> None:
    """Refuse to ask a list for a field; null and scalars have none, which is no error (cel-go: refQualify)."""
    if type(value) is list:
        raise EvalError(f"list has no field {field}")


def present(value: Value) -> tuple[Value, ...]:
    """Give what an item or an entry written with ? adds: its value, or nothing."""
    if type(value) is not Optional:
        raise EvalError(f"an item written with ? must be optional, not {type_name(value)}")
    return () if value is NONE else (value.value,)


def rounds(value: Value, count: int) -> list[Value]:
    """Give what the variables of a macro are bound to, round by round: an item for one name, a pair for two."""
    if count == 1:
        return elements(value)
    if isinstance(value, dict):
        return [(key_value(key), item) for key, item in value.items()]
    return list(enumerate(elements(value)))


def enter(result: dict[Value, Value], entries: Value) -> None:
    """Add the entries that a round of transformMap makes; no key may stand twice."""
    if not isinstance(entries, dict):
        raise EvalError(f"transformMapEntry must give a map, not {type_name(entries)}")
    for key in entries:
        if key in result:
            raise EvalError(f"the key {key} stands twice in the map")
    result.update(entries)
