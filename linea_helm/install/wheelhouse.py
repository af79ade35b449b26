"""Install wheels from a folder with nothing but the standard library: how a release tarball needs no network.

A wheel is a zip file whose content goes to a folder on `sys.path` (PEP 427): neither pip nor a venv module is needed.
The folder holds wheels and, for each Python, `<cache tag>.txt` with the names of those it needs (scripts/release.py).
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
import sysconfig
import zipfile

from linea_helm.errors import LineaError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path


def select(folder: Path) -> list[Path]:
    """Give the wheels for the running Python on this platform; none when the folder does not serve it."""
    index = folder / f"{sys.implementation.cache_tag}.txt"
    if not index.is_file():
        return []
    names = index.read_text("utf-8").split()
    wheels = [folder / name for name in names if _runs_here(name)]
    complete = {_project(name) for name in names} == {_project(wheel.name) for wheel in wheels}
    return wheels if complete else []


def unpack(wheels: list[Path], lock: Path, target: Path) -> None:
    """Unpack wheels into a folder.

    Errors: LineaError when a wheel's hash is not in the lock.
    """
    locked = set(re.findall(r"--hash=sha256:([0-9a-f]{64})", lock.read_text("utf-8")))
    for wheel in wheels:
        if hashlib.sha256(wheel.read_bytes()).hexdigest() not in locked:
            raise LineaError(
                f"{wheel} is not the file that {lock.name} names",
                why="the release tarball is damaged or was changed",
                fix="download the release tarball again and install it",
            )
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(target)


def _project(wheel: str) -> str:
    return wheel.split("-", 1)[0]


def _runs_here(wheel: str) -> bool:
    """Compare the platform in a wheel's name with this one (PEP 600 and PEP 656 name them by libc and machine)."""
    platform = wheel.removesuffix(".whl").rsplit("-", 1)[1]
    machine = sysconfig.get_platform().removeprefix("linux-")
    return platform == "any" or any(
        tag.startswith(_libc()) and tag.endswith(f"_{machine}") for tag in platform.split(".")
    )


def _libc() -> str:
    # Only glibc answers this (pip decides the same way in packaging._manylinux).
    try:
        return "manylinux" if os.confstr("CS_GNU_LIBC_VERSION") else "musllinux"
    except (AttributeError, OSError, ValueError):
        return "musllinux"
