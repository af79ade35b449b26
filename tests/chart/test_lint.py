"""Our own linter on the chart: what it says of each values file that we ship is known and has a reason."""

from __future__ import annotations

import io
import json
import subprocess
import tarfile
from pathlib import Path

import pytest
import yaml
from helms import helm
from renders import CHART, NEWEST

from linea_helm.lint.lint import lint
from linea_helm.options import LINT, parse

pytestmark = pytest.mark.helm

TABLE = yaml.safe_load((Path(__file__).parent / "findings.yaml").read_text("utf-8"))
FILES = {
    str(path.relative_to(CHART)).removesuffix(".yaml").removesuffix("-values"): path
    for folder in ("ci", "profiles")
    for path in sorted(CHART.glob(f"{folder}/*.yaml"))
}
DEVNETS = {"ci/devnet", "profiles/devnet"}


@pytest.fixture(scope="module")
def linted(tmp_path_factory):
    """Run `helm linea lint CHART -f FILE`, and give the exit code and the report."""
    environ = {"HELM_CACHE_HOME": str(tmp_path_factory.mktemp("home")), "HELM_BIN": str(helm(NEWEST)), "PATH": ""}

    def lint_it(name, *words):
        out = io.StringIO()
        code = lint(parse([str(CHART), "-f", str(FILES[name]), "-o", "json", *words], LINT), environ, out)
        return code, json.loads(out.getvalue())

    return lint_it


@pytest.mark.parametrize("name", FILES)
def test_findings_are_the_known_ones(linted, name):
    """Nothing else is found than what the table explains, nothing that it explains is gone, and nothing is an error."""
    known = [finding for entry in TABLE for finding, files in entry["found"].items() if name in files]
    code, report = linted(name)
    assert sorted(map(line, report["findings"])) == sorted(known)
    assert (code, report["ignored"], report["summary"]["errors"]) == (0, [], 0)
    assert report["checked"]["profile"] == ("dev" if name in DEVNETS else "prod")


def test_only_what_is_incomplete_has_warnings():
    """What people start from has notes at most, but for a public key of a devnet, and the contract to its letter."""
    warned = {
        file for entry in TABLE for finding, files in entry["found"].items() if finding[:4] != "note" for file in files
    }
    assert warned == DEVNETS | {"ci/default"}


def test_the_table_has_no_other_files():
    """A file that was renamed takes its findings with it."""
    assert {file for entry in TABLE for files in entry["found"].values() for file in files} <= FILES.keys()


@pytest.mark.parametrize("name", sorted(DEVNETS))
def test_the_devnet_is_no_production(linted, name):
    """In the profile for production its public key is an error."""
    code, report = linted(name, "--profile", "prod")
    errors = {finding["id"] for finding in report["findings"] if finding["severity"] == "error"}
    assert (code, "tx-sender-plaintext-key" in errors) == (1, True)


def line(finding):
    """A finding as the table writes it."""
    of = finding["object"]
    parts = (finding["severity"], finding["id"], f"{of['kind']}/{of['name']}" if of else "", finding["path"])
    return " ".join(part for part in parts if part)


def test_nothing_is_suppressed():
    """No file of the chart asks the linter to look away; its configuration says which are devnets, and no more."""
    files = [path for path in CHART.rglob("*") if path.suffix in {".yaml", ".tpl", ".txt"}]
    assert not [path.name for path in files if "linea: ignore" in path.read_text("utf-8")]
    (entry,) = yaml.safe_load((CHART / ".linea.yaml").read_text("utf-8"))["overrides"]
    assert sorted(entry.pop("files")) == sorted(str(FILES[name].relative_to(CHART)) for name in DEVNETS)
    assert entry == {"profile": "dev"}


def test_what_is_for_us_is_not_packed(tmp_path):
    """Who downloads the chart gets the profiles, and neither our configuration nor our test values."""
    subprocess.run([helm(NEWEST), "package", CHART, "-d", tmp_path], check=True, capture_output=True)
    (archive,) = tmp_path.iterdir()
    with tarfile.open(archive) as packed:
        names = {name.removeprefix("linea-stack/") for name in packed.getnames()}
    assert "profiles/devnet.yaml" in names
    assert not [name for name in names if name.startswith(("ci/", ".linea"))]
