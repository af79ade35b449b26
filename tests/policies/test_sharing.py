"""Two processes find what one finds."""

from __future__ import annotations

import os

import pytest
from policytexts import ALL, text, write

from linea_helm import beside
from linea_helm.lint.helm import Output
from linea_helm.lint.rendering import release
from linea_helm.policies import sharing
from linea_helm.policies.catalogue import policies
from linea_helm.policies.engine import Terms, judge_release
from linea_helm.policies.policy import Policy
from linea_helm.policies.policyfile import compile_file
from linea_helm.policies.sharing import judge_shared

WEB = """\
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: a, image: "a:latest", args: [--db-password=x]}]
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, type: LoadBalancer, ports: [{port: 80, targetPort: http}]}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: odd}
data: 5
"""


@pytest.fixture(autouse=True)
def two(monkeypatch):
    """Use two processes for whatever there is to judge."""
    monkeypatch.setattr(beside, "possible", lambda: True)
    monkeypatch.setattr(sharing, "_LEAST", 0)


@pytest.fixture(scope="module")
def bundled():
    """All bundled policies."""
    return policies([], {})


def rendered(stream=WEB):
    """Read a stream."""
    return release(Output(0, stream, ""), "demo", "default", "helm template")[0]


def told(findings):
    """Say what a finding tells."""
    return [(each.id, each.severity, each.message, each.path, each.subject, str(each.rendered)) for each in findings]


def test_what_is_found_is_the_same_in_the_same_order(bundled):
    """Also which of several policies speaks of what makes all of them fail."""
    alone = told(judge_release(bundled, rendered(), Terms(), None))
    assert len(alone) > 8
    assert told(judge_shared(bundled, rendered(), Terms(), None)) == alone


def test_several_that_fail_at_one_place_are_told_once(tmp_path):
    """Whichever process they failed in."""
    folder = tmp_path / "own"
    folder.mkdir()
    failing = ALL + "validations: [{expression: \"object.data.a == 'x'\", message: m}]\n"
    for number in range(5):
        write(folder, text(failing, name=f"p{number}"), f"p{number}")
    own = [Policy(each) for path in sorted(folder.iterdir()) for each in compile_file(str(path))]
    stream = WEB.replace("data: 5", "data: {b: y}")
    alone = told(judge_release(own, rendered(stream), Terms(), None))
    assert any(message.endswith("; 4 more policies cannot be evaluated here") for _, _, message, *_ in alone)
    assert told(judge_shared(own, rendered(stream), Terms(), None)) == alone


@pytest.mark.parametrize("dies", [True, False])
def test_a_second_process_that_fails_changes_nothing(monkeypatch, bundled, dies):
    """What it had taken is judged here."""
    here, judged = os.getpid(), sharing.judged

    def judge(*arguments):
        if os.getpid() != here:
            os._exit(9) if dies else int("x")
        return judged(*arguments)

    alone = told(judge_release(bundled, rendered(), Terms(), None))
    monkeypatch.setattr(sharing, "judged", judge)
    assert told(judge_shared(bundled, rendered(), Terms(), None)) == alone


def test_each_policy_is_in_one_share(bundled):
    """However many there are; the first share is that of facts, which may be empty."""
    for some in (bundled, bundled * 4, bundled[:1], []):
        shares = list(sharing._shares(some))
        assert sorted(id(each) for share in shares for each in share) == sorted(map(id, some))
        assert all(shares[1:])
        assert len(shares) <= sharing._MOST + 1


def test_a_small_release_is_judged_alone(monkeypatch, bundled):
    """To start a process takes longer."""
    monkeypatch.setattr(sharing, "_LEAST", 10_000)
    monkeypatch.setattr(beside, "Beside", None)
    assert judge_shared(bundled, rendered(), Terms(), None)
