"""The nodes of a document that count: the last of duplicate keys, each at its path, aliases not followed."""

from __future__ import annotations

from linea_helm.yaml.document import Mapping, Sequence, key_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from linea_helm.finding import Path
    from linea_helm.yaml.document import Document, Node


def nodes(document: Document) -> Iterator[tuple[Path, Node | None, Node]]:
    """Give each value in the order of the text: its path, its key (None for the root and list items), itself."""
    pending: list[tuple[Path, Node | None, Node]] = [((), None, document.root)]
    while pending:
        path, key, node = pending.pop()
        yield path, key, node
        pending += reversed(list(_inside(path, node)))


def _inside(path: Path, node: Node) -> Iterator[tuple[Path, Node | None, Node]]:
    if isinstance(node, Sequence):
        for index, item in enumerate(node.items):
            yield (*path, index), None, item
    elif isinstance(node, Mapping):
        last = {key_name(key): entry for entry, (key, _) in enumerate(node.entries)}
        for entry, (key, value) in enumerate(node.entries):
            name = key_name(key)
            if name is not None and last[name] == entry:
                yield (*path, name), key, value
