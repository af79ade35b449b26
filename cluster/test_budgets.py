"""Budgets as the API server reads them: what a drain of a node may take away, and what it waits for."""

from __future__ import annotations

import pytest

from api import Refusal
from plane import settled
from space import RELEASE, values

pytestmark = pytest.mark.helm

SEQUENCER = "linea-stack-sequencer-0"
#: The contract's budget on top of a chain that needs no Secret.
CONTRACT = "sequencer.pdb.minAvailable=1,sequencer.pdb.maxUnavailable=null"


def evict(space, pod=SEQUENCER):
    """Ask for an eviction as a drain does; give what the server refuses with, or nothing."""
    body = {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": pod, "namespace": space.name}}
    try:
        space.api.create(f"{space.path('pods', pod)}/eviction", body)
    except Refusal as refusal:
        return refusal.code, str(refusal), refusal.causes
    return None


def counted(space):
    """Wait until the disruption controller has seen the budget, and give how many pods may go."""
    path = space.path("policy/v1/poddisruptionbudgets", "linea-stack-sequencer")
    assert settled(lambda: space.api.get(path)["status"].get("currentHealthy"), 1) == 1
    return space.api.get(path)["status"]["disruptionsAllowed"]


def test_the_contracts_budget_refuses_every_drain(space):
    """With minAvailable 1 the only sequencer is never evicted, and kubectl drain ends without having moved it."""
    space = space()
    assert space.install(*values("devnet"), "--set", CONTRACT).returncode == 0
    assert counted(space) == 0
    code, message, causes = evict(space)
    assert (code, message) == (429, "Cannot evict pod as it would violate the pod's disruption budget.")
    assert causes == ["The disruption budget linea-stack-sequencer needs 1 healthy pods and has 1 currently"]

    node = space.api.get(space.path("pods", SEQUENCER))["spec"]["nodeName"]
    only = ("--pod-selector", "app.kubernetes.io/component=sequencer", "--delete-emptydir-data", "--timeout=4s")
    done = space.kubectl("drain", node, *only)
    space.kubectl("uncordon", node)
    assert done.returncode == 1
    assert "Cannot evict pod as it would violate the pod's disruption budget." in done.stderr


def test_the_other_knob_lets_a_drain_move_the_sequencer(space):
    """With maxUnavailable 1 a drain evicts it, and it comes up again on another node, with its volume."""
    space = space()
    assert space.install(*values("devnet")).returncode == 0
    assert counted(space) == 1
    before = space.api.get(space.path("pods", SEQUENCER))
    node = before["spec"]["nodeName"]
    only = ("--pod-selector", "app.kubernetes.io/component=sequencer", "--delete-emptydir-data", "--timeout=60s")
    done = space.kubectl("drain", node, *only)
    assert (done.returncode, f"pod/{SEQUENCER} evicted" in done.stdout) == (0, True)

    def moved():
        found = [pod for pod in space.items("pods") if pod["metadata"]["name"] == SEQUENCER]
        return [(pod["status"]["phase"], pod["metadata"]["uid"] != before["metadata"]["uid"]) for pod in found]

    assert settled(moved, [("Running", True)]) == [("Running", True)]
    after = space.api.get(space.path("pods", SEQUENCER))
    space.kubectl("uncordon", node)
    assert after["spec"]["nodeName"] != node
    assert after["spec"]["volumes"][0] == before["spec"]["volumes"][0]


def test_a_sequencer_that_is_not_ready_may_go(space):
    """unhealthyPodEvictionPolicy AlwaysAllow: the contract's budget does not keep a broken pod on its node."""
    space = space()
    assert space.install(*values("devnet"), "--set", CONTRACT).returncode == 0
    assert counted(space) == 0
    space.api.status(space.path("pods", SEQUENCER), {"conditions": [{"type": "Ready", "status": "False"}]})
    assert evict(space) is None


def test_the_audit_tells_of_the_budget(space):
    """What the server does is what the notes of the release say."""
    space = space()
    assert space.install(*values("devnet"), "--set", CONTRACT).returncode == 0
    assert "drain" in space.helm("get", "notes", RELEASE).stdout
