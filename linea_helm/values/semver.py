"""Does a chart's version fit the range that a dependency asks for? As Masterminds/semver v3 answers, which Helm uses.

Source: constraints.go of that library: `,` and blanks mean "and", `||` means "or", a missing part or `x` means any.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

_VERSION = re.compile(r"v?(\d+)(\.\d+)?(\.\d+)?(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?")
_TERM = re.compile(
    r"(=>|=<|>=|<=|!=|~>|[=><~^])?\s*(v?([0-9]+|[xX*])(\.(?:[0-9]+|[xX*]))?(\.(?:[0-9]+|[xX*]))?"
    r"(-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?(?:\+[0-9A-Za-z.-]+)?)"
)
_RANGE = re.compile(rf"\s*({_TERM.pattern})\s+-\s+({_TERM.pattern})\s*")
_ANY = ("", "x", "X", "*")
_SAME = {"": "=", "=>": ">=", "=<": "<=", "~>": "~"}


class Version(NamedTuple):
    """A semantic version; `pre` is "" for a release."""

    major: int
    minor: int
    patch: int
    pre: str = ""

    @property
    def rank(self) -> tuple[object, ...]:
        """What versions are compared by: a pre-release stands before its release, numbers before words."""
        parts = [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in self.pre.split(".")]
        return self.major, self.minor, self.patch, not self.pre, parts


class _Term(NamedTuple):
    operator: str
    version: Version
    any_minor: bool
    any_patch: bool
    dirty: bool


def parse(text: str) -> Version | None:
    """Read a version such as `1.2.3-rc.1+build`; missing parts are 0. None when it is none."""
    match = _VERSION.fullmatch(text)
    if match is None:
        return None
    return Version(int(match[1]), int((match[2] or ".0")[1:]), int((match[3] or ".0")[1:]), match[4] or "")


def fits(wanted: str, version: str) -> bool:
    """Tell whether `version` is in the range `wanted`; False when one of them is none."""
    found = parse(version)
    if found is None:
        return False
    ranges = [_terms(part) for part in _RANGE.sub(_both, wanted).split("||")]
    if None in ranges:
        return False
    return any(_holds(terms or [], found) for terms in ranges)


def _both(match: re.Match[str]) -> str:
    low, _, high = match.group().strip().partition(" - ")
    return f">= {low}, <= {high} "


def _terms(text: str) -> list[_Term] | None:
    matches = list(_TERM.finditer(text))
    between = [text[left.end() : right.start()].strip() for left, right in pairwise(matches)]
    around = text[: matches[0].start()] + text[matches[-1].end() :] if matches else ","
    if around.strip() or any(comma not in ("", ",") for comma in between):
        return None
    return [_term(match) for match in matches]


def _term(match: re.Match[str]) -> _Term:
    operator = _SAME.get(match[1] or "", match[1] or "")
    parts = [match[3], (match[4] or "")[1:], (match[5] or "")[1:]]
    unknown = next((number for number, part in enumerate(parts) if part in _ANY), 3)
    numbers = [int(part) if number < unknown else 0 for number, part in enumerate(parts)]
    version = Version(numbers[0], numbers[1], numbers[2], (match[6] or "")[1:])
    return _Term(operator, version, any_minor=unknown == 1, any_patch=unknown == 2, dirty=unknown < 3)


def _holds(terms: list[_Term], version: Version) -> bool:
    if version.pre and not any(term.version.pre for term in terms):
        return False
    return all(_OPERATORS[term.operator](term, version) for term in terms)


def _equal(term: _Term, version: Version) -> bool:
    return _tilde(term, version) if term.dirty else version.rank == term.version.rank


def _not_equal(term: _Term, version: Version) -> bool:
    wanted = term.version
    if not term.dirty or not (term.any_minor or term.any_patch):
        return version.rank != wanted.rank
    if version.major != wanted.major or (term.any_patch and version.minor != wanted.minor):
        return True
    return term.any_patch and version.pre != wanted.pre


def _greater(term: _Term, version: Version) -> bool:
    if not term.dirty or not (term.any_minor or term.any_patch):
        return version.rank > term.version.rank
    if version.major != term.version.major:
        return version.major > term.version.major
    return term.any_patch and version.minor > term.version.minor


def _less_equal(term: _Term, version: Version) -> bool:
    if not term.dirty:
        return version.rank <= term.version.rank
    if version.major > term.version.major:
        return False
    return not (version.major == term.version.major and version.minor > term.version.minor and not term.any_minor)


def _tilde(term: _Term, version: Version) -> bool:
    wanted = term.version
    if version.rank < wanted.rank:
        return False
    if wanted[:3] == (0, 0, 0) and not term.any_minor and not term.any_patch:
        return True
    return version.major == wanted.major and (term.any_minor or version.minor == wanted.minor)


def _caret(term: _Term, version: Version) -> bool:
    wanted = term.version
    if version.rank < wanted.rank:
        return False
    if wanted.major > 0 or term.any_minor:
        return version.major == wanted.major
    if version.major > 0:
        return False
    if wanted.minor > 0 or term.any_patch:
        return version.minor == wanted.minor
    return version.minor == 0 and version.patch == wanted.patch


def _less(term: _Term, version: Version) -> bool:
    return version.rank < term.version.rank


def _greater_equal(term: _Term, version: Version) -> bool:
    return version.rank >= term.version.rank


_OPERATORS = {
    "=": _equal,
    "!=": _not_equal,
    ">": _greater,
    "<": _less,
    ">=": _greater_equal,
    "<=": _less_equal,
    "~": _tilde,
    "^": _caret,
}
