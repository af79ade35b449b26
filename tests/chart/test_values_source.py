"""The schema follows from what values.yaml says: its defaults, and the comments above them."""

from __future__ import annotations

import sys

import pytest
from renders import PROJECT

sys.path.insert(0, str(PROJECT / "scripts"))  # it is no package

import chart_schema
import chart_values


def made(source: str) -> dict:
    """The schema of some values, without what all have."""
    schema = chart_schema.schema(chart_values.parse(source))
    del schema["properties"]["enabled"], schema["title"], schema["$schema"]
    return schema


def properties(source: str) -> dict:
    return made(source)["properties"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a: true", {"type": "boolean"}),
        ("a: text", {"type": "string"}),
        ("a: 3", {"type": "integer", "minimum": 0}),
        ("# -- Why\na: 3", {"description": "Why", "type": "integer", "minimum": 0}),
        ("# @schema {minimum: 2}\na: 3", {"type": "integer", "minimum": 2}),
        ("# @schema {enum: [0, 1]}\na: 1", {"enum": [0, 1]}),
        ("# @schema {type: [integer, string]}\na: 1", {"minimum": 0, "type": ["integer", "string"]}),
        ("# @schema {items: {type: string}}\na: []", {"type": "array", "items": {"type": "string"}}),
        ("# @schema\n#   {minLength: 1,\n#   maxLength: 2}\na: x", {"type": "string", "minLength": 1, "maxLength": 2}),
    ],
)
def test_a_default_gives_the_type(source, expected):
    """What a comment says is added, and wins."""
    assert properties(source)["a"] == expected


def test_a_map_has_the_keys_of_its_default():
    """It is closed, unless a comment opens it."""
    closed = {"type": "object", "additionalProperties": False, "properties": {"b": {"type": "string"}}}
    assert properties("a:\n  b: x")["a"] == closed
    opened = properties("# @schema {additionalProperties: true}\na:\n  b: x")["a"]
    assert opened == {**closed, "additionalProperties": True}


def test_types_are_referred_to_by_name():
    """A name stands for a type wherever a schema may stand."""
    types = "# @type labels {type: object, additionalProperties: name}\n# @type name {type: string}\n"
    schema = made(f"# @schema labels\na: {{}}\n# @schema {{items: name}}\nb: []\n{types}")
    assert schema["properties"]["a"] == {"$ref": "#/definitions/labels"}
    assert schema["properties"]["b"]["items"] == {"$ref": "#/definitions/name"}
    assert schema["definitions"]["labels"]["additionalProperties"] == {"$ref": "#/definitions/name"}


def test_components_are_alike():
    """A key says what the same key of another component said, unless it says something itself."""
    source = """
one:
  # -- How many
  # @schema {maximum: 9}
  n: 1
two:
  n: 2
three:
  # -- Own
  # @schema {}
  n: 3
"""
    found = {name: inner["properties"]["n"] for name, inner in with_definitions(made(source)).items()}
    assert found["one"] == found["two"] == {"description": "How many", "type": "integer", "minimum": 0, "maximum": 9}
    assert found["three"] == {"description": "Own", "type": "integer", "minimum": 0}


def with_definitions(schema: dict) -> dict:
    """The parts of a schema, references followed."""
    definitions = schema["definitions"]
    return {
        name: definitions[inner["$ref"].removeprefix("#/definitions/")] if "$ref" in inner else inner
        for name, inner in schema["properties"].items()
    }


def test_keys_of_another_map_are_added():
    """`with` adds the keys of another map, but for some; own ones win, and maps of both are joined."""
    source = """
defaults:
  probes:
    period: 1
  hidden: x
  both: x
# @schema {with: defaults, without: [hidden]}
besu:
  both: 1
  probes:
    preset: x
"""
    besu = properties(source)["besu"]["properties"]
    assert list(besu) == ["both", "probes"]
    assert besu["both"] == {"type": "integer", "minimum": 0}
    assert list(besu["probes"]["properties"]) == ["preset", "period"]


def test_like_takes_the_schema_of_another_value():
    """A value may be what another one is, and the two share a definition."""
    schema = made("image:\n  tag: x\n# -- The other\n# @schema like image\nkubectl:\n  tag: y")
    assert schema["properties"]["kubectl"] == {"description": "The other", "$ref": "#/definitions/image"}
    assert schema["properties"]["image"] == {"$ref": "#/definitions/image"}


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("a: []", "a: its default does not say what it may be"),
        ("a: null", "a: its default does not say what it may be"),
        ("a: {}", "a: an empty map does not say what may be in it"),
        ("# @schema strnig\na: x", "a: there is no type strnig"),
    ],
)
def test_what_says_too_little_is_an_error(source, problem):
    """It ends with the value's name, instead of a schema that takes anything."""
    with pytest.raises(SystemExit, match=problem):
        made(source)


def test_what_null_may_take_away():
    """Lists, free maps, options that may be null and what `defaults` stands in for; the rest is needed."""
    source = """
defaults:
  policy: x
# @schema {with: defaults}
besu:
  policy: y
  size: 1
  # @schema {type: [integer, "null"]}
  target: 1
  # @schema {items: {type: string}}
  list: []
  # @schema {minItems: 1, items: {type: string}}
  modes: [x]
  # @schema free
  config:
    a: 1
  part:
    b: x
# @type free {type: object}
"""
    needed = chart_schema.needed(chart_values.parse(source))
    assert needed == ["defaults", "defaults.policy", "besu", "besu.size", "besu.modes", "besu.part", "besu.part.b"]
