"""The report for people: each finding with its line, a caret, why it matters and how to mend it."""

from __future__ import annotations

from typing import NamedTuple

from linea_helm.finding import dotted
from linea_helm.redact import redact
from linea_helm.report.excerpt import excerpt
from linea_helm.report.places import command, place, template_place
from linea_helm.report.terminal import printable, wrap

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from linea_helm.errors import LineaError
    from linea_helm.finding import Finding
    from linea_helm.result import Result, Summary
    from linea_helm.source import Location

#: Cells of a source line when no terminal says how wide it is.
_UNBOUND = 120
#: What stands before a place in the stream; no line is broken between them.
_RENDERED = "(rendered "
_GLUED = "(rendered\u00a0"
_CODES = {
    "error": "1;31",
    "warning": "1;33",
    "note": "1;36",
    "off": "2",
    "frame": "1;34",
    "bold": "1",
    "good": "1;32",
}


class Style(NamedTuple):
    """How to print: with colours or without, and in how many cells; None never breaks a line."""

    color: bool = False
    width: int | None = None

    def paint(self, name: str, text: str) -> str:
        """Colour a text by the name of a severity or of a part of the report."""
        return f"\x1b[{_CODES[name]}m{text}\x1b[0m" if self.color and text else text


PLAIN = Style()


def render(result: Result, style: Style = PLAIN) -> str:
    """Write the report: the findings, a summary, what was checked, and what was not and why."""
    explained: set[str] = set()
    several = len({finding.rendered.source.name for finding in result.findings if finding.rendered}) > 1
    blocks = ["\n".join(_finding(f, style, explained, several=several)) + "\n" for f in result.findings]
    return "\n".join([*blocks, "\n".join(_footer(result, style)) + "\n"])


def failed(error: LineaError) -> str:
    """Write the report of a run that could not be made."""
    return error_text(error)


def error_text(error: LineaError, *, color: bool = False, width: int | None = None) -> str:
    """Write an error that ended a run in the same four parts as a finding."""
    block = _Block("error", Style(color, width), _gutter([error.at]))
    lines = [*block.headline("", error.problem)]
    if error.at:
        lines += block.marked("-->", [place(error.at)], error.at)
    return "\n".join([*lines, *block.remark("why", error.why), *block.remark("fix", error.fix)]) + "\n"


class _Block(NamedTuple):
    """One finding on its way to the terminal; `gutter` is the width of its widest line number."""

    severity: str
    style: Style
    gutter: int

    def headline(self, identifier: str, message: str) -> Iterator[str]:
        label = self.severity + (f"[{identifier}]" if identifier else "")
        first, *rest = wrap(f"{label}: {_safe(message)}", self.style.width, 4, 0).split("\n")
        yield self.style.paint(self.severity, label) + self.style.paint("bold", first[len(label) :])
        yield from (self.style.paint("bold", line) for line in rest)

    def marked(self, arrow: str, where: Sequence[str], location: Location | None) -> Iterator[str]:
        """Give the line that says where, and below it the excerpt with its caret."""
        indent = self.gutter + len(arrow) + 1
        named = ", ".join(_safe(part) for part in where if part).replace(_RENDERED, _GLUED)
        text = wrap(named, self.style.width, indent, indent).replace(_GLUED, _RENDERED)
        yield " " * self.gutter + self.style.paint("frame", arrow) + " " + text
        if location is None:
            return
        shown = excerpt(location, (self.style.width or _UNBOUND) - self.gutter - 3)
        number = "" if location.source.kind == "flag" else str(shown.number)
        caret = self.style.paint(self.severity, "^" * shown.length)
        yield self.style.paint("frame", f"{number:>{self.gutter}} |") + (f" {shown.text}" if shown.text else "")
        yield self.style.paint("frame", f"{'':>{self.gutter}} |") + " " + " " * shown.column + caret

    def remark(self, label: str, text: str) -> Iterator[str]:
        if text:
            indent = self.gutter + 5 + len(label)
            body = wrap(_safe(text), self.style.width, indent, indent)
            frame, head = self.style.paint("frame", " ="), self.style.paint("bold", label + ":")
            yield f"{'':>{self.gutter}}{frame} {head} {body}"


def _finding(finding: Finding, style: Style, explained: set[str], *, several: bool) -> Iterator[str]:
    block = _Block(finding.severity, style, _gutter([finding.location, finding.rendered]))
    yield from block.headline(finding.id, finding.message)
    path = dotted(finding.path)
    if finding.location:
        yield from block.marked("-->", [place(finding.location), "" if finding.subject else path], finding.location)
    if finding.subject or finding.template or finding.rendered:
        where = _rendered_place(finding, path if finding.subject or not finding.location else "")
        yield from block.marked(":::" if finding.location else "-->", where, finding.rendered)
    elif not finding.location:
        yield from block.marked("-->", [path or "the merged values"], None)
    if several and finding.rendered:
        yield from block.remark("in", command(finding.rendered.source))
    yield from block.remark("why", _once(finding.why, explained))
    yield from block.remark("fix", _once(finding.help, explained))
    yield from block.remark("docs", _once(finding.docs, explained))


def _rendered_place(finding: Finding, path: str) -> list[str]:
    subject = finding.subject
    named = f"{subject.kind}/{subject.name}" if subject else ""
    if subject and subject.namespace:
        named += f" in {subject.namespace}"
    made = template_place(finding.template) if finding.template else ""
    parts = [part for part in (made, named, path) if part]
    if finding.rendered:
        line, column = finding.rendered.source.position(finding.rendered.start)
        parts[-1:] = [" ".join([*parts[-1:], f"{_RENDERED}{line}:{column})"])]
    return parts


def _once(text: str, explained: set[str]) -> str:
    """Give a text the first time only: forty findings of one kind need one explanation."""
    if text in explained:
        return ""
    explained.add(text)
    return text


def _gutter(locations: Sequence[Location | None]) -> int:
    return max([2, *(len(str(one.source.position(one.start)[0])) for one in locations if one)])


def _footer(result: Result, style: Style) -> Iterator[str]:
    counts = [
        style.paint(nouns[:-1], _count(number, nouns)) for nouns, number in result.summary._asdict().items() if number
    ]
    ignored = [f"{len(result.ignored)} ignored"] if result.ignored else []
    yield ", ".join([*(counts or [style.paint("good", "no findings")]), *ignored])
    yield from _listed("checked", [_checked(result)], style)
    yield from _listed("skipped", [f"{skip.what}: {skip.why}" for skip in result.skipped], style)


def _listed(label: str, texts: Sequence[str], style: Style) -> Iterator[str]:
    for text in texts:
        body = wrap(_safe(text), style.width, len(label) + 2, len(label) + 2)
        yield style.paint("bold", f"{label}:") + " " + body


def _checked(result: Result) -> str:
    counts = [
        _count(len(what) if isinstance(what, list) else what, name)
        for name, what in result.checked.items()
        if not isinstance(what, str)
    ]
    names = [f"{name} {what}" for name, what in result.checked.items() if isinstance(what, str)]
    return "; ".join(", ".join(part) for part in (counts, names) if part)


def counted(summary: Summary) -> str:
    """Write how many findings there are of each severity: "2 warnings, 1 note"."""
    return ", ".join(_count(number, nouns) for nouns, number in summary._asdict().items() if number)


def _count(number: int, nouns: str) -> str:
    """Write a number before its noun, which comes as a plural."""
    singular = f"{nouns[:-3]}y" if nouns.endswith("ies") else nouns[:-1]
    return f"{number} {singular if number == 1 else nouns}"


def _safe(text: str) -> str:
    return printable(redact(text))
