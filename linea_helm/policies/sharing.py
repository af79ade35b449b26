"""Judge a release with two processes: whoever is free takes the next share of the policies.

The second one only says which of its shares find something; this one asks those again, for what there is to say.
On the fast path: imports nothing but our own modules and what is built in.
"""

from __future__ import annotations

from posix import close, pipe, read, write

from linea_helm import beside
from linea_helm.facts import OF_RELEASE
from linea_helm.policies.engine import findings, judge_release, judged

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from linea_helm.finding import Finding
    from linea_helm.policies.engine import Judged, Terms
    from linea_helm.policies.policy import Policy
    from linea_helm.policies.release import Release
    from linea_helm.values.values import Values

#: Policies times objects. To judge fewer takes less time than to start a second process.
_LEAST = 500
#: Shares have numbers, and each of these is a byte.
_MOST = 200


def judge_shared(policies: Sequence[Policy], release: Release, terms: Terms, values: Values | None) -> list[Finding]:
    """Give what `engine.judge_release` gives."""
    if len(policies) * len(release.manifests) < _LEAST or not beside.possible():
        return list(judge_release(policies, release, terms, values))

    def judge(share: Sequence[Policy]) -> list[Judged]:
        return list(judged(share, release, terms, values))

    on_facts, *shares = _shares(policies)
    waiting = _numbers(len(shares))
    with beside.Beside(lambda: {number: bool(judge(shares[number])) for number in _taken(waiting)}) as other:
        found = judge(on_facts)
        own = {number: judge(shares[number]) for number in _taken(waiting)}
        close(waiting)
        speaks = other.result() or {}
    for number, share in enumerate(shares):
        if number in own or speaks.get(number, True):
            found += own[number] if number in own else judge(share)
    place = {id(policy): number for number, policy in enumerate(policies)}
    found.sort(key=lambda each: place[id(each[0])])
    return list(findings(found, release, values))


def _shares(policies: Sequence[Policy]) -> Iterator[list[Policy]]:
    """Part policies; the first share looks at facts, which are worked out once for all of them."""
    looks = {id(policy): bool(policy.each) or not OF_RELEASE.keys().isdisjoint(policy.needs) for policy in policies}
    yield [policy for policy in policies if looks[id(policy)]]
    others = [policy for policy in policies if not looks[id(policy)]]
    for first in range(min(_MOST, len(others))):
        yield others[first::_MOST]


def _numbers(count: int) -> int:
    """Give a pipe with the numbers below `count`: each goes to one of those who read it."""
    out, into = pipe()
    write(into, bytes(range(count)))
    close(into)
    return out


def _taken(numbers: int) -> Iterator[int]:
    """Take numbers until there are no more."""
    while taken := read(numbers, 1):
        yield taken[0]
