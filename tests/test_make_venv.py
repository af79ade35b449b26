"""scripts/make_venv, the first thing that `make demo` and `make test` run, says which Python it could not use."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from homes import PROJECT
from pythons import bin_with, old_python

FIX = "   = fix: install one, or run: make PYTHON=/path/to/python3 ...\n"


@pytest.fixture
def run(tmp_path):
    """Run the script in a folder of its own, with no Python on PATH."""
    (tmp_path / "scripts").mkdir()
    script = shutil.copy(PROJECT / "scripts" / "make_venv", tmp_path / "scripts")
    path = bin_with(tmp_path / "bin", dirname=shutil.which("dirname"))

    def make_venv(**environ):
        return subprocess.run(
            ["sh", script], env={"PATH": path, **environ}, capture_output=True, text=True, check=False
        )

    return make_venv


def test_a_python_that_is_none(run):
    """The advice is not to install what a Python lacks."""
    done = run(PYTHON="/nope")
    assert (done.returncode, done.stderr) == (1, f"error: PYTHON=/nope is no Python 3.10 or newer\n{FIX}")


def test_a_python_that_is_too_old(run, tmp_path):
    """As one that is none."""
    old = old_python(tmp_path / "old" / "python3", "3.8.10")
    done = run(PYTHON=str(old))
    assert (done.returncode, done.stderr) == (1, f"error: PYTHON={old} is no Python 3.10 or newer\n{FIX}")


def test_no_python(run):
    """Nothing was named, and nothing found."""
    done = run()
    assert (done.returncode, done.stderr) == (1, f"error: no Python 3.10 or newer on PATH\n{FIX}")
