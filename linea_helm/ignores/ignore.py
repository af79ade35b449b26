"""One ignore: which findings it is for, why, and until when.

    # linea: ignore[pdb-missing] reason="one node, no drains" until=2027-01-31

The same words stand in the annotation `helm-linea/ignore` of an object, without `linea:`, one ignore a line.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from linea_helm.finding import Finding
    from linea_helm.policies.manifest import Manifest
    from linea_helm.source import Location

#: What can be read as an ignore at all, well written or not.
MARK = re.compile(r"linea:[ \t]*ignore\b")
_IGNORE = re.compile(r"[ \t]*ignore[ \t]*\[[ \t]*([^\]\n]*?)[ \t]*\]")
_OPTION = re.compile(r"[ \t]+(?:(reason)=\"((?:[^\"\\\n]|\\.)*)\"|(until)=(\S+))")
_EXAMPLE = 'write ignore[id] reason="…" until=2027-01-31'


class Mistake(Exception):
    """An ignore that nobody can read: `problem`, and the span of what is wrong in the text; `on` as of an ignore."""

    def __init__(self, problem: str, start: int, end: int) -> None:
        super().__init__(problem)
        self.problem = problem
        self.start = start
        self.end = end
        self.on: Manifest | None = None


class Ignore:
    """What somebody chose to live with; `covers` says whether a finding, whatever its id, stands where it is for.

    `at` is where it is written, `on` the object in whose annotations that is, `until` an ISO date or "" for ever.
    """

    __slots__ = ("at", "covers", "ids", "on", "reason", "until")

    def __init__(
        self,
        ids: tuple[str, ...],
        reason: str,
        until: str,
        at: Location | None,
        covers: Callable[[Finding], bool],
        on: Manifest | None = None,
    ) -> None:
        self.ids = ids
        self.reason = reason
        self.until = until
        self.at = at
        self.covers = covers
        self.on = on


def parse(text: str, start: int, end: int) -> tuple[tuple[str, ...], str, str, int]:
    """Read the words from `ignore` to the end of a line: ids, reason, until, and where they end.

    Errors: Mistake for what is left out or is not known.
    """
    found = _IGNORE.match(text, start, end)
    if found is None:
        raise Mistake(f"an ignore names what it is for; {_EXAMPLE}", start, end)
    ids = tuple(part.strip() for part in found[1].split(",") if part.strip())
    if not ids:
        raise Mistake(f"an ignore without an id; {_EXAMPLE}", *found.span())
    given: dict[str, str] = {}
    at = found.end()
    while option := _OPTION.match(text, at, end):
        name, value = (option[1], option[2]) if option[1] else (option[3], option[4])
        if name in given:
            raise Mistake(f"{name} stands twice", *option.span())
        given[name] = value
        at = option.end()
    if text[at:end].strip():
        rest = text[at:end]
        shift = len(rest) - len(rest.lstrip())
        raise Mistake(f"an ignore takes reason and until; {_EXAMPLE}", at + shift, at + len(rest.rstrip()))
    if not given.get("reason", "").strip():
        raise Mistake('an ignore needs a reason; write reason="…"', start + found[0].index("ignore"), at)
    return ids, given["reason"], checked_date(given.get("until", ""), at - len(given.get("until", "")), at), at


def checked_date(text: str, start: int, end: int) -> str:
    """Give an ISO date back; "" is none.

    Errors: Mistake.
    """
    from datetime import date

    try:
        is_date = not text or date.fromisoformat(text).isoformat() == text
    except ValueError:
        is_date = False
    if not is_date:
        raise Mistake(f"until={text} is no date; write until=2027-01-31", start, end)
    return text
