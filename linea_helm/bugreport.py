"""What a maintainer needs to know of a bug, without a value of the user's.

No message of an exception, no local variable, and of the command line only words that we made up ourselves: any other
may be a secret.
"""

from __future__ import annotations

import sys
import traceback

from linea_helm import __version__
from linea_helm.options import LINT, POST

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import TextIO

FILE = "linea-report.md"
_ISSUES = "https://github.com/Consensys/helm-linea/issues"
_COMMANDS = frozenset(
    (
        "lint",
        "post-render",
        "policy",
        "list",
        "explain",
        "test",
        "export",
        "import",
        "keys",
        "new",
        "show",
        "doctor",
        "setup",
        "version",
    )
)
_OPTIONS = frozenset(name for option in (*LINT, *POST) for name in option.names)


def tell(error: Exception, argv: list[str], environ: Mapping[str, str], stderr: TextIO) -> int:
    """Write the report to FILE in the current folder, say so, and give the exit code of a bug.

    Where the file cannot be written, and under `helm --debug`, the report goes to stderr, too.
    """
    report = text(error, argv)
    try:
        with open(FILE, "w", encoding="utf-8") as file:
            file.write(report)
        where = f"{FILE} in this folder has what a maintainer needs, and none of your values"
    except OSError:
        where = "what follows is what a maintainer needs, and none of your values"
    shown = "" if where.startswith(FILE) and not environ.get("HELM_DEBUG") else f"\n{report}"
    stderr.write(f"error: a bug in helm-linea ({type(error).__name__})\n = fix: report it: {_ISSUES}; {where}\n{shown}")
    return 3


def text(error: Exception, argv: list[str]) -> str:
    """Write the report as Markdown."""
    command = " ".join(["linea", *map(_shown, argv)])
    python = f"{sys.implementation.name} {sys.version.split()[0]} on {sys.platform}"
    trace = "\n".join(_trace(error))
    return f"# A bug in helm-linea {__version__}\n\n- command: `{command}`\n- Python: {python}\n\n```\n{trace}\n```\n"


def _shown(word: str) -> str:
    name, equals, _ = word.partition("=")
    if not word.startswith("--") and word.startswith("-"):
        name, equals = word[:2], word[2:]
    if name in _OPTIONS:
        return f"{name}=…" if equals else name
    return word if word in _COMMANDS else "…"


def _trace(error: BaseException) -> Iterator[str]:
    """Yield a line for each frame, causes first; paths only from the package on."""
    cause = error.__cause__ or error.__context__
    if cause:
        yield from _trace(cause)
        yield "then"
    for frame in traceback.extract_tb(error.__traceback__):
        path = frame.filename.replace("\\", "/")
        for mark in ("/linea_helm/", "/site-packages/", "/"):
            if mark in path:
                path = mark.strip("/") + "/" * (mark != "/") + path.rpartition(mark)[2]
                break
        yield f"{path}:{frame.lineno} {frame.name}: {frame.line}"
    yield type(error).__name__
