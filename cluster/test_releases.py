"""The chart on a real control plane: installed, tested, upgraded, rolled back and removed, by both lines of Helm."""

from __future__ import annotations

import shutil

import pytest
import yaml
from helms import MAJORS
from renders import SCENARIOS, scenario

from plane import settled
from space import CHART, NOT_TAUGHT, RELEASE, values

pytestmark = pytest.mark.helm

every_helm = pytest.mark.parametrize("version", MAJORS)
_SETS = "apps/v1/statefulsets"


@pytest.fixture
def next_chart(tmp_path):
    """The chart as a later release of it would be."""
    folder = tmp_path / "linea-stack"
    shutil.copytree(CHART, folder)
    path = folder / "Chart.yaml"
    path.write_text(path.read_text("utf-8").replace("version: 0.1.0", "version: 9.9.9"), "utf-8")
    return folder


def prepare(space, name):
    """Create what the values of a scenario refer to and the user makes first."""
    if name != "devnet":
        space.make_keys()
    if name == "production-eks":
        space.make_backup_password()


def well(done):
    """Give what a command said, which must have ended well and without a warning of the server."""
    assert done.returncode == 0, done.stderr
    assert "warning" not in done.stderr.lower()
    assert "warn" not in [line.partition(":")[0].lower() for line in done.stderr.splitlines()]
    return done.stdout


def templates(space):
    """Give the pod template of each StatefulSet, and its uid, by name."""
    return {
        found["metadata"]["name"]: (found["metadata"]["uid"], found["spec"]["template"])
        for found in space.items(_SETS)
    }  # fmt: skip


def reasons(space):
    """Give what each waiting pod waits for, by name."""
    return {
        pod["metadata"]["name"]: status["state"]["waiting"]["message"]
        for pod in space.items("pods")
        for status in pod["status"].get("containerStatuses", [])
        if "waiting" in status["state"]
    }


@every_helm
@pytest.mark.parametrize("name", ["devnet", "default", "production-eks"])
def test_a_chain_comes_up(name, version, space):
    """All pods pass Pod Security "restricted" and get ready, the server warns of nothing, and the tests succeed."""
    space = space(version)
    prepare(space, name)
    well(space.install(*values(name)))
    # Helm 3 waits for one besu pod; the autoscaler may have added a second one just now.
    assert settled(lambda: {pod["status"]["phase"] for pod in space.items("pods")}, {"Running"}) == {"Running"}
    nodes = {f"linea-stack-{node}-0" for node in ("sequencer", "maru", "besu")}
    assert nodes <= {pod["metadata"]["name"] for pod in space.items("pods")}
    assert all(claim["status"]["phase"] == "Bound" for claim in space.items("persistentvolumeclaims"))
    assert well(space.helm("test", RELEASE)).count("Phase:          Succeeded") == 3


def test_two_chains_share_a_namespace_for_monitoring(space):
    """The contract's way to be scraped works for a second chain of the cluster, whose names are the same."""
    scraped = ("--set", "metrics.serviceMonitor.enabled=true,metrics.serviceMonitor.namespace=monitoring")
    for each in (space(), space()):
        well(each.install(*values("devnet"), *scraped))


def test_a_pod_waits_for_the_contracts_secrets(space):
    """Without them the default values start no node: each waits for the Secret that the contract asks for."""
    space = space()
    well(space.helm("install", RELEASE, CHART))
    waiting = {
        "linea-stack-sequencer-0": 'secret "linea-stack-sequencer-p2p-key" not found',
        "linea-stack-maru-0": 'secret "linea-stack-maru-p2p-key" not found',
    }
    assert settled(lambda: {name: why for name, why in reasons(space).items() if name in waiting}, waiting) == waiting
    space.make_keys()
    assert settled(lambda: reasons(space), {}) == {}
    well(space.upgrade())


@every_helm
def test_an_upgrade_changes_pods_and_replaces_nothing(version, space, next_chart):
    """A new chart version, labels and sizes roll the pods of the same StatefulSets; a rollback brings all back."""
    space = space(version)
    well(space.install(*values("devnet")))
    first, claims = templates(space), space.names("persistentvolumeclaims")
    changed = "commonLabels.team=chain,sequencer.resources.limits.memory=3Gi,txSender.interval=9"
    well(space.upgrade(*values("devnet"), "--set", changed, chart=next_chart))
    second = templates(space)
    assert {name: uid for name, (uid, _) in second.items()} == {name: uid for name, (uid, _) in first.items()}
    assert all(template["metadata"]["labels"]["team"] == "chain" for _, template in second.values())
    limits = second["linea-stack-sequencer"][1]["spec"]["containers"][0]["resources"]["limits"]
    assert limits["memory"] == "3Gi"

    well(space.rollback(1))
    assert templates(space) == first
    assert space.names("persistentvolumeclaims") == claims
    assert space.history() == ["superseded", "superseded", "deployed"]


@every_helm
def test_an_upgrade_to_the_same_changes_nothing(version, space):
    """The server's defaults are not taken for changes: no object that the chart made gets a new generation."""
    space = space(version)
    well(space.install(*values("devnet")))
    kinds = (_SETS, "apps/v1/deployments", "services", "configmaps", "policy/v1/poddisruptionbudgets")

    def generations():
        found = [(kind, each["metadata"]) for kind in kinds for each in space.items(kind)]
        return {(kind, each["name"]): each.get("generation", each["uid"]) for kind, each in found}

    before, pods = generations(), {pod["metadata"]["uid"] for pod in space.items("pods")}
    well(space.upgrade(*values("devnet")))
    assert generations() == before
    assert {pod["metadata"]["uid"] for pod in space.items("pods")} == pods


@every_helm
def test_a_volume_grows_by_the_steps_of_upgrading_md(version, space):
    """A size alone is refused; with the claims patched and the StatefulSet orphaned, pods keep running meanwhile."""
    space = space(version)
    devnet = values("devnet")
    well(space.install(*devnet))
    pods = {pod["metadata"]["name"]: pod["metadata"]["uid"] for pod in space.items("pods")}
    larger = ("--set", "besu.persistence.size=20Gi")
    refused = space.upgrade(*devnet, *larger)
    assert refused.returncode != 0
    assert "updates to statefulset spec for fields other than" in refused.stderr

    (claim,) = (name for name in space.names("persistentvolumeclaims") if "besu" in name)
    patch = '{"spec":{"resources":{"requests":{"storage":"20Gi"}}}}'
    well(space.kubectl("patch", "pvc", claim, "-p", patch))
    well(space.kubectl("delete", "statefulset", "linea-stack-besu", "--cascade=orphan"))
    well(space.upgrade("--reuse-values", *larger))
    assert {pod["metadata"]["name"]: pod["metadata"]["uid"] for pod in space.items("pods")} == pods
    path = space.path("persistentvolumeclaims", claim)
    assert settled(lambda: space.api.get(path)["status"]["capacity"]["storage"], "20Gi") == "20Gi"


@every_helm
def test_a_release_leaves_its_data_and_nothing_else(version, space):
    """Uninstalling keeps the claims, and the contract's command removes them."""
    space = space(version)
    well(space.install(*values("devnet")))
    well(space.uninstall())
    kinds = ("services", "secrets", _SETS, "apps/v1/deployments", "policy/v1/poddisruptionbudgets", "serviceaccounts")
    left = {kind: space.names(kind) for kind in kinds if space.names(kind)}
    assert left == {"serviceaccounts": ["default"]}
    assert space.names("configmaps") == ["kube-root-ca.crt"]
    claims = {f"data-linea-stack-{name}-0" for name in ("sequencer", "maru", "besu")}
    assert set(space.names("persistentvolumeclaims")) == claims
    well(space.kubectl("delete", "pvc", "-l", "app=linea-stack"))
    assert settled(lambda: space.names("persistentvolumeclaims"), []) == []


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_scenario_is_what_a_server_takes(name, space):
    """Server-side apply takes all objects of a scenario: no unknown and no duplicate field, no warning."""
    space = space()
    objects = [
        {**found, "metadata": {**found["metadata"], "namespace": space.name}}
        for found in scenario(name)
        if found["kind"] not in NOT_TAUGHT
    ]
    stream = yaml.safe_dump_all(objects)
    done = space.kubectl("apply", "--server-side", "--dry-run=server", "--validate=strict", "-f", "-", stdin=stream)
    assert well(done).count("serverside-applied (server dry run)") == len(objects)
