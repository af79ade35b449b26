"""Bundled policies on what public charts render: they can judge every object, and what they say was read and is so."""

from __future__ import annotations

from mutating import said
from shared_data import shared

from linea_helm.lint.helm import Output
from linea_helm.lint.rendering import release
from linea_helm.policies.catalogue import policies
from linea_helm.policies.engine import Terms, judge_release

#: What was read and found to be so, of policies about roles, budgets, scaling and Services.
READ = {
    "besu-node": [("statefulset-headless-service", "Service/besu-node-demo", "spec.clusterIP")],
    "geth": [
        ("headless-publish-not-ready", "Service/demo-geth-headless", "spec.publishNotReadyAddresses"),
        ("networkpolicy-missing", "StatefulSet/demo-geth", "spec.template.spec.containers[0].ports[3].containerPort"),
    ],
    "grandine": [("headless-publish-not-ready", "Service/demo-grandine-headless", "spec.publishNotReadyAddresses")],
    "nimbus": [("headless-publish-not-ready", "Service/demo-nimbus-headless", "spec.publishNotReadyAddresses")],
    "argo-rollouts": [("pdb-missing", "Deployment/demo-argo-rollouts", "")],
    "xatu-consumoor": [("pdb-missing", "Deployment/demo-xatu-consumoor", "")],
}
#: The policies that were read so; hook-cleanup, a note on every test pod, is left out.
THEIRS = (
    "api-version-", "dns-", "engine-port-", "external-", "headless-", "hpa-", "ingress-", "metrics-", "networkpolicy-",
    "p2p-udp-", "pdb-", "sequencer-", "servicemonitor-", "statefulset-",
)  # fmt: skip


def test_findings_on_public_charts():
    """No policy fails to judge what people deploy, and nobody is told what is not so."""
    bundled = policies([], {})
    read = {}
    for path in sorted(shared("streams/raw").glob("*.yaml")):
        rendered, _ = release(Output(0, path.read_text("utf-8"), ""), "demo", "default", path.name)
        found = [said(finding) for finding in judge_release(bundled, rendered, Terms(), None)]
        assert not [finding for finding in found if "could not be evaluated" in finding.message]
        told = [finding[:3] for finding in found if finding.id.startswith(THEIRS)]
        if told:
            read[path.stem.rpartition("_")[2]] = told
    assert read == READ
