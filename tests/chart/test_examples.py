"""The values files of `examples/` are what they claim: one full of faults, one without."""

from __future__ import annotations

import pytest
from renders import HELMS, PROJECT, HelmError, find, manifests

FAULTY = str(PROJECT / "examples" / "production-values.yaml")
FIXED = str(PROJECT / "examples" / "production-values.fixed.yaml")

pytestmark = pytest.mark.helm


@pytest.mark.parametrize("helm", HELMS)
def test_faulty_values_are_refused_by_the_schema(helm):
    """Helm itself names the four values that break the schema, and nothing else."""
    with pytest.raises(HelmError) as refused:
        manifests("-f", FAULTY, helm=helm)
    told = str(refused.value)
    assert all(name in told for name in ("on-call", "persistance", "interval", "gasLimit"))
    assert len([line for line in told.splitlines() if line.startswith("- ")]) == 4


@pytest.mark.parametrize("helm", HELMS)
def test_faulty_values_render_without_the_schema(helm):
    """Policies can look at the faults, because the file renders when schema validation is left out."""
    objects = manifests("-f", FAULTY, "--skip-schema-validation", helm=helm)
    assert find(objects, "Service", "linea-stack-sequencer-rpc")["spec"]["type"] == "LoadBalancer"
    assert find(objects, "StatefulSet", "linea-stack-besu")["spec"]["replicas"] == 3
    assert "linea-stack-besu" not in {o["metadata"]["name"] for o in objects if o["kind"] == "PodDisruptionBudget"}


@pytest.mark.parametrize("helm", HELMS)
def test_fixed_values_render(helm):
    """The mended file renders, with a budget for besu and no plain key."""
    objects = manifests("-f", FIXED, helm=helm)
    assert find(objects, "PodDisruptionBudget", "linea-stack-besu")["spec"]["maxUnavailable"] == 1
    assert not [o for o in objects if o["kind"] == "Secret"]
