"""Findings and results for the tests of reports."""

from __future__ import annotations

from linea_helm.finding import Finding, Subject, Template
from linea_helm.result import Result, Skip, ordered
from linea_helm.source import Location, Source

VALUES = Source(
    "values/prod.yaml",
    'besu:\n  replicaCuont: 3\n  image:\n    tag: 1.10\ntxSender:\n  interval: "0"\n',
)
STREAM = Source("rendered", "---\nkind: Service\nspec:\n  clusterIP: 10.0.0.1\n", "rendered")
SERVICE = Subject("v1", "Service", "linea-stack-sequencer-svc")


def at(source, text, length=None):
    """Point at the first place of a text in a source."""
    start = source.text.index(text)
    return Location(source, start, start + (len(text) if length is None else length))


TRAP = Finding(
    "yaml-type-trap",
    "warning",
    "1.10 is read as 1.1",
    ("besu", "image", "tag"),
    at(VALUES, "1.10"),
    why="templates get what Helm reads, not what stands in the file",
    help="put quotes around it",
    docs="helm linea policy explain yaml-type-trap",
)
FLAG = Finding(
    "values-schema",
    "note",
    'got string "yes", want boolean',
    ("maru", "enabled"),
    Location(Source("--set", "maru.enabled=yes", "flag"), 13, 16),
)
RENDERED = Finding(
    "sequencer-service-not-headless",
    "error",
    'clusterIP is "10.0.0.1"',
    ("spec", "clusterIP"),
    subject=SERVICE,
    template=Template("linea-stack/templates/service.yaml"),
    rendered=at(STREAM, "10.0.0.1"),
    why="the name must lead to each pod",
    help="set clusterIP: None",
    docs="https://example.com/headless",
)
MADE = Template("mine/templates/cm.yaml", 6, "charts/mine/templates/cm.yaml")
PACKED = Template("mine/charts/sub/templates/a.yaml", 5, "mine/charts/sub-1.0.0.tgz", is_packed=True)
NOWHERE = Finding("pdb-missing", "error", "nothing protects StatefulSet/besu")


def result(*findings, checked=None, skipped=()):
    """Give a result as a run does."""
    return Result(
        ordered(findings), {"documents": 1, "chart": "linea-stack"} if checked is None else checked, tuple(skipped)
    )


def full():
    """Give a result with a finding of every kind and something skipped."""
    checked = {"values files": ["values/prod.yaml"], "documents": 61, "policies": 1, "profile": "prod"}
    skip = Skip("the schema of sub-chart common", "it refers to https://example.com/a.json")
    return result(TRAP, FLAG, RENDERED, NOWHERE, checked=checked, skipped=[skip])
