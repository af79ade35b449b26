"""The hooks of .pre-commit-hooks.yaml, run by the real pre-commit as another repository would have them."""

from __future__ import annotations

import sys
from collections import Counter

import pytest
import yaml
from homes import PROJECT, Home, checkout, commit, git

pytestmark = [pytest.mark.helm, pytest.mark.slow]

HOOKS = yaml.safe_load((PROJECT / ".pre-commit-hooks.yaml").read_text("utf-8"))


@pytest.fixture
def repository(tmp_path):
    """A repository of somebody's with values for the bundled chart: one is right, one misspelt, one full of faults."""
    repository = tmp_path / "theirs"
    (repository / "deploy").mkdir(parents=True)
    (repository / "deploy" / "values.yaml").write_text("besu:\n  replicas: 2\n", "utf-8")
    (repository / "deploy" / "prod-values.yaml").write_text("besu:\n  replicaz: 2\n", "utf-8")
    faults = (PROJECT / "examples" / "production-values.yaml").read_bytes()
    (repository / "deploy" / "production-values.yaml").write_bytes(faults)
    (repository / ".linea.yaml").write_text(f"chart: {PROJECT / 'chart' / 'linea-stack'}\n", "utf-8")
    (repository / "deploy" / "other.yaml").write_text("no: [values", "utf-8")
    git(repository, "init", "--quiet")
    commit(repository, "First")
    return repository


def test_the_hooks_run_in_another_repository(repository, tmp_path):
    """pre-commit installs us, and each file whose name says values is linted by itself, without a Helm plugin.

    What the hook says is what the program says that has all extras; pre-commit names the files in an order of its own.
    """
    home = Home(tmp_path / "home", "4.3.1")
    hooks = checkout(tmp_path / "helm-linea")
    pre_commit = [sys.executable, "-m", "pre_commit", "try-repo", "--color=never", hooks, "--all-files"]
    done = home.run(pre_commit, cwd=repository, PRE_COMMIT_HOME=str(tmp_path / "pre-commit"))
    assert done.returncode == 1, done.stdout + done.stderr
    assert "deploy/prod-values.yaml:2:3" in done.stdout
    assert "deploy/values.yaml:" not in done.stdout
    assert "other.yaml" not in done.stdout

    files = [f"deploy/{name}values.yaml" for name in ("prod-", "production-", "")]
    told = home.run([sys.executable, "-m", "linea_helm.cli", "lint", "--each", *files], cwd=repository).stdout
    assert "error[key-well-known-dev]: " in told
    assert Counter(told.splitlines()) <= Counter(done.stdout.splitlines())
