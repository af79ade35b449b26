"""linea_helm.report.text: the report for people."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reporting import MADE, NOWHERE, PACKED, RENDERED, TRAP, VALUES, at, full, result

from linea_helm.errors import InputError
from linea_helm.finding import Finding
from linea_helm.report.places import place
from linea_helm.report.terminal import cells
from linea_helm.report.text import Style, error_text, render
from linea_helm.result import Skip
from linea_helm.source import Location, Source

FULL = """\
note[values-schema]: got string "yes", want boolean
  --> --set, maru.enabled
   | maru.enabled=yes
   |              ^^^

warning[yaml-type-trap]: 1.10 is read as 1.1
  --> values/prod.yaml:4:10, besu.image.tag
 4 |     tag: 1.10
   |          ^^^^
   = why: templates get what Helm reads, not what stands in the file
   = fix: put quotes around it
   = docs: helm linea policy explain yaml-type-trap

error[pdb-missing]: nothing protects StatefulSet/besu
  --> the merged values

error[sequencer-service-not-headless]: clusterIP is "10.0.0.1"
  --> linea-stack/templates/service.yaml, Service/linea-stack-sequencer-svc, spec.clusterIP (rendered 4:14)
 4 |   clusterIP: 10.0.0.1
   |              ^^^^^^^^
   = why: the name must lead to each pod
   = fix: set clusterIP: None
   = docs: https://example.com/headless

2 errors, 1 warning, 1 note
checked: 1 values file, 61 documents, 1 policy; profile prod
skipped: the schema of sub-chart common: it refers to https://example.com/a.json
"""

NARROW = """\
error[sequencer-service-not-headless]: clusterIP is
    "10.0.0.1"
  --> linea-stack/templates/service.yaml,
      Service/linea-stack-sequencer-svc,
      spec.clusterIP (rendered 4:14)
 4 |   clusterIP: 10.0.0.1
   |              ^^^^^^^^
   = why: the name must lead to each pod
   = fix: set clusterIP: None
   = docs: https://example.com/headless
"""


def test_the_whole_report():
    """Every kind of place: a flag, a line of a file, a rendered object, and none."""
    assert render(full()) == FULL


def test_a_narrow_terminal_breaks_at_words():
    """What continues is indented below what it continues."""
    assert render(result(RENDERED), Style(width=54)).startswith(NARROW)


@pytest.mark.parametrize("width", range(44, 110))
def test_a_place_in_the_stream_is_never_broken(width):
    """It is looked for as it stands."""
    assert "(rendered 4:14)" in render(result(RENDERED), Style(width=width))


def test_a_clean_run_says_so():
    """Nothing found still says what was checked."""
    assert render(result()) == "no findings\nchecked: 1 document; chart linea-stack\n"


def test_a_cause_and_what_it_rendered_are_both_shown():
    """The line to change comes first, then the object that it makes."""
    both = RENDERED._replace(location=at(VALUES, "3"), why="", help="", docs="")
    assert render(result(both)).splitlines()[:7] == [
        'error[sequencer-service-not-headless]: clusterIP is "10.0.0.1"',
        "  --> values/prod.yaml:2:17",
        " 2 |   replicaCuont: 3",
        "   |                 ^",
        "  ::: linea-stack/templates/service.yaml, Service/linea-stack-sequencer-svc, spec.clusterIP (rendered 4:14)",
        " 4 |   clusterIP: 10.0.0.1",
        "   |              ^^^^^^^^",
    ]


def test_an_explanation_is_given_once():
    """The second finding of a kind says only what was not said before."""
    second = TRAP._replace(location=at(VALUES, '"0"'))
    third = second._replace(location=at(VALUES, "interval"), help="remove it")
    lines = render(result(TRAP, second, third)).splitlines()
    assert [line for line in lines if line.startswith("   =")] == [
        "   = why: templates get what Helm reads, not what stands in the file",
        "   = fix: put quotes around it",
        "   = docs: helm linea policy explain yaml-type-trap",
        "   = fix: remove it",
    ]


def test_line_numbers_share_a_gutter():
    """A four-digit line moves the frame of its finding to the right."""
    source = Source("v.yaml", "\n" * 1233 + "a: 1\n")
    lines = render(result(NOWHERE._replace(path=("a",), location=at(source, "1")))).splitlines()
    assert lines[1:4] == ["    --> v.yaml:1234:4, a", "1234 | a: 1", "     |    ^"]


def test_colours_change_nothing_else():
    """Without its colours a coloured report is the plain one, and severities differ in colour."""
    colored = render(full(), Style(color=True))
    assert re.sub("\x1b\\[[0-9;]*m", "", colored) == FULL
    assert "\x1b[1;31merror[pdb-missing]\x1b[0m\x1b[1m: nothing" in colored
    assert "\x1b[1;33m^^^^\x1b[0m" in colored


def test_an_error_has_the_same_four_parts():
    """Problem, place, why, fix."""
    error = InputError("a tab indents this line", at=at(VALUES, "image"), why="YAML forbids it", fix="use blanks")
    assert error_text(error) == (
        "error: a tab indents this line\n"
        "  --> values/prod.yaml:3:3\n"
        " 3 |   image:\n"
        "   |   ^^^^^\n"
        "   = why: YAML forbids it\n"
        "   = fix: use blanks\n"
    )
    assert error_text(InputError("no chart here")) == "error: no chart here\n"
    assert (
        error_text(InputError("no chart here"), color=True) == "\x1b[1;31merror\x1b[0m\x1b[1m: no chart here\x1b[0m\n"
    )


def test_standard_input_has_a_name():
    """A lone dash would read like a list item."""
    assert place(Location(Source("-", "a: 1", "stdin"), 3, 4)) == "<stdin>:1:4"


def test_an_object_in_a_namespace_names_it():
    """Two objects of one name are told apart."""
    namespaced = RENDERED._replace(subject=RENDERED.subject._replace(namespace="linea"), template=None, rendered=None)
    assert "--> Service/linea-stack-sequencer-svc in linea, spec.clusterIP\n" in render(result(namespaced))


def test_a_template_is_shown_where_the_user_has_it(template_of):
    """As a place that can be followed; one in an archive by Helm's name and the archive."""
    assert template_of(MADE) == "charts/mine/templates/cm.yaml:6"
    assert template_of(MADE._replace(line=None)) == "charts/mine/templates/cm.yaml"
    assert template_of(MADE._replace(file=None)) == "mine/templates/cm.yaml:6"
    assert template_of(PACKED) == "mine/charts/sub/templates/a.yaml:5 in mine/charts/sub-1.0.0.tgz"


@pytest.fixture
def template_of():
    """Give a function that shows a finding of a template and gives what the report says after the arrow."""
    return lambda template: render(result(NOWHERE._replace(template=template))).splitlines()[1].removeprefix("  --> ")


@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=40), st.integers(40, 100))
def test_no_text_of_a_user_commands_the_terminal(message, line, name, width):
    """Messages, lines, paths and names are printable, whatever they hold."""
    source = Source("v.yaml", line)
    finding = Finding("id", "error", message, (name,), Location(source, 0, len(line)), why=line, help=message)
    text = render(result(finding, checked={name: name}, skipped=[Skip(name, message)]), Style(width=width))
    assert all(part.isprintable() for part in text.split("\n"))


@given(st.text(st.characters(categories=["L", "Zs"]), max_size=200))
def test_excerpts_fit_the_terminal(line):
    """The frame and the excerpt together are no wider than the terminal."""
    finding = Finding("id", "error", "m", (), Location(Source("v", line), len(line) // 2, len(line)))
    rows = render(result(finding), Style(width=60)).splitlines()
    assert all(cells(row) <= 61 for row in rows[2:4])
