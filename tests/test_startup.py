"""What the fast path may import: nothing but our own modules, as long as nothing is wrong with a release."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
STREAM = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: besu
spec:
  template:
    metadata:
      labels:
        app.kubernetes.io/component: besu
    spec:
      containers:
      - name: besu
"""
#: No policy finds anything in it, whatever policies there will be.
IN_ORDER = """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: notes
data:
  note: hello
"""
#: What `os` brings, which folders in `.linea.yaml` need.
OS = {"os", "os.path", "posixpath", "genericpath", "stat", "_stat", "abc", "_abc", "_collections_abc"}
#: `gc` is a part of the interpreter: no file is read.
_LAUNCHER = f"""
import sys
before = set(sys.modules)
sys.path.insert(0, {str(PROJECT)!r})
from linea_helm.postrender.post import main
code = main(sys.argv[1:], sys.stdin.buffer, sys.stdout.buffer, sys.stderr)
new = sorted(set(sys.modules) - before - {{"__future__", "gc"}})
sys.stderr.write(repr([name for name in new if name.split(".")[0] != "linea_helm"]).replace("'", '"'))
sys.exit(code)
"""


def _imported(folder, *arguments, stream=STREAM):
    """Run linea-post as its launcher does; give what it printed and the foreign modules it imported."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", _LAUNCHER, *arguments],
        input=stream,
        cwd=folder,
        env={"HELM_CACHE_HOME": str(folder / "cache")},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return done.stdout, set(json.loads(done.stderr))


def test_without_gate_and_configuration(tmp_path):
    """The edit alone imports nothing that a bare interpreter lacks."""
    output, imported = _imported(tmp_path, "--gate", "off", "--label", "team=chain")
    assert output.count("team: chain") == 2
    assert output.count("memory: 4Gi") == 1
    assert imported == set()


@pytest.mark.parametrize("mode", ["warn", "enforce"])
def test_with_the_gate(tmp_path, mode):
    """A release in order costs the compiled policies; the first run writes them."""
    _imported(tmp_path, "--gate", mode, stream=IN_ORDER)
    output, imported = _imported(tmp_path, "--gate", mode, stream=IN_ORDER)
    assert output.startswith("apiVersion: v1\nkind: ConfigMap\n")
    assert imported <= {"marshal"}


def test_a_document_for_the_exact_way_without_its_library(tmp_path):
    """Where ruamel.yaml is not installed, what needs it is refused with the way to install it."""
    with pytest.raises(subprocess.CalledProcessError) as caught:
        _imported(tmp_path, "--gate", "off", stream="apiVersion: v1\nkind: &kind Pod\n")
    assert caught.value.returncode == 2
    assert "only ruamel.yaml can read it, which is not installed\n" in caught.value.stderr
    assert "   = fix: run: helm linea setup\n" in caught.value.stderr


@pytest.mark.parametrize("place", [".", "..", "../.."])
def test_with_a_configuration(tmp_path, place):
    """A `.linea.yaml` that is in order costs nothing, here or above."""
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    (folder / place / ".linea.yaml").write_text("postRender: {gate: 'off', labels: {team: chain}}\n", "utf-8")
    output, imported = _imported(folder)
    assert output.count("team: chain") == 2
    assert imported == set()


def test_with_a_folder_of_policies(tmp_path):
    """To look for it costs `os`."""
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "demo.yaml").write_text((PROJECT / "policies" / "pdb-missing.yaml").read_text("utf-8"), "utf-8")
    (tmp_path / ".linea.yaml").write_text("postRender: {gate: 'off'}\npolicies: [own]\n", "utf-8")
    assert _imported(tmp_path)[1] <= OS


@pytest.mark.parametrize("module", ["linea_helm.postrender.post", "linea_helm.cli"])
def test_an_import_has_no_effect(module):
    """Importing an entry point imports none of the heavy libraries."""
    code = f"import sys, {module}; print({{'typer', 'rich', 'ruamel.yaml', 'jsonschema'}} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, encoding="utf-8", check=True)
    assert done.stdout == "set()\n"
