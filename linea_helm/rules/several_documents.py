"""A values file that holds more than one YAML document."""

from __future__ import annotations

from linea_helm.finding import Problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from linea_helm.yaml.document import Document

ID = "yaml-several-documents"
SEVERITY = {"prod": "warning", "dev": "note"}
WHY = "the same file gives other values on another version of Helm"
FIX = "remove the --- line, or make it two files and give both: -f a.yaml -f b.yaml"
DOCS = """## What it does

Reports a values file with a second YAML document in it.

## Why is this bad?

Helm 3 reads the first document and ignores the rest of the file without a word. Helm 4 merges all of them. The release
changes with the Helm that installs it.

## How to fix

Remove the `---` line, or make two files of it and give both to Helm in their order.

## Example

```yaml
besu:
  replicaCount: 3
---                 # Helm 3 stops reading here
maru:
  enabled: true
```
"""


def suspicious(text: str) -> bool:
    """Tell whether a text may hold a second document: a marker at the start of a line below the first one."""
    return "\n---" in text or "\n..." in text


def check(documents: Sequence[Document]) -> Iterator[tuple[Document, Problem]]:
    """Report each document but the first that has something in it."""
    for number, document in enumerate(documents[1:], 2):
        if document.data() is not None:
            message = f"this is document {number} of the file: Helm 3 ignores it, Helm 4 merges it over those before"
            yield document, Problem((), message)
