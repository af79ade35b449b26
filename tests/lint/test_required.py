"""A `required` whose message does not name the value: the template's line does."""

from __future__ import annotations

import json

import pytest
from helms import MAJORS, helm

from linea_helm import cli
from linea_helm.finding import Template
from linea_helm.lint import required

CHART = "apiVersion: v2\nname: tiny\nversion: 0.1.0\n"


def at(line, tmp_path, name="tiny/templates/x.yaml"):
    """Give what the second line of a template asks for."""
    (tmp_path / "x.yaml").write_text(f"kind: ConfigMap\n{line}\n", "utf-8")
    return required.key(Template(name, 2, str(tmp_path / "x.yaml")))


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ('a: {{ required "need it" .Values.a.b }}', ("a", "b")),
        ('a: {{ required "say \\"it\\"" $.Values.a | quote }}', ("a",)),
        ("a: {{ required `need it` .Values.a }}", ("a",)),
        ('a: {{ .Values.a.b | required "need it" }}', ("a", "b")),
        ('a: {{ required "it" .Values.a }}{{ required "it" .Values.a }}', ("a",)),
        ('a: {{ required "it" .Values.a }}{{ required "it" .Values.b }}', None),
        ('a: {{ required "it" (index .Values "a") }}', None),
        ('a: {{ .Values.a }}{{ fail "no" }}', None),
    ],
)
def test_the_value_is_named_where_it_is_certain(tmp_path, line, key):
    """Of two that are asked for on one line nobody knows which one is missing, and `fail` asks for none."""
    assert at(line, tmp_path) == key


def test_a_value_of_a_sub_chart_is_below_its_name(tmp_path):
    """Its template knows it without the name."""
    line = 'a: {{ required "it" .Values.a }}'
    assert at(line, tmp_path, "tiny/charts/web/templates/x.yaml") == ("web", "a")


def test_a_template_that_cannot_be_read_names_nothing(tmp_path):
    """It is in an archive, Helm named no line, it is not there, it is no text, or it is shorter."""
    place = tmp_path / "x.yaml"
    place.write_bytes(b"\xff")
    templates = [
        Template("t", 2, str(place), is_packed=True),
        Template("t", None, str(place)),
        Template("t", 2),
        Template("t", 1, str(tmp_path / "gone.yaml")),
        Template("t", 1, str(place)),
    ]
    assert [required.key(template) for template in templates] == [None] * 5
    place.write_text("one line", "utf-8")
    assert required.key(Template("t", 2, str(place))) is None


@pytest.mark.helm
@pytest.mark.parametrize("version", MAJORS)
@pytest.mark.parametrize(("values", "line"), [("a:\n  c: 1\n", 1), ("", None)], ids=["parent", "nowhere"])
def test_a_finding_says_which_value_is_required(tmp_path, monkeypatch, capsys, version, values, line):
    """At the nearest parent that is written, if there is one."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "Chart.yaml").write_text(CHART, "utf-8")
    (tmp_path / "values.yaml").write_text(values, "utf-8")
    path = "a.b" if values else "b"
    (tmp_path / "templates" / "x.yaml").write_text(
        f'kind: X\na: {{{{ required "need it" .Values.{path} }}}}\n', "utf-8"
    )
    monkeypatch.chdir(tmp_path)
    assert cli.main(["lint", ".", "--helm", str(helm(version)), "-o", "json"]) == 1
    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    assert (finding["id"], finding["message"], finding["path"]) == ("chart-not-rendered", "need it", path)
    assert (finding["line"], finding["templateLine"]) == (line, 2)
