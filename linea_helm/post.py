"""`linea-post`: manifests on standard input, the same with labels and resources on standard output.

Either the whole edited stream is written, or the release is refused so that its reader cannot miss it. Runs as
`python -I -S` and imports only the fast path, as long as nothing goes wrong (tests/test_startup.py).
"""

from __future__ import annotations

import sys
from posix import environ, getcwd, stat  # `os` costs 1 ms, and these are all we need of it

from linea_helm.additions import configured
from linea_helm.edit import apply
from linea_helm.errors import InputError, LineaError, UsageError
from linea_helm.inject import inject
from linea_helm.options import POST, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, BinaryIO, NoReturn, TextIO

_CONFIG = ".linea.yaml"
_GATE_DEFAULT = "off"
_HELP = frozenset(("-h", "--help"))


class _Refused(Exception):
    """The release must not pass: the report, and the exit code it ends with."""

    def __init__(self, report: str, code: int) -> None:
        super().__init__(report)
        self.report = report
        self.code = code


def run() -> NoReturn:
    """Be the console script `linea-post`."""
    sys.exit(main(sys.argv[1:], sys.stdin and sys.stdin.buffer, sys.stdout.buffer, sys.stderr))


def main(argv: list[str], stdin: BinaryIO | None, stdout: BinaryIO, stderr: TextIO) -> int:
    """Post-render once and give the exit code (docs/exit-codes.md)."""
    if not _HELP.isdisjoint(argv):
        from linea_helm.app import application  # typer: 45 ms

        return application(["post-render", *argv])
    stream = b""
    try:
        stream = _read(stdin)
        output, told = _rendered(stream, argv)
        code = 0
    except _Refused as refused:
        output, told, code = b"", refused.report, refused.code
    except LineaError as error:
        output, told, code = b"", _told(error), 2
    except KeyboardInterrupt:
        return 130
    except Exception as error:  # noqa: BLE001 - a bug of ours must stop a release, too, and be seen
        output, told, code = b"", _bug(error), 3
    stderr.write(told)
    if code:
        output, code = _refusal(stream, told, code)
    return _write(stdout, output, stderr) or code


def _read(stdin: BinaryIO | None) -> bytes:
    if stdin is None or stdin.isatty():
        raise InputError("linea-post reads manifests from standard input, and there is none", fix="helm template … | linea-post")
    stream = stdin.read()
    if not stream.strip() and not _is_helm_4():
        raise InputError(
            "standard input is empty: there is nothing to post-render",
            why="Helm 3 also sends nothing for `helm template --output-dir`, and writes files that were not post-rendered",
            fix="leave out --output-dir",
        )
    return stream


def _rendered(stream: bytes, argv: list[str]) -> tuple[bytes, str]:
    """Give the edited stream, and what to tell beside it."""
    options = parse(argv, POST)
    if options is None or options["arguments"]:
        raise UsageError(f"linea-post does not understand: {' '.join(argv)}", fix="linea post-render --help")
    config = _config(options["config"])
    settings = config.data.get("postRender", {}) if config else {}
    found = inject(stream, configured(settings, options["label"], use_defaults=not options["no_defaults"]))
    if found.refused:
        from linea_helm.refusal import report

        raise _Refused(report(stream, found.refused), 2)
    output = apply(stream, found.edits)
    # Helm 4 takes blank output for a mistake, and a chart may well render nothing.
    return output if output.strip() else b"---\n", ""


def _config(path: str | None) -> Any:  # noqa: ANN401 - a config.Config; mypy would have it imported
    if path is None and not _has_config():
        return None
    from linea_helm import config  # `os`, `block` and more: 3 ms

    return config.from_file(path or config.find("."))


def _has_config() -> bool:
    """Tell whether a `.linea.yaml` is in the current folder or above it."""
    for depth in range(getcwd().count("/") + 1):
        try:
            stat("../" * depth + _CONFIG)
        except OSError:
            continue
        return True
    return False


def _is_helm_4() -> bool:
    """Only Helm 4 runs a post-renderer as a plugin of its own (docs/post-renderer.md)."""
    return environ.get(b"HELM_PLUGIN_NAME") == b"linea-post"


def _refusal(stream: bytes, told: str, code: int) -> tuple[bytes, int]:
    """Give what to print in place of an edited stream, and the exit code.

    Helm 4 shows nothing of a post-renderer that fails, but the name of a document that it cannot read: that goes behind
    the unchanged stream. All others see the exit code; they get that document alone, which nobody can take for a release
    that is fine or for an empty one.
    """
    from linea_helm.refusal import refuse

    if _is_helm_4() and environ.get(b"LINEA_POST_FAIL") != b"exit":
        return stream + refuse(told), 0
    return refuse(told), code


def _told(error: LineaError) -> str:
    from linea_helm.report.text import error_text

    return error_text(error)


def _bug(error: Exception) -> str:
    """Tell about a bug without a value of the user's: no message, no locals."""
    import traceback

    frames = "".join(traceback.format_list(traceback.extract_tb(error.__traceback__)))
    return f"error: this is a bug in helm-linea ({type(error).__name__}); report it with these lines\n{frames}"


def _write(stdout: BinaryIO, output: bytes, stderr: TextIO) -> int:
    try:
        stdout.write(output)
        stdout.flush()
    except OSError as error:
        stderr.write(f"error: linea-post cannot write the manifests: {error.strerror}\n")
        try:
            stdout.close()  # else the interpreter tries once more when it ends
        except OSError:
            pass
        return 2
    return 0
