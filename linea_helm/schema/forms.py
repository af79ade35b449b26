"""Look into a schema without the engine: which schemas hold for a value, and which types it may have."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TypeAlias

    from linea_helm.schema.failure import Json

    #: A schema, and the document that its references are looked up in.
    Schema: TypeAlias = tuple[Json, Json]

#: Keywords of further schemas for the same value: a list of them, or one.
_SAME_VALUE = ("allOf", "anyOf", "oneOf", "if", "then", "else")
#: What stands for a schema that is not at hand.
_ANYTHING = {"additionalProperties": True}


def forms_of(schemas: Iterable[Schema]) -> list[Schema]:
    """Give the schemas for a value with all that they refer to or combine, each once and as a map."""
    forms: list[Schema] = []
    pending, seen = list(schemas), set[int]()
    while pending:
        schema, root = pending.pop()
        if isinstance(schema, dict) and id(schema) not in seen:
            seen.add(id(schema))
            forms.append((schema, root))
            pending += [(one, root) for one in _combined(schema, root)]
    return forms


def below(schemas: Iterable[Schema], key: str) -> list[Schema]:
    """Give the schemas for the value of a key; none when no schema names the key."""
    forms = [(form.get("properties"), root) for form, root in forms_of(schemas)]
    return [(named[key], root) for named, root in forms if isinstance(named, dict) and key in named]


def types(schemas: Iterable[Schema]) -> frozenset[str]:
    """Give the JSON types that schemas name for a value, wherever they name them; nothing when they name none."""
    named = [form.get("type") for form, _ in forms_of(schemas)]
    return frozenset(name for each in named for name in (each if isinstance(each, list) else [each]) if name)


def _combined(schema: dict[str, Json], root: Json) -> Iterator[Json]:
    for keyword in _SAME_VALUE:
        combined = schema.get(keyword)
        yield from combined if isinstance(combined, list) else [combined]
    if isinstance(schema.get("$ref"), str):
        yield _lookup(root, schema["$ref"])


def _lookup(root: Json, reference: str) -> Json:
    """Follow `#/a/b`; any other reference leads out of what is known."""
    if not reference.startswith("#/"):
        return _ANYTHING
    for part in reference[2:].split("/"):
        name = part.replace("~1", "/").replace("~0", "~")
        root = root[name] if isinstance(root, dict) and name in root else _ANYTHING
    return root
