"""linea_helm.rules.unknown_key."""

from __future__ import annotations

import pytest

from linea_helm.rules.unknown_key import Known, check
from linea_helm.template.reads import ANY, Reads

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


def reads(*paths, whole=()):
    """Give the reads of templates that name these paths, and use those of `whole` whole; all are dotted."""
    made = Reads()
    for path in paths:
        made.read(path.split("."))
    for path in whole:
        made.whole(path.split("."))
    return made


#: What templates do with DEFAULTS.
READS = reads("global.a", "tags.x", whole=["besu.podLabels", "besu.logging", "besu.args", "besu.resources.limits"])


def told(supplied, known=None, read=READS):
    """Give path and message of each problem, all of them about keys."""
    problems = list(check(supplied, known or Known(DEFAULTS), read))
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
        ({"replicaCount": 2}, ("replicaCount",), 'unknown key "replicaCount" here; did you mean besu.replicaCount?'),
        (
            {"persistence": {}},
            ("persistence",),
            'unknown key "persistence" here; did you mean besu.persistence or maru.persistence?',
        ),
        (
            {"maru": {"replicaCount": 2}},
            ("maru", "replicaCount"),
            'unknown key "replicaCount" here; did you mean besu.replicaCount?',
        ),
        ({"zzz": None}, ("zzz",), f'unknown key "zzz"; {NOBODY}'),
    ],
    ids=["typo", "typo below", "one level out", "in two places", "below a sibling", "nowhere"],
)
def test_an_unknown_key_is_told(supplied, path, message):
    """With the places that have a key of its name when they are few, else with the nearest key of the same map."""
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
    """A key without a default is known where a template reads it, and nowhere else."""
    read = reads("zone", "besu.podSpec.a", f"maru.{ANY}.size", whole=["maru.extra"])
    fine = {"zone": 1, "besu": {"podSpec": {"a": 1}}, "maru": {"x": {"size": 1}, "extra": {"a": {"b": 1}}}}
    assert told(fine, read=read) == []
    wrong = {"podSpec": 1, "besu": {"zone": 1, "podSpec": {"b": 1}}, "maru": {"x": {"sise": 1}}}
    assert told(wrong, read=read) == [
        (("podSpec",), 'unknown key "podSpec" here; did you mean besu.podSpec?'),
        (("besu", "zone"), 'unknown key "zone" here; did you mean zone?'),
        (("besu", "podSpec", "b"), f'unknown key "b"; {NOBODY}'),
        (("maru", "x", "sise"), 'unknown key "sise"; did you mean "size"?'),
    ]


def test_without_templates_all_is_told_that_they_may_know():
    """The cheap look names what is worth reading all templates for."""
    assert [path for path, _ in told({"zone": 1, "besu": {"podLabels": {"a": 1}}}, read=None)] == [
        ("zone",),
        ("besu", "podLabels", "a"),
    ]


def test_globals_are_known_when_any_chart_knows_them():
    """Helm gives the top chart's globals to all charts, and each may have defaults of its own."""
    sub = Known({"global": {"registry": ""}}, {"properties": {"global": {"properties": {"zone": {}}}}})
    parent = Known({"global": {"domain": "a"}}, charts={"db": sub})
    read = reads("global.tier")
    fine = {"domain": "b", "registry": "c", "zone": "d", "tier": "e"}
    assert told({"global": fine, "db": {"global": fine}}, parent, read) == []
    assert told({"global": {"regsitry": 1}, "db": {"global": {"teir": 1}}}, parent, read) == [
        (("db", "global", "teir"), 'unknown key "teir"; did you mean "tier"?'),
        (("global", "regsitry"), 'unknown key "regsitry"; did you mean "registry"?'),
    ]


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
    assert [path for path, _ in told(supplied, Known(DEFAULTS, SCHEMA), reads())] == unknown


def test_sub_charts_know_their_own():
    """Names, aliases and conditions are known, and below them the sub-chart's values and the parent's for it count."""
    redis = Known({"auth": {"enabled": True}}, {"properties": {"image": {}}})
    parent = Known({"db": {"size": 1}}, charts={"db": redis, "cache": redis})
    read = reads("db.fromParent", "cache.enabled", "features.db")
    fine = {
        "db": {"size": 2, "auth": {"enabled": False}, "image": 1, "global": {}, "fromParent": 1},
        "cache": {"enabled": True},
    }
    assert told({**fine, "features": {"db": True}}, parent, read) == []
    assert told({"cache": {"size": 1}}, parent, read) == [
        (("cache", "size"), 'unknown key "size" here; did you mean db.size?')
    ]
    assert told({"db": {"auth": {"enabeld": 1}}, "chache": {}}, parent, read) == [
        (("db", "auth", "enabeld"), 'unknown key "enabeld"; did you mean "enabled"?'),
        (("chache",), 'unknown key "chache"; did you mean "cache"?'),
    ]


def test_a_chart_without_values_knows_what_its_templates_read():
    """Nothing else says what it takes."""
    assert told({"a": {"b": 1}}, Known({}), reads("a.b")) == []
    assert told({"a": {"c": 1}}, Known({}), reads("a.b")) == [(("a", "c"), f'unknown key "c"; {NOBODY}')]
