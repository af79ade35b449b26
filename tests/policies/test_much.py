"""What bundled policies say of objects that hold very much."""

from __future__ import annotations

from pathlib import Path

import pytest

from linea_helm.bundled import POLICIES
from linea_helm.cel.blame import Tracer
from linea_helm.policies.engine import Terms, verdicts
from linea_helm.policies.expression import Expression
from linea_helm.policies.manifest import Manifest
from linea_helm.policies.policy import Policy
from linea_helm.policies.policyfile import compile_file
from linea_helm.policies.release import Release
from linea_helm.source import Source


def said(policy, *objects):
    """Give the place and the message of each verdict of a bundled policy on a release."""
    documents = map(Policy, compile_file(str(Path(POLICIES, f"{policy}.yaml"))))
    judges = [each for each in documents if each.view in ("object", "release")]
    manifests = [Manifest(each, "", 0, "") for each in objects]
    release = Release(manifests, Source("manifests", "", "rendered"), "demo", "default")
    found = [each for judge in judges for each in verdicts(judge, release, Terms(), None)]
    return [(place.manifest.name, place.path, verdict.message) for verdict, place in found]


@pytest.mark.parametrize(
    ("word", "expected"), [("fine", []), ("changeme", [("big", ("data", "key7000"), "a placeholder was left")])]
)
def test_placeholders_are_looked_for_in_all_keys(word, expected):
    """Ten thousand keys are read to their end, and one among them is found at its place."""
    data = {f"key{number}": "value" for number in range(10_000)} | {"key7000": word}
    big = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "big"}, "data": data}
    assert said("placeholder-left", big) == expected


def workload(number):
    """Give a Deployment that a dozen policies find something in, and its Service."""
    labels, name = {"app": f"web-{number}"}, f"web-{number}"
    pod = {"containers": [{"name": "web", "image": "web:1", "ports": [{"name": "http", "containerPort": 80}]}]}
    spec = {"selector": {"matchLabels": labels}, "template": {"metadata": {"labels": labels}, "spec": pod}}
    ports = [{"port": 80, "targetPort": "http"}]
    return [
        {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": name}, "spec": spec},
        {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": {"name": name},
            "spec": {"selector": labels, "ports": ports},
        },
    ]


@pytest.mark.parametrize("policy", ["sa-token-automount", "security-context", "probes-missing"])
def test_a_finding_costs_no_more_in_a_larger_release(monkeypatch, policy):
    """What is traced for each finding does not grow with the number of objects."""
    traced = []
    trace = Tracer.trace
    monkeypatch.setattr(Tracer, "trace", lambda *given: traced.append(1) or trace(*given))
    shares = []
    for count in (20, 200):
        traced.clear()
        found = said(policy, *(each for number in range(count) for each in workload(number)))
        assert len(found) == count
        shares.append(len(traced) / count)
    assert shares[0] == shares[1]


def lost(number, kind):
    """Give a workload with its Service, and an object of a kind that selects neither."""
    groups = {"PodDisruptionBudget": "policy/v1", "ServiceMonitor": "monitoring.coreos.com/v1"}
    spec = {
        "maxUnavailable": 1,
        "selector": {"matchLabels": {"app": f"gone-{number}"}},
        "endpoints": [{"port": "http"}],
    }
    name = f"lost-{number}"
    first, second = workload(number)
    second["metadata"]["labels"] = {"app": name, "number": str(number)}
    return [first, second, {"apiVersion": groups[kind], "kind": kind, "metadata": {"name": name}, "spec": spec}]


@pytest.mark.parametrize(
    ("policy", "kind"),
    [("pdb-selects-nothing", "PodDisruptionBudget"), ("servicemonitor-selects", "ServiceMonitor")],
)
def test_what_selects_none_of_many_costs_no_more_in_a_larger_release(monkeypatch, policy, kind):
    """Where everything is wrong, each object was compared with each other one once more, and slowly."""
    steps = []
    for name in ("trace", "evaluate"):
        ask = getattr(Tracer, name)
        monkeypatch.setattr(Tracer, name, lambda *given, ask=ask: steps.append(1) or ask(*given))
    shares = []
    for count in (20, 100):
        steps.clear()
        found = said(policy, *(each for number in range(count) for each in lost(number, kind)))
        assert [path for _, path, _ in found] == [("spec", "selector", "matchLabels", "app")] * count
        shares.append(len(steps) / count)
    assert shares[0] == shares[1]


PORT_BY_NAME = {"ports": [{"name": "rpc", "port": 8545, "targetPort": "rpc"}]}
PORT_BY_NUMBER = {"ports": [{"name": "rpc", "port": 8545}]}


@pytest.mark.parametrize(
    ("policy", "kind", "spec"),
    [
        ("service-port-mismatch", "Service", PORT_BY_NUMBER),
        ("service-port-unlisted", "Service", PORT_BY_NAME),
        ("p2p-udp-missing", "Service", PORT_BY_NAME),
        ("pdb-blocks-drain", "PodDisruptionBudget", {"maxUnavailable": 1}),
        ("sequencer-blocks-drain", "PodDisruptionBudget", {"maxUnavailable": "50%"}),
    ],
)
def test_what_has_nothing_to_look_for_does_not_read_the_release(monkeypatch, policy, kind, spec):
    """Objects that cannot have the mistake are told by themselves: to look through the release for each is a square."""
    read = []
    evaluate = Expression.evaluate
    monkeypatch.setattr(Expression, "evaluate", lambda *given: read.append(given[0].source) or evaluate(*given))
    one = {"apiVersion": "v1", "kind": kind, "metadata": {"name": "web"}, "spec": {"selector": {"app": "web"}, **spec}}
    if kind != "Service":
        one |= {"apiVersion": "policy/v1"}
    assert said(policy, one, *workload(1)[:1]) == []
    assert read
    assert not [text for text in read if "resources." in text]
