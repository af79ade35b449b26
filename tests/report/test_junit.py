"""linea_helm.report.junit: JUnit XML."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reporting import MADE, NOWHERE, PACKED, RENDERED, TRAP, VALUES, at, full, result

from linea_helm.errors import InputError
from linea_helm.report.junit import failed, render
from linea_helm.report.places import template_place
from linea_helm.result import Skip
from linea_helm.source import Source


def cases(report):
    """Give the suite's attributes and its cases."""
    suite = ET.fromstring(report).find("testsuite")  # noqa: S314 - our own
    return suite.attrib, suite.findall("testcase")


def test_the_whole_report():
    """Errors and warnings fail, notes pass, skipped things are skipped; the counts agree."""
    attributes, found = cases(render(full()))
    assert attributes == {"name": "helm-linea", "tests": "5", "failures": "3", "errors": "0", "skipped": "1"}
    note, warning, nowhere, rendered, skipped = found
    assert note.attrib == {"classname": "--set", "name": "values-schema maru.enabled", "file": "--set", "line": "1"}
    assert note.find("failure") is None
    assert note.findtext("system-out") == '--set:1:14: note[values-schema]: got string "yes", want boolean'
    assert warning.attrib["name"] == "yaml-type-trap besu.image.tag"
    assert warning.find("failure").attrib == {"type": "warning", "message": "1.10 is read as 1.1"}
    assert warning.findtext("failure").splitlines() == [
        "values/prod.yaml:4:10: warning[yaml-type-trap]: 1.10 is read as 1.1",
        "why: templates get what Helm reads, not what stands in the file",
        "fix: put quotes around it",
    ]
    assert nowhere.attrib == {"classname": "helm-linea", "name": "pdb-missing", "file": "helm-linea"}
    assert rendered.attrib["classname"] == "linea-stack/templates/service.yaml"
    name = "sequencer-service-not-headless Service/linea-stack-sequencer-svc spec.clusterIP"
    assert rendered.attrib["name"] == name
    assert skipped.find("skipped").attrib == {"message": "it refers to https://example.com/a.json"}


@pytest.mark.parametrize(
    ("template", "place"),
    [
        (MADE, {"file": "charts/mine/templates/cm.yaml", "line": "6"}),
        (PACKED, {"file": "mine/charts/sub-1.0.0.tgz"}),
        (RENDERED.template, {"file": "linea-stack/templates/service.yaml"}),
    ],
    ids=["line", "archive", "bundled"],
)
def test_a_finding_in_a_template(template, place):
    """It is in the template's file, or in the archive, which has no lines."""
    (case,) = cases(render(result(NOWHERE._replace(template=template))))[1]
    assert {name: value for name, value in case.attrib.items() if name in ("file", "line")} == place
    assert case.attrib["classname"] == place["file"]
    assert case.findtext("failure").splitlines()[1] == f"from {template_place(template)}"


def test_a_run_that_could_not_be_made():
    """A case with an error, which is no failure."""
    error = InputError("a tab <", at=at(VALUES, "image"), why="YAML forbids it", fix="use blanks")
    attributes, (case,) = cases(failed(error))
    assert attributes == {"name": "helm-linea", "tests": "1", "failures": "0", "errors": "1", "skipped": "0"}
    assert case.attrib == {"classname": "helm-linea", "name": "lint"}
    assert case.find("error").attrib == {"type": "error", "message": "a tab <"}
    assert case.findtext("error") == "values/prod.yaml:3:3: a tab <\nwhy: YAML forbids it\nfix: use blanks"
    assert cases(failed(InputError("no")))[1][0].findtext("error") == "no"


def test_a_clean_run_is_one_case_that_passes():
    """An empty suite would look like a run that did not happen."""
    attributes, found = cases(render(result()))
    assert (attributes["tests"], attributes["failures"]) == ("1", "0")
    assert [case.attrib["name"] for case in found] == ["lint"]
    assert list(found[0]) == []


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_makes_valid_xml(text, name):
    """Control characters, quotes, brackets and lone surrogates survive as something readable."""
    source = Source("v<&\"'.yaml", "a: 1")
    finding = TRAP._replace(message=text, path=(name,), why=text, help=name, location=at(source, "1"))
    report = render(result(finding, skipped=[Skip(name, text)]))
    attributes, found = cases(report.encode("utf-8"))
    assert attributes["tests"] == "2"
    assert found[0].attrib["file"] == "v<&\"'.yaml"
