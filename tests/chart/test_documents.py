"""The chart's documents say what is so."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from helms import MAJORS, helm
from renders import CHART, NEWEST, PROJECT, SCENARIOS, manifests, of_kind

ALERTS = sorted(path.stem for path in (CHART / "files" / "rules").glob("*.yaml"))


def test_the_values_table_is_fresh():
    """The README's table is what values.yaml says."""
    command = [sys.executable, PROJECT / "scripts" / "chart_docs.py", "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("alert", ALERTS)
def test_every_alert_has_a_runbook(alert):
    """The page that the alert links to exists, is about it, and says what it means."""
    page = (CHART / "docs" / "runbooks" / f"{alert}.md").read_text("utf-8")
    assert page.startswith(f"# {alert}\n\n**Means:** ")


def test_every_runbook_is_about_something():
    """No page is left over from an alert that is gone."""
    pages = {path.stem for path in (CHART / "docs" / "runbooks").glob("*.md")}
    assert pages == {*ALERTS, "Restore"}


@pytest.mark.parametrize("page", sorted(CHART.rglob("*.md")), ids=lambda path: path.name)
def test_links_lead_somewhere(page):
    """Every relative link leads to a file of the chart."""
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), target


@pytest.mark.helm
@pytest.mark.parametrize("page", sorted(CHART.rglob("*.md")), ids=lambda path: path.name)
def test_values_in_documents_exist(page):
    """A dotted value that a document names in code is one of the chart's."""
    import json

    schema = json.loads((CHART / "values.schema.json").read_text("utf-8"))
    text = re.sub(r"<!-- values.*?<!-- end", "", page.read_text("utf-8"), flags=re.DOTALL)
    roots = "|".join(key for key in schema["properties"] if key not in {"global", "enabled"})
    for path in re.findall(rf"`((?:{roots})(?:\.\w+)+)(?:: [^`]*|=[^`]*)?`", text):
        node = schema
        for key in path.split("."):
            node = property_of(node, key, schema)
            assert node is not None, path


def property_of(node: dict, key: str, schema: dict) -> dict | None:
    while "$ref" in node:
        node = schema["definitions"][node["$ref"].rpartition("/")[2]]
    if key in node.get("properties", {}):
        return node["properties"][key]
    return {} if node.get("additionalProperties", True) else None


@pytest.mark.helm
@pytest.mark.parametrize("version", MAJORS)
def test_the_chart_lints(version):
    """`helm lint --strict` has nothing to say, with the defaults and each scenario."""
    for values in [(), *(("-f", path) for path in SCENARIOS.values())]:
        command = [helm(version), "lint", "--strict", "--quiet", CHART, *values]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout.strip()) == (0, "")


@pytest.mark.helm
@pytest.mark.parametrize("profile", sorted((CHART / "profiles").glob("*.yaml")), ids=lambda path: path.stem)
def test_profiles_render(profile):
    """Each profile renders by itself."""
    assert of_kind(manifests("-f", str(profile)), "StatefulSet")


def audit(*flags: str) -> list[list[str]]:
    """The cells of the audit in NOTES."""
    command = [helm(NEWEST), "install", "x", CHART, "--dry-run=client", *flags]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    lines = told[told.index("\nAudit\n") :].strip().splitlines()[1:]
    return [re.split(r"  +", line.strip(), maxsplit=2) for line in lines]


@pytest.mark.helm
def test_the_audit_warns_of_the_defaults():
    """NOTES name every default that is unwise, and the value that mends it."""
    cells = audit()
    assert {state for state, _, _ in cells} == {"ok", "warn", "ERROR"}
    told = " ".join(text for state, _, text in cells if state != "ok")
    for value in ("loadBalancerSourceRanges", "besu.probes.preset=health", "besu.sequencerPeer.mode=clusterIP",
                  "networkPolicy.enabled=true", "engine.jwt.secretName", "blocks every drain"):  # fmt: skip
        assert value in told, value


@pytest.mark.helm
def test_the_audit_is_content_with_the_production_profile():
    """With the production profile nothing but what only its user can decide is left."""
    cells = audit("-f", str(CHART / "profiles" / "production.yaml"))
    left = [text for state, _, text in cells if state != "ok"]
    assert [re.sub(r"(?<=\.) .*", "", text) for text in left] == [
        "The disruption budget of sequencer blocks every drain of its node.",
        "The disruption budget of maru blocks every drain of its node.",
        "There is none.",
        (
            "A Prometheus of kube-prometheus-stack selects by label; no targets means: "
            "set metrics.serviceMonitor.labels.release."
        ),
    ]
