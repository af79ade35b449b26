"""One values file gives one set of findings, whoever asks: the console script, the Helm plugin, the pre-commit hook."""

from __future__ import annotations

import json
import sys

import pytest
from helms import ALL
from homes import PROJECT

pytestmark = [pytest.mark.helm, pytest.mark.slow]

VALUES = PROJECT / "examples" / "production-values.yaml"
CHART = PROJECT / "chart" / "linea-stack"
SCRIPT = [sys.executable, "-c", "from linea_helm.cli import run; run()"]


@pytest.mark.parametrize("version", ALL)
def test_script_plugin_and_hook_agree(version, home, project):
    """The JSON reports are equal to the byte, and so is the exit code."""
    here = home(version)
    installed = here.helm("plugin", "install", project)
    assert installed.returncode == 0, installed.stdout + installed.stderr
    words = ["-f", VALUES, "-o", "json"]
    plugin = here.helm("linea", "lint", CHART, *words)
    script = here.run([*SCRIPT, "lint", CHART, *words])
    hook = here.run([*SCRIPT, "lint", "--each", "--chart", CHART, VALUES, "-o", "json"])
    assert (plugin.returncode, script.returncode, hook.returncode) == (1, 1, 1)
    assert plugin.stdout == script.stdout == hook.stdout
    found = {(finding["id"], finding["line"]) for finding in json.loads(plugin.stdout)["findings"]}
    assert {("tx-sender-plaintext-key", 93), ("yaml-duplicate-key", 40), ("values-schema", 46)} <= found


def test_all_versions_of_helm_agree(home):
    """On values in one document without nulls, versions of Helm differ in the order of what they print, and no more."""
    reports = {
        version: json.loads(home(version).run([*SCRIPT, "lint", CHART, "-f", VALUES, "-o", "json"]).stdout)
        for version in ALL
    }
    for report in reports.values():
        for finding in report["findings"]:
            assert finding.pop("rendered") is None or finding["object"]
    first = reports.pop(ALL[0])
    assert all(report["findings"] == first["findings"] for report in reports.values())
