"""A baseline: the findings of one day, kept in a file, so that only new ones count.

A finding is known by its fingerprint, which is its content: it stays known when lines move, and one more of the same
kind on the same line counts.
"""

from __future__ import annotations

import json
from collections import Counter

from linea_helm.errors import InputError
from linea_helm.redact import redact
from linea_helm.result import Ignored, fingerprint

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from linea_helm.finding import Finding

_FIX = "write it anew with --write-baseline"


def read(path: str) -> Counter[str]:
    """Give how often each fingerprint is in a baseline.

    Errors: InputError when the file cannot be read, or is no baseline.
    """
    try:
        with open(path, encoding="utf-8") as file:
            data = json.load(file)
        if data["version"] != 1:
            raise InputError(f"{path} is a baseline of version {data['version']}, and this is version 1", fix=_FIX)
        return Counter(str(entry["fingerprint"]) for entry in data["findings"])
    except OSError as error:
        raise InputError(f"the baseline {path} cannot be read: {error.strerror}", fix=_FIX) from error
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"{path} is no baseline", fix=_FIX) from error


def text(findings: Iterable[Finding]) -> str:
    """Write a baseline; what people need to review it stands beside each fingerprint.

    Shape: {"version": 1, "findings": [{"fingerprint", "id", "file", "message"}]}, sorted, without key material.
    """
    entries = sorted(
        (
            {
                "fingerprint": fingerprint(finding),
                "id": finding.id,
                "file": _file(finding),
                "message": redact(finding.message),
            }
            for finding in findings
        ),
        key=lambda entry: (entry["file"], entry["id"], entry["fingerprint"]),
    )
    return json.dumps({"version": 1, "findings": entries}, indent=2, ensure_ascii=False) + "\n"


def apply(
    findings: Iterable[Finding], kept: Counter[str], path: str, never: Collection[str]
) -> tuple[list[Finding], list[Ignored], int]:
    """Part findings into new ones and those that a baseline knows; `never` names ids that it cannot hide.

    The number counts what the baseline knows and nobody found.
    """
    left = Counter(kept)
    new: list[Finding] = []
    ignored: list[Ignored] = []
    for finding in findings:
        name = fingerprint(finding) if kept else ""
        if left[name] > 0 and finding.id not in never:
            left[name] -= 1
            ignored.append(Ignored(finding, f"in the baseline {path}", ""))
        else:
            new.append(finding)
    return new, ignored, sum(left.values())


def _file(finding: Finding) -> str:
    if finding.location:
        return finding.location.source.name
    return finding.template.name if finding.template else ""
