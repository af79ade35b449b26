"""What the documents of an edited stream say. On the fast path: imports nothing heavy."""

from __future__ import annotations

from linea_helm.errors import InputError
from linea_helm.policies.manifest import template_of
from linea_helm.source import Source
from linea_helm.stream import split
from linea_helm.yaml.load import load

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from linea_helm.yaml.block import Memo


def read(text: str) -> list[Any]:
    """Read each document, None for an empty one: one item for each chunk that `split` gives.

    Errors: LineaError for a document that cannot be read; it says where in the stream.
    """
    memo: Memo = {}
    found = []
    for start, chunk in split(text):
        try:
            found.append(load(Source(template_of(chunk), chunk, "rendered"), memo))
        except InputError as error:
            from linea_helm.postrender.refusal import unreadable

            raise unreadable(text, start, chunk, error) from None
    return found
