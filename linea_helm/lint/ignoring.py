"""What ignores are held against: the ids that there are, and the day."""

from __future__ import annotations

from linea_helm import rules
from linea_helm.ignores import checks
from linea_helm.ignores.apply import Known
from linea_helm.lint import builtin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from linea_helm.policies.policy import Policy

#: Of all rules.
RULES = frozenset(rule.ID for rule in rules.RULES)
#: Nobody ignores what keeps a lint from looking, or what is said of ignores.
FIXED = frozenset(check.ID for check in (*builtin.ALL, *checks.ALL))


def known(policies: Iterable[Policy], judged: Iterable[str]) -> Known:
    """Gather the ids of a run; `judged` are those that had all that they look at."""
    every = {policy.id: policy.mandatory for policy in policies}
    mandatory = {id_ for id_, is_mandatory in every.items() if is_mandatory}
    return Known({*every, *RULES, *FIXED}, FIXED, mandatory, frozenset(judged))


def today(environ: Mapping[str, str]) -> str:
    """Give the date as an ISO date; SOURCE_DATE_EPOCH fixes it (reproducible-builds.org)."""
    import time

    epoch = environ.get("SOURCE_DATE_EPOCH", "")
    return time.strftime("%Y-%m-%d", time.gmtime(int(epoch)) if epoch.isdigit() else time.localtime())
