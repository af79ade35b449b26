"""What one lint is asked to do: the command line and `.linea.yaml` together, and the Helm command they make.

On the way to the start of Helm: imports nothing heavy.
"""

from __future__ import annotations

import os

from linea_helm import config, overrides
from linea_helm.bundled import CHART
from linea_helm.called import program
from linea_helm.errors import InputError, UsageError
from linea_helm.lint import helm, names, outside
from linea_helm.policies.engine import Terms
from linea_helm.source import Location, Source
from linea_helm.values.filelist import split
from linea_helm.yaml.load import STDIN, raw_file, standard_input

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from linea_helm.config import Config
    from linea_helm.errors import LineaError
    from linea_helm.finding import Path

#: Options for a single text, and where `.linea.yaml` has them.
_CONFIGURED: dict[str, Path] = {
    "kube_version": ("kubeVersion",),
    "release_name": ("release", "name"),
    "namespace": ("release", "namespace"),
}
#: No archive of a chart is called so.
_VALUES_FILE = (".yaml", ".yml", ".json")
#: The flags that set values, in the order in which Helm applies them (helm: pkg/cli/values/options.go).
SET_FLAGS = ("set_json", "set", "set_string", "set_file", "set_literal")


class Request:
    """One chart with one set of values.

    `files` are values files in order, "-" for standard input; `sets` the values of each flag of SET_FLAGS in order;
    `member` is the release's name in a fleet, where nobody gave it another.
    """

    __slots__ = (
        "_kept",
        "_options",
        "chart",
        "config",
        "files",
        "is_bundled",
        "leads_out",
        "namespace",
        "piped",
        "policies",
        "release_name",
        "renders",
        "sets",
        "stdin",
        "terms",
    )

    def __init__(
        self, options: dict[str, Any], found: Config, chart: str, files: list[str], namespace: str, member: str
    ) -> None:
        release = found.data.get("release", {})
        self._options = options
        self.config = found
        self.chart = chart
        # By identity: who names the folder of the bundled chart means a chart of his own.
        self.is_bundled = chart is CHART
        self.files = files
        self.stdin = standard_input() if STDIN in files else None
        # What is no regular file (`<(sops -d …)`) can be read once: we read it, and Helm reads what we keep.
        self.piped = {file: raw_file(file) for file in files if file != STDIN and _is_pipe(file)}
        self._kept = {file: f"/dev/fd/{helm.kept(raw)}" for file, raw in self.piped.items()}
        self.sets: dict[str, list[str]] = {flag: options[flag] for flag in SET_FLAGS}
        self.policies = found.policy_folders() + options["policies"]
        self.terms = Terms(options["profile"] or found.data.get("profile", "prod"), found.data.get("severity"))
        self.release_name: str = options["release_name"] or release.get("name") or member or "linea"
        self.namespace: str = options["namespace"] or release.get("namespace") or namespace
        self.renders = not options["no_render"]
        self.leads_out = self.renders and not self.is_bundled and outside.leads_out(chart)
        self._hold_names()

    def wrong(self, option: str, problem: str, fix: str = "") -> LineaError:
        """Make the error for the value of an option of `_CONFIGURED`, at the flag or at its line of `.linea.yaml`."""
        given = self._options[option]
        if given is not None:
            return _flag_error(option, given, problem, fix)
        error = self.config.error(_CONFIGURED[option], problem)
        error.fix = fix or error.fix
        return error

    def _hold_names(self) -> None:
        """Refuse names that Kubernetes would; Helm renders with some of them all the same.

        Errors: UsageError, ConfigError.
        """
        if problem := names.release_problem(self.release_name):
            raise self.wrong("release_name", problem)
        if self.namespace and (problem := names.namespace_problem(self.namespace)):
            raise self.wrong("namespace", problem)
        for api in self._options["api_versions"]:
            if problem := names.api_problem(api):
                raise _flag_error("api_versions", api, problem)
        for number, api in enumerate(self.config.data.get("apiVersions", [])):
            if problem := names.api_problem(api):
                raise self.config.error(("apiVersions", number), problem)

    @property
    def is_given(self) -> bool:
        """Say whether there are values besides the chart's own."""
        return bool(self.files) or any(self.sets.values())

    def flags(self) -> dict[str, list[str]]:
        """Give the values of each flag under its name ("--set-json")."""
        return {f"--{flag.replace('_', '-')}": values for flag, values in self.sets.items()}

    @property
    def fail_on(self) -> str:
        """The least severity that ends with exit code 1."""
        asked: str = self._options["fail_on"] or self.config.data.get("failOn", "error")
        return asked

    @property
    def baseline(self) -> str:
        """The file of findings that do not count, "" for none; one that is about to be written does not count."""
        if self._options["write_baseline"]:
            return ""
        configured = self.config.data.get("baseline")
        return self._options["baseline"] or (self.config.resolve(configured) if configured else "")

    def command(self, *more: str) -> str:
        """Write the command that a user can run to see the same manifests; the secrets in its flags are not in it."""
        from shlex import join  # 2 ms, in which Helm renders (meanwhile.py)

        shown = {
            flag: [Source(flag, text, "flag").veil.hidden(0, len(text)) for text in texts]
            for flag, texts in self.flags().items()
        }
        # Helm tells a plugin of the namespace that it takes anyhow: the command is the same whoever runs us.
        namespace = "" if self.namespace == "default" else self.namespace
        return join(["helm", *self._arguments(self.files, shown, namespace), *more])

    def program(self, environ: Mapping[str, str]) -> str:
        """Give the Helm to use.

        Errors: HelmError when there is none.
        """
        return helm.find(self._options["helm"], environ)

    def start(self, environ: Mapping[str, str], *more: str) -> helm.Run:
        """Start `helm template` with what the user gave, and more flags.

        Errors: HelmError when there is no Helm that can be started.
        """
        return helm.start(self.program(environ), [*self.arguments(), *more], environ, self.stdin)

    def arguments(self) -> list[str]:
        """Give the arguments for Helm."""
        return self._arguments([self._kept.get(file, file) for file in self.files], self.flags(), self.namespace)

    def _arguments(self, files: list[str], sets: dict[str, list[str]], namespace: str) -> list[str]:
        """Put values into arguments for Helm; each `--set` flag keeps its own place among its kind."""
        data = self.config.data
        arguments = ["template", self.release_name, self.chart]
        for flag, values in (("--values", [_quoted(file) for file in files]), *sets.items()):
            arguments += [word for value in values for word in (flag, value)]
        kube_version = self._options["kube_version"] or data.get("kubeVersion")
        for flag, value in (("--namespace", namespace), ("--kube-version", kube_version)):
            arguments += [flag, value] if value else []
        for api in [*data.get("apiVersions", []), *self._options["api_versions"]]:
            arguments += ["--api-versions", api]
        return [*arguments, "--skip-schema-validation"] if self.leads_out else arguments


def requests(options: dict[str, Any], environ: Mapping[str, str]) -> list[Request]:
    """Read a command line into one request, or with `--each` and `--fleet` into one for each values file.

    Errors: UsageError for words that do not go together, ConfigError for a wrong `.linea.yaml`, InputError for a chart
    that is not there and for a standard input that is asked for ("-") and closed or empty.
    """
    files = _split(options["values"])
    if options["each"] and options["fleet"]:
        raise UsageError(
            "--each and --fleet exclude each other", fix="--fleet alone lints each release, and compares them"
        )
    if options["fleet"] and len(options["arguments"]) < 2:
        raise UsageError("nothing to compare: --fleet needs the values files of two releases or more as arguments")
    if options["fleet"]:
        _refuse_twice(options["arguments"])
    if not (options["each"] or options["fleet"]):
        return [_request(options, _chart_argument(options), files, environ)]
    if not options["arguments"]:
        raise UsageError("nothing to check: --each needs values files as arguments")
    fleet = _members(options["arguments"]) if options["fleet"] else [""] * len(options["arguments"])
    return [
        _request(options, options["chart"], [*files, file], environ, name)
        for file, name in zip(options["arguments"], fleet, strict=True)
    ]


def strictest(asked: Sequence[Request]) -> Terms:
    """Give the terms for what concerns all requests of a run: those of the first one for production, if there is one.

    What is milder for some must not become so for the others.
    """
    return next((request.terms for request in asked if request.terms.profile == config.PROFILES[0]), asked[0].terms)


def _refuse_twice(files: list[str]) -> None:
    seen: set[str] = set()
    for file in files:
        real = os.path.realpath(file)
        if real in seen:
            why = "each file stands for a release, which is compared with the others"
            raise UsageError(f"{file} is named twice", why=why, fix="name each values file once")
        seen.add(real)


def _members(files: list[str]) -> list[str]:
    """Name each release of a fleet after its values file, or after the folder of that; "" where it makes no name."""
    stems = [os.path.splitext(os.path.basename(file))[0] for file in files]
    folders = [os.path.basename(os.path.dirname(os.path.abspath(file))) for file in files]
    named = [stem if stems.count(stem) == 1 else folder for stem, folder in zip(stems, folders, strict=True)]
    return [name if named.count(name) == 1 and not names.release_problem(name) else "" for name in named]


def _request(
    options: dict[str, Any], chart: str | None, files: list[str], environ: Mapping[str, str], member: str = ""
) -> Request:
    near = os.path.dirname(files[-1]) if files and files[-1] != STDIN and not _is_pipe(files[-1]) else ""
    # What has no name of its own fits no pattern.
    nameable = not any(file == STDIN or _is_pipe(file) for file in files)
    found = config.from_file(options["config"] or config.find(near or os.curdir))
    found = overrides.settled(found, files if nameable else [])
    if "postRender" in found.data:
        from linea_helm.postrender.additions import configured  # 4 ms, and few configurations ask for it

        configured(found)
    given = bool(files) or any(options[flag] for flag in SET_FLAGS)
    chart = chart or _default_chart(found, near, given=given)
    for place in (chart, *files, *(text.partition("=")[2] for text in options["set_file"])):
        _refuse_address(place)
    for text in options["set_file"]:
        if _is_pipe(text.partition("=")[2]):
            raise UsageError(f"--set-file {text}: that is no regular file", fix="save it, and name the file")
    if chart.endswith(_VALUES_FILE) and not os.path.isdir(chart):
        raise UsageError(f"{chart} is no chart", fix=f"if it is a values file: -f {chart}")
    # Helm would look for a chart that is not there in its repositories.
    if not os.path.exists(chart):
        fix = _pull(chart) if _is_reference(chart) else "name a folder with a Chart.yaml, or a .tgz of one"
        raise InputError(f"there is no chart {chart}", fix=fix)
    if _is_pipe(chart):
        raise InputError(
            f"{chart} is no folder and no archive", fix="name a folder with a Chart.yaml, or a .tgz of one"
        )
    # Helm takes `-n` for itself and tells a plugin what it was.
    return Request(options, found, chart, files, environ.get("HELM_NAMESPACE", ""), member)


def _flag_error(option: str, given: str, problem: str, fix: str = "") -> UsageError:
    flag = f"--{option.replace('_', '-')}"
    return UsageError(problem, at=Location(Source(flag, given, "flag"), 0, len(given)), fix=fix)


def _chart_argument(options: dict[str, Any]) -> str | None:
    charts = [*options["arguments"], *([options["chart"]] if options["chart"] else [])]
    if len(charts) > 1:
        raise UsageError(
            f"one chart at a time, not {len(charts)}: {', '.join(charts)}", fix="values files are named with -f"
        )
    return charts[0] if charts else None


def _default_chart(found: Config, near: str, *, given: bool) -> str:
    """Choose the chart: the configured one, this folder's, the one that the values lie in, else the bundled one.

    `near` is the values file's folder; values lie beside Chart.yaml or in a folder such as ci/.
    """
    if "chart" in found.data:
        chart = found.resolve(found.data["chart"])
        if not os.path.exists(chart) and "://" not in chart:
            raise found.error(("chart",), f"there is no chart {chart}")
        return chart
    if os.path.isfile("Chart.yaml"):
        return os.curdir
    for folder in (near, os.path.join(near, os.pardir)) if near else ():
        if os.path.isfile(os.path.join(folder, "Chart.yaml")):
            return os.path.normpath(folder)
    if given:
        return CHART
    raise UsageError(
        "nothing to check: there is no chart in this folder and no values are given",
        fix=f"name a values file ({program()} lint -f values.yaml) or a chart ({program()} lint ./chart)",
    )


def _split(files: list[str]) -> list[str]:
    """Split at commas, as Helm does with -f: each value is a line of CSV (pflag: StringSlice)."""
    return [part for file in files for part in split(file) if part]


def _quoted(file: str) -> str:
    """Write a name for -f, which takes a comma and a quote in it only between quotes."""
    return '"' + file.replace('"', '""') + '"' if "," in file or '"' in file else file


def _is_pipe(path: str) -> bool:
    return os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path)


def _refuse_address(place: str) -> None:
    if "://" in place:
        fix = _pull(place) if place.startswith("oci://") else "download it and name the file"
        raise UsageError(f"{place} is on the network", why="a lint never uses the network", fix=fix)


def _pull(chart: str) -> str:
    return f"run: helm pull {chart} --untar, and name the folder that it makes"


def _is_reference(chart: str) -> bool:
    """Tell whether a chart is named as `helm install` names those of a repository ("bitnami/nginx")."""
    repository, _, name = chart.partition("/")
    return bool(repository and name and "/" not in name and not repository.startswith((".", "~")))
