"""linea_helm.rules.unknown_key."""

from __future__ import annotations

import pytest

from linea_helm.rules.unknown_key import Known, check, names_read

DEFAULTS = {
    "besu": {
        "replicaCount": 1,
        "persistence": {"size": "100Gi"},
        "resources": {"requests": {"cpu": 1}},
        "podLabels": {},
        "args": ["--a"],
        "logging": None,
    },
    "maru": {"persistence": {"size": "10Gi"}},
    "extraObjects": [],
}
NOBODY = "no default, schema or template of the chart names it"


def told(supplied, known=None):
    """Give path and message of each problem, all of them about keys."""
    problems = list(check(supplied, known or Known(DEFAULTS)))
    assert all(problem.key_only for problem in problems)
    return [(problem.path, problem.message) for problem in problems]


@pytest.mark.parametrize(
    ("supplied", "path", "message"),
    [
        ({"beso": {}}, ("beso",), 'unknown key "beso"; did you mean "besu"?'),
        (
            {"besu": {"replicaCuont": 2}},
            ("besu", "replicaCuont"),
            'unknown key "replicaCuont"; did you mean "replicaCount"?',
        ),
        ({"replicaCount": 2}, ("replicaCount",), 'unknown key "replicaCount" here; the chart has besu.replicaCount'),
        (
            {"persistence": {}},
            ("persistence",),
            'unknown key "persistence" here; the chart has besu.persistence and maru.persistence',
        ),
        ({"zzz": None}, ("zzz",), f'unknown key "zzz"; {NOBODY}'),
    ],
    ids=["typo", "typo below", "indented wrongly", "in two places", "nowhere"],
)
def test_an_unknown_key_is_told(supplied, path, message):
    """With the nearest key of the same map, else with the places that have it."""
    assert told(supplied) == [(path, message)]


@pytest.mark.parametrize(
    "supplied",
    [
        DEFAULTS,
        {"global": {"a": 1}, "tags": {"x": True}},
        {"besu": {"podLabels": {"a": "b"}}},
        {"besu": {"resources": {"limits": {"cpu": 2}}}},
        {"besu": {"logging": {"level": "INFO"}}},
        {"besu": {"args": {"a": 1}}},
        {"besu": "off"},
    ],
    ids=["defaults", "global", "empty map", "Kubernetes' own", "null", "list", "other type"],
)
def test_what_is_free_is_left_alone(supplied):
    """Maps that the chart passes on, and defaults that are no map, take any key."""
    assert told(supplied) == []


def test_templates_know_keys_too():
    """A key that has no default may still be read, at the top as .Values.key, below by any helper."""
    read = names_read('{{ .Values.zone }}{{ index .Values "my-key" }}{{ .component.podSpec }}{{ dig "tier" "" $c }}')
    known = Known(DEFAULTS, read=frozenset(read))
    assert told({"zone": 1, "my-key": 1, "besu": {"podSpec": 1, "tier": 1}}, known) == []
    assert [path for path, _ in told({"podSpec": 1, "tier": 1}, known)] == [("podSpec",), ("tier",)]


SCHEMA = {
    "properties": {
        "besu": {"$ref": "#/$defs/node"},
        "closed": {"properties": {"a": {}}, "additionalProperties": False},
        "open": {"properties": {"a": {}}, "additionalProperties": {"type": "string"}},
        "either": {"oneOf": [{"properties": {"a": {}}}, {"properties": {"b": {}}}]},
        "remote": {"$ref": "https://example.com/x.json", "properties": {"a": {}}},
    },
    "$defs": {"node": {"properties": {"syncMode": {}, "child": {"$ref": "#/$defs/node"}}}},
}


@pytest.mark.parametrize(
    ("supplied", "unknown"),
    [
        ({"besu": {"syncMode": 1, "child": {"child": {"syncMode": 1}}}}, []),
        ({"besu": {"child": {"syncMod": 1}}}, [("besu", "child", "syncMod")]),
        ({"closed": {"b": 1}}, []),
        ({"open": {"b": 1}}, []),
        ({"either": {"a": 1, "b": 1}}, []),
        ({"either": {"c": 1}}, [("either", "c")]),
        ({"remote": {"b": 1}}, []),
        ({"clozed": {}}, [("clozed",)]),
    ],
    ids=["reference", "below a reference", "closed: the schema tells", "open", "forms", "no form", "remote", "top"],
)
def test_the_schema_knows_keys_too(supplied, unknown):
    """Properties count wherever the schema names them; where it decides about other keys, it does so itself."""
    assert [path for path, _ in told(supplied, Known(DEFAULTS, SCHEMA))] == unknown


def test_sub_charts_know_their_own():
    """Names, aliases and conditions are known, and below them the sub-chart's values and the parent's for it count."""
    redis = Known({"auth": {"enabled": True}}, {"properties": {"image": {}}})
    parent = Known(
        {"db": {"size": 1}},
        read=frozenset({"Values.db", "fromParent"}),
        charts={"db": redis, "cache": redis},
        conditions=(("cache", "enabled"), ("features", "db")),
    )
    fine = {"db": {"size": 2, "auth": {"enabled": False}, "image": 1, "global": {}}, "cache": {"enabled": True}}
    assert told({**fine, "features": {"db": True}}, parent) == []
    assert told({"cache": {"size": 1}}, parent) == [(("cache", "size"), f'unknown key "size"; {NOBODY}')]
    assert told({"db": {"auth": {"enabeld": 1}}, "chache": {}}, parent) == [
        (("db", "auth", "enabeld"), 'unknown key "enabeld"; did you mean "enabled"?'),
        (("chache",), 'unknown key "chache"; did you mean "cache"?'),
    ]


def test_a_chart_without_values_takes_anything():
    """Nothing is known of it, so nothing is unknown."""
    assert told({"a": {"b": 1}}, Known({})) == []
