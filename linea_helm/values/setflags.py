"""The language of `--set`, `--set-string`, `--set-json`, `--set-file` and `--set-literal`, oddities included.

Reads a flag into the values that it changes, as Helm's pkg/strvals does, and remembers which part of the flag set what.
`tests/values/test_setflags.py` asks the real binaries.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from linea_helm.errors import UsageError
from linea_helm.source import Location, Source
from linea_helm.yaml.scalar import as_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from linea_helm.finding import Path

#: In the order in which Helm applies them, whatever their order on the command line (pkg/cli/values/options.go).
FLAGS = ("--set-json", "--set", "--set-string", "--set-file", "--set-literal")

_DEEPEST = 30  # MaxNestedNameLevel
_DEEPEST_LIST = 100  # Helm has no limit here
_LARGEST_INDEX = 65536  # MaxIndex
_WORDS = {"true": True, "false": False, "null": None}


class Assignment(NamedTuple):
    """What a part of a flag sets. The text from `start` names the path; its value reaches from `value` to `end`."""

    path: Path
    start: int
    value: int
    end: int


class _End(Exception):
    """The text ends where Helm takes that for the end of the flag."""


def assign(flag: str, text: str, into: dict[str, Any], read_file: Callable[[str], str], major: int) -> list[Assignment]:
    """Apply one flag, as in `--set a.b=1,c=2`, to the values in `into`; say what it sets.

    `read_file` gives the text of a file for `--set-file`. `major` is that of Helm: 4 takes `--set-json '{...}'`, and
    takes an unclosed `[` for the end. Errors: UsageError with the place in the flag, for what Helm refuses.
    """
    source = Source(flag, text, "flag")
    if flag == "--set-json" and major >= 4 and text.strip().startswith("{"):
        return _assign_object(source, into)
    parser = _Parser(source, read_file, major)
    try:
        while True:
            parser.segment = parser.at
            parser.key(into, (), 0)
    except _End:
        return parser.assignments


def merge(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """Merge two layers of user-supplied values: maps merge, anything else is replaced. Neither is changed."""
    merged = dict(below)
    for key, value in above.items():
        under = merged.get(key)
        merged[key] = merge(under, value) if isinstance(value, dict) and isinstance(under, dict) else value
    return merged


def typed(text: str) -> Any:  # noqa: ANN401  bool, None, int or str
    """Type a value of `--set`: true, false, null in any case, integers without a leading zero, else a string."""
    folded = text.casefold()
    if folded in _WORDS:
        return _WORDS[folded]
    digits = text[1:] if text[:1] in ("+", "-") else text
    if (text[:1] == "0" and text != "0") or not (digits.isascii() and digits.isdigit()) or len(digits.lstrip("0")) > 19:
        return text
    number = int(text)
    return number if -(2**63) <= number < 2**63 else text


def _assign_object(source: Source, into: dict[str, Any]) -> list[Assignment]:
    text = source.text
    start = len(text) - len(text.lstrip())
    value, end = _json(source, start)
    if text[end:].strip():
        _fail(source, "text behind the JSON object", end, len(text))
    merged = merge(into, value)
    into.clear()
    into.update(merged)
    return [Assignment(path, start, start, end) for path in _leaves(value, ())]


def _leaves(value: Any, path: Path) -> list[Path]:  # noqa: ANN401  JSON
    if isinstance(value, dict) and value:
        return [leaf for key, inner in value.items() for leaf in _leaves(inner, (*path, key))]
    return [path]


class _Parser:
    """Helm's recursive descent over one flag. The names are those of strvals/parser.go."""

    def __init__(self, source: Source, read_file: Callable[[str], str], major: int) -> None:
        self.source = source
        self.text = source.text
        self.is_json = source.name == "--set-json"
        self.is_literal = source.name == "--set-literal"
        self.reader: Callable[[str], Any] = {"--set": typed, "--set-file": read_file}.get(source.name, str)
        self.major = major
        self.at = 0
        self.segment = 0
        self.assignments: list[Assignment] = []

    def key(self, data: dict[str, Any], path: Path, level: int) -> None:
        start = self.at
        key, last = self.until("=[." if self.is_literal else "=[,.")
        if not last:
            if not key:
                raise _End
            self.fail(f'key "{key}" has no value', start)
        if last == "[":
            self.indexed(data, key, path, level)
        elif last == "=":
            cut_off = self.at >= len(self.text) and not (self.is_json or self.is_literal)
            _put(data, key, self.value((*path, key)))
            if cut_off:  # Helm stops at `a=` without finishing what is around it: nothing comes of `a[0].b=`
                raise _End
        elif last == ",":
            self.fail(f'key "{key}" has no value', start)
        else:
            self.nested(data, key, path, level + 1)

    def indexed(self, data: dict[str, Any], key: str, path: Path, level: int) -> None:
        index = self.index()
        existing = data.get(key, [])
        if not isinstance(existing, list):
            self.fail(f'"{key}" is {_kind(existing)}, not a list', self.segment)
        try:
            existing = self.item(existing, index, (*path, key), level)
        finally:
            _put(data, key, existing)

    def nested(self, data: dict[str, Any], key: str, path: Path, level: int) -> None:
        if level > _DEEPEST:
            self.fail(f"nested deeper than {_DEEPEST} levels", self.segment)
        inner = data.get(key, {})
        if not isinstance(inner, dict):
            self.fail(f'"{key}" is {_kind(inner)}, not a map', self.segment)
        try:
            self.key(inner, (*path, key), level)
        finally:
            if inner:
                _put(data, key, inner)
        if not inner:
            self.fail(f'key "{key}" has no value', self.segment)

    def item(self, items: list[Any], index: int, path: Path, level: int) -> list[Any]:
        """Set what follows `[index]`; give the list, a new one where it grew."""
        start = self.at
        if index < 0:
            _fail(self.source, f"negative index {index}", self.text.rindex("[", 0, start) + 1, start - 1)
        if len(path) > _DEEPEST_LIST:
            self.fail(f"nested deeper than {_DEEPEST_LIST} levels", start)
        junk, last = self.until("[.=")
        if junk:
            self.fail(f'"{junk}" behind the index', start)
        if not last:
            raise _End
        inner = items[index] if index < len(items) else None
        path = (*path, index)
        if last == "=":
            inner = self.value(path)
        elif last == "[":
            if inner is not None and not isinstance(inner, list):
                self.fail(f"item {index} is {_kind(inner)}, not a list", self.segment)
            inner = self.item(inner or [], self.index(), path, level)
        else:
            if not isinstance(inner, dict):
                inner = {}
                if index < len(items):
                    items[index] = inner
            self.key(inner, path, level)
        return self.with_item(items, index, inner)

    def with_item(self, items: list[Any], index: int, value: Any) -> list[Any]:  # noqa: ANN401  any value
        if index > _LARGEST_INDEX:
            self.fail(f"index {index} is larger than {_LARGEST_INDEX}", self.segment)
        if index >= len(items):
            items = items + [None] * (index + 1 - len(items))
        items[index] = value
        return items

    def index(self) -> int:
        start = self.at
        digits, last = self.until("]")
        if not last and self.major >= 4:  # errors.Is finds the io.EOF that 3 wraps: Helm 4 stops here without a word
            raise _End
        number = digits[1:] if digits[:1] in ("+", "-") else digits
        if not last or not (number.isascii() and number.isdigit()) or len(number.lstrip("0")) > 18:
            self.fail(f'"{digits}" is no index', start)
        return int(digits)

    def value(self, path: Path) -> Any:  # noqa: ANN401  any value
        """Read what follows `=`."""
        start = self.at
        if self.is_json:
            value, end = self.json()
        elif self.is_literal:
            value, end = self.text[start:], len(self.text)
            self.at = end
        elif self.text[start : start + 1] == "{":
            value = self.list(path)
            end = self.text.rindex("}", start, self.at) + 1
        else:
            text, last = self.until(",")
            value, end = self.reader(text), self.at - len(last)
        self.note(path, start, end)
        return value

    def list(self, path: Path) -> list[Any]:
        opened = self.at
        self.at += 1
        items: list[Any] = []
        while True:
            start = self.at
            text, last = self.until(",}")
            if not last:
                self.fail("this list does not end with }", opened)
            self.note((*path, len(items)), start, self.at - 1)
            items.append(self.reader(text))
            if last == "}":
                self.at += self.text[self.at : self.at + 1] == ","
                return items

    def json(self) -> tuple[Any, int]:
        start = self.at
        if self.skip():
            return None, start
        value, self.at = _json(self.source, self.at)
        end = self.at
        self.skip()
        return value, end

    def skip(self) -> bool:
        """Move over blanks and one comma; tell whether there was a comma, or the end."""
        while self.text[self.at : self.at + 1].isspace():
            self.at += 1
        if self.at < len(self.text) and self.text[self.at] != ",":
            return False
        self.at = min(self.at + 1, len(self.text))
        return True

    def note(self, path: Path, start: int, end: int) -> None:
        if "" not in path:  # Helm drops what has no name
            self.assignments.append(Assignment(path, self.segment, start, end))

    def until(self, stops: str) -> tuple[str, str]:
        """Read up to one of `stops`, which a backslash hides; give the text and the stop, "" at the end."""
        pieces: list[str] = []
        while self.at < len(self.text):
            character = self.text[self.at]
            self.at += 1
            if character in stops:
                return "".join(pieces), character
            if character == "\\" and not self.is_literal:
                character = self.text[self.at : self.at + 1]
                self.at += 1
            pieces.append(character)
        self.at = len(self.text)
        return "".join(pieces), ""

    def fail(self, problem: str, start: int) -> NoReturn:
        _fail(self.source, problem, start, max(self.at, start))


def _fail(source: Source, problem: str, start: int, end: int) -> NoReturn:
    fix = "see https://helm.sh/docs/intro/using_helm/#the-format-and-limitations-of---set"
    raise UsageError(f"{source.name} {source.text}: {problem}", at=Location(source, start, end), fix=fix)


def _put(data: dict[str, Any], key: str, value: Any) -> None:  # noqa: ANN401  any value
    if key:
        data[key] = value


def _kind(value: Any) -> str:  # noqa: ANN401  any value
    return {dict: "a map", list: "a list", type(None): "null"}.get(type(value), "a single value")


def _json(source: Source, at: int) -> tuple[Any, int]:
    """Read one JSON value as Go's decoder does: all numbers are 64-bit floats, NaN is none."""
    try:
        value, end = _DECODER.raw_decode(source.text, at)
    except (ValueError, RecursionError) as error:
        place = error.pos if isinstance(error, json.JSONDecodeError) else at
        _fail(source, "this is not JSON", place, len(source.text))
    if isinstance(value, (int, float)) and _goes_on(source.text[at:end].lower(), source.text[end : end + 1].lower()):
        _fail(source, "this is not JSON", end, len(source.text))
    return value, end


def _goes_on(number: str, behind: str) -> bool:
    """Tell whether Go would read on: it takes `1.` and `1e` for broken numbers, not for a number and something else."""
    return behind in (".", "e") and behind not in number and "e" not in number


def _number(digits: str) -> int | float:
    value = as_json(float(digits))
    if not isinstance(value, (int, float)) or value - value != 0:
        raise ValueError(digits)
    return value


def _refuse(word: str) -> NoReturn:
    raise ValueError(word)


_DECODER = json.JSONDecoder(parse_int=_number, parse_float=_number, parse_constant=_refuse)
