"""A user's own policies, of all three kinds, in a whole lint and in the gate."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from helms import MAJORS, helm
from policytexts import RELEASE, VALUES, text, write

PROJECT = Path(__file__).parent.parent
CHART = {
    "Chart.yaml": "apiVersion: v2\nname: demo\nversion: 1.0.0\n",
    "values.yaml": "replicas: 1\ndebug: false\n",
    "templates/deployment.yaml": """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: demo
spec:
  replicas: {{ .Values.replicas }}
  selector: {matchLabels: {app: demo}}
  template:
    metadata: {labels: {app: demo}}
    spec:
      containers:
        - name: demo
          image: demo:latest
""",
}
ONE_OBJECT = """
matchConstraints:
  resourceRules:
  - {apiGroups: [apps], apiVersions: [v1], operations: [CREATE], resources: [deployments]}
validations:
- expression: object.spec.template.spec.containers.all(c, !c.image.endsWith(':latest'))
  messageExpression: "'latest is no version'"
"""
WHOLE_RELEASE = """
validations:
- {expression: "resources.exists(r, r.kind == 'Service')", message: nothing serves this}
- {expression: values.replicas > 1 || profile == 'dev', message: one replica is not enough}
"""
MERGED_VALUES = "validations: [{expression: '!object.debug', message: debug is on}]"


@pytest.fixture
def project(tmp_path):
    """A chart, values, and a folder with three policies."""
    for name, content in CHART.items():
        path = tmp_path / "demo" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
    (tmp_path / "values.yaml").write_text("# ours\ndebug: true\n", "utf-8")
    folder = tmp_path / "mine"
    folder.mkdir()
    write(folder, text(ONE_OBJECT, name="latest-image", annotations="{helm-linea/severity: warning}"), "latest-image")
    write(folder, text(WHOLE_RELEASE, RELEASE, name="whole-release"), "whole-release")
    write(folder, text(MERGED_VALUES, VALUES, name="debug-on"), "debug-on")
    return tmp_path


def linea(folder, version, *arguments, stdin=""):
    """Run the console script with a real Helm."""
    environ = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(PROJECT),
        "HELM_BIN": str(helm(version)),
        "HELM_CACHE_HOME": str(folder / "cache"),
    }
    command = [sys.executable, "-m", "linea_helm.cli", *arguments]
    return subprocess.run(
        command, cwd=folder, env=environ, input=stdin, capture_output=True, encoding="utf-8", check=False
    )


def findings(done):
    """Give (id, severity, message, path, file and line, object, template) of each finding of a JSON report."""
    return [
        (f["id"], f["severity"], f["message"], f["path"], f"{f['file']}:{f['line']}" if f["file"] else None,
         f["object"] and f"{f['object']['kind']}/{f['object']['name']}", f["template"])
        for f in json.loads(done.stdout)["findings"]
        if f["id"] in {"latest-image", "whole-release", "debug-on"}
    ]  # fmt: skip


@pytest.mark.helm
@pytest.mark.parametrize("version", MAJORS)
@pytest.mark.parametrize("configured", [False, True], ids=["option", "configuration"])
def test_all_kinds_speak_in_a_lint(project, version, configured):
    """Named on the command line or in .linea.yaml, they find the same."""
    arguments = ["--policies", "mine"]
    if configured:
        arguments = []
        (project / ".linea.yaml").write_text("policies: [mine]\n", "utf-8")
    done = linea(project, version, "lint", "demo", "-f", "values.yaml", "-o", "json", *arguments)
    assert (done.returncode, done.stderr) == (1, "")
    assert sorted(findings(done)) == [
        ("debug-on", "error", "debug is on", "debug", "values.yaml:2", None, None),
        ("latest-image", "warning", "latest is no version", "spec.template.spec.containers[0].image", None,
         "Deployment/demo", "demo/templates/deployment.yaml"),
        ("whole-release", "error", "nothing serves this", "", None, None, None),
        ("whole-release", "error", "one replica is not enough", "replicas", "demo/values.yaml:1", None, None),
    ]  # fmt: skip


@pytest.mark.helm
def test_severities_can_be_set(project):
    """For a user's own as for bundled ones; off is silent, and one that nobody has is a mistake."""
    (project / ".linea.yaml").write_text(
        "policies: [mine]\nprofile: dev\nseverity: {latest-image: note, whole-release: off}\n", "utf-8"
    )
    done = linea(project, MAJORS[0], "lint", "demo", "-f", "values.yaml", "-o", "json")
    assert [found[:2] for found in sorted(findings(done))] == [("debug-on", "error"), ("latest-image", "note")]


@pytest.mark.helm
def test_a_wrong_policy_ends_a_lint(project):
    """With exit code 2 and its place, before anything is judged."""
    write(project / "mine", text("validations:\n- expression: object.a == nope\n", VALUES, name="wrong"), "wrong")
    done = linea(project, MAJORS[0], "lint", "demo", "--policies", "mine")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == (
        "error: unknown variable 'nope'\n"
        "  --> mine/wrong.yaml:8:29\n"
        " 8 |   - expression: object.a == nope\n"
        "   |                             ^\n"
        "   = fix: see docs/writing-a-policy.md\n"
    )


def test_the_gate_has_no_values(project):
    """It judges objects, and names what it could not judge; the second run takes what the first has compiled."""
    stream = CHART["templates/deployment.yaml"].replace("{{ .Values.replicas }}", "1")
    for _ in range(2):
        done = linea(project, MAJORS[0], "post-render", "--policies", "mine", "--gate", "warn", stdin=stream)
        assert done.returncode == 0
        assert "image: demo:latest" in done.stdout
        assert "latest-image" in done.stderr
        assert "latest is no version" in done.stderr
        assert "debug is on" not in done.stderr
