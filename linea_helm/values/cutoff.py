"""What Helm drops of a values file: Go's decoder reads one document and never looks behind its end."""

from __future__ import annotations

import re
from typing import NamedTuple

from linea_helm.source import Location
from linea_helm.values.values import parts
from linea_helm.yaml.document import compose
from linea_helm.yaml.faults import rejoined

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linea_helm.source import Source
    from linea_helm.values.coalesce import Ways
    from linea_helm.yaml.document import Document

#: What says nothing: blanks, comments, and markers of documents.
_NOTHING = re.compile(r"(?:\s+|#[^\n]*|(?:---|\.\.\.)(?=\s|\Z))*")


class Dropped(NamedTuple):
    """What Helm does not read, from its first line on; `fix` is what to do about it."""

    problem: str
    place: Location
    fix: str


def cut_off(source: Source, how: Ways) -> tuple[list[Document], list[Dropped]]:
    """Give the documents of a values file that Helm reads, and what it drops behind each.

    Errors: YamlError with the place, where Helm fails.
    """
    read, dropped = [], []
    for start, end in parts(source, how):
        for document in compose(source, first=True, part=(start, end)):
            read.append(document)
            found = _NOTHING.match(source.text, document.end, end)
            if found and found.end() < end:
                dropped.append(_dropped(document, found.end(), end))
    return read, dropped


def _dropped(document: Document, start: int, end: int) -> Dropped:
    source = document.source
    text = source.text[start:end].rstrip()
    line, column = source.position(document.root.end)
    first, count = source.position(start)[0], text.count("\n") + 1
    where = f"line {line}" if line < first else f"column {column - 1} of line {line}"
    rest = f"{'the rest of ' if line == first else ''}this line" if count == 1 else f"these {count} lines"
    problem = f"Helm reads up to {where} and drops {rest}"
    place = Location(source, start, start + len(text.partition("\n")[0].rstrip()))
    return Dropped(problem, place, rejoined(source.text, start))
