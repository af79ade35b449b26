"""Each thing that can be wrong with an installation has its row, with what was found and what to do."""

from __future__ import annotations

import compileall
import os
import shutil
import sys
from pathlib import Path

import pytest

from linea_helm import __version__, packed
from linea_helm.bundled import POLICIES
from linea_helm.errors import HelmError
from linea_helm.install import doctor, environment, registration, running_helm
from linea_helm.install.doctor import Installation, Row
from linea_helm.policies import catalogue

SETUP = "run: helm linea setup"
RUNNING = f"{sys.version.split()[0]} ({sys.executable})"


@pytest.fixture
def found(tmp_path, monkeypatch):
    """An installation under Helm 4 as setup leaves it, in which nothing is wrong."""
    root = tmp_path / "data" / "plugins" / "linea"
    (root / "linea_helm").mkdir(parents=True)
    (root / "linea_helm" / "m.py").write_text("x = 1\n", "utf-8")
    compileall.compile_dir(root / "linea_helm", quiet=2)
    (root / "policies").mkdir()
    for name in ("pdb-missing", "jwt-inline"):
        shutil.copy(Path(POLICIES) / f"{name}.yaml", root / "policies")
    for name in ("plugin.yaml", "requirements.lock"):
        (root / name).write_text("", "utf-8")
    monkeypatch.setattr(environment, "_fill", lambda *_: None)
    environment.install(root, print)
    (root / ".linea" / "python").write_text(sys.executable + "\n", "utf-8")
    catalogue.ship(str(root / "policies"), str(root / ".linea" / "policies.bin"))
    packed.pack(str(root), "linea_helm", str(root / ".linea" / "modules.bin"))
    registration.register(root)
    helm = program(tmp_path / "bin" / "helm", "echo v4.3.1")
    monkeypatch.setattr(running_helm, "_ancestors", lambda _: iter([str(helm)]))
    environ = {
        "HELM_DATA_HOME": str(tmp_path / "data"),
        "HELM_PLUGINS": str(tmp_path / "data" / "plugins"),
        "HELM_CACHE_HOME": str(tmp_path / "cache"),
        "PATH": str(tmp_path / "bin"),
    }
    return Installation(root, environ, root, (4, 3, 1))


def program(path: Path, script: str) -> Path:
    """Make a program."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    path.chmod(0o755)
    return path


def test_nothing_is_wrong_after_setup(found, tmp_path):
    """All rows are ok, and name what they found."""
    assert list(doctor.examine(found)) == [
        Row("ok", "python", RUNNING),
        Row("ok", "helm", f"4.3.1 ({tmp_path}/bin/helm)"),
        Row("ok", "packages", f"as locked, in {environment.folder(found.root)}"),
        Row("ok", "policies", "2 policies are compiled"),
        Row("ok", "bytecode", "1 modules are compiled and packed"),
        Row("ok", "linea-post", f"registered in {found.root.parent}/linea-post"),
        Row("ok", "cache", f"{tmp_path}/cache can be written"),
    ]


def test_a_python_package_is_no_plugin(tmp_path, found):
    """Installed by pip there is no plugin folder to look at. Each thing is told once."""
    rows = list(doctor.examine(Installation(tmp_path, found.environ)))
    assert [row.name for row in rows] == ["python", "helm", "keys", "plugin"]
    assert rows[-1] == Row(
        "ok", "plugin", f"{tmp_path} is a Python installation, not a Helm plugin; there is no more to check"
    )


@pytest.mark.parametrize("there", [True, False])
def test_the_extra_of_a_python_package(tmp_path, found, monkeypatch, there):
    """Who left it out is told what is not looked for."""
    monkeypatch.setattr(doctor.derive, "available", lambda: there)
    row = list(doctor.examine(Installation(tmp_path, found.environ)))[-2]
    assert row == (
        Row("ok", "keys", "the extra keys is installed")
        if there
        else Row(
            "warning",
            "keys",
            "the extra keys is not installed, so that nothing looks for public development keys",
            'pip install "helm-linea[keys]"',
        )
    )


@pytest.mark.parametrize(
    ("plugin", "version", "names"),
    [(False, None, []), (False, (4, 3, 1), ["plugin"]), (True, None, []), (True, (3, 19, 0), ["linea-post"])],
    ids=["neither", "not found by Helm", "no Helm found", "Helm 3"],
)
def test_what_concerns_helm_4_is_asked_only_there(found, plugin, version, names):
    """A plugin that Helm does not find has no linea-post beside it, and Helm 3 has none of Helm 4's traps."""
    rows = list(doctor.examine(found._replace(plugin=found.plugin if plugin else None, version=version)))
    assert [row.name for row in rows] == ["python", "helm", "packages", "policies", "bytecode", *names]


def test_no_python_is_recorded(found):
    """Each start then costs a search."""
    (found.root / ".linea" / "python").unlink()
    assert list(doctor.python(found)) == [
        Row("warning", "python", f"{RUNNING}; none is recorded, so each start looks for one", SETUP)
    ]


def test_the_recorded_python_is_gone(found):
    """As after an update of the system."""
    (found.root / ".linea" / "python").write_text("/gone/python3\n", "utf-8")
    assert list(doctor.python(found)) == [
        Row("warning", "python", f"{RUNNING}; the recorded /gone/python3 is gone, so each start looks for one", SETUP)
    ]


def test_there_is_no_helm(found, monkeypatch):
    """What helm.find says, and its fix."""

    def none(_environ):
        raise HelmError("no helm on PATH", fix="install Helm")

    monkeypatch.setattr(running_helm, "find", none)
    assert list(doctor.helm_version(found)) == [Row("error", "helm", "no helm on PATH", "install Helm")]


def test_helm_is_too_old(found, tmp_path):
    """helm.version refuses it."""
    program(tmp_path / "bin" / "helm", "echo v3.16.4")
    rows = list(doctor.helm_version(found._replace(version=None)))
    assert [(row.state, row.name, row.found) for row in rows] == [("error", "helm", "Helm 3.16.4 is too old")]


def test_helm_4_0_is_not_tested(found, tmp_path):
    """It may work."""
    assert list(doctor.helm_version(found._replace(version=(4, 0, 5)))) == [
        Row(
            "warning",
            "helm",
            f"4.0.5 ({tmp_path}/bin/helm) is not among the versions we test",
            "update Helm to 4.1 or newer",
        )
    ]


def test_packages_are_from_another_lock(found):
    """The update hook did not run, or failed."""
    environment.lock(found.root).write_text("p==2\n", "utf-8")
    folder = environment.folder(found.root)
    assert list(doctor.packages(found)) == [
        Row("warning", "packages", f"{folder} is from another version of linea", SETUP)
    ]


def test_packages_are_for_another_python(found):
    """The system's Python was updated; the others are named."""
    environment.folder(found.root).rename(found.root / ".linea" / "cpython-39")
    assert list(doctor.packages(found)) == [
        Row("error", "packages", "none for this Python; there are some for cpython-39", SETUP)
    ]


def test_packages_are_not_whole(found, monkeypatch):
    """Somebody removed some of them, or the disk is damaged."""
    monkeypatch.setattr(environment, "_fill", lambda target, *_: (target / "p.py").write_text("x = 1\n", "utf-8"))
    environment.install(found.root, print)
    folder = environment.folder(found.root)
    (folder / "p.py").write_text("x", "utf-8")
    assert list(doctor.packages(found)) == [
        Row("error", "packages", f"1 files are gone from {folder} or cut, such as p.py", SETUP)
    ]


def test_policies_are_gone(found):
    """All of them, which ends a lint, or some, of which it cannot know."""
    folder, again = found.root / "policies", "helm plugin uninstall linea, then install it again"
    (folder / "pdb-missing.yaml").unlink()
    assert list(doctor.policies(found)) == [Row("error", "policies", f"1 of 2 are gone from {folder}", again)]
    (folder / "jwt-inline.yaml").unlink()
    assert list(doctor.policies(found)) == [Row("error", "policies", f"no policy in {folder}", again)]
    folder.rmdir()
    problem = f"the policies folder {folder} cannot be read: No such file or directory"
    assert list(doctor.policies(found)) == [Row("error", "policies", problem, again)]


def test_policies_are_not_compiled(found):
    """One was changed since setup; without what setup wrote all of them are compiled at the first run."""
    policy = found.root / "policies" / "pdb-missing.yaml"
    policy.write_text(policy.read_text("utf-8") + "# mine\n", "utf-8")
    [row] = doctor.policies(found)
    assert row == Row("warning", "policies", "1 of 2 are not compiled; first runs are slow", SETUP)
    (found.root / ".linea" / "policies.bin").unlink()
    [row] = doctor.policies(found)
    assert row == Row("warning", "policies", "2 of 2 are not compiled; first runs are slow", SETUP)


def test_a_module_is_newer_than_its_bytecode(found):
    """Changed after setup."""
    module = found.root / "linea_helm" / "m.py"
    os.utime(module, (2**31, 2**31))
    assert list(doctor.bytecode(found)) == [
        Row("warning", "bytecode", "1 of 1 modules are not compiled; starts are slow", SETUP)
    ]


@pytest.mark.parametrize("content", [None, b"", b"\0" * 99], ids=["gone", "empty", "broken"])
def test_modules_are_not_packed(found, content):
    """A start then opens each of them, and nothing is wrong otherwise."""
    file = found.root / ".linea" / "modules.bin"
    file.unlink() if content is None else file.write_bytes(content)
    assert list(doctor.bytecode(found)) == [
        Row("warning", "bytecode", "1 of 1 modules are not packed; starts are slower", SETUP)
    ]


def test_linea_post_is_missing(found):
    """Helm 3 installed linea, or the hook failed."""
    plugin = found.root.with_name("other") / "linea"
    assert list(doctor.post_renderer(plugin, (4, 1, 4))) == [
        Row("error", "linea-post", "is not registered as a post-renderer", SETUP)
    ]


def test_linea_post_is_somebody_elses(found):
    """Without our marker."""
    post = registration.folder(found.root)
    (post / registration.MARKER).unlink()
    assert list(doctor.post_renderer(found.root, (4, 1, 4))) == [
        Row("error", "linea-post", f"{post} was not made by linea", f"move it away, then {SETUP}")
    ]


def test_linea_post_belongs_to_another_linea(found):
    """Two copies of linea in one plugin folder share the one linea-post."""
    other = found.root.with_name("helm-linea")
    assert list(doctor.post_renderer(other, (4, 1, 4))) == [
        Row("error", "linea-post", f"{registration.folder(found.root)} was made by another linea", SETUP)
    ]


def test_helm_3_has_its_own_way(found):
    """No folder is missed there."""
    [row] = doctor.post_renderer(found.root, (3, 19, 0))
    assert (row.state, row.name) == ("ok", "linea-post")
    assert row.found.endswith("--post-renderer helm --post-renderer-args linea --post-renderer-args post-render")


def test_a_clone_at_a_fixed_version_is_never_updated(found, tmp_path):
    """`helm plugin install --version` detaches the clone in the cache, and the next install finds it so."""
    clone = tmp_path / "cache" / "plugins" / "https-example-helm-linea"
    for folder, head in ((clone, "f00d\n"), (found.root, "ref: refs/heads/main\n")):
        (folder / ".git").mkdir(parents=True)
        (folder / ".git" / "HEAD").write_text(head, "utf-8")
    assert list(doctor.updates(found)) == [
        Row(
            "warning",
            "updates",
            f"{clone} stands at a fixed version, as after helm plugin install --version; "
            "helm plugin update changes nothing",
            f"helm plugin uninstall linea, remove {tmp_path}/cache/plugins, install again",
        )
    ]


@pytest.mark.parametrize(
    ("named", "fix"), [("", ""), ("/mine", "unset HELM_PLUGINS, or ")], ids=["not installed", "HELM_PLUGINS"]
)
def test_helm_does_not_find_the_plugin(found, tmp_path, named, fix):
    """As with a HELM_PLUGINS that Helm 4 heeds only when it looks for plugins, or in a checkout nobody installed."""
    program(tmp_path / "bin" / "helm", 'echo "${HELM_PLUGINS:-/own}"')
    lost = found._replace(environ={**found.environ, "HELM_PLUGINS": named})
    assert list(doctor.not_found(lost)) == [
        Row(
            "warning",
            "plugin",
            f"{found.root} is not in {named or '/own'}, where Helm looks for plugins",
            f"{fix}helm plugin install {found.root}",
        )
    ]


def test_outside_helm_the_plugin_is_looked_for_where_helm_does(found, tmp_path, monkeypatch):
    """A plugin may be a link there; folders that do not exist hold none."""
    link = tmp_path / "linked" / "clone"
    link.parent.mkdir()
    link.symlink_to(found.root)
    program(tmp_path / "bin" / "helm", f"echo /gone:{link.parent}")
    monkeypatch.setattr(doctor, "_ROOT", found.root)
    assert doctor._plugin(found.environ) == link
    assert doctor._plugin({**found.environ, "HELM_PLUGIN_DIR": str(found.root)}) == found.root
    assert doctor._plugin({**found.environ, "HELM_PLUGIN_DIR": str(tmp_path)}) is None


def test_a_second_linea_is_an_error(found, tmp_path):
    """Helm says so itself, but not what to do; doctor is then started without Helm."""
    other = tmp_path / "data" / "plugins" / "helm-linea"
    other.mkdir()
    (other / "plugin.yaml").write_text("name: linea\n", "utf-8")
    assert [row for row in doctor.examine(found) if row.state != "ok"] == [
        Row("error", "plugin", f"there is another linea, {other}, beside {found.root}", f"rm -r {other}")
    ]


def test_helm_plugins_points_elsewhere(found, tmp_path):
    """Helm 4 loads from there and installs elsewhere."""
    moved = found._replace(environ={**found.environ, "HELM_PLUGINS": "/mine"})
    assert list(doctor.plugins_variable(moved)) == [
        Row(
            "warning",
            "HELM_PLUGINS",
            f"is /mine; Helm 4 installs folders and tarballs to {tmp_path}/data/plugins all the same",
            "set HELM_DATA_HOME instead of HELM_PLUGINS",
        )
    ]
    assert list(doctor.plugins_variable(found)) == []


def test_the_cache_cannot_be_written(found, tmp_path, monkeypatch):
    """Then Helm 4 says `unknown command "linea"` and nothing else."""
    monkeypatch.setattr(os, "access", lambda path, _mode: path != tmp_path)
    assert list(doctor.cache(found)) == [
        Row(
            "error",
            "cache",
            f"{tmp_path}/cache cannot be written, and then Helm 4 loads no plugin",
            "set HELM_CACHE_HOME to a folder that can be written",
        )
    ]


def test_the_cache_is_no_folder(found, tmp_path):
    """A file can be written, too, and nothing below it."""
    (tmp_path / "cache").touch()
    assert list(doctor.cache(found)) == [
        Row(
            "error",
            "cache",
            f"{tmp_path}/cache is a file, no folder, and then Helm 4 loads no plugin",
            f"move {tmp_path}/cache away, or set HELM_CACHE_HOME to a folder",
        )
    ]


@pytest.mark.parametrize(
    ("environ", "home"),
    [
        ({"HELM_CACHE_HOME": "/a"}, "/a"),
        ({"XDG_CACHE_HOME": "/b"}, "/b/helm"),
        ({"HOME": "/c"}, "/c/.cache/helm"),
    ],
)
def test_the_cache_is_where_helm_puts_it(environ, home):
    """The order of Helm's own lookup."""
    assert doctor._cache_home(environ) == Path(home)


def test_a_helm_3_beside_helm_4_is_warned_of(found, tmp_path):
    """It reads the same plugin folder by default."""
    old = program(tmp_path / "bin" / "helm3", "echo v3.19.0")
    program(tmp_path / "bin" / "helm", "exit 1")
    assert list(doctor.other_helm(found)) == [
        Row(
            "warning",
            "other helm",
            f"{old} is Helm 3, which loads no plugin from a folder with linea-post in it",
            "give it a HELM_DATA_HOME of its own",
        )
    ]


@pytest.mark.parametrize(
    ("script", "row"),
    [
        (f"echo helm-linea {__version__}", Row("ok", "console script", f"{{}} is {__version__}, too")),
        (
            "echo helm-linea 0.0.1",
            Row(
                "warning",
                "console script",
                f"{{}} is 0.0.1, this is {__version__}",
                f"pip install helm-linea=={__version__}, or take {{}} off PATH",
            ),
        ),
        (
            "exit 1",
            Row(
                "warning",
                "console script",
                f"{{}} is not helm-linea, this is {__version__}",
                f"pip install helm-linea=={__version__}, or take {{}} off PATH",
            ),
        ),
    ],
)
def test_the_console_script_has_the_same_version(found, tmp_path, script, row):
    """Two installations that drift apart give two verdicts."""
    linea = program(tmp_path / "bin" / "linea", script)
    expected = row._replace(found=row.found.format(linea), fix=row.fix.format(linea))
    assert list(doctor.console_script(found)) == [expected]


def test_the_report_lines_up():
    """A fix stands below what it mends."""
    rows = [Row("ok", "a", "fine"), Row("warning", "longer", "not so", "mend it")]
    assert doctor.report(rows) == "ok       a       fine\nwarning  longer  not so\n                 = fix: mend it\n"


@pytest.mark.parametrize(("state", "code"), [("ok", 0), ("warning", 0), ("error", 1)])
def test_only_an_error_ends_with_1(state, code, monkeypatch, capsys):
    """A warning is not in the way of a script."""
    monkeypatch.setattr(doctor, "examine", lambda _found: [Row(state, "a", "b")])
    assert doctor.main() == code
    assert capsys.readouterr().out == f"{state:7}  a  b\n"
