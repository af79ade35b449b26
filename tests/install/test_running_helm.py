"""The Helm that started us is found among our ancestors before any variable is believed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from homes import PROJECT

from linea_helm.errors import HelmError
from linea_helm.install import running_helm

ASK = """
import os, sys
sys.path.insert(0, sys.argv[1])
from linea_helm.install import running_helm
print(running_helm.find(os.environ))
"""


def program(path: Path) -> Path:
    """Make a program that starts another, under a name: a copy of sh, because /proc tells the real file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(Path("/bin/sh").read_bytes())
    path.chmod(0o755)
    return path


def test_the_nearest_ancestor_called_helm_wins(tmp_path):
    """HELM_BIN may have leaked from another shell, and sh may stand between Helm and us."""
    outer, inner = program(tmp_path / "outer" / "helm"), program(tmp_path / "inner (a) b" / "helm4")
    ask = [sys.executable, "-c", ASK, str(PROJECT)]
    # `; :` keeps each shell waiting; without it sh would become what it starts.
    command = [outer, "-c", '"$0" -c \'sh -c "\\"\\$@\\"; :" sh "$@"; :\' helm "$@"; :', inner, *ask]
    done = subprocess.run(
        command, env={**os.environ, "HELM_BIN": "/elsewhere/helm"}, capture_output=True, text=True, check=True
    )
    assert done.stdout == f"{inner}\n"


def test_without_such_an_ancestor_helm_bin_counts(tmp_path, monkeypatch):
    """The tests themselves are not started by Helm."""
    monkeypatch.setattr(running_helm, "_ancestors", lambda _: iter(["/usr/bin/bash", "/sbin/init"]))
    own = program(tmp_path / "my-helm")
    assert running_helm.find({"HELM_BIN": str(own)}) == str(own)


def test_no_helm_at_all_has_no_version(monkeypatch):
    """There is nothing on PATH and nothing above us."""
    monkeypatch.setattr(running_helm, "_ancestors", lambda _: iter(()))
    with pytest.raises(HelmError, match="no helm on PATH"):
        running_helm.find({"PATH": ""})
    assert running_helm.version({"PATH": ""}) is None
    assert running_helm.plugin_folders({"PATH": ""}) == []


def test_ancestors_of_a_process_that_is_gone_are_none():
    """A process may end while we look at it."""
    ended = subprocess.Popen(["true"])
    ended.wait()
    assert list(running_helm._ancestors(ended.pid)) == []
