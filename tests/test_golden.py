"""Whole runs of the program, as a user types them.

tests/golden/<case>/ holds `cmd`, its input files, and what came of it: `stdout`, `stderr`, `exit`.

The program sees three of the bundled policies only, so that a new policy changes no golden run. `UPDATE_GOLDEN=1 make
quick` writes what the program says now; read the diff before you commit it.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from helms import helm

GOLDEN = Path(__file__).parent / "golden"
PROJECT = Path(__file__).parent.parent
CASES = sorted(path.name for path in GOLDEN.iterdir() if path.is_dir())
#: One that all objects can break, one for a single kind, one for values.
POLICIES = ("pdb-missing", "sequencer-service-not-headless", "tx-sender-plaintext-key")
_PROGRAM = """\
import sys
sys.path.insert(0, {project!r})
from linea_helm import bundled
bundled.POLICIES, bundled.IDS = {policies!r}, {ids!r}
from linea_helm.cli import run
run()
"""
_RENDERED = re.compile(r"\(rendered (\d{3,}):")
#: Rules are added, and the bundled chart has dozens of objects; the small charts of the cases have fewer than ten.
_GROWING = re.compile(r"\b\d{2,}(?= objects,)|(?<=\"objects\": )\d{2,}|\b\d+(?= rules;)|(?<=\"rules\": )\d+")
OUTPUTS = ("stdout", "stderr", "exit")


@pytest.mark.helm
@pytest.mark.parametrize("case", CASES)
def test_run(case, tmp_path):
    """A command line prints what it printed before, to the letter, and ends with the same code."""
    folder = tmp_path / "work"
    shutil.copytree(GOLDEN / case, folder, ignore=shutil.ignore_patterns("cmd", *OUTPUTS))
    said = run((GOLDEN / case / "cmd").read_text(encoding="utf-8"), folder, tmp_path)
    if os.environ.get("UPDATE_GOLDEN"):
        for name, text in said.items():
            (GOLDEN / case / name).write_text(text, encoding="utf-8")
    assert said == {name: (GOLDEN / case / name).read_text(encoding="utf-8") for name in OUTPUTS}


def run(command: str, folder: Path, home: Path) -> dict[str, str]:
    """Run a shell line whose `linea` is this checkout, in a folder, with Helm 4.3 and an environment of its own."""
    binaries = home / "bin"
    binaries.mkdir()
    (binaries / "helm").symlink_to(helm("4.3.1"))
    linea = binaries / "linea"
    (home / "ids").write_text("\n".join(POLICIES), encoding="ascii")
    few = str(few_policies(home / "policies"))
    program = _PROGRAM.format(project=str(PROJECT), policies=few, ids=str(home / "ids"))
    linea.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -c {shlex.quote(program)} "$@"\n')
    linea.chmod(0o755)
    environ = {
        "PATH": f"{binaries}:/usr/bin:/bin",
        "HOME": str(home),
        "PROJECT": str(PROJECT),
        "COLUMNS": "100",
        "LC_ALL": "C.UTF-8",
    }
    done = subprocess.run(["sh", "-c", command], cwd=folder, env=environ, capture_output=True, timeout=60, check=False)
    return {
        "stdout": scrubbed(done.stdout, home),
        "stderr": scrubbed(done.stderr, home),
        "exit": f"{done.returncode}\n",
    }


def few_policies(folder: Path) -> Path:
    """Make a folder of links to the policies that golden runs see."""
    folder.mkdir()
    for name in POLICIES:
        (folder / f"{name}.yaml").symlink_to(PROJECT / "policies" / f"{name}.yaml")
    return folder


def scrubbed(raw: bytes, home: Path) -> str:
    """Leave out what differs between machines, and what grows: rules, and the bundled chart's objects and lines."""
    text = raw.decode().replace(str(PROJECT), "$PROJECT").replace(str(home), "$HOME")
    for line in set(_RENDERED.findall(text)):
        text = text.replace(f"(rendered {line}:", "(rendered LINE:").replace(f"\n{line} |", "\nLINE |")
    return _GROWING.sub("N", text)
