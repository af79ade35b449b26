"""Our own linter is content with the chart, without a suppression."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from helms import helm
from renders import CHART, NEWEST, PROJECT, SCENARIOS

pytestmark = pytest.mark.helm


def lint(*args: str) -> list[dict]:
    """The findings of `helm linea lint` on the chart."""
    command = [sys.executable, "-m", "linea_helm.cli", "lint", str(CHART), "-o", "json", *args]
    environment = {"PATH": f"{helm(NEWEST).parent}:/usr/bin:/bin", "HOME": "/nonexistent"}
    done = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    return json.loads(done.stdout)["findings"]


@pytest.mark.parametrize("name", sorted(SCENARIOS.keys() - {"devnet"}))
def test_scenarios_are_clean(name):
    """Each scenario but the devnet is fit for production: there is nothing but notes."""
    assert [finding for finding in lint("-f", SCENARIOS[name]) if finding["severity"] != "note"] == []


def test_the_devnet_is_clean_but_for_its_public_key():
    """What is found in the devnet is that its key is public, and in the profile for development that is no error."""
    findings = lint("-f", SCENARIOS["devnet"], "--profile", "dev")
    assert {finding["id"] for finding in findings if finding["severity"] != "note"} == {"tx-sender-plaintext-key"}
    assert "error" not in {finding["severity"] for finding in findings}
    assert "error" in {finding["severity"] for finding in lint("-f", SCENARIOS["devnet"])}


def test_nothing_is_suppressed():
    """No file of the chart asks the linter to look away."""
    files = [path for path in CHART.rglob("*") if path.suffix in {".yaml", ".tpl", ".txt"}]
    assert not [path.name for path in files if "linea: ignore" in path.read_text("utf-8")]
