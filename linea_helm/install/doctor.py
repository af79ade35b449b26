"""`helm linea doctor`: look at an installation and say what is wrong with it and what to do.

A check reads and never writes, and yields rows; `main` prints them. Imports only the standard library, because the
private environment may be what is wrong.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from linea_helm import __version__, packed
from linea_helm.errors import ConfigError, HelmError, LineaError
from linea_helm.install import discovery, environment, registration, running_helm
from linea_helm.keys import derive
from linea_helm.lint import helm
from linea_helm.policies import catalogue

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_ROOT = Path(__file__).parents[2]
_SETUP = "run: helm linea setup"
_REINSTALL = "helm plugin uninstall linea, then install it again"


class Row(NamedTuple):
    """One line of the report. `state` is "ok", "warning" or "error"; `fix` is "" where nothing is to be done."""

    state: str
    name: str
    found: str
    fix: str = ""


class Installation(NamedTuple):
    """What the checks look at.

    `plugin` is linea's folder as Helm names it, None when Helm does not find it; `version` is the running Helm's, None
    when unknown.
    """

    root: Path
    environ: Mapping[str, str]
    plugin: Path | None = None
    version: tuple[int, int, int] | None = None


def main() -> int:
    """Check this installation and print the report; 1 when something does not work."""
    rows = list(examine(Installation(_ROOT, os.environ, _plugin(os.environ), running_helm.version(os.environ))))
    sys.stdout.write(report(rows))
    return 1 if any(row.state == "error" for row in rows) else 0


def _plugin(environ: Mapping[str, str]) -> Path | None:
    named = environ.get("HELM_PLUGIN_DIR")
    folders = [folder for folder in running_helm.plugin_folders(environ) if folder.is_dir()] if not named else []
    plugins = [Path(named)] if named else [plugin for folder in folders for plugin in sorted(folder.iterdir())]
    return next((plugin for plugin in plugins if plugin.resolve() == _ROOT.resolve()), None)


def examine(found: Installation) -> Iterator[Row]:
    """Run the checks that apply to an installation."""
    yield from python(found)
    yield from helm_version(found)
    yield from console_script(found)
    if not (found.root / "plugin.yaml").is_file():
        yield from extra()
        yield Row(
            "ok", "plugin", f"{found.root} is a Python installation, not a Helm plugin; there is no more to check"
        )
        return
    yield from packages(found)
    yield from policies(found)
    yield from bytecode(found)
    yield from updates(found)
    if found.version and not found.plugin:
        yield from not_found(found)
    elif found.plugin and found.version:
        yield from second(found)
        yield from post_renderer(found.plugin, found.version)
        if found.version[0] >= 4:
            yield from plugins_variable(found)
            yield from cache(found)
            yield from other_helm(found)


def report(rows: list[Row]) -> str:
    """Write rows as a table, each fix below its row."""
    width = max(len(row.name) for row in rows)
    lines = []
    for row in rows:
        lines.append(f"{row.state:7}  {row.name:{width}}  {row.found}")
        if row.fix:
            lines.append(f"{'':7}  {'':{width}}  = fix: {row.fix}")
    return "\n".join(lines) + "\n"


def python(found: Installation) -> Iterator[Row]:
    """Is the Python recorded that the launcher needs to start without a search?"""
    running = f"{sys.version.split()[0]} ({sys.executable})"
    record = found.root / ".linea" / "python"
    if not (found.root / "plugin.yaml").is_file():
        yield Row("ok", "python", running)
    elif not record.is_file():
        yield Row("warning", "python", f"{running}; none is recorded, so each start looks for one", _SETUP)
    elif not os.access(recorded := record.read_text("utf-8").strip(), os.X_OK):
        yield Row(
            "warning", "python", f"{running}; the recorded {recorded} is gone, so each start looks for one", _SETUP
        )
    else:
        yield Row("ok", "python", running)


def helm_version(found: Installation) -> Iterator[Row]:
    """Is Helm there, and one of the versions that the tests run?"""
    try:
        program = running_helm.find(found.environ)
        version = found.version or helm.version(program, found.environ)
    except HelmError as error:
        yield Row("error", "helm", error.problem, error.fix)
        return
    said = f"{'.'.join(map(str, version))} ({program})"
    if version[:2] == (4, 0):
        yield Row("warning", "helm", f"{said} is not among the versions we test", "update Helm to 4.1 or newer")
    else:
        yield Row("ok", "helm", said)


def packages(found: Installation) -> Iterator[Row]:
    """Are the Python packages there, in the versions of the lock file?"""
    folder, lost = environment.folder(found.root), environment.lost(found.root)
    if lost:
        yield Row("error", "packages", f"{len(lost)} files are gone from {folder} or cut, such as {lost[0]}", _SETUP)
    elif environment.is_fresh(found.root):
        yield Row("ok", "packages", f"as locked, in {folder}")
    elif folder.is_dir():
        yield Row("warning", "packages", f"{folder} is from another version of linea", _SETUP)
    else:
        others = [path.name for path in sorted(folder.parent.glob("cpython-*"))]
        only = f"; there are some for {', '.join(others)}" if others else ""
        yield Row("error", "packages", f"none for this Python{only}", _SETUP)


def extra() -> Iterator[Row]:
    """Is the extra `keys` there, which a plugin has among its packages?"""
    if derive.available():
        yield Row("ok", "keys", "the extra keys is installed")
    else:
        yield Row(
            "warning",
            "keys",
            "the extra keys is not installed, so that nothing looks for public development keys",
            'pip install "helm-linea[keys]"',
        )


def policies(found: Installation) -> Iterator[Row]:
    """Are the policies there that setup found, and compiled? Otherwise each first run compiles them."""
    folder = str(found.root / "policies")
    try:
        count = len(catalogue.files(folder))
        known, changed = catalogue.shipped(folder, str(found.root / ".linea" / "policies.bin"))
    except ConfigError as error:
        yield Row("error", "policies", error.problem, _REINSTALL)
        return
    if known > count:
        yield Row("error", "policies", f"{known - count} of {known} are gone from {folder}", _REINSTALL)
    elif changed:
        yield Row("warning", "policies", f"{len(changed)} of {count} are not compiled; first runs are slow", _SETUP)
    else:
        yield Row("ok", "policies", f"{count} policies are compiled")


def bytecode(found: Installation) -> Iterator[Row]:
    """Are our modules compiled, and in one file? Otherwise each start in a read-only folder compiles them anew."""
    modules = sorted((found.root / "linea_helm").rglob("*.py"))
    stale = [module for module in modules if not _is_compiled(module)]
    unpacked = packed.stale(str(found.root), "linea_helm", str(found.root / ".linea" / "modules.bin"))
    if stale:
        yield Row(
            "warning", "bytecode", f"{len(stale)} of {len(modules)} modules are not compiled; starts are slow", _SETUP
        )
    elif unpacked:
        yield Row(
            "warning",
            "bytecode",
            f"{len(unpacked)} of {len(modules)} modules are not packed; starts are slower",
            _SETUP,
        )
    else:
        yield Row("ok", "bytecode", f"{len(modules)} modules are compiled and packed")


def _is_compiled(module: Path) -> bool:
    compiled = Path(importlib.util.cache_from_source(str(module)))
    return compiled.is_file() and compiled.stat().st_mtime >= module.stat().st_mtime


def post_renderer(plugin: Path, version: tuple[int, int, int]) -> Iterator[Row]:
    """Is linea-post registered for Helm 4, by this linea?"""
    folder = registration.folder(plugin)
    if version[0] < 4:
        yield Row(
            "ok",
            "linea-post",
            "not for Helm 3, which takes: --post-renderer helm "
            "--post-renderer-args linea --post-renderer-args post-render",
        )
    elif registration.is_foreign(plugin):
        yield Row("error", "linea-post", f"{folder} was not made by linea", f"move it away, then {_SETUP}")
    elif not folder.is_dir():
        yield Row("error", "linea-post", "is not registered as a post-renderer", _SETUP)
    elif not registration.is_current(plugin):
        yield Row("error", "linea-post", f"{folder} was made by another linea", _SETUP)
    else:
        yield Row("ok", "linea-post", f"registered in {folder}")


def updates(found: Installation) -> Iterator[Row]:
    """Will `helm plugin update` bring anything? After `install --version` it says so and does nothing."""
    clones = [found.root, *sorted((_cache_home(found.environ) / "plugins").glob("*linea*"))]
    pinned = [clone for clone in clones if _is_detached(clone)]
    if pinned:
        yield Row(
            "warning",
            "updates",
            f"{' and '.join(map(str, pinned))} stands at a fixed version, as after helm plugin install --version; "
            "helm plugin update changes nothing",
            f"helm plugin uninstall linea, remove {_cache_home(found.environ) / 'plugins'}, install again",
        )


def _is_detached(clone: Path) -> bool:
    head = clone / ".git" / "HEAD"
    return head.is_file() and not head.read_text("utf-8").startswith("ref:")


def not_found(found: Installation) -> Iterator[Row]:
    """Say that Helm does not find this plugin, which was then not started by Helm."""
    folders = os.pathsep.join(map(str, running_helm.plugin_folders(found.environ)))
    unset = "unset HELM_PLUGINS, or " if found.environ.get("HELM_PLUGINS") else ""
    fix = f"{unset}helm plugin install {found.root}"
    yield Row("warning", "plugin", f"{found.root} is not in {folders}, where Helm looks for plugins", fix)


def second(found: Installation) -> Iterator[Row]:
    """Is there another linea beside this one? Then Helm loads neither, nor any other plugin."""
    works = environment.is_fresh(found.root) and not environment.lost(found.root)
    try:
        discovery.check_alone(found.plugin or found.root, works=works)
    except LineaError as error:
        yield Row("error", "plugin", error.problem, error.fix)


def plugins_variable(found: Installation) -> Iterator[Row]:
    """Does HELM_PLUGINS point elsewhere? Helm 4 honours it when it loads plugins, not when it installs most of them."""
    # Helm sets both for its plugins, so a HELM_PLUGINS of the user's shows only as a difference.
    named, data = found.environ.get("HELM_PLUGINS", ""), found.environ.get("HELM_DATA_HOME", "")
    if named and data and Path(named) != Path(data) / "plugins":
        yield Row(
            "warning",
            "HELM_PLUGINS",
            f"is {named}; Helm 4 installs folders and tarballs to {Path(data) / 'plugins'} all the same",
            "set HELM_DATA_HOME instead of HELM_PLUGINS",
        )


def cache(found: Installation) -> Iterator[Row]:
    """Can Helm write its cache? Helm 4 loads no plugin at all when it cannot."""
    home = _cache_home(found.environ)
    nearest = next(path for path in (home, *home.parents) if path.exists())
    if not nearest.is_dir():
        fix = f"move {nearest} away, or set HELM_CACHE_HOME to a folder"
        yield Row("error", "cache", f"{nearest} is a file, no folder, and then Helm 4 loads no plugin", fix)
    elif os.access(nearest, os.W_OK):
        yield Row("ok", "cache", f"{home} can be written")
    else:
        fix = "set HELM_CACHE_HOME to a folder that can be written"
        yield Row("error", "cache", f"{home} cannot be written, and then Helm 4 loads no plugin", fix)


def _cache_home(environ: Mapping[str, str]) -> Path:
    named = environ.get("HELM_CACHE_HOME")
    home = environ.get("XDG_CACHE_HOME") or str(Path(environ.get("HOME", "/")) / ".cache")
    return Path(named) if named else Path(home) / "helm"


def other_helm(found: Installation) -> Iterator[Row]:
    """Is there a Helm 3 too? It refuses to load any plugin from a folder in which linea-post is."""
    for name in ("helm", "helm3"):
        program = shutil.which(name, path=found.environ.get("PATH"))
        try:
            version = helm.version(program, found.environ) if program else None
        except HelmError:
            continue
        if version and version[0] == 3:
            yield Row(
                "warning",
                "other helm",
                f"{program} is Helm 3, which loads no plugin from a folder with linea-post in it",
                "give it a HELM_DATA_HOME of its own",
            )
            return


def console_script(found: Installation) -> Iterator[Row]:
    """Is a `linea` on PATH the same version as this one?"""
    program = shutil.which("linea", path=found.environ.get("PATH"))
    if not program:
        return
    done = subprocess.run([program, "version"], capture_output=True, encoding="utf-8", check=False)
    said = done.stdout.strip().removeprefix("helm-linea ")
    if said == __version__:
        yield Row("ok", "console script", f"{program} is {said}, too")
    else:
        yield Row(
            "warning",
            "console script",
            f"{program} is {said or 'not helm-linea'}, this is {__version__}",
            f"pip install helm-linea=={__version__}, or take {program} off PATH",
        )
