"""Make `dist/linea-<version>.tgz`, the plugin with its Python packages: it installs without a network, pip or venv.

The content is `git archive HEAD` and a `wheelhouse/`, which linea_helm/install/wheelhouse.py reads. Helm 4 takes it;
`helm plugin package --sign` takes the unpacked folder.
"""

from __future__ import annotations

import gzip
import io
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import NamedTuple

from packaging.markers import Marker

ROOT = Path(__file__).parent.parent
PYTHONS = ("3.10", "3.11", "3.12", "3.13", "3.14")
#: pip's platforms, the older one first: what runs on it runs on the newer.
PLATFORMS = tuple(
    tuple(f"{libc}_{machine}" for libc in libcs)
    for machine in ("x86_64", "aarch64")
    for libcs in (("manylinux_2_17", "manylinux_2_28"), ("musllinux_1_1", "musllinux_1_2"))
)


class Requirement(NamedTuple):
    """One entry of a lock file."""

    pin: str
    marker: str
    hashes: str

    def applies(self, python: str) -> bool:
        """Say whether a Python on Linux needs it."""
        environment = {"python_version": python, "python_full_version": f"{python}.0", "sys_platform": "linux"}
        return not self.marker or Marker(self.marker).evaluate(environment)


def main() -> int:
    """Make the tarball of HEAD for all Pythons and platforms."""
    tarball = build(ROOT, ROOT / "dist", PYTHONS, PLATFORMS)
    print(f"{tarball.relative_to(ROOT)}: {tarball.stat().st_size / 1e6:.1f} MB")
    return 0


def build(repository: Path, out: Path, pythons: tuple[str, ...], platforms: tuple[tuple[str, ...], ...]) -> Path:
    """Pack the HEAD of a repository with the wheels for some Pythons and platforms; give the tarball's path."""
    with tempfile.TemporaryDirectory() as scratch:
        plugin = Path(scratch) / "linea"
        archive = subprocess.run(
            ["git", "archive", "--format=tar", "HEAD"], cwd=repository, capture_output=True, check=True
        )
        with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as tar:
            tar.extractall(plugin, filter="data")
        for python in pythons:
            print(f"wheels for Python {python} …", flush=True)
            fill(plugin / "wheelhouse", plugin / "requirements.lock", python, platforms)
        time = subprocess.run(
            ["git", "log", "-1", "--format=%ct"], cwd=repository, capture_output=True, text=True, check=True
        )
        name = f"linea-{_version(plugin)}.tgz"
        out.mkdir(parents=True, exist_ok=True)
        _pack(plugin, out / name, int(time.stdout))
    return out / name


def fill(wheelhouse: Path, lock: Path, python: str, platforms: tuple[tuple[str, ...], ...]) -> None:
    """Download the wheels that one Python needs and write its index."""
    wheelhouse.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        # pip would judge the markers by the Python that it runs on, whatever --python-version says (pip issue 11664).
        wanted = Path(scratch) / "wanted.txt"
        entries = [entry for entry in _entries(lock) if entry.applies(python)]
        wanted.write_text("".join(f"{entry.pin} {entry.hashes}\n" for entry in entries), "utf-8")
        for tags in platforms:
            _download(wanted, Path(scratch), python, tags)
        wheels = sorted(Path(scratch).glob("*.whl"))
        for wheel in wheels:
            wheel.replace(wheelhouse / wheel.name)
    index = wheelhouse / f"cpython-{python.replace('.', '')}.txt"
    index.write_text("".join(f"{wheel.name}\n" for wheel in wheels), "utf-8")


def _entries(lock: Path) -> list[Requirement]:
    text = re.sub(r"^\s*#.*\n", "", lock.read_text("utf-8"), flags=re.MULTILINE).replace("\\\n", " ")
    lines = [line.split("--hash", 1) for line in text.splitlines() if line.strip()]
    return [Requirement(*_pin_and_marker(line), f"--hash{hashes}") for line, hashes in lines]


def _pin_and_marker(line: str) -> tuple[str, str]:
    pin, _, marker = line.partition(";")
    return pin.strip(), marker.strip()


def _download(wanted: Path, folder: Path, python: str, tags: tuple[str, ...]) -> None:
    platform = [word for tag in tags for word in ("--platform", tag)]
    options = ["--no-deps", "--only-binary", ":all:", "--require-hashes", "--dest", str(folder)]
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet", *options]
    target = ["--implementation", "cp", "--python-version", python, *platform]
    subprocess.run([*pip, *target, "--requirement", str(wanted)], check=True)


def _version(plugin: Path) -> str:
    found = re.search(r"^version: (\S+)$", (plugin / "plugin.yaml").read_text("utf-8"), re.MULTILINE)
    if not found:
        sys.exit("plugin.yaml has no version")
    return found[1]


def _pack(folder: Path, tarball: Path, time: int) -> None:
    """Pack a folder, the same bytes for the same commit. Helm installs no tarball that holds a link."""
    with gzip.GzipFile(tarball, "wb", mtime=0) as compressed, tarfile.open(fileobj=compressed, mode="w") as tar:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            if path.is_symlink():
                sys.exit(f"{path.relative_to(folder)} is a link")
            entry = tarfile.TarInfo(str(path.relative_to(folder.parent)))
            state = path.stat()
            entry.size, entry.mtime, entry.mode = state.st_size, time, 0o755 if state.st_mode & 0o100 else 0o644
            tar.addfile(entry, io.BytesIO(path.read_bytes()))


if __name__ == "__main__":
    sys.exit(main())
