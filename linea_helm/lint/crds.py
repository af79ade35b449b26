"""The files of a chart's crds/: Helm renders nothing of them and `helm template` reads none; `helm install` does."""

from __future__ import annotations

import os

from linea_helm.errors import InputError
from linea_helm.lint.rendering import place
from linea_helm.policies.manifest import objects
from linea_helm.source import Location, Source
from linea_helm.stream import split
from linea_helm.yaml import block
from linea_helm.yaml.load import load, read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

#: What Helm installs of crds/ (helm: pkg/chart/v2/chart.go, hasManifestExtension).
_ENDINGS = (".yaml", ".yml", ".json")
#: Characters of a document; the exact reader needs seconds for more, so of such a one it is not asked.
_LARGEST = 50_000


def broken(chart: str) -> Iterator[tuple[str, Location]]:
    """Yield what `helm install` could not read below a chart's crds/, with its place; an archive has no such folder.

    Errors: none; a file that cannot be read is one of them.
    """
    for folder, _, names in sorted(os.walk(os.path.join(chart, "crds"))):
        for name in sorted(names):
            if name.endswith(_ENDINGS):
                yield from _in_file(os.path.join(folder, name))


def _in_file(path: str) -> Iterator[tuple[str, Location]]:
    try:
        source = read(path)
    except InputError as error:
        yield error.problem.replace(path, "the file", 1), error.at or Location(Source(path, ""), 0, 0)
        return
    for start, text in split(source.text):
        try:
            if not _is_too_large(text):
                objects(load(Source(path, text)), path, start, text)
        except InputError as error:
            yield error.problem.removeprefix(f"{path}: "), place(source, start, text, error)


def _is_too_large(text: str) -> bool:
    if len(text) <= _LARGEST:
        return False
    try:
        block.load(text)
    except block.Unsure:
        return True
    return False
