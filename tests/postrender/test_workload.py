"""The pods of an object are found by its group and kind."""

from __future__ import annotations

import pytest

from linea_helm.postrender import exact, workload
from linea_helm.postrender.outline import Unsure


def _root(text):
    return exact.outline(text).roots[0]


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
    text = text.replace("{kind:", "{apiVersion: v1, kind:")
    assert [found.kind for found in workload.objects(_root(text))] == names


@pytest.mark.parametrize(
    "text", ["{kind: Pod}", "{apiVersion: v1}", "{apiVersion: , kind: Pod}", "{apiVersion: v1, kind: ''}"]
)
def test_no_object(text):
    """What has no apiVersion or no kind is none, at its place."""
    with pytest.raises(Unsure, match="there is no apiVersion or no kind") as caught:
        list(workload.objects(_root(text)))
    assert caught.value.at == 0


@pytest.mark.parametrize(
    ("head", "has"),
    [
        ("apiVersion: apps/v1, kind: Deployment", True),
        ("apiVersion: v1, kind: Pod", True),
        ("apiVersion: v1, kind: Service", False),
        ("apiVersion: example.com/v1, kind: Deployment", False),
        ("apiVersion: v1, kind: Deployment", False),
    ],
)
def test_pods(head, has):
    """The group counts as well as the kind."""
    (found,) = workload.objects(_root(f"{{{head}, spec: {{template: {{}}}}}}"))
    assert (found.pod is not None) is has


def test_containers():
    """Init containers come before the others."""
    text = "{apiVersion: v1, kind: Pod, spec: {containers: [{name: b}], initContainers: [{name: a}]}}"
    (found,) = workload.objects(_root(text))
    assert [container.scalar("name") for container in found.containers()] == ["a", "b"]
