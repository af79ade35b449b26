"""Under Helm 4 only a refused release tells anything, so a gate looks for more only when it refuses one."""

from __future__ import annotations

import pytest

from linea_helm.postrender import gate
from linea_helm.postrender.render import Refused, Settings, render

pytestmark = pytest.mark.slow

WEB = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: REPLICAS
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: a
          image: "a:1"
"""
QUIET, SEVERE = WEB.replace("REPLICAS", "1").encode(), WEB.replace("REPLICAS", "2").encode()
PDB = 'error[pdb-missing]: no PodDisruptionBudget selects the pods of Deployment "web" (2 replicas)'


@pytest.fixture(autouse=True)
def helm_4(tmp_path, monkeypatch):
    """Post-render in an empty folder, as Helm 4 asks for it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HELM_PLUGIN_NAME", "linea-post")
    monkeypatch.setenv("HELM_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def judged(monkeypatch):
    """The numbers of policies that were asked, time by time."""
    counts = []
    found = gate._found
    monkeypatch.setattr(gate, "_found", lambda judges, *more: counts.append(len(judges)) or found(judges, *more))
    return counts


def test_a_release_that_passes_is_asked_only_what_can_refuse_it(judged):
    """Warnings would reach nobody."""
    _, told = render(QUIET, Settings([]))
    assert told == ""
    assert len(judged) == 1
    assert 0 < judged[0] < len(gate.policies([], {}))


def test_a_release_that_is_refused_has_everything_counted(judged):
    """Also what alone would let it pass, which only a report tells."""
    with pytest.raises(Refused) as caught:
        render(SEVERE, Settings([]))
    lines = str(caught.value).splitlines()
    assert PDB in lines
    assert not any(line.startswith("warning[") for line in lines)
    assert any(line.startswith("not shown: ") and " warnings" in line for line in lines)
    assert "\nwarning[" in caught.value.report
    assert judged[1] == len(gate.policies([], {}))


def test_who_fails_on_warnings_is_told_of_them():
    """The configuration says what refuses a release."""
    with open(".linea.yaml", "w", encoding="utf-8") as file:
        file.write("failOn: warning\n")
    with pytest.raises(Refused) as caught:
        render(QUIET, Settings([]))
    assert "warning[" in str(caught.value)


def test_a_report_is_told_everything(judged, tmp_path):
    """Somebody reads it."""
    _, told = render(QUIET, Settings(["--report", str(tmp_path / "report.txt"), "--gate", "warn"]))
    assert "warning[" in told
    assert judged == [len(gate.policies([], {}))]


def test_a_gate_that_only_warns_has_nobody_to_tell(judged):
    """Its policies are read, so that a wrong one is still an error."""
    assert render(SEVERE, Settings(["--gate", "warn"]))[1] == ""
    assert judged == [0]


def test_whoever_reads_standard_error_is_told_everything(judged, monkeypatch):
    """A pipe, and Helm 3."""
    monkeypatch.setenv("HELM_PLUGIN_NAME", "linea")
    assert "warning[" in render(QUIET, Settings([]))[1]
    assert judged == [len(gate.policies([], {}))]


def test_a_severity_in_vain_refuses_whom_notes_refuse():
    """On Helm 4 as elsewhere."""
    with open(".linea.yaml", "w", encoding="utf-8") as file:
        file.write("severity: {sequencer-no-hpa: off}\n")
    config = b"apiVersion: v1\nkind: ConfigMap\nmetadata: {name: notes}\n"
    assert render(config, Settings([]))[1] == ""
    with open(".linea.yaml", "a", encoding="utf-8") as file:
        file.write("failOn: note\n")
    with pytest.raises(Refused) as caught:
        render(config, Settings([]))
    assert str(caught.value).startswith("note[severity-unheeded]: ")
