"""Installing, updating and uninstalling the plugin with real Helm binaries, from each source that Helm knows."""

from __future__ import annotations

import re
import shutil

import pytest
from helms import ALL, MAJORS
from homes import DOWNLOADING, OFFLINE, checkout, commit, git, git_url, ready

from linea_helm import __version__

pytestmark = pytest.mark.helm

URL = "git://linea.test/"


@pytest.mark.parametrize("version", ALL)
def test_a_folder_is_installed_and_leaves_nothing_when_it_goes(version, home, project):
    """Every Helm installs a folder; Helm 4 gets linea-post, too; uninstalling removes it and the link to the folder."""
    home = home(version)
    done = home.helm("plugin", "install", project)
    plugin = home.plugins / project.name
    assert (done.returncode, done.stderr.removeprefix(DOWNLOADING)) == (0, ready(plugin, version))
    assert home.left() == ([project.name, "linea-post"] if version[0] == "4" else [project.name])
    assert home.helm("linea", "--version").stdout == f"helm-linea {__version__}\n"

    done = home.helm("plugin", "uninstall", "linea")
    assert (done.returncode, done.stdout, done.stderr) == (0, "Uninstalled plugin: linea\n", "")
    assert home.left() == []
    assert (project / ".linea").is_dir()  # as docs/installing.md says: Helm takes its link away, not somebody's folder


def test_the_plugin_makes_keys(home, project):
    """Its private environment has the extra, with the curve and the hash."""
    home = home("4.3.1")
    assert home.helm("plugin", "install", project).returncode == 0
    done = home.helm("linea", "keys", "new", "sequencer", "--dir", home.folder / "keys")
    assert (done.returncode, done.stderr) == (0, "")
    assert {path.name for path in (home.folder / "keys").iterdir()} == {"linea-secrets.yaml", "linea-values.yaml"}


def test_a_developers_tree_gets_only_what_git_ignores(home, tmp_path):
    """Installed from a folder, Helm runs the folder itself, which may be somebody's work tree."""
    tree = checkout(tmp_path / "work tree")
    assert home("4.3.1").helm("plugin", "install", tree).returncode == 0
    assert git(tree, "status", "--porcelain") == ""
    ignored = git(tree, "status", "--porcelain", "--ignored").splitlines()
    assert {line.rstrip("/").rpartition("/")[2] for line in ignored} == {"!! .linea", "__pycache__"}


@pytest.mark.parametrize("name", ["helm-linea", "helm-linea.git"])
@pytest.mark.parametrize("version", MAJORS)
def test_a_git_url_is_installed_under_its_last_part(version, name, home, project):
    """The folder's name is what the URL ends with, `.git` included, and nothing may depend on it."""
    home = home(version)
    (bare := home.folder / "served").mkdir(parents=True)
    git(bare, "clone", "--quiet", "--bare", str(project), name)
    unsigned = ["--verify=false"] if version[0] == "4" else []
    done = home.helm("plugin", "install", URL + name, *unsigned, **git_url(bare, URL))
    assert (done.returncode, done.stderr) == (0, DOWNLOADING + ready(home.plugins / name, version))
    assert home.left() == ([name, "linea-post"] if version[0] == "4" else [name])
    assert home.helm("linea", "doctor").returncode == 0
    assert home.helm("__complete", "linea", "policy", "explain", "pdb-m").stdout == "pdb-missing\n:4\n"

    assert home.helm("plugin", "uninstall", "linea").returncode == 0
    assert home.left() == []


@pytest.mark.parametrize("version", MAJORS)
def test_an_update_brings_the_new_version_of_both_plugins(version, home, tmp_path):
    """`helm plugin update` pulls and cleans the folder; its hook sets up again and brings linea-post along."""
    home = home(version)
    origin = checkout(tmp_path / "served" / "linea-origin")
    unsigned = ["--verify=false"] if version[0] == "4" else []
    environ = git_url(tmp_path / "served", URL)
    assert home.helm("plugin", "install", f"{URL}linea-origin", *unsigned, **environ).returncode == 0

    for file in ("plugin.yaml", "linea_helm/__init__.py"):
        text = (origin / file).read_text("utf-8")
        (origin / file).write_text(re.sub(rf"\b{re.escape(__version__)}\b", "9.8.7", text), "utf-8")
    commit(origin, "Second")
    done = home.helm("plugin", "update", "linea", **environ)
    expected = ready(home.plugins / "linea-origin", version).replace(__version__, "9.8.7")
    assert (done.returncode, done.stdout, done.stderr) == (0, "Updated plugin: linea\n", DOWNLOADING + expected)

    listed = [line.split()[:2] for line in home.helm("plugin", "list").stdout.splitlines()[1:]]
    assert sorted(listed) == [["linea", "9.8.7"], ["linea-post", "9.8.7"]][: int(version[0]) - 2]
    assert home.helm("linea", "doctor").returncode == 0


def test_helm_4_registers_linea_post_when_helm_3_installed_linea(home, project):
    """In a plugin folder that Helm 3 filled, `helm linea setup` under Helm 4 adds what is missing."""
    assert home("3.19.0").helm("plugin", "install", project).returncode == 0
    old = home("3.19.0")
    new = home("4.3.1")
    shared = {name: value for name, value in old.environ().items() if name.startswith("HELM_")}
    doctor = new.helm("linea", "doctor", **shared)
    assert "error    linea-post  is not registered as a post-renderer\n" in doctor.stdout
    assert doctor.returncode == 1

    done = new.helm("linea", "setup", **shared)
    assert (done.returncode, done.stderr) == (0, ready(old.plugins / project.name, "4.3.1"))
    assert old.left() == [project.name, "linea-post"]
    assert new.helm("linea", "doctor", **shared).returncode == 0


def test_another_plugins_linea_post_is_left_alone(home, project):
    """A linea-post that is not ours is neither overwritten nor removed, and setup says what to do."""
    home = home("4.3.1")
    foreign = home.plugins / "linea-post"
    foreign.mkdir(parents=True)
    theirs = "apiVersion: v1\ntype: postrenderer/v1\nname: linea-post\nversion: 3.0.0\nruntime: subprocess\n"
    theirs += "runtimeConfig:\n  platformCommand:\n    - command: cat\n"
    (foreign / "plugin.yaml").write_text(theirs, "utf-8")
    done = home.helm("plugin", "install", project)
    assert done.returncode == 1
    assert done.stderr.removeprefix(DOWNLOADING) == (
        f"error: {foreign} was not made by linea\n"
        "   = why: Helm 4 finds the post-renderer by the name of that folder, "
        "and we do not overwrite what is not ours\n"
        f"   = fix: move {foreign} away, then run: helm linea setup\n"
        'Error: plugin install hook for "linea" exited with error\n'
    )
    home.helm("plugin", "uninstall", "linea")
    assert (foreign / "plugin.yaml").read_text("utf-8") == theirs


def test_a_plugins_variable_that_hides_linea_is_said(home, project, tmp_path):
    """Helm 4 installs a folder where it will not look for it; without the variable all is there."""
    home = home("4.3.1")
    elsewhere = str(tmp_path / "mine")
    done = home.helm("plugin", "install", project, HELM_PLUGINS=elsewhere)
    assert done.returncode == 1
    assert done.stderr.removeprefix(DOWNLOADING) == (
        f"error: Helm will not find linea: it looks in HELM_PLUGINS, {elsewhere}, "
        f"and installed linea in {home.plugins}\n"
        "   = why: Helm 4 installs folders and tarballs in its data folder, whatever HELM_PLUGINS is\n"
        f"   = fix: unset HELM_PLUGINS, or set it to {home.plugins}\n"
        'Error: plugin install hook for "linea" exited with error\n'
    )
    place = home.plugins / project.name
    doctor = home.run(["sh", place / "linea_helm" / "_helm" / "linea", "doctor"], HELM_PLUGINS=elsewhere)
    assert (
        f"warning  plugin    {place} is not in {elsewhere}, where Helm looks for plugins\n"
        f"                   = fix: unset HELM_PLUGINS, or helm plugin install {place}\n"
    ) in doctor.stdout
    assert home.helm("linea", "doctor").returncode == 0


def test_a_second_linea_is_said(home, project):
    """A folder and a URL get two names; Helm installs both, and then loads no plugin at all."""
    home = home("4.3.1")
    assert home.helm("plugin", "install", project).returncode == 0
    url = f"{URL}linea-again"
    done = home.helm("plugin", "install", url, "--verify=false", **git_url(project, url))
    assert done.returncode == 1
    first, second = home.plugins / project.name, home.plugins / "linea-again"
    assert done.stderr.removeprefix(DOWNLOADING) == (
        f"error: there is another linea, {first}, beside {second}\n"
        "   = why: Helm loads no plugin at all when two have one name, and cannot uninstall them either\n"
        f"   = fix: rm -r '{first}'\n"
        'Error: plugin install hook for "linea" exited with error\n'
    )
    first.unlink()
    assert home.helm("linea", "doctor").returncode == 0


def test_a_second_linea_that_failed_is_the_one_to_go(home, project):
    """Nobody shall remove the one that works; without the new one all is as it was."""
    home = home("4.3.1")
    assert home.helm("plugin", "install", project).returncode == 0
    url = f"{URL}linea-again"
    done = home.helm("plugin", "install", url, "--verify=false", **git_url(project, url), **OFFLINE)
    assert done.returncode == 1
    first, second = home.plugins / project.name, home.plugins / "linea-again"
    assert done.stderr.endswith(
        f"error: there is another linea, {first}, beside {second}\n"
        "   = why: Helm loads no plugin at all when two have one name, and cannot uninstall them either\n"
        f"   = fix: rm -r '{second}', then run: helm linea setup\n"
        'Error: plugin install hook for "linea" exited with error\n'
    )
    shutil.rmtree(second)
    assert home.helm("linea", "setup").returncode == 0
    assert home.helm("linea", "doctor").returncode == 0
