"""The verdict of `schema.explain` and of the real Helm on the same schemas and values."""

# ruff: noqa: E501 - tables with one keyword a line

from __future__ import annotations

import json
import random
import re
import subprocess

import pytest
from helms import MAJORS, helm

from linea_helm.errors import InputError
from linea_helm.schema import explain

DRAFTS = {
    "4": "http://json-schema.org/draft-04/schema#",
    "6": "http://json-schema.org/draft-06/schema#",
    "7": "https://json-schema.org/draft-07/schema",
    "2019": "https://json-schema.org/draft/2019-09/schema",
    "2020": "https://json-schema.org/draft/2020-12/schema",
    "none": None,
}
EACH = ["4", "6", "7", "2019", "2020", "none"]

#: (schema, values of one property); every schema is tried in every draft.
HAND = [
    ({"type": "string"}, ["a", 1, 1.5, True, None, [], {}]),
    ({"type": "integer"}, [1, 1.0, 1e20, 1.5, "1", True, 9007199254740993]),
    ({"type": ["number", "null"]}, [1, None, "x", False]),
    ({"enum": [1, "a", None, {"a": 1}]}, [1.0, "a", None, {"a": 1.0}, True, "b", {"a": True}]),
    ({"const": 0}, [0, 0.0, False, 1]),
    ({"minimum": 3, "exclusiveMaximum": 5}, [3, 5, 2.9, "2"]),
    ({"minimum": 3, "exclusiveMinimum": True}, [3, 4]),
    ({"multipleOf": 0.1}, [0.3, 0.35, 1, 1e10]),
    ({"multipleOf": 3}, [9, 10, 9.5]),
    ({"pattern": "^a$"}, ["a", "a\n", "ba", 3]),
    ({"pattern": r"^\d+$"}, ["12", "١٢"]),
    ({"pattern": r"^\pL+\z"}, ["äö", "a1"]),
    ({"pattern": "(?=a)"}, ["a"]),
    ({"pattern": "[[:alpha:]]{2}"}, ["ab", "a1"]),
    ({"definitions": {"x": {"pattern": "("}}}, [1]),
    ({"patternProperties": {"^x-": {"type": "string"}, r"\d$": {"type": "integer"}}, "additionalProperties": False},
     [{"x-a": "b"}, {"x-1": "b"}, {"a1": 1}, {"a": 1}, {}]),
    ({"properties": {"a": {"type": "string"}}, "additionalProperties": {"type": "integer"}}, [{"a": "x", "b": 1}, {"b": "x"}]),
    ({"properties": {"a": False}}, [{"a": 1}, {}]),
    ({"required": ["a", "b"]}, [{"a": 1}, {"a": 1, "b": None}, 3]),
    ({"minLength": 2, "maxLength": 3}, ["a", "äö", "😀😀", "abcd"]),
    ({"minItems": 1, "maxItems": 2, "uniqueItems": True}, [[], [1], [1, 1.0], [1, True], [1, 2, 3], [{"a": 1}, {"a": 1.0}]]),
    ({"minProperties": 1, "maxProperties": 1}, [{}, {"a": 1}, {"a": 1, "b": 2}]),
    ({"items": {"type": "string"}}, [["a"], ["a", 1], "a"]),
    ({"items": [{"type": "string"}], "additionalItems": False}, [["a"], ["a", 1], [1]]),
    ({"prefixItems": [{"type": "string"}], "items": False}, [["a"], ["a", 1], [1]]),
    ({"contains": {"type": "string"}, "minContains": 2}, [["a"], ["a", "b"], [1]]),
    ({"contains": {"type": "string"}, "maxContains": 1}, [["a", "b"], ["a"]]),
    ({"allOf": [{"type": "string"}, {"minLength": 2}]}, ["a", "ab", 1]),
    ({"anyOf": [{"type": "string"}, {"type": "integer", "minimum": 3}]}, ["a", 3, 2, None]),
    ({"oneOf": [{"type": "integer"}, {"minimum": 2}]}, [1, 1.5, 2.5, 3]),
    ({"not": {"required": ["a", "b"]}}, [{"a": 1}, {"a": 1, "b": 2}]),
    ({"if": {"properties": {"a": {"const": 1}}}, "then": {"required": ["b"]}, "else": {"required": ["c"]}},
     [{"a": 1, "b": 1}, {"a": 1}, {"a": 2}, {"a": 2, "c": 1}]),
    ({"dependencies": {"a": ["b"], "c": {"required": ["d"]}}}, [{"a": 1}, {"a": 1, "b": 1}, {"c": 1}]),
    ({"dependentRequired": {"a": ["b"]}}, [{"a": 1}, {"a": 1, "b": 1}]),
    ({"dependentSchemas": {"a": {"required": ["b"]}}}, [{"a": 1}, {"a": 1, "b": 1}]),
    ({"propertyNames": {"pattern": "^[a-z]+$"}}, [{"a": 1}, {"A": 1}]),
    ({"allOf": [{"properties": {"a": True}}], "unevaluatedProperties": False}, [{"a": 1}, {"b": 1}]),
    ({"patternProperties": {r"^a\z": True}, "unevaluatedProperties": {"type": "string"}}, [{"a": 1}, {"b": 1}, {"b": "x"}]),
    ({"items": [True], "unevaluatedItems": False}, [[1], [1, 2]]),
    ({"prefixItems": [True], "unevaluatedItems": {"type": "string"}}, [[1], [1, "a"], [1, 2]]),
    ({"$ref": "#/definitions/s", "definitions": {"s": {"type": "string"}}, "minLength": 3}, ["a", "abc", 1]),
    ({"$ref": "#/definitions/nowhere"}, [1]),
    ({"definitions": {"unused": {"$ref": "#/definitions/nowhere"}}}, [1]),
    ({"$ref": "./other.json"}, [1]),
    ({"$ref": "#/properties/v/items"}, [1]),
    ({"$defs": {"n": {"properties": {"next": {"$ref": "#/$defs/n"}}, "additionalProperties": False}}, "$ref": "#/$defs/n"},
     [{"next": {"next": {}}}, {"next": {"nxt": {}}}]),
    ({"$id": "https://example.com/a.json", "$defs": {"s": {"type": "string"}}, "properties": {"b": {"$ref": "#/$defs/s"}}},
     [{"b": "x"}, {"b": 1}]),
    ({"$id": "https://example.com/a.json", "$defs": {"s": {"$anchor": "it", "type": "string"}},
      "properties": {"b": {"$ref": "#it"}}}, [{"b": "x"}, {"b": 1}]),
    ({"type": "strng"}, ["a"]),
    ({"required": "a"}, [{}]),
    ({"minLength": -1}, ["a"]),
    ({"properties": []}, [{}]),
    ({"items": []}, [[1]]),
    ({"enum": []}, [1]),
    ({"exclusiveMinimum": 3}, [3, 4]),
    ({"unknownKeyword": {"type": "nonsense"}, "default": {"type": 3}}, [1]),
    ({"format": "nonsense"}, ["a"]),
    ({"contentEncoding": "base64", "contentMediaType": "application/json"}, ["%"]),
]  # fmt: skip

FORMATS = {
    "date": ["2024-02-29", "2023-02-29", "2023-1-01", "0000-01-01", "2023-01-01\n"],
    "time": ["12:00:00Z", "12:00:00", "12:00:00.5+02:00", "23:59:60Z", "22:59:60Z", "24:00:00Z", "01:29:60+01:30", "12:00:00.Z"],
    "date-time": ["2024-02-29T12:00:00Z", "2024-02-29 12:00:00Z", "2024-02-29t12:00:00z"],
    "duration": ["P1D", "PT1H30M", "P", "P1", "PT", "P1M2Y", "P3W", "P3W1D", "PT1M1H", "P1YT", "P1S"],
    "period": ["2024-01-01T00:00:00Z/P1D", "P1D/2024-01-01T00:00:00Z", "P1D/P1D", "2024-01-01T00:00:00Z/2024-01-02T00:00:00Z"],
    "ipv4": ["1.2.3.4", "1.2.3", "01.2.3.4", "256.1.1.1", "1.2.3.4.5", "1.2.3.a"],
    "ipv6": ["::1", "::ffff:1.2.3.4", "1.2.3.4", "fe80::1%eth0", ":::", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8:9", "::12345"],
    "hostname": ["a.b", "a..b", "-a", "a-", "a_b", "a.", "", "a" * 64, "ä.de"],
    "email": ["a@b", "a", "a@b@c", ".a@b", "a.@b", "a..b@c", '"a b"@c', "a@[1.2.3.4]", "a@[IPv6:::1]", "a b@c", "@b", "a@"],
    "uri": ["https://a.b/c?d#e", "a/b", "//a", "http://a b", "http://[::1]:80/", "http://a:b", "mailto:x", "1a:b", "http://a/%zz",
            "http://a%zz", "http://u:p@h", "http://u p@h", "http://::1", "http://a\\b", "https:///x", ":x", "a:b:c", "http://<x>/", "http://ä/", "a\nb:c"],
    "uri-reference": ["a/b", "#x", "a:b", "1a:b", "\\a", "%zz", "", "///a", "?a=%zz", "#%zz"],
    "uri-template": ["a/{b}", "a/{b", "a/{{b}}", "a/}b{", "a{?b,c}", ":{x}", "http://a/{b}/{c}"],
    "json-pointer": ["", "/a", "a", "/a~0", "/a~", "/a~2", "/a/b"],
    "relative-json-pointer": ["0", "1/a", "01/a", "/a", "1#", "1#a", "10"],
    "uuid": ["2eb8aa08-aa98-11ea-b4aa-73b441d16380", "2EB8AA08-AA98-11EA-B4AA-73B441D16380", "2eb8aa08aa9811eab4aa73b441d16380", "x"],
    "semver": ["1.2.3", "1.2", "01.2.3", "1.2.3-a.1", "1.2.3-01", "1.2.3+b.01", "1.2.3+", "v1.2.3", "1.2.3-"],
    "regex": ["a+", "(", r"\d", "(?=a)", "[", r"\Z"],
}  # fmt: skip


def cases():
    for draft in EACH:
        for schema, values in HAND:
            for value in values:
                yield draft, schema, value
    for name, texts in FORMATS.items():
        for text in [*texts, 3]:
            yield "7", {"format": name}, text
    yield "2020", {"format": "ipv4"}, "x"
    yield "2019", {"format": "ipv4"}, "x"
    yield "4", {"format": "ipv4"}, "x"


def wrapped(draft, schema):
    """Put a schema where Helm changes nothing: it adds `global` to a sub-chart's values and drops nulls from maps."""
    moved = {key: value for key, value in schema.items() if key in ("definitions", "$defs", "$id")}
    inner = {key: value for key, value in schema.items() if key not in moved}
    named = {"$schema": DRAFTS[draft]} if DRAFTS[draft] else {}
    return {**named, **moved, "properties": {"v": {"items": inner}}}


def ours(schema, value):
    try:
        return not explain(schema, {"global": {}, "v": [value]}).problems
    except InputError:
        return False


def theirs(tmp_path, version, pairs):
    """Ask Helm about all pairs at once: each is a sub-chart of one chart."""
    chart = tmp_path / "chart"
    values = {}
    for index, (schema, value) in enumerate(pairs):
        folder = chart / "charts" / f"c{index}"
        (folder / "templates").mkdir(parents=True)
        (folder / "Chart.yaml").write_text(f"apiVersion: v2\nname: c{index}\nversion: 0.1.0\n", encoding="utf-8")
        (folder / "values.schema.json").write_text(json.dumps(schema), encoding="utf-8")
        values[f"c{index}"] = {"v": [value]}
    (chart / "Chart.yaml").write_text("apiVersion: v2\nname: all\nversion: 0.1.0\n", encoding="utf-8")
    (chart / "values.yaml").write_text(json.dumps(values, ensure_ascii=False), encoding="utf-8")
    done = subprocess.run(
        [helm(version), "template", chart], capture_output=True, text=True, check=False, encoding="utf-8"
    )
    assert "values don't meet the specifications of the schema" in done.stderr, done.stderr[-2000:]
    refused = {int(number) for number in re.findall(r"c(\d+):$", done.stderr, re.MULTILINE)}
    return [index not in refused for index in range(len(pairs))]


@pytest.mark.helm
@pytest.mark.parametrize("version", MAJORS)
def test_hand_written_cases_get_helms_verdict(tmp_path, version):
    """Every keyword, in every draft, accepts and refuses what Helm accepts and refuses."""
    pairs = [(wrapped(draft, schema), value) for draft, schema, value in cases()]
    verdicts = theirs(tmp_path, version, pairs)
    assert 300 < sum(verdicts) < 900, "both verdicts are common"
    different = [pair for pair, verdict in zip(pairs, verdicts, strict=True) if ours(*pair) is not verdict]
    assert different == []


class Generator:
    """Random schemas and values that have something to do with each other; one seed, one sequence."""

    KEYS = ("a", "b", "c", "x-1")

    def __init__(self, seed):
        self.random = random.Random(seed)  # noqa: S311 - repeatable, not secret

    def pair(self):
        draft = self.random.choice(EACH)
        return wrapped(draft, {"allOf": [self.schema(draft, 3)]}), self.value(3)

    def value(self, depth):
        pick = self.random.randrange(9 if depth else 7)
        if pick < 7:
            return [None, True, False, 0, 1.0, 2.5, self.text()][pick]
        items = [self.value(depth - 1) for _ in range(self.random.randrange(4))]
        return items if pick == 7 else dict(zip(self.random.sample(self.KEYS, len(items)), items, strict=True))

    def text(self):
        # no "1": Helm 3.19's engine takes the string "1" and the number 1.0 in one enum for equal, 4.x does not
        return self.random.choice(("", "a", "ab", "äöü", "x-1", "true", "1.2.3.4", "a@b"))

    def schema(self, draft, depth):
        if not depth or not self.random.randrange(8):
            return {"type": self.kind()} if draft == "4" else self.random.choice((True, {}, {"type": self.kind()}))
        names = self.random.sample(sorted(self.KEYWORDS), self.random.randint(1, 3))
        return {name: self.KEYWORDS[name](self, draft, depth - 1) for name in names}

    def kind(self):
        return self.random.choice(("string", "integer", "number", "boolean", "null", "object", "array"))

    def kinds(self, *_):
        return self.random.choice(
            (self.kind(), self.random.sample(("string", "integer", "null", "object", "array"), 2))
        )

    def several(self, draft, depth):
        return [self.schema(draft, depth) for _ in range(self.random.randint(1, 3))]

    def named(self, draft, depth):
        return {key: self.schema(draft, depth) for key in self.random.sample(self.KEYS, self.random.randint(1, 3))}

    def patterns(self, draft, depth):
        return {key: self.schema(draft, depth) for key in self.random.sample(("^a", r"^x-\d\z", "[bc]$", ""), 2)}

    def names(self, *_):
        return self.random.sample(self.KEYS, self.random.randint(1, 2))

    def number(self, *_):
        return self.random.choice((0, 1, 2, 1.5))

    def size(self, *_):
        return self.random.randrange(3)

    def limit(self, draft, _):
        return self.random.choice((True, False)) if draft == "4" else self.number()

    def closed(self, draft, depth):
        return self.random.choice((False, True, self.schema(draft, depth) if draft != "4" else {"type": "string"}))

    def dependencies(self, draft, depth):
        return {"a": self.random.choice((self.names(), self.schema(draft, depth)))}

    KEYWORDS = {  # noqa: RUF012 - read only
        "type": kinds,
        "enum": lambda self, *_: [self.value(1) for _ in range(3)],
        "const": lambda self, *_: self.value(1),
        "minimum": number,
        "maximum": number,
        "exclusiveMinimum": limit,
        "exclusiveMaximum": limit,
        "multipleOf": lambda self, *_: self.random.choice((1, 0.5, 2)),
        "minLength": size,
        "maxLength": size,
        "pattern": lambda self, *_: self.random.choice(("^a", r"^\w+$", r"\d", "(?i)A")),
        "format": lambda self, *_: self.random.choice(("ipv4", "email", "date", "uri", "other")),
        "minItems": size,
        "maxItems": size,
        "uniqueItems": lambda self, *_: self.random.choice((True, False)),
        "items": schema,
        "contains": schema,
        "prefixItems": several,
        "unevaluatedItems": schema,
        "required": names,
        "properties": named,
        "patternProperties": patterns,
        "additionalProperties": closed,
        "unevaluatedProperties": schema,
        "propertyNames": schema,
        "dependencies": dependencies,
        "dependentSchemas": named,
        "dependentRequired": lambda self, *_: {"a": self.names()},
        "minProperties": size,
        "maxProperties": size,
        "allOf": several,
        "anyOf": several,
        "oneOf": several,
        "not": schema,
        "if": schema,
        "then": schema,
        "else": schema,
    }


@pytest.mark.helm
@pytest.mark.parametrize("version", MAJORS)
def test_generated_cases_get_helms_verdict(tmp_path, version):
    """Random schemas, in every draft, accept and refuse the random values that Helm accepts and refuses."""
    generator = Generator(20_412)
    pairs = [generator.pair() for _ in range(1000)]
    verdicts = theirs(tmp_path, version, pairs)
    assert 300 < sum(verdicts) < 900, "both verdicts are common"
    different = [pair for pair, verdict in zip(pairs, verdicts, strict=True) if ours(*pair) is not verdict]
    assert different == []
