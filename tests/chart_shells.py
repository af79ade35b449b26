"""Shells with the programs of the images, for the tests of the chart's scripts."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from renders import CHART
from tools import busybox_path, dash, system_path, tool

if TYPE_CHECKING:
    from pathlib import Path

SCRIPTS = CHART / "files" / "scripts"
#: Programs of busybox that tests replace: its shell takes them before those of the PATH, but a function before either.
APPLETS = {"nslookup", "wget", "sleep", "timeout"}


class Shell:
    """A shell with a PATH of its own, in a folder of its own."""

    def __init__(self, name: str, folder: Path):
        self.folder = folder
        self.bin = folder / "bin"
        self.bin.mkdir()
        self.is_busybox = name == "busybox"
        self.command = [str(tool("busybox")), "sh"] if self.is_busybox else [str(dash())]
        self.path = busybox_path(self.bin) if self.is_busybox else system_path(self.bin)
        self.functions = ""
        self.started: list[subprocess.Popen] = []

    def add(self, program: Path) -> None:
        """Put a real program into the PATH."""
        (self.bin / program.name).symlink_to(program)

    def fake(self, name: str, body: str) -> None:
        """Put a program in front of the real ones."""
        path = self.bin / name
        path.unlink(missing_ok=True)
        path.write_text(f"#!/bin/sh\n{body}\n", "utf-8")
        path.chmod(0o755)
        if self.is_busybox and name in APPLETS:
            self.functions += f'{name}() {{ "{path}" "$@"; }}; '

    def start(self, script: str, *args: str, **env: str | Path) -> subprocess.Popen:
        """Start one of the chart's scripts."""
        environment = {"PATH": self.path, "HOME": str(self.folder)} | {k: str(v) for k, v in env.items()}
        process = subprocess.Popen(
            [*self.command, "-c", f'{self.functions}. "$0"', str(SCRIPTS / script), *args],
            env=environment,
            cwd=self.folder,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self.started.append(process)
        return process

    def stop(self) -> None:
        """End what a failed test left running, and close what it left open: the next test would be blamed for it."""
        for process in self.started:
            if process.poll() is None:
                process.kill()
            process.wait()
            if process.stdout:
                process.stdout.close()

    def run(self, script: str, *args: str, **env: str | Path) -> tuple[int, str]:
        """Exit code and everything said."""
        process = self.start(script, *args, **env)
        said, _ = process.communicate(timeout=120)
        return process.returncode, said
