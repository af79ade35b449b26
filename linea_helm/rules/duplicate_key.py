"""A key that a map holds twice."""

from __future__ import annotations

from linea_helm.finding import Problem
from linea_helm.show import show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from linea_helm.yaml.document import Document, Mapping

ID = "yaml-duplicate-key"
SEVERITY = {"prod": "warning", "dev": "note"}
WHY = "Helm keeps the last value and drops the others without a word"
FIX = "keep one of them; move what is below the other into it"
DOCS = """## What it does

Reports a key that stands twice in one map of a values file, and the lines of both.

## Why is this bad?

YAML allows each key once. Helm 3 and Helm 4 take the last one and say nothing, so that everything below the first one
has no effect. It often happens when two people add a block of the same name to a long file.

## How to fix

Keep one of them and move what is below the other into it.

## Example

```yaml
besu:
  replicaCount: 3
besu:               # replicaCount above is lost
  logging: WARN
```
"""

#: Lines that a message names one by one.
_MOST = 12


def suspicious(text: str) -> bool:
    """Tell whether a text may hold a duplicate: the fast reader refuses each of them, and is never wrong about that."""
    from linea_helm.yaml.block import Unsure, load

    try:
        load(text)
    except Unsure:
        return True
    return False


def check(documents: Sequence[Document]) -> Iterator[tuple[Document, Problem]]:
    """Report the last place of each key that stands more than once, and name the lines of the others."""
    from linea_helm.yaml.document import Mapping
    from linea_helm.yaml.effective import nodes

    for document in documents:
        for path, _, node in nodes(document):
            if isinstance(node, Mapping):
                for name, offsets in _places(node).items():
                    if len(offsets) > 1:
                        yield document, Problem((*path, name), _message(document, name, offsets), key_only=True)


def _places(mapping: Mapping) -> dict[str, list[int]]:
    from linea_helm.yaml.document import key_name

    places: dict[str, list[int]] = {}
    for key, _ in mapping.entries:
        name = key_name(key)
        if name is not None:
            places.setdefault(name, []).append(key.start)
    return places


def _message(document: Document, name: str, offsets: Sequence[int]) -> str:
    lines = [str(document.source.position(offset)[0]) for offset in offsets]
    if len(lines) > _MOST:
        others = f"{len(lines) - 1} lines, from line {lines[0]} to line {lines[-2]},"
    else:
        others = f"line {lines[0]}" if len(lines) == 2 else f"lines {', '.join(lines[:-2])} and {lines[-2]}"
    return f"key {show(name)} is on {others} already; only this one on line {lines[-1]} counts"
