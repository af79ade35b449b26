"""Policies as they are kept: in pieces, of which a run reads those that it needs."""

from __future__ import annotations

import pytest
from policytexts import ALL, write
from policytexts import text as document

from linea_helm import cache
from linea_helm.policies import catalogue
from linea_helm.policies.constraints import by_kind
from linea_helm.policies.manifest import Manifest
from linea_helm.policies.policy import Policy

SPEC = (
    ALL
    + """
matchConditions: [{name: is-a, expression: object.kind == 'A'}]
variables: [{name: v, expression: object.spec.v}, {name: w, expression: "variables.v + 1"}]
validations:
- {expression: variables.w == 3, message: m, messageExpression: "'it is ' + string(variables.w)"}
"""
)


def an_object(kind, spec):
    """Give an object of a kind."""
    return Manifest({"apiVersion": "v1", "kind": kind, "metadata": {"name": "x"}, "spec": spec}, "", 0, "")


def said(policy, manifest):
    """Give the path and the message of each verdict."""
    (chosen,) = policy.select(by_kind([manifest]))
    return [(verdict.path, verdict.message) for verdict in policy.judge({"object": chosen.data}, chosen.known)]


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """Give a policy that a run before has kept, and the sizes of the pieces that are read of it."""
    (tmp_path / "policies").mkdir()
    path = write(tmp_path / "policies", document(SPEC, annotations="{helm-linea/why: because}"))
    for _ in range(2):
        (compiled,) = catalogue._compiled(str(tmp_path / "policies"), [path], str(tmp_path / "cache"))
    read = []
    piece = cache.Kept.piece
    monkeypatch.setattr(cache.Kept, "piece", lambda *given: read.append(given[2]) or piece(*given))
    return Policy(compiled), read


def test_what_is_kept_judges_alike(kept):
    """Verdicts, messages, and errors."""
    policy, _ = kept
    assert said(policy, an_object("A", {"v": 2})) == []
    assert said(policy, an_object("A", {"v": 3})) == [(("object", "spec", "v"), "it is 4")]
    assert said(policy, an_object("A", {})) == [
        (("object", "spec", "v"), "demo could not be evaluated: no such key: v")
    ]
    assert policy.why == "because"


def test_what_no_condition_lets_in_reads_only_the_conditions(kept):
    """The other pieces are read when an object needs them."""
    policy, read = kept
    assert said(policy, an_object("B", {})) == []
    assert len(read) == 1
    assert said(policy, an_object("A", {"v": 2})) == []
    assert len(read) == 2
    assert (policy.why, policy.help, policy.docs) == ("because", "", "")
    assert len(read) == 3
