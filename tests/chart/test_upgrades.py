"""What Kubernetes never lets change does not move between releases of the chart, and other charts' bugs stay away."""

from __future__ import annotations

import re
import shutil

import pytest
import yaml
from renders import (
    CHART,
    HELMS,
    NEWEST,
    SCENARIOS,
    HelmError,
    find,
    manifests,
    of_kind,
    pod_templates,
    scenario,
    text,
)

pytestmark = pytest.mark.helm

every_render = pytest.mark.parametrize("helm", HELMS)
every_scenario = pytest.mark.parametrize("name", SCENARIOS)

#: Fields of a StatefulSet that may change; all others are refused by the API.
MUTABLE = {"replicas", "template", "updateStrategy", "revisionHistoryLimit", "persistentVolumeClaimRetentionPolicy",
           "minReadySeconds", "ordinals"}  # fmt: skip


DEPLOYED = {"ethstats", "tx-sender"}


def immutable(objects) -> dict[str, object]:
    """The fields of workloads that cannot change."""
    fixed: dict[str, object] = {}
    for o in of_kind(objects, "StatefulSet"):
        fixed[f"StatefulSet/{o['metadata']['name']}"] = {k: v for k, v in o["spec"].items() if k not in MUTABLE}
    for o in of_kind(objects, "Deployment"):
        fixed[f"Deployment/{o['metadata']['name']}"] = o["spec"]["selector"]
    return fixed


@pytest.fixture(scope="module")
def next_chart(tmp_path_factory):
    """The chart as a later release of it would be: another chart version and another appVersion."""
    folder = tmp_path_factory.mktemp("next") / "linea-stack"
    shutil.copytree(CHART, folder)
    path = folder / "Chart.yaml"
    described = path.read_text("utf-8").replace("version: 0.1.0", "version: 9.9.9")
    path.write_text(described.replace("appVersion: beta-v6.2", "appVersion: beta-v7"), "utf-8")
    return folder


@every_scenario
def test_another_chart_version_moves_nothing_fixed(name, next_chart):
    """A new chart version changes no immutable field, and restarts no pod."""
    now, later = scenario(name), manifests("-f", SCENARIOS[name], chart=next_chart)
    assert immutable(later) == immutable(now)
    for workload in of_kind(now, "StatefulSet") + of_kind(now, "Deployment"):
        name_ = workload["metadata"]["name"]
        assert find(later, workload["kind"], name_)["spec"]["template"] == workload["spec"]["template"]


@every_scenario
def test_labels_of_users_move_nothing_fixed(name):
    """commonLabels and commonAnnotations reach objects and pods, and no immutable field."""
    flags = ("--set", "commonLabels.canary=bird,commonAnnotations.canary=bird")
    now, labelled = scenario(name), scenario(name, NEWEST, *flags)
    assert immutable(labelled) == immutable(now)
    own = [o for o in labelled if "helm.sh/chart" in o["metadata"].get("labels", {})]
    assert all(o["metadata"]["labels"]["canary"] == "bird" for o in own)
    assert all(t["metadata"]["labels"].get("canary") == "bird" for p, t in pod_templates(labelled) if "tests" not in p)


def test_a_size_moves_the_claim_template_only():
    """A new size is a change of the claim template and of nothing else that is fixed: UPGRADING.md has the way."""
    now, larger = immutable(manifests()), immutable(manifests("--set", "besu.persistence.size=99Gi"))
    assert now.pop("StatefulSet/linea-stack-besu") != larger.pop("StatefulSet/linea-stack-besu")
    assert larger == now


@every_scenario
def test_claim_templates_have_selector_labels_only(name):
    """A claim template holds the labels of the selector, which never change."""
    for workload in of_kind(scenario(name), "StatefulSet"):
        for template in workload["spec"].get("volumeClaimTemplates", ()):
            assert template["metadata"]["labels"] == workload["spec"]["selector"]["matchLabels"]


@every_render
@every_scenario
def test_every_helm_renders_the_same(name, helm):
    """All supported versions of Helm give the same objects."""
    assert sorted(scenario(name, helm), key=str) == sorted(scenario(name, NEWEST), key=str)


@every_scenario
def test_rendering_twice_gives_the_same(name):
    """Nothing random and no time of day is in a render."""
    assert text.__wrapped__("-f", SCENARIOS[name]) == text("-f", SCENARIOS[name])


@pytest.mark.parametrize(
    ("change", "restarted"),
    [
        ("besu.config.min-gas-price=7", {"besu"}),
        ("chain.genesis.gasLimit=0x1", {"sequencer", "maru", "besu"}),
        (f"maru.dev.p2pKey=0x08021220{'1' * 64}", {"maru"}),
        (f"sequencer.dev.p2pKey={'1' * 64}", {"sequencer", "maru", "besu", "ethstats"}),
        ("backup.schedule=@daily", set()),
        ("metrics.serviceMonitor.enabled=true", set()),
    ],
)
def test_pods_restart_for_what_they_read_once(change, restarted):
    """A change of what a program reads when it starts replaces its pods, and those of no other."""
    now, later = scenario("devnet"), scenario("devnet", NEWEST, "--set", change)
    templates = {name: template for name, template in pod_templates(now) if not name.startswith("Pod/")}
    changed = {name for name, template in pod_templates(later) if template != templates.get(name, template)}
    assert changed == {
        f"{'Deployment' if name in DEPLOYED else 'StatefulSet'}/linea-stack-{name}" for name in restarted
    }


# Bugs seen in well-known charts; each test is named after what it keeps away.


def test_a_budget_of_zero_is_kept():
    """traefik dropped a 0: here it is a value."""
    flags = "sequencer.pdb.minAvailable=null,sequencer.pdb.maxUnavailable=0,maru.pdb.minAvailable=0"
    objects = manifests("--set", flags)
    assert find(objects, "PodDisruptionBudget", "linea-stack-sequencer")["spec"]["maxUnavailable"] == 0
    assert find(objects, "PodDisruptionBudget", "linea-stack-maru")["spec"]["minAvailable"] == 0


def test_a_budget_of_one_pod_is_the_users():
    """vault forced `maxUnavailable: 0` on a single replica, which hangs every drain: here the values decide."""
    flags = "sequencer.pdb.minAvailable=null,sequencer.pdb.maxUnavailable=1,maru.pdb.enabled=false"
    objects = manifests("--set", flags)
    assert find(objects, "PodDisruptionBudget", "linea-stack-sequencer")["spec"]["maxUnavailable"] == 1
    assert {b["metadata"]["name"] for b in of_kind(objects, "PodDisruptionBudget")} == {
        "linea-stack-sequencer",
        "linea-stack-besu",
    }


@every_render
def test_two_fields_of_a_budget_are_refused(helm):
    """cert-manager rendered both fields, which the API refuses: here the message names them and the way out."""
    with pytest.raises(HelmError, match=r"besu\.pdb\.minAvailable and besu\.pdb\.maxUnavailable are both set"):
        manifests("--set", "besu.pdb.minAvailable=1", helm=helm)


@every_render
def test_no_api_is_chosen_by_what_the_cluster_says(helm):
    """traefik fell back to a removed API when it could not ask a cluster: here no API version depends on one."""
    old, new = (manifests("--kube-version", version, helm=helm) for version in ("1.25.0", "1.34.0"))
    assert [(o["apiVersion"], o["kind"]) for o in old] == [(o["apiVersion"], o["kind"]) for o in new]
    assert not [o for o in old if "beta" in o["apiVersion"]]


def test_one_component_does_not_leak_into_another():
    """cert-manager's merge wrote into shared defaults: here a component's settings stay its own."""
    settings = ("nodeSelector.canary=bird,podAnnotations.canary=bird,podSecurityContext.fsGroup=4242,"
                "extraEnv.CANARY=bird,priorityClassName=canary,probes.liveness.periodSeconds=4242")  # fmt: skip
    for component in ("besu", "sequencer", "maru", "ethstats", "txSender"):
        flags = ",".join(f"{component}.{setting}" for setting in settings.split(","))
        own = {"txSender": "tx-sender"}.get(component, component)
        for pod, template in pod_templates(manifests("--set", flags)):
            mentions = "canary" in str(template).lower() or "4242" in str(template)
            assert mentions == pod.endswith(f"linea-stack-{own}"), f"{component} in {pod}"


def test_pod_services_follow_the_autoscaler():
    """kafka's loop ignored the autoscaler: here every pod that can come to be has its p2p Service."""
    objects = manifests("--set", "besu.p2pService.enabled=true,besu.autoscaling.maxReplicas=7,besu.replicas=2")
    pods = [
        service["spec"]["selector"]["statefulset.kubernetes.io/pod-name"]
        for service in of_kind(objects, "Service")
        if "-p2p-" in service["metadata"]["name"]
    ]
    assert pods == [f"linea-stack-besu-{ordinal}" for ordinal in range(7)]


def test_null_removes_an_autoscaler_target():
    """Either target can be removed; the other stays."""
    for gone, left in (("CPU", "memory"), ("Memory", "cpu")):
        objects = manifests("--set", f"besu.autoscaling.target{gone}UtilizationPercentage=null")
        metrics = find(objects, "HorizontalPodAutoscaler", "linea-stack-besu")["spec"]["metrics"]
        assert [metric["resource"]["name"] for metric in metrics] == [left]


def test_a_node_selector_replaces_the_default():
    """`nodeSelector` and `affinity` are replaced as a whole, and an empty one clears the default."""
    flags = (
        "--set",
        "defaults.nodeSelector.pool=all,sequencer.nodeSelector.disk=nvme",
        "--set-json",
        "maru.nodeSelector={}",
    )
    objects = manifests(*flags)
    selectors = {
        name: find(objects, "StatefulSet", f"linea-stack-{name}")["spec"]["template"]["spec"].get("nodeSelector")
        for name in ("sequencer", "maru", "besu")
    }
    assert selectors == {"sequencer": {"disk": "nvme"}, "maru": None, "besu": {"pool": "all"}}


@every_render
def test_large_numbers_stay_whole(helm):
    """Helm reads numbers as floats, and prints 1e+09 for them: no rendered number or text has that form."""
    flags = "chain.id=1000000000,txSender.amount=1000000000000000,besu.extraEnv.BIG=123456789012"
    objects = manifests("--set", flags, helm=helm)
    env = {
        e["name"]: e.get("value")
        for e in find(objects, "Deployment", "linea-stack-tx-sender")["spec"]["template"]["spec"]["containers"][0][
            "env"
        ]
    }
    assert env["TX_AMOUNT_WEI"] == "1000000000000000"
    assert env["TX_EXPECTED_CHAIN_ID"] == "1000000000"
    besu = find(objects, "StatefulSet", "linea-stack-besu")["spec"]["template"]["spec"]["containers"][0]["env"]
    assert {"name": "BIG", "value": "123456789012"} in besu
    assert "1e+" not in yaml.safe_dump_all(objects)


@pytest.mark.parametrize("length", [1, 34, 53])
@pytest.mark.parametrize("restored", ["sequencer", "besu"])
def test_long_names_are_cut_alike(length, restored):
    """However long the first part is, names fit 52 characters, and all objects and alerts have the same first part."""
    flags = (f"fullnameOverride={'x' * length},backup.enabled=true,backup.storage.bucket=my-backups,"
             f"backup.restore.enabled=true,backup.restore.component={restored},backup.restore.acceptEquivocation=true,"
             f"{restored}.replicas=0,besu.autoscaling.enabled=false,besu.p2pService.enabled=true,"
             "metrics.prometheusRule.enabled=true")  # fmt: skip
    objects = manifests("--set", flags)
    names = [(o["kind"], o["metadata"]["name"]) for o in objects]
    first = "x" * min(length, 34) + "-"
    assert len(names) == len(set(names))
    assert all(name.startswith(first) and len(name) <= 52 for _, name in names)
    rules = find(objects, "PrometheusRule", f"{first}alerts")["spec"]["groups"][0]["rules"]
    asked = {found for rule in rules for found in re.findall(r"\bx+-", rule["expr"])}
    assert asked == {first}


def test_an_empty_fullname_gives_helms_usual_names():
    """With `fullnameOverride: ""` two releases fit into one namespace."""
    objects = manifests("--set", "fullnameOverride=")
    assert all(o["metadata"]["name"].startswith("my-linea-linea-stack-") for o in objects)


@every_render
def test_the_chart_works_in_an_umbrella(helm, tmp_path):
    """A parent chart may pass `global` and `enabled`, which its own condition needs, through the closed schema."""
    parent = tmp_path / "parent"
    (parent / "charts").mkdir(parents=True)
    shutil.copytree(CHART, parent / "charts" / "linea-stack")
    dependency = {"name": "linea-stack", "version": "0.1.0", "condition": "linea-stack.enabled"}
    chart = {"apiVersion": "v2", "name": "parent", "version": "0.1.0", "dependencies": [dependency]}
    (parent / "Chart.yaml").write_text(yaml.safe_dump(chart), "utf-8")
    values = {"global": {"imageRegistry": "mirror.example.org", "anything": {"of": "the parent's"},
                         "imagePullSecrets": ["by-name", {"name": "as-a-map"}]},
              "linea-stack": {"enabled": True, "besu": {"replicas": 2}}}  # fmt: skip
    (parent / "values.yaml").write_text(yaml.safe_dump(values), "utf-8")
    objects = manifests(helm=helm, chart=parent)
    (image,) = {
        c["image"] for c in find(objects, "StatefulSet", "linea-stack-maru")["spec"]["template"]["spec"]["containers"]
    }
    assert image.startswith("mirror.example.org/consensys/maru:")
    for pod, template in pod_templates(objects):
        assert template["spec"]["imagePullSecrets"] == [{"name": "by-name"}, {"name": "as-a-map"}], pod


@every_render
@pytest.mark.parametrize("version", ["v1.25.0", "v1.30.4-gke.1046000", "1.33.1-eks-a737599", "1.37.0"])
def test_versions_of_providers_are_accepted(version, helm):
    """Suffixes that clouds append to the version of Kubernetes do not make it too old."""
    assert manifests("--kube-version", version, helm=helm)


@every_render
def test_an_old_kubernetes_is_refused(helm):
    """Before 1.25 the chart says that it is not for this cluster."""
    with pytest.raises(HelmError, match=r"requires kubeVersion: >=1\.25\.0-0"):
        manifests("--kube-version", "1.24.17", helm=helm)


def test_newer_fields_are_left_out_of_older_clusters():
    """Fields from Kubernetes 1.27 are rendered from then on only."""
    old, new = (str(scenario("backup-s3", NEWEST, "--kube-version", version)) for version in ("1.26.0", "1.27.0"))
    for field in ("persistentVolumeClaimRetentionPolicy", "unhealthyPodEvictionPolicy", "timeZone"):
        assert field not in old
        assert field in new


@pytest.mark.parametrize("component", ["sequencer", "maru", "besu", "ethstats", "txSender"])
def test_a_component_can_be_left_out(component):
    """With a component off nothing of it is left, and what the others refer to is there."""
    needed = {"sequencer": "maru.enabled=false,besu.enabled=false,txSender.enabled=false,ethstats.enabled=false,",
              "besu": "txSender.enabled=false,"}.get(component, "")  # fmt: skip
    objects = manifests("--set", f"{needed}{component}.enabled=false")
    name = {"txSender": "tx-sender"}.get(component, component)
    assert not [o for o in objects if o["metadata"]["labels"]["app.kubernetes.io/component"] == name]
