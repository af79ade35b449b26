"""linea_helm.lint.chartfault: where in a chart's files Helm's objections and a schema's mistakes are."""

from __future__ import annotations

import os

import pytest
from helm_oracle import CHART, write_chart
from helms import ALL, helm

from linea_helm.lint import chartfault
from linea_helm.lint.helm import start
from linea_helm.lint.helmerror import refusal
from linea_helm.schema import explain
from linea_helm.schema.prepare import BadSchema
from linea_helm.source import Source
from linea_helm.values.chart import load_chart

TYPES = '"array", "boolean", "integer", "null", "number", "object" or "string"'
LOOKAROUND = "pattern '(?!a)': lookaround and other (?...) groups are not in RE2"
SCHEMAS = {
    "no colon": ('{\n  "a" «1»}', "this is not JSON: expecting ':' delimiter"),
    "nothing": ("«»", "this is not JSON: expecting value"),
    "no number": ('{"minimum": «N»aN}', "this is not JSON: there is no number NaN"),
    "a type that is none": (
        '{"properties":\n {"a": {"type": «"strin"»}}}',
        f'at /properties/a/type: got string "strin", want {TYPES}; did you mean "string"?',
    ),
    "a reference to nowhere": (
        '{"properties": {"a": «{"$ref": "#/x"}»}}', 'at /properties/a: "$ref": "#/x" leads nowhere'),
    "a pattern of Perl's": (
        '{"pattern": «"(?!a)"»}',
        f'at /pattern: Helm cannot read the pattern "(?!a)": {LOOKAROUND}',
    ),
    "a list": ("«[]»", "got a list of 0 items, want map or boolean"),
    "too deep": ("«" + "[" * 100_000 + "»", "it is nested too deeply"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "problem"), SCHEMAS.values(), ids=SCHEMAS)
def test_a_mistake_of_a_schema_has_a_place(text, problem):
    """In the JSON, or at the value that is wrong; of the whole the first line is shown."""
    schema = Source("values.schema.json", text.replace("«", "").replace("»", ""))
    with pytest.raises((BadSchema, ValueError, RecursionError)) as caught:
        explain(chartfault.parsed(schema), {})
    at = chartfault.schema_place(schema, caught.value)
    assert f"{schema.text[: at.start]}«{schema.text[at.start : at.end]}»{schema.text[at.end :]}" == text
    assert chartfault.schema(caught.value) == problem


def placed(folder, version):
    chart = write_chart(folder, {"Chart.yaml": CHART})
    return chart, lambda: refusal(start(str(helm(version)), ["template", "x", str(chart)], os.environ).wait())


@pytest.mark.helm
@pytest.mark.parametrize("version", ALL)
def test_a_file_that_helm_cannot_load(tmp_path, version, monkeypatch):
    """A link to nowhere, a pipe, links in a circle and a broken lock file are shown where they are."""
    monkeypatch.chdir(tmp_path)
    chart, asked = placed(tmp_path / "top", version)
    loaded = load_chart("top")
    told = []
    for name, make in {
        "templates/y.yaml": lambda path: path.symlink_to("nowhere"),
        "templates/z.yaml": os.mkfifo,
        "charts": lambda path: path.symlink_to("."),
        "Chart.lock": lambda path: path.write_text("a: 1\nb: [\n", encoding="utf-8"),
    }.items():
        make(chart / name)
        found = asked()
        at = chartfault.about(loaded, found)
        told.append((at.source.name, at.source.position(at.start), found.message))
        (chart / name).unlink()
    assert told[:3] == [
        ("top/templates/y.yaml", (1, 1), "the link leads to a file that is not there"),
        ("top/templates/z.yaml", (1, 1), "this is no regular file"),
        ("top/charts", (1, 1), "links lead in a circle"),
    ]
    assert told[3][:2] == ("top/Chart.lock", (2, 4))


@pytest.mark.helm
@pytest.mark.parametrize("version", ALL)
def test_a_key_of_a_chart_yaml(tmp_path, version, monkeypatch):
    """A key that is written is shown, in the chart that Helm names; else the first line."""
    monkeypatch.chdir(tmp_path)
    chart, asked = placed(tmp_path / "top", version)
    (chart / "charts" / "sub").mkdir(parents=True)
    path = chart / "charts" / "sub" / "Chart.yaml"
    path.write_text("name: sub\nversion: 1.0.0\nkeywords: x\n", encoding="utf-8")
    found = asked()
    at = chartfault.about(load_chart("top"), found)
    assert (at.source.name, at.source.position(at.start)) == ("top/charts/sub/Chart.yaml", (3, 11))
    at = chartfault.about(load_chart("top"), found._replace(charts=(), about=("type",)))
    assert (at.source.name, at.start, at.end) == ("top/Chart.yaml", 0, len("apiVersion: v2"))
