"""The defaults are fit for Kubernetes, and for somebody else's chart."""

from __future__ import annotations

from linea_helm.postrender.transforms import defaults, resources


def test_they_are_valid():
    """Each rule is one that a user could have configured."""
    assert [list(resources.mistakes(rule)) for rule in defaults.RESOURCES] == [[]] * 5


def test_only_linea_components_get_resources():
    """A rule names both the component and its container."""
    matches = [rule["match"] for rule in defaults.RESOURCES]
    assert [match["component"] for match in matches] == ["sequencer", "maru", "besu", "ethstats", "tx-sender"]
    assert all(match["container"] == match["component"] for match in matches)


def test_no_cpu_limit():
    """A node that catches up may use what the machine has."""
    assert {name for rule in defaults.RESOURCES for name in rule["limits"]} == {"memory"}
