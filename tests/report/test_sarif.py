"""linea_helm.report.sarif: SARIF 2.1.0.

The official schema's licence keeps it out of this repository, so its parts that we use are written down here: what an
object may hold, what it must, and what the specification says beyond the schema.
"""

from __future__ import annotations

import json

import pytest
from reporting import FLAG, MADE, NOWHERE, PACKED, RENDERED, TRAP, at, full, result

from linea_helm import __version__
from linea_helm.errors import InputError
from linea_helm.report.sarif import failed, render
from linea_helm.result import Documentation
from linea_helm.schema import explain
from linea_helm.source import Location, Source

TEXT = {
    "type": "object",
    "required": ["text"],
    "properties": {"text": {"type": "string"}},
    "additionalProperties": False,
}
LEVEL = {"enum": ["none", "note", "warning", "error"]}
COUNT = {"type": "integer", "minimum": 1}


def closed(required, **properties):
    """Give the schema of an object that holds nothing else."""
    return {"type": "object", "required": required, "properties": properties, "additionalProperties": False}


def listed(items):
    """Give the schema of a list."""
    return {"type": "array", "items": items}


ARTIFACT = closed(["uri"], uri={"type": "string", "format": "uri-reference"}, uriBaseId={"const": "%SRCROOT%"})
REGION = closed(
    ["startLine"],
    startLine=COUNT,
    startColumn=COUNT,
    endLine=COUNT,
    endColumn=COUNT,
)
LOGICAL = closed(["fullyQualifiedName"], fullyQualifiedName={"type": "string"}, kind={"enum": ["resource", "member"]})
LOCATION = closed(
    [],
    physicalLocation=closed(["artifactLocation"], artifactLocation=ARTIFACT, region=REGION),
    logicalLocations=listed(LOGICAL),
    message=TEXT,
)
RULE = closed(
    ["id"],
    id={"type": "string"},
    shortDescription=TEXT,
    fullDescription=TEXT,
    help=closed(["text"], text={"type": "string"}, markdown={"type": "string"}),
    helpUri={"type": "string", "format": "uri"},
    defaultConfiguration=closed([], level=LEVEL),
)
RESULT = closed(
    ["message"],
    ruleId={"type": "string"},
    ruleIndex={"type": "integer", "minimum": 0},
    level=LEVEL,
    message=TEXT,
    locations=listed(LOCATION),
    relatedLocations=listed(LOCATION),
    partialFingerprints={"type": "object", "additionalProperties": {"type": "string"}},
)
INVOCATION = closed(
    ["executionSuccessful"],
    executionSuccessful={"type": "boolean"},
    toolExecutionNotifications=listed(closed(["message"], level=LEVEL, message=TEXT, locations=listed(LOCATION))),
)
DRIVER = closed(["name"], name={"type": "string"}, version={"type": "string"}, rules=listed(RULE))
RUN = closed(
    ["tool"],
    tool=closed(["driver"], driver=DRIVER),
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    originalUriBaseIds={"type": "object", "additionalProperties": closed([], description=TEXT)},
    invocations=listed(INVOCATION),
    results=listed(RESULT),
)
LOG = closed(["version", "runs"], version={"const": "2.1.0"}, runs=listed(RUN))
LOG["properties"]["$schema"] = {"type": "string", "format": "uri"}
LOG["$schema"] = "http://json-schema.org/draft-07/schema#"


def in_root(path):
    """Give the address of a file below the folder in which the program was started."""
    return {"uri": path, "uriBaseId": "%SRCROOT%"}


def run_of(*findings, **more):
    """Render findings, check the shape, and give the run."""
    log = json.loads(render(result(*findings, **more)))
    assert explain(LOG, log).problems == ()
    return log["runs"][0]


def only(finding):
    """Render one finding and give its result."""
    return run_of(finding)["results"][0]


def test_the_shape_of_the_log():
    """Every object holds what SARIF knows, and what it must."""
    log = json.loads(render(full()))
    assert explain(LOG, log).problems == ()
    run = log["runs"][0]
    assert run["columnKind"] == "unicodeCodePoints"
    assert (run["tool"]["driver"]["name"], run["tool"]["driver"]["version"]) == ("helm-linea", __version__)
    assert run["invocations"][0]["toolExecutionNotifications"] == [
        {
            "level": "note",
            "message": {"text": "skipped the schema of sub-chart common: it refers to https://example.com/a.json"},
        }
    ]


def test_a_clean_run_has_an_empty_list():
    """No results means that nothing was found; results that are missing would mean that nobody looked."""
    assert run_of()["results"] == []


def test_a_finding_in_a_file():
    """The region is the span, its end behind the last character."""
    assert only(TRAP) == {
        "ruleId": "yaml-type-trap",
        "ruleIndex": 0,
        "level": "warning",
        "message": {"text": "1.10 is read as 1.1"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "values/prod.yaml", "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": 4, "startColumn": 10, "endLine": 4, "endColumn": 14},
                },
                "logicalLocations": [{"fullyQualifiedName": "besu.image.tag", "kind": "member"}],
            }
        ],
        "partialFingerprints": {"linea/v1": "7e0277381de98639"},
    }


@pytest.mark.parametrize(
    ("text", "marked", "region"),
    [
        ("a: 😀 b\n", "b", (1, 6, 1, 7)),
        ("a: |\r\n  x\r\n  y\r\nb: 1\r\n", "|\r\n  x\r\n  y\r\n", (1, 4, 3, 4)),
        ("a:\t1", "1", (1, 4, 1, 5)),
    ],
    ids=["code points", "lines", "tab"],
)
def test_regions_are_true(text, marked, region):
    """Columns count code points, and a block ends where its text ends."""
    found = only(TRAP._replace(location=at(Source("v.yaml", text), marked)))
    assert tuple(found["locations"][0]["physicalLocation"]["region"].values()) == region


@pytest.mark.parametrize(
    ("name", "artifact"),
    [
        ("./a b/ü%.yaml", {"uri": "a%20b/%C3%BC%25.yaml", "uriBaseId": "%SRCROOT%"}),
        ("a:b.yaml", {"uri": "a%3Ab.yaml", "uriBaseId": "%SRCROOT%"}),
        ("/a/v.yaml", {"uri": "file:///a/v.yaml"}),
    ],
)
def test_addresses_are_escaped(name, artifact):
    """A relative path has the root as its base, an absolute one stands for itself."""
    found = only(TRAP._replace(location=at(Source(name, "a: 1"), "1")))
    assert found["locations"][0]["physicalLocation"]["artifactLocation"] == artifact


def test_findings_outside_files():
    """A flag has its name, an object its template, and what is nowhere no location."""
    assert only(FLAG)["locations"] == [
        {"logicalLocations": [{"fullyQualifiedName": "--set maru.enabled", "kind": "member"}]}
    ]
    assert only(RENDERED)["locations"] == [
        {
            "physicalLocation": {"artifactLocation": {"uri": "linea-stack/templates/service.yaml"}},
            "logicalLocations": [
                {"fullyQualifiedName": "Service/linea-stack-sequencer-svc#spec.clusterIP", "kind": "resource"}
            ],
        }
    ]
    assert only(NOWHERE)["locations"] == []


def test_rules_stand_once_and_results_find_them():
    """Three findings of two kinds have two rules, with help and an address where there is one."""
    run = run_of(RENDERED, TRAP, TRAP._replace(location=Location(TRAP.location.source, 0, 4)))
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["sequencer-service-not-headless", "yaml-type-trap"]
    assert [rules[found["ruleIndex"]]["id"] for found in run["results"]] == [f["ruleId"] for f in run["results"]]
    assert rules[0] == {
        "id": "sequencer-service-not-headless",
        "shortDescription": {"text": "sequencer service not headless"},
        "defaultConfiguration": {"level": "error"},
        "fullDescription": {"text": "the name must lead to each pod"},
        "help": {
            "text": "the name must lead to each pod\n\nset clusterIP: None",
            "markdown": "## Why is this bad?\n\nthe name must lead to each pod\n\n## How to fix\n\nset clusterIP: None",
        },
        "helpUri": "https://example.com/headless",
    }
    assert "helpUri" not in rules[1]


@pytest.mark.parametrize(
    ("template", "place"),
    [
        (MADE, {"artifactLocation": in_root("charts/mine/templates/cm.yaml"), "region": {"startLine": 6}}),
        (MADE._replace(line=None), {"artifactLocation": in_root("charts/mine/templates/cm.yaml")}),
        (PACKED, {"artifactLocation": in_root("mine/charts/sub-1.0.0.tgz")}),
        (RENDERED.template, {"artifactLocation": {"uri": "linea-stack/templates/service.yaml"}}),
    ],
    ids=["line", "whole", "archive", "bundled"],
)
def test_a_finding_in_a_template(template, place):
    """In its file with the line that Helm names; an archive has no lines, the bundled chart no file."""
    assert only(NOWHERE._replace(template=template))["locations"] == [{"physicalLocation": place}]


@pytest.mark.parametrize(
    ("at_", "locations"),
    [
        (
            at(TRAP.location.source, "image"),
            {
                "locations": [
                    {
                        "physicalLocation": {
                            "artifactLocation": in_root("values/prod.yaml"),
                            "region": {"startLine": 3, "startColumn": 3, "endLine": 3, "endColumn": 8},
                        }
                    }
                ]
            },
        ),
        (FLAG.location, {}),
        (None, {}),
    ],
    ids=["file", "flag", "nowhere"],
)
def test_a_run_that_could_not_be_made(at_, locations):
    """It was not successful, says why and where, and has no results: nobody looked."""
    log = json.loads(failed(InputError("a tab indents this line", at=at_, why="YAML forbids it", fix="use blanks")))
    assert explain(LOG, log).problems == ()
    (run,) = log["runs"]
    text = "a tab indents this line; YAML forbids it; use blanks"
    told = {"level": "error", "message": {"text": text}, **locations}
    assert run["invocations"] == [{"executionSuccessful": False, "toolExecutionNotifications": [told]}]
    assert "results" not in run


def test_a_value_has_its_template_as_a_related_place():
    """The value is what to change, so it comes first; a flag is no file, but is still what to change."""
    related = {
        "physicalLocation": {
            "artifactLocation": in_root("charts/mine/templates/cm.yaml"),
            "region": {"startLine": 6},
        },
        "message": {"text": "the template: charts/mine/templates/cm.yaml:6"},
    }
    for finding in (TRAP, FLAG):
        found = only(finding._replace(template=MADE))
        assert (found["locations"], found["relatedLocations"]) == (only(finding)["locations"], [related])
    assert "relatedLocations" not in only(TRAP)


def test_a_rule_has_its_documentation():
    """What it does in one sentence, all there is to read, and where it is published."""
    text = "## What it does\n\nReports a `1.10`, which is\nread as 1.1. `x` is not.\n\n## Why is this bad?\n\nIt is.\n"
    docs = {TRAP.id: Documentation(text, "https://example.com/trap.md")}
    (rule,) = json.loads(render(result(TRAP)._replace(docs=docs)))["runs"][0]["tool"]["driver"]["rules"]
    assert rule["shortDescription"]["text"] == "Reports a 1.10, which is read as 1.1"
    assert rule["help"]["markdown"] == text.strip()
    assert rule["helpUri"] == "https://example.com/trap.md"


def test_a_rule_without_documentation_has_what_its_finding_says():
    """As a policy of the user's may be."""
    docs = {TRAP.id: Documentation("")}
    (rule,) = json.loads(render(result(TRAP)._replace(docs=docs)))["runs"][0]["tool"]["driver"]["rules"]
    assert rule["shortDescription"]["text"] == "yaml type trap"
    assert rule["help"]["markdown"].startswith("## Why is this bad?")
    assert "helpUri" not in rule
