"""What bundled policies say of objects that hold very much."""

from __future__ import annotations

from pathlib import Path

import pytest

from linea_helm.bundled import POLICIES
from linea_helm.policies.engine import Terms, judged
from linea_helm.policies.manifest import Manifest
from linea_helm.policies.policy import Policy
from linea_helm.policies.policyfile import compile_file
from linea_helm.policies.release import Release
from linea_helm.source import Source


def said(policy, *objects):
    """Give the place and the message of each verdict of a bundled policy on a release."""
    compiled = compile_file(str(Path(POLICIES, f"{policy}.yaml")))
    manifests = [Manifest(each, "", 0, "") for each in objects]
    release = Release(manifests, Source("manifests", "", "rendered"), "demo", "default")
    found = judged([Policy(document) for document in compiled], release, Terms(), None)
    return [(place.manifest.name, place.path, verdict.message) for _, _, verdict, place in found]


@pytest.mark.parametrize(
    ("word", "expected"), [("fine", []), ("changeme", [("big", ("data", "key7000"), "a placeholder was left")])]
)
def test_placeholders_are_looked_for_in_all_keys(word, expected):
    """Ten thousand keys are read to their end, and one among them is found at its place."""
    data = {f"key{number}": "value" for number in range(10_000)} | {"key7000": word}
    big = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "big"}, "data": data}
    assert said("placeholder-left", big) == expected
