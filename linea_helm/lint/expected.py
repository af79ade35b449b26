"""Which types a chart wants at a path of its values: those of its schema, else that of its default."""

from __future__ import annotations

from linea_helm.schema.forms import below, types

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from linea_helm.finding import Path
    from linea_helm.rules.unknown_key import Known

_OF_DEFAULT = {
    bool: frozenset({"boolean"}),
    int: frozenset({"integer", "number"}),
    float: frozenset({"integer", "number"}),
    str: frozenset({"string"}),
}


def types_at(known: Known, path: Path) -> frozenset[str]:
    """Give the JSON types that a chart names for the value at a path; nothing when nobody says, as inside lists."""
    if path and path[0] in known.charts:
        inside = types_at(known.charts[str(path[0])], path[1:])
        if inside:
            return inside
    schemas, default = [(known.schema, known.schema)], known.defaults
    for part in path:
        schemas = below(schemas, str(part)) if isinstance(part, str) else []
        default = _child(default, part)
    return types(schemas) or _OF_DEFAULT.get(type(default), frozenset())


def _child(value: Any, part: str | int) -> Any:  # noqa: ANN401 - values
    return value.get(part) if isinstance(value, dict) else None
