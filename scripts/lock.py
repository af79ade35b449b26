"""Resolve the dependencies of pyproject.toml into two hashed lock files, for Python 3.10 and newer on any platform."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
OPTIONS = ("--universal", "--python-version", "3.10", "--generate-hashes", "--no-header", "--no-annotate", "--quiet")
#: The plugin has everything; only who installs the Python package chooses.
EXTRAS = ("--all-extras",)


def main() -> int:
    """Write both lock files; `--upgrade` takes the newest versions instead of keeping those that are there."""
    upgrade = sys.argv[1:]
    _resolve("requirements.lock", "What the plugin and the release tarball install", [], upgrade)
    # The same versions as the plugin's: what is tested is what is installed.
    tools = ["--group", "dev", "--constraint", "requirements.lock"]
    _resolve("requirements-dev.lock", "What work on the project needs", tools, upgrade)
    return 0


def _resolve(name: str, title: str, groups: list[str], upgrade: list[str]) -> None:
    path = ROOT / name
    uv = [sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", "--output-file", name]
    subprocess.run([*uv, *OPTIONS, *EXTRAS, *groups, *upgrade], cwd=ROOT, check=True)
    path.write_text(
        f"# {title}. Made by `make lock` from pyproject.toml; do not edit.\n{path.read_text('utf-8')}", "utf-8"
    )


if __name__ == "__main__":
    sys.exit(main())
