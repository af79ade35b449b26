"""What one line of block-style YAML says: an entry, an item, a value of its own, or nothing.

What is not certain raises `Unsure`. Imports only other fast-path modules.
"""

from __future__ import annotations

from linea_helm.yaml.inline import Unsure, only_comment, plain, plain_key, quoted
from linea_helm.yaml.scalar import WORDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from linea_helm.yaml.inline import Data

    Item = tuple[Any, ...]  # (column, kind, key, value); () is a line that says nothing. See `read_line`

SCALAR, OPEN, LITERAL, FLOW = range(4)  # what follows `key:`
ITEM = 4  # added to them: what follows `-`
NEST = 8  # behind `-` stands an entry or another dash, which is the value
LONE = -4  # added to them: a value on a line of its own
ODD = -9  # what only a scalar over several lines may hold; its value is where a quoted one begins

_LONGEST_KEY = 1000  # YAML allows 1024 characters
#: What stands behind a key whose value is a block scalar: whether it is folded, what ends it, its indentation or 0.
HEADERS = {
    style + head: (style == ">", chomp, digit)
    for style in "|>"
    for chomp in ("", "-", "+")
    for digit in range(10)
    for head in ((f"{digit}{chomp}", f"{chomp}{digit}") if digit else (chomp,))
}


def read_line(line: str) -> Item:
    """Say what one line is: `()` for nothing, else its column, the kind of its value, its key and its value.

    The value of `NEST` is again such a tuple, with the column of what stands behind the dash.
    """
    body = line.strip(" ")
    if not body or body[0] == "#":
        return ()
    indent = len(line) - len(line.lstrip(" "))
    if "\t" in line or (indent == 0 and body[:3] in ("---", "...")):
        raise Unsure(line)
    return _dash(body, indent) if body[:2] in ("-", "- ") else _entry(body, indent)


def _dash(body: str, indent: int) -> Item:
    rest = body[1:].lstrip(" ")
    inner = indent + len(body) - len(rest)
    if rest[:2] in ("-", "- "):
        return indent, NEST, None, _dash(rest, inner)
    item = _entry(rest, inner)
    return (indent, NEST, None, item) if item[1] >= 0 else (indent, item[1] - LONE + ITEM, None, item[3])


def _entry(body: str, indent: int) -> Item:
    """Read `key: value`, or a value without a key."""
    name, found, rest = body.partition(": ")
    if not found and body[-1:] == ":":
        name = body[:-1]
        found = ":"
    if found and _KEYS[name]:
        kind, value = _value(rest)
        return indent, kind, name, value
    if body[:1] in ("'", '"'):
        name, end = quoted(body, 0)
    elif body[:1] in ("", "#", "[", "{"):
        name, end = "", len(body)
    else:
        end = body.find(": ")
        end = len(body) - 1 if end < 0 else end
        name = "" if " #" in body[:end] or body[end] != ":" else plain_key(body[:end])
        end = end if name else len(body)
    if body[end : end + 1] != ":":
        kind, value = _value(body)
        return indent, LONE + kind, None, value
    if end > _LONGEST_KEY or body[end + 1 : end + 2] not in ("", " "):
        raise Unsure(body)
    kind, value = _value(body[end + 1 :])
    return indent, kind, name, value


class _Keys(dict[str, bool]):
    """Which texts in front of a colon are keys as they stand; most are seen again and again."""

    def __missing__(self, text: str) -> bool:
        try:
            known = self[text] = plain_key(text) == text and len(text) <= _LONGEST_KEY
        except Unsure:
            known = self[text] = False
        return known


_KEYS = _Keys()


def _value(rest: str) -> tuple[int, Data]:
    """Read what follows `key:` or `-` on the same line."""
    text = rest.strip(" ")
    if not text or text[0] == "#":
        return OPEN, None
    first = text[0]
    if first.isalpha() and ":" not in text and "#" not in text:
        return SCALAR, WORDS.get(text, text)
    if first in ("'", '"'):
        value, end = quoted(text, 0)
        only_comment(text[end:])
        return SCALAR, value
    if first in ("{", "["):
        return FLOW, text
    if text in HEADERS:
        return LITERAL, text
    return SCALAR, plain(text)


def colon(line: str, column: int) -> int:
    """Find the colon behind the key that starts in a column of a line that `read_line` takes."""
    if line[column] in ("'", '"'):
        return quoted(line, column)[1]
    found = line.find(": ", column)
    return len(line.rstrip(" ")) - 1 if found < 0 else found
