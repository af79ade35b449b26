"""Annotations on a pull request: one GitHub workflow command for each finding.

Source: docs.github.com, "Workflow commands for GitHub Actions"; escapes as actions/toolkit writes them.
"""

from __future__ import annotations

from linea_helm.finding import dotted
from linea_helm.redact import redact
from linea_helm.report.terminal import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linea_helm.finding import Finding
    from linea_helm.result import Result
    from linea_helm.source import Location

_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}


def render(result: Result) -> str:
    """Write one line for each finding; nothing when there is none."""
    return "".join(_command(finding) + "\n" for finding in result.findings)


def _command(finding: Finding) -> str:
    properties = {**_place(finding.location), "title": finding.id}
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{_COMMANDS[finding.severity]} {listed}::{_data(_message(finding))}"


def _place(location: Location | None) -> dict[str, str]:
    if location is None or location.source.kind != "file":
        return {}
    line, column = location.source.position(location.start)
    end_line, end_column = location.source.position(location.end)
    place = {"file": location.source.name, "line": str(line)}
    if end_line != line:  # GitHub refuses columns for a span of several lines
        return {**place, "endLine": str(end_line)}
    return {**place, "endLine": str(line), "col": str(column), "endColumn": str(end_column)}


def _message(finding: Finding) -> str:
    lines = [finding.message]
    path = dotted(finding.path)
    if finding.subject:
        lines.append(f"in {finding.subject.kind}/{finding.subject.name}, {path}")
    elif finding.location and finding.location.source.kind != "file":
        lines.append(f"at {finding.location.source.name}, {path}")
    if finding.template:
        lines.append(f"from {finding.template}")
    lines += [f"{label}: {text}" for label, text in (("why", finding.why), ("fix", finding.help)) if text]
    return "\n".join(printable(redact(line)) for line in lines)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
