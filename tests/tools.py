"""The programs that the chart's scripts meet in their images, fetched by scripts/fetch_tools.py."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from leaving_out import leave_out

_CACHE = Path(__file__).parent.parent / ".cache" / "tools"


def tool(name: str) -> Path:
    """Give the path of a program; a test that needs a missing one is left out aloud, never in CI."""
    path = _CACHE / name
    if not path.is_file():
        leave_out(f"there is no {name}; scripts/fetch_tools.py fetches it where apt-get and npm are")
    return path


def from_wheel(name: str) -> Path:
    """Give the path of a program that a development dependency installed beside this Python."""
    return Path(sys.executable).parent / name


def busybox_path(folder: Path, *others: Path) -> str:
    """Fill a folder with busybox's programs, and some others, and give it as a PATH: what a small image has."""
    busybox = tool("busybox")
    applets = subprocess.run([busybox, "--list"], capture_output=True, text=True, check=True).stdout.split()
    for applet in applets:
        (folder / applet).symlink_to(busybox)
    for other in others:
        (folder / other.name).unlink(missing_ok=True)
        (folder / other.name).symlink_to(other)
    return str(folder)


def system_path(folder: Path, *others: Path) -> str:
    """A PATH of this machine's programs, some others before them."""
    for other in others:
        (folder / other.name).symlink_to(other)
    return f"{folder}:/usr/bin:/bin"


def dash() -> Path:
    """Debian's shell, which most images' /bin/sh is if it is not busybox's."""
    found = shutil.which("dash")
    if not found:
        leave_out("there is no dash")
    return Path(found)
