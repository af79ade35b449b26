"""Pythons in which something is missing, made of the running one, and what else a machine may lack."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from leaving_out import leave_out

#: The real Python under a virtual environment.
REAL = Path(sys.executable).resolve()


def bare_python(folder: Path, *missing: str) -> Path:
    """Make a Python without pip and without some modules of the standard library, as Debian splits it."""
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    library, own = folder / "lib" / version, Path(sysconfig.get_path("stdlib"))
    library.mkdir(parents=True)
    for module in own.iterdir():
        if module.stem not in {"site-packages", "dist-packages", *missing}:
            (library / module.name).symlink_to(module)
    for shared in Path(sysconfig.get_config_var("LIBDIR")).glob("libpython*.so*"):
        (folder / "lib" / shared.name).symlink_to(shared)
    (folder / "bin").mkdir()
    # A copy: through a link Python would find the library of the real one.
    return Path(shutil.copy(REAL, folder / "bin" / version))


def old_python(path: Path, version: str) -> Path:
    """Make a program that says it is an old Python, and can do nothing else."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'#!/bin/sh\n[ "$3" = -c ] || exit 1\necho {version}\n', "utf-8")
    path.chmod(0o755)
    return path


def bin_with(folder: Path, **programs: Path) -> str:
    """Make a PATH with nothing on it but what a shell script needs and the programs named."""
    folder.mkdir(parents=True)
    for name in ("sh", "cat", "git", "readlink", "rm", "tr"):
        (folder / name).symlink_to(shutil.which(name) or leave_out(f"there is no {name}"))
    for name, program in programs.items():
        (folder / name).symlink_to(program)
    return str(folder)


def read_only(folder: Path) -> list[str | Path]:
    """Make a folder read-only; give the words to put before a command that shall find it so.

    Permissions do not hold root back: it gets a read-only mount that only the command sees.
    """
    if os.geteuid():
        for path in (folder, *folder.rglob("*")):
            path.chmod(path.stat().st_mode & ~0o222)
        return []
    mount = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"'
    prefix: list[str | Path] = ["unshare", "--mount", "sh", "-c", mount, folder]
    if subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode:
        leave_out("root may not mount anything here, and nothing else is read-only for root")
    return prefix
