"""The fast way to an outline: from the plain data of a chunk, and the lines that its entries stand in.

`block.py` reads the chunk, and only for what is edited is it looked up where it stands. What `block.py` is not sure of,
or what is edited in a style that is rare, is for the exact way. Imports nothing heavy, for the fast path.
"""

from __future__ import annotations

from linea_helm.postrender.outline import MAP, NULL, SCALAR, SEQ, Node, Unsure
from linea_helm.yaml import block, entry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from linea_helm.postrender.insert import Tree


_NO_ITEMS: list[Node] = []


class Chunk:
    """One chunk of a stream: the `data` of its document, None for one without content.

    Errors: Unsure when it is not certain how Helm reads it.
    """

    __slots__ = ("_items", "_lines", "_marks", "_places", "data")

    def __init__(self, text: str, memo: block.Memo) -> None:
        self._items = memo.items
        self._marks: block.Marks = []
        self._places: dict[tuple[int, Any], int] = {}
        has_crlf = "\r\n" in text
        try:
            lines = block.parted(text.replace("\r\n", "\n") if has_crlf else text)
            self._lines = text.split("\n") if has_crlf else lines.copy()  # to read a long scalar changes its lines
            self.data = block.read(lines, memo, self._marks)
        except block.Unsure as reason:
            raise Unsure(str(reason)) from None

    @property
    def root(self) -> Value:
        """The outline, each value without its place until `Value.find`."""
        return Value(self, self.data, None, None)

    def line(self, holder: Any, name: Any) -> tuple[int, str, entry.Item]:  # noqa: ANN401 - plain data
        """Give the offset of the line in which an entry stands, the line, and what it says of the entry.

        Errors: Unsure for what is in brackets or stands on several lines.
        """
        if not self._places:
            self._places = {(id(collection), part): line for collection, part, line in self._marks}
        number = self._places.get((id(holder), name), 0)
        if not number:
            raise Unsure("a value that has no line of its own")
        before = self._lines[: number - 1]
        line = self._lines[number - 1].removesuffix("\r")
        item = self._items[line]
        while item[1] == entry.NEST:
            item = item[3]
        if item[1] == entry.ODD:
            raise Unsure("a value over several lines")
        return sum(map(len, before)) + len(before), line, item


class Value(Node):
    """A value of plain data, `data`, which `holder` has under the key or index `name`."""

    __slots__ = ("_chunk", "_data", "_holder", "_name")

    def __init__(self, chunk: Chunk, data: Any, holder: Any, name: Any) -> None:  # noqa: ANN401 - plain data
        self._chunk = chunk
        self._data = data
        self._holder = holder
        self._name = name
        self.start = self.tail = -1
        self.flow = False
        self.text = ""
        self.items = _NO_ITEMS
        kind = type(data)
        if kind is str:
            self.kind, self.text = SCALAR, data
        elif kind is dict:
            self.kind, self.entries = MAP, data
        elif kind is list:
            self.kind = SEQ
            self.items = [Value(chunk, item, data, index) for index, item in enumerate(data)]
        elif data is None:
            self.kind = NULL
        else:
            _, line, (column, what, *_) = chunk.line(holder, name)
            self.kind, self.text = SCALAR, _scalar(line, _behind(line, column, what))

    def get(self, key: str) -> Value | None:
        """Give the value of a key, of a mapping."""
        data = self._data
        return Value(self._chunk, data[key], data, key) if key in data else None

    def at(self, *path: str) -> Value | None:
        """Give the value at a path, as `Node.at`."""
        if not path:
            return self
        holder, data = None, self._data
        for key in path:
            if type(data) is not dict:
                raise Unsure("a path through something that is no mapping")
            holder, data = data, data.get(key)
            if data is None:
                return None
        return Value(self._chunk, data, holder, path[-1])

    def find(self) -> None:
        """Find where a mapping or a null stands that is to get entries.

        Errors: Unsure.
        """
        if self.kind == NULL:
            self._find_null()
        elif self._data:
            self._find_block()
        else:
            self._find_brackets()

    def add(self, new: Tree) -> None:
        """Put entries into the data, as an edit puts them into the text."""
        if self.kind == NULL:
            self._holder[self._name] = _copied(new)
        else:
            self._data.update(_copied(new))

    def _find_null(self) -> None:
        start, line, (column, kind, *_) = self._chunk.line(self._holder, self._name)
        if kind not in (entry.OPEN, entry.SCALAR):
            raise Unsure("a null on a line of its own")
        self.column = column
        if kind == entry.OPEN:
            self.start = self.end = start + entry.colon(line, column) + 1
        else:
            at = _behind(line, column, kind)
            self.start = start + at
            self.end = self.start + len(_scalar(line, at))

    def _find_block(self) -> None:
        data, line = self._data, self._chunk.line
        for name in ("name", next(reversed(data))):
            if data.get(name) is not None and type(data[name]) not in (dict, list):
                start, _, (self.column, kind, *_) = line(data, name)
                if kind == entry.SCALAR:
                    self.tail = start
                    return
        start, _, (self.column, kind, *_) = line(data, next(iter(data)))
        if kind < 0:
            raise Unsure("a value below the first key")
        self.start = start + self.column

    def _find_brackets(self) -> None:
        start, line, (column, kind, *_) = self._chunk.line(self._holder, self._name)
        at = _behind(line, column, kind)
        if kind >= entry.ITEM or line[at : at + 2] != "{}":
            raise Unsure("empty brackets in a rare style")
        self.start, self.flow = start + at, True


def _behind(line: str, column: int, kind: int) -> int:
    """Give where the value of an entry begins, whose key, or itself, stands in `column`."""
    behind = column if kind < 0 else entry.colon(line, column) + 1
    return len(line) - len(line[behind:].lstrip(" "))


def _scalar(line: str, at: int) -> str:
    return line[at:].partition(" #")[0].rstrip(" ")


def _copied(new: Tree) -> Tree:
    return {key: value if isinstance(value, str) else _copied(value) for key, value in new.items()}
