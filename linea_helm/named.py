"""Where in a text secrets stand that only their names tell of: `password: x`, `TOKEN=x`, the data of a Secret.

Reads YAML, JSON, TOML and command lines alike, also what nothing can parse: a broken file shows its secrets, too. Where
it is not clear how far a value goes, more of it is taken.
"""

from __future__ import annotations

import re

from linea_helm import behind
from linea_helm.behind import parts
from linea_helm.keys.confidential import STEMS, is_secret
from linea_helm.keys.harmless import is_harmless

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    Span = tuple[int, int]

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-/"
_LONGEST_NAME = 200
_BEHIND_FLAG = re.compile(r"""["']?(?:[ \t]*,[ \t]*|[ \t]*\r?\n[ \t]*-[ \t]+|[ \t]+)(?!-)""")
_BEHIND_VARIABLE = re.compile(r"""["']?[ \t]*(?:#[^\n]*)?(?:\r?\n[ \t]*|,[ \t]*)["']?(value)["']?[ \t]*:""")
_BEHIND_QUESTION = re.compile(r"\r?\n[ \t]*:(?=\s)")
_OF_VARIABLE = re.compile(r"""name["']?[ \t]*:[ \t]*["']?\Z""")
_KIND = re.compile(r"""kind["']?[ \t]*:[ \t]*["']?Secret["']?[ \t]*(?=[\r\n,}#]|\Z)""")
_DATA = re.compile(r"""(?<![\w.-])["']?((?:stringD|d)ata)["']?[ \t]*:(?=[\s"'{]|\Z)""")
_SET = re.compile(r"(?:\A|(?<!\\),)([^=,{}]+)=")


def spans(text: str) -> list[Span]:
    """Find the secrets of a text: half-open offsets, sorted, without overlap; quotes are no part of them."""
    found = [*_manifests(text)]
    for start, end in _names(text):
        found += _told(text, start, end)
    return merged((low, high) for low, high in found if not is_harmless(text[low:high]))


def in_flag(flag: str, text: str) -> list[Span]:
    """Find the secrets in the value of a flag such as `--set`; what a bare comma cuts off of one belongs to it."""
    if flag == "--set-file" or not flag.startswith("--set"):
        return []
    if flag == "--set-literal":
        name, _, value = text.partition("=")
        return [(len(text) - len(value), len(text))] if value and is_secret(parts(name)) else []
    every = [*_SET.finditer(text)]
    found = []
    for one, following in zip(every, [*every[1:], None], strict=False):  # of none there is no next
        end = following.start() if following else len(text)
        if is_secret(parts(one[1])):
            found.append((one.end(), end))
        elif text[one.end() : one.end() + 1] in {"{", "["}:  # JSON
            found += [(one.end() + low, one.end() + high) for low, high in spans(text[one.end() :])]
    return merged((low, high) for low, high in found if not is_harmless(text[low:high]))


def merged(found: Iterator[Span] | list[Span]) -> list[Span]:
    """Sort spans and join those that overlap."""
    joined: list[Span] = []
    for start, end in sorted(found):
        if joined and start < joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        elif end > start:
            joined.append((start, end))
    return joined


def _names(text: str) -> Iterator[Span]:
    # One byte for each character; to search for each stem is ten times faster than a regular expression for all.
    raw = text.encode("latin-1", "replace").lower()
    last = 0
    for hit in sorted(hit for stem in STEMS for hit in _hits(raw, stem.encode())):
        if hit < last:
            continue
        before, after = text[max(0, hit - _LONGEST_NAME) : hit], text[hit : hit + _LONGEST_NAME]
        last = hit + len(after) - len(after.lstrip(_LETTERS))
        yield hit - len(before) + len(before.rstrip(_LETTERS)), last


def _hits(raw: bytes, stem: bytes) -> Iterator[int]:
    at = raw.find(stem)
    while at >= 0:
        yield at
        at = raw.find(stem, at + 1)


def _told(text: str, start: int, end: int) -> Iterator[Span]:
    """Find what belongs to a name: behind a colon, an equals sign or a flag, or as the value of a variable."""
    names = parts(text[start:end])
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
        yield from behind.value(text, start, after + 1, names)
    elif mark == "=":
        yield from behind.assigned(text, start, after + 1)
    elif text[start] == "-" and (flag := _BEHIND_FLAG.match(text, end)):
        yield from behind.value(text, start, flag.end(), None)
    elif _OF_VARIABLE.search(text[max(0, start - 30) : start]) and (value := _BEHIND_VARIABLE.match(text, end)):
        yield from behind.value(text, value.start(1), value.end(), None)
    elif text[start - 2 : start] == "? " and (value := _BEHIND_QUESTION.match(text, after)):
        yield from behind.value(text, start, value.end(), names)


def _manifests(text: str) -> Iterator[Span]:
    """Find what Secrets hold, all of it."""
    done = 0
    for kind in _KIND.finditer(text) if "Secret" in text else ():
        if kind.start() < done:
            continue
        low, high = text.rfind("\n---", 0, kind.start()), text.find("\n---", kind.end())
        done = high if high >= 0 else len(text)
        for data in _DATA.finditer(text, max(low, 0), done):
            yield from behind.value(text, data.start(1), data.end(), None)
