"""What the gate knows of a release of which Helm tells it nothing."""

from __future__ import annotations

import pytest

from linea_helm.policies.engine import Terms
from linea_helm.postrender.gate import judge

WEB = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {replicas: 2, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: a, image: "a:1"}]}}}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web, namespace: prod}
spec: {maxUnavailable: 1, selector: {matchLabels: {app: web}}}
"""
ELSEWHERE = """\
---
apiVersion: v1
kind: ConfigMap
metadata: {name: dashboards, namespace: monitoring}
"""


@pytest.mark.parametrize(
    ("stream", "given", "is_found"),
    [(WEB, "", False), (WEB, "stage", True), (WEB + ELSEWHERE, "", True)],
    ids=["named by an object", "given", "named differently"],
)
def test_objects_may_say_where_the_release_goes(stream, given, is_found):
    """A chart that writes the namespace on some of its objects has the others there, too."""
    findings, _, _ = judge(stream.encode(), [], Terms(), given, None, {}, None)
    assert ("pdb-missing" in {finding.id for finding in findings}) is is_found
