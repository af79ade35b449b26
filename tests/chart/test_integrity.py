"""Everything in a render that refers to something refers to something that is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from renders import CHART, HELMS, NEWEST, SCENARIOS, find, manifests, of_kind, pod_templates, scenario

pytestmark = pytest.mark.helm

every_render = pytest.mark.parametrize("helm", HELMS)
every_scenario = pytest.mark.parametrize("name", SCENARIOS)
#: Scenarios with NetworkPolicies.
POLICED = [name for name, path in SCENARIOS.items() if "networkPolicy" in yaml.safe_load(Path(path).read_text("utf-8"))]


def selects(selector: dict, labels: dict) -> bool:
    return bool(selector) and selector.items() <= labels.items()


def labels_of(template: dict) -> dict:
    """Labels of a pod, with the one that a StatefulSet adds left to the caller."""
    return template["metadata"]["labels"]


def ports_of(template: dict) -> dict[str, int]:
    return {p["name"]: p["containerPort"] for c in template["spec"]["containers"] for p in c.get("ports", ())}


def pods_behind(objects, selector: dict) -> list[dict]:
    """Pod templates that a selector finds; the pod's own name is left to the StatefulSet."""
    wanted = {k: v for k, v in selector.items() if k != "statefulset.kubernetes.io/pod-name"}
    return [template for _, template in pod_templates(objects) if selects(wanted, labels_of(template))]


@every_render
@every_scenario
def test_names_are_unique(name, helm):
    """No two objects of a kind have one name in one namespace."""
    names = [(o["kind"], o["metadata"].get("namespace"), o["metadata"]["name"]) for o in scenario(name, helm)]
    assert len(names) == len(set(names))


@every_render
@every_scenario
def test_services_find_one_workload_and_its_ports(name, helm):
    """A Service selects the pods of exactly one workload, and each target port exists there by its name."""
    objects = scenario(name, helm)
    for service in of_kind(objects, "Service"):
        (pod,) = pods_behind(objects, service["spec"]["selector"])
        targets = {p["targetPort"] for p in service["spec"]["ports"]}
        assert targets <= set(ports_of(pod)), service["metadata"]["name"]
        assert len({(p["port"], p.get("protocol")) for p in service["spec"]["ports"]}) == len(service["spec"]["ports"])


@every_render
@every_scenario
def test_workloads_select_their_own_pods_only(name, helm):
    """A selector matches its own template, and no other workload's pods."""
    objects = scenario(name, helm)
    for workload in of_kind(objects, "StatefulSet") + of_kind(objects, "Deployment"):
        assert pods_behind(objects, workload["spec"]["selector"]["matchLabels"]) == [workload["spec"]["template"]]


@every_render
@every_scenario
def test_stateful_sets_are_governed_by_a_headless_service(name, helm):
    """`serviceName` is a Service of this render without a cluster IP, which lists pods that are not ready."""
    objects = scenario(name, helm)
    for workload in of_kind(objects, "StatefulSet"):
        service = find(objects, "Service", workload["spec"]["serviceName"])
        assert service["spec"]["clusterIP"] == "None"
        assert service["spec"]["publishNotReadyAddresses"] is True


@every_render
@every_scenario
def test_probes_ask_ports_that_are_open(name, helm):
    """Each probe names a port of its own container."""
    for pod, template in pod_templates(scenario(name, helm)):
        for container in template["spec"]["containers"]:
            names = {p["name"] for p in container.get("ports", ())}
            for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
                handler = container.get(probe, {})
                asked = handler.get("httpGet") or handler.get("tcpSocket")
                assert not asked or asked["port"] in names, f"{pod} {probe}"


@every_render
@every_scenario
def test_ports_in_the_configuration_are_open(name, helm):
    """A port that Besu or maru is configured to listen on is a port of the container, and the other way round."""
    objects = scenario(name, helm)
    patterns = {"sequencer": r"-port = (\d+)", "besu": r"-port = (\d+)", "maru": r"^port = (\d+)"}
    for component, pattern in patterns.items():
        workload = by_component(objects, "StatefulSet", component)
        text = by_component(objects, "ConfigMap", component)["data"]["config.toml"]
        configured = {int(port) for port in re.findall(pattern, text, re.MULTILINE)}
        assert configured == set(ports_of(workload["spec"]["template"]).values())


def by_component(objects, kind: str, component: str) -> dict:
    (found,) = [
        o
        for o in of_kind(objects, kind)
        if o["metadata"].get("labels", {}).get("app.kubernetes.io/component") == component
    ]
    return found


@every_render
@every_scenario
def test_mounts_have_volumes_and_volumes_have_mounts(name, helm):
    """Each mount names a volume of the pod, each volume is mounted, and nothing is mounted over another."""
    for pod, template in pod_templates(scenario(name, helm)):
        spec = template["spec"]
        volumes = {v["name"] for v in spec.get("volumes", ())}
        containers = spec["containers"] + spec.get("initContainers", [])
        mounted = {m["name"] for c in containers for m in c.get("volumeMounts", ())}
        if pod.startswith("StatefulSet"):
            volumes |= {"data"}
        assert mounted == volumes, pod
        for container in containers:
            paths = [m["mountPath"] for m in container.get("volumeMounts", ())]
            assert len(paths) == len(set(paths)), pod


@every_render
@every_scenario
def test_nothing_is_named_twice_in_a_pod(name, helm):
    """Containers, volumes, ports and variables have one name each: server-side apply refuses a second."""
    for pod, template in pod_templates(scenario(name, helm)):
        spec = template["spec"]
        containers = spec["containers"] + spec.get("initContainers", [])
        for named in [containers, spec.get("volumes", []), *(c.get("env", []) for c in containers)]:
            names = [thing["name"] for thing in named]
            assert len(names) == len(set(names)), pod
        open_ports = [(p["containerPort"], p["protocol"]) for c in containers for p in c.get("ports", ())]
        assert len(open_ports) == len(set(open_ports)), pod


@every_render
@every_scenario
def test_config_maps_are_there_with_their_keys(name, helm):
    """A pod mounts ConfigMaps of this render, and every file below /config or /genesis that it names is in them."""
    objects = scenario(name, helm)
    for pod, template in pod_templates(objects):
        mounted = {v["name"]: v["configMap"]["name"] for v in template["spec"].get("volumes", ()) if "configMap" in v}
        files = {volume: set(find(objects, "ConfigMap", config)["data"]) for volume, config in mounted.items()}
        for container in template["spec"]["containers"] + template["spec"].get("initContainers", []):
            said = " ".join([*container.get("command", ()), *container.get("args", ())])
            for folder, file in re.findall(r"/(config|genesis)/([\w.-]+)", said):
                assert file in files[folder], f"{pod}: {folder}/{file}"


@every_render
@every_scenario
def test_service_accounts_are_there(name, helm):
    """A pod runs as an account of this render, or as the namespace's own."""
    objects = scenario(name, helm)
    accounts = {o["metadata"]["name"] for o in of_kind(objects, "ServiceAccount")} | {"default"}
    for pod, template in pod_templates(objects):
        assert template["spec"].get("serviceAccountName", "default") in accounts, pod


@every_render
@every_scenario
def test_budgets_scalers_and_policies_have_their_subject(name, helm):
    """Budgets and policies select pods; the autoscaler names a workload that leaves its count alone."""
    objects = scenario(name, helm)
    for budget in of_kind(objects, "PodDisruptionBudget"):
        assert len(pods_behind(objects, budget["spec"]["selector"]["matchLabels"])) == 1
        assert ("minAvailable" in budget["spec"]) != ("maxUnavailable" in budget["spec"])
    for policy in of_kind(objects, "NetworkPolicy"):
        assert pods_behind(objects, policy["spec"]["podSelector"]["matchLabels"])
    for scaler in of_kind(objects, "HorizontalPodAutoscaler"):
        target = scaler["spec"]["scaleTargetRef"]
        assert "replicas" not in find(objects, target["kind"], target["name"])["spec"]


@pytest.mark.parametrize("mode", ["podIP", "clusterIP", "dns"])
def test_the_init_container_asks_where_somebody_listens(mode):
    """The name that besu's init container looks up has the p2p port, and the one whose RPC it asks has that."""
    objects = manifests("--set", f"besu.sequencerPeer.mode={mode}")
    pod = find(objects, "StatefulSet", "linea-stack-besu")["spec"]["template"]["spec"]
    (resolve,) = [c for c in pod["initContainers"] if c["name"] == "resolve-sequencer-ip"]
    env = {variable["name"]: variable.get("value") for variable in resolve["env"]}
    for name, port in (("SEQUENCER_HOST", 30303), ("SEQUENCER_RPC_HOST", 8545)):
        service = re.search(r"(?:^|\.)([^.]+)\.default\.svc\.", env[name])[1]
        assert port in {p["port"] for p in find(objects, "Service", service)["spec"]["ports"]}, name


@every_render
@every_scenario
def test_each_pod_is_scraped_once(name, helm):
    """Every ServiceMonitor finds one Service, and each node is one target, however many Services it has."""
    objects = scenario(name, helm)
    targets = []
    for monitor in of_kind(objects, "ServiceMonitor"):
        for service in of_kind(objects, "Service"):
            if selects(monitor["spec"]["selector"]["matchLabels"], service["metadata"]["labels"]):
                assert service["metadata"]["namespace"] in monitor["spec"]["namespaceSelector"]["matchNames"]
                targets += [
                    (service["spec"]["selector"]["app.kubernetes.io/component"], port["port"])
                    for endpoint in monitor["spec"]["endpoints"]
                    for port in service["spec"]["ports"]
                    if port["name"] == endpoint["port"]
                ]
    expected = [(component, 9545) for component in ("besu", "maru", "sequencer")]
    assert sorted(targets) == (expected if of_kind(objects, "ServiceMonitor") else [])


@every_render
@pytest.mark.parametrize("name", POLICED)
def test_network_policies_let_through_what_the_stack_needs(name, helm):
    """Where policies close the ports, every connection of the topology is open on both ends."""
    objects = scenario(name, helm)
    policies = of_kind(objects, "NetworkPolicy")
    running = {labels_of(t)["app.kubernetes.io/component"]: t for _, t in pod_templates(objects)}
    needed = [("maru", "sequencer", 8550), ("maru", "besu", 8550), ("besu", "sequencer", 30303),
              ("sequencer", "besu", 30303), ("besu", "sequencer", 8545), ("backup", "besu", 8545),
              ("besu", "ethstats", 3000), ("sequencer", "ethstats", 3000), ("tests", "besu", 8545),
              ("tx-sender", called_by_the_sender(running["tx-sender"]), 8545),
              *(("tests", node, 9545) for node in ("sequencer", "maru", "besu"))]  # fmt: skip
    for source, target, port in needed:
        if source in running and target in running:
            assert lets(policies, running, source, target, port), f"{source} to {target}:{port}"
    assert not lets(policies, running, "ethstats", "sequencer", 8550)
    assert not lets(policies, running, "besu", "maru", 8080)
    assert not lets(policies, running, "tests", "sequencer", 8550)


@pytest.mark.parametrize("profile", ["production", "restricted"])
def test_nobody_outside_can_have_a_node_killed(profile):
    """Besu closes connections beyond a limit, so that a check for life on a port of clients is theirs to fail."""
    objects = manifests("-f", str(CHART / "profiles" / f"{profile}.yaml"))
    public = {port["targetPort"] for port in find(objects, "Service", "linea-stack-besu-svc")["spec"]["ports"]}
    (node,) = find(objects, "StatefulSet", "linea-stack-besu")["spec"]["template"]["spec"]["containers"]
    ports = {probe: node[probe]["httpGet"]["port"] for probe in ("startupProbe", "livenessProbe", "readinessProbe")}
    assert public == {"rpc", "ws"}
    assert ports == {"startupProbe": "engine", "livenessProbe": "engine", "readinessProbe": "rpc"}


@every_render
@pytest.mark.parametrize("profile", [None, "restricted"])
def test_names_are_asked_for_where_name_servers_listen(helm, profile):
    """Policies see the port of the pod: behind the Service's 53 OpenShift has 5353, in a namespace of its own."""
    flags = ["-f", str(CHART / "profiles" / f"{profile}.yaml")] if profile else ["--set", "networkPolicy.enabled=true"]
    numbers = [53, 5353] if profile else [53]
    policies = of_kind(manifests(*flags, helm=helm), "NetworkPolicy")
    assert policies
    for policy in policies:
        (rule,) = [rule for rule in policy["spec"]["egress"] if any(port["port"] == 53 for port in rule["ports"])]
        expected = [{"port": number, "protocol": protocol} for number in numbers for protocol in ("UDP", "TCP")]
        assert rule["ports"] == expected
        assert ("openshift-dns" in str(rule["to"])) == bool(profile)


def called_by_the_sender(template: dict) -> str:
    """The component whose Service the sender's address names."""
    env = {e["name"]: e.get("value", "") for e in template["spec"]["containers"][0]["env"]}
    return re.search(r"-(besu|sequencer)-svc\.", env["ETH_RPC_URL"])[1]


def lets(policies, running, source: str, target: str, port: int) -> bool:
    """Whether both ends let a connection through: a pod that no policy selects lets everything through."""
    ends = (("egress", "to", source, target), ("ingress", "from", target, source))
    for direction, side, end, other in ends:
        mine = [p["spec"] for p in policies if end in running and concerns(p, running[end])]
        rules = [rule for spec in mine for rule in spec[direction] if port in {p["port"] for p in rule["ports"]}]
        if mine and not any(is_peer(rule.get(side), running.get(other)) for rule in rules):
            return False
    return True


def concerns(policy: dict, template: dict) -> bool:
    return selects(policy["spec"]["podSelector"]["matchLabels"], labels_of(template))


def is_peer(peers: list[dict] | None, template: dict | None) -> bool:
    """Whether a rule's peers, which are everybody when there are none, include a pod of the same namespace."""
    if peers is None or template is None:
        return peers is None
    return any(selects(peer.get("podSelector", {}).get("matchLabels", {}), labels_of(template)) for peer in peers)


@every_render
@every_scenario
def test_maru_drives_every_besu_that_can_be(name, helm):
    """maru's configuration names the Engine API of each besu pod up to the autoscaler's maximum, by its stable name."""
    objects = scenario(name, helm)
    text = by_component(objects, "ConfigMap", "maru")["data"]["config.toml"]
    workload = by_component(objects, "StatefulSet", "besu")
    scalers = of_kind(objects, "HorizontalPodAutoscaler")
    most = scalers[0]["spec"]["maxReplicas"] if scalers else workload["spec"]["replicas"]
    pods = [f"{workload['metadata']['name']}-{ordinal}" for ordinal in range(most)]
    endpoints = re.findall(r'endpoint = "http://([\w-]+)\.([\w-]+)\.[\w.-]+:8550"', text)
    assert [pod for pod, service in endpoints if service == workload["spec"]["serviceName"]] == pods
    assert len(endpoints) == most + 1


@every_render
@every_scenario
def test_backups_mount_claims_that_the_nodes_have(name, helm):
    """A backup Job mounts the claim of a node, or the one made from its snapshot."""
    objects = scenario(name, helm)
    claims = set()
    for workload in of_kind(objects, "StatefulSet"):
        volumes = workload["spec"]["template"]["spec"]["volumes"]
        claims |= {v["persistentVolumeClaim"]["claimName"] for v in volumes if "persistentVolumeClaim" in v}
        if "volumeClaimTemplates" in workload["spec"]:
            claims.add(f"data-{workload['metadata']['name']}-0")
    for pod, template in pod_templates(objects):
        used = {v["persistentVolumeClaim"]["claimName"] for v in template["spec"].get("volumes", ())
                if "persistentVolumeClaim" in v}  # fmt: skip
        if "CronJob" in pod:
            assert used <= claims
        elif pod.startswith("Job/"):
            assert used == {pod.removeprefix("Job/")}


@every_render
@pytest.mark.parametrize(("mode", "can_take_over"), [("pause", False), ("quiesced", True)])
def test_a_backup_runs_beside_its_node(mode, can_take_over, helm):
    """A Job runs where the node's pod does; only one that stopped the node itself may start without such a pod."""
    flags = f"backup.enabled=true,backup.storage.bucket=abc,backup.mode={mode},backup.components={{besu}}"
    job = find(manifests("--set", flags, helm=helm), "CronJob", "linea-stack-backup-besu")
    template = job["spec"]["jobTemplate"]["spec"]["template"]
    (term,) = template["spec"]["affinity"]["podAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]
    wanted = {"statefulset.kubernetes.io/pod-name": "linea-stack-besu-0"}
    assert term == {"topologyKey": "kubernetes.io/hostname", "labelSelector": {"matchLabels": wanted}}
    # The scheduler lets the first pod of a group through that its own affinity asks for.
    assert selects(wanted, labels_of(template)) is can_take_over


@every_render
def test_drills_never_touch_a_node(helm):
    """A drill restores the newest backup to a volume of its own, which goes with the pod, and has no token."""
    jobs = [job for job in of_kind(scenario("production-eks", helm), "CronJob") if "-drill-" in job["metadata"]["name"]]
    assert [job["metadata"]["name"] for job in jobs] == [
        f"linea-stack-drill-{name}" for name in ("sequencer", "maru", "besu")
    ]
    for job in jobs:
        spec = job["spec"]["jobTemplate"]["spec"]["template"]["spec"]
        assert spec["automountServiceAccountToken"] is False
        (data,) = [volume for volume in spec["volumes"] if volume["name"] == "data"]
        assert set(data) == {"name", "ephemeral"}
        env = {variable["name"]: variable.get("value") for variable in spec["containers"][0]["env"]}
        assert env["SNAPSHOT"] == "latest"
        assert env["RESTIC_REPOSITORY"].endswith(f"/{env['COMPONENT']}")
        assert job["spec"]["schedule"] == "0 3 * * 0"


def test_defaults_place_every_pod():
    """Where machines are reserved for the chain, no pod of it stays outside, tests and backups included."""
    for mode in ("pause", "quiesced,backup.components={besu}", "snapshot"):
        flags = f"backup.mode={mode}"
        for pod, template in pod_templates(scenario("everything", NEWEST, "--set", flags)):
            spec = template["spec"]
            assert spec["tolerations"] == [{"key": "chain", "operator": "Exists", "effect": "NoSchedule"}], pod
            assert spec["priorityClassName"] == "chain", pod
            assert "nodeSelector" in spec or "podAffinity" in spec["affinity"], pod


def test_every_service_takes_the_families_of_its_component():
    """Services for peers have the address families that the values give to their component, as all others have."""
    flags = "besu.p2pService.enabled=true,besu.sequencerPeer.mode=clusterIP"
    for service in of_kind(scenario("dualstack", NEWEST, "--set", flags), "Service"):
        assert service["spec"]["ipFamilies"] == ["IPv4", "IPv6"], service["metadata"]["name"]
        assert service["spec"]["ipFamilyPolicy"] == "PreferDualStack"


def test_chains_of_a_cluster_share_a_namespace_for_monitoring():
    """Names are the same in every namespace, so that those in Prometheus' namespace begin with the chain's own."""
    flags = [
        f"metrics.{key}.enabled=true,metrics.{key}.namespace=monitoring"
        for key in ("serviceMonitor", "prometheusRule", "dashboard")
    ]
    first, second = (manifests("--namespace", name, "--set", ",".join(flags)) for name in ("one", "two"))
    names = [
        [(o["kind"], o["metadata"]["name"]) for o in objects if o["metadata"]["namespace"] == "monitoring"]
        for objects in (first, second)
    ]
    assert ("ServiceMonitor", "one-linea-stack-besu") in names[0]
    assert len(names[0]) == len(names[1]) == 5
    assert not set(names[0]) & set(names[1])
