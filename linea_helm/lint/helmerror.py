"""Why `helm template` did not render: Helm's own error text, cut down to what a user needs.

Helm wraps what a template says once for every include; Helm 4 writes some of that over several lines, Helm 3 in one.
The texts are those of Helm 3.17 to 4.3; tests/lint/test_helmerror.py holds them against the real ones.
"""

from __future__ import annotations

import re
from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linea_helm.finding import Path
    from linea_helm.lint.helm import Output


class Refusal(NamedTuple):
    """Why Helm did not render.

    `message` is one line; `fix` may be empty; `template` is "chart/templates/x.yaml:12" or None.
    `keys` are paths of values that the message seems to name, the surest first; not all of them need exist.
    `is_schema` says that values do not fit a schema, `is_yaml` that a template's output is no Kubernetes YAML,
    `is_syntax` that a template is none, whatever the values are.
    `about` is the path in Chart.yaml that Helm objects to, `charts` the folders from the chart to the sub-chart that it
    is in. `file` is a file of the chart that Helm cannot load, as Helm writes it: the path of the machine.
    `option` is the option that Helm objects to ("kube_version"). `why` says why it matters, where it is not the usual.
    """

    message: str
    fix: str = ""
    template: str | None = None
    keys: tuple[Path, ...] = ()
    is_schema: bool = False
    is_yaml: bool = False
    is_syntax: bool = False
    about: Path = ()
    charts: tuple[str, ...] = ()
    file: str = ""
    option: str = ""
    why: str = ""


_ERROR = re.compile(r"(?m)^Error: ")
_ADVICE = "Use --debug flag to render out invalid YAML"
_SCHEMA = "values don't meet the specifications of the schema"
#: `execution error at (f:1:2): …` (fail, required), `parse error at (f:1): …`.
_AT = re.compile(r"(?:execution|parse) error at \(([^():]+:\d+)(?::\d+)?\): ")
#: One template that called the next one, or failed itself.
_FRAME = re.compile(r'([^\s:]+:\d+):\d+:?\s+executing "[^"]*" at <([^\n]*?)>:\s+(?:error calling include:\s+)?')
_YAML = re.compile(r"YAML parse error on ([^:]+): (?:error \w+ YAML to JSON: |error unmarshaling JSON: )")
_LINE = re.compile(r"\A(what it renders is no YAML: )line \d+: ")
_UNFIT = re.compile(r".*cannot unmarshal (\w+) into Go (?:struct field \S*?(\w+) of type (\w+)|value of type).*")
_NIL = re.compile(r"nil pointer evaluating \S+ ?\S*?\.(\w+)\Z")
_FIELD = re.compile(r"can't evaluate field (\w+) in type .*")
_NO_TEMPLATE = re.compile(r'template: (no template "[^"]*").*')
_VALUE = re.compile(r"\.Values((?:\.[A-Za-z_]\w*)+)")
_DOTTED = re.compile(r"(?<![\w./$-])([A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)+)(?![\w/-])")
_FILES = (".yaml", ".yml", ".tpl", ".json", ".txt")
#: What Helm says before it comes to the point.
_FRAMES = re.compile(r"(?i)an error occurred while checking for [^:]*: |error converting YAML to JSON: yaml: ")
_CALLING = re.compile(r"\Aerror calling \w+: ")
_SUBCHART = re.compile(r"/charts/([^/]+)")
#: Names of types, in Go and in JSON.
_WORDS = {
    "map[string]interface {}": "a map",
    "[]interface {}": "a list",
    "interface {}": "another type",
    "array": "a list",
    "string": "a text",
    "number": "a number",
    "object": "a map",
    "bool": "true or false",
}
_UNPACKING = re.compile(r"error unpacking subchart (\S+) in \S+: ")
_ABOUT_TYPE = re.compile(
    r"cannot load (?:Chart|requirements)\.yaml: .*?cannot unmarshal (\S+) into .*?\.(\w[\w.-]*) of type (\S+)"
)
_ABOUT_KUBE = re.compile(r"chart requires kubeVersion: (.*) which is incompatible with Kubernetes (\S+)")
#: A file that Helm cannot load, and why; of a link Helm tells both ends, and we show the one in the chart.
_UNLOADABLE = re.compile(
    r"(?:error reading .+?: )?(?:error evaluating symlink|cannot load irregular file|open|read|lstat) "
    r"(/.+?)(?: as it has|: (?!/))(.*)"
)
_LOCK = re.compile(r"cannot load (Chart\.lock|requirements\.lock): (.*)")
_LINKED = re.compile(r"lstat (/.+): no such file or directory\Z")
_KUBE_VERSION = re.compile(r"invalid kube version '(.*)': ")
#: Types of the fields of Chart.yaml.
_GO_WORDS = {
    "string": "a text",
    "[]string": "a list of texts",
    "map[string]string": "a map of texts",
    "bool": "a boolean",
}
#: What Helm says of a Chart.yaml: the key it means, and what we say.
_ABOUT = (
    ("unsupported chart version", "apiVersion", "this Helm knows no such apiVersion of charts", "write apiVersion: v2"),
    ("unsupported chart dependency type", "apiVersion", "this Helm cannot render such charts", "write apiVersion: v2"),
    ("maintainers must not contain", "maintainers", "a maintainer is empty", "name each, or remove the entry"),
)


def refusal(output: Output) -> Refusal:
    """Read the error of a `helm template` that failed."""
    said = output.err.replace(_ADVICE, "").strip()
    found = _ERROR.search(said)
    text = said[found.end() :] if found else said
    if text.startswith(_SCHEMA):
        return Refusal(_line(text.partition(":\n")[2]), is_schema=True)
    return (
        _chart(text)
        or _file(text)
        or _option(text)
        or _stopped(text)
        or _misrendered(text)
        or _executed(text)
        or _other(text, output.code)
    )


def without_line(message: str) -> str:
    """Leave out Helm's line of what is no YAML, which counts from the template's own output: we show the place."""
    return _LINE.sub(r"\1", message)


def _chart(text: str) -> Refusal | None:
    """Read what Helm says of a Chart.yaml, which values.metadata has not read as closely."""
    charts = tuple(_UNPACKING.findall(text))
    kube, unfit = _ABOUT_KUBE.match(text), _ABOUT_TYPE.search(text)
    if "library charts are not installable" in text:
        message, why = "this is a library chart, which has nothing to render", "nothing of it could be checked"
        return Refusal(message, "lint a chart that uses it", about=("type",), why=why)
    if kube:
        message = f"the chart is for Kubernetes {kube[1]}, and this render is for {kube[2]}"
        fix = "name your cluster's version with --kube-version, or kubeVersion in .linea.yaml; or correct the chart"
        return Refusal(message, fix, about=("kubeVersion",))
    if unfit:
        key = unfit[2].partition(".")[0]
        kind, wanted = _WORDS.get(unfit[1], unfit[1]), _GO_WORDS.get(unfit[3], "something else")
        return Refusal(f"`{key}` has {kind} where Helm expects {wanted}", about=(key,), charts=charts)
    for mark, key, message, fix in _ABOUT:
        if mark in text:
            return Refusal(message, fix, about=(key,), charts=charts)
    return None


def _file(text: str) -> Refusal | None:
    """Read which file of the chart Helm cannot load."""
    text = " ".join(text.split())
    lock = _LOCK.match(text)
    if lock:
        problem = _FRAMES.sub("", lock[2]).removeprefix("yaml: ")
        return Refusal(f"this is no lock file: {problem}", "run: helm dependency update CHART", file=lock[1])
    found, linked = _UNLOADABLE.match(text), _LINKED.search(text)
    if found is None:
        return None
    if linked:
        message, fix = "the link leads to a file that is not there", "mend the link, or remove it"
    elif text.startswith("cannot load irregular"):
        message, fix = "this is no regular file", "remove it from the chart"
    elif "too many levels" in text:
        message, fix = "links lead in a circle", "remove the link"
    else:
        message, fix = f"Helm cannot read the file: {found[2]}", ""
    return Refusal(message, fix, file=found[1])


def _option(text: str) -> Refusal | None:
    found = _KUBE_VERSION.match(text)
    return Refusal(f'"{found[1]}" is no version', "write it as 1.31", option="kube_version") if found else None


def _stopped(text: str) -> Refusal | None:
    """Read what a chart says with `fail` and `required`, and what is no template at all."""
    found = _AT.match(text)
    if found is None:
        return None
    message = _line(text[found.end() :])
    is_syntax = text.startswith("parse")
    return Refusal(message, template=found[1], keys=() if is_syntax else keys(found[1], message), is_syntax=is_syntax)


def _misrendered(text: str) -> Refusal | None:
    found = _YAML.match(text)
    if found is None:
        return None
    problem = text[found.end() :]
    unfit = _UNFIT.match(problem)
    if unfit:
        what, wanted = unfit[2] or "a manifest", _WORDS.get(unfit[3], "a mapping")
        message = f"{what} must be {wanted}, not {_WORDS.get(unfit[1], unfit[1])}"
    else:
        message = f"what it renders is no YAML: {_line(problem.removeprefix('yaml: '))}"
    return Refusal(message, template=found[1], is_yaml=True)


def _executed(text: str) -> Refusal | None:
    frames = list(_FRAME.finditer(text))
    if not frames:
        return None
    # What `tpl` runs is called gotpl and is in no file.
    file = next((frame[1] for frame in reversed(frames) if "/" in frame[1]), None)
    expression, problem = frames[-1][2], text[frames[-1].end() :]
    return Refusal(_explained(expression, _line(problem)), template=file, keys=keys(file or "", expression, problem))


def _explained(expression: str, problem: str) -> str:
    """Say what an expression stumbled on; Go's words stay where ours would not be better."""
    nil, field, lacking = _NIL.match(problem), _FIELD.match(problem), _NO_TEMPLATE.match(problem)
    read = expression.removeprefix("$").removeprefix(".Values.")
    if lacking:
        return lacking[1]
    if nil:
        holder = _holder(read, nil[1])
        return f"{holder or 'something'} has no value, and the template reads {read if holder else nil[1]}"
    if field:
        return f"{_holder(read, field[1]) or 'the value'} is no map, and the template reads {read.removeprefix('.')}"
    for name, word in _WORDS.items():
        problem = problem.replace(name, word) if " " in name else problem
    return f"{expression}: {_CALLING.sub('', problem)}"


def _holder(read: str, field: str) -> str:
    """Give what a field was looked for in: of `a.b.c` and the field `b` it is `a`; "" when that has no name."""
    parts = read.split(".")
    return ".".join(parts[: parts.index(field)]) if field in parts else ""


def _other(text: str, code: int) -> Refusal:
    return Refusal(_line(_FRAMES.sub("", text)) or f"Helm ended with {code} and said nothing")


def _line(text: str) -> str:
    """Make one line of several, list items separated by semicolons."""
    lines = [line.strip() for line in text.strip().split("\n") if line.strip()]
    joined = ""
    for line in lines:
        joined += ("; " if joined and line.startswith("- ") and not joined.endswith(":") else " ") + line.removeprefix(
            "- "
        )
    return joined.strip()


def keys(template: str, *texts: str) -> tuple[Path, ...]:
    """Give the paths of values that texts name; those that a sub-chart's template names stand under the sub-chart."""
    above = tuple(_SUBCHART.findall(template))
    values = [match[1].strip(".") for text in texts for match in _VALUE.finditer(text)]
    words = [match[1] for text in texts for match in _DOTTED.finditer(text) if not match[1].endswith(_FILES)]
    paths = [tuple(name.removeprefix("Values.").split(".")) for name in (*values, *words)]
    return tuple(dict.fromkeys(path if path[0] == "global" else (*above, *path) for path in paths))
