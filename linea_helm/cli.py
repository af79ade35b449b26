"""The console script: hot commands go straight to their module, all others through typer.

The only place that exits besides post.py, and the one handler that maps errors to exit codes (docs/exit-codes.md).
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # signal costs 2 ms
import gc
import os
import sys

from linea_helm.errors import InputError, LineaError, ReportError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

#: What a shell gives for a program that SIGPIPE ended.
GONE = 141
INTERRUPTED = 130


def run() -> NoReturn:
    """Be the console script `linea`."""
    gc.disable()  # as in post.py
    _signal.signal(_signal.SIGCHLD, _signal.SIG_DFL)  # who ignores it and starts us would never let us know of Helm
    _leave(main(sys.argv[1:]))


def main(argv: list[str]) -> int:
    """Run one command line and give its exit code."""
    try:
        return _dispatched(argv)
    except LineaError as error:
        _report(error, argv)
        return _told(error)
    except KeyboardInterrupt:
        _report(LineaError("the run was interrupted"), argv)
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone, and there is nobody left to tell (python.org: signal, note on SIGPIPE).
        _drop_output()
        return GONE
    except Exception as error:  # noqa: BLE001 - the one handler for bugs
        from linea_helm import bugreport

        missing = _lacking(error)
        _report(missing or LineaError(f"a bug in helm-linea ({type(error).__name__})"), argv)
        return _told(missing) if missing else bugreport.tell(error, argv, os.environ, sys.stderr)


def _leave(code: int) -> NoReturn:
    """End at once: to take apart what a lint has made costs Python 20 ms."""
    for stream in (sys.stdout, sys.stderr):
        if stream and not stream.closed:
            stream.flush()
    os._exit(code)


def _dispatched(argv: list[str]) -> int:
    try:
        code = _dispatch(argv)
        if sys.stdout:
            sys.stdout.flush()
    except OSError as error:
        # What has a file's name is no trouble with standard output.
        if isinstance(error, BrokenPipeError) or error.filename is not None:
            raise
        _drop_output()
        raise ReportError(f"cannot write to standard output: {error.strerror}") from error
    return code


def _dispatch(argv: list[str]) -> int:
    if argv[:1] == ["lint"]:
        from linea_helm.options import LINT, parse

        options = parse(argv[1:], LINT)
        if options is not None:
            from linea_helm.lint.lint import lint

            return lint(options, os.environ, sys.stdout)
    if not sys.stdout:
        raise InputError("standard output is closed")
    if argv[:1] == ["post-render"]:
        from linea_helm.postrender.post import main as post

        return post(argv[1:], sys.stdin.buffer if sys.stdin else None, sys.stdout.buffer, sys.stderr)
    # These two must work where the environment is missing, which is why typer does not run them.
    if argv == ["setup"]:
        from linea_helm.install.setup import main as setup

        return setup()
    if argv == ["doctor"]:
        from linea_helm.install.doctor import main as doctor

        return doctor()
    from linea_helm.app import application

    return application(argv)


def _report(error: LineaError, argv: list[str]) -> None:
    """Write the reports of a lint that could not be made; an error in writing reports leaves those that are written."""
    from linea_helm.options import LINT, parse

    options = parse(argv[1:], LINT) if argv[:1] == ["lint"] else None
    if options and not isinstance(error, ReportError):
        from linea_helm.lint.inputs import given
        from linea_helm.report import write_failure

        write_failure(error, options["output"], sys.stdout, given(options))


def _told(error: LineaError) -> int:
    from linea_helm.report.terminal import columns, wants_color
    from linea_helm.report.text import error_text

    color = wants_color("auto", sys.stderr, os.environ)
    sys.stderr.write(error_text(error, color=color, width=columns(sys.stderr, os.environ)))
    return 2


def _lacking(error: Exception) -> LineaError | None:
    """Explain an import of a package that is not installed, or not whole."""
    if not isinstance(error, ImportError):
        return None
    from linea_helm.install.environment import lacking

    return lacking(error)


def _drop_output() -> None:
    """Give the rest of the output nowhere to go; else the interpreter fails once more when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


if __name__ == "__main__":
    run()
