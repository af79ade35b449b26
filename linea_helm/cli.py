"""The console script: hot commands go straight to their module, all others through typer.

The only place that exits besides post.py, and the one handler that maps errors to exit codes (docs/exit-codes.md).
"""

from __future__ import annotations

import os
import sys

from linea_helm.errors import LineaError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

REPORT = "linea-report.md"


def run() -> NoReturn:
    """Be the console script `linea`."""
    sys.exit(main(sys.argv[1:]))


def main(argv: list[str]) -> int:
    """Run one command line and give its exit code."""
    try:
        return _dispatch(argv)
    except LineaError as error:
        sys.stderr.write(_told(error))
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read our output has gone; there is nobody left to tell (python.org: signal, note on SIGPIPE).
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 1
    except Exception as error:  # noqa: BLE001 - the one handler for bugs
        return _bug(error, argv)


def _dispatch(argv: list[str]) -> int:
    if argv[:1] == ["lint"]:
        from linea_helm.options import LINT, parse

        options = parse(argv[1:], LINT)
        if options is not None:
            from linea_helm.lint import lint

            return lint(options, os.environ, sys.stdout)
    if argv[:1] == ["post-render"]:
        from linea_helm.post import main as post

        return post(argv[1:], sys.stdin.buffer, sys.stdout.buffer, sys.stderr)
    from linea_helm.app import application

    return application(argv)


def _told(error: LineaError) -> str:
    from linea_helm.report.text import error_text

    return error_text(error, color=sys.stderr.isatty() and "NO_COLOR" not in os.environ)


def _bug(error: Exception, argv: list[str]) -> int:
    """Write what a maintainer needs, without a value of the user's: option names only, no locals."""
    import traceback

    from linea_helm import __version__

    # `--set key=value` may hold a secret: keep what stands before the first "=" of an option, and no bare word.
    shown = " ".join(word.split("=", 1)[0] if word.startswith("-") else "…" for word in argv[1:])
    frames = "".join(traceback.format_list(traceback.extract_tb(error.__traceback__)))
    text = (
        f"# helm-linea {__version__} ended by a bug\n\n"
        f"command: {' '.join(argv[:1])} {shown}\npython: {sys.version.split()[0]} on {sys.platform}\n\n"
        f"```\n{frames}{type(error).__name__}\n```\n"
    )
    try:
        with open(REPORT, "w", encoding="utf-8") as file:
            file.write(text)
        where = f"{REPORT} in this folder has the details; read it before you attach it to an issue"
    except OSError:
        where = "what follows are the details:\n" + text
    sys.stderr.write(f"this is a bug in helm-linea ({type(error).__name__}); {where}\n")
    return 3


if __name__ == "__main__":
    run()
