"""Our own linter on the chart: what it says of each values file that we ship is known and has a reason."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from mutating import Linter, said
from renders import CHART

pytestmark = pytest.mark.helm

TABLE = yaml.safe_load((Path(__file__).parent / "findings.yaml").read_text("utf-8"))
FILES = {
    str(path.relative_to(CHART)).removesuffix(".yaml").removesuffix("-values"): path
    for folder in ("ci", "profiles")
    for path in sorted(CHART.glob(f"{folder}/*.yaml"))
}
#: Files that keep to the letter of the chart's contract, or are too small to be all that somebody gives.
INCOMPLETE = {"ci/default", "profiles/restricted"}


@pytest.fixture(scope="module")
def linter(tmp_path_factory):
    """One for all files, with one compiled catalogue."""
    return Linter(tmp_path_factory.mktemp("home"))


@pytest.mark.parametrize("name", FILES)
def test_findings_are_the_known_ones(linter, name):
    """Nothing else is found than what the table explains, and nothing that it explains is gone."""
    known = [finding for entry in TABLE for finding, files in entry["found"].items() if name in files]
    result = linter.result([str(FILES[name])], "dev" if "devnet" in name else "prod")
    assert sorted(map(line, result.findings)) == sorted(known)


def test_only_what_is_incomplete_has_warnings():
    """What people start from has notes at most, but for a devnet, whose key is public."""
    warned = {
        file for entry in TABLE for finding, files in entry["found"].items() if finding[:4] != "note" for file in files
    }
    assert warned == INCOMPLETE | {"ci/devnet", "profiles/devnet"}


def test_the_table_has_no_other_files():
    """A file that was renamed takes its findings with it."""
    assert {file for entry in TABLE for files in entry["found"].values() for file in files} <= FILES.keys()


def test_the_devnet_is_no_production(linter):
    """In the profile for production its public key is an error."""
    findings = linter.result([str(CHART / "ci" / "devnet-values.yaml")]).findings
    assert "tx-sender-plaintext-key" in {finding.id for finding in findings if finding.severity == "error"}


def line(finding):
    """A finding as the table writes it."""
    return " ".join(part for part in (finding.severity, finding.id, said(finding).object, said(finding).path) if part)


def test_nothing_is_suppressed():
    """No file of the chart asks the linter to look away."""
    files = [path for path in CHART.rglob("*") if path.suffix in {".yaml", ".tpl", ".txt"}]
    assert not [path.name for path in files if "linea: ignore" in path.read_text("utf-8")]
