"""Ignores in the comments of a values file.

One beside a key or a value is for what is found on that line, one on a line of its own for the next line that is no
comment. What is found inside a text of several lines (TOML in a block) may be ignored at its key or at its own line.
"""

from __future__ import annotations

from linea_helm.ignores.ignore import MARK, Ignore, Mistake, parse
from linea_helm.source import Location

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from linea_helm.finding import Finding
    from linea_helm.source import Source

    #: Gives the location of the value that a finding is about, where that is not the finding's own.
    Whole = Callable[[Finding], Location | None]


def ignores(source: Source, whole: Whole) -> Iterator[Ignore | tuple[Mistake, Location]]:
    """Give the ignores of a values file, in order, and the mistakes with their places."""
    text = source.text
    for mark in MARK.finditer(text):
        line = text.rfind("\n", 0, mark.start()) + 1
        end = text.find("\n", mark.start())
        end = len(text) if end < 0 else end
        hash_ = text.rfind("#", line, mark.start())
        if hash_ < 0 or text[hash_ + 1 : mark.start()].strip(" \t#"):
            continue
        start = mark.start() + len("linea:")
        try:
            ids, reason, until, _ = parse(text, start, end)
        except Mistake as mistake:
            yield mistake, Location(source, mistake.start, mistake.end)
            continue
        covered = line if text[line:hash_].strip() else _next(text, end + 1)
        at = Location(source, mark.start(), end)
        yield Ignore(ids, reason, until, at, _on_line(source, covered, whole))


def _next(text: str, at: int) -> int:
    """Give the start of the next line that is neither empty nor a comment."""
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        line = text[at:end].strip()
        if line and not line.startswith("#"):
            return at
        at = end + 1
    return at


def _on_line(source: Source, line: int, whole: Whole) -> Callable[[Finding], bool]:
    def covers(finding: Finding) -> bool:
        if finding.location is None or finding.location.source != source:
            return False
        places = (finding.location, whole(finding))
        return any(place and source.text.rfind("\n", 0, place.start) + 1 == line for place in places)

    return covers
