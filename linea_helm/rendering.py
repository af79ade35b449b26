"""What `helm template` made of a chart and its values: a release, or the reason why there is none."""

from __future__ import annotations

import re
from typing import NamedTuple

from linea_helm.engine import Release
from linea_helm.errors import InputError
from linea_helm.load import load
from linea_helm.manifest import objects, template_of
from linea_helm.source import Source
from linea_helm.stream import split

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linea_helm.helm import Output
    from linea_helm.manifest import Manifest

#: The name of the rendered stream in reports.
STREAM = "helm template"

_SCHEMA = re.compile(r"values don't meet the specifications of the schema|values\.schema\.json")
_TEMPLATE = re.compile(
    r"(?:error at \(|template: |YAML parse error on |\()(?P<file>[^\s:()]+/templates/[^\s:()]+)(?::(?P<line>\d+))?"
)
_KEY = re.compile(r"\.Values((?:\.[A-Za-z_][\w-]*)+)")
_NOISE = re.compile(r"^(?:WARNING|level=WARN|time=|coalesce\.go|walk\.go|Use --debug|helm\.go:)")


class Refusal(NamedTuple):
    """Why Helm did not render.

    `message` is Helm's, without its frame; `template` is "chart/templates/x.yaml:12" or None;
    `keys` are values that the message names; `is_schema` says that the values did not fit a schema.
    """

    message: str
    template: str | None
    keys: tuple[tuple[str, ...], ...]
    is_schema: bool


def refusal(output: Output) -> Refusal:
    """Read the error of a `helm template` that failed."""
    lines = [line for line in output.err.strip().split("\n") if line.strip() and not _NOISE.match(line)]
    text = "\n".join(lines).removeprefix("Error: ").strip() or f"Helm ended with {output.code} and said nothing"
    found = _TEMPLATE.search(text)
    template = None
    if found:
        template = found["file"] + (f":{found['line']}" if found["line"] else "")
    keys = tuple(dict.fromkeys(tuple(match[1].strip(".").split(".")) for match in _KEY.finditer(text)))
    return Refusal(_innermost(text), template, keys, bool(_SCHEMA.search(text)))


def _innermost(text: str) -> str:
    """Keep what a template's author wrote: Helm wraps it once for every include."""
    for mark in ("error calling fail: ", "error calling required: "):
        if mark in text:
            return text.rsplit(mark, 1)[1].strip()
    execution = re.match(r"execution error at \([^)]*\): (.*)", text, re.DOTALL)
    if execution:
        return execution[1].strip()
    return text.rsplit("executing ", 1)[1].partition(": ")[2].strip() if ": executing " in text else text


def release(output: Output, name: str, namespace: str) -> Release:
    """Read the stream of a `helm template` that succeeded.

    Errors: InputError for a document that is no Kubernetes object, naming its template.
    """
    stream = Source(STREAM, output.out, "rendered")
    manifests: list[Manifest] = []
    for start, text in split(stream.text):
        template = template_of(text)
        data = load(Source(template or STREAM, text, "rendered"))
        try:
            manifests += objects(data, template, start, text)
        except ValueError as error:
            raise InputError(f"{template or 'a rendered document'}: {error}", fix="mend the template") from error
    return Release(manifests, stream, name, namespace)
