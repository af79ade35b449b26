"""Where a path stands in a text: from the lines that block.py has read, and from document.py where those do not tell.

What people are shown is mostly a key or a value of one line; finding it without ruamel.yaml saves 25 ms and more.
"""

from __future__ import annotations

from itertools import accumulate

from linea_helm.source import Location
from linea_helm.yaml import block, entry
from linea_helm.yaml.inline import flow_end, flow_place, quoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from linea_helm.finding import Path
    from linea_helm.source import Source
    from linea_helm.yaml.block import Memo
    from linea_helm.yaml.document import Document

    _Mark = tuple[int, int]  # a line, from 1, and how many dashes stand there before what is meant
    _Span = tuple[int, int]


class Spots:
    """The places of one source: of its documents, or those that `read` gives, the last that has a path counts.

    `memo` is what `block.load` has read the source with, if it has.
    """

    def __init__(
        self, source: Source, read: Callable[[], list[Document]] | None = None, *, memo: Memo | None = None
    ) -> None:
        self.source = source
        self._read = read
        self._documents: list[Document] | None = None
        self._lines = source.text.split("\n")
        self._starts = list(accumulate((len(line) + 1 for line in self._lines), initial=0))
        self._index: dict[tuple[int, Any], list[_Mark]] = {}
        marks: list[tuple[Any, Any, int]] = []
        try:
            self._data: Any = block.load(source.text, memo, marks)
            self._is_read = True
        except block.Unsure:
            self._data, self._is_read, marks = None, False, []
        level = last = 0
        for collection, name, line in marks:
            if not line:  # over several lines
                del self._index[id(collection), name]
                continue
            level = level + 1 if line == last else 0
            last = line
            self._index.setdefault((id(collection), name), []).append((line, level))

    def locate(self, path: Path, *, key: bool = False) -> Location | None:
        """Find the value at a path (its key with `key`), as `Document.locate` does; None when there is none."""
        if self._is_read and not _holds(self._data, path):
            return None
        try:
            return Location(self.source, *self._span(path, key))
        except (KeyError, block.Unsure):  # it is, or ends with, what stands in no line of its own
            pass
        if self._documents is None:
            from linea_helm.yaml.document import compose  # 30 ms

            self._documents = self._read() if self._read else compose(self.source)
        places = (document.locate(path, key=key) for document in reversed(self._documents))
        return next((place for place in places if place is not None), None)

    def _span(self, path: Path, key: bool) -> _Span:
        """Find a place in the lines.

        Errors: KeyError and Unsure where block.py does not tell: in a scalar over several lines, in another subset.
        """
        collection, parent = self._data, None
        for depth, part in enumerate(path):
            if (id(collection), part) not in self._index:
                return self._in_flow(parent, path[depth - 1], path[depth:], key)
            collection, parent = collection[part], collection
        if parent is None:
            raise KeyError(path)
        value = self._value(parent, path[-1])
        is_entry = isinstance(parent, dict)
        return self._key(parent, path[-1]) if is_entry and (key or value[0] == value[1]) else value

    def _key(self, collection: Any, name: Any) -> _Span:  # noqa: ANN401  a dict or a list and its key or index
        """Give the span of a key, or of the dash of an item."""
        mark = self._index[id(collection), name][0]
        line, (column, kind, _, _) = self._item(mark)
        end = column + 1 if kind >= entry.ITEM else len(line[: entry.colon(line, column)].rstrip(" "))
        return self._start(mark) + column, self._start(mark) + end

    def _value(self, collection: Any, name: Any) -> _Span:  # noqa: ANN401  a dict or a list and its key or index
        """Give the span of a value, an empty one behind its colon or dash."""
        value = collection[name]
        mark = self._index[id(collection), name][-1]
        line, (column, kind, _, content) = self._item(mark)
        if kind in (entry.OPEN, entry.ITEM + entry.OPEN, entry.NEST) and value is not None:
            names = list(value) if isinstance(value, dict) else range(len(value))
            return self._key(value, names[0])[0], self._value(value, names[-1])[1]
        behind = column if kind < 0 else column + 1 if kind >= entry.ITEM else entry.colon(line, column) + 1
        start = self._start(mark)
        if kind & 3 == entry.OPEN:
            return start + behind, start + behind
        at = len(line) - len(line[behind:].lstrip(" "))
        if kind & 3 == entry.LITERAL:
            return start + at, self._literal_end(mark, column, content)
        if kind & 3 == entry.FLOW:
            return start + at, start + at + flow_end(content)
        end = quoted(line, at)[1] if line[at] in ("'", '"') else at + len(line[at:].partition(" #")[0].rstrip(" "))
        return start + at, start + end

    def _in_flow(self, collection: Any, name: Any, path: Path, key: bool) -> _Span:  # noqa: ANN401  as of _value
        """Give the span of what the flow collection that is a value holds."""
        if collection is None or (id(collection), name) not in self._index:
            raise KeyError(name)
        text, start = self.source.text, self._value(collection, name)[0]
        if text[start] not in "[{":
            raise KeyError(path)
        for part in path:
            first, last, start = flow_place(text, start, part)
        if key and first < last:
            return first, last
        return start, start + len(text[start : flow_end(text, start)].rstrip(" "))

    def _literal_end(self, mark: _Mark, column: int, header: str) -> int:
        _, behind = block.literal(self._lines, mark[0], column, header)
        while not self._lines[behind - 1].strip():
            behind -= 1
        return self._starts[behind - 1] + len(self._lines[behind - 1].rstrip())

    def _item(self, mark: _Mark) -> tuple[str, tuple[Any, ...]]:
        number, level = mark
        line = self._lines[number - 1]
        item = entry.read_line(line)
        for _ in range(level):
            item = item[3]
        return line, item

    def _start(self, mark: _Mark) -> int:
        return self._starts[mark[0] - 1]


def _holds(data: Any, path: Path) -> bool:  # noqa: ANN401  what block.py reads
    for part in path:
        if isinstance(data, list):
            held = isinstance(part, int) and 0 <= part < len(data)
        else:
            held = isinstance(data, dict) and part in data
        if not held:
            return False
        data = data[part]
    return True
