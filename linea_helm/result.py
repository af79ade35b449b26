"""The result of a run: what was found, what was checked, and what was not and why.

Invariant: equal inputs give equal results; nothing here holds a time, a duration or a path of this machine.
"""

from __future__ import annotations

from typing import NamedTuple

from linea_helm.finding import Finding, dotted
from linea_helm.redact import redact

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

#: What each run counts for itself; all runs share the same policies and rules.
_PER_RUN = frozenset({"objects"})
#: Characters on either side of a finding that its fingerprint is made of, where the line is that long.
_NEAR = 1_024


class Skip(NamedTuple):
    """Something that was not checked: `what` names it in the user's words, `why` is lower case, without a full stop."""

    what: str
    why: str


class Ignored(NamedTuple):
    """A finding that is not to be counted: somebody's reason, and until when as an ISO date ("" for ever)."""

    finding: Finding
    reason: str
    until: str


class Documentation(NamedTuple):
    """What there is to read about a check: Markdown, and where it is published, "" for nowhere."""

    text: str
    uri: str = ""


class Summary(NamedTuple):
    """How many findings there are of each severity."""

    errors: int
    warnings: int
    notes: int


class Result(NamedTuple):
    """A finished run.

    `findings` are in the order of `ordered`.
    `checked` says what was looked at. A number counts its key, which is a plural noun ({"objects": 61}), a list names
    them ({"values files": ["prod.yaml"]}), a text names the one there is ({"chart": "linea-stack", "profile": "prod"}).
    `docs` are of the checks that found something, for the reports that have room for them.
    """

    findings: tuple[Finding, ...]
    checked: dict[str, int | str | list[str]]
    skipped: tuple[Skip, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    docs: dict[str, Documentation] | None = None

    @property
    def summary(self) -> Summary:
        """Count the findings by severity."""
        severities = [finding.severity for finding in self.findings]
        return Summary(severities.count("error"), severities.count("warning"), severities.count("note"))


def ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sort findings by file, offset and id; those in no text of the user's come last, by template and offset."""
    return tuple(sorted(findings, key=_place))


def fingerprint(finding: Finding) -> str:
    """Name a finding by its content: 16 hex digits that stay when lines move or the message is worded anew.

    Made of id, file name, path, object and the line's text with single blanks; key material goes in redacted, so that
    the fingerprint of a line says nothing about a key in it.
    """
    from hashlib import sha256  # 1 ms, and the text report needs none

    location, subject = finding.location, finding.subject
    name = location.source.name.removeprefix("./") if location else _template(finding)
    parts = (finding.id, name, redact(dotted(finding.path)), *(subject or ()), _normal_line(finding))
    return sha256("\0".join(parts).encode("utf-8", "backslashreplace")).hexdigest()[:16]


def _normal_line(finding: Finding) -> str:
    location = finding.location or finding.rendered
    if location is None:
        return ""
    source, offset = location.source, location.start
    line_start = offset - source.position(offset)[1] + 1
    line_end = source.text.find("\n", offset, offset + _NEAR)
    start, end = max(line_start, offset - _NEAR), line_end if line_end >= 0 else offset + _NEAR
    return " ".join(source.veil.hidden(start, min(end, len(source.text))).split())


def _template(finding: Finding) -> str:
    return finding.template.name if finding.template else ""


def _place(finding: Finding) -> tuple[bool, str, int, str, str]:
    location = finding.location or finding.rendered
    name = finding.location.source.name if finding.location else _template(finding)
    start = location.start if location else 0
    return finding.location is None, name, start, finding.id, finding.message


def joined(results: Sequence[Result]) -> Result:
    """Make one result of several runs: what they found and left out once each, and what they checked together.

    What only some of them left out is named with the last of their values files.
    """
    findings = dict.fromkeys(finding for result in results for finding in result.findings)
    skipped = dict.fromkeys(skip for result in results for skip in _left_out(result, results))
    checked: dict[str, int | str | list[str]] = {}
    for result in results:
        for name, what in result.checked.items():
            checked[name] = _together(name, checked[name], what) if name in checked else what
    return Result(ordered(findings), checked, tuple(skipped))


def _left_out(result: Result, results: Sequence[Result]) -> Iterator[Skip]:
    files = result.checked.get("values files")
    file = files[-1] if isinstance(files, list) and files else ""
    others = [each.skipped for each in results if each.checked.get("values files")]
    for skip in result.skipped:
        needs_no_name = not file or skip.what == file or all(skip in other for other in others)
        yield skip if needs_no_name else skip._replace(what=f"{skip.what} of {file}")


def _together(name: str, first: int | str | list[str], second: int | str | list[str]) -> int | str | list[str]:
    if isinstance(first, list) and isinstance(second, list):
        return list(dict.fromkeys([*first, *second]))
    if isinstance(first, int) and isinstance(second, int):
        return first + second if name in _PER_RUN else max(first, second)
    return first if first == second else f"{first}, {second}"
