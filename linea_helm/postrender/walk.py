"""The fast way to an outline: walk the lines of a manifest in block style, and be certain or give up.

Reads what `workload.DOCUMENT` asks for and passes over the rest, each line of which must stand for itself. Gives up on
anchors, aliases, tags and merge keys on the way, values over several lines, tabs, other line ends than LF and CRLF.
Imports nothing heavy, for the fast path.
"""

from __future__ import annotations

from linea_helm.postrender import lines
from linea_helm.postrender.outline import MAP, NULL, SCALAR, SEQ, Node, Unsure
from linea_helm.postrender.workload import DOCUMENT, has_pods

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_BOM = b"\xef\xbb\xbf"
_NULLS = frozenset(("~", "null", "Null", "NULL"))
_OTHER_LINE_ENDS = (b"\xc2\x85", b"\xe2\x80\xa8", b"\xe2\x80\xa9")  # NEL, LS and PS, which YAML 1.1 breaks lines at
#: How a line starts that takes back what was read (for Helm 3 the last of equal keys counts), or ends the document.
_TAKES_BACK = (
    *(b"\nmetadata", b"\nkind", b"\napiVersion", b"\n<<", b"\n...", b"\n---"),
    *(b'\n"', b"\n'", b"\n?", b"\n!", b"\n&", b"\n*"),
)
_END = -1


class _Known(dict):  # type: ignore[type-arg]  # Any is not known at run time
    """What a function says of a line; each line is asked about once."""

    def __init__(self, read: Callable[[bytes], Any]) -> None:
        self.read = read

    def __missing__(self, line: bytes) -> Any:  # noqa: ANN401 - what the function gives
        value = self[line] = self.read(line)
        return value


class Memo:
    """Lines and values read before: most of a stream repeats itself. Share one between the chunks of a stream."""

    __slots__ = ("columns", "entries", "scalars")

    def __init__(self) -> None:
        self.columns = _Known(lines.literal_column)
        self.entries = _Known(lines.entry)
        self.scalars = _Known(lines.scalar)


def read(text: bytes, memo: Memo | None = None) -> Node | None:
    """Give the outline of one chunk; a null when it has no content; None when not certain.

    An object without pods is read as far as its metadata.
    """
    try:
        return _Walk(text, memo or Memo()).document()
    except Unsure:
        return None


class _Walk:
    """A line of a chunk: it starts at offset `start`, its content `body` in column `indent`; -1 behind the last line.

    The next line is number `index` and starts at offset `after`.
    """

    __slots__ = ("after", "body", "indent", "index", "lines", "memo", "start", "text")

    def __init__(self, text: bytes, memo: Memo) -> None:
        if b"\r" in text:
            text = text.replace(b"\r\n", b" \n")  # blanks at a line's end mean nothing, and offsets stay
        if b"\r" in text or (not text.isascii() and any(end in text for end in _OTHER_LINE_ENDS)):
            raise Unsure("a line end other than LF and CRLF")
        self.memo = memo
        self.text = text
        self.lines = text.split(b"\n")
        self.body, self.indent, self.index, self.start = b"", _END, 0, 0
        self.after = len(_BOM) if text.startswith(_BOM) else 0
        first = self.lines[0] = self.lines[0][self.after :]
        if first.startswith(b"---"):
            if first[3:].strip()[:1] not in (b"", b"#"):
                raise Unsure("content behind a document marker")
            self.index = 1
            self.after += len(first) + 1
        self._advance()

    def document(self) -> Node:
        if self.indent == _END:
            return Node(NULL, 0, 0)
        node = Node(MAP, self.start + self.indent, column=self.indent)
        last: Node | None = None
        while self.indent == node.column:
            last = self._entry(node, DOCUMENT)
            if last and last is node.entries.get("metadata") and self._is_enough(node):
                return node
        if self.indent != _END:
            raise Unsure("a line left of the first")
        _set_tail(node, last)
        return node

    def _is_enough(self, node: Node) -> bool:
        """Tell whether the rest of the document cannot matter."""
        if not node.at("kind") or not node.at("apiVersion") or has_pods(node):
            return False
        rest = self.text[self.start - 1 :]
        return all(key not in rest for key in _TAKES_BACK)

    def _entry(self, node: Node, shape: dict[str, Any]) -> Node | None:
        """Read one entry of a block mapping and go to the line behind it; None when nobody asked for its value."""
        key, colon, at, value = self.memo.entries[self.body]
        if key not in shape and "*" not in shape:
            self._skip(node.column)
            return None
        wanted = shape.get(key, shape.get("*"))
        start = self.start + self.indent
        if value:
            found = self._inline(value, start + at, wanted)
            self._advance()
            if self.indent > node.column:
                raise Unsure("a value that goes on in the next line")
        else:
            self._advance()
            found = self._nested(node.column, wanted) or Node(NULL, start + colon, start + colon, column=node.column)
        node.entries[key] = found
        return found

    def _nested(self, column: int, wanted: Any) -> Node | None:  # noqa: ANN401 - a shape
        """Read the value that starts in this line, below a key in `column`; None when there is none."""
        if isinstance(wanted, list):
            if self.indent >= column and self.body.startswith(b"- "):
                return self._list(wanted[0])
        elif self.indent > column and isinstance(wanted, dict):
            if self.body[:1] == b"{":
                return self._alone(column, wanted)
            return self._mapping(wanted)
        if self.indent > column:
            raise Unsure("a value in the line below its key")
        return None

    def _alone(self, column: int, wanted: Any) -> Node:  # noqa: ANN401 - a shape
        found = self._inline(self.body, self.start + self.indent, wanted)
        self._advance()
        if self.indent > column:
            raise Unsure("a value that goes on in the next line")
        return found

    def _mapping(self, shape: dict[str, Any]) -> Node:
        node = Node(MAP, self.start + self.indent, column=self.indent)
        last: Node | None = None
        while self.indent == node.column:
            last = self._entry(node, shape)
        if self.indent > node.column:
            raise Unsure("a line right of its mapping")
        _set_tail(node, last)
        return node

    def _list(self, shape: dict[str, Any]) -> Node:
        node = Node(SEQ, self.start + self.indent)
        column = self.indent
        while self.indent == column and self.body.startswith(b"- "):
            inner = self.body[2:].lstrip(b" ")
            self.indent += len(self.body) - len(inner)
            self.body = inner
            node.items.append(self._mapping(shape))
        if self.indent > column:
            raise Unsure("a line right of its list")
        return node

    def _inline(self, value: bytes, at: int, wanted: Any) -> Node:  # noqa: ANN401 - a shape
        """Read a value that stands behind its key: a scalar, or an empty mapping or list."""
        if wanted is not None and value[:2] in (b"{}", b"[]") and value[2:].strip()[:1] in (b"", b"#"):
            return Node(MAP if value[:1] == b"{" else SEQ, at, at + 2, flow=True)
        text, length, plain = self.memo.scalars[value]
        if plain and text in _NULLS:
            return Node(NULL, at, at + length)
        return Node(SCALAR, at, at + length, text)

    def _advance(self) -> None:
        """Go to the next line with content; `indent` is -1 behind the last one."""
        all_lines, index, start = self.lines, self.index, self.after
        while index < len(all_lines):
            line = all_lines[index]
            body = line.lstrip(b" ")
            after = start + len(line) + 1
            index += 1
            if body and body[0] not in b"#":
                if body[0] in b"\t%." and (body[0] not in b"." or line.startswith(b"...")):
                    raise Unsure("a tab, a directive or the end of a document")
                self.body, self.indent, self.index, self.start, self.after = (
                    body,
                    len(line) - len(body),
                    index,
                    start,
                    after,
                )
                return
            start = after
        self.body, self.indent, self.index, self.start, self.after = b"", _END, index, start, start

    def _skip(self, column: int) -> None:
        """Go behind an entry nobody asked for, whose key stands in `column`, being sure where it ends."""
        all_lines, index, after, columns = self.lines, self.index, self.after, self.memo.columns
        deeper = b" " * (column + 1)
        item = b" " * column + b"- "  # a list may stand in its key's column
        header = columns[all_lines[index - 1]]
        literal = b" " * (header + 1)  # what each line of the block scalar we are in starts with; b"" outside
        while index < len(all_lines):
            line = all_lines[index]
            if not (literal and (line.startswith(literal) or not line.strip(b" "))):
                literal = b""
                if line.startswith((deeper, item)) or line == item[:-1]:
                    if b'"' in line or b"'" in line or b"{" in line or b"[" in line or b"|" in line or b">" in line:
                        literal = b" " * (columns[line] + 1)
                elif line and not line.isspace() and line.lstrip(b" ")[0] not in b"#":
                    break
            after += len(line) + 1
            index += 1
        self.index, self.after = index, after
        self._advance()


def _set_tail(node: Node, last: Node | None) -> None:
    """New entries go behind the name, or behind the last entry, if these are texts."""
    name = node.entries.get("name")
    for anchor in (name, last):
        if anchor is not None and anchor.kind == SCALAR:
            node.tail = anchor.end
            return
