"""A private Helm home: what Helm installs and remembers there touches nothing else on the machine."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

import uv
from helms import helm

from linea_helm import __version__

PROJECT = Path(__file__).parent.parent
#: An index that refuses every connection: port 9 is "discard", and nothing listens there (RFC 863).
NO_INDEX = "http://127.0.0.1:9/simple"
#: The machine without a network, for uv and for pip, caches included.
OFFLINE = {
    "UV_DEFAULT_INDEX": NO_INDEX,
    "UV_NO_CACHE": "1",
    "UV_HTTP_RETRIES": "0",
    "PIP_INDEX_URL": NO_INDEX,
    "PIP_FIND_LINKS": "",
    "PIP_NO_CACHE_DIR": "1",
}
_GIT = {
    **{f"GIT_{who}_{what}": "linea@linea.test" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
}


class Home(NamedTuple):
    """The Helm home of one Helm version in a folder; its path has a space, as a user's may."""

    folder: Path
    version: str

    @property
    def plugins(self) -> Path:
        """Give the folder into which Helm installs plugins."""
        return self.folder / "helm data" / "plugins"

    def environ(self) -> dict[str, str]:
        """Give the environment: the machine's without what concerns Helm or linea, with uv and this Helm on PATH."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("HELM_", "LINEA_", "KUBE", "GIT_"))
        }
        tools = self.folder / "tools"
        if not tools.is_dir():
            tools.mkdir(parents=True)
            (tools / "helm").symlink_to(helm(self.version))
            (tools / "uv").symlink_to(uv.find_uv_bin())
        homes = {f"HELM_{name}_HOME": str(self.folder / f"helm {name.lower()}") for name in ("DATA", "CACHE", "CONFIG")}
        own = {
            "PATH": f"{tools}:{os.environ['PATH']}",
            "UV_CACHE_DIR": str(PROJECT / ".cache" / "uv"),
            "HOME": str(self.folder),
        }
        return {**kept, **_GIT, **homes, **own}

    @property
    def program(self) -> Path:
        """Give the path of Helm under the name that users type."""
        return self.folder / "tools" / "helm"

    def helm(self, *arguments: str | Path, **environ: str) -> subprocess.CompletedProcess[str]:
        """Run Helm; an environment variable given as "" is unset."""
        return self.run([self.program, *arguments], **environ)

    def run(
        self, command: list[str | Path], stdin: str = "", cwd: Path | None = None, **environ: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a command as `helm` runs Helm."""
        full = {name: value for name, value in {**self.environ(), **environ}.items() if value}
        return subprocess.run(
            command, env=full, cwd=cwd or self.folder, input=stdin, capture_output=True, encoding="utf-8", check=False
        )

    def left(self) -> list[str]:
        """List what is in the plugin folder."""
        return sorted(path.name for path in self.plugins.iterdir()) if self.plugins.is_dir() else []


def checkout(folder: Path) -> Path:
    """Copy the project as it is now, uncommitted changes included, to a folder that is a Git repository of its own."""
    listed = git(PROJECT, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    for name in listed.split("\0"):
        source = PROJECT / name
        if name and source.is_file():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)  # and whether it can be executed
    git(folder, "init", "--quiet", "--initial-branch=main")
    commit(folder, "First")
    return folder


def commit(repository: Path, message: str) -> None:
    """Commit all of a repository's files."""
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message", message)


def git(folder: Path, *arguments: str) -> str:
    """Run Git in a folder and give its output."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    done = subprocess.run(
        ["git", *arguments], cwd=folder, env={**environ, **_GIT}, capture_output=True, encoding="utf-8", check=True
    )
    return done.stdout


def git_url(repository: Path, url: str) -> dict[str, str]:
    """Give the environment in which Git takes a repository in a folder for a URL; Helm refuses file:// URLs."""
    settings = {f"url.file://{repository}/.insteadOf": url, "protocol.file.allow": "always"}
    environ = {"GIT_CONFIG_COUNT": str(len(settings))}
    for number, (key, value) in enumerate(settings.items()):
        environ |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return environ


DOWNLOADING = "linea: downloading its Python packages (about 8 MB) …\n"


def ready(plugin: Path, version: str) -> str:
    """Give what setup says when all went well."""
    python = (plugin / ".linea" / "python").read_text("utf-8").strip()
    said = subprocess.run(
        [python, "-c", "import platform; print(platform.python_version())"], capture_output=True, check=True
    )
    post = "linea-post" if version[0] == "4" else "helm --post-renderer-args linea --post-renderer-args post-render"
    return (
        f"linea {__version__} is ready for Helm {version} with Python {said.stdout.decode().strip()}:\n"
        f"  helm linea lint -f values.yaml\n"
        f"  helm install NAME CHART --post-renderer {post}\n"
    )
