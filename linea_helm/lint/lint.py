"""`helm linea lint`: start Helm, look at the values while it renders, then let policies judge what it rendered."""

from __future__ import annotations

import os
import sys

from linea_helm.errors import LineaError
from linea_helm.lint.request import requests, strictest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any, TextIO

    from linea_helm.lint.helm import Run
    from linea_helm.lint.request import Request
    from linea_helm.lint.together import Together
    from linea_helm.result import Result


def lint(options: dict[str, Any], environ: Mapping[str, str], stdout: TextIO) -> int:
    """Lint once, each file by itself, or files as one fleet, report, and give the exit code.

    `options` is what `options.parse` gives for `options.LINT`.
    Errors: LineaError for a run that cannot be made.
    """
    asked = requests(options, environ)
    try:
        return _lint(asked, options, environ, stdout)
    except LineaError as error:
        from linea_helm.concealed import conceal_error
        from linea_helm.lint.veiling import written

        conceal_error(error, written(asked))
        raise


def _lint(asked: Sequence[Request], options: dict[str, Any], environ: Mapping[str, str], stdout: TextIO) -> int:
    # Helm takes longer than all that follows: it starts before anything heavy is imported.
    run = _start(asked[0], environ)
    from linea_helm.lint.baseline import hold_apart, write_baseline
    from linea_helm.lint.fleet import compared
    from linea_helm.lint.inputs import given
    from linea_helm.lint.together import Together
    from linea_helm.report import parse_outputs, write
    from linea_helm.report.save import refuse_input
    from linea_helm.result import joined

    baseline: str | None = options["write_baseline"]
    inputs = given(options, [folder for request in asked for folder in request.policies])
    outputs = parse_outputs(options["output"] or ([] if baseline else ["text"]), inputs)
    if baseline:
        refuse_input(baseline, inputs - {os.path.realpath(options["baseline"] or "")}, "baseline")
        hold_apart(baseline, outputs)
    results = []
    together = Together(compares=options["fleet"])
    for request, following in zip(asked, [*asked[1:], None], strict=True):
        coming = _start(following, environ) if following else None
        results.append(_inspected(request, run, environ, together, alone=len(asked) == 1))
        run = coming
    result = together.settled(joined([*results, *compared(asked, together)]), asked, environ)
    if any(name == "sarif" for name, _ in outputs):
        from linea_helm.lint.documented import documented

        result = documented(result, together.policies)
    write(result, outputs, options["color"] or "auto", stdout)
    if baseline:
        told = write_baseline(result, baseline, together.never(strictest(asked)))
        print(told, file=sys.stderr if any(path is None for _, path in outputs) else stdout)
    if not together.is_whole:
        return 2
    return 0 if baseline or options["exit_zero"] else exit_code(result, asked[0].fail_on)


def _inspected(
    request: Request, run: Run | None, environ: Mapping[str, str], together: Together, *, alone: bool
) -> Result:
    """Inspect one request; of several, one that cannot be read must not take the findings of the others with it."""
    from linea_helm.errors import InputError
    from linea_helm.lint.inspection import inspect, unreadable

    try:
        return inspect(request, run, environ, together)
    except InputError as error:
        if alone:
            raise
        together.is_whole = False
        return unreadable(request, error)


def exit_code(result: Result, fail_on: str) -> int:
    """Give 1 when something was found that is at least so severe, else 0."""
    from linea_helm.finding import SEVERITIES

    severe = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
    return int(any(finding.severity in severe for finding in result.findings))


def _start(request: Request, environ: Mapping[str, str]) -> Run | None:
    return request.start(environ) if request.renders else None
