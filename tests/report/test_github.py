"""linea_helm.report.github: annotations."""

from __future__ import annotations

from reporting import FLAG, MADE, NOWHERE, PACKED, RENDERED, TRAP, VALUES, at, result

from linea_helm.errors import InputError
from linea_helm.report.github import failed, render
from linea_helm.source import Location, Source


def test_a_finding_in_a_file():
    """The span, the id as title, and one message of several lines."""
    assert render(result(TRAP)) == (
        "::warning file=values/prod.yaml,line=4,endLine=4,col=10,endColumn=14,title=yaml-type-trap::"
        "1.10 is read as 1.1%0Awhy: templates get what Helm reads, not what stands in the file"
        "%0Afix: put quotes around it\n"
    )


def test_a_finding_elsewhere():
    """Flags, rendered objects and what is nowhere have no file; notes are notices."""
    assert (
        render(result(FLAG))
        == '::notice title=values-schema::got string "yes", want boolean%0Aat --set, maru.enabled\n'
    )
    assert render(result(NOWHERE)) == "::error title=pdb-missing::nothing protects StatefulSet/besu\n"
    assert render(result(RENDERED)) == (
        '::error title=sequencer-service-not-headless::clusterIP is "10.0.0.1"'
        "%0Ain Service/linea-stack-sequencer-svc, spec.clusterIP%0Afrom linea-stack/templates/service.yaml"
        "%0Awhy: the name must lead to each pod%0Afix: set clusterIP: None\n"
    )


def test_a_finding_in_a_template():
    """Where no line of the values is to blame it is at the template, without a line where there is none in a file."""
    assert render(result(NOWHERE._replace(template=MADE))) == (
        "::error file=charts/mine/templates/cm.yaml,line=6,title=pdb-missing::nothing protects StatefulSet/besu"
        "%0Afrom charts/mine/templates/cm.yaml:6\n"
    )
    assert render(result(NOWHERE._replace(template=PACKED))) == (
        "::error file=mine/charts/sub-1.0.0.tgz,title=pdb-missing::nothing protects StatefulSet/besu"
        "%0Afrom mine/charts/sub/templates/a.yaml:5 in mine/charts/sub-1.0.0.tgz\n"
    )
    assert render(result(TRAP._replace(template=MADE, why="", help=""))) == (
        "::warning file=values/prod.yaml,line=4,endLine=4,col=10,endColumn=14,title=yaml-type-trap::"
        "1.10 is read as 1.1%0Afrom charts/mine/templates/cm.yaml:6\n"
    )


def test_a_leading_dot_is_no_part_of_a_file():
    """GitHub compares with the names that Git knows."""
    template = MADE._replace(file="./templates/cm.yaml")
    assert render(result(NOWHERE._replace(template=template))).startswith("::error file=templates/cm.yaml,line=6,")
    values = TRAP._replace(location=at(Source("./v.yaml", "a: 1\n"), "1"))
    assert render(result(values)).startswith("::warning file=v.yaml,line=1,")


def test_a_span_of_lines_has_no_columns():
    """GitHub refuses columns when the lines differ."""
    start = VALUES.text.index("besu")
    finding = TRAP._replace(location=Location(VALUES, start, VALUES.text.index("tag")), why="", help="")
    assert render(result(finding)).startswith("::warning file=values/prod.yaml,line=1,endLine=4,title=")


def test_nothing_ends_a_command_early():
    """Percent, line ends, colons and commas are escaped where they would mean something."""
    source = Source("a,b:c%.yaml", "x: 1\n")
    finding = TRAP._replace(message="50%\n::error::x", location=at(source, "1"), why="", help="")
    assert render(result(finding)) == (
        "::warning file=a%2Cb%3Ac%25.yaml,line=1,endLine=1,col=4,endColumn=5,title=yaml-type-trap::50%25\\n::error::x\n"
    )


def test_a_run_that_could_not_be_made():
    """One error, at a file if it is about one."""
    error = InputError("a tab indents this line", at=at(VALUES, "image"), why="YAML forbids it", fix="use blanks")
    assert failed(error) == (
        "::error file=values/prod.yaml,line=3,endLine=3,col=3,endColumn=8,title=helm-linea could not look::"
        "a tab indents this line%0Awhy: YAML forbids it%0Afix: use blanks\n"
    )
    assert failed(InputError("no")) == "::error title=helm-linea could not look::no\n"


def test_a_clean_run_writes_nothing():
    """No finding, no annotation."""
    assert render(result()) == ""
