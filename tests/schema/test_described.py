"""What a schema says of a value, as help for who wrote another one."""

from __future__ import annotations

import pytest

from linea_helm.schema.described import LONGEST, described

SCHEMA = {
    "properties": {
        "size": {"description": "How large", "$ref": "#/definitions/quantity"},
        "plain": {"$ref": "#/definitions/quantity"},
        "hosts": {"description": "Names,\n  each with a port\n\nMore of it", "items": {"properties": {"port": {}}}},
        "env": {"description": "By name", "additionalProperties": {"type": "string"}},
        "outer": {"properties": {"inner": {"description": "Inside"}}},
        "loop": {"$ref": "#/properties/loop"},
        "away": {"$ref": "https://example.org/schema#/x"},
        "odd": {"$ref": "#/definitions/a~1b%20c"},
        "long": {"description": "x" * 1000},
        "empty": {"description": "  "},
        "any": True,
    },
    "definitions": {"quantity": {"description": "A number with a unit"}, "a/b c": {"description": "Escaped"}},
}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("size",), (("size",), "How large")),
        (("plain",), (("plain",), "A number with a unit")),
        (("hosts", 0, "port"), (("hosts",), "Names, each with a port")),
        (("env", "A"), (("env",), "By name")),
        (("outer", "inner"), (("outer", "inner"), "Inside")),
        (("outer", "other"), None),
        (("odd",), (("odd",), "Escaped")),
        (("loop", "x"), None),
        (("away", "x"), None),
        (("empty",), None),
        (("any", "x"), None),
        (("unknown",), None),
        ((), None),
        (("long",), (("long",), "x" * (LONGEST - 1) + "…")),
    ],
    ids=str,
)
def test_the_nearest_description_is_found(path, expected):
    """The value's own, else that of the nearest map or list around it; the first paragraph, on one line."""
    assert described(SCHEMA, path) == expected


@pytest.mark.parametrize("schema", [True, False, [], {"properties": []}, {"properties": {"a": {"description": 1}}}])
def test_odd_schemas_say_nothing(schema):
    """What is no map of schemas has no description."""
    assert described(schema, ("a", "b")) is None
