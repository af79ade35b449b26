"""Read TOML with the place of every value, which no TOML library tells.

The library decides what a value is; lines are only looked at to find where it stands. Not on the fast path: a release
without TOML does not come here.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    #: A dotted key in parts, its value, and the span of the value in the text.
    Entry = tuple[tuple[str, ...], Any, tuple[int, int]]

_TABLE = re.compile(r"[ \t]*(\[{1,2})[ \t]*([^\]\n]*?)[ \t]*\]{1,2}[ \t]*(?:#.*)?\r?\Z")
_PAIR = re.compile(r"[ \t]*((?:[A-Za-z0-9_-]+|\"[^\"\n]*\"|'[^'\n]*'|[ \t]*\.[ \t]*)+)[ \t]*=[ \t]*")


class NotToml(Exception):
    """A text is no TOML: `message` says why, `offset` where, in characters."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset


class NoReader(Exception):
    """There is nothing to read TOML with: linea-post runs without packages, and Python has it from 3.11 on."""


def read(text: str) -> list[Entry]:
    """Give every value that is no table, in the order of the text; what stands in an inline table has the table's span.

    Errors: NotToml, NoReader. Source: TOML 1.0.0.
    """
    data = _loaded(text)
    return [entry for entry in _entries(text) if _is_there(data, entry[0])]


def _entries(text: str) -> Iterator[Entry]:
    head: tuple[str, ...] = ()
    at = 0
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        line = text[at:end]
        if table := _TABLE.match(line):
            # An array of tables counts its elements; nobody here asks for one of them.
            head = _key(table[2])
        elif pair := _PAIR.match(line):
            start = at + pair.end()
            end, value = _value(text, start)
            yield from _flat((*head, *_key(pair[1])), value, (start, start + len(text[start:end].rstrip())))
        at = end + 1


def _value(text: str, start: int) -> tuple[int, Any]:
    """Read one value; it ends with the first line that makes it whole."""
    end = start
    while True:
        end = text.find("\n", end)
        end = len(text) if end < 0 else end
        try:
            value = _loaded("v=" + text[start:end])["v"]
        except NotToml:
            if end == len(text):
                raise
            end += 1
        else:
            return _without_comment(text, start, end), value


def _without_comment(text: str, start: int, end: int) -> int:
    """Move the end of a value before a comment on its last line."""
    for at in range(start, end):
        if text[at] == "#":
            try:
                whole = _loaded("v=" + text[start:at])
            except NotToml:
                continue
            if whole["v"] == _loaded("v=" + text[start:end])["v"]:
                return at
    return end


def _flat(key: tuple[str, ...], value: Any, span: tuple[int, int]) -> Iterator[Entry]:  # noqa: ANN401 - TOML
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _flat((*key, name), inner, span)
    else:
        yield key, value, span


def _key(text: str) -> tuple[str, ...]:
    parts = re.findall(r"\"([^\"]*)\"|'([^']*)'|([A-Za-z0-9_-]+)", text)
    return tuple(double or single or bare for double, single, bare in parts)


def _is_there(data: Any, key: tuple[str, ...]) -> bool:  # noqa: ANN401 - TOML
    """Leave out what only looks like an entry: a line inside a text of several lines."""
    for part in key:
        if isinstance(data, list) and data:
            data = data[-1]
        if not isinstance(data, dict) or part not in data:
            return False
        data = data[part]
    return True


def _loaded(text: str) -> dict[str, Any]:
    try:
        import tomllib as library  # type: ignore[import-not-found]  # for mypy we are on 3.10
    except ModuleNotFoundError:
        try:
            import tomli as library  # type: ignore[import-not-found]  # and run on 3.11
        except ModuleNotFoundError:
            raise NoReader from None
    try:
        data: dict[str, Any] = library.loads(text)
    except library.TOMLDecodeError as error:
        message, offset = _told(str(error), text)
        raise NotToml(message, offset) from error
    return data


def _told(message: str, text: str) -> tuple[str, int]:
    """Take the place out of the library's message: `Invalid value (at line 3, column 7)`."""
    found = re.fullmatch(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", message)
    if not found:
        return message[:1].lower() + message[1:], 0
    words = found[1][:1].lower() + found[1][1:]
    if found[2] is None:
        return words, len(text)
    lines = text.splitlines(keepends=True)
    return words, min(len(text), sum(map(len, lines[: int(found[2]) - 1])) + int(found[3]) - 1)
