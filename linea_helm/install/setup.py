"""`helm linea setup`, which is also the install and the update hook: make the plugin ready to run where it lies.

Two parts, each worth having without the other: the environment for `helm linea`, and linea-post for Helm 4.
"""

from __future__ import annotations

import compileall
import os
import sys
from pathlib import Path

from linea_helm import __version__, packed
from linea_helm.errors import LineaError, UsageError
from linea_helm.install import discovery, environment, registration, running_helm
from linea_helm.policies import catalogue
from linea_helm.report.text import error_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_ROOT = Path(__file__).parents[2]


def main() -> int:
    """Set up the plugin that this file belongs to; give the exit code."""
    return setup(_ROOT, os.environ, _progress)


def setup(root: Path, environ: Mapping[str, str], say: Callable[[str], None]) -> int:
    """Set up the plugin in a folder, telling what was done and what could not be.

    Shapes: 0; 1 when a part failed; `say` gets one line or block at a time.
    """
    try:
        plugin = plugin_folder(root, environ)
        version = running_helm.version(environ)
    except LineaError as error:
        say(error_text(error).rstrip())
        return 2
    parts = [lambda: prepare(root, say)]
    if version is None or version[0] >= 4:
        parts.append(lambda: registration.register(plugin))
    parts.append(lambda: discovery.check_searched(plugin, environ))
    errors = [failed for part in parts if (failed := _attempt(part))]
    errors += filter(None, [_attempt(lambda: discovery.check_alone(plugin, works=not errors))])
    for failed in errors:
        say(error_text(failed).rstrip())
    if not errors:
        say(_ready(version))
    return 1 if errors else 0


def plugin_folder(root: Path, environ: Mapping[str, str]) -> Path:
    """Give linea's folder inside Helm's plugin folder; it may be a link to `root`.

    Errors: UsageError when Helm is not running us.
    """
    named = environ.get("HELM_PLUGIN_DIR", "")
    if named and Path(named).resolve() == root.resolve():
        return Path(named)
    raise UsageError(
        "only Helm knows where its plugins are, and it is not Helm that runs this",
        fix="install the plugin with helm plugin install, then run: helm linea setup",
    )


def prepare(root: Path, say: Callable[[str], None]) -> None:
    """Record this Python for the launcher, compile modules and policies, and install the packages that are not there.

    Errors: LineaError that says what is missing and what to do.
    """
    try:
        (root / ".linea").mkdir(exist_ok=True)
        (root / ".linea" / "python").write_text(f"{_lasting_python()}\n", "utf-8")
    except OSError as error:
        raise environment.not_writable(root, error) from error
    compileall.compile_dir(root / "linea_helm", quiet=2)
    if not environment.is_fresh(root) or environment.lost(root):
        environment.install(root, say)
    try:
        catalogue.ship(str(root / "policies"), str(root / ".linea" / "policies.bin"))
        packed.pack(str(root), "linea_helm", str(root / ".linea" / "modules.bin"))
    except OSError as error:
        raise environment.not_writable(root, error) from error


def _lasting_python() -> Path:
    # The `python` of somebody's virtual environment is a link that goes away with it; any other stays as it is, because
    # behind Homebrew's link there is a folder per patch release.
    python = Path(sys.executable)
    return python.resolve() if (python.parent.parent / "pyvenv.cfg").is_file() else python


def _attempt(part: Callable[[], None]) -> LineaError | None:
    try:
        part()
    except LineaError as error:
        return error
    return None


def _ready(version: tuple[int, int, int] | None) -> str:
    helm = f"Helm {'.'.join(map(str, version))}" if version else "Helm"
    post = "linea-post"
    if version and version[0] < 4:
        post = "helm --post-renderer-args linea --post-renderer-args post-render"
    return f"""\
linea {__version__} is ready for {helm} with Python {sys.version.split()[0]}:
  helm linea lint -f values.yaml
  helm install NAME CHART --post-renderer {post}"""


def _progress(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
