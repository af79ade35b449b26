"""Where in a text secrets stand that only their names tell of: `password: x`, `TOKEN=x`, the data of a Secret.

Reads YAML, JSON, TOML and command lines alike, also what nothing can parse: a broken file shows its secrets, too. Where
it is not clear how far a value goes, more of it is taken.
"""

from __future__ import annotations

import re

from linea_helm.keys.confidential import is_secret

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    Names = tuple[str | int, ...] | None  # None: whatever stands here is a secret
    Span = tuple[int, int]

#: Every name that `is_secret` knows has one of these in it.
_STEMS = (
    b"pass",
    b"pwd",
    b"secret",
    b"token",
    b"cred",
    b"key",
    b"jwt",
    b"mnemonic",
    b"phrase",
    b"seed",
    b"auth",
    b"bearer",
    b"entropy",
    b"sk",
)
_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-/")
_LONGEST_NAME = 200
#: What is no secret whatever its name is.
_NOTHING = frozenset(["", "true", "false", "null", "~", "yes", "no", "on", "off", "True", "False", "{}", "[]"])
_PROPERTIES = re.compile(r"(?:[&!][^\s,\[\]{}]*[ \t]+)*")
_HEADER = re.compile(r"[|>][-+0-9]{0,3}[ \t]*(?:#[^\n]*)?\r?$", re.MULTILINE)
_COMMENT = re.compile(r"[ \t]+#(?:[ \t#]|$)", re.MULTILINE)
_DOUBLE = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_SINGLE = re.compile(r"'[^']*(?:''[^']*)*'")
#: A key inside of braces, or at the beginning of a line.
_KEY = re.compile(r"""(?:"([^"\\\n]*)"|'([^'\n]*)'|([^\s,\[\]{}"'#:&*!|>][^,\[\]{}\n:]*?))[ \t]*:(?=[\s"'{\[]|\Z)""")
_DASHES = re.compile(r"[ \t]*(?:-[ \t]+|-$)*", re.MULTILINE)
_BEHIND_FLAG = re.compile(r"""["']?(?:[ \t]*,[ \t]*|[ \t]*\r?\n[ \t]*-[ \t]+|[ \t]+)(?!-)""")
_BEHIND_VARIABLE = re.compile(r"""["']?[ \t]*(?:#[^\n]*)?(?:\r?\n[ \t]*|,[ \t]*)["']?(value)["']?[ \t]*:""")
#: What no value without quotes has inside of brackets.
_STRANGE = re.compile(r"""["'{\[]""")
_PLAIN_NAME = re.compile(r"[\w./-]+")
_WORD = re.compile(r"(?:\s|#[^\n]*)+[^\s#]")
_BEHIND_QUESTION = re.compile(r"\r?\n[ \t]*:(?=\s)")
_OF_VARIABLE = re.compile(r"""name["']?[ \t]*:[ \t]*["']?\Z""")
_KIND = re.compile(r"""kind["']?[ \t]*:[ \t]*["']?Secret["']?[ \t]*(?=[\r\n,}#]|\Z)""")
_DATA = re.compile(r"""(?<![\w.-])["']?((?:stringD|d)ata)["']?[ \t]*:(?=[\s"'{]|\Z)""")
_SET = re.compile(r"(?:\A|(?<!\\),)([^=,{}]+)=")


def spans(text: str) -> list[Span]:
    """Find the secrets of a text: half-open offsets, sorted, without overlap; quotes are no part of them."""
    found = [*_manifests(text)]
    for start, end in _names(text):
        found += _behind(text, start, end)
    return merged(found)


def in_flag(flag: str, text: str) -> list[Span]:
    """Find the secrets in the value of a flag such as `--set`; what a bare comma cuts off of one belongs to it."""
    if flag == "--set-file" or not flag.startswith("--set"):
        return []
    if flag == "--set-literal":
        name, _, value = text.partition("=")
        return [(len(text) - len(value), len(text))] if value and is_secret(_parts(name)) else []
    every = [*_SET.finditer(text)]
    found = []
    for one, following in zip(every, [*every[1:], None], strict=False):  # of none there is no next
        end = following.start() if following else len(text)
        if is_secret(_parts(one[1])):
            found.append((one.end(), end))
        elif text[one.end() : one.end() + 1] in {"{", "["}:  # JSON
            found += [(one.end() + low, one.end() + high) for low, high in spans(text[one.end() :])]
    return merged((low, high) for low, high in found if text[low:high] not in _NOTHING)


def merged(found: Iterator[Span] | list[Span]) -> list[Span]:
    """Sort spans and join those that overlap."""
    joined: list[Span] = []
    for start, end in sorted(found):
        if joined and start < joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        elif end > start:
            joined.append((start, end))
    return joined


def _parts(name: str) -> tuple[str | int, ...]:
    every = name.lstrip("-").replace("[", ".").replace("]", "").split(".")
    return tuple(int(part) if part.isdigit() else part for part in every if part)


def _names(text: str) -> Iterator[Span]:
    # One byte for each character; to search for each stem is ten times faster than a regular expression for all.
    raw = text.encode("latin-1", "replace").lower()
    last = 0
    for hit in sorted(hit for stem in _STEMS for hit in _hits(raw, stem)):
        if hit < last:
            continue
        start = last = hit
        while start and hit - start < _LONGEST_NAME and text[start - 1] in _LETTERS:
            start -= 1
        while last < len(text) and last - hit < _LONGEST_NAME and text[last] in _LETTERS:
            last += 1
        yield start, last


def _hits(raw: bytes, stem: bytes) -> Iterator[int]:
    at = raw.find(stem)
    while at >= 0:
        yield at
        at = raw.find(stem, at + 1)


def _behind(text: str, start: int, end: int) -> Iterator[Span]:
    """Find what belongs to a name: behind a colon, an equals sign or a flag, or as the value of a variable."""
    names = _parts(text[start:end])
    if not is_secret(names):
        return
    after = end
    while text[after : after + 1] in {'"', "'", "\\"}:
        after += 1
    is_quoted = after > end
    while text[after : after + 1] in {" ", "\t"}:
        after += 1
    mark, following = text[after : after + 1], text[after + 1 : after + 2]
    if mark == ":" and (is_quoted or following in {"", " ", "\t", "\r", "\n"}):
        yield from _value(text, start, after + 1, names)
    elif mark == "=":
        yield from _assigned(text, start, after + 1)
    elif text[start] == "-" and (flag := _BEHIND_FLAG.match(text, end)):
        yield from _value(text, start, flag.end(), None)
    elif _OF_VARIABLE.search(text[max(0, start - 30) : start]) and (value := _BEHIND_VARIABLE.match(text, end)):
        yield from _value(text, value.start(1), value.end(), None)
    elif text[start - 2 : start] == "? " and (value := _BEHIND_QUESTION.match(text, after)):
        yield from _value(text, start, value.end(), names)


def _manifests(text: str) -> Iterator[Span]:
    """Find what Secrets hold, all of it."""
    done = 0
    for kind in _KIND.finditer(text) if "Secret" in text else ():
        if kind.start() < done:
            continue
        low, high = text.rfind("\n---", 0, kind.start()), text.find("\n---", kind.end())
        done = high if high >= 0 else len(text)
        for data in _DATA.finditer(text, max(low, 0), done):
            yield from _value(text, data.start(1), data.end(), None)


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


def _value(text: str, start: int, at: int, names: Names) -> Iterator[Span]:
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
        elif following := _WORD.match(text, end):
            yield from _value(text, start, following.end() - 1, names)
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
    if text[at:stop].strip() not in _NOTHING or last > end:
        yield at, max(last if last > end else 0, at + len(text[at:stop].rstrip()))


def _quoted(text: str, at: int, last: int, is_block: bool) -> Span:
    """Find a value in quotes; where they are not closed, or something follows, all that may belong to it."""
    found = (_DOUBLE if text[at] == '"' else _SINGLE).match(text, at)
    if found is None:
        return at + 1, last
    end = _line_end(text, found.end())
    rest = text[found.end() : min(end, found.end() + _LONGEST_NAME)].strip()
    if rest and rest[0] not in ("#" if is_block else "#,]}"):
        return at + 1, end
    return at + 1, found.end() - 1


def _flow(text: str, at: int, last: int, names: Names) -> Iterator[Span]:
    end = _closed(text, at, last)
    if text[at] == "[" or names is None:
        inner = text[at + 1 : end]
        if inner.strip() and (names is None or is_secret((*names, 0))):
            yield at + 1, end
        return
    for key in _KEY.finditer(text, at + 1, end):
        name = key[1] or key[2] or key[3] or ""
        if is_secret((*names, *_parts(name))):
            yield from _value(text, key.start(), key.end(), (*names, name))


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


def _below(text: str, end: int, column: int, names: Names) -> Iterator[Span]:
    """Find the secrets in the lines below a key, which are its map, its list or its text."""
    open_: list[tuple[int, str]] = []
    while end < len(text):
        start, end = end + 1, _line_end(text, end + 1)
        line = text[start:end]
        indent = len(line) - len(line.lstrip(" \t"))
        if not line.strip() or line.lstrip()[0] == "#":
            continue
        if indent < column or (indent == column and not line[indent:].startswith("-")):
            return
        dashes = _DASHES.match(text, start, end)
        body = dashes.end() if dashes else start
        while open_ and open_[-1][0] >= body - start:
            open_.pop()
        key = _KEY.match(text, body, end)
        above = None if names is None else (*names, *(name for _, name in open_))
        if key is None:
            if above is None or is_secret((*above, 0)):
                yield body, end
            continue
        name = key[1] or key[2] or key[3] or ""
        if not _PLAIN_NAME.fullmatch(name) and (above is None or is_secret((*above, 0))):
            yield body, end  # a value with a colon in it
        elif not text[key.end() : end].strip():
            open_.append((body - start, name))
        elif above is None or is_secret((*above, name)):
            yield from _value(text, body, key.end(), None if above is None else (*above, name))
            end = _deeper(text, end, body - start)


def _assigned(text: str, start: int, at: int) -> Iterator[Span]:
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
    elif text[at:end].strip() not in _NOTHING:
        opener = text[start - 1 : start]
        close = text.find(opener, at, end) if opener in {'"', "'"} else -1
        yield at, end if close < 0 else close
