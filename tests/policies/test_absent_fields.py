"""Bundled policies meet charts of others, and objects that lack what most have: they judge, and never fail at it."""

from __future__ import annotations

import copy

import pytest
from renders import SCENARIOS, text
from shared_data import shared

from linea_helm.policies.catalogue import policies
from linea_helm.policies.engine import Terms, verdicts
from linea_helm.policies.manifest import Manifest, objects, template_of
from linea_helm.policies.release import Release
from linea_helm.source import Source
from linea_helm.stream import split
from linea_helm.yaml.load import load

POLICIES = [policy for policy in policies([], {}) if policy.view not in ("values", "fleet")]
#: Of one object at a time, so that what is around it need not be judged again.
OF_OBJECTS = [policy for policy in POLICIES if policy.view == "object"]
#: What the API server refuses to be without, so that nothing is ever found because of it.
REQUIRED = {"apiVersion", "kind", "metadata", "spec", "template"}


def release(stream):
    """A release of the objects of a stream."""
    manifests = [
        manifest
        for start, chunk in split(stream)
        for manifest in objects(load(Source("", chunk, "rendered")), template_of(chunk), start, chunk)
    ]
    return Release(manifests, Source("manifests", stream, "rendered"), "demo", "default")


def failures(judges, judged):
    """The messages of verdicts that could not be reached."""
    ready = [policy for policy in judges if "values" not in policy.needs]
    return [v.message for policy in ready for v, _ in verdicts(policy, judged, Terms(), None) if v.failed]


@pytest.mark.parametrize("folder", ["raw", "helm4"])
def test_charts_of_others_can_be_judged(folder):
    """Every expression gives true or false for every object of real charts."""
    releases = [release(path.read_text("utf-8")) for path in sorted(shared(f"streams/{folder}").glob("*.yaml"))]
    assert sum(len(judged.manifests) for judged in releases) > 100
    assert [message for judged in releases for message in failures(POLICIES, judged)] == []


@pytest.mark.helm
def test_an_absent_field_is_no_failure():
    """Without any one field that may be absent an object of our own chart can be judged, too."""
    judged = release(text("-f", SCENARIOS["everything"]))
    failed, seen = [], set()
    for manifest in judged.manifests:
        for path in fields(manifest.data):
            pattern = (manifest.kind, *(part for part in path if isinstance(part, str)))
            if pattern not in seen and path[-1] not in REQUIRED:
                seen.add(pattern)
                failed += failures(OF_OBJECTS, alone(manifest, path, judged))
    assert len(seen) > 500
    assert failed == []


def fields(data, path=()):
    """The paths of all entries of maps, from outside in; texts in a ConfigMap are nobody's fields."""
    entries = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in entries:
        if isinstance(data, dict):
            yield (*path, key)
        if path != ("data",):
            yield from fields(value, (*path, key))


def alone(manifest, path, judged):
    """A release of one object that lacks the entry at a path."""
    data = copy.deepcopy(manifest.data)
    inner = data
    for part in path[:-1]:
        inner = inner[part]
    del inner[path[-1]]
    return Release([Manifest(data, manifest.template, manifest.start, manifest.text)], judged.stream, "demo", "default")
