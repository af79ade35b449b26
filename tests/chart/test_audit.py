"""NOTES say what is unwise in the values, and only that. LINEA_GOLDEN=write writes the audits of all values files."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml
from helms import helm
from renders import CHART, NEWEST

pytestmark = pytest.mark.helm

GOLDEN = Path(__file__).parent / "golden" / "audits.yaml"
FILES = {
    f"{path.parent.name}/{path.stem.removesuffix('-values')}": path
    for folder in ("ci", "profiles")
    for path in sorted(CHART.glob(f"{folder}/*.yaml"))
}


def audit(*flags: str) -> list[list[str]]:
    """The cells of the audit in NOTES."""
    command = [helm(NEWEST), "install", "x", CHART, "--dry-run=client", *flags]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    lines = told[told.index("\nAudit\n") :].strip().splitlines()[1:]
    return [re.split(r"  +", line.strip(), maxsplit=2) for line in lines]


def test_the_audit_warns_of_the_defaults():
    """NOTES name every default that is unwise, and the value that mends it."""
    cells = audit()
    assert {state for state, _, _ in cells} == {"ok", "warn", "ERROR"}
    told = " ".join(text for state, _, text in cells if state != "ok")
    for value in ("loadBalancerSourceRanges", "besu.probes.preset=health", "besu.sequencerPeer.mode=clusterIP",
                  "networkPolicy.enabled=true", "engine.jwt.secretName", "blocks every drain"):  # fmt: skip
        assert value in told, value


@pytest.mark.parametrize(
    ("flags", "cells"),
    [
        (
            "besu.autoscaling.maxReplicas=7",
            [
                "ok",
                "blocks",
                "maru drives 7 besu nodes by name. One beyond besu.autoscaling.maxReplicas would follow nothing.",
            ],
        ),
        (
            "besu.autoscaling.enabled=false",
            ["ok", "blocks", "maru drives 1 besu node by name. One beyond besu.replicas would follow nothing."],
        ),
        (
            "maru.enabled=false",
            [
                "warn",
                "blocks",
                "No maru here: unless another one calls their Engine API, the nodes build no blocks and follow none.",
            ],
        ),
    ],
)
def test_the_audit_says_who_makes_the_nodes_follow(flags, cells):
    """A node that nobody drives answers calls, and stands still."""
    assert [found for found in audit("--set", flags) if found[1] == "blocks"] == [cells]


def test_the_audit_warns_of_one_jwt_for_all():
    """With a Secret for the sequencer's JWT and none for besu's, a follower holds what the sequencer obeys."""
    given = "engine.jwt.secretName=one"
    warned = "A besu pod holds the JWT that the sequencer obeys."
    assert [text for state, _, text in audit("--set", given) if text.startswith(warned) and state == "warn"]
    assert not [text for _, _, text in audit("--set", f"{given},engine.jwt.besuSecretName=two") if "JWT that" in text]


def test_the_audit_is_content_with_the_production_profile():
    """With the production profile nothing but what only its user can decide is left."""
    cells = audit("-f", str(CHART / "profiles" / "production.yaml"))
    left = [text for state, _, text in cells if state != "ok"]
    assert [re.sub(r"(?<=\.) .*", "", text) for text in left] == [
        "The disruption budget of sequencer blocks every drain of its node.",
        "The disruption budget of maru blocks every drain of its node.",
        "There is none.",
        (
            "A Prometheus of kube-prometheus-stack selects by label; no targets means: "
            "set metrics.serviceMonitor.labels.release."
        ),
    ]


@pytest.mark.parametrize("name", FILES)
def test_the_audit_is_the_reviewed_one(name):
    """What NOTES say of each values file that we ship is what was reviewed last."""
    audits = yaml.safe_load(GOLDEN.read_text("utf-8")) if GOLDEN.exists() else {}
    told = [" ".join(cells) for cells in audit("-f", str(FILES[name]))]
    if os.environ.get("LINEA_GOLDEN") == "write":
        audits[name] = told
        GOLDEN.write_text(yaml.safe_dump(audits, width=400), "utf-8")
    assert told == audits[name]


BLOCKED = "The disruption budget of {} blocks every drain"


@pytest.mark.parametrize(
    ("pods", "budget", "blocks"),
    [
        (1, {"minAvailable": 1}, True), (1, {"minAvailable": 0}, False), (1, {"minAvailable": "1%"}, True),
        (1, {"minAvailable": "0%"}, False), (1, {"maxUnavailable": 0}, True), (1, {"maxUnavailable": 1}, False),
        (1, {"maxUnavailable": "1%"}, False), (1, {"maxUnavailable": "0%"}, True),
        (3, {"minAvailable": 2}, False), (3, {"minAvailable": 3}, True), (3, {"minAvailable": "66%"}, False),
        (3, {"minAvailable": "67%"}, True), (3, {"maxUnavailable": "0%"}, True),
    ],
)  # fmt: skip
def test_budgets_that_block_drains_are_named(tmp_path, pods, budget, blocks):
    """Kubernetes rounds percentages up; whatever leaves no pod to take away is warned of, and nothing else is."""
    pdb = {"minAvailable": None, "maxUnavailable": None} | budget
    names = ["besu", "maru"][: 2 if pods == 1 else 1]
    values = {name: {"pdb": pdb} for name in names}
    values["besu"]["autoscaling"] = {"minReplicas": pods}
    path = tmp_path / "values.yaml"
    path.write_text(yaml.safe_dump(values), "utf-8")
    told = "\n".join(text for state, _, text in audit("-f", str(path)) if state == "warn")
    assert [BLOCKED.format(name) in told for name in names] == [blocks] * len(names)
