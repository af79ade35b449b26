"""linea_helm.report.json_: the report for programs."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from reporting import MADE, PACKED, RENDERED, STREAM, TRAP, VALUES, at, full, result

from linea_helm.concealed import Secrets, conceal
from linea_helm.errors import InputError
from linea_helm.report.json_ import failed, render
from linea_helm.source import Source

DOCS = Path(__file__).parents[2] / "docs" / "json.md"


def test_the_shape_of_a_report():
    """Keys, their order and their values are as docs/json.md says; nothing else is there."""
    report = json.loads(render(full()))
    assert list(report) == ["version", "findings", "ignored", "summary", "checked", "skipped"]
    assert report["version"] == 1
    assert report["summary"] == {"errors": 2, "warnings": 1, "notes": 1}
    assert report["checked"] == {
        "values files": ["values/prod.yaml"],
        "documents": 61,
        "policies": 1,
        "profile": "prod",
    }
    assert report["skipped"] == [
        {"what": "the schema of sub-chart common", "why": "it refers to https://example.com/a.json"}
    ]


def test_a_finding_in_a_file():
    """File, line and column are where the editor goes."""
    finding = json.loads(render(result(TRAP)))["findings"][0]
    assert list(finding.items()) == [
        ("id", "yaml-type-trap"),
        ("severity", "warning"),
        ("message", "1.10 is read as 1.1"),
        ("file", "values/prod.yaml"),
        ("line", 4),
        ("column", 10),
        ("path", "besu.image.tag"),
        ("object", None),
        ("template", None),
        ("templateFile", None),
        ("templateLine", None),
        ("rendered", None),
        ("help", "put quotes around it"),
        ("fingerprint", "7e0277381de98639"),
    ]


def test_a_finding_in_a_rendered_object():
    """What the user wrote nothing for has no file, but an object and a template."""
    finding = json.loads(render(result(RENDERED)))["findings"][0]
    assert [finding[key] for key in ("file", "line", "column")] == [None, None, None]
    assert finding["object"] == {"apiVersion": "v1", "kind": "Service", "name": "linea-stack-sequencer-svc"}
    assert finding["template"] == "linea-stack/templates/service.yaml"
    assert finding["path"] == "spec.clusterIP"


@pytest.mark.parametrize(
    ("template", "told"),
    [
        (MADE, ("mine/templates/cm.yaml", "charts/mine/templates/cm.yaml", 6)),
        (MADE._replace(line=None), ("mine/templates/cm.yaml", "charts/mine/templates/cm.yaml", None)),
        (PACKED, ("mine/charts/sub/templates/a.yaml", "mine/charts/sub-1.0.0.tgz", 5)),
        (RENDERED.template, ("linea-stack/templates/service.yaml", None, None)),
    ],
    ids=["line", "whole", "archive", "bundled"],
)
def test_a_template_has_a_name_a_file_and_a_line(template, told):
    """Helm's name for it, where the user has it, and where in it."""
    finding = json.loads(render(result(RENDERED._replace(template=template))))["findings"][0]
    assert tuple(finding[key] for key in ("template", "templateFile", "templateLine")) == told


ERROR = InputError("a tab indents this line", at=at(VALUES, "image"), why="YAML forbids it", fix="use blanks")


def test_a_run_that_could_not_be_made():
    """There is an error, and nothing that says that somebody looked."""
    told = {
        "message": "a tab indents this line",
        "file": "values/prod.yaml",
        "line": 3,
        "column": 3,
        "why": "YAML forbids it",
        "help": "use blanks",
    }
    assert json.loads(failed(ERROR)) == {"version": 1, "error": told}
    nowhere = {"message": "no", "file": None, "line": None, "column": None, "why": "", "help": ""}
    assert json.loads(failed(InputError("no"))) == {"version": 1, "error": nowhere}


def test_every_key_is_documented():
    """docs/json.md lists the keys of the report and of a finding, and no others."""
    report = json.loads(render(full()))
    documented = re.findall(r"^\| (`.*?`) \|", DOCS.read_text("utf-8"), re.MULTILINE)
    names = [name.strip("`") for row in documented for name in row.split(", ")]
    assert names == [*report, *report["findings"][0], *json.loads(failed(ERROR))["error"]]


def test_equal_runs_give_equal_texts():
    """There is no time, no duration and no order by chance in it, and it is plain ASCII."""
    text = render(full())
    assert text == render(full())
    assert text.isascii()
    assert text.endswith("}\n")


def test_the_command_of_a_render_shows_no_secret():
    """Also none that only the values or the manifests tell of, and that its quotes take apart."""
    stream = Source("helm template linea c --set 'note=it'\"'\"'s-hunter2x'", STREAM.text, "rendered")
    secrets = Secrets()
    secrets.learn({"password": "it's-hunter2x"})
    (finding,) = conceal([RENDERED._replace(rendered=at(stream, "10.0.0.1"))], secrets)
    assert json.loads(render(result(finding)))["findings"][0]["rendered"] == {
        "by": "helm template linea c --set 'note=<redacted>'",
        "line": 4,
        "column": 14,
    }
