"""The hooks of .pre-commit-hooks.yaml, run by the real pre-commit as another repository would have them."""

from __future__ import annotations

import sys

import pytest
import yaml
from homes import PROJECT, Home, checkout, commit, git

pytestmark = [pytest.mark.helm, pytest.mark.slow]

HOOKS = yaml.safe_load((PROJECT / ".pre-commit-hooks.yaml").read_text("utf-8"))


@pytest.fixture
def repository(tmp_path):
    """A repository of somebody's with values for the bundled chart: one file is right and one is not."""
    repository = tmp_path / "theirs"
    (repository / "deploy").mkdir(parents=True)
    (repository / "deploy" / "values.yaml").write_text("besu:\n  replicas: 2\n", "utf-8")
    (repository / "deploy" / "prod-values.yaml").write_text("besu:\n  replicaz: 2\n", "utf-8")
    (repository / "deploy" / "other.yaml").write_text("no: [values", "utf-8")
    git(repository, "init", "--quiet")
    commit(repository, "First")
    return repository


def test_the_hooks_run_in_another_repository(repository, tmp_path):
    """pre-commit installs us, and each file whose name says values is linted by itself, without a Helm plugin."""
    home = Home(tmp_path / "home", "4.3.1")
    hooks = checkout(tmp_path / "helm-linea")
    pre_commit = [sys.executable, "-m", "pre_commit", "try-repo", "--color=never", hooks, "--all-files"]
    done = home.run(pre_commit, cwd=repository, PRE_COMMIT_HOME=str(tmp_path / "pre-commit"))
    assert done.returncode == 1, done.stdout + done.stderr
    assert "deploy/prod-values.yaml:2:3" in done.stdout
    assert "deploy/values.yaml" not in done.stdout
    assert "other.yaml" not in done.stdout
