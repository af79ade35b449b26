"""The options of the hot commands, declared once.

`parse` reads a command line with them in microseconds; `app.py` builds the typer commands, with their help and their
errors, from the same table. Imports nothing: typer costs 45 ms, a whole lint 80.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

FORMATS = ("text", "json", "sarif", "github", "junit")


class Option:
    """One option: its names, where its value goes, and what the value is.

    `kind` is "flag" (no value), "text" (the last one counts) or "many" (a list, in order). `choices` are all values
    that it takes, () for any; `offered` are those that a shell completes.
    """

    __slots__ = ("choices", "dest", "help", "kind", "metavar", "names", "offered")

    def __init__(
        self,
        names: str,
        kind: str,
        help_: str,
        metavar: str = "",
        choices: tuple[str, ...] = (),
        offered: tuple[str, ...] = (),
    ) -> None:
        self.names = names.split()
        self.dest = max(self.names, key=len).lstrip("-").replace("-", "_")
        self.kind = kind
        self.help = help_
        self.metavar = metavar
        self.choices = choices
        self.offered = offered or choices


#: What `helm install` takes for values, in its words.
VALUES = (
    Option("-f --values", "many", "Values file, or - for standard input; may be given many times.", "FILE"),
    Option("--set", "many", "Set a value: key=value, a.b[0]=c, a={x,y}.", "KEY=VALUE"),
    Option("--set-string", "many", "Set a value that stays a string.", "KEY=VALUE"),
    Option("--set-json", "many", "Set a value from JSON.", "KEY=JSON"),
    Option("--set-file", "many", "Set a value from a file's content.", "KEY=PATH"),
    Option("--set-literal", "many", "Set a value exactly as written.", "KEY=VALUE"),
)

LINT = (
    *VALUES,
    Option("-p --profile", "text", "How strict to be.  [default: prod]", "PROFILE", ("prod", "dev")),
    Option("--policies", "many", "A folder with policies of your own, beside the bundled ones.", "DIR"),
    Option(
        "-o --output",
        "many",
        f"Report as {', '.join(FORMATS)}; FORMAT=FILE writes a file.",
        "FORMAT[=FILE]",
        offered=FORMATS,
    ),
    Option(
        "--fail-on",
        "text",
        "The least severity that ends with exit code 1.  [default: error]",
        "SEVERITY",
        ("error", "warning", "note"),
    ),
    Option("--exit-zero", "flag", "End with 0 whatever was found."),
    Option("--color", "text", "Colour the text report.  [default: auto]", "WHEN", ("auto", "always", "never")),
    Option(
        "--config", "text", "The configuration instead of the .linea.yaml found upwards from the values file.", "FILE"
    ),
    Option("--each", "flag", "The arguments are values files; lint each of them by itself."),
    Option("--fleet", "flag", "The arguments are values files of releases that run together; compare them, too."),
    Option("--chart", "text", "The chart, where the arguments are values files.", "CHART"),
    Option("--baseline", "text", "Findings that this file knows do not count.", "FILE"),
    Option("--write-baseline", "text", "Write what is found to a baseline, beside what -o asks for.", "FILE"),
    Option("--no-render", "flag", "Check the values alone; do not run Helm."),
    Option("--helm", "text", "The Helm to render with.  [default: the one that runs us, else helm on PATH]", "PROGRAM"),
    Option("--release-name", "text", "The release's name.  [default: linea]", "NAME"),
    Option("-n --namespace", "text", "The release's namespace.  [default: default]", "NAME"),
    Option("--kube-version", "text", "The Kubernetes version that templates see.", "VERSION"),
    Option("-a --api-versions", "many", "An API that templates see as served.", "GROUP/VERSION[/KIND]"),
)

POST = (
    Option("--config", "text", "The configuration instead of the .linea.yaml found upwards from here.", "FILE"),
    Option("-p --profile", "text", "How strict the gate is.  [default: prod]", "PROFILE", ("prod", "dev")),
    Option("--gate", "text", "What policies do to a release.  [default: enforce]", "MODE", ("off", "warn", "enforce")),
    Option("--policies", "many", "A folder with policies of your own, beside the bundled ones.", "DIR"),
    Option("--label", "many", "A label for all objects and pods, beside the configured ones.", "KEY=VALUE"),
    Option("--no-defaults", "flag", "Inject only what is configured."),
    Option("--allow-empty", "flag", "Let a release without manifests pass; Helm 3 sends no hooks."),
    Option(
        "--namespace",
        "text",
        "The release's namespace; Helm does not tell it.  [default: as workloads say]",
        "NAME",
    ),
    Option("--report", "text", "Write the gate's report to this file, too.  [env: LINEA_POST_REPORT]", "FILE"),
)


def parse(arguments: list[str], options: tuple[Option, ...]) -> dict[str, Any] | None:
    """Read a command line; None when it is not plain (help, a mistake): typer then says what it has to say.

    Shapes: {dest: bool | str | None | list[str], "arguments": list[str]}.
    """
    found: dict[str, Any] = {o.dest: [] if o.kind == "many" else False if o.kind == "flag" else None for o in options}
    found["arguments"] = []
    known = {name: option for option in options for name in option.names}
    rest = iter(arguments)
    for word in rest:
        if word == "--":
            found["arguments"] += rest
        elif word == "-" or not word.startswith("-"):
            found["arguments"].append(word)
        elif not _take(word, known, rest, found):
            return None
    return found


def _take(word: str, known: dict[str, Option], rest: Any, found: dict[str, Any]) -> bool:  # noqa: ANN401 - an iterator
    name, equals, value = word.partition("=")
    if not word.startswith("--"):
        name, value = word[:2], word[2:].removeprefix("=")
        equals = value
    option = known.get(name)
    if option is None or (option.kind == "flag" and equals):
        return False
    if option.kind == "flag":
        found[option.dest] = True
        return True
    given = value if equals else next(rest, None)
    if given is None or (option.choices and given not in option.choices):
        return False
    if option.kind == "many":
        found[option.dest].append(given)
    else:
        found[option.dest] = given
    return True
