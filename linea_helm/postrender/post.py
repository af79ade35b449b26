"""`linea-post`: manifests on standard input, the same with labels and resources on standard output.

Either the whole edited stream is written, or the release is refused so that its reader cannot miss it. Runs as
`python -I -S` and imports only the fast path, as long as nothing goes wrong (tests/test_startup.py).
"""

from __future__ import annotations

import gc
import sys
from posix import _exit, environ

from linea_helm.errors import InputError, LineaError
from linea_helm.options import POST
from linea_helm.postrender.render import Refused, Settings, is_helm_4, render, report_of_environment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO, NoReturn, TextIO

_ASKS_FOR_HELP = frozenset(("-h", "--help"))
_PIPE = "helm template … | linea-post"
_UNWRITTEN = "   = fix: look at what reads or stores them\n"
_HELP = "Add labels and resources to manifests, and judge them by policies. More: docs/post-renderer.md"


def run(argv: list[str] | None = None) -> NoReturn:
    """Be the console script `linea-post`; None stands for its arguments.

    All is written when `main` returns: leaving at once saves the 2 ms that Python takes to tear itself down.
    """
    gc.disable()  # a run makes much data and hardly a cycle of it; to look for some costs a tenth
    arguments = sys.argv[1:] if argv is None else argv
    code = main(arguments, sys.stdin.buffer if sys.stdin else None, sys.stdout.buffer, sys.stderr)
    for stream in (sys.stdout, sys.stderr):
        if not stream.closed:
            stream.flush()
    _exit(code)


def main(argv: list[str], stdin: BinaryIO | None, stdout: BinaryIO, stderr: TextIO) -> int:
    """Post-render once and give the exit code (docs/exit-codes.md)."""
    if not _ASKS_FOR_HELP.isdisjoint(argv):
        return _write(stdout, _help().encode(), stderr)
    try:
        stream, output, told, code = _result(stdin, argv)
    except KeyboardInterrupt:
        return 130
    stderr.write(told)
    if code:
        output, code = _refusal(stream, told, code)
    return _write(stdout, output, stderr) or code


def _help() -> str:
    """Write the help without typer, which costs 45 ms and belongs to a layer above."""
    rows = [(f"{', '.join(option.names)} {'|'.join(option.choices) or option.metavar}", option.help) for option in POST]
    width = max(len(names) for names, _ in rows)
    options = "".join(f"  {names:<{width}}  {text}\n" for names, text in rows)
    return f"Usage: linea-post [OPTIONS] < MANIFESTS > MANIFESTS\n\n{_HELP}\n\nOptions:\n{options}"


def _read(stdin: BinaryIO | None) -> bytes:
    if stdin is None or stdin.isatty():
        raise InputError("no manifests on standard input", fix=_PIPE)
    try:
        stream = stdin.read()
    except OSError as error:  # a folder, for one
        raise InputError(f"cannot read standard input: {error.strerror}", fix=_PIPE) from None
    return stream


def _nothing(settings: Settings) -> bytes:
    """Give what stands for a release without manifests; only on Helm 4 it is certain that it is one."""
    if is_helm_4():
        return b"---\n"  # Helm 4 takes blank output for a mistake
    if settings.allows_empty:
        return b""
    raise InputError(
        "standard input is empty: there is nothing to post-render",
        why="Helm 3 sends no hooks, and nothing at all for --output-dir, whose files are not post-rendered; or what "
        "should have sent manifests failed",
        fix="leave out --output-dir; where the chart renders only hooks, or nothing, --allow-empty lets the release "
        "pass",
    )


def _result(stdin: BinaryIO | None, argv: list[str]) -> tuple[bytes, bytes, str, int]:
    """Give the stream, the output, what to tell, and the exit code; all of it is in the report file, too."""
    stream, report = b"", report_of_environment()
    try:
        try:
            stream = _read(stdin)
        finally:  # a run that reads nothing has a report, too: that of an earlier run would look like its own
            settings = Settings(argv)
            report = settings.report
        output, told = render(stream if stream.strip() else _nothing(settings), settings)
        code, whole = 0, told
    except Refused as refused:
        output, told, code, whole = b"", str(refused), refused.code, refused.report
    except LineaError as error:
        output, told, code = b"", _error_text(error), 2
        whole = told
    except Exception as error:  # noqa: BLE001 - a bug of ours must be seen, too
        output, (told, code) = b"", _unexpected(error)
        whole = told
    if not report:
        return stream, output, told, code
    from linea_helm.report.save import save

    try:
        save(report, whole)
    except LineaError as error:
        return stream, b"", told + _error_text(error), code or 2
    return stream, output, told, code


def _refusal(stream: bytes, told: str, code: int) -> tuple[bytes, int]:
    """Give what to print in place of an edited stream, and the exit code.

    Helm 4 shows nothing of a post-renderer that fails, but the name of a document that it cannot read: that goes behind
    the unchanged stream. All others see the exit code, and get that document alone, which nobody takes for a release
    that is fine or for an empty one.
    """
    from linea_helm.postrender.refusal import refuse

    if is_helm_4() and environ.get(b"LINEA_POST_FAIL") != b"exit":
        return stream + refuse(told), 0
    return refuse(told), code


def _error_text(error: LineaError) -> str:
    from linea_helm.report.text import error_text

    return error_text(error)


def _unexpected(error: Exception) -> tuple[str, int]:
    """Tell that a package is missing, or about a bug without a value of the user's: no message, no locals."""
    if isinstance(error, ImportError):
        from linea_helm.install.environment import lacking

        missing = lacking(error)
        if missing:
            return _error_text(missing), 2
    import traceback

    frames = "".join(traceback.format_list(traceback.extract_tb(error.__traceback__)))
    return f"error: this is a bug in helm-linea ({type(error).__name__}); report it with these lines\n{frames}", 3


def _write(stdout: BinaryIO, output: bytes, stderr: TextIO) -> int:
    try:
        stdout.write(output)
        stdout.flush()
    except OSError as error:
        stderr.write(f"error: linea-post cannot write the manifests: {error.strerror}\n{_UNWRITTEN}")
        try:  # noqa: SIM105 - contextlib costs 3 ms
            stdout.close()  # else the interpreter tries once more when it ends
        except OSError:
            pass
        return 2
    return 0
