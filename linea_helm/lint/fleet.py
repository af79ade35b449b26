"""What is wrong between several releases: `helm linea lint --fleet a.yaml b.yaml`."""

from __future__ import annotations

from linea_helm.concealed import Secrets, conceal
from linea_helm.lint.request import strictest
from linea_helm.policies.engine import judge_fleet
from linea_helm.policies.fleet import Fleet
from linea_helm.result import Result, Skip, ordered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from linea_helm.lint.request import Request
    from linea_helm.lint.together import Together


def compared(requests: Sequence[Request], together: Together) -> Iterator[Result]:
    """Judge the releases that were rendered by the policies that compare them, with the strictest terms of all.

    A release that is missing makes the comparison incomplete, which is said.
    """
    if not together.compares:
        return
    members, asked = together.members, len(requests)
    terms = strictest(requests)
    findings = judge_fleet(together.policies, Fleet(members), terms) if members else ()
    missing = f"{asked - len(members)} of {asked} could not be rendered"
    skipped = [Skip("the comparison with every release", missing)] if len(members) < asked else []
    secrets = Secrets()
    for own in together.secrets:
        secrets.join(own)
    yield Result(ordered(conceal(findings, secrets)), {"releases": len(members)}, tuple(skipped))
