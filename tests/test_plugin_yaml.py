"""What Helm and package indexes are told about the plugin agrees, wherever it is written."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import linea_helm

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PROJECT = Path(__file__).parent.parent
PLUGIN = yaml.safe_load((PROJECT / "plugin.yaml").read_text("utf-8"))
PYPROJECT = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))


def _locked(name: str) -> dict[str, set[str]]:
    """Give each package of a lock file with its pinned versions, one for each marker."""
    pins: dict[str, set[str]] = {}
    for package, version in re.findall(r"^([\w.-]+)==(\S+)", (PROJECT / name).read_text("utf-8"), re.MULTILINE):
        pins.setdefault(canonicalize_name(package), set()).add(version)
    return pins


LOCK = _locked("requirements.lock")
DEV_LOCK = _locked("requirements-dev.lock")


def test_the_version_is_the_same_everywhere():
    """Helm reads plugin.yaml, pip reads the package; a version is plain X.Y.Z, which both understand alike."""
    assert PYPROJECT["tool"]["hatch"]["version"]["path"] == "linea_helm/__init__.py"
    assert PLUGIN["version"] == linea_helm.__version__
    assert re.fullmatch(r"\d+\.\d+\.\d+", linea_helm.__version__)


def test_plugin_yaml_is_in_the_form_that_every_helm_reads():
    """Helm 3 refuses a field it does not know, and Helm 4 refuses two kinds of command."""
    assert set(PLUGIN) == {"name", "version", "usage", "description", "ignoreFlags", "platformCommand", "hooks"}
    assert [set(entry) for entry in PLUGIN["platformCommand"]] == [{"os", "command"}] * 2
    assert PLUGIN["ignoreFlags"] is False
    assert "\n" not in PLUGIN["description"]


def test_no_file_is_taken_for_the_descriptor():
    """`helm plugin package` reads the first plugin.yaml of the tarball in the order of names."""
    nested = [
        path for path in PROJECT.glob("[!.]*/**/plugin.yaml") if ".venv" not in path.parts and "dist" not in path.parts
    ]
    assert nested == []


@pytest.mark.parametrize("wanted", PYPROJECT["project"]["dependencies"])
def test_the_lock_covers_a_dependency(wanted):
    """What pyproject.toml asks for is locked, in versions that it allows."""
    requirement = Requirement(wanted)
    versions = LOCK[canonicalize_name(requirement.name)]
    assert versions
    assert all(requirement.specifier.contains(version) for version in versions)


def test_tests_run_with_the_versions_that_users_get():
    """Work on the project uses the plugin's own pins."""
    assert {name: DEV_LOCK.get(name) for name in LOCK} == LOCK


@pytest.mark.parametrize("group", ["test", "lint"])
def test_the_development_lock_covers_a_group(group):
    """Every tool that pyproject.toml asks for is locked."""
    wanted = {canonicalize_name(Requirement(text).name) for text in PYPROJECT["dependency-groups"][group]}
    assert wanted - DEV_LOCK.keys() == set()


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_is_hashed_and_names_no_index(name):
    """Every pin carries hashes, and the index is the machine's own affair."""
    text = (PROJECT / name).read_text("utf-8")
    entries = re.split(r"^(?=[\w.-]+==)", text, flags=re.MULTILINE)[1:]
    assert [entry.split("\n")[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in text
