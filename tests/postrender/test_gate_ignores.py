"""The gate heeds what somebody chose to live with, as a lint does."""

from __future__ import annotations

import pytest

from linea_helm.ignores import checks
from linea_helm.postrender import gate
from linea_helm.postrender.render import Refused, Settings, render

WEB = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  annotations: {helm-linea/ignore: 'ANNOTATION'}
spec: {replicas: 2, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: a, image: "a:1"}]}}}
"""
PDB = 'error[pdb-missing]: no PodDisruptionBudget selects the pods of Deployment "web" (2 replicas)'


def told(annotation, *arguments):
    """Post-render, and give what the gate tells, line by line, without excerpts."""
    stream = WEB.replace("ANNOTATION", annotation).encode()
    try:
        return render(stream, Settings(["--report", "x", *arguments]))[1].splitlines()
    except Refused as refused:
        return refused.report.splitlines()


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """An empty folder, in which a test may write a .linea.yaml."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_an_annotation_lets_a_release_pass():
    """And the report counts what was ignored."""
    assert PDB in told("")
    lines = told('ignore[pdb-missing] reason="no drains here"')
    assert PDB not in lines
    assert any(line.endswith(", 1 ignored") for line in lines)


def test_an_entry_of_the_configuration_does_too(folder):
    """For the objects that it names."""
    (folder / ".linea.yaml").write_text("ignore: [{id: pdb-missing, object: Deployment/w*, reason: no drains here}]\n")
    assert PDB not in told("")
    (folder / ".linea.yaml").write_text("ignore: [{id: pdb-missing, object: Deployment/x*, reason: no drains here}]\n")
    lines = told("")
    assert PDB in lines
    assert "warning[ignore-unused]: nothing here is found by pdb-missing" in lines


def test_an_ignore_that_is_over_counts_no_more(monkeypatch):
    """SOURCE_DATE_EPOCH is the day."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")  # 2026-01-01
    annotation = 'ignore[pdb-missing] reason="x" until=2025-12-31'
    lines = told(annotation)
    assert PDB in lines
    assert "error[ignore-expired]: the ignore of pdb-missing ended on 2025-12-31" in lines


def test_a_rule_for_values_is_nothing_that_a_gate_could_call_unused():
    """It had nothing to look at."""
    lines = told('ignore[values-unknown-key] reason="x"')
    assert not [line for line in lines if "ignore-" in line]


def test_a_severity_that_a_mandatory_policy_does_not_take_is_told(folder):
    """The gate does not heed it, and says so where it is set."""
    (folder / ".linea.yaml").write_text("severity: {sequencer-no-hpa: off, pdb-missing: off}\n")
    lines = told("")
    at = lines.index('note[severity-unheeded]: sequencer-no-hpa is mandatory in prod and stays "error" there')
    assert lines[at + 1] == "  --> .linea.yaml:1:30"
    assert not any("severity-unheeded" in line for line in told("", "--profile", "dev"))


def test_what_is_said_of_a_severity_is_no_more_than_a_note():
    """As the gate believes without asking."""
    assert checks.UNHEEDED.SEVERITY["prod"] == gate.UNHEEDED
