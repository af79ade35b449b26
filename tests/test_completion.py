"""Helm completes `helm linea …` from completion.yaml, which is made of the application's own options."""

from __future__ import annotations

import runpy

import pytest
from helms import MAJORS
from homes import PROJECT, Home

COMPLETION = runpy.run_path(str(PROJECT / "scripts" / "gen_completion.py"))["completion"]


def test_the_file_is_what_the_script_makes():
    """A new option is completed, too: run scripts/gen_completion.py."""
    assert (PROJECT / "completion.yaml").read_text("utf-8") == COMPLETION()


@pytest.mark.helm
@pytest.mark.parametrize("version", MAJORS)
def test_helm_completes_commands_and_options(version, tmp_path):
    """Both majors read the file; where it lists nothing they complete file names (directive 0)."""
    home = Home(tmp_path, version)
    home.plugins.mkdir(parents=True)
    (home.plugins / "linea").symlink_to(PROJECT)
    commands = home.helm("__complete", "linea", "").stdout.splitlines()
    assert {"doctor", "lint", "policy", "post-render", "setup", "version"} <= set(commands)
    assert home.helm("__complete", "linea", "policy", "expl").stdout.splitlines() == ["explain", ":4"]
    options = home.helm("__complete", "linea", "lint", "--set").stdout.splitlines()
    assert options == ["--set", "--set-file", "--set-json", "--set-literal", "--set-string", ":0"]
    assert home.helm("__complete", "linea", "lint", "-f", "").stdout == ":0\n"
