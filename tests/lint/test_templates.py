"""Where a user finds the template that Helm names: in a sub-chart's folder, whatever it is called, or in an archive."""

from __future__ import annotations

import json
import subprocess

import pytest
from helms import MAJORS, helm

from linea_helm import cli
from linea_helm.finding import Template
from linea_helm.lint.templates import template_named

WEB = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Chart.Name }}
spec:
  replicas: 2
  template: {metadata: {labels: {app: {{ .Chart.Name }}}}, spec: {containers: [{name: a, image: "a:1"}]}}
"""
PARENT = """\
dependencies:
- {name: child, version: 1.0.0, alias: first}
- {name: child, version: 1.0.0, alias: second}
- {name: packed, version: 1.0.0}
"""


def chart(folder, name, more="", template=WEB):
    """Write a chart with one template."""
    (folder / "templates").mkdir(parents=True)
    (folder / "Chart.yaml").write_text(f"apiVersion: v2\nname: {name}\nversion: 1.0.0\n{more}", "utf-8")
    (folder / "templates" / "web.yaml").write_text(template, "utf-8")


@pytest.fixture
def umbrella(tmp_path, monkeypatch):
    """A chart whose sub-charts have folders that are called otherwise, two aliases, and an archive."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LINEA_NO_CACHE", "1")
    folder = tmp_path / "odd-top"
    chart(folder, "umbrella", PARENT)
    chart(folder / "charts" / "odd-child", "child")
    chart(folder / "charts" / "odd-child" / "charts" / "odd-inner", "inner")
    chart(tmp_path / "p", "packed")
    chart(tmp_path / "p" / "charts" / "deep", "deep")
    command = [helm("4.3.1"), "package", "p", "-d", "odd-top/charts"]
    subprocess.run(command, check=True, capture_output=True, cwd=tmp_path)
    return folder


def templates(capsys, *arguments):
    """Lint, and give name, file and line of the templates of all findings."""
    assert cli.main(["lint", *arguments, "-o", "json"]) == 1
    found = json.loads(capsys.readouterr().out)["findings"]
    return {(f["template"], f["templateFile"], f["templateLine"]) for f in found if f["template"]}


@pytest.mark.helm
@pytest.mark.parametrize("version", MAJORS)
def test_every_template_has_the_file_that_rendered_it(umbrella, capsys, version):
    """Below an alias Helm 4 keeps the alias, and Helm 3 has the chart's own name, once for both."""
    parents = ["first", "second"] if version.startswith("4") else ["child"]
    child, archive = "odd-top/charts/odd-child", "odd-top/charts/packed-1.0.0.tgz"
    assert templates(capsys, "odd-top", "--helm", str(helm(version))) == {
        ("umbrella/templates/web.yaml", "odd-top/templates/web.yaml", None),
        ("umbrella/charts/first/templates/web.yaml", f"{child}/templates/web.yaml", None),
        ("umbrella/charts/second/templates/web.yaml", f"{child}/templates/web.yaml", None),
        *(
            (f"umbrella/charts/{parent}/charts/inner/templates/web.yaml",
             f"{child}/charts/odd-inner/templates/web.yaml", None)
            for parent in parents
        ),
        ("umbrella/charts/packed/templates/web.yaml", archive, None),
        ("umbrella/charts/packed/charts/deep/templates/web.yaml", archive, None),
    }  # fmt: skip


@pytest.mark.helm
def test_a_chart_that_is_an_archive_is_that_file(umbrella, capsys):
    """Its templates have no file of their own."""
    archive = "odd-top/charts/packed-1.0.0.tgz"
    assert {file for _, file, _ in templates(capsys, archive, "--helm", str(helm("4.3.1")))} == {archive}


@pytest.mark.helm
def test_a_line_that_helm_names_stands_apart(tmp_path, monkeypatch, capsys):
    """A template that fails; from its own folder, too."""
    chart(tmp_path / "odd", "mine", template="a: 1\nb: {{ fail .Values.no }}\n")
    (tmp_path / "odd" / "values.yaml").write_text("no: thing\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    program = str(helm("4.3.1"))
    assert templates(capsys, "odd", "--helm", program) == {("mine/templates/web.yaml", "odd/templates/web.yaml", 2)}
    monkeypatch.chdir(tmp_path / "odd")
    assert templates(capsys, "--helm", program) == {("mine/templates/web.yaml", "./templates/web.yaml", 2)}


@pytest.mark.helm
def test_what_is_no_object_has_a_file_too(tmp_path, monkeypatch, capsys):
    """Helm names its template in a comment, without a line."""
    chart(tmp_path / "odd", "mine", template="a: 1\n")
    monkeypatch.chdir(tmp_path)
    wanted = {("mine/templates/web.yaml", "odd/templates/web.yaml", None)}
    assert templates(capsys, "odd", "--helm", str(helm("4.3.1"))) == wanted


@pytest.mark.helm
def test_the_bundled_chart_has_no_files_of_the_users(tmp_path, monkeypatch, capsys):
    """Where it is installed is nobody's business."""
    monkeypatch.chdir(tmp_path)
    found = templates(capsys, "--set", "besu.image.tag=", "--helm", str(helm("4.3.1")))
    assert {file for _, file, _ in found} == {None}


@pytest.mark.parametrize(
    ("said", "template"),
    [
        ("c/templates/a.yaml", Template("c/templates/a.yaml")),
        ("c/templates/a.yaml:12", Template("c/templates/a.yaml", 12)),
        ("", None),
        (None, None),
    ],
)
def test_helm_names_a_template_with_and_without_a_line(said, template):
    """A stream that names none has none."""
    assert template_named(said) == template
