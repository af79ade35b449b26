"""What there is to read about the checks that found something."""

from __future__ import annotations

import os

from linea_helm import bundled, rules
from linea_helm.ignores import checks as ignores
from linea_helm.lint import builtin
from linea_helm.result import Documentation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from linea_helm.policies.policy import Policy
    from linea_helm.result import Result

#: docs/policies/ and docs/rules/ have a page for each check that comes along (scripts/gen_docs.py).
_PAGES = "https://github.com/Consensys/helm-linea/blob/HEAD/docs"


def documented(result: Result, policies: Iterable[Policy]) -> Result:
    """Give a result with the documentation of its checks; of a policy of the user's nothing is published."""
    ids = {finding.id for finding in (*result.findings, *(each.finding for each in result.ignored))}
    docs = {
        check.ID: Documentation(check.DOCS, f"{_PAGES}/rules/{check.ID}.md")
        for check in (*rules.RULES, *builtin.ALL, *ignores.ALL)
        if check.ID in ids
    }
    for policy in policies:
        if policy.id in ids:
            is_bundled = os.path.dirname(policy.file) == bundled.POLICIES
            uri = f"{_PAGES}/policies/{policy.id}.md" if is_bundled else ""
            docs[policy.id] = Documentation(policy.docs, uri)
    return result._replace(docs=docs)
