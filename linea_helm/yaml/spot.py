"""Where a path stands in a text: from the lines that block.py has read, and from document.py where those do not tell.

What people are shown is mostly a key or a value of one line; finding it without ruamel.yaml saves 25 ms and more.
"""

from __future__ import annotations

from linea_helm.source import Location
from linea_helm.yaml import block
from linea_helm.yaml.inline import quoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from linea_helm.finding import Path
    from linea_helm.source import Source
    from linea_helm.yaml.document import Document


class Spots:
    """The places of one source. The last document that has a path counts, as for Helm."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._documents: list[Document] | None = None
        self._lines = source.text.split("\n")
        self._index: dict[tuple[int, Any], list[tuple[int, int]]] = {}  # → (line, how many dashes stand before it)
        marks: list[tuple[Any, Any, int]] = []
        try:
            self._data: Any = block.load(source.text, marks=marks)
        except block.Unsure:
            self._data, marks = None, []
        level = last = 0
        for collection, name, line in marks:
            level = level + 1 if line == last else 0
            last = line
            self._index.setdefault((id(collection), name), []).append((line, level))

    def locate(self, path: Path, *, key: bool = False) -> Location | None:
        """Find the value at a path (its key with `key`), as `Document.locate` does; None when there is none."""
        marks = self._marks(path)
        span = self._key(marks[0]) if marks and key else self._value(marks) if marks else None
        if span is not None:
            return Location(self.source, *span)
        if self._documents is None:
            from linea_helm.yaml.document import compose  # 30 ms

            self._documents = compose(self.source)
        places = (document.locate(path, key=key) for document in reversed(self._documents))
        return next((place for place in places if place is not None), None)

    def _marks(self, path: Path) -> list[tuple[int, int]]:
        """Give the line of the key, then that of a value with its own; nothing where block.py does not tell."""
        collection, marks = self._data, []
        for part in path:
            found = self._index.get((id(collection), part))
            if found is None:
                return []
            collection, marks = collection[part], found
        return marks

    def _key(self, mark: tuple[int, int]) -> tuple[int, int] | None:
        line, (column, kind, _, _) = self._item(mark)
        if kind < 0 or kind >= block.ITEM:
            return None
        start = self._start(mark)
        return start + column, start + len(line[: _colon(line, column)].rstrip(" "))

    def _value(self, marks: list[tuple[int, int]]) -> tuple[int, int] | None:
        line, (column, kind, _, _) = self._item(marks[-1])
        if kind == block.OPEN:
            return self._key(marks[0]) if self._is_null(marks) else None
        if kind not in (block.SCALAR, block.ITEM + block.SCALAR, block.LONE + block.SCALAR):
            return None
        behind = column if kind < 0 else column + 1 if kind >= block.ITEM else _colon(line, column) + 1
        at = len(line) - len(line[behind:].lstrip(" "))
        end = quoted(line, at)[1] if line[at] in ("'", '"') else len(line[at:].partition(" #")[0].rstrip(" ")) + at
        start = self._start(marks[-1])
        return start + at, start + end

    def _is_null(self, marks: list[tuple[int, int]]) -> bool:
        """Tell whether nothing deeper than a key follows it."""
        number, _ = marks[-1]
        column = self._item(marks[-1])[1][0]
        for line in self._lines[number:]:
            item = block.read_line(line)
            if item:
                return bool(item[0] < column or (item[0] == column and item[1] < block.ITEM))
        return True

    def _item(self, mark: tuple[int, int]) -> tuple[str, tuple[Any, ...]]:
        number, level = mark
        line = self._lines[number - 1]
        item = block.read_line(line)
        for _ in range(level):
            item = item[3]
        return line, item

    def _start(self, mark: tuple[int, int]) -> int:
        return sum(len(line) + 1 for line in self._lines[: mark[0] - 1])


def _colon(line: str, column: int) -> int:
    """Find the colon behind the key that starts in a column."""
    if line[column] in ("'", '"'):
        return quoted(line, column)[1]
    colon = line.find(": ", column)
    return len(line.rstrip(" ")) - 1 if colon < 0 else colon
