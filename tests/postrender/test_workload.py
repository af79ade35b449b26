"""The pods of an object are found by its group and kind."""

from __future__ import annotations

import pytest

from linea_helm.postrender import exact, workload


def _root(text):
    return exact.outline(text.encode()).roots[0]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("{kind: List, items: [{kind: A}, {kind: B}]}", ["A", "B"]),
        ("{kind: ConfigMapList, items: []}", []),
        ("{kind: AccessList, spec: {}}", ["AccessList"]),
        ("{kind: List, items: {}}", ["List"]),
        ("{kind: ConfigMap, items: [{kind: A}]}", ["ConfigMap"]),
    ],
)
def test_objects(text, names):
    """A list gives its items; a kind that only ends like one is an object."""
    assert [found.scalar("kind") for found in workload.objects(_root(text))] == names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{apiVersion: apps/v1, kind: Deployment}", True),
        ("{apiVersion: v1, kind: Pod}", True),
        ("{apiVersion: v1, kind: List}", True),
        ("{apiVersion: v1, kind: Service}", False),
        ("{apiVersion: example.com/v1, kind: Deployment}", False),
        ("{apiVersion: v1, kind: Deployment}", False),
    ],
)
def test_has_pods(text, expected):
    """The group counts as well as the kind; a list may hold anything."""
    assert workload.has_pods(_root(text)) is expected


def test_containers():
    """Init containers come before the others."""
    pod = _root("{spec: {containers: [{name: b}], initContainers: [{name: a}]}}")
    assert [container.scalar("name") for container in workload.containers(pod)] == ["a", "b"]
