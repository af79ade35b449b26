"""`lint --fleet`: releases that run together are compared, each by its own values file."""

from __future__ import annotations

import io
import json

import pytest
from helms import MAJORS, helm

from linea_helm.errors import UsageError
from linea_helm.lint.lint import lint
from linea_helm.lint.request import requests
from linea_helm.options import LINT, parse

pytestmark = pytest.mark.slow

SEQUENCER = """\
chain: {id: 59139, validators: ["0x083e11f14b68d5ebeb4be3e3e0237ebbc5675ab5"]}
sequencer: {nodeId: NODE}
""".replace("NODE", "14408801a444dafc44afbccce2eb755f902aed3b5743fed787b3c790e021fef2" * 2)
COMPARED = ("sequencer-unique-in-fleet", "key-reused-across-nodes", "chain-id-mismatch", "genesis-differs")


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Write values files, lint them as a fleet, and give the report."""
    monkeypatch.chdir(tmp_path)

    def lint_them(*words, version="4.3.1", **files):
        for name, text in files.items():
            (tmp_path / f"{name}.yaml").write_text(text)
        paths = [f"{name}.yaml" for name in files]
        given = ["--fleet", *paths, *words, "-o", "json", "--helm", str(helm(version))]
        out = io.StringIO()
        lint(parse(given, LINT), {"HELM_CACHE_HOME": str(tmp_path / "cache"), "PATH": ""}, out)
        return json.loads(out.getvalue())

    return lint_them


def compared(report):
    """Give what was found by comparing."""
    return [(f["id"], f["object"]["name"], f["message"]) for f in report["findings"] if f["id"] in COMPARED]


@pytest.mark.parametrize("version", MAJORS)
def test_two_releases_of_one_chain_are_two_validators_with_one_key(run, version):
    """Each is told of the other, by the name of its file."""
    report = run(a=SEQUENCER, b=f"{SEQUENCER}fullnameOverride: l3\n", version=version)
    said = {message for _, _, message in compared(report)}
    ours, theirs = "StatefulSet/linea-stack", "StatefulSet/l3"
    expected = {
        f"{mine}-{node} has the same key as {other}-{node} of {file}.yaml, from Secret/linea-stack-{node}-p2p-key key"
        for mine, other, file in ((ours, theirs, "b"), (theirs, ours, "a"))
        for node in ("sequencer", "maru")
    }
    assert said == expected | {
        f"{ours}-maru validates chain 59139, and so does {theirs}-maru of b.yaml",
        f"{theirs}-maru validates chain 59139, and so does {ours}-maru of a.yaml",
    }
    assert report["checked"]["releases"] == 2
    assert report["checked"]["values files"] == ["a.yaml", "b.yaml"]


def test_chain_ids_are_compared_because_somebody_called_them_a_fleet(run):
    """Objects of one name in one namespace are one object with other values, and share no key with themselves."""
    found = compared(run(a=SEQUENCER, b=SEQUENCER.replace("59139", "59140")))
    assert {id_ for id_, _, _ in found} == {"chain-id-mismatch"}


def test_a_release_that_does_not_render_makes_the_comparison_incomplete(run):
    """Which is said; the others are compared all the same."""
    report = run(a=SEQUENCER, b="chain: [\n", c=SEQUENCER)
    assert {"what": "the comparison with every release", "why": "1 of 3 could not be rendered"} in report["skipped"]
    assert "sequencer-unique-in-fleet" in {id_ for id_, _, _ in compared(report)}


def test_a_file_that_is_named_twice_is_no_fleet(tmp_path):
    """It would be compared with nobody: who it is goes by its file."""
    (tmp_path / "a.yaml").write_text("a: 1\n", encoding="utf-8")
    names = [str(tmp_path / "a.yaml"), str(tmp_path / "." / "a.yaml")]
    with pytest.raises(UsageError, match=r"a\.yaml is named twice"):
        requests(parse(["--fleet", *names], LINT), {})


def test_one_file_is_no_fleet(run):
    """There is nothing to compare."""
    with pytest.raises(UsageError) as refused:
        run(a=SEQUENCER)
    problem = "nothing to compare: --fleet needs the values files of two releases or more as arguments"
    assert refused.value.problem == problem


def test_common_values_belong_to_every_release(run, tmp_path):
    """-f files come before each file of the fleet, as with --each."""
    (tmp_path / "common.yaml").write_text(SEQUENCER)
    report = run("-f", "common.yaml", a="besu: {replicas: 1}\n", b="besu: {replicas: 1}\n")
    assert "sequencer-unique-in-fleet" in {id_ for id_, _, _ in compared(report)}
    assert report["checked"]["values files"] == ["common.yaml", "a.yaml", "b.yaml"]


def test_each_release_is_called_after_its_file(tmp_path, monkeypatch):
    """Or after the folder of the file, where several files have one name; what is no name for a release is left."""
    monkeypatch.chdir(tmp_path)
    names = ["seq.yaml", "a/values.yaml", "b/values.yaml", "Upper.yaml"]
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("{}\n")
    (tmp_path / "a" / ".linea.yaml").write_text("release: {name: own}\n")
    asked = requests(parse(["--fleet", *names], LINT), {})
    assert [request.release_name for request in asked] == ["seq", "own", "b", "linea"]
    asked = requests(parse(["--fleet", *names, "--release-name", "given"], LINT), {})
    assert {request.release_name for request in asked} == {"given"}


def test_a_milder_release_does_not_make_the_comparison_mild(run, tmp_path):
    """Two nodes with one key are an error when one of them is in production."""
    (tmp_path / ".linea.yaml").write_text("overrides: [{files: [a.yaml], profile: dev}]\n")
    report = run(a=SEQUENCER, b=f"{SEQUENCER}fullnameOverride: l3\n")
    assert {f["severity"] for f in report["findings"] if f["id"] == "key-reused-across-nodes"} == {"error"}
