"""`linea-post` between Helm and a cluster: what it adds is there, and what it blocks never is."""

from __future__ import annotations

import pytest
from helms import MAJORS
from homes import checkout

from space import RELEASE, values

pytestmark = pytest.mark.helm

every_helm = pytest.mark.parametrize("version", MAJORS)
#: As docs/post-renderer.md has it for each line of Helm.
FLAGS = {
    "4": ("--post-renderer", "linea-post"),
    "3": ("--post-renderer", "helm", "--post-renderer-args", "linea", "--post-renderer-args", "post-render"),
}
_SETS = "apps/v1/statefulsets"


@pytest.fixture(scope="session")
def project(tmp_path_factory):
    """A copy of the project to install the plugin from."""
    return checkout(tmp_path_factory.mktemp("project") / "helm-linea")


@pytest.fixture
def guarded(space, project):
    """A namespace whose Helm has the plugin, and a configuration with a label."""

    def make(version):
        made = space(version)
        done = made.helm("plugin", "install", project)
        assert done.returncode == 0, done.stderr
        (made.home.folder / ".linea.yaml").write_text("postRender: {labels: {audited: by-linea}}\n", "utf-8")
        return made, FLAGS[version[0]]

    return make


@every_helm
def test_what_is_injected_is_in_the_cluster(version, guarded):
    """Every object and pod has the label, no selector has it, and an upgrade and a rollback go through."""
    space, flags = guarded(version)
    space.make_keys()
    space.make_backup_password()
    done = space.install(*values("production-eks"), *flags)
    assert done.returncode == 0, done.stderr
    for kind in ("pods", "services", "serviceaccounts", _SETS, "apps/v1/deployments", "policy/v1/poddisruptionbudgets"):
        bare = [
            found["metadata"]["name"]
            for found in space.items(kind)
            if found["metadata"].get("labels", {}).get("audited") != "by-linea"
        ]
        assert bare == (["default"] if kind == "serviceaccounts" else [])
    assert all("audited" not in found["spec"]["selector"]["matchLabels"] for found in space.items(_SETS))
    done = space.upgrade(*values("production-eks"), "--set", "sequencer.resources.limits.memory=3Gi", *flags)
    assert done.returncode == 0, done.stderr
    assert space.rollback(1).returncode == 0
    assert space.history() == ["superseded", "superseded", "deployed"]


@every_helm
def test_a_blocked_release_is_not_installed(version, guarded):
    """A private key in values is an error in production: Helm ends with it, and the cluster hears of no release."""
    space, flags = guarded(version)
    done = space.install(*values("devnet"), *flags)
    assert done.returncode == 1
    assert "tx-sender-plaintext-key" in done.stderr
    assert space.history() == []
    kinds = ("pods", "services", "secrets", "persistentvolumeclaims", _SETS)
    assert {kind: space.names(kind) for kind in kinds if space.names(kind)} == {}


@every_helm
def test_a_blocked_upgrade_leaves_what_runs(version, guarded):
    """The same in an upgrade: the first revision stays the deployed one, and no pod is touched."""
    space, flags = guarded(version)
    assert space.install(*values("devnet")).returncode == 0
    before = {pod["metadata"]["name"]: pod["metadata"]["uid"] for pod in space.items("pods")}
    done = space.upgrade(*values("devnet"), "--set", "commonLabels.team=chain", *flags)
    assert done.returncode == 1
    assert "tx-sender-plaintext-key" in done.stderr
    assert space.history() == ["deployed"]
    assert space.helm("status", RELEASE).returncode == 0
    assert {pod["metadata"]["name"]: pod["metadata"]["uid"] for pod in space.items("pods")} == before
