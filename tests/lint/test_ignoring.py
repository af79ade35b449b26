"""Whole runs in which somebody ignores something."""

from __future__ import annotations

import errno
import io
import json
import os
import stat
from pathlib import Path
from textwrap import dedent

import pytest
from helms import helm

from linea_helm.errors import ReportError, UsageError
from linea_helm.lint.lint import lint
from linea_helm.options import LINT, parse

pytestmark = pytest.mark.slow

CHART = {
    "Chart.yaml": "apiVersion: v2\nname: demo\nversion: 1.0.0\n",
    "values.yaml": "known: 1\nannotations: {}\n",
    "templates/web.yaml": dedent("""\
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
          annotations: {{- toYaml .Values.annotations | nindent 4 }}
        spec:
          replicas: {{ .Values.known }}
          template:
            metadata: {labels: {app: web}}
        """),
}
POLICY = """\
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata:
  name: demo-replicas
  annotations: {helm-linea/mandatory: "MANDATORY"}
spec:
  matchConstraints:
    resourceRules: [{apiGroups: [apps], apiVersions: ["*"], operations: ["*"], resources: [deployments]}]
  validations: [{expression: object.spec.replicas > 1, message: one replica}]
"""


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Lint a small chart with a policy, and give the report."""
    monkeypatch.chdir(tmp_path)
    for name, text in CHART.items():
        path = tmp_path / "chart" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "demo-replicas.yaml").write_text(POLICY.replace("MANDATORY", "false"))

    def lint_it(values, *more, day="1767225600", what=("chart", "-f", "values.yaml")):  # 2026-01-01
        (tmp_path / "values.yaml").write_text(values)
        words = [*what, "--policies", "policies", "-o", "json", *more]
        options = parse([*words, "--helm", str(helm("4.3.1"))], LINT)
        out = io.StringIO()
        environ = {"SOURCE_DATE_EPOCH": day, "HELM_CACHE_HOME": str(tmp_path / "cache"), "PATH": ""}
        lint(options, environ, out)
        return json.loads(out.getvalue()) if out.getvalue().startswith("{") else out.getvalue()

    return lint_it


def found(report, *, key="findings"):
    """Give id, line and message of what a demo chart is about; general hygiene is not what these tests are about."""
    mine = ("demo-replicas", "values-unknown-key", "yaml-type-trap", "baseline-outdated")
    return [(f["id"], f["line"], f["message"]) for f in report[key] if f["id"] in mine or f["id"].startswith("ignore-")]


ONE = ("demo-replicas", None, "one replica")


@pytest.mark.parametrize(
    "values",
    [
        'knwon: 1 # linea: ignore[values-unknown-key] reason="x"\n',
        '# linea: ignore[values-unknown-key] reason="x"\n\n# more\nknwon: 1\n',
        'a: 0x1F # linea: ignore[yaml-type-trap, values-unknown-key] reason="x" until=2026-01-01\n',
    ],
)
def test_an_ignore_beside_the_value_or_above_it_is_in_force(run, values):
    """To the end of its last day; the finding is listed with its reason."""
    report = run(values)
    assert found(report) == [ONE]
    assert {ignored["reason"] for ignored in report["ignored"]} == {"x"}
    assert report["summary"]["warnings"] + report["summary"]["errors"] >= 1


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (
            'knwon: 1 # linea: ignore[values-unknown-key] reason="x" until=2025-12-31\n',
            [
                ("values-unknown-key", 1, 'unknown key "knwon"; did you mean "known"?'),
                ("ignore-expired", 1, "the ignore of values-unknown-key ended on 2025-12-31"),
            ],
        ),
        (
            'known: 1 # linea: ignore[values-unknown-key] reason="x"\n',
            [("ignore-unused", 1, "nothing here is found by values-unknown-key")],
        ),
        (
            'known: 1 # linea: ignore[values-unknwon-key] reason="x"\n',
            [
                (
                    "ignore-invalid",
                    1,
                    'no policy or rule is called "values-unknwon-key"; did you mean "values-unknown-key"?',
                )
            ],
        ),
        (
            'known: 1 # linea: ignore[yaml-error] reason="x"\n',
            [("ignore-invalid", 1, "yaml-error cannot be ignored: what it finds keeps others from looking")],
        ),
        (
            "annotations: {a: '# linea: ignore'}\n",
            [("ignore-invalid", 1, 'an ignore names what it is for; write ignore[id] reason="…" until=2027-01-31')],
        ),
        ("known: 1 # see linea: ignore\n", []),
    ],
)
def test_what_is_wrong_with_an_ignore_is_a_finding(run, values, expected):
    """Over, for nothing, misspelt, or for what keeps a lint from looking."""
    assert found(run(values)) == [*expected, ONE]


def test_an_annotation_is_for_its_object(run):
    """Of several lines, each for itself; the mistakes in it have their place in the render."""
    text = 'ignore[demo-replicas] reason="x"\\nignore[values-unknown-key] reason="y"\\nignore[a'
    report = run(f'annotations: {{helm-linea/ignore: "{text}"}}\n'.replace('"x"', '\\"x\\"').replace('"y"', '\\"y\\"'))
    assert found(report, key="ignored") == [ONE]
    assert found(report) == [
        ("ignore-unused", None, "nothing here is found by values-unknown-key"),
        ("ignore-invalid", None, 'an ignore names what it is for; write ignore[id] reason="…" until=2027-01-31'),
    ]


def test_an_entry_of_the_configuration_matches_object_and_path(run, tmp_path):
    """With the wildcards of a shell; one that matches nothing is told at its line."""
    entries = """\
        ignore:
          - {id: demo-replicas, object: Deployment/w*, path: spec.rep*, reason: x}
          - {id: demo-replicas, object: Deployment/other, reason: later}
        """
    (tmp_path / ".linea.yaml").write_text(dedent(entries))
    report = run("known: 1\n")
    assert found(report, key="ignored") == [ONE]
    assert found(report) == [("ignore-unused", 3, "nothing here is found by demo-replicas")]


def test_a_mandatory_policy_cannot_be_ignored_in_prod(run, tmp_path):
    """In dev it can."""
    (tmp_path / "policies" / "demo-replicas.yaml").write_text(POLICY.replace("MANDATORY", "true"))
    (tmp_path / ".linea.yaml").write_text("ignore: [{id: demo-replicas, reason: x}]\n")
    refused = ("ignore-invalid", 1, "demo-replicas is mandatory in prod and cannot be ignored there")
    assert found(run("known: 1\n")) == [refused, ONE]
    assert found(run("known: 1\n", "--profile", "dev")) == []


def test_a_milder_release_beside_it_does_not_change_that(run, tmp_path):
    """Whichever file comes first."""
    (tmp_path / "policies" / "demo-replicas.yaml").write_text(POLICY.replace("MANDATORY", "true"))
    overrides = "overrides: [{files: [dev.yaml], profile: dev}]\n"
    (tmp_path / ".linea.yaml").write_text(f"{overrides}ignore: [{{id: demo-replicas, reason: x}}]\n")
    (tmp_path / "dev.yaml").write_text("known: 1\n")
    for files in (("dev.yaml", "values.yaml"), ("values.yaml", "dev.yaml")):
        report = run("known: 1\n", what=("--chart", "chart", "--each", *files))
        assert {id_ for id_, _, _ in found(report)} == {"ignore-invalid", "demo-replicas"}
        assert set(report["checked"]["profile"].split(", ")) == {"dev", "prod"}
        assert report["checked"]["configuration"] == ".linea.yaml"


def test_nothing_is_called_unused_that_had_nothing_to_look_at(run):
    """Without a render no policy has judged the manifests."""
    values = 'known: 1 # linea: ignore[demo-replicas] reason="x"\n'
    assert found(run(values, "--no-render")) == []


def test_a_baseline_hides_what_it_knows_and_no_more(run, tmp_path):
    """Lines may move; the same finding in another file, or once more, counts."""
    run("knwon: 1\n", "--write-baseline", "base.json")
    moved = run("\n\nknwon: 1\nother: 2\n", "--baseline", "base.json")
    assert found(moved) == [
        ("values-unknown-key", 4, 'unknown key "other"; no default, schema or template of the chart names it')
    ]
    assert ("values-unknown-key", 3, 'unknown key "knwon"; did you mean "known"?') in found(moved, key="ignored")
    gone = run("known: 1\n", "--baseline", "base.json")
    assert ("baseline-outdated", 1, "base.json knows 1 more than was found") in found(gone)
    assert "knwon" in (tmp_path / "base.json").read_text()


def test_a_baseline_is_written_beside_reports(run, tmp_path, capsys):
    """A report of an earlier run does not stay; what is said of the baseline is in the way of no report."""
    (tmp_path / "r.sarif").write_text("old")
    report = run("knwon: 1\n", "--write-baseline", "base.json", "-o", "sarif=r.sarif")
    assert ("values-unknown-key", 1, 'unknown key "knwon"; did you mean "known"?') in found(report)
    assert "knwon" in (tmp_path / "r.sarif").read_text()
    said = capsys.readouterr().err
    assert said == f"base.json: {len(report['findings'])} findings\n"


def test_a_baseline_and_a_report_in_one_file(run, tmp_path):
    """Neither would be whole."""
    with pytest.raises(UsageError) as refused:
        run("known: 1\n", "--write-baseline", "x.json", "-o", "sarif=./x.json")
    assert refused.value.problem == 'the baseline and the report sarif would both be the file "./x.json"'
    assert not (tmp_path / "x.json").exists()


def test_a_baseline_goes_where_a_link_leads(run, tmp_path):
    """As a report does: the link stays a link."""
    (tmp_path / "real.json").write_text("old")
    (tmp_path / "base.json").symlink_to("real.json")
    run("knwon: 1\n", "--write-baseline", "base.json")
    assert (tmp_path / "base.json").is_symlink()
    assert "knwon" in (tmp_path / "real.json").read_text()


def test_a_baseline_replaces_no_pipe(run, tmp_path):
    """Nor a device: what is written to one is read at its other end."""
    os.mkfifo(tmp_path / "base.json")
    reader = os.open(tmp_path / "base.json", os.O_RDONLY | os.O_NONBLOCK)
    run("knwon: 1\n", "--write-baseline", "base.json")
    assert "knwon" in os.read(reader, 65536).decode()
    os.close(reader)
    assert stat.S_ISFIFO((tmp_path / "base.json").stat().st_mode)


def test_a_baseline_that_cannot_be_written_leaves_nothing(run, tmp_path, monkeypatch):
    """The old one stays, nothing is left beside it, and the error says what to do."""
    (tmp_path / "base.json").write_text("old")

    def full(_, __):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(ReportError) as refused:
        run("knwon: 1\n", "--write-baseline", "base.json")
    assert refused.value.problem == 'cannot write the baseline "base.json": No space left on device'
    assert refused.value.fix == 'free some space on the file system of "."'
    assert [path.name for path in tmp_path.glob("base*")] == ["base.json"]
    assert (tmp_path / "base.json").read_text() == "old"


def test_a_baseline_in_a_folder_that_is_not_there(run):
    """The fix is the command that makes it."""
    with pytest.raises(ReportError) as refused:
        run("known: 1\n", "--write-baseline", "out/base.json")
    assert refused.value.problem == 'cannot write the baseline "out/base.json": No such file or directory'
    assert refused.value.fix == 'make the folder first: mkdir -p "out"'


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (None, "the baseline base.json cannot be read: No such file or directory"),
        ("[]", "base.json is no baseline"),
        ("{", "base.json is no baseline"),
        ('{"version": 2, "findings": []}', "base.json is a baseline of version 2, and this is version 1"),
    ],
)
def test_what_is_no_baseline_ends_the_run(run, tmp_path, content, problem):
    """A lint that silently counts everything would be noticed; one that silently hides would not."""
    from linea_helm.errors import InputError

    if content is not None:
        (tmp_path / "base.json").write_text(content)
    with pytest.raises(InputError) as refused:
        run("known: 1\n", "--baseline", "base.json")
    assert refused.value.problem == problem


MANDATORY = POLICY.replace("MANDATORY", "true")
KEPT = 'demo-replicas is mandatory in prod and stays "error" there'


def unheeded(report):
    """Give file, line, column and message of what is said of severities."""
    told = [each for each in report["findings"] if each["id"] == "severity-unheeded"]
    return [(each["file"], each["line"], each["column"], each["message"]) for each in told]


@pytest.mark.parametrize("severity", ["off", "note", "warning"])
def test_a_severity_that_a_mandatory_policy_does_not_take_is_told(run, tmp_path, severity):
    """Where it is set; the finding counts all the same. In dev it is in force."""
    (tmp_path / "policies" / "demo-replicas.yaml").write_text(MANDATORY)
    (tmp_path / ".linea.yaml").write_text(f"failOn: error\nseverity:\n  demo-replicas: {severity}\n")
    report = run("known: 1\n")
    assert unheeded(report) == [(".linea.yaml", 3, 18, KEPT)]
    assert ONE in found(report)
    assert [each["severity"] for each in report["findings"] if each["id"] == "demo-replicas"] == ["error"]
    assert unheeded(run("known: 1\n", "--profile", "dev")) == []


def test_a_severity_that_a_mandatory_policy_has_anyhow_is_not_told(run, tmp_path):
    """Nor one of a policy that takes it."""
    (tmp_path / "policies" / "demo-replicas.yaml").write_text(MANDATORY)
    (tmp_path / ".linea.yaml").write_text("severity: {demo-replicas: error, pdb-missing: off}\n")
    assert unheeded(run("known: 1\n")) == []


def test_a_severity_in_vain_is_told_once_for_all_files(run, tmp_path):
    """And no baseline hides it; one that only concerns dev is not told."""
    (tmp_path / "policies" / "demo-replicas.yaml").write_text(MANDATORY)
    (tmp_path / ".linea.yaml").write_text(
        "severity: {demo-replicas: off}\noverrides: [{files: [b.yaml], profile: dev}]\n"
    )
    for name in ("a.yaml", "b.yaml", "c.yaml"):
        (tmp_path / name).write_text("known: 1\n")
    every = ("--chart", "chart", "--each", "a.yaml", "b.yaml", "c.yaml")
    assert unheeded(run("", what=every)) == [(".linea.yaml", 1, 27, KEPT)]
    run("", "--write-baseline", "base.json", what=every)
    assert unheeded(run("", "--baseline", "base.json", what=every)) == [(".linea.yaml", 1, 27, KEPT)]
    assert unheeded(run("", what=("--chart", "chart", "--each", "b.yaml"))) == []
