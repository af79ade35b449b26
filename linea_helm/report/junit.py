"""The report for CI servers: JUnit XML, one test case for each finding and each thing that was skipped.

JUnit knows no warning: errors and warnings fail, notes pass and are printed, and a clean run is one case that passes.
"""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from linea_helm.finding import dotted
from linea_helm.redact import redact
from linea_helm.report.places import template_place
from linea_helm.report.plain import plain
from linea_helm.report.terminal import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linea_helm.errors import LineaError
    from linea_helm.finding import Finding
    from linea_helm.result import Result, Skip


def render(result: Result) -> str:
    """Write one test suite. Control characters, which XML 1.0 cannot hold, are written as escapes."""
    cases = [_case(finding) for finding in result.findings] or ['    <testcase classname="helm-linea" name="lint"/>\n']
    cases += [_skipped(skip) for skip in result.skipped]
    failures = result.summary.errors + result.summary.warnings
    return _suite(cases, failures=failures, skipped=len(result.skipped))


def failed(error: LineaError) -> str:
    """Write one test case that did not fail but could not be run."""
    at = error.at
    where = f"{at.source.name}:{'{}:{}'.format(*at.source.position(at.start))}: " if at else ""
    told = escape(plain([f"{where}{error.problem}"], error.why, error.fix))
    body = f'<error type="error" message={_attribute(error.problem)}>{told}</error>'
    return _suite([f'    <testcase classname="helm-linea" name="lint">{body}</testcase>\n'], errors=1)


def _suite(cases: list[str], failures: int = 0, errors: int = 0, skipped: int = 0) -> str:
    counts = f'name="helm-linea" tests="{len(cases)}" failures="{failures}" errors="{errors}"'
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<testsuites {counts}>\n"
        f'  <testsuite {counts} skipped="{skipped}">\n{"".join(cases)}  </testsuite>\n'
        "</testsuites>\n"
    )


def _case(finding: Finding) -> str:
    file, line = _place(finding)
    name, numbered = _attribute(_name(finding)), f' line="{line}"' if line else ""
    head = f"    <testcase classname={_attribute(file)} name={name} file={_attribute(file)}{numbered}>\n"
    if finding.severity == "note":
        body = f"      <system-out>{_text(finding)}</system-out>\n"
    else:
        attributes = f"type={_attribute(finding.severity)} message={_attribute(finding.message)}"
        body = f"      <failure {attributes}>{_text(finding)}</failure>\n"
    return f"{head}{body}    </testcase>\n"


def _place(finding: Finding) -> tuple[str, int | None]:
    location, template = finding.location, finding.template
    if location:
        return location.source.name, location.source.position(location.start)[0]
    if template:
        return template.file or template.name, None if template.is_packed else template.line
    return "helm-linea", None


def _name(finding: Finding) -> str:
    subject = finding.subject
    named = f"{subject.kind}/{subject.name}" if subject else ""
    return " ".join(part for part in (finding.id, named, dotted(finding.path)) if part)


def _text(finding: Finding) -> str:
    location = finding.location
    where = f"{location.source.name}:{'{}:{}'.format(*location.source.position(location.start))}: " if location else ""
    lines = [f"{where}{finding.severity}[{finding.id}]: {finding.message}"]
    lines += [f"from {template_place(finding.template)}"] if finding.template else []
    return escape(plain(lines, finding.why, finding.help))


def _skipped(skip: Skip) -> str:
    name, why = _attribute(skip.what), _attribute(skip.why)
    return f'    <testcase classname="helm-linea" name={name}><skipped message={why}/></testcase>\n'


def _attribute(text: str) -> str:
    return quoteattr(printable(redact(text)))
