"""Exported policies have the verdict of an API server on their own cases; its verdicts are recorded.

`pytest -s` prints how many; a policy that has changed since is left out of the comparison and counted
(scripts/apiserver/record.py records anew).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from apiserver_cases import cases, digest

from linea_helm.policies.constraints import by_kind
from linea_helm.policies.engine import admission
from linea_helm.policies.manifest import Manifest
from linea_helm.policies.policy import CONDITION, Policy
from linea_helm.policies.vap.foreign import Foreign
from linea_helm.policies.vap.shape import POLICY_SHAPE, known

RECORDED = json.loads((Path(__file__).parent / "apiserver.json").read_text(encoding="utf-8"))["cases"]

#: What must stand in the object, and why an API server sees it otherwise.
EXPLAINED = [
    (r'^(?!.*"containers": \[\{)(?!.*"kind": "Service")', "a list that must be there is null to Go, not absent"),
    (
        r'"kind": "Service".*"ports": \[(?!.*targetPort)',
        "a server sets the targetPort first, which what records it does not",
    ),
    (r'"(cpu|memory)": null', "a quantity that is null is 0 to Go"),
]


def ours(case):
    """Give what the policy says of the object of a case: "number deny: message", or "number error"."""
    policy = Policy(next(Foreign(known(case["policy"], POLICY_SHAPE), "").bound({}, {})))
    manifest = Manifest(case["object"], "", 0, "")
    if not list(policy.select(by_kind([manifest]))):
        return None
    bindings = {"object": manifest.data, "oldObject": None, "request": admission(manifest, "default")}
    return {
        "condition" if verdict.validation == CONDITION else
        f"{verdict.validation} error" if verdict.failed else f"{verdict.validation} deny: {verdict.message}"
        for verdict in policy.judge(bindings)
    }  # fmt: skip


def theirs(case):
    """Give the same of what is recorded."""
    return {said if " deny: " in said else said.partition(":")[0] for said in RECORDED[digest(case)]}


@pytest.mark.slow
def test_policies_judge_their_cases_as_an_api_server_does(capsys):
    """Each recorded case has the same verdict, but for the reasons that are written down."""
    board, differ = Counter(), []
    for case in cases():
        mine = ours(case) if digest(case) in RECORDED else None
        if digest(case) not in RECORDED:
            board["not recorded"] += 1
        elif mine is None:
            board["not selected"] += 1
        elif mine == theirs(case):
            board["same"] += 1
        else:
            text = json.dumps(case["object"])
            reason = next((why for pattern, why in EXPLAINED if re.search(pattern, text)), None)
            board[str(reason)] += 1
            if reason is None:
                differ.append((case["policy"]["metadata"]["name"], text, mine, theirs(case)))
    with capsys.disabled():
        print("\n" + "\n".join(f"  {count:6} {what}" for what, count in board.most_common()))
    assert differ == []
    assert board["same"] > 0
