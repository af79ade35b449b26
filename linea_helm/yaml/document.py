"""Text to nodes with spans: every key and value knows where it stands, duplicate keys are kept.

The exact way to read YAML, and the one that knows places; block.py is the fast one. Both type scalars as Helm does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from linea_helm.errors import InputError
from linea_helm.source import Location
from linea_helm.yaml import scalar
from linea_helm.yaml.nodes import TAG, Alias, Mapping, Node, Scalar, Sequence, child, inside, is_merge, key_name, read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from linea_helm.finding import Path
    from linea_helm.source import Source
    from linea_helm.yaml.faults import Words
    from linea_helm.yaml.goyaml import Event

__all__ = [
    "DEEPEST",
    "Alias",
    "Document",
    "Mapping",
    "Node",
    "Scalar",
    "Sequence",
    "YamlError",
    "compose",
    "is_merge",
    "key_name",
    "read",
]

#: No values file of a person's is deeper; Helm stops at 10,000.
DEEPEST = 100
_TOO_DEEP = "so deep helm-linea does not look; the limit is its own, and Helm may well read this"


class YamlError(InputError):
    """A text that Helm cannot read as YAML: `problem` in the user's words, `at` where it stands."""


class Document(NamedTuple):
    """One document of a source: `start` is the offset of its `---` or its first token, `end` where reading stopped."""

    source: Source
    root: Node
    start: int
    end: int

    def locate(self, path: Path, *, key: bool = False) -> Location | None:
        """Find the value at a path (its key with `key=True`), through aliases and merge keys; None when there is none.

        As for Helm, the last of duplicate keys counts. An empty value is shown by its key, a block by its whole span.
        """
        name: Node | None = None
        node = self.root
        for part in path:
            found = child(node, part)
            if found is None:
                return None
            name, node = found
        shown = name if name is not None and (key or node.start == node.end) else node
        return self.location(shown)

    def location(self, node: Node) -> Location:
        """Give the span of a node."""
        return Location(self.source, node.start, node.end)

    def data(self) -> Any:  # noqa: ANN401  whatever the text holds
        """Give the plain data, typed as Helm types it: last duplicate wins, `<<` overrides what stands before it.

        Errors: YamlError for what JSON cannot hold (.inf, null as a key), wrong tags, and aliases that explode.
        """
        _guard_aliases(self)
        builder = _Builder(self)
        data = builder.value(self.root)
        if builder.refused:
            _raise_first(data)
        return data


def compose(source: Source, *, first: bool = False, part: tuple[int, int] | None = None) -> list[Document]:
    """Read all documents of a source, or with `first` only the first one, as Go's decoder does.

    `part` is the span of the source that is read; offsets are still those of the source.
    Errors: YamlError with the place and what to do; deeper than DEEPEST is one too.
    """
    from linea_helm.yaml import faults, goyaml

    documents: list[Document] = []
    events = goyaml.parse(source.text, part)
    try:
        for event in events:
            root = _Composer(source, events).node(next(events))
            documents.append(Document(source, root, event.start, next(events).end))
            if first:
                break
    except goyaml.Fault as fault:
        raise _error(source, faults.explain(source.text, fault.said, fault.at, fault.since)) from None
    return documents


def _error(source: Source, words: Words) -> YamlError:
    return YamlError(words.problem, at=Location(source, words.start, words.end), why=words.why, fix=words.fix)


class _Composer:
    """Makes nodes of one document's events."""

    def __init__(self, source: Source, events: Iterator[Event]) -> None:
        self.source = source
        self.events = events
        self.anchors: dict[str, Node | None] = {}
        self.depth = 0

    def node(self, event: Event) -> Node:
        if event.kind == "alias":
            return self.alias(event)
        if event.anchor is not None:
            self.anchors[event.anchor] = None  # until it is complete: an anchor cannot hold itself
        made: Node
        if event.kind == "scalar":
            made = Scalar(event.start, self.trimmed(event), event.text, event.plain, event.tag)
        else:
            made = self.collection(event)
        if event.anchor is not None:
            self.anchors[event.anchor] = made
        return made

    def collection(self, event: Event) -> Mapping | Sequence:
        self.depth += 1
        if self.depth > DEEPEST:
            at = Location(self.source, event.start, event.end)
            raise YamlError(f"nested deeper than {DEEPEST} levels", at=at, why=_TOO_DEEP, fix="flatten it")
        nodes = []
        for inner in self.events:
            if inner.kind == "end":
                break
            nodes.append(self.node(inner))
        self.depth -= 1
        if event.kind == "map":
            nodes[1::2] = [self.value(key, value) for key, value in zip(nodes[::2], nodes[1::2], strict=True)]
        end = inner.end if event.flow else max((node.end for node in nodes), default=event.end)
        if event.kind == "list":
            return Sequence(event.start, end, nodes)
        return Mapping(event.start, end, list(zip(nodes[::2], nodes[1::2], strict=True)), {})

    def value(self, key: Node, value: Node) -> Node:
        """Move an empty value, which the parser puts before the next token, behind its key's colon."""
        if value.start < value.end or not isinstance(value, Scalar):
            return value
        colon = self.source.text.find(":", key.end, value.start)
        behind = key.end if colon < 0 or self.source.text[key.end : colon].strip() else colon + 1
        return value._replace(start=behind, end=behind)

    def alias(self, event: Event) -> Alias:
        target = self.anchors.get(event.text)
        if target is None or isinstance(target, Alias):
            at = Location(self.source, event.start, event.end)
            inside = event.text in self.anchors
            problem = f"`*{event.text}` is inside its own anchor" if inside else f"no anchor `&{event.text}` above"
            raise YamlError(problem, at=at, fix=f"define `&{event.text}` before this place, or quote the value")
        return Alias(event.start, event.end, target)

    def trimmed(self, event: Event) -> int:
        """A block scalar ends where its text ends, not where the next token starts."""
        text = self.source.text[event.start : event.end]
        return event.start + len(text.rstrip()) if text[:1] in ("|", ">") else event.end


class _Builder:
    """Makes plain data of nodes.

    What JSON cannot hold stands in the data as its error: Helm does not mind it where a later duplicate replaces it.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.refused = False

    def value(self, node: Node) -> Any:  # noqa: ANN401  whatever the text holds
        if isinstance(node, Scalar):
            return self.scalar(node)
        if isinstance(node, Mapping):
            entries: dict[str, Any] = {}
            self.fill(node, entries)
            return entries
        if isinstance(node, Sequence):
            return [self.value(item) for item in node.items]
        return self.value(node.target)

    def fill(self, mapping: Mapping, entries: dict[str, Any]) -> None:
        for key, value in mapping.entries:
            if is_merge(key):
                self.merge(value, entries)
            else:
                entries[self.key(key)] = self.value(value)

    def merge(self, node: Node, entries: dict[str, Any]) -> None:
        """Take over the keys of `<<: node`; of several maps the first counts."""
        for source in reversed(node.items) if isinstance(node, Sequence) else [node]:
            mapping = source.target if isinstance(source, Alias) else source
            if not isinstance(mapping, Mapping):
                raise YamlError("`<<` takes a map or a list of maps", at=self.document.location(node))
            self.fill(mapping, entries)

    def key(self, node: Node) -> Any:  # noqa: ANN401  a str, or the error that stands for it
        name = key_name(node)
        if name is not None:
            return name
        source = self.document.source
        if isinstance(node, Mapping) and source.text[node.start - 1 : node.start] == "{":
            from linea_helm.yaml import faults

            raise _error(source, faults.template(node.start - 1, node.end + 1))
        at = self.document.location(node)
        error = YamlError("this cannot be a key", at=at, why="a key must be a string", fix="put quotes around it")
        if isinstance(node, (Mapping, Sequence)):
            raise error
        return self.refuse(error)

    def refuse(self, error: YamlError) -> Any:  # noqa: ANN401  stands for data
        self.refused = True
        return error

    def scalar(self, node: Scalar) -> Any:  # noqa: ANN401  scalar.Scalar, or the error that stands for it
        at = self.document.location(node)
        try:
            value = scalar.as_json(read(node))
        except ValueError:
            tag = "!!" + str(node.tag).removeprefix(TAG)
            raise YamlError(f"`{node.text}` is no {tag}", at=at, fix="change the tag or the value") from None
        if isinstance(value, float) and value - value != 0:
            error = YamlError(f"`{node.text}` is not a number that values can hold", at=at, fix="quote it")
            return self.refuse(error)
        return value


def _raise_first(data: Any) -> None:  # noqa: ANN401  whatever the text holds
    if isinstance(data, YamlError):
        raise data
    if isinstance(data, dict):
        data = [*data, *data.values()]
    for each in data if isinstance(data, list) else ():
        _raise_first(each)


def _guard_aliases(document: Document) -> None:
    """Refuse what goyaml refuses as excessive aliasing (decode.go): most of a large document coming from aliases."""
    sizes: dict[int, int] = {}
    total = expanded = 0
    stack: list[Node] = [document.root]
    while stack:
        node = stack.pop()
        total += 1
        if isinstance(node, Alias):
            size = _size(node.target, sizes)
            total += size
            expanded += size
            if expanded > 100 and total > 1000 and expanded / total > _allowed(total):
                raise YamlError(
                    f"aliases make this document explode to {total:,} values or more",
                    at=document.location(node),
                    why="Helm refuses a document that is made mostly of aliases",
                    fix="write the values out, or use fewer aliases",
                )
        else:
            stack.extend(reversed(inside(node)))


def _allowed(total: int) -> float:
    return min(max(0.99 - 0.89 * (total - 400_000) / 3_600_000, 0.10), 0.99)


def _size(node: Node, sizes: dict[int, int]) -> int:
    """Count the values that a node becomes when its aliases are expanded."""
    if id(node) not in sizes:
        parts = [node.target] if isinstance(node, Alias) else inside(node)
        sizes[id(node)] = 1 + sum(_size(part, sizes) for part in parts)
    return sizes[id(node)]
