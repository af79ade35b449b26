"""One post-render: what the command line and `.linea.yaml` ask for, the edit, and the gate.

On the fast path: a release in order costs no import but the policies.
"""

from __future__ import annotations

from posix import environ, getcwd, lstat  # `os` costs more than 1 ms, and this is all we need of it

from linea_helm.edit import apply
from linea_helm.errors import UsageError
from linea_helm.options import POST, parse
from linea_helm.postrender.additions import configured
from linea_helm.postrender.inject import inject

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from linea_helm.config import Config
    from linea_helm.finding import Finding
    from linea_helm.postrender.gate import Judged
    from linea_helm.postrender.inject import Injection
    from linea_helm.result import Result

    #: The stream as it leaves, and what was found while it was edited.
    Edited = tuple[str, Injection]

#: The second name is a mistake, which is told.
_CONFIGS = (".linea.yaml", ".linea.yml")
_FORMAT, _REGULAR = 0o170000, 0o100000  # of a file's mode
_WAYS_TO_FAIL = (None, b"", b"exit")
_UNSEEN = "Helm gives a post-renderer no values"
_UNDERIVED = "linea-post runs without the package that derives addresses; helm linea lint has it"


class Refused(Exception):
    """The release must not pass: the message says why, `report` all there is to say, and `code` is the exit code."""

    def __init__(self, told: str, code: int, report: str = "") -> None:
        super().__init__(told)
        self.code = code
        self.report = report or told


class Settings:
    """What one post-render is asked to do. `gate` is "off", "warn" or "enforce"; `report` a file, "" for none.

    Errors: UsageError and ConfigError.
    """

    __slots__ = (
        "additions",
        "allows_empty",
        "config",
        "fail_on",
        "folders",
        "gate",
        "namespace",
        "profile",
        "report",
        "severity",
    )

    def __init__(self, argv: list[str]) -> None:
        options = parse(argv, POST)
        if options is None or options["arguments"]:
            raise _misunderstood(argv)
        if environ.get(b"LINEA_POST_FAIL") not in _WAYS_TO_FAIL:
            raise UsageError(
                "LINEA_POST_FAIL can only be `exit`", fix="unset it to see on Helm 4 why a release is refused"
            )
        found = _config(options["config"])
        self.config = found
        data: Mapping[str, Any] = found.data if found else {}
        asked: Mapping[str, Any] = data.get("postRender") or {}
        self.additions = configured(found, options["label"], use_defaults=not options["no_defaults"])
        self.allows_empty: bool = options["allow_empty"]
        self.gate: str = options["gate"] or asked.get("gate") or "enforce"
        self.fail_on: str = data.get("failOn") or "error"
        self.profile: str = options["profile"] or data.get("profile") or "prod"
        self.severity: Mapping[str, str] = data.get("severity") or {}
        self.namespace: str = options["namespace"] or (data.get("release") or {}).get("namespace") or ""
        self.report: str = options["report"] or report_of_environment() or (found.report() if found else "")
        self.folders: list[str] = found.policy_folders() if found else []
        self.folders += options["policies"]


def _misunderstood(argv: list[str]) -> UsageError:
    from linea_helm.postrender.mistake import mistake

    problem = f"linea-post does not understand: {' '.join(argv)}"
    return UsageError(problem, why=mistake(argv), fix="helm linea post-render --help")


def render(stream: bytes, settings: Settings) -> tuple[bytes, str]:
    """Give the edited stream, and the report of the gate: "" when there is nothing to tell and no file asked for.

    Errors: Refused when a document cannot be edited or policies do not let the release pass.
    """
    text, injection = _edited(stream.decode(errors="surrogateescape"), settings)
    judged = _judged(text, injection.data, settings)
    findings = judged[0]
    if not findings and not settings.report:
        return text.encode(), ""
    from linea_helm.report.text import render as write

    counts = {"documents": injection.documents, "additions": len(injection.edits)}
    result = _result(judged, settings, counts)
    if settings.gate == "enforce" and _is_severe(findings, settings.fail_on):
        from linea_helm.postrender.refusal import WAY_OUT, by_gate

        told = by_gate(result, _severe(settings.fail_on), settings.report)
        raise Refused(told, 1, write(result) + WAY_OUT)
    return text.encode(), write(result)


def is_helm_4() -> bool:
    """Only Helm 4 runs a post-renderer as a plugin of its own."""
    return environ.get(b"HELM_PLUGIN_NAME") == b"linea-post"


def report_of_environment() -> str:
    """Give the report file that LINEA_POST_REPORT names, "" for none."""
    return environ.get(b"LINEA_POST_REPORT", b"").decode(errors="surrogateescape")


def _config(path: str | None) -> Config | None:
    path = path or _nearest()
    if path is None:
        return None
    from linea_helm import config  # 2 ms

    return config.from_file(path)


def _nearest() -> str | None:
    """Find the configuration in the current folder or above it; what is no plain file of that name, `find` tells of."""
    try:
        depth = getcwd().count("/")
    except OSError:  # somebody removed the folder we are in
        return None
    for path in ("../" * up + name for up in range(depth + 1) for name in _CONFIGS):
        mode = _mode(path)
        if mode & _FORMAT == _REGULAR and path.endswith(_CONFIGS[0]):
            return path
        if mode:
            from linea_helm.config import find

            return find(".")
    return None


def _mode(path: str) -> int:
    """Give the mode of a file, 0 for none."""
    try:
        return lstat(path).st_mode
    except OSError:
        return 0


def _edited(stream: str, settings: Settings) -> Edited:
    found = inject(stream, settings.additions, keeps_data=settings.gate != "off")
    if found.refused:
        from linea_helm.postrender.refusal import report

        raise Refused(report(stream, found.refused), 2)
    return apply(stream, found.edits), found


def _judged(text: str, data: list[object], settings: Settings) -> Judged:
    if settings.gate == "off":
        return [], [], []
    from linea_helm.policies.engine import Terms
    from linea_helm.postrender.gate import Gate

    terms = Terms(settings.profile, settings.severity)
    gate = Gate(settings.folders, terms, settings.namespace, settings.config, _variables())
    return gate.judge(text, data, _heard(settings))


def _variables() -> dict[str, str]:
    """Give the environment as `os.environ` would."""
    return {
        name.decode(errors="surrogateescape"): value.decode(errors="surrogateescape") for name, value in environ.items()
    }


def _heard(settings: Settings) -> tuple[str, ...] | None:
    """Give the severities that somebody gets to know of, None for all: Helm 4 tells only of a release it refuses."""
    if settings.report or not is_helm_4():
        return None
    return _severe(settings.fail_on) if settings.gate == "enforce" else ()


def _result(judged: Judged, settings: Settings, counts: dict[str, int]) -> Result:
    from linea_helm.result import Result, Skip, ordered

    if settings.gate == "off":
        return Result((), {**counts}, (Skip("policies", "the gate is off"),))
    findings, ignored, unread = judged
    skipped = [Skip("policies for values", _UNSEEN), Skip("public development keys", _UNDERIVED)]
    skipped += [Skip(*each) for each in unread]
    checked: dict[str, int | str | list[str]] = {**counts, "profile": settings.profile}
    return Result(ordered(findings), checked, tuple(skipped), tuple(ignored))


def _is_severe(findings: list[Finding], fail_on: str) -> bool:
    return any(finding.severity in _severe(fail_on) for finding in findings)


def _severe(fail_on: str) -> tuple[str, ...]:
    from linea_helm.policies.engine import RANKS

    return RANKS[: RANKS.index(fail_on) + 1]
