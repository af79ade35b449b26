"""linea_helm.result: what a run found, and names for it that last."""

from __future__ import annotations

import pytest
from reporting import FLAG, MADE, NOWHERE, RENDERED, STREAM, TRAP, VALUES, at, result

from linea_helm.finding import Finding, Template
from linea_helm.result import Result, Skip, Summary, fingerprint, joined, ordered
from linea_helm.source import Location, Source

KEY = "4f3edf983ac636a65a842ce7c78d9aa706d3b113bce9c46f30d7d21715b23b1d"


def test_the_summary_counts_by_severity():
    """Errors, warnings, notes."""
    assert result(TRAP, FLAG, RENDERED, NOWHERE).summary == Summary(2, 1, 1)
    assert result().summary == Summary(0, 0, 0)


def test_findings_are_ordered_by_file_offset_and_id():
    """What the user wrote comes first; what he wrote nothing for comes by template."""
    early = TRAP._replace(location=at(VALUES, "besu"))
    twin = TRAP._replace(id="a-rule")
    assert ordered([NOWHERE, RENDERED, TRAP, FLAG, twin, early]) == (FLAG, early, twin, TRAP, NOWHERE, RENDERED)


def moved(finding, before):
    """Put lines before the one that a finding is in."""
    source = finding.location.source
    text = before + source.text
    at_ = Location(Source(source.name, text), finding.location.start + len(before), finding.location.end + len(before))
    return finding._replace(location=at_)


def test_a_fingerprint_outlives_moves_and_words():
    """Lines above, blanks, a leading ./ and a new message change nothing."""
    assert fingerprint(moved(TRAP, "# comment\n\n")) == fingerprint(TRAP)
    assert fingerprint(TRAP._replace(message="other words", severity="note", why="")) == fingerprint(TRAP)
    spaced = Source("./values/prod.yaml", VALUES.text.replace("    tag:", "      tag:   "))
    assert fingerprint(TRAP._replace(location=at(spaced, "1.10"))) == fingerprint(TRAP)


@pytest.mark.parametrize(
    "change",
    [
        {"id": "other"},
        {"path": ("besu", "image")},
        {"location": at(Source("other.yaml", VALUES.text), "1.10")},
        {"location": at(Source(VALUES.name, VALUES.text.replace("1.10", "1.20")), "1.20")},
        {"subject": RENDERED.subject},
    ],
    ids=["id", "path", "file", "line", "object"],
)
def test_a_fingerprint_tells_findings_apart(change):
    """Another check, place or text is another finding."""
    assert fingerprint(TRAP._replace(**change)) != fingerprint(TRAP)


def test_a_fingerprint_of_a_rendered_finding_needs_no_file():
    """Template, object and the rendered line name it."""
    assert len(fingerprint(RENDERED)) == 16
    other = Source("rendered", STREAM.text.replace("10.0.0.1", "10.0.0.2"), "rendered")
    assert fingerprint(RENDERED._replace(rendered=at(other, "10.0.0.2"))) != fingerprint(RENDERED)
    assert fingerprint(NOWHERE) != fingerprint(NOWHERE._replace(id="other"))


def test_a_fingerprint_outlives_moves_of_a_template():
    """Its line and the place of the chart's folder are no part of it."""
    made = NOWHERE._replace(template=MADE)
    assert fingerprint(made) == fingerprint(made._replace(template=Template(MADE.name)))
    assert fingerprint(made) != fingerprint(made._replace(template=Template("mine/templates/other.yaml")))


def test_a_fingerprint_is_made_of_the_hidden_line():
    """The line of a key goes in as it is shown, so that guessing at the fingerprint cannot tell the key."""
    source = Source("v.yaml", f"key: {KEY}\n")
    hidden = Source("v.yaml", "key: <redacted 64 hex digits, sha256:57859218>\n")
    finding = Finding("plaintext-key", "error", "a key", ("key",), at(source, KEY))
    assert fingerprint(finding) == fingerprint(finding._replace(location=Location(hidden, 5, 9)))


def test_runs_are_joined():
    """Findings and skips once each, objects added up, lists joined, and texts that differ listed."""
    skip = Skip("a", "b")
    first = Result((TRAP,), {"objects": 2, "policies": 3, "files": ["a"], "chart": "x", "profile": "prod"}, (skip,))
    second = Result(
        (NOWHERE, TRAP), {"objects": 3, "policies": 3, "files": ["a", "b"], "chart": "y", "profile": "prod"}, (skip,)
    )
    checked = {"objects": 5, "policies": 3, "files": ["a", "b"], "chart": "x, y", "profile": "prod"}
    assert joined([first, second]) == Result((TRAP, NOWHERE), checked, (skip,))
    assert joined([first]) == first


def test_what_only_some_runs_left_out_has_their_file():
    """What all of them left out, and what is left out of the comparison, needs no name; a file names itself."""
    common, own, file = Skip("policies", "no"), Skip("manifests", "it does not render"), Skip("c.yaml", "unreadable")
    each = [
        Result((), {"values files": ["base.yaml", "a.yaml"]}, (common, own)),
        Result((), {"values files": ["base.yaml", "b.yaml"]}, (common,)),
        Result((), {"values files": ["c.yaml"]}, (common, file)),
        Result((), {"releases": 1}, (Skip("the comparison", "one is missing"),)),
    ]
    named = own._replace(what="manifests of a.yaml")
    assert joined(each).skipped == (common, named, file, Skip("the comparison", "one is missing"))
