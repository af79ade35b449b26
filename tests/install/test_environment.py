"""The private environment is complete or not there, and a failed installation says why."""

from __future__ import annotations

import compileall
import sys

import pytest

from linea_helm.errors import LineaError
from linea_helm.install import environment, wheelhouse


@pytest.fixture
def root(tmp_path):
    """A plugin's folder with a lock file."""
    (tmp_path / "requirements.lock").write_text("p==1 --hash=sha256:0\n", "utf-8")
    return tmp_path


@pytest.fixture
def fills(monkeypatch):
    """Let an installation put one module into the environment in place of the packages."""

    def fill(target, _root, _say):
        (target / "p.py").write_text("x = 1\n", "utf-8")

    monkeypatch.setattr(environment, "_fill", fill)


def test_an_installed_environment_is_fresh_until_the_lock_changes(root, fills):
    """Freshness is the lock's content, so that setup is quick where there is nothing to do."""
    assert not environment.is_fresh(root)
    environment.install(root, print)
    assert environment.is_fresh(root)
    environment.lock(root).write_text("p==2 --hash=sha256:0\n", "utf-8")
    assert not environment.is_fresh(root)


def test_a_file_that_is_gone_or_cut_is_lost(root, fills):
    """An environment is as whole as its files; their bytecode does not count."""
    assert environment.lost(root) == []
    environment.install(root, print)
    assert environment.lost(root) == []
    module = environment.folder(root) / "p.py"
    module.write_text("x = 12\n", "utf-8")
    assert environment.lost(root) == ["p.py"]
    module.unlink()
    (environment.folder(root) / "__pycache__" / f"p.{sys.implementation.cache_tag}.pyc").unlink()
    assert environment.lost(root) == ["p.py"]
    assert environment.is_fresh(root)  # which is about the lock
    environment.install(root, print)
    assert environment.lost(root) == []


def test_an_environment_is_compiled_and_belongs_to_one_python(root, fills):
    """Another Python does not find it, and a read-only folder needs no compiling at every start."""
    environment.install(root, print)
    folder = environment.folder(root)
    assert folder == root / ".linea" / sys.implementation.cache_tag
    assert (folder / "__pycache__" / f"p.{sys.implementation.cache_tag}.pyc").is_file()


def test_a_failed_installation_leaves_the_old_environment(root, fills, monkeypatch):
    """An update without a network must not take away what works."""
    environment.install(root, print)

    def fail(target, _root, _say):
        (target / "half.py").write_text("", "utf-8")
        raise LineaError("no network")

    monkeypatch.setattr(environment, "_fill", fail)
    with pytest.raises(LineaError, match="no network"):
        environment.install(root, print)
    assert environment.is_fresh(root)
    assert [path.name for path in (root / ".linea").iterdir()] == [sys.implementation.cache_tag]


def test_a_full_disk_is_said(root, fills, monkeypatch):
    """Whatever the system says about a write that failed is passed on."""

    def full(*_args, **_options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(compileall, "compile_dir", full)
    with pytest.raises(LineaError) as caught:
        environment.install(root, print)
    assert caught.value.problem == f"{root}/.linea cannot be written: No space left on device"


def test_a_wheelhouse_is_preferred_to_the_network(root, monkeypatch):
    """A release tarball asks no index."""
    unpacked = []
    monkeypatch.setattr(wheelhouse, "select", lambda folder: [folder / "p.whl"])
    monkeypatch.setattr(wheelhouse, "unpack", lambda *what: unpacked.append(what))
    environment.install(root, print)
    new = environment.folder(root).with_name(f"{sys.implementation.cache_tag}.new")
    assert unpacked == [([root / "wheelhouse" / "p.whl"], root / "requirements.lock", new)]


def test_uv_is_preferred_to_pip(tmp_path, monkeypatch):
    """uv takes a tenth of pip's time."""
    monkeypatch.setattr(environment.shutil, "which", {"uv": "/bin/uv"}.get)
    uv = ["/bin/uv", "pip", "install", "--quiet", "--link-mode", "copy", "--python", sys.executable]
    assert environment._installer(tmp_path) == uv


@pytest.fixture
def working(monkeypatch):
    """The modules of this Python that work; there is no uv on PATH."""
    modules: set[str] = set()
    monkeypatch.setattr(environment.shutil, "which", lambda _name: None)
    monkeypatch.setattr(environment, "_works", lambda command: command[3] in modules)
    return modules


def test_pip_is_preferred_to_a_venv(tmp_path, working):
    """The Python's own pip needs three seconds less."""
    working.update({"pip", "venv"})
    assert environment._installer(tmp_path)[:5] == [sys.executable, "-I", "-m", "pip", "install"]
    working.discard("pip")
    assert environment._installer(tmp_path)[:5] == [str(tmp_path / "venv/bin/python"), "-I", "-m", "pip", "install"]


def test_nothing_installs_packages(tmp_path, working):
    """All three ways are named, and the one that a distribution offers."""
    with pytest.raises(LineaError) as caught:
        environment._installer(tmp_path)
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    assert caught.value.problem == (
        f"{sys.executable} has neither pip nor a working venv module, and there is no uv on PATH"
    )
    assert caught.value.fix == (
        f'install one of them, such as "apt install python{version}-venv", then run: helm linea setup; '
        "or unpack the release tarball, which brings them along, and install that folder in place of this one"
    )


def test_only_locked_wheels_are_asked_for(root, monkeypatch, tmp_path):
    """Nothing is built from source, and nothing comes that the lock does not name by its hash."""
    commands = []
    monkeypatch.setattr(environment, "_installer", lambda _scratch: ["pip"])
    monkeypatch.setattr(environment, "_run", commands.append)
    environment._fill(tmp_path / "new", root, lambda _text: None)
    locked = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "--requirement", f"{root}/requirements.lock"]
    assert commands == [["pip", "--target", f"{tmp_path}/new", *locked]]


@pytest.mark.parametrize(("program", "tool"), [("uv", "uv"), ("python3", "pip")])
def test_a_failing_installer_is_named(tmp_path, program, tool):
    """With its own last word; a user's PIP_USER does not reach it."""
    path = tmp_path / program
    path.write_text('#!/bin/sh\necho "ERROR: user=$PIP_USER" >&2\nexit 1\n', "utf-8")
    path.chmod(0o755)
    with pytest.raises(LineaError) as caught:
        environment._run([str(path)])
    assert caught.value.problem == f"{tool} could not install the Python packages of linea"
    assert caught.value.why == "ERROR: user=0"


def test_a_working_installer_says_nothing():
    """Its output is of no use then."""
    environment._run(["true"])
    assert environment._works(["true"])
    assert not environment._works(["false"])


@pytest.mark.parametrize(
    ("output", "why"),
    [
        ("Collecting p\nERROR: hashes do not match\n    Expected 0\n", "ERROR: hashes do not match"),
        ("WARNING: Retrying after connection broken by 'X'\nERROR: none found", "the package index cannot be reached"),
        ("error: first\nerror: second\n  cause: third\n", "error: second"),
        ("something else\n\n", "something else"),
        ("", "it did not say why"),
    ],
)
def test_the_line_that_says_why_is_found(output, why):
    """An installer says much before and after its reason."""
    assert environment._reason(output) == why


def test_a_missing_package_of_ours_is_explained():
    """Where the environment is missing, the first import of it ends in a message and not in a traceback."""
    error = environment.lacking(ModuleNotFoundError("No module named 'ruamel'", name="ruamel"))
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    assert error.problem == f"the Python packages of linea are not installed for Python {version}"
    assert (error.why, error.fix) == ("this command needs ruamel", "run: helm linea setup")


@pytest.mark.parametrize(
    "error",
    [
        ModuleNotFoundError("No module named 'p'", name="p"),
        ModuleNotFoundError("No module named 'p.inner'", name="p.inner"),
        ImportError("cannot import name 'x' from 'p'", name="p"),
    ],
    ids=["all of it", "a module of it", "a cut one"],
)
def test_a_package_that_is_not_whole_is_explained(root, fills, monkeypatch, error):
    """Whatever needs it: what is broken may be a package that a package of ours needs."""
    monkeypatch.setattr(environment, "_ROOT", root)
    environment.install(root, print)
    assert environment.lacking(error) is None
    (environment.folder(root) / "p.py").write_text("", "utf-8")
    found = environment.lacking(error)
    assert found.problem == f"a part of the Python packages of linea is gone from {environment.folder(root)}"
    assert (found.why, found.fix) == ("this command needs p", "run: helm linea setup")


@pytest.mark.parametrize("name", ["linea_helm.gone", "numpy", None])
def test_another_missing_module_is_a_bug(name):
    """Only the packages of the environment can be installed by setup."""
    assert environment.lacking(ModuleNotFoundError("No module", name=name)) is None
