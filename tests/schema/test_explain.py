"""linea_helm.schema: what is wrong with values, in the user's words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linea_helm.finding import Problem
from linea_helm.schema import explain
from linea_helm.schema.prepare import BadSchema

DRAFTS = (
    "draft/2020-12/schema",
    "draft/2019-09/schema",
    "draft-07/schema",
    "draft-06/schema",
    "draft-04/schema",
    "schema",
)
TYPES = '"array", "boolean", "integer", "null", "number", "object" or "string"'
MAP = "{b: …, a: …}"
DRAFT_7 = "http://json-schema.org/draft-07/schema#"


def told(schema, value):
    """Give the messages about one value, which stands at the key `v`."""
    verdict = explain({"$schema": DRAFT_7, "properties": {"v": schema}}, {"v": value})
    assert all(problem.path[0] == "v" for problem in verdict.problems)
    return [problem.message for problem in verdict.problems]


@pytest.mark.parametrize(
    ("schema", "value", "message"),
    [
        ({"type": "string"}, 8.0, "got number 8, want string; quote it"),
        ({"type": "string"}, True, "got boolean true, want string; quote it"),
        ({"type": "string"}, None, "got null, want string; a key with nothing behind it is null"),
        ({"type": "integer"}, "8545", 'got string "8545", want integer; remove the quotes'),
        ({"type": "integer"}, "x", 'got string "x", want integer'),
        ({"type": "integer"}, 1.5, "got number 1.5, want integer"),
        ({"type": "boolean"}, "true", 'got string "true", want boolean; remove the quotes'),
        ({"type": "boolean"}, "yes", 'got string "yes", want boolean; write true'),
        ({"type": ["boolean", "number"]}, "x", 'got string "x", want boolean or number'),
        ({"type": "number"}, "1.5", 'got string "1.5", want number; remove the quotes'),
        ({"type": "array"}, "a", 'got string "a", want list; begin the line below with a dash'),
        ({"type": "object"}, [1], "got a list of 1 item, want map"),
        ({"type": ["object", "null"]}, {}, None),
        ({"type": ["array", "null"]}, {"a": 1}, "got a map, want list or null"),
        (
            {"enum": ["Always", "Never"]},
            "always",
            'got string "always", want "Always" or "Never"; did you mean "Always"?',
        ),
        ({"enum": ["1", "2"]}, 1, 'got number 1, want "1" or "2"; quote it'),
        ({"enum": list(range(20))}, "x", f'got string "x", want {", ".join(map(str, range(11)))} or 11'),
        ({"const": "a"}, "b", 'got string "b", want "a"'),
        ({"minimum": 1}, 0, "got 0, want at least 1"),
        ({"maximum": 1}, 1.5, "got 1.5, want at most 1"),
        ({"exclusiveMinimum": 1}, 1, "got 1, want more than 1"),
        ({"exclusiveMaximum": 1}, 1, "got 1, want less than 1"),
        ({"multipleOf": 5}, 7, "got 7, want a multiple of 5"),
        ({"minLength": 1}, "", 'got "", which has 0 characters, want at least 1'),
        ({"maxLength": 1}, "ab", 'got "ab", which has 2 characters, want at most 1'),
        ({"pattern": "^[0-9]+Gi$"}, "8 GB", '"8 GB" does not match the pattern ^[0-9]+Gi$'),
        (
            {"pattern": "Gi$", "examples": ["8Gi"]},
            "8",
            '"8" does not match the pattern Gi$; an example that fits: "8Gi"',
        ),
        ({"format": "ipv4"}, "1.2.3", '"1.2.3" is not of the format ipv4'),
        ({"minItems": 1}, [], "got 0 items, want at least 1"),
        ({"maxItems": 1}, [1, 2], "got 2 items, want at most 1"),
        ({"minProperties": 1}, {}, "got 0 keys, want at least 1"),
        ({"maxProperties": 0}, {"a": 1}, "got 1 key, want at most 0"),
        ({"uniqueItems": True}, ["a", "b", "a"], 'items 0 and 2 are both "a", want each once'),
        ({"uniqueItems": True}, [True, 1, 1.0], "items 1 and 2 are both 1, want each once"),
        (
            {"uniqueItems": True},
            [{"a": 1, "b": 2}, {"b": 2, "a": 1}],
            "items 0 and 1 are both {b: …, a: …}, want each once",
        ),
        ({"dependencies": {"z": ["y"], "a": ["b", "c"]}}, {"a": 1, "b": 1}, 'key "a" needs "c" beside it'),
        ({"not": {"required": ["a", "b"]}}, {"a": 1, "b": 1}, '"a", "b" may not be set together'),
        ({"not": {"required": ["a"]}}, {"a": 1}, '"a" may not be set here'),
        ({"not": {"const": 1}}, 1, "the chart does not allow 1 here"),
        (
            {"oneOf": [{"type": "integer"}, {"minimum": 0}]},
            1,
            "more than one of the allowed forms fits, want exactly one",
        ),
        ({"contains": {"type": "string"}}, [1, 2], "none of the 2 items is what the chart asks for"),
        ({"items": [{}], "additionalItems": False}, [1, 2], "got 2 items, want at most 1"),
        (
            {"anyOf": [{"type": "string"}, {"type": ["integer", "null"]}]},
            [],
            "got a list of 0 items, want string, integer or null",
        ),
    ],
)
def test_a_message_names_the_value_and_what_is_wanted(schema, value, message):
    """And how to write it, where that is known."""
    assert told(schema, value) == ([] if message is None else [message])


@pytest.mark.parametrize(
    ("schema", "value", "message"),
    [
        ({"prefixItems": [{}], "items": False}, [1, 2], "got 2 items, want at most 1"),
        (
            {"contains": {"type": "string"}, "minContains": 2},
            ["a"],
            "want at least 2 items of the kind the chart asks for",
        ),
        (
            {"contains": {"type": "string"}, "maxContains": 0, "minContains": 0},
            ["a"],
            "want at most 0 items of the kind the chart asks for",
        ),
        ({"dependentRequired": {"a": ["b"]}}, {"a": 1}, 'key "a" needs "b" beside it'),
    ],
)
def test_words_of_newer_drafts(schema, value, message):
    """Without `$schema`, draft 2020-12 holds."""
    assert [problem.message for problem in explain({"properties": {"v": schema}}, {"v": value}).problems] == [message]


def test_every_problem_is_told_at_its_path():
    """All of them in one go, sorted by path, list items in the order of the list."""
    schema = {
        "additionalProperties": False,
        "required": ["image"],
        "properties": {"image": {"required": ["tag"]}, "args": {"items": {"type": "string"}}, "off": False},
        "patternProperties": {"^x-": {"type": "string"}},
    }
    values = {"imgae": {}, "x-a": 1, "args": ["a"] * 9 + [1, 2], "off": 1}
    assert explain(schema, values).problems == (
        Problem((), 'required key "image" is missing; is "imgae" meant to be it?', key_only=True),
        Problem(("args", 9), "got number 1, want string; quote it"),
        Problem(("args", 10), "got number 2, want string; quote it"),
        Problem(("imgae",), 'unknown key "imgae"; did you mean "image"?', key_only=True),
        Problem(("off",), "the chart takes no value here", key_only=True),
        Problem(("x-a",), "got number 1, want string; quote it"),
    )


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        ({"properties": {"b": {}, "c": {}}}, 'unknown key "zzzz"; known here: "b", "c"'),
        ({"patternProperties": {r"^x\z": {}}}, r'unknown key "zzzz"; known here: one that matches "^x\z"'),
        ({"properties": {f"k{i}": {} for i in range(14)}}, 'unknown key "zzzz"; known here: {} and 2 more'),
        ({}, 'unknown key "zzzz"'),
    ],
)
def test_an_unknown_key_is_told_what_is_known(schema, message):
    """The names, or the patterns as the chart has them, but not a page of them."""
    listed = ", ".join(f'"k{i}"' for i in range(12))
    problems = explain({**schema, "additionalProperties": False}, {"zzzz": 1}).problems
    assert problems == (Problem(("zzzz",), message.format(listed), key_only=True),)


def test_each_unknown_key_is_one_problem():
    """Also where only the whole of several schemas knows what is evaluated."""
    schema = {"allOf": [{"properties": {"a": {}}}], "unevaluatedProperties": False}
    assert [problem.path for problem in explain(schema, {"a": 1, "b": 1, "c's": 1}).problems] == [("b",), ("c's",)]


def test_a_key_that_breaks_a_rule_for_keys():
    """The key is marked, not its value."""
    problems = explain({"propertyNames": {"pattern": "^[a-z]+$"}}, {"A": 1}).problems
    assert problems == (Problem(("A",), 'as a key, "A" does not match the pattern ^[a-z]+$', key_only=True),)


STORAGE = [
    {"type": "string"},
    {"type": "object", "properties": {"size": {"pattern": "Gi$"}, "class": {}}, "additionalProperties": False},
    {"type": "object", "properties": {"kind": {"const": "none"}}, "required": ["kind"]},
]


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ({"size": "8 GB"}, Problem(("v", "size"), '"8 GB" does not match the pattern Gi$')),
        ({"siez": "8Gi"}, Problem(("v", "siez"), 'unknown key "siez"; did you mean "size"?', key_only=True)),
        ([], Problem(("v",), "got a list of 0 items, want string or map")),
    ],
)
def test_of_several_forms_the_nearest_one_is_told(value, problem):
    """Not that nothing fits, but what is wrong with the form that was meant."""
    assert explain({"properties": {"v": {"oneOf": STORAGE}}}, {"v": value}).problems == (problem,)


@pytest.mark.parametrize(
    ("schema", "path", "problem", "fix"),
    [
        (
            {"properties": {"a": {"type": "strng"}}},
            ("properties", "a", "type"),
            f'at /properties/a/type: got string "strng", want {TYPES}; did you mean "string"?',
            "",
        ),
        (
            {"properties": {"a": {"$ref": "https://[x/b.json"}}},
            ("properties", "a", "$ref"),
            'at /properties/a/$ref: "https://[x/b.json" is not of the format uri-reference',
            "",
        ),
        ({"$ref": "#/$defs/no"}, (), '"$ref": "#/$defs/no" leads nowhere', ""),
        (
            {"properties": {"a": {"$ref": "./b.json"}}},
            ("properties", "a", "$ref"),
            'at /properties/a/$ref: "$ref": "./b.json" leads to file:///b.json; Helm does not look for it in the chart',
            "move it into this file, under $defs, and refer to #/$defs/…",
        ),
        (
            {"$schema": "http://json-schema.org/draft-03/schema#"},
            ("$schema",),
            'at /$schema: Helm has no draft "http://json-schema.org/draft-03/schema#"',
            f"name one of: {', '.join(f'https://json-schema.org/{draft}' for draft in DRAFTS)}",
        ),
        ({"$ref": "#"}, (), 'a "$ref" leads back to itself', "let it lead to a schema with a type"),
    ],
    ids=["keyword", "no address", "nowhere", "file", "draft", "circle"],
)
def test_a_schema_that_helm_refuses(schema, path, problem, fix):
    """The place in the schema, what is wrong there, and what to write."""
    with pytest.raises(BadSchema) as raised:
        explain(schema, {"a": 1})
    assert (raised.value.path, raised.value.problem) == (path, f"values.schema.json: {problem}")
    assert raised.value.fix == fix


def test_a_pattern_that_helm_cannot_read():
    """Lookaround is common in schemas and unknown to Go."""
    with pytest.raises(BadSchema) as raised:
        explain({"properties": {"a": {"pattern": "(?=b)"}}}, {})
    assert raised.value.path == ("properties", "a", "pattern")
    assert 'Helm cannot read the pattern "(?=b)"' in raised.value.problem
    assert raised.value.fix == "write it in RE2 syntax, which knows no lookaround"


@pytest.mark.parametrize(
    ("schema", "unfetched"),
    [
        ({"properties": {"v": {"$ref": "https://x.example/a.json#/b"}}}, ("https://x.example/a.json",)),
        (
            {"$id": "https://x.example/s/v.json", "properties": {"v": {"$ref": "../a.json"}}},
            ("https://x.example/a.json",),
        ),
        ({"properties": {"v": {"$ref": "urn:x:y"}}}, ("urn:x:y",)),
        (
            {
                "$id": "https://x.example/a.json",
                "properties": {"v": {"$ref": "https://x.example/a.json#/$defs/d"}},
                "$defs": {"d": {}},
            },
            (),
        ),
        ({"properties": {"v": {"$ref": "https://json-schema.org/draft/2020-12/schema"}}}, ()),
    ],
    ids=["network", "relative", "urn", "itself", "draft"],
)
def test_nothing_is_fetched(schema, unfetched):
    """What is on the network counts as fulfilled and is named; what is at hand is used."""
    assert explain(schema, {"v": {}}) == ((), unfetched)


def test_the_rest_of_a_schema_holds_without_the_network():
    """One remote reference takes nothing else away."""
    schema = {"properties": {"a": {"$ref": "https://x.example/a.json"}, "b": {"type": "string"}}}
    assert [problem.path for problem in explain(schema, {"a": 1, "b": 1}).problems] == [("b",)]


@pytest.mark.parametrize(
    ("schema", "value", "fine"),
    [
        ({"type": "integer"}, 1.0, True),
        ({"maximum": 9007199254740992}, 9007199254740993, True),
        ({"multipleOf": 0.1}, 0.3, True),
        ({"const": True}, 1, False),
    ],
)
def test_numbers_are_helms(schema, value, fine):
    """64-bit floats, whole ones are integers, and true is no number."""
    assert (told(schema, value) == []) is fine


def test_a_key_does_not_get_into_a_message():
    """Neither as a value nor as a key, nor as the number that Helm reads."""
    key = "4f" * 32
    schema = {"additionalProperties": False, "properties": {"a": {"enum": ["x"]}, "b": {"type": "string"}}}
    text = repr([problem.message for problem in explain(schema, {"a": key, key: 1, "b": int(key, 16)}).problems])
    assert "4f4f4f4f" not in text
    assert "3.58" not in text


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


@given(JSON)
def test_any_values_are_judged(values):
    """Whatever the values hold, each problem has a path into them and a message of one line."""
    schema = {"type": "object", "additionalProperties": {"oneOf": [{"type": "string"}, {"items": {"minimum": 1}}]}}
    for problem in explain(schema, values).problems:
        node = values
        for part in problem.path:
            node = node[part]
        assert problem.message
