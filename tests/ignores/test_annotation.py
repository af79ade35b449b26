"""Ignores in annotations, and what is said of them."""

from __future__ import annotations

from fact_releases import release as objects

from linea_helm.ignores import annotation
from linea_helm.ignores.apply import Known, apply
from linea_helm.policies.engine import Terms
from linea_helm.policies.release import Release
from linea_helm.source import Source

TEXT = """\
apiVersion: v1
kind: Pod
metadata:
  name: p
  namespace: m
  annotations:
    helm-linea/ignore: |
      ignore[nosuch] reason="x"
      ignore[known]
      ignore[known] reason="x"
"""


def test_what_is_said_of_an_ignore_names_its_object():
    """With the lines that are wrong: an id that nobody has, no reason, and one for nothing."""
    release = Release(objects(TEXT).manifests, Source("test", TEXT, "rendered"), "r", "n")
    known = Known({"known"}, (), (), {"known"})
    told, _ = apply([], annotation.ignores(release), known, Terms(), "2027-01-01")
    assert [(f.id, f.subject, f.path) for f in told] == [
        (id_, ("v1", "Pod", "p", "m"), ("metadata", "annotations", "helm-linea/ignore"))
        for id_ in ("ignore-invalid", "ignore-invalid", "ignore-unused")
    ]
    texts = [f.rendered.source.text[f.rendered.start : f.rendered.end] for f in told]
    assert texts == ['ignore[nosuch] reason="x"', "ignore[known]", 'ignore[known] reason="x"']
