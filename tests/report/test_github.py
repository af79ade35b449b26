"""linea_helm.report.github: annotations."""

from __future__ import annotations

from reporting import FLAG, NOWHERE, RENDERED, TRAP, VALUES, at, result

from linea_helm.report.github import render
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


def test_a_clean_run_writes_nothing():
    """No finding, no annotation."""
    assert render(result()) == ""
