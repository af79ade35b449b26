"""Text to YAML events, scanned the way Helm's goyaml v2 scans: ruamel.yaml's parser on a scanner that knows Go's ways.

goyaml is a port of libyaml. Unlike ruamel.yaml it takes tabs between tokens and behind values, knows no `\\/` escape,
refuses surrogates, and wants YAML 1.1. Source of each override: the function of its name in goyaml v2 scannerc.go.
The only importer of ruamel.yaml, which costs 25 ms: import this module inside a function.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

# ruff: noqa: TID253  this is the one module that may
from ruamel.yaml import YAML, events, scanner, tokens
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.reader import ReaderError
from ruamel.yaml.scanner import ScannerError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ruamel.yaml.error import StreamMark

_BREAKS = "\r\n\x85\u2028\u2029"
_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_REST = re.compile(f"[^{_BREAKS}\0]*")
_BLANKS = re.compile("[ \t]*")
_SPACES = re.compile(" *")
_HEADER = re.compile(f"[|>](?:([+-])([1-9])?|([1-9])([+-])?)?[ \t]*(?:#[^{_BREAKS}\0]*)?(?=[{_BREAKS}\0])")
_PLAIN = {  # by whether it stands in a flow collection
    False: re.compile(f"(?:[^ \t{_BREAKS}\0:]|:(?![ \t{_BREAKS}\0]))+"),
    True: re.compile(f"(?:[^ \t{_BREAKS}\0:,?\\[\\]{{}}]|:(?![ \t{_BREAKS}\0]))+"),
}
_SINGLE = re.compile(f"(?:[^' \t{_BREAKS}\0]|'')*")
_DOUBLE = re.compile(f'(?:[^"\\\\ \t{_BREAKS}\0]|\\\\[^{_BREAKS}\0])*')
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))", re.DOTALL)
_ESCAPES = dict(zip("0abt\tnvfre \"'\\N_LP", "\0\a\b\t\t\n\v\f\r\x1b \"'\\\x85\xa0\u2028\u2029", strict=True))
_ANCHOR = re.compile("[0-9A-Za-z_-]+(?=[ \t\r\n\x85\u2028\u2029\0?:,\\]}%@`])")
_DIRECTIVE = re.compile("(?:YAML|TAG)(?=[ \t\r\n\x85\u2028\u2029\0])")


class Event(NamedTuple):
    """One YAML event; offsets into the text.

    `kind` is "document", "map" or "list", each closed by "end", or "scalar" or "alias"; `text` is the value of a scalar
    or the anchor that an alias names. `plain` says that the value may be more than a string.
    """

    kind: str
    start: int
    end: int
    text: str = ""
    anchor: str | None = None
    tag: str | None = None
    plain: bool = False
    flow: bool = False


class Fault(Exception):
    """The text is no YAML: what a parser says about it, and where; `since` is where the broken thing began."""

    def __init__(self, said: str, at: int, since: int | None) -> None:
        super().__init__(said)
        self.said = said
        self.at = at
        self.since = since


def parse(text: str, part: tuple[int, int] | None = None) -> Iterator[Event]:
    """Yield the events of every document in a text, or in a part of it; offsets are those of the text.

    Errors: Fault, when the reader comes to the place.
    """
    start, end = part or (0, len(text))
    shift = start + (1 if text.startswith("\ufeff", start) else 0)
    loader = YAML(typ="safe", pure=True)
    loader.version = (1, 1)
    loader.Scanner = Scanner
    try:
        for event in loader.parse(text[shift:end]):
            plain = _event(event, shift)
            if plain is not None:
                yield plain
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        since = error.context_mark.index + shift if error.context_mark else None
        raise Fault(f"{error.context or ''}: {error.problem}", (mark.index if mark else 0) + shift, since) from None
    except ReaderError as error:
        raise Fault(f"character {error.character:#06x}", error.position + shift, None) from None


def _event(event: events.Event, shift: int) -> Event | None:
    start, end = event.start_mark.index + shift, event.end_mark.index + shift
    if isinstance(event, events.ScalarEvent):
        tag = None if event.tag is None else str(event.tag)
        return Event("scalar", start, end, event.value, event.anchor, tag, plain=event.implicit[0])
    if isinstance(event, events.AliasEvent):
        return Event("alias", start, end, event.anchor)
    if isinstance(event, (events.MappingStartEvent, events.SequenceStartEvent)):
        kind = "map" if isinstance(event, events.MappingStartEvent) else "list"
        return Event(kind, start, end, anchor=event.anchor, flow=event.flow_style)
    if isinstance(event, (events.MappingEndEvent, events.SequenceEndEvent)):
        return Event("end", start, end)
    if isinstance(event, (events.DocumentStartEvent, events.DocumentEndEvent)):
        return Event("document" if isinstance(event, events.DocumentStartEvent) else "end", start, end)
    return None


class Scanner(scanner.Scanner):
    """libyaml's rules where ruamel.yaml has others."""

    def scan_to_next_token(self) -> None:
        reader = self.reader
        while True:
            self._take(_BLANKS if self.flow_level or not self.allow_simple_key else _SPACES)
            if reader.peek() == "#":
                self._take(_REST)
            if not self._break():
                return
            if not self.flow_level:
                self.allow_simple_key = True

    def scan_plain(self) -> tokens.ScalarToken:
        reader, start = self.reader, self.reader.get_mark()
        end, chunks, spaces, broken = start, [], "", False
        while reader.peek() != "#" and not self._at_document_marker():
            word = self._take(_PLAIN[bool(self.flow_level)])
            if not word:
                break
            chunks += [spaces, word]
            end = reader.get_mark()
            spaces, broken = self._spaces(self.indent + 1, start)
            if not spaces or (broken and not self.flow_level and reader.column <= self.indent):
                break
        if broken:
            self.allow_simple_key = True
        return tokens.ScalarToken("".join(chunks), True, start, end)

    def scan_flow_scalar(self, style: str) -> tokens.ScalarToken:
        reader, start = self.reader, self.reader.get_mark()
        chunks = []
        self._go(1)
        while True:
            if self._at_document_marker():
                self._fail("found unexpected document separator", start)
            word = self._take(_DOUBLE if style == '"' else _SINGLE)
            chunks.append(self._unescape(word, start) if style == '"' else word.replace("''", "'"))
            character = reader.peek()
            if character == style:
                break
            if character == "\0":
                self._fail("found unexpected end of stream", start)
            if character == "\\":  # the line's end is escaped: no space comes of it
                self._go(1)
                spaces, _ = self._spaces(0, start)
                chunks.append("" if spaces == " " else spaces)
            else:
                chunks.append(self._spaces(0, start)[0])
        self._go(1)
        return tokens.ScalarToken("".join(chunks), False, start, reader.get_mark(), style)

    def scan_block_scalar(self, style: str, rt: bool | None = False) -> tokens.ScalarToken:  # noqa: ARG002
        reader, start = self.reader, self.reader.get_mark()
        header = _HEADER.match(reader.buffer, reader.pointer)
        if header is None:
            self._fail("expected chomping or indentation indicators", start)
        chomp, digit = header[1] or header[4] or "", int(header[2] or header[3] or 0)
        self._go(len(header.group()))
        self._break()
        indent, breaks, end = self._margin(max(self.indent, 0) + digit if digit else 0, start)
        chunks, before, blank = [], "", False
        while reader.column == indent and reader.peek() != "\0":
            line = self._take(_REST)
            was, blank = blank, line[:1] in (" ", "\t")
            if style == ">" and before == "\n" and not was and not blank:
                before = "" if breaks else " "
            chunks += [before, *breaks, line]
            before = self._break()
            indent, breaks, end = self._margin(indent, start)
        chunks += [before] * (chomp != "-") + breaks * (chomp == "+")
        return tokens.ScalarToken("".join(chunks), False, start, end, style)

    def scan_anchor(self, TokenClass: Any) -> Any:  # noqa: ANN401, N803  as ruamel has it
        start = self.reader.get_mark()
        self._go(1)
        name = self._take(_ANCHOR)
        if not name:
            self._fail("expected alphabetic or numeric character", start)
        return TokenClass(name, start, self.reader.get_mark())

    def scan_directive_name(self, start_mark: StreamMark) -> str:
        name = self._take(_DIRECTIVE)
        if not name:
            self._fail("found unknown directive name", start_mark)
        return name

    def scan_yaml_directive_value(self, start_mark: StreamMark) -> tuple[int, int]:
        version: tuple[int, int] = super().scan_yaml_directive_value(start_mark)
        if version != (1, 1):
            self._fail("found incompatible YAML document", start_mark)
        return version

    def _go(self, distance: int) -> None:
        """Move on within a line."""
        reader = self.reader
        reader.pointer += distance
        reader.index += distance
        reader.column += distance

    def _take(self, pattern: re.Pattern[str]) -> str:
        """Move over what the pattern matches here; "" when it does not."""
        match = pattern.match(self.reader.buffer, self.reader.pointer)
        text = match.group() if match else ""
        self._go(len(text))
        return text

    def _break(self) -> str:
        """Move to the next line, if here is a line's end; give the break as YAML reads it."""
        found = self._take(_BREAK)
        if found:
            self.reader.line += 1
            self.reader.column = 0
        return "\n" if found in ("\r\n", "\r", "\x85") else found

    def _spaces(self, indent: int, start: StreamMark) -> tuple[str, bool]:
        """Move over blanks and breaks inside a scalar; give what they become, and whether a line ended."""
        blanks = self._take(_BLANKS)
        first = self._break()
        if not first:
            return blanks, False
        breaks = ""
        while not self._at_document_marker():
            tab = self._take(_BLANKS).find("\t")
            if 0 <= tab < indent:
                self._fail("found a tab character that violates indentation", start)
            more = self._break()
            if not more:
                break
            breaks += more
        return (breaks or " ") if first == "\n" else first + breaks, True

    def _margin(self, indent: int, start: StreamMark) -> tuple[int, list[str], StreamMark]:
        """Move to the next line with text in a block scalar; find the indentation when it is still 0."""
        reader, widest = self.reader, 0
        breaks: list[str] = []
        end = reader.get_mark()
        while True:
            while reader.peek() == " " and (not indent or reader.column < indent):
                self._go(1)
            widest = max(widest, reader.column)
            if reader.peek() == "\t" and (not indent or reader.column < indent):
                self._fail("found a tab character where an indentation space is expected", start)
            more = self._break()
            if not more:
                return indent or max(widest, self.indent + 1, 1), breaks, end
            breaks.append(more)
            end = reader.get_mark()

    def _unescape(self, text: str, start: StreamMark) -> str:
        try:
            return _ESCAPE.sub(_unescape, text) if "\\" in text else text
        except (KeyError, ValueError):
            self._fail("found unknown escape character", start)

    def _at_document_marker(self) -> bool:
        return self.reader.column == 0 and bool(self.check_document_start() or self.check_document_end())

    def _fail(self, problem: str, start: StreamMark) -> NoReturn:
        raise ScannerError("while scanning", start, problem, self.reader.get_mark())


def _unescape(escape: re.Match[str]) -> str:
    if escape[4]:
        return _ESCAPES[escape[4]]
    code = int(escape[1] or escape[2] or escape[3], 16)
    if 0xD800 <= code <= 0xDFFF:
        raise ValueError(code)
    return chr(code)
