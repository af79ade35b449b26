"""Containers get the resources they lack, never a limit below a request, never a request beside a lone limit."""

from __future__ import annotations

import pytest

from linea_helm.postrender import exact
from linea_helm.postrender.transforms import resources
from linea_helm.postrender.workload import Object

RULES = (
    {
        "match": {"component": "besu", "container": "besu"},
        "requests": {"cpu": "1", "memory": "1Gi"},
        "limits": {"memory": "2Gi"},
    },
    {"match": {"kind": "Job"}, "requests": {"cpu": "2"}},
    {"match": {"container": "wait"}, "requests": {"cpu": "3"}},
)


def _pod(containers, labels="{}", kind="Deployment", version="apps/v1", outer="{}"):
    text = f"""{{apiVersion: {version}, kind: {kind}, metadata: {{labels: {outer}}},
        spec: {{template: {{metadata: {{labels: {labels}}}, spec: {containers}}}}}}}"""
    return exact.outline(text).roots[0]


def _added(root, rules=RULES, labels=()):
    found = resources.additions(Object(root), rules, dict(labels))
    return [(node.scalar("name"), new["resources"]) for node, new in found]


BESU = "{app.kubernetes.io/component: besu}"


@pytest.mark.parametrize(
    ("root", "expected"),
    [
        (
            _pod("{containers: [{name: besu}]}", BESU),
            [("besu", {"requests": {"cpu": "1", "memory": "1Gi"}, "limits": {"memory": "2Gi"}})],
        ),
        (_pod("{containers: [{name: besu}]}"), []),
        (_pod("{containers: [{name: x}]}", BESU), []),
        (_pod("{initContainers: [{name: wait}], containers: [{name: x}]}"), [("wait", {"requests": {"cpu": "3"}})]),
        (_pod("{containers: [{name: wait}]}", kind="Job", version="batch/v1"), [("wait", {"requests": {"cpu": "2"}})]),
        (_pod("{containers: [{name: wait}]}", kind="Job", version="example.com/v1"), []),
        (_pod("{containers: []}", BESU), []),
        (_pod("{}", BESU), []),
    ],
    ids=[
        "component and container",
        "no component",
        "another container",
        "init container",
        "first match",
        "another group",
        "none",
        "no list",
    ],
)
def test_which_containers(root, expected):
    """The first rule whose match fits in every part decides; init containers come first."""
    assert _added(root) == expected


@pytest.mark.parametrize(
    ("root", "labels", "matches"),
    [
        (_pod("{containers: [{name: besu}]}", outer=BESU), {}, True),
        (_pod("{containers: [{name: besu}]}"), {resources.COMPONENT: "besu"}, True),
        (_pod("{containers: [{name: besu}]}", outer=BESU), {resources.COMPONENT: "maru"}, False),
        (_pod("{containers: [{name: besu}]}", "{app.kubernetes.io/component: maru}", outer=BESU), {}, False),
    ],
    ids=["the object's", "the added one", "the added one before the object's", "the pod's first"],
)
def test_which_component(root, labels, matches):
    """The pod's own label counts, then the one it is given, then the object's: a second run sees the same."""
    assert bool(_added(root, labels=labels)) is matches


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ("{requests: {cpu: 5}}", {"requests": {"memory": "1Gi"}, "limits": {"memory": "2Gi"}}),
        ("{limits: {memory: 5Gi}}", {"requests": {"cpu": "1"}}),
        ("{requests: {memory: 2Gi}}", {"requests": {"cpu": "1"}, "limits": {"memory": "2Gi"}}),
        ("{requests: {memory: 3Gi}}", {"requests": {"cpu": "1"}}),
        ("{requests: {memory: many}}", {"requests": {"cpu": "1"}}),
        ("{limits: {cpu: 1, memory: 1Gi}}", None),
        ("{requests: {cpu: 1, memory: 1Gi}, limits: {memory: 1Gi}}", None),
        ("", {"requests": {"cpu": "1", "memory": "1Gi"}, "limits": {"memory": "2Gi"}}),
    ],
    ids=[
        "one request",
        "a lone limit",
        "an equal request",
        "a larger request",
        "an unreadable request",
        "limits",
        "everything",
        "null",
    ],
)
def test_what_a_container_lacks(own, expected):
    """What is there stays, and what is added fits it."""
    root = _pod(f"{{containers: [{{name: besu, resources: {own}}}]}}", BESU)
    assert _added(root) == ([("besu", expected)] if expected else [])


BAD = "is not a quantity such as 500m, 2 or 4Gi"
KINDS = "DaemonSet, Deployment, ReplicaSet, StatefulSet, Job, CronJob, ReplicationController, PodTemplate, Pod"


@pytest.mark.parametrize(
    ("rule", "mistakes"),
    [
        ({"requests": {"cpu": "1"}}, []),
        ({"limits": {"nvidia.com/gpu": "1"}}, []),
        ({"match": {"kind": "CronJob"}, "limits": {"cpu": "1"}}, []),
        ({}, [((), "the rule has neither requests nor limits")]),
        ({"requests": {"cpu": "4 GB"}}, [(("requests", "cpu"), f"cpu: '4 GB' {BAD}")]),
        ({"limits": {"memory": "-1"}}, [(("limits", "memory"), f"memory: '-1' {BAD}")]),
        (
            {"requests": {"cpu": "x", "memory": "2Gi"}, "limits": {"cpu": "1", "memory": "2G"}},
            [
                (("requests", "cpu"), f"cpu: 'x' {BAD}"),
                (("requests", "memory"), "memory: the request 2Gi is above the limit 2G"),
            ],
        ),
        (
            {"match": {"kind": "Service"}, "limits": {"cpu": "1"}},
            [(("match", "kind"), f"a Service has no containers; these have: {KINDS}")],
        ),
    ],
)
def test_a_rule(rule, mistakes):
    """What Kubernetes would refuse of a rule, and what matches nothing, is told with its place."""
    assert list(resources.mistakes({"match": {}, **rule})) == mistakes
