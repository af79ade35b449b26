"""Annotations on a pull request: one GitHub workflow command for each finding.

Source: docs.github.com, "Workflow commands for GitHub Actions"; escapes as actions/toolkit writes them.
"""

from __future__ import annotations

from linea_helm.finding import dotted
from linea_helm.redact import redact
from linea_helm.report.places import template_place
from linea_helm.report.terminal import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linea_helm.finding import Finding, Template
    from linea_helm.result import Result
    from linea_helm.source import Location

_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}


def render(result: Result) -> str:
    """Write one line for each finding; nothing when there is none."""
    return "".join(_command(finding) + "\n" for finding in result.findings)


def _command(finding: Finding) -> str:
    properties = {**(_place(finding.location) if finding.location else _made(finding.template)), "title": finding.id}
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{_COMMANDS[finding.severity]} {listed}::{_data(_message(finding))}"


def _place(location: Location) -> dict[str, str]:
    if location.source.kind != "file":
        return {}
    line, column = location.source.position(location.start)
    end_line, end_column = location.source.position(location.end)
    place = {"file": location.source.name.removeprefix("./"), "line": str(line)}
    if end_line != line:  # GitHub refuses columns for a span of several lines
        return {**place, "endLine": str(end_line)}
    return {**place, "endLine": str(line), "col": str(column), "endColumn": str(end_column)}


def _made(template: Template | None) -> dict[str, str]:
    if template is None or template.file is None:
        return {}
    has_line = template.line is not None and not template.is_packed
    return {"file": template.file.removeprefix("./"), **({"line": str(template.line)} if has_line else {})}


def _message(finding: Finding) -> str:
    lines = [finding.message]
    path = dotted(finding.path)
    if finding.subject:
        lines.append(f"in {finding.subject.kind}/{finding.subject.name}, {path}")
    elif finding.location and finding.location.source.kind != "file":
        lines.append(f"at {finding.location.source.name}, {path}")
    if finding.template:
        lines.append(f"from {template_place(finding.template)}")
    lines += [f"{label}: {text}" for label, text in (("why", finding.why), ("fix", finding.help)) if text]
    return "\n".join(printable(redact(line)) for line in lines)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
