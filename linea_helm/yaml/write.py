"""Write plain data as YAML that people like to read: what we make ourselves, never what a user wrote.

Texts of several lines are literal blocks, long ones are folded; everything that YAML could take for something else is
quoted. Imports re: not for the fast path.
"""

from __future__ import annotations

import json
import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_WIDTH = 110
#: Plain to every reader of YAML 1.1 and 1.2, if it is none of the words below.
_PLAIN = re.compile(r"[A-Za-z][\w./-]*(?: [\w./()<>=-]+)*|[A-Za-z]", re.ASCII)
_WORDS = frozenset(("true", "false", "yes", "no", "on", "off", "null", "y", "n"))
#: What a folded block gives back as it was: words between single spaces.
_FOLDABLE = re.compile(r"\S+(?: \S+)+")
_BLOCK = re.compile(
    r"(?:[^\s\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff][^\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]*)\n?"
)


def document(data: dict[str, Any]) -> str:
    """Write a mapping as one document, without the marker.

    Shapes: maps with text keys, lists, texts, numbers, booleans and None; what reads it gets equal data.
    """
    return "\n".join(_mapping(data, 0)) + "\n"


def _mapping(data: dict[str, Any], indent: int) -> Iterator[str]:
    for key, value in data.items():
        yield from _entry(" " * indent + f"{_scalar(key)}:", value, indent + 2)


def _entry(head: str, value: object, indent: int) -> Iterator[str]:
    if isinstance(value, (dict, list)) and value:
        yield head
        yield from _mapping(value, indent) if isinstance(value, dict) else _sequence(value, indent)
    elif isinstance(value, str) and "\n" in value and _BLOCK.fullmatch(value):
        yield f"{head} |{'' if value.endswith(chr(10)) else '-'}"
        yield from (" " * indent + line if line else "" for line in value.removesuffix("\n").split("\n"))
    elif isinstance(value, str) and len(value) + len(head) > _WIDTH and _FOLDABLE.fullmatch(value):
        yield f"{head} >-"
        yield from (" " * indent + line for line in _folded(value, _WIDTH - indent))
    else:
        yield f"{head} {_scalar(value)}"


def _sequence(items: list[Any], indent: int) -> Iterator[str]:
    """Write items with the dash in the indentation of their first line."""
    for item in items:
        inner = list(_mapping(item, indent + 2) if isinstance(item, dict) and item else _entry("", item, indent + 2))
        first = inner[0].strip() if isinstance(item, dict) else inner[0].lstrip()
        yield " " * indent + f"- {first}".rstrip()
        yield from inner[1:]


def _folded(text: str, width: int) -> Iterator[str]:
    line = ""
    for word in text.split(" "):
        if line and len(line) + 1 + len(word) > width:
            yield line
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield line


def _scalar(value: object) -> str:
    if isinstance(value, str):
        plain = _PLAIN.fullmatch(value) and value.lower() not in _WORDS
        return value if plain else f'"{"".join(map(_escaped, value))}"'
    return json.dumps(value)


def _escaped(character: str) -> str:
    """Write a character for double quotes; unlike JSON, YAML has escapes beyond the basic plane."""
    if character in '"\\\n':
        return {'"': '\\"', "\\": "\\\\", "\n": "\\n"}[character]
    return character if character.isprintable() else f"\\U{ord(character):08x}"
