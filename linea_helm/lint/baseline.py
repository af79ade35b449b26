"""`--baseline` and `--write-baseline`: count only what is new."""

from __future__ import annotations

import os

from linea_helm.errors import UsageError
from linea_helm.ignores import baseline, checks
from linea_helm.report.save import save
from linea_helm.result import Result, ordered
from linea_helm.source import Location, Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from linea_helm.policies.engine import Terms
    from linea_helm.report import Output


def without_known(result: Result, path: str, never: Collection[str], terms: Terms) -> Result:
    """Take out what a baseline knows; `never` names ids that none can hide.

    Errors: InputError when the file cannot be read, or is no baseline.
    """
    new, ignored, gone = baseline.apply(result.findings, baseline.read(path), path, never)
    if gone:
        at = Location(Source(path, ""), 0, 0)
        new.append(checks.found(checks.OUTDATED, f"{path} knows {gone} more than was found", at, terms))
    kept = [finding for finding in new if finding.severity != "off"]
    return result._replace(findings=ordered(kept), ignored=(*result.ignored, *ignored))


def hold_apart(path: str, outputs: Iterable[Output]) -> None:
    """Refuse a baseline and a report in one file.

    Errors: UsageError.
    """
    for name, report in outputs:
        if report and os.path.realpath(report) == os.path.realpath(path):
            problem = f'the baseline and the report {name} would both be the file "{report}"'
            raise UsageError(problem, fix="give each a file of its own")


def write_baseline(result: Result, path: str, never: Collection[str]) -> str:
    """Write what was found, and give what there is to say of it; what no baseline can hide is left out, and counted.

    Errors: ReportError when it cannot be written.
    """
    kept = [finding for finding in result.findings if finding.id not in never]
    save(path, baseline.text(kept), "baseline")
    others = len(result.findings) - len(kept)
    left_out = f"; {others} that no baseline can hide {'is' if others == 1 else 'are'} left out" if others else ""
    return f"{path}: {len(kept)} finding{'' if len(kept) == 1 else 's'}{left_out}"
