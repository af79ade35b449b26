"""Several releases judged together: what is wrong only because another release is as it is.

One release is a fleet of one, so these policies are in force in every lint. On the fast path, as the engine is.
"""

from __future__ import annotations

from linea_helm.facts import OF_RELEASE
from linea_helm.facts.fact import Place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from linea_helm.facts.fact import Fact
    from linea_helm.finding import Path
    from linea_helm.policies.policy import Policy, Verdict
    from linea_helm.policies.release import Release

    #: Validation, message, object, path, span.
    Said = tuple[int, str, int, Path, tuple[int, int] | None]


class Fleet:
    """Releases of one environment, each with the values files that made it ("" for none)."""

    __slots__ = ("_facts", "releases")

    def __init__(self, releases: Sequence[tuple[Release, str]]) -> None:
        self.releases = releases
        self._facts: dict[str, list[tuple[Fact, Release]]] = {}

    def facts(self, name: str) -> list[tuple[Fact, Release]]:
        """Give one collection of facts of all releases; each says also "release", "namespace" and "file"."""
        if name not in self._facts:
            self._facts[name] = [
                (fact.more({"release": release.name, "namespace": release.namespace, "file": file}), release)
                for release, file in self.releases
                for fact in release.facts(name)
            ]
        return self._facts[name]


def fleet_verdicts(policy: Policy, fleet: Fleet, profile: str) -> Iterator[tuple[Verdict, Place, Release]]:
    """Judge a fleet by one policy: each verdict with the place that it points at, and the release that this is in."""
    releases = [{"name": r.name, "namespace": r.namespace, "file": file} for r, file in fleet.releases]
    shared: dict[str, Any] = {
        "releases": releases,
        "profile": profile,
        **{name: [fact.data for fact, _ in fleet.facts(name)] for name in OF_RELEASE if name in policy.needs},
    }
    if not policy.each:
        for verdict in policy.judge(shared):
            yield verdict, *_aim(verdict, fleet, None)
        return
    said: set[Said] = set()
    for judged in fleet.facts(policy.each):
        for verdict in policy.judge({**shared, OF_RELEASE[policy.each]: judged[0].data}):
            place, release = _aim(verdict, fleet, judged)
            if is_new(verdict, place, said):
                yield verdict, place, release


def is_new(verdict: Verdict, place: Place, said: set[Said]) -> bool:
    """Say whether a verdict is said of a place for the first time: several parts of facts may stand at one."""
    mark = (verdict.validation, verdict.message, id(place.manifest), place.path, place.inner)
    if mark in said:
        return False
    said.add(mark)
    return True


def _aim(verdict: Verdict, fleet: Fleet, judged: tuple[Fact, Release] | None) -> tuple[Place, Release]:
    root, *path = verdict.path
    if root in OF_RELEASE and path and isinstance(path[0], int):
        fact, release = fleet.facts(str(root))[path[0]]
        return fact.place(tuple(path[1:])), release
    if judged:
        fact, release = judged
        return fact.place(tuple(path) if root in OF_RELEASE.values() else ()), release
    return Place(None, ()), fleet.releases[0][0]
