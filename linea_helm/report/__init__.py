"""Reports: one module per format, with `render(result)` and `failed(error)`, imported when it is asked for.

`parse_outputs` reads what a user asks for, `write` does it, and `write_failure` for a run that could not be made.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from importlib import import_module

from linea_helm.errors import ReportError, UsageError
from linea_helm.report.terminal import columns, wants_color

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from typing import TextIO, TypeAlias

    from linea_helm.errors import LineaError
    from linea_helm.report.terminal import Color
    from linea_helm.result import Result

    #: The name of a format and the file it goes to; None is standard output.
    Output: TypeAlias = tuple[str, str | None]

#: The formats by name, and the module of each.
FORMATS = {"text": "text", "json": "json_", "sarif": "sarif", "github": "github", "junit": "junit"}
#: GitHub takes its commands out of a log by line, so these two can share standard output.
_SHARE_STDOUT = {"text", "github"}


def parse_outputs(options: Sequence[str], inputs: Collection[str] = ()) -> list[Output]:
    """Read `-o` options: `sarif=lint.sarif` names a file, a bare `text` goes to standard output.

    `inputs` are the real paths of what the run reads. Errors: ReportError for a report that would be written over one
    of them, UsageError for an unknown format, and for two reports that would end up in one place.
    """
    outputs: list[Output] = []
    for option in options:
        name, path = _parse(option)
        if path:
            from linea_helm.report.save import refuse_input

            refuse_input(path, inputs)
        for other, taken in outputs:
            if taken == path and (path or {name, other} != _SHARE_STDOUT):
                where = f'the file "{path}"' if path else "standard output"
                raise UsageError(f"two reports for {where}: {other} and {name}", fix=f"give one a file: -o {name}=FILE")
        outputs.append((name, path))
    return outputs


def write(result: Result, outputs: Sequence[Output], color: Color = "auto", stdout: TextIO | None = None) -> None:
    """Write every report of a run, those on standard output first: a full disk must hide no finding.

    Errors: the first ReportError, when all other reports are written. A reader that went away (BrokenPipeError) is the
    caller's.
    """
    failures: list[ReportError | BrokenPipeError] = []
    for name, path in sorted(outputs, key=_is_file):
        try:
            if path is None:
                _print(name, _shown(name, result, color, stdout or sys.stdout), stdout or sys.stdout)
            else:
                _save(path, render(name, result))
        except (ReportError, BrokenPipeError) as error:
            failures.append(error)
    for failure in failures:
        raise failure


def write_failure(
    error: LineaError, options: Sequence[str], stdout: TextIO | None = None, inputs: Collection[str] = ()
) -> None:
    """Write every report of a run that could not be made, so that none of an earlier run passes for its result.

    `options` are those of `-o`, `inputs` as for `parse_outputs`. On standard output the text report is left out: the
    error is told on standard error.
    Nothing is raised: what cannot be written here is no news beside the error itself.
    """
    with suppress(UsageError, ReportError):
        for name, path in parse_outputs(options, inputs):
            with suppress(ReportError, BrokenPipeError):
                text = import_module(f"linea_helm.report.{FORMATS[name]}").failed(error)
                if path is not None:
                    _save(path, text)
                elif name != "text":
                    _print(name, text, stdout or sys.stdout)


def render(name: str, result: Result) -> str:
    """Give one report as a text without colours."""
    text: str = import_module(f"linea_helm.report.{FORMATS[name]}").render(result)
    return text


def _parse(option: str) -> Output:
    name, equals, path = option.partition("=")
    if name not in FORMATS:
        from difflib import get_close_matches  # 4 ms, for a typing error only

        near = get_close_matches(name, FORMATS, 1)
        hint = f'did you mean "{near[0]}"? ' if near else ""
        raise UsageError(f'unknown report format "{name}"', fix=f"{hint}known formats: {', '.join(FORMATS)}")
    if equals and not path:
        raise UsageError(f'no file after "-o {option}"', fix=f"-o {name}=FILE, or -o {name} for standard output")
    return name, path or None


def _is_file(output: Output) -> bool:
    return output[1] is not None


def _save(path: str, text: str) -> None:
    from linea_helm.report.save import save  # most runs write no file

    save(path, text)


def _shown(name: str, result: Result, color: Color, stdout: TextIO | None) -> str:
    if name != "text" or stdout is None:
        return render(name, result)
    from linea_helm.report import text as people

    style = people.Style(wants_color(color, stdout, os.environ), columns(stdout, os.environ))
    return people.render(result, style)


def _print(name: str, text: str, stdout: TextIO | None) -> None:
    if stdout is None:
        raise ReportError("standard output is closed", fix=f"write the report to a file: -o {name}=FILE")
    try:
        stdout.write(_encodable(text, stdout.encoding))
        stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        # Else the interpreter tries to write the rest once more when it ends, and says so in its own words.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stdout.fileno())
        raise ReportError(
            f"cannot write the {name} report to standard output: {error.strerror}",
            fix=f"write the report to a file: -o {name}=FILE",
        ) from error


def _encodable(text: str, encoding: str | None) -> str:
    r"""Write what the terminal's character set does not have as `\u20ac`."""
    return text.encode(encoding or "utf-8", "backslashreplace").decode(encoding or "utf-8")
