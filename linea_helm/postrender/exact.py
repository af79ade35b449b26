"""The exact way to an outline: all of YAML as Helm's parser reads it, anchors, merge keys and flow style included.

Needs ruamel.yaml (25 ms): import this module inside a function.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from linea_helm.postrender.outline import MAP, NULL, SCALAR, SEQ, Node, Unsure
from linea_helm.yaml import faults, goyaml
from linea_helm.yaml.scalar import key, read, resolve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from linea_helm.yaml.goyaml import Event

_DEEPEST = 100
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
MERGE = "<<"
_MERGE_TAG = "tag:yaml.org,2002:merge"
_BLOCK = ("|", ">")
_NO_END = -1
_BOM = "\ufeff"
_SAFE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-+._/~")
#: What a reader of YAML 1.1 takes for a line end or does not take at all, although JSON does.
_ESCAPED = {code: f"\\u{code:04x}" for code in (*range(0x7F, 0xA0), 0x2028, 0x2029, 0xFEFF)}


class Alias(NamedTuple):
    """`*name` from `start` to `end`, and what it stands for."""

    start: int
    end: int
    target: Node


class Scalar(Node):
    """A scalar or a null; `value` is what Helm reads, to be compared, `raw` how to write it in flow style."""

    __slots__ = ("raw", "value")

    raw: str
    value: object


class Outline(NamedTuple):
    """The documents of a chunk and the aliases in them. A value that aliases share is one node in several places."""

    roots: list[Node]
    aliases: list[Alias]


def outline(text: str) -> Outline:
    """Read a chunk, in which bytes that are no UTF-8 are surrogates.

    Errors: Unsure when Helm could not read it, either.
    """
    _check(text)
    try:
        return _Reader(text).outline()
    except goyaml.Fault as fault:
        words = faults.explain(text, fault.said, fault.at, fault.since)
        raise Unsure(f"it is not YAML that Helm can read: {words.problem}", words.start) from None


def _check(text: str) -> None:
    if "\0" in text:
        raise Unsure("it holds a NUL byte, so it is no text", text.index("\0"))
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise Unsure("it is not UTF-8 text", error.start) from None


def flow(node: Node) -> str:
    """Write a value in flow style, without anchors and aliases."""
    if isinstance(node, Scalar):
        return node.raw
    if node.kind == SEQ:
        return "[" + ", ".join(map(flow, node.items)) + "]"
    entries = (f"{_quoted(name)}: {flow(value)}" for name, value in node.entries.items() if name != MERGE)
    return "{" + ", ".join(entries) + "}"


class _Reader:
    """Makes nodes of events."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.events = goyaml.parse(text)
        self.anchors: dict[str, Node] = {}
        self.aliases: list[Alias] = []
        self.depth = 0

    def outline(self) -> Outline:
        roots = []
        for _ in self.events:  # the start of a document
            self.anchors.clear()
            roots.append(self.value(next(self.events), 0, flow=False))
            next(self.events)  # its end
        return Outline(roots, self.aliases)

    def value(self, event: Event, column: int, *, flow: bool) -> Node:
        if event.kind == "alias":
            return self.alias(event)
        if event.anchor is not None:
            self.anchors.pop(event.anchor, None)  # until it is complete: it cannot hold itself
        if event.kind == "scalar":
            node: Node = self.scalar(event, column, flow=flow)
        else:
            self.depth += 1
            if self.depth > _DEEPEST:
                raise Unsure(f"it is nested deeper than {_DEEPEST} levels", event.start)
            make = self.mapping if event.kind == "map" else self.list
            node = make(event, flow=flow or event.flow)
            self.depth -= 1
        if event.anchor is not None:
            self.anchors[event.anchor] = node
        return node

    def alias(self, event: Event) -> Node:
        target = self.anchors.get(event.text)
        if target is None:
            raise Unsure(f"the alias *{event.text} has no anchor &{event.text} before it", event.start)
        self.aliases.append(Alias(event.start, event.end, target))
        return target

    def scalar(self, event: Event, column: int, *, flow: bool) -> Scalar:
        end = event.end
        if event.plain and event.tag is None and event.text in _NULLS:
            node = Scalar(NULL, end - len(event.text), end, column=column, flow=flow)
            node.raw, node.value = "null", None
            return node
        tag, written = self.parts(event)
        node = Scalar(SCALAR, event.start, _NO_END if written.startswith(_BLOCK) else end, text=event.text)
        node.raw = f"{tag} {written if _fits_flow(written) else _quoted(event.text)}".lstrip()
        node.value = (event.tag, event.text) if event.tag else _typed(event.text) if event.plain else event.text
        return node

    def parts(self, event: Event) -> tuple[str, str]:
        """Give the tag of a scalar and how it is written without tag and anchor."""
        words = self.text[event.start : event.end]
        tag = ""
        while words.startswith(("&", "!")):
            name, *rest = words.split(maxsplit=1)
            tag = name if name.startswith("!") else tag
            words = rest[0] if rest else ""
        return tag, words

    def mapping(self, event: Event, *, flow: bool) -> Node:
        node = Node(MAP, self.opening(event.start), flow=flow)
        ends: dict[str, int] = {}
        merged: list[Node] = []
        end = _NO_END
        for entry in self.inside():
            if not ends and not flow:
                self.begin(node, entry.start)
            name = self.name(entry)
            following = self.following(entry, flow=flow)
            value = self.value(following, node.column, flow=flow)
            node.entries[name] = value
            end = ends[name] = following.end if following.kind == "alias" else _end(value)
            if name == MERGE:
                merged += value.items if value.kind == SEQ else [value]
        node.tail = ends.get("name", end) if ends.get("name") != _NO_END else end
        for source in merged:
            for name, value in source.entries.items():
                node.entries.setdefault(name, value)
        return node

    def following(self, entry: Event, *, flow: bool) -> Event:
        """Take the value of a key; an empty one at its colon, not behind the comments that follow."""
        event = next(self.events)
        if flow or event.start != event.end or event.kind != "scalar":
            return event
        colon = self.text.find(":", entry.end) + 1
        return event._replace(start=colon, end=colon)

    def list(self, event: Event, *, flow: bool) -> Node:
        node = Node(SEQ, event.start, flow=flow)
        node.items = [self.value(item, 0, flow=flow) for item in self.inside()]
        return node

    def inside(self) -> Iterator[Event]:
        """Yield the events of a collection up to its end; who takes one must take all that belongs to it."""
        for event in self.events:
            if event.kind == "end":
                return
            yield event

    def name(self, event: Event) -> str:
        """Give the key as Helm knows it: `y` is "true"."""
        is_merge = event.plain or event.tag == _MERGE_TAG
        if event.kind == "scalar" and (is_merge or event.text != MERGE):
            try:
                return key(read(event.text)) if event.plain and event.text != MERGE else event.text
            except ValueError:
                pass
        raise Unsure("a key is not a text", event.start)

    def begin(self, node: Node, first: int) -> None:
        """Set where a block mapping starts: at its first key, or at the `?` before it."""
        line = max(self.text.rfind("\n", 0, first) + 1, len(_BOM) if self.text.startswith(_BOM) else 0)
        before = self.text[line:first].rstrip(" ")
        start = line + len(before) - 1 if before.endswith("?") else first
        node.start, node.column = start, start - line

    def opening(self, start: int) -> int:
        """Give where a flow mapping starts, behind its anchor and tag."""
        return max(self.text.find("{", start), start)


def _end(value: Node) -> int:
    return value.end if value.kind == SCALAR else _NO_END


def _typed(text: str) -> object:
    value = resolve(text)
    return value if isinstance(value, str) else (type(value).__name__, repr(value))


def _fits_flow(written: str) -> bool:
    """Tell whether a scalar can stand between brackets as it is written."""
    return _SAFE.issuperset(written) or (written.startswith(('"', "'")) and written.isprintable())


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).translate(_ESCAPED)
