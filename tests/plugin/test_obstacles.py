"""Installing where something is missing: it works all the same, or ends with one message that says what to do."""

from __future__ import annotations

import json
import os
import platform
import re
import runpy
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from helms import ALL, MAJORS, helm
from homes import DOWNLOADING, OFFLINE, PROJECT, checkout, ready
from pythons import REAL, bare_python, bin_with, old_python, read_only

from linea_helm.postrender.refusal import refuse

pytestmark = pytest.mark.helm

HELM_4 = [version for version in ALL if version.startswith("4")]
FAILED = 'Error: plugin install hook for "linea" exited with error\n'
AS_HELM_3 = ["--post-renderer-args", "linea", "--post-renderer-args", "post-render"]
TARBALL = "or unpack the release tarball, which brings them along, and install that folder in place of this one"


def test_without_a_network_the_message_says_so(home, tmp_path):
    """uv cannot reach an index: linea-post works, `helm linea` says what to run, later setup mends it."""
    home, plugin = home("4.3.1"), checkout(tmp_path / "plugin")
    done = home.helm("plugin", "install", plugin, **OFFLINE)
    assert done.returncode == 1
    assert re.sub(r"/simple/[\w-]+", "/simple/…", done.stderr) == (
        DOWNLOADING + "error: uv could not install the Python packages of linea\n"
        "   = why: error: Failed to fetch: http://127.0.0.1:9/simple/…/\n"
        "   = fix: check the network, the proxy and the package index, then run: helm linea setup; "
        f"{TARBALL}\n" + FAILED
    )
    assert home.left() == ["linea-post", "plugin"]

    assert home.helm("linea", "setup").returncode == 0
    assert home.helm("linea", "doctor").returncode == 0


def test_without_a_network_pip_says_the_same(home, tmp_path):
    """Without uv the packages come by the Python's own pip, and its errors are told as plainly."""
    home, plugin = home("3.19.0"), checkout(tmp_path / "plugin")
    path = bin_with(tmp_path / "bin", helm=helm("3.19.0"))
    done = home.helm("plugin", "install", plugin, PATH=path, LINEA_PYTHON=str(REAL), **OFFLINE)
    assert done.stderr == (
        DOWNLOADING + "error: pip could not install the Python packages of linea\n"
        "   = why: the package index cannot be reached\n"
        "   = fix: check the network, the proxy and the package index, then run: helm linea setup; "
        f"{TARBALL}\n" + FAILED
    )


@pytest.fixture(scope="session")
def tarball(project, tmp_path_factory):
    """A release tarball for the running Python and machine; the real one differs only in serving more of them."""
    release = runpy.run_path(str(PROJECT / "scripts" / "release.py"))
    python = f"{sys.version_info[0]}.{sys.version_info[1]}"
    here = tuple(tags for tags in release["PLATFORMS"] if tags[0].endswith(platform.machine()))
    return release["build"](project, tmp_path_factory.mktemp("dist"), (python,), here)


@pytest.mark.parametrize("version", HELM_4)
def test_a_release_tarball_needs_no_network_no_pip_and_no_venv(version, home, tarball, tmp_path):
    """The tarball brings its packages along and unpacks them with nothing but a Python."""
    home = home(version)
    bare = bare_python(tmp_path / "python", "ensurepip", "venv")
    alone = {**OFFLINE, "PATH": bin_with(tmp_path / "bin", helm=helm(version)), "LINEA_PYTHON": str(bare)}
    done = home.helm("plugin", "install", tarball, "--verify=false", **alone)
    unsigned = "WARNING: Skipping plugin signature verification\n"
    assert (done.returncode, done.stderr.replace(unsigned, "")) == (0, ready(home.plugins / "linea", version))
    assert home.helm("linea", "doctor", **alone).returncode == 0
    assert home.helm("__complete", "linea", "lint", "--profile", "").stdout == "prod\ndev\n:4\n"

    assert home.helm("plugin", "uninstall", "linea").returncode == 0
    assert home.left() == []


@pytest.mark.parametrize("version", MAJORS)
def test_an_unpacked_release_tarball_is_installed_by_every_helm(version, home, tarball, tmp_path):
    """Helm 3 takes no tarball; a folder it takes, without a network, pip or venv, in place of one that failed."""
    home, failed = home(version), checkout(tmp_path / "plugin")
    assert home.helm("plugin", "install", failed, **OFFLINE).returncode == 1
    assert home.helm("plugin", "uninstall", "linea").returncode == 0
    with tarfile.open(tarball) as packed:
        packed.extractall(tmp_path / "unpacked", filter="data")
    bare = bare_python(tmp_path / "python", "ensurepip", "venv")
    alone = {**OFFLINE, "PATH": bin_with(tmp_path / "bin", helm=helm(version)), "LINEA_PYTHON": str(bare)}
    done = home.helm("plugin", "install", tmp_path / "unpacked" / "linea", **alone)
    assert (done.returncode, done.stderr) == (0, ready(home.plugins / "linea", version))
    assert home.helm("linea", "doctor", **alone).returncode == 0
    if version[0] == "3":
        assert "expected plugin to be a folder" in home.helm("plugin", "install", tarball).stderr


def test_helm_packages_what_the_release_tarball_holds(home, tarball, tmp_path):
    """To sign a release Helm packs the folder itself: under linea's name, and installable."""
    home = home("4.3.1")
    with tarfile.open(tarball) as packed:
        packed.extractall(tmp_path / "unpacked", filter="data")
    done = home.helm("plugin", "package", tmp_path / "unpacked" / "linea", "--sign=false", "--destination", tmp_path)
    assert (done.returncode, (tmp_path / tarball.name).is_file()) == (0, True)
    assert home.helm("plugin", "install", tmp_path / tarball.name, "--verify=false", **OFFLINE).returncode == 0
    assert home.helm("__complete", "linea", "lint", "-o", "j").stdout == "json\njunit\n:4\n"


def test_without_pip_and_venv_the_message_names_what_to_install(home, tmp_path):
    """Debian ships Python without pip and its venv module without ensurepip."""
    home, plugin = home("4.3.1"), checkout(tmp_path / "plugin")
    bare = bare_python(tmp_path / "python", "ensurepip")
    path = bin_with(tmp_path / "bin", helm=helm("4.3.1"))
    done = home.helm("plugin", "install", plugin, PATH=path, LINEA_PYTHON=str(bare))
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    assert done.stderr == (
        f"error: {bare} has neither pip nor a working venv module, and there is no uv on PATH\n"
        "   = why: one of them must install linea's Python packages\n"
        f'   = fix: install one of them, such as "apt install python{version}-venv", then run: helm linea setup; '
        f"{TARBALL}\n" + FAILED
    )
    assert home.left() == ["linea-post", "plugin"]


def test_without_pip_a_venv_lends_its_own(home, tmp_path):
    """A Python without pip that can make a virtual environment is enough."""
    home, plugin = home("3.17.3"), checkout(tmp_path / "plugin")
    bare = bare_python(tmp_path / "python")
    path = bin_with(tmp_path / "bin", helm=helm("3.17.3"))
    done = home.helm("plugin", "install", plugin, PATH=path, LINEA_PYTHON=str(bare))
    assert (done.returncode, done.stderr) == (0, DOWNLOADING + ready(plugin, "3.17.3"))
    assert sorted(path.name for path in (plugin / ".linea").iterdir()) == [
        sys.implementation.cache_tag,
        "modules.bin",
        "policies.bin",
        "python",
    ]


@pytest.mark.parametrize("version", MAJORS)
def test_an_old_python_is_named(version, home, project, tmp_path):
    """Python 3.8 is found, and named in what is asked for."""
    old = old_python(tmp_path / "python3", "3.8.10")
    done = home(version).helm("plugin", "install", project, LINEA_PYTHON=str(old))
    assert done.stderr == (
        f"error: linea needs Python 3.10 or newer; LINEA_PYTHON: {old} is Python 3.8.10\n"
        '   = fix: install one (such as "apt install python3") or set LINEA_PYTHON=/path/to/python3, '
        "then run: helm linea setup\n" + FAILED
    )


def test_no_python_at_all_is_said(home, tmp_path):
    """Every Python that was tried and is too old is named; the rest is not there."""
    plugin = checkout(tmp_path / "plugin")
    launcher = plugin / "linea_helm" / "_helm" / "linea"
    # The machine's own /usr/bin/python3 cannot be taken away.
    launcher.write_text(launcher.read_text("utf-8").replace("/usr/bin/python3;", "/nowhere/python3;"), "utf-8")
    old = old_python(tmp_path / "python3", "3.8.10")
    path = bin_with(tmp_path / "bin", helm=helm("4.3.1"), python3=old)
    done = home("4.3.1").helm("plugin", "install", plugin, PATH=path)
    assert done.stderr.splitlines()[0] == "error: linea needs Python 3.10 or newer; found python3 is Python 3.8.10"
    Path(path, "python3").unlink()
    done = home("4.3.1").helm("linea", "setup", PATH=path)
    assert done.stderr.splitlines()[0] == "error: linea needs Python 3.10 or newer; found no Python on PATH"


def test_a_newer_python_behind_an_old_one_is_taken(home, project, tmp_path):
    """An old `python3` on PATH does not hide a newer one under its own name."""
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    old = old_python(tmp_path / "python3", "3.8.10")
    path = bin_with(tmp_path / "bin", helm=helm("3.19.0"), python3=old, **{f"python{version}": REAL})
    home, plugin = home("3.19.0"), checkout(tmp_path / "plugin")
    path += f":{home.environ()['PATH']}"
    assert home.helm("plugin", "install", plugin, PATH=path).returncode == 0
    assert (plugin / ".linea" / "python").read_text("utf-8") == f"{tmp_path}/bin/python{version}\n"


@pytest.fixture
def chart(tmp_path):
    """A chart with one object."""
    chart = tmp_path / "chart"
    (chart / "templates").mkdir(parents=True)
    (chart / "Chart.yaml").write_text("apiVersion: v2\nname: c\nversion: 1.0.0\n", "utf-8")
    (chart / "templates" / "a.yaml").write_text("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n", "utf-8")
    return chart


#: What the post-renderer needs a package for, and what it says without: to read uncommon YAML and to point into it.
PACKAGES_NEEDED = (
    (
        "apiVersion: v1\nkind: ConfigMap\nmetadata: &m\n  name: a\nx: *m\n",
        "linea-post cannot edit ConfigMap/a, c/templates/a.yaml: only ruamel.yaml can read it, which is not installed",
    ),
    (
        # A public development key, on two lines.
        (
            "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n"
            "  PRIVATE_KEY: 0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80\n    is it\n"
        ),
        f"the Python packages of linea are not installed for Python {sys.version_info[0]}.{sys.version_info[1]}",
    ),
)


@pytest.mark.parametrize("version", ALL)
def test_the_post_renderer_needs_no_package(version, home, chart, tmp_path):
    """Where the packages could not be installed, linea-post works all the same, as long as nothing is uncommon."""
    home, plugin = home(version), checkout(tmp_path / "plugin")
    assert home.helm("plugin", "install", plugin, **OFFLINE).returncode == 1
    words = ["linea-post"] if version[0] == "4" else ["helm", *AS_HELM_3]
    done = home.helm("template", "r", chart, "--post-renderer", *words, "--post-renderer-args", "--label=team=a")
    assert (done.returncode, done.stderr) == (0, "")
    assert "name: a\n" in done.stdout
    assert "\n    team: a\n" in done.stdout

    setup = "   = fix: run: helm linea setup\n"
    for text, problem in PACKAGES_NEEDED[: 1 if version[0] == "4" else 2]:  # Helm 4 puts a text on one line
        (chart / "templates" / "a.yaml").write_text(text, "utf-8")
        done = home.helm("template", "r", chart, "--post-renderer", *words)
        told = done.stderr.partition("error: ")[2]
        assert (done.returncode, told.partition("\n")[0]) == (1, problem)
        assert setup in told
        assert told.count("= fix") == 1


@pytest.mark.parametrize("version", HELM_4)
def test_a_post_renderer_without_a_python_refuses_the_release_aloud(version, home, project, chart, tmp_path):
    """Helm 4 drops a post-renderer's stderr, so the reason is in the document that Helm cannot read."""
    home = home(version)
    assert home.helm("plugin", "install", project).returncode == 0
    old = old_python(tmp_path / "python3", "3.8.10")
    render = ["template", "r", chart, "--post-renderer", "linea-post"]
    done = home.helm(*render, LINEA_PYTHON=str(old))
    assert done.returncode == 1
    assert done.stderr.startswith(
        "Error: YAML parse error on the last document (this is what linea-post has to say, not a YAML problem)\n\n"
        f"error: linea needs Python 3.10 or newer; LINEA_PYTHON: {old} is Python 3.8.10\n"
        "   = fix: install one (such as 'apt install python3') or set LINEA_PYTHON=/path/to/python3, "
        "then run: helm linea setup\n: error unmarshaling JSON"
    )
    assert "exited with error" in home.helm(*render, LINEA_PYTHON=str(old), LINEA_POST_FAIL="exit").stderr


def test_the_refused_document_follows_the_unchanged_stream(home, project, tmp_path):
    """No reader can take a blocked release for an empty one, and it is the document that linea-post writes, too."""
    home = home("4.3.1")
    assert home.helm("plugin", "install", project).returncode == 0
    stream = "# é\na:  1\n---\nb: [2 ]"
    environ = {"HELM_PLUGIN_NAME": "linea-post", "LINEA_PYTHON": str(tmp_path / 'no "python\\ here')}
    launcher = project / "linea_helm" / "_helm" / "linea"
    done = home.run(["sh", launcher, "post-render"], stdin=stream, **environ)
    assert done.returncode == 0
    before, marker, document = done.stdout.rpartition("\n---\n")
    assert (before, marker) == (stream, "\n---\n")
    told = done.stderr.replace('"', "'").replace("\\", "/")
    assert json.loads(document) == json.loads(refuse(told).decode().partition("\n---\n")[2])


@pytest.mark.parametrize("version", MAJORS)
def test_a_read_only_plugin_folder_is_enough_to_run(version, home, tmp_path):
    """Once set up, nothing is written."""
    home, plugin = home(version), checkout(tmp_path / "plugin")
    assert home.helm("plugin", "install", plugin).returncode == 0
    before = read_only(plugin)
    done = home.run([*before, home.program, "linea", "doctor"])
    assert (done.returncode, done.stderr) == (0, "")
    assert "warning" not in done.stdout


def test_a_folder_that_cannot_be_written_is_named(home, tmp_path):
    """The environment needs a place in the plugin's folder; linea-post does not."""
    home, plugin = home("4.3.1"), checkout(tmp_path / "plugin")
    before = read_only(plugin)
    done = home.run([*before, home.program, "plugin", "install", plugin])
    refusal = "Read-only file system" if before else "Permission denied"
    assert done.stderr == (
        f"error: {home.plugins}/plugin/.linea cannot be written: {refusal}\n"
        "   = why: the Python packages of linea go there\n"
        "   = fix: give yourself the right to write it, or the disk some space, then run: helm linea setup\n" + FAILED
    )
    assert home.left() == ["linea-post", "plugin"]


def test_a_python_that_goes_away_is_replaced(home, tmp_path):
    """The recorded Python is gone: the launcher finds another, and doctor says what to run."""
    home, plugin = home("4.3.1"), checkout(tmp_path / "plugin")
    assert home.helm("plugin", "install", plugin).returncode == 0
    (plugin / ".linea" / "python").write_text("/gone/python3\n", "utf-8")
    done = home.helm("linea", "doctor")
    assert done.returncode == 0
    row = next(line for line in done.stdout.splitlines() if " python " in line)
    assert row.endswith("the recorded /gone/python3 is gone, so each start looks for one")
    assert home.helm("linea", "setup").returncode == 0
    assert "warning" not in home.helm("linea", "doctor").stdout


def test_packages_that_are_not_whole_are_mended(home, tmp_path):
    """Who lost some of them is sent to setup, and setup brings them back."""
    home, plugin = home("4.3.1"), checkout(tmp_path / "plugin")
    assert home.helm("plugin", "install", plugin).returncode == 0
    folder = plugin / ".linea" / str(sys.implementation.cache_tag)
    shutil.rmtree(folder / "rpds")
    (tmp_path / "values.yaml").write_text("besu: {replicas: x}\n", "utf-8")
    done = home.helm("linea", "lint", "-f", tmp_path / "values.yaml", "--no-render")
    place = home.plugins / "plugin" / ".linea" / folder.name
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(
        f"error: a part of the Python packages of linea is gone from {place}\n"
        "   = why: this command needs rpds\n   = fix: run: helm linea setup\n"
    )
    cut = folder / "referencing" / "__init__.py"
    assert cut.stat().st_nlink == 1  # not uv's own copy, which would be cut, too
    cut.write_text("", "utf-8")
    done = home.helm("linea", "doctor")
    assert done.returncode == 1
    assert f" files are gone from {place} or cut, such as referencing/__init__.py\n" in done.stdout
    assert home.helm("linea", "setup").returncode == 0
    assert home.helm("linea", "doctor").returncode == 0
    assert home.helm("linea", "lint", "-f", tmp_path / "values.yaml", "--no-render").returncode == 1


def test_a_link_to_the_launcher_starts_it(home, project, tmp_path):
    """Helm 3 users may link the launcher into a folder on PATH."""
    home = home("3.19.0")
    assert home.helm("plugin", "install", project).returncode == 0
    (tmp_path / "my bin").mkdir()
    (tmp_path / "direct").symlink_to(home.plugins / project.name / "linea_helm" / "_helm" / "linea")
    (tmp_path / "my bin" / "linea").symlink_to("../direct")
    done = home.run(["sh", tmp_path / "my bin" / "linea", "doctor"])
    assert done.returncode == 0


def test_a_folder_as_standard_input_is_said():
    """Python itself would not start with one."""
    launcher = PROJECT / "linea_helm" / "_helm" / "linea"
    folder = os.open(PROJECT, os.O_RDONLY)
    try:
        done = subprocess.run(["sh", launcher, "lint"], stdin=folder, capture_output=True, text=True, check=False)
    finally:
        os.close(folder)
    told = "error: standard input is a folder\n   = fix: pipe a text in, or leave the < out\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", told)
