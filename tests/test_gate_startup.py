"""What the gate of linea-post imports: kept policies cost no parser, no YAML, and nothing of the standard library."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
#: The cache's.
ALLOWED = {"marshal"}
#: `os` and what it brings.
OS = {"os", "os.path", "posixpath", "genericpath", "stat", "_stat", "abc", "_abc", "_collections_abc"}
_PRELUDE = f"import sys; before = set(sys.modules); sys.path.insert(0, {str(PROJECT)!r})\n"
_TAIL = "\nprint('[' + ', '.join('\"' + name + '\"' for name in sorted(set(sys.modules) - before)) + ']')"
#: Whether `make demo` or setup has compiled the policies of this checkout makes no difference.
_JUDGE = """
from linea_helm.policies import catalogue
catalogue.COMPILED = ""
from linea_helm.policies.catalogue import policies
from linea_helm.config import from_file
from linea_helm.policies.engine import Terms, judge_release
from linea_helm.policies.release import Release
from linea_helm.yaml.load import load
from linea_helm.policies.manifest import objects
from linea_helm.source import Source
config = from_file(".linea.yaml")
text = (
    "apiVersion: apps/v1\\nkind: Deployment\\nmetadata:\\n  name: a\\n"
    "spec:\\n  template:\\n    spec:\\n      automountServiceAccountToken: false\\n"
)
manifests = objects(load(Source("stream", text)), "", 0, text)
release = Release(manifests, Source("stream", text), "", "default")
assert list(judge_release(policies([], {"HELM_CACHE_HOME": "cache"}), release, Terms(), None)) == []
"""


def imported(code, folder):
    """Give what a bare interpreter imports to run some code."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", _PRELUDE + code + _TAIL],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return set(json.loads(done.stdout)) - {"__future__"}


@pytest.mark.parametrize(
    "module",
    [
        "config",
        "options",
        "policies.catalogue",
        "policies.constraints",
        "policies.culprits",
        "policies.engine",
        "policies.kinds",
        "policies.manifest",
        "policies.policy",
    ],
)
def test_a_module_costs_nothing(module, tmp_path):
    """Importing it brings only our own, not even `os`."""
    assert _foreign(imported(f"import linea_helm.{module}", tmp_path)) <= ALLOWED


def test_what_starts_helm_costs_little(tmp_path):
    """A lint has started Helm before it imports more than `os`."""
    assert _foreign(imported("import linea_helm.lint.helm", tmp_path)) <= ALLOWED | OS


def _foreign(names):
    return {name for name in names if not name.startswith("linea_helm")}


def test_judging_with_kept_policies_needs_no_parser(tmp_path):
    """From the second run on; a configuration in order changes nothing."""
    (tmp_path / ".linea.yaml").write_text("severity: {pdb-missing: note}\n", "utf-8")
    assert "linea_helm.cel.parse" in imported(_JUDGE, tmp_path)
    names = imported(_JUDGE, tmp_path)
    assert _foreign(names) <= ALLOWED
    heavy = {"cel.parse", "cel.lex", "cel.check", "cel.blame", "policyfile", "document", "goyaml", "finding", "nearest"}
    assert names & {f"linea_helm.{name}" for name in heavy} == set()
