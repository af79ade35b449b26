"""Annotations on a pull request: one GitHub workflow command for each finding.

Source: docs.github.com, "Workflow commands for GitHub Actions"; escapes as actions/toolkit writes them.
"""

from __future__ import annotations

from linea_helm.finding import dotted
from linea_helm.report.places import template_place
from linea_helm.report.plain import plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linea_helm.errors import LineaError
    from linea_helm.finding import Finding, Template
    from linea_helm.result import Result
    from linea_helm.source import Location

_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}


def render(result: Result) -> str:
    """Write one line for each finding; nothing when there is none."""
    return "".join(_command(finding) + "\n" for finding in result.findings)


def failed(error: LineaError) -> str:
    """Write one error, which stands at a file if it is about one."""
    properties = {**(_place(error.at) if error.at else {}), "title": "helm-linea could not look"}
    return f"::error {_listed(properties)}::{_data(plain([error.problem], error.why, error.fix))}\n"


def _command(finding: Finding) -> str:
    properties = {**(_place(finding.location) if finding.location else _made(finding.template)), "title": finding.id}
    return f"::{_COMMANDS[finding.severity]} {_listed(properties)}::{_data(_message(finding))}"


def _listed(properties: dict[str, str]) -> str:
    return ",".join(f"{name}={_property(value)}" for name, value in properties.items())


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
    return plain(lines, finding.why, finding.help)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
