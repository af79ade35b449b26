"""Releases judged together: a finding stands in the release that should change."""

from __future__ import annotations

from fact_releases import besu
from policytexts import policy

from linea_helm.lint.helm import Output
from linea_helm.lint.rendering import release as read_release
from linea_helm.policies.engine import Terms, judge_fleet, judge_release
from linea_helm.policies.fleet import Fleet

FLEET = ("helm-linea/v1alpha1", "FleetPolicy")
ONE_PORT = """\
each: nodes
validations:
  - expression: >-
      nodes.all(n, n.file == node.file || n.options['p2p-port'] == node.options['p2p-port'])
    messageExpression: "'port ' + string(node.options['p2p-port']) + ' in ' + node.file"
"""


def release(port, namespace):
    """Render a release whose node talks on a port."""
    found, broken = read_release(Output(0, besu(f'["--p2p-port={port}"]'), ""), "linea", namespace, f"helm {port}")
    assert broken == []
    return found


def test_each_release_that_differs_has_its_finding(tmp_path):
    """With the release's own text behind the place, and its file in the message."""
    judge = policy(tmp_path, ONE_PORT, kind=FLEET)
    fleet = Fleet([(release(1, "a"), "a.yaml"), (release(2, "b"), "b.yaml")])
    found = list(judge_fleet([judge], fleet, Terms()))
    assert [(f.message, f.rendered.source.name, f.path[-2:]) for f in found] == [
        ("port 1 in a.yaml", "helm 1", ("args", 0)),
        ("port 2 in b.yaml", "helm 2", ("args", 0)),
    ]
    assert [f.rendered.source.text[f.rendered.start : f.rendered.end] for f in found] == ["1", "2"]


def test_one_release_is_a_fleet_of_one(tmp_path):
    """There is nothing that it could differ from."""
    judge = policy(tmp_path, ONE_PORT, kind=FLEET)
    alone = release(1, "a")
    assert list(judge_fleet([judge], Fleet([(alone, "")]), Terms())) == []
    assert list(judge_release([judge], alone, Terms(), None)) == []


def test_a_verdict_on_the_whole_names_no_object(tmp_path):
    """When the releases themselves decide, nothing in a manifest is wrong."""
    judge = policy(tmp_path, "validations: [{expression: size(releases) == 1, message: two}]", kind=FLEET)
    (finding,) = judge_fleet([judge], Fleet([(release(1, "a"), ""), (release(2, "b"), "")]), Terms())
    assert (finding.message, finding.subject, finding.rendered) == ("two", None, None)
