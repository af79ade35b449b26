"""What is wrong between several releases: `helm linea lint --fleet a.yaml b.yaml`."""

from __future__ import annotations

from linea_helm.policies.catalogue import policies
from linea_helm.policies.engine import judge_fleet
from linea_helm.policies.fleet import Fleet
from linea_helm.result import Result, Skip, ordered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from linea_helm.lint.request import Request
    from linea_helm.policies.release import Release

    #: A release that was rendered, and the values files that made it.
    Member = tuple[Release, str]


def compare(requests: list[Request], members: list[Member], environ: Mapping[str, str]) -> Result:
    """Judge the releases that were rendered by the policies that compare them, with the terms of the first request.

    A release that is missing makes the comparison incomplete, which is said.
    """
    first = requests[0]
    judges = policies(first.policies, environ)
    findings = judge_fleet(judges, Fleet(members), first.terms) if members else []
    missing = len(requests) - len(members)
    skipped = [Skip("the comparison with every release", f"{missing} of {len(requests)} could not be rendered")]
    return Result(ordered(findings), {"releases": len(members)}, tuple(skipped) if missing else ())
