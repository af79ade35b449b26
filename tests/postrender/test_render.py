"""The command line, `.linea.yaml` and the environment together say what a post-render does, and the gate judges it."""

from __future__ import annotations

import pytest

from linea_helm.errors import ConfigError, InputError, UsageError
from linea_helm.postrender.render import Refused, Settings, render

EXPOSED = b"""\
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: sequencer
  labels:
    app.kubernetes.io/component: sequencer
spec:
  serviceName: sequencer-svc
  selector:
    matchLabels:
      app: x
  template:
    metadata:
      labels:
        app: x
        app.kubernetes.io/component: sequencer
    spec:
      priorityClassName: chain
      terminationGracePeriodSeconds: 300
      automountServiceAccountToken: false
      containers: []
  volumeClaimTemplates:
  - metadata:
      name: data
    spec:
      storageClassName: fast
---
apiVersion: v1
kind: Service
metadata:
  name: sequencer-svc
spec:
  type: ClusterIP
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: sequencer
spec:
  maxUnavailable: 1
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels:
      app: x
"""
FINDING = "error[sequencer-service-not-headless]: "


@pytest.fixture(autouse=True)
def clean(monkeypatch, tmp_path):
    """Run in an empty folder with a cache of the test's own."""
    monkeypatch.chdir(tmp_path)
    for name in ("LINEA_POST_REPORT", "LINEA_POST_FAIL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HELM_CACHE_HOME", str(tmp_path / "cache"))


def test_defaults():
    """Without a word the gate enforces, in prod, and nothing is written but the stream."""
    found = Settings([])
    assert (found.gate, found.profile, found.fail_on, found.namespace, found.folders, found.report) == (
        "enforce",
        "prod",
        "error",
        "",
        [],
        "",
    )


def test_configured(tmp_path):
    """The configuration is read, its paths relative to its folder."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "own.yaml").write_text("", "utf-8")
    (tmp_path / ".linea.yaml").write_text(
        "profile: dev\nfailOn: warning\npolicies: [mine]\nseverity: {pdb-missing: 'off'}\nrelease: {namespace: chain}\n"
        "postRender: {gate: enforce, report: told.txt}\n",
        "utf-8",
    )
    found = Settings(["--policies", "more"])
    assert (found.gate, found.profile, found.fail_on, found.namespace) == ("enforce", "dev", "warning", "chain")
    assert (found.folders, found.report, found.severity) == (["mine", "more"], "told.txt", {"pdb-missing": "off"})


@pytest.mark.parametrize(
    ("text", "problem", "place"),
    [
        ("profile: dev\npolicies:\n- .\n- nosuch\n", "the policies folder nosuch is not there", (4, 3)),
        ("policies: [empty]\n", "no policy in empty", (1, 12)),
        ("policies: [.linea.yaml]\n", "the policies folder .linea.yaml is a file, not a folder", (1, 12)),
        ("postRender:\n  report: no/told.txt\n", "there is no folder no for the report", (2, 11)),
    ],
)
def test_a_path_that_leads_nowhere(tmp_path, text, problem, place):
    """A path of the configuration is told at its line."""
    (tmp_path / "empty").mkdir()
    (tmp_path / ".linea.yaml").write_text(text, "utf-8")
    with pytest.raises(ConfigError) as caught:
        Settings([])
    at = caught.value.at
    assert (caught.value.problem, at.source.name, at.source.position(at.start)) == (problem, ".linea.yaml", place)


def test_a_configuration_that_cannot_be_read(tmp_path):
    """A link to nowhere and a folder of that name are told, not passed over."""
    path = tmp_path / ".linea.yaml"
    path.symlink_to("nowhere")
    with pytest.raises(InputError) as caught:
        Settings([])
    assert caught.value.problem == ".linea.yaml is a link to nowhere, which is not there"
    path.unlink()
    path.mkdir()
    with pytest.raises(InputError) as caught:
        Settings([])
    assert caught.value.problem == ".linea.yaml is a folder, not a file"


def test_who_wins(tmp_path, monkeypatch):
    """The command line wins over the environment, that over the configuration."""
    (tmp_path / ".linea.yaml").write_text("profile: dev\npostRender: {gate: enforce, report: told.txt}\n", "utf-8")
    monkeypatch.setenv("LINEA_POST_REPORT", "env.txt")
    assert Settings([]).report == "env.txt"
    found = Settings(["--gate", "off", "-p", "prod", "--report", "given.txt", "--namespace=n"])
    assert (found.gate, found.profile, found.report, found.namespace) == ("off", "prod", "given.txt", "n")


def test_a_word_that_is_no_option():
    """Arguments that are not options are not ignored."""
    with pytest.raises(UsageError) as caught:
        Settings(["chart"])
    assert caught.value.problem == "linea-post does not understand: chart"


def test_a_way_to_fail_that_is_unknown(monkeypatch):
    """A value of LINEA_POST_FAIL that means nothing is not ignored."""
    monkeypatch.setenv("LINEA_POST_FAIL", "loudly")
    with pytest.raises(UsageError) as caught:
        Settings([])
    assert caught.value.problem == "LINEA_POST_FAIL can only be `exit`"


def test_a_gate_that_warns():
    """What policies find is told, and the release passes."""
    output, told = render(EXPOSED, Settings(["--gate", "warn", "--label", "team=chain"]))
    assert output.count(b"team: chain") == 4
    assert told.startswith(FINDING)


def test_a_gate_that_enforces():
    """What is severe enough stops the release."""
    with pytest.raises(Refused) as caught:
        render(EXPOSED, Settings(["--gate", "enforce"]))
    assert caught.value.code == 1
    assert str(caught.value).startswith(FINDING)
    assert str(caught.value).endswith(
        "\nrefused: the gate enforces policies; --post-renderer-args=--gate=warn lets the release pass\n"
    )


@pytest.mark.parametrize(
    ("more", "where"),
    [
        ([], "--post-renderer-args=--report=FILE or LINEA_POST_REPORT=FILE writes them to a file"),
        (["--report", "r.txt"], "they are in r.txt"),
    ],
)
def test_a_refusal_is_not_buried(more, where):
    """It tells what refuses and counts the rest, which only the report has."""
    stream = EXPOSED.replace(b"      priorityClassName: chain\n", b"")
    with pytest.raises(Refused) as caught:
        render(stream, Settings(["--gate", "enforce", *more]))
    assert "priority-class" not in str(caught.value)
    assert str(caught.value).startswith(FINDING)
    assert str(caught.value).endswith(
        "\n1 error\nchecked: 3 documents, 0 additions; profile prod\n"
        f"not shown: 1 note; {where}\n"
        "refused: the gate enforces policies; --post-renderer-args=--gate=warn lets the release pass\n"
    )
    assert "note[priority-class]: " in caught.value.report
    assert "\n1 error, 1 note\n" in caught.value.report
    assert "skipped: policies for values" in caught.value.report


def test_a_finding_that_is_not_severe():
    """In dev the same is a warning, which passes unless `failOn` says otherwise."""
    settings = Settings(["--gate", "enforce", "--profile", "dev"])
    _, told = render(EXPOSED, settings)
    assert told.startswith(FINDING.replace("error", "warning"))
    settings.fail_on = "warning"
    with pytest.raises(Refused):
        render(EXPOSED, settings)


def test_a_gate_that_is_off():
    """No policy is asked."""
    assert render(EXPOSED, Settings(["--gate", "off"]))[1] == ""


def test_a_policy_that_is_skipped_is_in_the_report(tmp_path):
    """As in that of a lint."""
    (tmp_path / "demo.yaml").write_text(
        "kind: ValidatingAdmissionPolicyBinding\napiVersion: admissionregistration.k8s.io/v1\n"
        "metadata: {name: demo}\nspec: {policyName: demo}\n",
        "utf-8",
    )
    stream = EXPOSED.replace(b"type: ClusterIP", b"clusterIP: None")
    settings = Settings(["--policies", str(tmp_path), "--report", "x"])
    told = render(stream, settings)[1]
    assert told.endswith("\nskipped: policy demo: a binding names it, and it is not among the files\n")


def test_a_release_in_order():
    """Nothing is told, unless there is a report file to say so in."""
    stream = EXPOSED.replace(b"type: ClusterIP", b"clusterIP: None")
    assert render(stream, Settings([]))[1] == ""
    assert render(stream, Settings(["--report", "x"]))[1] == (
        "no findings\nchecked: 3 documents, 0 additions; profile prod\n"
        "skipped: policies for values: Helm gives a post-renderer no values\n"
        "skipped: public development keys: linea-post runs without the package that derives addresses; helm linea lint"
        " has it\n"
    )
