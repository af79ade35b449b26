"""The stream of a `helm template`: a release, and what in it is no Kubernetes object."""

from __future__ import annotations

from typing import NamedTuple

from linea_helm.errors import InputError
from linea_helm.lint.helm import Output
from linea_helm.policies.manifest import objects, template_of
from linea_helm.policies.release import Release
from linea_helm.source import Location, Source
from linea_helm.stream import split
from linea_helm.yaml.block import Memo
from linea_helm.yaml.load import load

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linea_helm.lint.request import Request
    from linea_helm.policies.manifest import Manifest


class Broken(NamedTuple):
    """A document of the stream that is no object: `template` and `why` may be "", `at` is in the stream."""

    problem: str
    template: str
    at: Location
    why: str = ""


def release(output: Output, name: str, namespace: str, command: str) -> tuple[Release, list[Broken]]:
    """Read the stream of a `helm template` that succeeded, or of one with `--debug` that did not.

    One bad document hides no other. With `--debug` Helm prints what it could not read, too.
    `command` is what a user can run to see the stream.
    """
    stream = Source(command, output.out, "rendered")
    manifests: list[Manifest] = []
    broken: list[Broken] = []
    memo = Memo()
    template = ""
    for start, text in split(stream.text):
        # Only the first of a template's documents names it when Helm failed.
        template = template_of(text) or template
        try:
            manifests += objects(load(Source(template, text, "rendered"), memo), template, start, text)
        except InputError as error:
            problem, at = error.problem.removeprefix(f"{template}: "), place(stream, start, text, error)
            broken.append(Broken(problem, template, at, error.why))
    return Release(manifests, stream, name, namespace, memo), broken


def released(output: Output, request: Request, *flags: str) -> tuple[Release, list[Broken]]:
    """Read what Helm rendered for a request; `flags` are those that it was given beside the user's."""
    return release(output, request.release_name, request.namespace or "default", request.command(*flags))


def rendered_by(template: str | None, output: Output) -> Output:
    """Give of a failed `helm template --debug` what one template rendered.

    Helm prints templates in another order each time: lines counted from the beginning of all would differ, too.
    """
    kept, current = [], ""
    for _, text in split(output.out):
        current = template_of(text) or current
        if current == template:
            kept.append(text)
    return Output(output.code, "".join(kept), output.err)


def place(stream: Source, start: int, text: str, error: InputError) -> Location:
    """Shift the place of an error in a document into the stream; the first line with content stands for the whole."""
    if error.at:
        return Location(stream, start + error.at.start, start + error.at.end)
    for line in text.splitlines(keepends=True):
        if line.strip() and not line.startswith(("#", "---")):
            return Location(stream, start, start + len(line.rstrip()))
        start += len(line)
    return Location(stream, start, start)
