"""The report for code scanning: SARIF 2.1.0.

Columns are Unicode code points, which `columnKind` declares. A finding about a rendered manifest that no line of the
user's caused is placed in the chart's template, with the object as logical location; a `--set` flag is no file and has
only a logical location. Source: OASIS sarif-v2.1.0-errata01.
"""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote

from linea_helm import __version__
from linea_helm.finding import dotted
from linea_helm.redact import redact
from linea_helm.report.places import template_place
from linea_helm.result import Documentation, fingerprint

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from linea_helm.errors import LineaError
    from linea_helm.finding import Finding, Template
    from linea_helm.result import Ignored, Result
    from linea_helm.source import Location

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
#: Where a sentence ends: behind a full stop a new one begins, also with code.
_SENTENCE = re.compile(r"(?<=\.)\s+(?=[A-Z`])")
_ROOT = "%SRCROOT%"
_BASES = {_ROOT: {"description": {"text": "the folder in which helm-linea was started"}}}


def render(result: Result) -> str:
    """Write one run with its rules, results and what was skipped."""
    ignored = [each.finding for each in result.ignored]
    rules = _rules([*result.findings, *ignored], result.docs or {})
    order = [rule["id"] for rule in rules]
    run = {
        "tool": {"driver": {"name": "helm-linea", "version": __version__, "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": _BASES,
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": _notifications(result)}],
        "results": [
            *(_result(finding, order.index(finding.id)) for finding in result.findings),
            *(_suppressed(each, order.index(each.finding.id)) for each in result.ignored),
        ],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def failed(error: LineaError) -> str:
    """Write one run that was not successful.

    It has no results: an empty list would say that somebody looked and found nothing (3.14.23), and code scanning
    would close what it knows.
    """
    told = "; ".join(redact(part) for part in (error.problem, error.why, error.fix) if part)
    notification: dict[str, Any] = {"level": "error", "message": {"text": told}}
    if error.at and error.at.source.kind == "file":
        notification["locations"] = [{"physicalLocation": _physical(error.at)}]
    run = {
        "tool": {"driver": {"name": "helm-linea", "version": __version__}},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": _BASES,
        "invocations": [{"executionSuccessful": False, "toolExecutionNotifications": [notification]}],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rules(findings: Sequence[Finding], docs: dict[str, Documentation]) -> list[dict[str, Any]]:
    first = {finding.id: finding for finding in reversed(findings)}
    return [_rule(first[identifier], docs.get(identifier, Documentation(""))) for identifier in sorted(first)]


def _rule(finding: Finding, docs: Documentation) -> dict[str, Any]:
    why, fix = redact(finding.why), redact(finding.help)
    rule = {
        "id": finding.id,
        "shortDescription": {"text": redact(_sentence(docs.text)) or finding.id.replace("-", " ")},
        "defaultConfiguration": {"level": finding.severity},
    }
    if why:
        rule["fullDescription"] = {"text": why}
    if why or fix:
        rule["help"] = {"text": f"{why}\n\n{fix}".strip(), "markdown": redact(docs.text).strip() or _markdown(why, fix)}
    uri = finding.docs if finding.docs.startswith("https://") else docs.uri
    return {**rule, "helpUri": uri} if uri else rule


def _sentence(markdown: str) -> str:
    """Give the first sentence below the first heading, without its marks; "" for none."""
    text = markdown.strip().partition("\n\n")[2].partition("\n\n")[0]
    return " ".join(_SENTENCE.split(text, maxsplit=1)[0].replace("`", "").split()).rstrip(".:")


def _markdown(why: str, fix: str) -> str:
    sections = (("Why is this bad?", why), ("How to fix", fix))
    return "\n\n".join(f"## {heading}\n\n{text}" for heading, text in sections if text)


def _result(finding: Finding, index: int) -> dict[str, Any]:
    location, related = _location(finding), _related(finding)
    return {
        "ruleId": finding.id,
        "ruleIndex": index,
        "level": finding.severity,
        "message": {"text": redact(finding.message)},
        "locations": [location] if location else [],
        **({"relatedLocations": [related]} if related else {}),
        "partialFingerprints": {"linea/v1": fingerprint(finding)},
    }


def _suppressed(ignored: Ignored, index: int) -> dict[str, Any]:
    """Report what somebody ignores as that; code scanning shows it closed, with the reason."""
    until = f" (until {ignored.until})" if ignored.until else ""
    why = {"kind": "external", "status": "accepted", "justification": redact(ignored.reason) + until}
    return {**_result(ignored.finding, index), "suppressions": [why]}


def _location(finding: Finding) -> dict[str, Any]:
    location: dict[str, Any] = {}
    if finding.location and finding.location.source.kind == "file":
        location["physicalLocation"] = _physical(finding.location)
    elif finding.template and not finding.location:
        location["physicalLocation"] = _in_template(finding.template)
    if logical := _logical(finding):
        location["logicalLocations"] = [logical]
    return location


def _related(finding: Finding) -> dict[str, Any]:
    """Point at the template, too, when a value of the user's is what to change."""
    if not (finding.location and finding.template):
        return {}
    told = f"the template: {template_place(finding.template)}"
    return {"physicalLocation": _in_template(finding.template), "message": {"text": told}}


def _in_template(template: Template) -> dict[str, Any]:
    """Give the template's file, or the archive that it is in; without a line of the file there is no region."""
    has_line = template.line is not None and not template.is_packed
    # What Helm calls a template of the bundled chart is no path from the root.
    artifact = _artifact(template.file) if template.file else {"uri": quote(template.name)}
    return {"artifactLocation": artifact, **({"region": {"startLine": template.line}} if has_line else {})}


def _physical(location: Location) -> dict[str, Any]:
    return {"artifactLocation": _artifact(location.source.name), "region": _region(location)}


def _artifact(name: str) -> dict[str, str]:
    if name.startswith("/"):
        return {"uri": "file://" + quote(name)}
    return {"uri": quote(name.removeprefix("./")), "uriBaseId": _ROOT}


def _region(location: Location) -> dict[str, int]:
    source, start = location.source, location.start
    end = start + len(source.text[start : location.end].rstrip())
    line, column = source.position(start)
    end_line, end_column = source.position(end)
    return {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}


def _logical(finding: Finding) -> dict[str, str]:
    path = redact(dotted(finding.path))
    subject = finding.subject
    if subject:
        owner = "/".join(part for part in (subject.namespace, subject.kind, subject.name) if part)
        return {"fullyQualifiedName": f"{owner}#{path}" if path else owner, "kind": "resource"}
    if finding.location and finding.location.source.kind == "flag":
        return {"fullyQualifiedName": f"{finding.location.source.name} {path}".strip(), "kind": "member"}
    return {"fullyQualifiedName": path, "kind": "member"} if path else {}


def _notifications(result: Result) -> list[dict[str, Any]]:
    return [
        {"level": "note", "message": {"text": f"skipped {redact(skip.what)}: {redact(skip.why)}"}}
        for skip in result.skipped
    ]
