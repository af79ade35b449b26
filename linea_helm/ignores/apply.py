"""Take out of a run what somebody chose to live with, and say what is wrong with the ignores themselves."""

from __future__ import annotations

from typing import NamedTuple

from linea_helm.ignores import checks
from linea_helm.ignores.ignore import Ignore
from linea_helm.result import Ignored

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from linea_helm.finding import Finding
    from linea_helm.ignores.ignore import Mistake
    from linea_helm.policies.engine import Terms
    from linea_helm.source import Location


class Known(NamedTuple):
    """The ids of a run: all, those that nobody can ignore, those mandatory in prod, and those that had all to judge."""

    all: Collection[str]
    fixed: Collection[str]
    mandatory: Collection[str]
    judged: Collection[str]

    def refuses(self, id_: str, profile: str) -> str:
        """Say why an id cannot be ignored, "" when it can."""
        if id_ not in self.all:
            from linea_helm.nearest import nearest

            near = nearest(id_, self.all)
            return f'no policy or rule is called "{id_}"' + (f'; did you mean "{near}"?' if near else "")
        if id_ in self.fixed:
            return f"{id_} cannot be ignored: what it finds keeps others from looking"
        if id_ in self.mandatory and profile == "prod":
            return f"{id_} is mandatory in prod and cannot be ignored there"
        return ""


def apply(
    findings: Iterable[Finding],
    ignores: Iterable[Ignore | tuple[Mistake, Location]],
    known: Known,
    terms: Terms,
    today: str,
) -> tuple[list[Finding], list[Ignored]]:
    """Part findings into those that count and those that are ignored; what is wrong with ignores counts, too.

    `today` is an ISO date. An ignore counts to the end of its last day.
    """
    told: list[Finding] = []
    inforce: list[Ignore] = []
    for each in ignores:
        if isinstance(each, Ignore):
            refusals = [why for id_ in each.ids if (why := known.refuses(id_, terms.profile))]
            told += [checks.found(checks.INVALID, why, each.at, terms, each.on) for why in refusals]
            if not refusals:
                inforce.append(each)
        else:
            mistake, at = each
            told.append(checks.found(checks.INVALID, mistake.problem, at, terms, mistake.on))
    kept, ignored, used = _part(findings, inforce, today)
    told += _said(inforce, used, known.judged, terms, today)
    return [*kept, *(finding for finding in told if finding.severity != "off")], ignored


def _part(
    findings: Iterable[Finding], ignores: Sequence[Ignore], today: str
) -> tuple[list[Finding], list[Ignored], set[tuple[int, str]]]:
    """Give what counts, what does not, and which ids of which ignores were for something, expired ones included."""
    kept: list[Finding] = []
    ignored: list[Ignored] = []
    used: set[tuple[int, str]] = set()
    for finding in findings:
        fitting = [each for each in ignores if finding.id in each.ids and each.covers(finding)]
        used |= {(id(each), finding.id) for each in fitting}
        valid = next((each for each in fitting if not _is_over(each, today)), None)
        if valid:
            ignored.append(Ignored(finding, valid.reason, valid.until))
        else:
            kept.append(finding)
    return kept, ignored, used


def _said(
    ignores: Sequence[Ignore], used: set[tuple[int, str]], judged: Collection[str], terms: Terms, today: str
) -> Iterator[Finding]:
    for each in ignores:
        for id_ in each.ids:
            if (id(each), id_) in used:
                if _is_over(each, today):
                    said = f"the ignore of {id_} ended on {each.until}"
                    yield checks.found(checks.EXPIRED, said, each.at, terms, each.on)
            elif id_ in judged:
                yield checks.found(checks.UNUSED, f"nothing here is found by {id_}", each.at, terms, each.on)


def _is_over(ignore: Ignore, today: str) -> bool:
    return bool(ignore.until) and ignore.until < today
