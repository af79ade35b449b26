"""How far the value behind a name of a secret goes, and what of it is one: in lines, quotes, brackets, maps and lists.

Reads what nothing can parse, too; where the end is not clear, more is taken.
"""

from __future__ import annotations

import re

from linea_helm.keys.astray import may_be_secret
from linea_helm.keys.confidential import is_secret

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    Names = tuple[str | int, ...] | None  # None: whatever stands here is a secret
    Span = tuple[int, int]

_REST = 200  # characters behind a closing quote that are looked at
_PROPERTIES = re.compile(r"(?:[&!][^\s,\[\]{}]*[ \t]+)*")
_HEADER = re.compile(r"[|>][-+0-9]{0,3}[ \t]*(?:#[^\n]*)?\r?$", re.MULTILINE)
_COMMENT = re.compile(r"[ \t]+#(?:[ \t#]|$)", re.MULTILINE)
_DOUBLE = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_SINGLE = re.compile(r"'[^']*(?:''[^']*)*'")
#: A key inside of braces, or at the beginning of a line.
_KEY = re.compile(r"""(?:"([^"\\\n]*)"|'([^'\n]*)'|([^\s,\[\]{}"'#:&*!|>][^,\[\]{}\n:]*?))[ \t]*:(?=[\s"'{\[]|\Z)""")
_DASHES = re.compile(r"[ \t]*(?:-[ \t]+|-$)*", re.MULTILINE)
#: What no value without quotes has inside of brackets.
_STRANGE = re.compile(r"""["'{\[]""")
_PLAIN_NAME = re.compile(r"[\w./-]+")
_WORD = re.compile(r"(?:\s|#[^\n]*)+[^\s#]")


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _deeper(text: str, end: int, column: int) -> int:
    """Give the end of the last line below a line end that is indented further than a column."""
    at = end
    while at < len(text):
        following = _line_end(text, at + 1)
        line = text[at + 1 : following]
        if line.strip():
            if len(line) - len(line.lstrip(" \t")) <= column:
                break
            end = following
        at = following
    return end


def value(text: str, start: int, at: int, names: Names) -> Iterator[Span]:
    """Find the secrets in the value at an offset, of the key that starts at another one."""
    while text[at : at + 1] in {" ", "\t"}:
        at += 1
    found = _PROPERTIES.match(text, at)
    at = found.end() if found else at
    head = text[text.rfind("\n", 0, start) + 1 : start]
    column, is_block = len(head.rstrip("\"'")), not head.strip(" \t-?\"'")
    end, first = _line_end(text, at), text[at : at + 1]
    if first in {"", "\n", "\r"} or (first == "#" and text[at + 1 : at + 2] in {" ", "\t", "\n", ""}):
        if is_block:
            yield from _below(text, end, column, names)
        elif head.lstrip()[:1] != "#" and (following := _WORD.match(text, end)):
            yield from value(text, start, following.end() - 1, names)
    elif first in {"|", ">"} and _HEADER.match(text, at):
        yield end, _deeper(text, end, column)
    elif first in {'"', "'"}:
        yield _quoted(text, at, _deeper(text, end, column), is_block)
    elif first in {"{", "["}:
        yield from _flow(text, at, _deeper(text, end, column), names)
    elif first == "\\" and text[at + 1 : at + 2] in {'"', "'"}:  # a string inside of a string
        close = text.find(text[at : at + 2], at + 2, end)
        yield at + 2, end if close < 0 else close
    else:
        yield from _plain(text, at, end, _deeper(text, end, column) if is_block else -1)


def _plain(text: str, at: int, end: int, last: int) -> Iterator[Span]:
    """Find a value without quotes; `last` is the end of the lines that go on, -1 inside of brackets."""
    stop = end
    comment = _COMMENT.search(text, at, end)
    if last < 0:
        ends = [place for mark in ",]}" if (place := text.find(mark, at, end)) >= 0]
        stop = min([*ends, end])
        stop = end if _STRANGE.search(text, at, stop) else stop
    elif comment:
        stop = comment.start()
    yield at, max(last if last > end else 0, at + len(text[at:stop].rstrip()))


def _quoted(text: str, at: int, last: int, is_block: bool) -> Span:
    """Find a value in quotes; where they are not closed, or something follows, all that may belong to it."""
    found = (_DOUBLE if text[at] == '"' else _SINGLE).match(text, at)
    if found is None:
        return at + 1, last
    end = _line_end(text, found.end())
    rest = text[found.end() : min(end, found.end() + _REST)].strip()
    if rest and rest[0] not in ("#" if is_block else "#,]}"):
        return at + 1, end
    return at + 1, found.end() - 1


def _flow(text: str, at: int, last: int, names: Names) -> Iterator[Span]:
    end = _closed(text, at, last)
    if names is None:
        if text[at + 1 : end].strip():
            yield at + 1, end
    elif text[at] == "[":
        yield from _items(text, at + 1, end, (*names, 0))
    else:
        yield from _entries(text, at, end, names)


def _items(text: str, at: int, end: int, names: tuple[str | int, ...]) -> Iterator[Span]:
    """Find the secrets in a list, which are all of it, behind the maps at its beginning that have names."""
    while is_secret(names) and text[at:end].strip(" \t\r\n,"):
        at += len(text[at:end]) - len(text[at:end].lstrip(" \t\r\n,"))
        close = _closed(text, at, end) if text[at] == "{" else end
        if close == end:
            yield at, end
            return
        yield from _entries(text, at, close, names)
        at = close + 1


def _entries(text: str, at: int, end: int, names: tuple[str | int, ...]) -> Iterator[Span]:
    """Find the secrets in the map in braces between two offsets; one that is the only key of an item is one, too."""
    keys = [*_KEY.finditer(text, at + 1, end)]
    if len(keys) == 1 and names and _is_astray(text, keys[0], end, names[-1]):
        yield at + 1, end
        return
    for key in keys:
        name = _name(key)
        if is_secret((*names, *parts(name))):
            yield from value(text, key.start(), key.end(), (*names, name))


def _is_astray(text: str, key: re.Match[str], end: int, holder: str | int = 0) -> bool:
    """Tell whether the only key of what belongs to a secret, or to a list of them, is one (keys/astray.py)."""
    return may_be_secret(_name(key), holder) and text[key.end() : end].lstrip()[:1] not in {"{", "["}


def _name(key: re.Match[str]) -> str:
    return key[1] or key[2] or key[3] or ""


def _closed(text: str, at: int, last: int) -> int:
    """Find the bracket that closes the one at an offset."""
    depth = 0
    while at < len(text):
        character = text[at]
        if character in {'"', "'"}:
            found = (_DOUBLE if character == '"' else _SINGLE).match(text, at)
            if found is None:
                return last
            at = found.end() - 1
        depth += (character in {"{", "["}) - (character in {"}", "]"})
        if not depth:
            return at
        at += 1
    return last


def _below(text: str, head: int, column: int, names: Names) -> Iterator[Span]:
    """Find the secrets in the lines below a key, which are its map, its list or its text."""
    open_: list[tuple[int, str | int]] = []
    done, is_first = head, True
    for start, end, indent in _lines_below(text, head, column):
        if start < done:
            continue
        was_first, is_first = is_first, False
        dashes = _DASHES.match(text, start, end)
        body = dashes.end() if dashes else start
        _reopen(open_, text[start:body])
        key = _KEY.match(text, body, end)
        above = None if names is None else (*names, *(name for _, name in open_))
        is_secret_here = above is None or is_secret((*above, 0))
        if above is not None and text[body : body + 1] == "{":
            last = _deeper(text, end, indent)
            yield from _items(text, body, last, (*above, 0))
            done = _closed(text, body, last)
        elif is_secret_here and (
            _is_nameless(text, start, body, key)
            or (was_first and above and key and _is_lost(text, body, key, above[-1]))
        ):
            yield body, end
        elif key is None:
            continue
        elif not text[key.end() : end].strip():
            open_.append((body - start, _name(key)))
            is_first = True
        elif above is None or is_secret((*above, _name(key))):
            yield from value(text, body, key.end(), None if above is None else (*above, _name(key)))
            done = _deeper(text, end, body - start)


def _reopen(open_: list[tuple[int, str | int]], head: str) -> None:
    """Close what a line is not in, and open the items that its dashes begin; all with their columns."""
    for column, character in enumerate(head):
        if character == "-":
            while open_ and (open_[-1][0] > column or open_[-1] == (column, 0)):
                open_.pop()
            open_.append((column, 0))
    while open_ and open_[-1][0] >= len(head):
        open_.pop()


def _lines_below(text: str, end: int, column: int) -> Iterator[tuple[int, int, int]]:
    """Give start, end and indentation of the lines with something on them that belong to the key at a column."""
    while end < len(text):
        start, end = end + 1, _line_end(text, end + 1)
        line = text[start:end]
        indent = len(line) - len(line.lstrip(" \t"))
        if not line.strip() or line.lstrip()[0] == "#":
            continue
        if indent < column or (indent == column and not line[indent:].startswith("-")):
            return
        yield start, end, indent


def _is_nameless(text: str, start: int, body: int, key: re.Match[str] | None) -> bool:
    """Tell whether what stands in a line is a secret up to the line's end: it has no key, or one that is no name."""
    if key is None or not _PLAIN_NAME.fullmatch(_name(key)):
        return True
    dash = text.rfind("-", start, body)
    return dash >= 0 and _is_alone(text, key, dash - start) and _is_astray(text, key, _line_end(text, body))


def _is_lost(text: str, body: int, key: re.Match[str], holder: str | int) -> bool:
    """Tell whether the first key below another one is a secret: it is alone, and looks like one."""
    column = body - (text.rfind("\n", 0, body) + 1)
    return (
        isinstance(holder, str)
        and _is_astray(text, key, _line_end(text, body), holder)
        and _is_alone(text, key, column - 1)
    )


def _is_alone(text: str, key: re.Match[str], column: int) -> bool:
    """Tell whether a key is all that is deeper than a column: no other key follows it, and no map or list is behind."""
    end = _line_end(text, key.end())
    following = _WORD.match(text, end, _deeper(text, end, column))
    at = following.end() - 1 if following else end
    return following is None or not (text[at] == "-" or _KEY.match(text, at, _line_end(text, at)))


def assigned(text: str, start: int, at: int) -> Iterator[Span]:
    """Find what is behind `=`: up to the quote that closes it, or to the end of the line."""
    while text[at : at + 1] in {" ", "\t"}:
        at += 1
    end = _line_end(text, at)
    first = text[at : at + 1]
    triple = text[at : at + 3]
    if triple in {'"""', "'''"}:
        close = text.find(triple, at + 3)
        yield at + 3, len(text) if close < 0 else close
    elif first in {'"', "'"}:
        yield _quoted(text, at, end, is_block=True)
    else:
        opener = text[start - 1 : start]
        close = text.find(opener, at, end) if opener in {'"', "'"} else -1
        yield at, end if close < 0 else close


def parts(name: str) -> tuple[str | int, ...]:
    every = name.lstrip("-").replace("[", ".").replace("]", "").split(".")
    return tuple(int(part) if part.isdigit() else part for part in every if part)
