"""linea_helm.lint.unrendered: what to do about a template that does not render."""

from __future__ import annotations

import json
import subprocess

import pytest
from helms import MAJORS, helm

from linea_helm import cli
from linea_helm.lint import unrendered
from linea_helm.lint.builtin import NOT_RENDERED
from linea_helm.lint.helmerror import Refusal

HEAD = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n"
LOOKS_UP = '{{- $s := lookup "v1" "Secret" .Release.Namespace "x" }}\n'
FINDER = f'{{{{ define "found" }}}}{LOOKS_UP}{{{{ if $s }}}}{{{{ $s.data.x }}}}{{{{ end }}}}{{{{ end }}}}'
VALUE = "give the value that the message asks for; where it asks for none, "
PRINTED = "look at the value that it prints there; where that is right, "
AUTHORS = "the template is wrong, so tell its authors"
LINE = "mend the template at that line"
CASES = {
    "what is looked up": (
        f"{LOOKS_UP}{HEAD}  a: {{{{ $s.data.password }}}}\n",
        ("s.data has no value, and the template reads s.data.password", unrendered._LOOKUP_FIX),
    ),
    "what a helper looks up": (
        HEAD + '  a: {{ include "found" . | trim | required "x is not there" }}\n' + FINDER,
        ("x is not there", unrendered._LOOKUP_FIX),
    ),
    "what a helper looks up for others": (
        HEAD + '  a: {{ fail "never" }}\n' + FINDER,
        ("never", VALUE + LINE),
    ),
    "what refuses without it": (
        f'{LOOKS_UP}{{{{ if not $s }}}}{{{{ fail "x is not there" }}}}{{{{ end }}}}',
        ("x is not there", unrendered._LOOKUP_FIX),
    ),
    "a value, though something is looked up": (
        f'{LOOKS_UP}{{{{ required "image.tag must be set" .Values.image.tag }}}}',
        ("image.tag must be set", VALUE + LINE),
    ),
    "a comment that speaks of lookup": (
        '{{/* no lookup here */}}{{ fail "never" }}',
        ("never", VALUE + LINE),
    ),
    "no function": (
        f"{LOOKS_UP}{HEAD}  a: {{{{ nosuch }}}}\n",
        ('function "nosuch" not defined', LINE),
    ),
    "no template": ("a: {{ .x } }}\n", ('unexpected "}" in operand', LINE)),
    "no YAML": (
        f"{HEAD}  a: b: c\n",
        (
            "what it renders is no YAML: mapping values are not allowed in this context",
            f"{PRINTED}mend the template",
        ),
    ),
}


def _linted(folder, version, capsys, chart):
    """Lint a chart that does not render, and give its finding."""
    assert cli.main(["lint", chart, "--helm", str(helm(version)), "-o", "json"]) == 1
    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    assert finding["id"] == "chart-not-rendered"
    return finding


@pytest.fixture
def chart(tmp_path, monkeypatch):
    """Write a chart with one template."""
    monkeypatch.chdir(tmp_path)

    def write(template):
        (tmp_path / "c" / "templates").mkdir(parents=True)
        (tmp_path / "c" / "Chart.yaml").write_text("apiVersion: v2\nname: c\nversion: 1.0.0\n", "utf-8")
        (tmp_path / "c" / "values.yaml").write_text("image: {tag: }\n", "utf-8")
        (tmp_path / "c" / "templates" / "a.yaml").write_text(template, "utf-8")
        return tmp_path

    return write


@pytest.mark.helm
@pytest.mark.parametrize("version", MAJORS)
@pytest.mark.parametrize("case", CASES)
def test_a_template_of_ones_own(chart, capsys, case, version):
    """Who wrote it is not sent to its authors, and what only a cluster has is not taken for a mistake."""
    template, expected = CASES[case]
    finding = _linted(chart(template), version, capsys, "c")
    assert (finding["message"], finding["help"]) == expected


@pytest.mark.helm
@pytest.mark.parametrize(
    ("template", "fix"),
    [
        (f"{HEAD}  a: {{{{ nosuch }}}}\n", AUTHORS),
        ('{{ fail "never" }}', VALUE + AUTHORS),
        (f"{LOOKS_UP}{HEAD}  a: {{{{ $s.data.x }}}}\n", unrendered._LOOKUP_FIX),
    ],
)
def test_a_template_in_an_archive(chart, capsys, template, fix):
    """It has authors; what it looks up is known all the same."""
    folder = chart(template)
    subprocess.run([helm("4.3.1"), "package", "c"], check=True, capture_output=True, cwd=folder)
    assert _linted(folder, "4.3.1", capsys, "c-1.0.0.tgz")["help"] == fix


@pytest.mark.helm
@pytest.mark.parametrize("version", MAJORS)
def test_a_helper_that_asks_the_cluster_is_named(chart, capsys, version):
    """In a file of its own, and through another one."""
    folder = chart('{{ if not (include "outer" . | trim) }}{{ fail "no Secret" }}{{ end }}')
    (folder / "c" / "templates" / "_helpers.tpl").write_text(
        '{{ define "outer" }}{{ include "inner" . }}{{ end }}\n'
        f'{{{{ define "inner" }}}}{LOOKS_UP}{{{{ if $s }}}}x{{{{ end }}}}{{{{ end }}}}\n',
        "utf-8",
    )
    assert cli.main(["lint", "c", "--helm", str(helm(version))]) == 1
    report = capsys.readouterr().out
    assert report.startswith("error[chart-not-rendered]: no Secret\n")
    why = unrendered._LOOKUP_WHY.format('"inner", which the template includes,')
    assert f"   = why: {why}\n" in report


@pytest.mark.helm
def test_a_library_chart(chart, capsys):
    """Helm loads it, but renders nothing."""
    with open(chart("") / "c" / "Chart.yaml", "a", encoding="utf-8") as file:
        file.write("type: library\n")
    assert cli.main(["lint", "c", "--helm", str(helm("4.3.1"))]) == 1
    assert capsys.readouterr().out.startswith(
        "error[chart-broken]: this is a library chart, which has nothing to render\n  --> c/Chart.yaml:4:7\n"
        " 4 | type: library\n   |       ^^^^^^^\n   = why: nothing of it could be checked\n"
        "   = fix: lint a chart that uses it\n"
    )


def test_a_template_that_nobody_knows():
    """What Helm says decides, where it has a fix."""
    assert unrendered.advice(Refusal("x"), None, "", is_named=False) == (NOT_RENDERED.WHY, NOT_RENDERED.FIX)
    assert unrendered.advice(Refusal("x", "do y"), None, "", is_named=False) == (NOT_RENDERED.WHY, "do y")
