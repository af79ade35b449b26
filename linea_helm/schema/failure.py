"""What the schema engine says, as plain data: one keyword that a value does not fulfil."""

from __future__ import annotations

from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeAlias

    from jsonschema.exceptions import SchemaError, ValidationError

    from linea_helm.finding import Path

    #: JSON as Python data.
    Json: TypeAlias = Any


class Failure(NamedTuple):
    """A keyword and the value that breaks it.

    `keyword` is "" for the schema `false`. `wanted` is what stands behind the keyword, `schema` the map around it.
    `keys` are the unknown or the missing ones, where the keyword is about keys.
    `is_key` says that `value` is itself a key of the map at `path`.
    `is_whole` says that the value is the one the forms of an outer `anyOf` or `oneOf` are about, not a part of it.
    `forms` are the failures of each form that was tried.
    """

    path: Path
    keyword: str
    value: Json
    wanted: Json
    schema: dict[str, Json]
    keys: tuple[str, ...]
    is_key: bool
    is_whole: bool
    forms: tuple[tuple[Failure, ...], ...]


def failure(error: ValidationError | SchemaError) -> Failure:
    """Take over what the engine says."""
    # An error that left the engine has no unset part; its types say otherwise.
    keyword, schema = error.validator, error.schema
    return Failure(
        path=tuple(error.absolute_path),
        keyword=str(keyword or ""),
        value=error.instance,
        wanted=error.validator_value,
        schema=schema if isinstance(schema, dict) else {},
        keys=_keys(error),
        is_key=_is_key(error),
        is_whole=not error.path,
        forms=_forms(error),
    )


def _keys(error: ValidationError | SchemaError) -> tuple[str, ...]:
    """Find the keys that an error is about, which only its message tells, between quotes."""
    value: Json = error.instance
    wanted: Json = error.validator_value
    candidates = wanted if error.validator == "required" else value if isinstance(value, dict) else ()
    return tuple(key for key in candidates if repr(key) in error.message)


def _is_key(error: ValidationError | SchemaError) -> bool:
    steps = [str(step) for step in error.absolute_schema_path]
    return any(
        step == "propertyNames" and before != "properties"
        for before, step in zip(["", *steps[:-1]], steps, strict=True)
    )


def _forms(error: ValidationError | SchemaError) -> tuple[tuple[Failure, ...], ...]:
    forms: dict[object, list[Failure]] = {}
    for child in error.context or ():
        forms.setdefault(child.schema_path[0], []).append(failure(child))
    return tuple(map(tuple, forms.values()))
