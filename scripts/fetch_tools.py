"""Fetch the programs that the chart's scripts meet in their images: `fetch_tools.py`.

They lie in `.cache/tools/`: restic and busybox (backups, init containers), promtool (alerts), cast and anvil (the
transaction sender). They come from the Debian and npm registries that the machine already uses, through apt-get and
npm, and nothing is installed. Where one cannot be had, this says so, and the tests that need it are left out aloud.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

CACHE = Path(__file__).parent.parent / ".cache" / "tools"
#: Program: Debian package and where the program lies in it. All of them run on older releases too.
DEBIAN = {
    "restic": ("restic", "usr/bin/restic"),
    "busybox": ("busybox-static", "usr/bin/busybox"),
    "promtool": ("promtool", "usr/bin/promtool"),
}
DEBIAN_SUITE = "trixie"
#: Program: npm package with the program for this machine in it.
NPM = {
    "cast": "@foundry-rs/cast-linux-amd64@1.7.1",
    "anvil": "@foundry-rs/anvil-linux-amd64@1.7.1",
}


def main() -> int:
    """Fetch what is not there yet; give 1 when something could not be had."""
    CACHE.mkdir(parents=True, exist_ok=True)
    missing = [name for name in (*DEBIAN, *NPM) if not (CACHE / name).is_file()]
    for source, fetch in ((DEBIAN, _from_debian), (NPM, _from_npm)):
        wanted = [name for name in missing if name in source]
        if wanted:
            print(f"fetching {', '.join(wanted)} …", flush=True)
            with tempfile.TemporaryDirectory() as scratch:
                fetch(wanted, Path(scratch))
    absent = [name for name in (*DEBIAN, *NPM) if not (CACHE / name).is_file()]
    if absent:
        print(f"not to be had here: {', '.join(absent)}; the tests that need them are left out")
    return 1 if absent else 0


def _from_debian(names: list[str], scratch: Path) -> None:
    options = _private_apt(scratch)
    if not options or not shutil.which("dpkg-deb"):
        return
    if not _run(["apt-get", *options, "update"], scratch):
        return
    for name in names:
        package, inside = DEBIAN[name]
        if _run(["apt-get", *options, "download", f"{package}/{DEBIAN_SUITE}"], scratch):
            for deb in scratch.glob(f"{package}_*.deb"):
                _run(["dpkg-deb", "-x", str(deb), str(scratch / name)], scratch)
                _keep(scratch / name / inside, name)


def _private_apt(scratch: Path) -> list[str]:
    """Options for an apt-get that knows one suite of the machine's own mirror and touches nothing of the machine's."""
    mirror = _debian_mirror()
    if not mirror or not shutil.which("apt-get"):
        return []
    for folder in ("parts", "lists/partial", "cache/archives/partial"):
        (scratch / folder).mkdir(parents=True)
    keyring = "/usr/share/keyrings/debian-archive-keyring.gpg"
    source = f"Types: deb\nURIs: {mirror}\nSuites: {DEBIAN_SUITE}\nComponents: main\nSigned-By: {keyring}\n"
    (scratch / "parts" / "debian.sources").write_text(source, "utf-8")
    settings = {
        "Dir::Etc::sourcelist": "/dev/null",
        "Dir::Etc::sourceparts": str(scratch / "parts"),
        "Dir::State::lists": str(scratch / "lists"),
        "Dir::Cache": str(scratch / "cache"),
        "APT::Sandbox::User": "",
    }
    return ["-qq", *(f"-o={key}={value}" for key, value in settings.items())]


def _debian_mirror() -> str:
    for path in Path("/etc/apt").rglob("*"):
        if path.suffix in {".list", ".sources"} and path.is_file():
            found = re.search(r"https?://\S+/debian/?(?=\s)", path.read_text("utf-8"))
            if found:
                return found.group()
    return ""


def _from_npm(names: list[str], scratch: Path) -> None:
    if not shutil.which("npm"):
        return
    for name in names:
        folder = scratch / name
        folder.mkdir()
        if _run(["npm", "pack", "--silent", NPM[name]], folder):
            for archive in folder.glob("*.tgz"):
                shutil.unpack_archive(archive, folder, filter="data")
                _keep(folder / "package" / "bin" / name, name)


def _run(command: list[str], folder: Path) -> bool:
    return subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, check=False).returncode == 0


def _keep(found: Path, name: str) -> None:
    if found.is_file():
        found.chmod(0o755)
        shutil.move(found, CACHE / name)


if __name__ == "__main__":
    sys.exit(main())
