"""The chart's documents say what is so."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from helms import MAJORS, helm
from renders import CHART, PROJECT, SCENARIOS, manifests, of_kind

ALERTS = sorted(path.stem for path in (CHART / "files" / "rules").glob("*.yaml"))


def test_what_is_said_of_values_is_fresh():
    """The README's table and the schema's descriptions are what values.yaml says."""
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
