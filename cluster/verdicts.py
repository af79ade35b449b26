"""What our policies say of an object, and what a server with the same policies says: both as {(policy, message)}."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from linea_helm.policies.constraints import by_kind
from linea_helm.policies.engine import admission
from linea_helm.policies.manifest import Manifest
from linea_helm.policies.policy import CONDITION, Policy
from linea_helm.policies.vap.foreign import Foreign
from linea_helm.policies.vap.shape import POLICY_SHAPE, known

if TYPE_CHECKING:
    from collections.abc import Iterable

    from api import Object

Verdict = tuple[str, str]

#: What stands for an expression that could not be evaluated: servers and we say it in other words.
ERROR = "(cannot be evaluated)"
_SAID = re.compile(r"ValidatingAdmissionPolicy '([^']+)' with binding '[^']+'(?: denied request)?: (.*)", re.DOTALL)
_FAILED = re.compile(r"expression '.*' resulted in error: |failed to evaluate ", re.DOTALL)


def compiled(policy: Object) -> Policy:
    """Compile an exported policy as it is, by the way that `policy import` goes."""
    return Policy(next(Foreign(known(policy, POLICY_SHAPE), "").bound({}, {})))


def ours(policies: Iterable[Policy], data: Object, namespace: str) -> set[Verdict]:
    """Judge an object here."""
    manifest = Manifest(data, "", 0, "")
    bindings = {"object": data, "oldObject": None, "request": admission(manifest, namespace)}
    return {
        (policy.id, ERROR if verdict.failed or verdict.validation == CONDITION else verdict.message)
        for policy in policies
        if list(policy.select(by_kind([manifest])))
        for verdict in policy.judge(bindings)
    }


def theirs(texts: Iterable[str]) -> set[Verdict]:
    """Read a server's warnings, or the causes of its refusal."""
    found = [match.groups() for text in texts if (match := _SAID.search(text))]
    return {(policy, ERROR if _FAILED.match(message) else message) for policy, message in found}
