"""The common subset of YAML, read straight into plain data: block style, flow collections of one line.

Tens of MB/s, because a rendered manifest is mostly lines seen before (memoised) and literals (sliced). Whatever it is
not certain to read as Helm does raises `Unsure`, and the exact way (document.py) takes over: anchors, aliases, tags,
merge keys, duplicate keys, flow collections over several lines, tabs, CRLF, directives. Imports only fast-path modules.
"""

from __future__ import annotations

from linea_helm.yaml.entry import FLOW, HEADERS, ITEM, LITERAL, LONE, NEST, ODD, OPEN, SCALAR, read_line
from linea_helm.yaml.folded import indent as indent_of
from linea_helm.yaml.folded import join_quoted, plain_on
from linea_helm.yaml.inline import Unclosed, Unsure, flow, only_comment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from linea_helm.yaml.entry import Item
    from linea_helm.yaml.inline import Data

    Hole = tuple[Any, Any]  # a collection and the key or index at which a deeper one goes
    Marks = list[tuple[Any, Any, int]]

__all__ = ["Memo", "Unsure", "literal", "load", "parted", "read"]

#: The characters of ASCII that a line may hold, and what parts lines.
_PLAIN = bytes(range(32, 127)) + b"\n\t"
_DEEPEST = 100
_COLLECTIONS = (dict, list)


class Memo:
    """What lines and flow collections say, for those read before: most of a stream repeats itself.

    Share one between the documents of a stream.
    """

    __slots__ = ("flows", "items")

    def __init__(self) -> None:
        self.items: dict[str, Item] = {}
        self.flows: dict[str, Data] = {}

    def flow(self, text: str) -> Data:
        """Give a flow collection of its own, which nobody shares."""
        found = self.flows.get(text)
        if found is None:
            found = self.flows[text] = flow(text)
        return _copied(found)


def load(text: str, memo: Memo | None = None, marks: Marks | None = None) -> Data:
    """Read one document; None when it holds nothing.

    Shapes: dicts in the order of the text, lists, and the scalars of `scalar.resolve`.
    `marks` collects the line of every value outside flow collections: (its collection, its key or index, line from 1,
    0 for a value over several lines).
    Errors: Unsure, also for texts that are no YAML at all.
    """
    return read(parted(text), memo or Memo(), marks)


def parted(text: str) -> list[str]:
    """Part a text into its lines.

    Errors: Unsure when it has a character that no line can hold with certainty.
    """
    # An ASCII text is six times as fast to look through as bytes.
    odd = text.encode().translate(None, _PLAIN) if text.isascii() else not _is_printable(text)
    if odd:
        raise Unsure("a control character, or a line break that is no newline")
    return text.split("\n")


def read(lines: list[str], memo: Memo, marks: Marks | None) -> Data:  # noqa: C901, PLR0912  flat is fast
    """Read the document in `lines`, which it may change. See `load`."""
    known = memo.items
    root: list[Data] = [None]
    level, top = -1, root  # the column of the innermost open collection, and the collection
    hole: Hole | None = (root, 0)
    outer: list[tuple[int, Data]] = []
    at, count, last = _start(lines), len(lines), 0
    while at < count:
        line, at = lines[at], at + 1
        item = known.get(line)
        if item is None:
            item = known[line] = _item(line)
        while item:
            (indent, kind, name, value), item = item, None
            if (indent > level and hole is None) or kind == ODD:
                item, at = _over_lines(lines, at, (level, top, hole, last), value, marks)
                continue
            last = at
            if indent > level:
                if kind < 0:
                    hole = _fill(hole, kind, memo.flow(value) if kind - LONE == FLOW else value, marks, at)
                    continue
                level, top = _enter(outer, level, top, hole, (indent, kind))
            elif indent < level:
                hole, (level, top) = None, _leave(outer, indent)
            if (type(top) is list) is not (kind >= ITEM) or indent != level:
                top = _switch(outer, level, top, hole, (indent, kind))
            hole = None
            if kind >= ITEM:
                name = len(top)
                top.append(None)
            elif name is None or name in top:
                raise Unsure(line)
            if marks is not None:
                marks.append((top, name, at))
            what = kind & 3
            if kind == NEST:
                hole, item = (top, name), value
            elif what == SCALAR:
                top[name] = value
            elif what == OPEN:
                top[name], hole = None, (top, name)
            else:
                top[name], at = (memo.flow(value), at) if what == FLOW else literal(lines, at, level, value)
    return root[0]


def _is_printable(text: str) -> bool:
    return "\r" not in text and text.replace("\n", "").replace("\t", "").isprintable()


def _start(lines: list[str]) -> int:
    """Find the first line that may hold data, behind comments and one `---`."""
    for at, line in enumerate(lines):
        if line.startswith("---"):
            only_comment(line[3:])
            return at + 1
        if line.lstrip(" ")[:1] not in ("", "#"):
            return at
    return len(lines)


def _enter(
    outer: list[tuple[int, Data]], level: int, top: Data, hole: Hole | None, item: tuple[int, int]
) -> tuple[int, Data]:
    """Open the collection whose first line is `item`; give its column and itself."""
    if hole is None or len(outer) > _DEEPEST:
        raise Unsure("deeper than what it follows")
    outer.append((level, top))
    entered: Data = [] if item[1] >= ITEM else {}
    hole[0][hole[1]] = entered
    return item[0], entered


def _leave(outer: list[tuple[int, Data]], indent: int) -> tuple[int, Data]:
    """Close the collections that end before a line in this column."""
    level, top = outer.pop()
    while indent < level:
        level, top = outer.pop()
    return level, top


def _switch(outer: list[tuple[int, Data]], level: int, top: Data, hole: Hole | None, item: tuple[int, int]) -> Data:
    """Enter or leave a list whose dashes stand in the column of the key that holds it."""
    indent, kind = item
    if indent != level:
        raise Unsure("in no column of what it follows")
    if kind >= ITEM and hole is not None and hole[0] is top:
        return _enter(outer, level, top, hole, item)[1]
    if kind < ITEM and outer[-1][0] == level:
        return outer.pop()[1]
    raise Unsure("an entry among items, or an item among entries")


def _fill(hole: Hole | None, kind: int, value: Data, marks: Marks | None, at: int) -> Hole | None:
    """Put a value that has a line of its own into the hole that the line before it left; give the next hole: none."""
    if hole is None or kind - LONE == LITERAL:
        raise Unsure("a value that goes on")
    hole[0][hole[1]] = value
    if marks is not None:
        marks.append((*hole, at))
    return None


def _copied(value: Data) -> Data:
    if type(value) is dict:
        return {key: _copied(inner) if type(inner) in _COLLECTIONS else inner for key, inner in value.items()}
    return [_copied(inner) if type(inner) in _COLLECTIONS else inner for inner in value]


def _item(line: str) -> Item:
    """Read a line; `ODD` where that is not possible."""
    try:
        return read_line(line)
    except Unclosed as unclosed:
        return indent_of(line), ODD, None, len(line.rstrip(" ")) - len(unclosed.text)
    except Unsure:
        return indent_of(line), ODD, None, -1


def _over_lines(
    lines: list[str], at: int, open_: tuple[int, Data, Hole | None, int], start: int, marks: Marks | None
) -> tuple[Item | None, int]:
    """Read line `at` as part of a scalar over several lines; give the item that begins there, if one does, and `at`.

    `open_` is the innermost collection, with its column, its hole, and the line of its last item.
    """
    level, top, hole, last = open_
    if not (hole is None and top and indent_of(lines[at - 1]) > level):
        join_quoted(lines, at, start)
        return read_line(lines[at - 1]), at
    name = len(top) - 1 if type(top) is list else next(reversed(top))
    top[name], read = plain_on(lines, at, level, last, top[name])
    if marks is not None:
        marks.append((top, name, 0))
    return None, read


def literal(lines: list[str], at: int, level: int, header: str) -> tuple[str, int]:
    """Read the block scalar at line `at`, under a key or dash in column `level`; give the line behind it."""
    folded, chomp, digit = HEADERS[header]
    width = level + digit if digit else _width(lines, at, level)
    margin = " " * width
    body: list[str] = []
    for end in range(at, len(lines)):
        line = lines[end]
        if line.startswith(margin):
            body.append(line[width:])
        elif line.strip(" "):
            break
        else:
            body.append("")
    at += len(body)
    if at == len(lines) and (not body or body.pop()):  # split left "" behind the last newline
        raise Unsure("a block scalar without a newline at its end")
    kept = len(body)
    while kept and not body[kept - 1]:
        kept -= 1
    if not kept:
        raise Unsure("a block scalar without text")
    text = _fold(body[:kept]) if folded else "\n".join(body[:kept])
    return text + ("" if chomp == "-" else "\n" if not chomp else "\n" * (1 + len(body) - kept)), at


def _width(lines: list[str], at: int, level: int) -> int:
    """Find the indentation of a block scalar: that of its first line with text."""
    longest = 0
    for end in range(at, len(lines)):
        text = lines[end].lstrip(" ")
        width = len(lines[end]) - len(text)
        if text:
            if width <= level or width < longest or text[0] == "\t":
                raise Unsure(lines[end])
            return width
        longest = max(longest, width)
    raise Unsure("a block scalar without text")


def _fold(lines: list[str]) -> str:
    """Join the lines of `>`: one break becomes a space, unless a line next to it starts with a blank."""
    text = ""
    breaks = 0  # empty lines since the last line with text
    before = ""  # the break behind that line
    blank = False
    for line in lines:
        if not line:
            breaks += 1
            continue
        was, blank = blank, line[0] in " \t"
        if before and not was and not blank:
            before = "" if breaks else " "
        text += before + "\n" * breaks + line
        breaks, before = 0, "\n"
    return text
