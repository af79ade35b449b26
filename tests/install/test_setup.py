"""Setup does each part that it can and says once what it could not."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from linea_helm import __version__, packed
from linea_helm.bundled import POLICIES
from linea_helm.errors import LineaError
from linea_helm.install import environment, registration, running_helm
from linea_helm.install import setup as setup_helm
from linea_helm.policies import catalogue, policyfile


@pytest.fixture
def root(tmp_path, monkeypatch):
    """A plugin's folder in a plugin folder, whose packages are installed by a word."""
    root = tmp_path / "plugins" / "linea"
    (root / "linea_helm").mkdir(parents=True)
    (root / "linea_helm" / "m.py").write_text("x = 1\n", "utf-8")
    (root / "requirements.lock").write_text("", "utf-8")
    (root / "policies").mkdir()
    shutil.copy(Path(POLICIES) / "pdb-missing.yaml", root / "policies")
    monkeypatch.setattr(environment, "install", lambda _root, say: say("installed"))
    return root


@pytest.fixture
def said():
    """What setup told."""
    return []


def set_up(root, said, version, monkeypatch):
    """Run setup as some Helm calls it."""
    monkeypatch.setattr(running_helm, "version", lambda _environ: version)
    return setup_helm.setup(root, {"HELM_PLUGIN_DIR": str(root)}, said.append)


def test_helm_4_gets_both_parts(root, said, monkeypatch):
    """The packages, the record of this Python, compiled modules and linea-post."""
    assert set_up(root, said, (4, 3, 1), monkeypatch) == 0
    python = sys.version.split()[0]
    assert said == [
        "installed",
        (
            f"linea {__version__} is ready for Helm 4.3.1 with Python {python}:\n"
            "  helm linea lint -f values.yaml\n"
            "  helm install NAME CHART --post-renderer linea-post"
        ),
    ]
    recorded = Path((root / ".linea" / "python").read_text("utf-8").strip())
    assert recorded.samefile(sys.executable)
    assert (root / "linea_helm" / "__pycache__" / f"m.{sys.implementation.cache_tag}.pyc").is_file()
    assert registration.is_current(root)


def test_modules_are_packed(root, said, monkeypatch):
    """A start then opens one file."""
    set_up(root, said, (4, 3, 1), monkeypatch)
    assert packed.stale(str(root), "linea_helm", str(root / ".linea" / "modules.bin")) == []


def test_policies_are_compiled_beforehand(root, said, monkeypatch, tmp_path):
    """A first run finds them, also where it can keep nothing."""
    set_up(root, said, (4, 3, 1), monkeypatch)
    monkeypatch.setattr(catalogue, "COMPILED", str(root / ".linea" / "policies.bin"))
    monkeypatch.setattr(catalogue, "POLICIES", str(root / "policies"))
    (tmp_path / "ids").write_text("pdb-missing\n", "ascii")
    monkeypatch.setattr(catalogue, "IDS", str(tmp_path / "ids"))
    monkeypatch.delattr(policyfile, "compile_file")
    assert {policy.id for policy in catalogue.policies([], {"HOME": str(tmp_path)})} == {"pdb-missing"}


def test_helm_3_gets_no_linea_post(root, said, monkeypatch):
    """Helm 3 would refuse to load any plugin beside it."""
    assert set_up(root, said, (3, 19, 0), monkeypatch) == 0
    assert not registration.folder(root).exists()
    assert said[-1].endswith("--post-renderer helm --post-renderer-args linea --post-renderer-args post-render")


def test_a_helm_that_says_no_version_is_taken_for_helm_4(root, said, monkeypatch):
    """Newer is likelier than older, and linea-post is what is missed without."""
    assert set_up(root, said, None, monkeypatch) == 0
    assert registration.is_current(root)
    assert " is ready for Helm with Python " in said[-1]


def test_a_place_where_helm_does_not_look_is_named(root, said, monkeypatch):
    """All is set up, and what is left to do is said."""
    monkeypatch.setattr(running_helm, "version", lambda _environ: (4, 3, 1))
    environ = {"HELM_PLUGIN_DIR": str(root), "HELM_PLUGINS": "/mine:/others"}
    assert setup_helm.setup(root, environ, said.append) == 1
    place = root.parent
    assert said == [
        "installed",
        (
            "error: Helm will not find linea: it looks in HELM_PLUGINS, /mine:/others, "
            f"and installed linea in {place}\n"
            "   = why: Helm 4 installs folders and tarballs in its data folder, whatever HELM_PLUGINS is\n"
            f"   = fix: unset HELM_PLUGINS, or set it to {place}"
        ),
    ]
    assert registration.is_current(root)


def test_packages_that_are_there_are_left_alone(root, said, monkeypatch):
    """A second setup needs no network."""
    monkeypatch.setattr(environment, "is_fresh", lambda _root: True)
    assert set_up(root, said, (4, 3, 1), monkeypatch) == 0
    assert "installed" not in said


def test_packages_that_are_not_whole_are_installed_anew(root, said, monkeypatch):
    """Although the lock is the same."""
    monkeypatch.setattr(environment, "is_fresh", lambda _root: True)
    monkeypatch.setattr(environment, "lost", lambda _root: ["jsonschema/__init__.py"])
    assert set_up(root, said, (4, 3, 1), monkeypatch) == 0
    assert "installed" in said


def test_one_part_fails_and_the_other_is_done(root, said, monkeypatch):
    """Without packages linea-post works all the same."""

    def fail(_root, _say):
        raise LineaError("no packages", why="no network", fix="mend it")

    monkeypatch.setattr(environment, "install", fail)
    assert set_up(root, said, (4, 3, 1), monkeypatch) == 1
    assert said == ["error: no packages\n   = why: no network\n   = fix: mend it"]
    assert registration.is_current(root)


def test_a_folder_that_cannot_be_written_is_one_error(root, said, monkeypatch):
    """The record and the packages go to the same place, and are missed once."""
    (root / ".linea").write_text("", "utf-8")
    assert set_up(root, said, (3, 19, 0), monkeypatch) == 1
    assert said == [
        (
            f"error: {root}/.linea cannot be written: File exists\n"
            "   = why: the Python packages of linea go there\n"
            "   = fix: give yourself the right to write it, or the disk some space, then run: helm linea setup"
        )
    ]


def test_the_command_sets_up_its_own_plugin(monkeypatch, capsys):
    """It tells on stderr, because Helm's own words are on stdout."""
    monkeypatch.delenv("HELM_PLUGIN_DIR", raising=False)
    assert setup_helm.main() == 2
    assert capsys.readouterr().err.startswith("error: only Helm knows where its plugins are")


@pytest.mark.parametrize("named", ["", "/somewhere/else"])
def test_outside_helm_there_is_nothing_to_set_up(root, said, named):
    """Only Helm knows its plugin folder; a HELM_PLUGIN_DIR of another plugin is not ours."""
    assert setup_helm.setup(root, {"HELM_PLUGIN_DIR": named}, said.append) == 2
    assert said == [
        (
            "error: only Helm knows where its plugins are, and it is not Helm that runs this\n"
            "   = fix: install the plugin with helm plugin install, then run: helm linea setup"
        )
    ]


def test_the_python_of_a_virtual_environment_is_not_recorded(tmp_path, monkeypatch):
    """It goes away with the environment; the Python under it stays."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "pyvenv.cfg").write_text("", "utf-8")
    (tmp_path / "bin" / "python").symlink_to(Path(sys.executable).resolve())
    monkeypatch.setattr(sys, "executable", str(tmp_path / "bin" / "python"))
    assert setup_helm._lasting_python() == (tmp_path / "bin" / "python").resolve()
    (tmp_path / "pyvenv.cfg").unlink()
    assert setup_helm._lasting_python() == tmp_path / "bin" / "python"
