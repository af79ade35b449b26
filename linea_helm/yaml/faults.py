"""What a YAML parser says about a broken text, in the user's words.

A parser says which token it did not expect. A user wants to know what to change: the text around the place tells.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_CONFLICT = re.compile(r"^(<<<<<<<|=======|>>>>>>>)(?: .*)?$", re.MULTILINE)
_ESCAPE = re.compile(
    r"""\\(?:[abefnrtv0"'\\N_LP\s]|x[0-9a-fA-F]{2}|u(?![dD][89a-fA-F])[0-9a-fA-F]{4}|U00(?:0[0-9a-fA-F]|10)[0-9a-fA-F]{4}|(?P<wrong>.))"""
)
_COMMENT = re.compile(r"(?<!\S)#.*")
_QUOTE_IT = "put quotes around the value"


class Words(NamedTuple):
    """What is wrong, from where to where, why, and what to do."""

    problem: str
    start: int
    end: int
    why: str = ""
    fix: str = ""


class _Fault(NamedTuple):
    """A `goyaml.Fault` with its text."""

    text: str
    said: str
    at: int
    since: int | None

    def line(self, offset: int) -> tuple[int, int]:
        """Give the span of the line around an offset, without its blanks at both ends."""
        start = self.text.rfind("\n", 0, offset) + 1
        end = self.text.find("\n", offset)
        end = len(self.text) if end < 0 else end
        line = self.text[start:end]
        return start + len(line) - len(line.lstrip()), start + len(line.rstrip())

    def spot(self, offset: int, length: int = 1) -> tuple[int, int]:
        """Give a span that is inside the text."""
        start = min(offset, max(len(self.text) - 1, 0))
        return start, min(start + length, len(self.text))


def explain(text: str, said: str, at: int, since: int | None) -> Words:
    """Put a parser's `said` about the offset `at` into words; `since` is where the broken thing began, if known."""
    fault = _Fault(text, said, at, since)
    for needle, words in _WORDS:
        if needle in said:
            found = words(fault)
            if found is not None:
                return found
    return Words("this is not YAML", *fault.spot(at), why=said.strip(": "))


def template(start: int, end: int) -> Words:
    """Say what is wrong with `key: {{ ... }}`, whether a parser or only a key's type tells."""
    why = "Helm renders templates, not values files, and YAML reads `{{` as two maps"
    return Words("a template is no value", start, end, why=why, fix=_QUOTE_IT)


def _conflict(fault: _Fault) -> Words | None:
    mark = _CONFLICT.search(fault.text)
    if mark is None or mark[1] == "=======":
        return None
    return Words("a merge conflict was left in this file", mark.start(), mark.end(), fix="resolve it")


def _template(fault: _Fault) -> Words | None:
    start, end = fault.line(fault.at)
    brace = fault.text.find("{{", start, end)
    return None if brace < 0 else template(brace, end)


def _tab(fault: _Fault) -> Words:
    start = fault.text.rfind("\n", 0, fault.at) + 1
    tab = fault.text.find("\t", start)
    return Words("a tab indents this line", *fault.spot(tab), why="YAML allows only spaces there", fix="use spaces")


def _open_quote(fault: _Fault) -> Words:
    start = fault.since or 0
    return Words(
        "this quote is not closed", *fault.spot(start), fix=f"add a {fault.text[start]} at the end of the value"
    )


def _open_bracket(fault: _Fault) -> Words | None:
    before = fault.text[: fault.at]
    start = max(before.rfind("["), before.rfind("{"))
    if start < 0 or "'<stream end>'" not in fault.said:
        return None
    close = "]" if fault.text[start] == "[" else "}"
    return Words(f"this `{fault.text[start]}` is not closed", *fault.spot(start), fix=f"add `{close}`")


def _inside_brackets(fault: _Fault) -> Words | None:
    start = fault.since if fault.since is not None else fault.at
    bracket = fault.text[start : start + 1]
    if bracket not in ("[", "{"):
        return None
    close = "]" if bracket == "[" else "}"
    if "\n" in fault.text[start : fault.at]:
        return Words(f"this `{bracket}` is not closed", start, start + 1, fix=f"add `{close}`, or a `,` between values")
    return Words(f"a `,` or `{close}` is missing here", *fault.spot(fault.at), fix="add it, or quote what stands here")


def _second_colon(fault: _Fault) -> Words:
    start, end = fault.line(fault.at)
    before = fault.text[start : fault.at]
    if ": " in before or before.endswith(":") or fault.at == start:
        problem = "this value has a `: ` in it, as only a key may"
        return Words(problem, *fault.spot(fault.at), fix=_QUOTE_IT)
    above = fault.line(max(fault.text.rfind("\n", 0, start), 0))
    if ":" not in fault.text[above[0] : above[1]] and fault.text[above[0] : above[0] + 1] not in ("-", "#"):
        return _no_colon(fault._replace(since=above[0]))
    why = "the line above already has its value, so this one cannot belong to it"
    return Words("this line is indented too far", start, end, why=why, fix="align it with the keys around it")


def _misaligned(fault: _Fault) -> Words | None:
    start, end = fault.line(fault.at)
    if fault.at != start or fault.since is None:
        return None
    column = start - fault.text.rfind("\n", 0, start)
    number = fault.text.count("\n", 0, fault.since) + 1
    wanted = fault.since - fault.text.rfind("\n", 0, fault.since)
    is_list = fault.text[fault.since : fault.since + 2] in ("- ", "-\n")
    kind = "list" if is_list else "map"
    why = f"the {kind} starts in line {number}"
    if wanted != column:
        problem = f"this line starts in column {column}, the {kind} around it in column {wanted}"
        return Words(problem, start, end, why=why, fix="align this line with its neighbours")
    item = "a list item" if fault.text[start : start + 2] == "- " else "no key"
    problem = "a key among the items of a list" if is_list else f"{item} among the keys of a map"
    return Words(problem, start, end, why=why, fix="indent this line, or the others")


def _after_value(fault: _Fault) -> Words | None:
    before = fault.text[: fault.at].rstrip(" ")[-1:]
    if before not in ("'", '"', "]", "}"):
        return None
    end = fault.line(fault.at)[1]
    what = "the closing quote" if before in ("'", '"') else f"`{before}`"
    fix = "put quotes around the whole value; a quote inside is written twice" if before == "'" else _QUOTE_IT
    return Words(f"text behind {what}", fault.at, end, fix=fix)


def _no_colon(fault: _Fault) -> Words:
    start, end = fault.line(fault.since if fault.since is not None else fault.at)
    return Words(
        "this line has no `: `, so it is no key", start, end, fix="write `key: value`, or indent it under its key"
    )


def _cannot_start(fault: _Fault) -> Words:
    character = fault.text[fault.at : fault.at + 1]
    return Words(f"a value cannot start with `{character}`", *fault.spot(fault.at), fix=_QUOTE_IT)


def _escape(fault: _Fault) -> Words:
    since = fault.since or 0
    wrong = (match.span() for match in _ESCAPE.finditer(fault.text, since) if match["wrong"])
    start, end = next(wrong, fault.spot(since))
    fix = "use single quotes, or write the backslash twice"
    return Words(f"`{fault.text[start:end]}` is no escape in double quotes", start, end, fix=fix)


def _anchor(fault: _Fault) -> Words:
    start = fault.since if fault.since is not None else fault.at
    mark = fault.text[start : start + 1]
    what = "an alias" if mark == "*" else "an anchor"
    return Words(f"`{mark}` starts {what}, and what follows is no name", *fault.spot(start), fix=_QUOTE_IT)


def _list_on_key_line(fault: _Fault) -> Words:
    problem = "a list cannot start on the line of its key"
    return Words(problem, *fault.line(fault.at), fix="put `- ` on the next line, or quote the value")


def _header(fault: _Fault) -> Words:
    start, (_, end) = fault.at, fault.line(fault.at)
    why = f"`{fault.text[start]}` starts a text in the lines below"
    return Words(
        "text on the line of a block marker", start, end, why=why, fix="start it on the next line, or quote it"
    )


def _question(fault: _Fault) -> Words:
    return Words("`?` starts a key, and none can be here", *fault.spot(fault.at), fix=_QUOTE_IT)


def _character(fault: _Fault) -> Words:
    number = fault.said.rpartition(" ")[2]
    return Words(
        f"a control character ({number})", *fault.spot(fault.at), fix=r"remove it, or write it as \x.. in quotes"
    )


def _version(fault: _Fault) -> Words:
    why = "Helm reads YAML 1.1 and refuses any other"
    return Words("a YAML version that Helm does not read", *fault.line(fault.at), why=why, fix="remove the line")


def _after_end(fault: _Fault) -> Words:
    fix = f"start it with `---`, or {rejoined(fault.text, fault.at)}"
    return Words("text behind the end of a document", *fault.line(fault.at), fix=fix)


def rejoined(text: str, at: int) -> str:
    """Say how what stands at an offset, behind the end of a document, becomes a part of it."""
    lines = [*enumerate(text[:at].split("\n"), 1)]
    number, before = next(
        ((n, said) for n, line in reversed(lines) if (said := _COMMENT.sub("", line).strip())), (0, "")
    )
    if before == "...":
        return f"remove the `...` in line {number}"
    if before.endswith(("}", "]")):
        return f"write it inside of the `{before[-1]}`, or all of it without brackets"
    if before.endswith(("'", '"')):
        return _QUOTE_IT
    return "align its first line with the first line of what stands above"


def _tag(fault: _Fault) -> Words:
    start = fault.since if fault.since is not None else fault.at
    return Words("`!` starts a tag, and this is none", *fault.spot(start), fix=_QUOTE_IT)


_WORDS = (
    ("", _conflict),
    ("", _template),
    ("tab", _tab),
    ("'\\t'", _tab),
    ("unexpected end of stream", _open_quote),
    ("unexpected document separator", _open_quote),
    ("mapping values are not allowed", _second_colon),
    ("'<stream end>'", _open_bracket),
    ("expected ','", _inside_brackets),
    ("expected <block end>", _misaligned),
    ("expected <block end>", _after_value),
    ("could not find expected ':'", _no_colon),
    ("cannot start any token", _cannot_start),
    ("expected the node content", _cannot_start),
    ("unknown escape character", _escape),
    ("expected alphabetic", _anchor),
    ("sequence entries are not allowed", _list_on_key_line),
    ("block scalar", _header),
    ("indentation indicators", _header),
    ("mapping keys are not allowed", _question),
    ("character 0x", _character),
    ("incompatible YAML document", _version),
    ("document start", _after_end),
    ("document end", _after_end),
    ("tag", _tag),
)
