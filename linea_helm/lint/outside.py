"""Whether a chart's schemas lead out of the chart: Helm would fetch what they name, and a lint never uses the network.

On the way to the start of Helm: imports nothing heavy for a schema that refers to its own parts only.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO

_SCHEMA = "values.schema.json"
#: The keywords whose value is the address of another schema.
_REFERENCES = frozenset(("$ref", "$dynamicRef", "$recursiveRef", "$schema"))
_MARKS = tuple(f'"{keyword}"'.encode() for keyword in sorted(_REFERENCES))
#: What Helm has built in.
_DRAFTS = ("http://json-schema.org/", "https://json-schema.org/")
_OWN = tuple(f'"{beginning}'.encode() for beginning in ("#", *_DRAFTS))


def leads_out(chart: str) -> bool:
    """Say whether a schema of a chart, or of a chart in it, refers to something else than itself and the drafts."""
    return any(map(_is_outside, _schemas(chart)))


def _schemas(chart: str) -> Iterator[bytes]:
    if os.path.isfile(chart):
        with open(chart, "rb") as file:
            yield from _packed(file)
        return
    own, below = os.path.join(chart, _SCHEMA), os.path.join(chart, "charts")
    if os.path.isfile(own):
        with open(own, "rb") as file:
            yield file.read()
    for name in sorted(os.listdir(below)) if os.path.isdir(below) else ():
        inner = os.path.join(below, name)
        if os.path.isdir(inner) or name.endswith((".tgz", ".tar.gz")):
            yield from _schemas(inner)


def _packed(file: IO[bytes]) -> Iterator[bytes]:
    import tarfile  # 12 ms, and only for an archive

    try:
        with tarfile.open(fileobj=file) as archive:
            for member in archive:
                inner = archive.extractfile(member)
                if inner and member.name.endswith(_SCHEMA):
                    yield inner.read()
                elif inner and member.name.endswith((".tgz", ".tar.gz")):
                    yield from _packed(inner)
    except (tarfile.TarError, OSError, EOFError):  # Helm says what is wrong with it
        return


def _is_outside(raw: bytes) -> bool:
    behind = (piece.lstrip(b" \t\r\n:") for mark in _MARKS for piece in raw.split(mark)[1:])
    if b"\\u" not in raw and all(piece.startswith(_OWN) for piece in behind):
        return False
    import json  # 7 ms, and only where a quick look does not tell

    try:
        pending = [json.loads(raw)]
    except (ValueError, RecursionError):
        return False
    while pending:
        node = pending.pop()
        if isinstance(node, dict):
            if any(_is_address(node.get(keyword)) for keyword in _REFERENCES):
                return True
            pending += node.values()
        elif isinstance(node, list):
            pending += node
    return False


def _is_address(reference: object) -> bool:
    return isinstance(reference, str) and not reference.startswith(("#", *_DRAFTS)) and reference != ""
