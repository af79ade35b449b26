"""The report for programs: one JSON object, version 1, described in docs/json.md."""

from __future__ import annotations

import json
from typing import Any

from linea_helm.finding import dotted
from linea_helm.redact import redact
from linea_helm.report.places import command
from linea_helm.result import fingerprint

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linea_helm.errors import LineaError
    from linea_helm.finding import Finding
    from linea_helm.result import Result
    from linea_helm.source import Location


def render(result: Result) -> str:
    """Write a result as JSON. Equal results give equal texts: keys have an order, and nothing tells the time."""
    report = {
        "version": 1,
        "findings": [_finding(finding) for finding in result.findings],
        "ignored": [
            {**_finding(each.finding), "reason": redact(each.reason), "until": each.until or None}
            for each in result.ignored
        ],
        "summary": result.summary._asdict(),
        "checked": {name: _redacted(what) for name, what in result.checked.items()},
        "skipped": [{"what": redact(skip.what), "why": redact(skip.why)} for skip in result.skipped],
    }
    return json.dumps(report, indent=2) + "\n"


def failed(error: LineaError) -> str:
    """Write an object with `error`, and none of the keys that would say that something was looked at."""
    at = error.at
    line, column = at.source.position(at.start) if at else (None, None)
    told = {
        "message": redact(error.problem),
        "file": at.source.name if at else None,
        "line": line,
        "column": column,
        "why": redact(error.why),
        "help": redact(error.fix),
    }
    return json.dumps({"version": 1, "error": told}, indent=2) + "\n"


def _finding(finding: Finding) -> dict[str, Any]:
    location, subject, template = finding.location, finding.subject, finding.template
    line, column = location.source.position(location.start) if location else (None, None)
    return {
        "id": finding.id,
        "severity": finding.severity,
        "message": redact(finding.message),
        "file": location.source.name if location else None,
        "line": line,
        "column": column,
        "path": redact(dotted(finding.path)),
        "object": {"apiVersion": subject.api_version, "kind": subject.kind, "name": subject.name} if subject else None,
        "template": template.name if template else None,
        "templateFile": template.file if template else None,
        "templateLine": template.line if template else None,
        "rendered": _rendered(finding.rendered),
        "help": redact(finding.help),
        "fingerprint": fingerprint(finding),
    }


def _rendered(location: Location | None) -> dict[str, Any] | None:
    if location is None:
        return None
    line, column = location.source.position(location.start)
    return {"by": command(location.source), "line": line, "column": column}


def _redacted(what: int | str | list[str]) -> int | str | list[str]:
    if isinstance(what, int):
        return what
    return redact(what) if isinstance(what, str) else [redact(name) for name in what]
