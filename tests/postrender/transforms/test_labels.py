"""Labels go where Kubernetes lets them be added, if it would take them."""

from __future__ import annotations

import pytest

from linea_helm.postrender import exact
from linea_helm.postrender.transforms import labels
from linea_helm.postrender.workload import Object

NEW = {"a": "b"}
RULE = "1 to 63 letters, digits, - _ or . that begin and end with a letter or digit"


def _labelled(text):
    (root,) = exact.outline(text).roots
    found = list(labels.additions(Object(root), NEW))
    assert all(new == {"metadata": {"labels": NEW}} for _, new in found)
    return [_path(root, node) for node, _ in found]


def _path(node, wanted):
    if node is wanted:
        return ()
    for key, inner in node.entries.items():
        path = _path(inner, wanted)
        if path is not None:
            return (key, *path)
    return None


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("{apiVersion: v1, kind: ConfigMap}", [()]),
        ("{apiVersion: v1, kind: Pod, spec: {}}", [()]),
        ("{apiVersion: apps/v1, kind: Deployment, spec: {template: {}}}", [(), ("spec", "template")]),
        ("{apiVersion: apps/v1, kind: Deployment}", [()]),
        (
            "{apiVersion: apps/v1, kind: StatefulSet, spec: {template: {}, volumeClaimTemplates: [{}]}}",
            [(), ("spec", "template")],
        ),
        ("{apiVersion: batch/v1, kind: Job, spec: {template: {}}}", [(), ("spec", "template")]),
        (
            "{apiVersion: batch/v1, kind: CronJob, spec: {jobTemplate: {spec: {template: {}}}}}",
            [(), ("spec", "jobTemplate"), ("spec", "jobTemplate", "spec", "template")],
        ),
        ("{apiVersion: batch/v1, kind: CronJob, spec: {jobTemplate: }}", [()]),
        ("{apiVersion: batch.volcano.sh/v1alpha1, kind: Job, spec: {template: {}}}", [()]),
        ("{apiVersion: v1, kind: PodTemplate, template: {}}", [(), ("template",)]),
        ("{apiVersion: v1, kind: ReplicationController, spec: {template: {}}}", [(), ("spec", "template")]),
    ],
)
def test_where_labels_go(text, paths):
    """The object has them, the job of a CronJob and the pod template; nothing else."""
    assert _labelled(text) == paths


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("a", "b"),
        ("app.kubernetes.io/part-of", "linea-stack"),
        ("a" * 63, "b" * 63),
        ("A_b.c-9", ""),
        (f"{'a.' * 126}a/b", "1.0"),
    ],
)
def test_a_good_label(key, value):
    """What Kubernetes takes is fine."""
    assert labels.problem(key, value) == ""


@pytest.mark.parametrize(
    ("key", "value", "problem"),
    [
        (
            "",
            "b",
            "label '': the name must be " + RULE,
        ),
        (
            "a/",
            "b",
            "label 'a/': the name must be " + RULE,
        ),
        (
            "-a",
            "b",
            "label '-a': the name must be " + RULE,
        ),
        ("/a", "b", "label '/a': what stands before the / is no lower-case DNS name of at most 253 characters"),
        ("A.b/a", "b", "label 'A.b/a': what stands before the / is no lower-case DNS name of at most 253 characters"),
        (
            "a..b/a",
            "b",
            "label 'a..b/a': what stands before the / is no lower-case DNS name of at most 253 characters",
        ),
        ("a/b/c", "b", "label 'a/b/c': what stands before the / is no lower-case DNS name of at most 253 characters"),
        ("a", True, "label 'a': True is not a text; write it in quotes"),
        ("a", 1.5, "label 'a': 1.5 is not a text; write it in quotes"),
        (
            "a",
            "b c",
            "label 'a': the value 'b c' must be " + RULE,
        ),
        (
            "a",
            "b" * 64,
            f"label 'a': the value '{'b' * 64}' must be {RULE}",
        ),
        (
            "a",
            "é",
            "label 'a': the value 'é' must be " + RULE,
        ),
    ],
)
def test_a_bad_label(key, value, problem):
    """What Kubernetes would refuse is told with the rule."""
    assert labels.problem(key, value) == problem
