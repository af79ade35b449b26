"""What a YAML text is made of: nodes with spans, and what they stand for.

Offsets are characters, half-open, into the text of the source.
"""

from __future__ import annotations

import base64
from typing import NamedTuple

from linea_helm.yaml import scalar

TAG = "tag:yaml.org,2002:"

_TAGGED_TYPES = {"bool": bool, "int": int, "float": float, "null": type(None)}


class Scalar(NamedTuple):
    """One value. `plain` says that it has no quotes and is no block scalar, so that it may be more than a string."""

    start: int
    end: int
    text: str
    plain: bool = False
    tag: str | None = None


class Mapping(NamedTuple):
    """Keys and values in the order of the text, duplicates and `<<` included.

    `by_name` is empty until a key is looked up: what counts of the entries.
    """

    start: int
    end: int
    entries: list[tuple[Node, Node]]
    by_name: dict[str, tuple[Node, Node]]


class Sequence(NamedTuple):
    """A list."""

    start: int
    end: int
    items: list[Node]


class Alias(NamedTuple):
    """`*name`, and the node that it stands for."""

    start: int
    end: int
    target: Scalar | Mapping | Sequence


Node = Scalar | Mapping | Sequence | Alias


def key_name(node: Node) -> str | None:
    """Give the key as it arrives in Helm's values (`y` is "true"); None when Helm refuses it, or when it is `<<`."""
    node = node.target if isinstance(node, Alias) else node
    if not isinstance(node, Scalar) or is_merge(node):
        return None
    try:
        return scalar.key(read(node))
    except ValueError:
        return None


def is_merge(node: Node) -> bool:
    """Tell whether a key is the merge key `<<`."""
    return isinstance(node, Scalar) and node.text == "<<" and (node.plain or node.tag == TAG + "merge")


def read(node: Scalar) -> scalar.Scalar:
    """Type a scalar as goyaml does, tags included, before JSON.

    Errors: ValueError when the tag does not fit the value.
    """
    if node.tag is None:
        return scalar.read(node.text) if node.plain else node.text
    if node.tag == TAG + "binary":
        return base64.b64decode("".join(node.text.splitlines()), validate=True).decode("utf-8", "replace")
    expected = _TAGGED_TYPES.get(node.tag.removeprefix(TAG))
    if expected is None:
        return node.text
    value = scalar.read(node.text)
    if expected is float and type(value) is int:
        return float(value)
    if type(value) is not expected:
        raise ValueError(node.text)
    return value


def child(node: Node, part: str | int) -> tuple[Node | None, Node] | None:
    """Give the key (None in a list) and the value that belong to one part of a path, through aliases and merge keys."""
    node = node.target if isinstance(node, Alias) else node
    if isinstance(node, Sequence) and isinstance(part, int) and 0 <= part < len(node.items):
        return None, node.items[part]
    if isinstance(node, Mapping) and isinstance(part, str):
        return _index(node).get(part)
    return None


def _index(mapping: Mapping) -> dict[str, tuple[Node, Node]]:
    """Give what counts of a mapping: the last of two entries, and what `<<` brings unless a later entry says it."""
    index = mapping.by_name
    for key, value in () if index else mapping.entries:
        if is_merge(key):
            for source in reversed(value.items) if isinstance(value, Sequence) else [value]:
                merged = source.target if isinstance(source, Alias) else source
                index.update(_index(merged) if isinstance(merged, Mapping) else {})
        else:
            name = key_name(key)
            if name is not None:
                index[name] = key, value
    return index


def inside(node: Node) -> list[Node]:
    """Give the nodes that stand directly in a node, keys included."""
    if isinstance(node, Mapping):
        return [each for entry in node.entries for each in entry]
    return node.items if isinstance(node, Sequence) else []
