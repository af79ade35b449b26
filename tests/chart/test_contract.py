"""What the chart's contract promises, read out of the contract itself and held against real renders."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from chart_contract import BACKUP, MONITORED, contract, secrets_used
from renders import CHART, HELMS, find, manifests, of_kind

pytestmark = pytest.mark.helm


def section(heading: str) -> str:
    """The text below a heading, up to the next of the same depth or a higher one."""
    depth = heading.split(" ", 1)[0]
    parts = re.split(rf"^{re.escape(heading)}$", contract(), flags=re.MULTILINE)
    assert len(parts) == 2, f"the contract has {len(parts) - 1} sections {heading!r}"
    return re.split(rf"^#{{2,{len(depth)}}} ", parts[1], flags=re.MULTILINE)[0]


def one(pattern: str, text: str) -> str:
    """The one thing that a pattern finds."""
    found = set(re.findall(pattern, text))
    assert len(found) == 1, f"{pattern!r} finds {found}"
    return found.pop()


def values() -> dict:
    return yaml.safe_load((CHART / "values.yaml").read_text("utf-8"))


def at(path: str, tree: dict | None = None):
    """The value below a dotted path."""
    node = values() if tree is None else tree
    for key in path.split("."):
        node = node[key]
    return node


def secrets_created() -> dict[str, set[str]]:
    """Secrets that the contract tells people to create, with their keys."""
    commands = re.findall(r"kubectl create secret generic (\S+)((?:.*\\\n)+.*)", contract())
    return {name: set(re.findall(r"--from-(?:file|literal)=([^=\s]+)=", rest)) for name, rest in commands}


def container(workload: dict, name: str, group: str = "containers") -> dict:
    return next(c for c in workload["spec"]["template"]["spec"][group] if c["name"] == name)


@pytest.mark.parametrize("helm", HELMS)
def test_the_secrets_it_creates_are_all_that_is_needed(helm):
    """An installation with the defaults needs the contract's Secrets, by its names and keys, and no other."""
    created = secrets_created()
    assert set(created) == set(re.findall(r"linea-stack-[\w-]+(?:-key|-secrets|-credentials)", contract()))
    assert secrets_used(*BACKUP, helm=helm) == created


@pytest.mark.parametrize("component", ["sequencer", "maru"])
def test_the_keys_of_its_p2p_secrets_are_values(component):
    """`p2pKeySecretName` of the two core components exists, and its default is the contract's Secret."""
    assert f"`{component}.p2pKeySecretName`" in contract()
    assert at(f"{component}.p2pKeySecretName") == one(rf"(linea-stack-{component}-p2p-key)", contract())


@pytest.mark.parametrize("helm", HELMS)
@pytest.mark.parametrize(
    ("heading", "kind"),
    [("### Sequencer", "StatefulSet"), ("### Maru", "StatefulSet"), ("### Besu", "StatefulSet"),
     ("### EthStats", "Deployment"), ("### TX Sender", "Deployment")],
)  # fmt: skip
def test_components_run_as_the_kind_it_names(heading, kind, helm):
    """Each component is the workload that its section names, and with persistent storage where it says so."""
    text = section(heading)
    assert one(r"runs as a (\w+)", text) == kind
    name = heading.removeprefix("### ").lower().replace(" ", "-")
    workload = find(manifests(helm=helm), kind, f"linea-stack-{name}")
    has_storage = bool(workload["spec"].get("volumeClaimTemplates"))
    assert has_storage == ("Persistent storage" in text)


@pytest.mark.parametrize("helm", HELMS)
@pytest.mark.parametrize("component", ["sequencer", "maru", "besu"])
def test_metrics_are_on_the_port_it_names(component, helm):
    """The metrics port is the contract's, in the container and in the Service that is scraped."""
    port = int(one(r"Metrics endpoint on port (\d+)", section(f"### {component.capitalize()}")))
    objects = manifests(*MONITORED, helm=helm)
    workload = find(objects, "StatefulSet", f"linea-stack-{component}")
    ports = {p["name"]: p["containerPort"] for p in container(workload, component)["ports"]}
    assert ports["metrics"] == port
    endpoint = find(objects, "ServiceMonitor", f"default-linea-stack-{component}")["spec"]["endpoints"]
    assert [(e["port"], e["path"]) for e in endpoint] == [("metrics", "/metrics")]


@pytest.mark.parametrize("helm", HELMS)
@pytest.mark.parametrize("component", ["sequencer", "maru", "besu"])
def test_probes_ask_what_it_says(component, helm):
    """Liveness and readiness use the handler and port of the section on health checks."""
    line = one(rf"\*\*{component.capitalize()}\*\*: (.*)", section("## Health Checks"))
    port = int(one(r"port (\d+)", line))
    workload = find(manifests(helm=helm), "StatefulSet", f"linea-stack-{component}")
    node = container(workload, component)
    numbers = {p["name"]: p["containerPort"] for p in node["ports"]}
    for probe in (node["livenessProbe"], node["readinessProbe"]):
        handler = probe.get("httpGet") or probe["tcpSocket"]
        assert numbers[handler["port"]] == port
        assert ("httpGet" in probe) == ("HTTP GET" in line)
        assert handler.get("path") == (one(r"`(/\w+)`", line) if "HTTP GET" in line else None)


@pytest.mark.parametrize("helm", HELMS)
def test_budgets_protect_the_components_it_names(helm):
    """The sequencer and maru each keep the number of pods that the contract says available."""
    text = section("### PodDisruptionBudgets")
    least = int(one(r"at least (\d+) pod", text))
    for component in ("sequencer", "maru"):
        assert component.capitalize() in text
        budget = find(manifests(helm=helm), "PodDisruptionBudget", f"linea-stack-{component}")
        assert budget["spec"]["minAvailable"] == least
        assert "maxUnavailable" not in budget["spec"]


@pytest.mark.parametrize("helm", HELMS)
def test_besu_is_scaled_by_its_numbers(helm):
    """The autoscaler has the contract's replicas and thresholds."""
    text = section("### Autoscaling")
    spec = find(manifests(helm=helm), "HorizontalPodAutoscaler", "linea-stack-besu")["spec"]
    assert spec["minReplicas"] == int(one(r"Minimum replicas: (\d+)", text))
    assert spec["maxReplicas"] == int(one(r"Maximum replicas: (\d+)", text))
    targets = {m["resource"]["name"]: m["resource"]["target"]["averageUtilization"] for m in spec["metrics"]}
    assert targets == {
        "cpu": int(one(r"CPU threshold: (\d+)%", text)),
        "memory": int(one(r"Memory threshold: (\d+)%", text)),
    }
    assert spec["scaleTargetRef"] == {"apiVersion": "apps/v1", "kind": "StatefulSet", "name": "linea-stack-besu"}


@pytest.mark.parametrize("helm", HELMS)
@pytest.mark.parametrize(("component", "ports"), [("besu", {"rpc", "ws"}), ("ethstats", {"http"})])
def test_public_services_are_load_balancers(component, ports, helm):
    """What the contract calls public is a LoadBalancer by default, with its client ports and no other."""
    heading = {"besu": "### Besu", "ethstats": "### EthStats"}[component]
    assert "LoadBalancer service for public access" in section(heading)
    spec = find(manifests(helm=helm), "Service", f"linea-stack-{component}-svc")["spec"]
    assert spec["type"] == "LoadBalancer"
    assert {p["name"] for p in spec["ports"]} == ports


@pytest.mark.parametrize("helm", HELMS)
def test_the_sequencer_service_is_headless(helm):
    """The Service that troubleshooting looks at has its name, no cluster IP, and governs the StatefulSet."""
    text = section("### Besu Can't Connect to Sequencer")
    name = one(r"kubectl get svc (\S+)", text)
    assert one(r"clusterIP: (\w+)", text) == "None"
    objects = manifests(helm=helm)
    assert find(objects, "Service", name)["spec"]["clusterIP"] == "None"
    assert find(objects, "StatefulSet", "linea-stack-sequencer")["spec"]["serviceName"] == name


@pytest.mark.parametrize("helm", HELMS)
@pytest.mark.parametrize("mode", ["podIP", "clusterIP", "dns"])
def test_the_init_container_has_its_name(mode, helm):
    """besu has the init container whose log troubleshooting shows, however it reaches the sequencer."""
    name = one(r"-c ([\w-]+)", section("### Besu Can't Connect to Sequencer"))
    objects = manifests("--set", f"besu.sequencerPeer.mode={mode}", helm=helm)
    assert container(find(objects, "StatefulSet", "linea-stack-besu"), name, "initContainers")


@pytest.mark.parametrize("key", ["interval", "amount", "rpc.service", "rpc.port"])
def test_the_transaction_sender_has_its_defaults(key):
    """Each setting of the transaction sender has the default that the contract names."""
    default = one(rf"- `{re.escape(key)}`: .*\(default: (\w+)\)", section("### TX Sender"))
    assert str(at(f"txSender.{key}")) == default


@pytest.mark.parametrize("helm", HELMS)
def test_the_transaction_sender_is_configured_by_environment(helm):
    """Interval, amount, and RPC address reach the sender as environment variables."""
    workload = find(manifests(helm=helm), "Deployment", "linea-stack-tx-sender")
    env = {e["name"]: e.get("value") for e in container(workload, "tx-sender")["env"]}
    assert env["TX_INTERVAL_SECONDS"] == "1"
    assert env["TX_AMOUNT_WEI"] == "10"
    assert env["ETH_RPC_URL"] == "http://linea-stack-besu-svc.default.svc.cluster.local:8545"


@pytest.mark.parametrize("helm", HELMS)
def test_the_development_mode_takes_plain_values(helm):
    """With the development mode the sender runs from plain values, without a Secret that somebody has to create."""
    assert "development mode with plain text values" in section("### TX Sender")
    key, to = "0x" + "1" * 64, "0x" + "2" * 40
    flags = f"txSender.dev.enabled=true,txSender.dev.privateKey={key},txSender.dev.toAddress={to}"
    objects = manifests("--set", flags, helm=helm)
    secret = find(objects, "Secret", "linea-stack-tx-sender-dev")
    assert secret["stringData"] == {"privateKey": key, "toAddress": to}


@pytest.mark.parametrize("helm", HELMS)
def test_its_values_examples_are_accepted(helm, tmp_path):
    """Every values file that the contract shows renders, and does what it says."""
    shown = [yaml.safe_load(text) for text in re.findall(r"```yaml\n(.*?)```", contract(), re.DOTALL)]
    shown += [yaml.safe_load(text) for text in re.findall(r"<<EOF\n(.*?)EOF", contract(), re.DOTALL)]
    assert [sorted(example) for example in shown] == [["backup"], ["besu"]]
    path = tmp_path / "values.yaml"
    path.write_text(yaml.safe_dump(shown[0] | shown[1]), "utf-8")
    objects = manifests("-f", str(path), helm=helm)
    claim = find(objects, "StatefulSet", "linea-stack-besu")["spec"]["volumeClaimTemplates"][0]
    assert claim["spec"]["resources"]["requests"]["storage"] == "100Gi"
    assert len(of_kind(objects, "CronJob")) == 3


@pytest.mark.parametrize("helm", HELMS)
def test_its_set_flags_are_accepted(helm):
    """The `--set` flags of the contract's installation put ServiceMonitors into the namespace they name."""
    flags = re.findall(r"--set (metrics\.\S+)", contract())
    assert len(flags) == 2
    objects = manifests(*[part for flag in flags for part in ("--set", flag)], helm=helm)
    monitors = of_kind(objects, "ServiceMonitor")
    assert {m["metadata"]["namespace"] for m in monitors} == {"monitoring"}
    assert {tuple(m["spec"]["namespaceSelector"]["matchNames"]) for m in monitors} == {("default",)}


@pytest.mark.parametrize("helm", HELMS)
def test_backups_run_on_its_schedule(helm):
    """The default schedule is the contract's, on every CronJob, with the credentials it names."""
    hours = int(one(r"default: every (\d+) hours", section("### Backup Schedule")))
    jobs = of_kind(manifests(*BACKUP, helm=helm), "CronJob")
    assert {job["spec"]["schedule"] for job in jobs} == {f"0 */{hours} * * *"}


@pytest.mark.parametrize("helm", HELMS)
def test_its_command_deletes_every_claim(helm):
    """`kubectl delete pvc` with the contract's label finds the claims: the label is in template and selector."""
    key, value = one(r"kubectl delete pvc -l (\S+)", contract()).split("=")
    for workload in of_kind(manifests(helm=helm), "StatefulSet"):
        assert workload["spec"]["selector"]["matchLabels"][key] == value
        (template,) = workload["spec"]["volumeClaimTemplates"]
        assert template["metadata"]["labels"][key] == value


def test_names_do_not_depend_on_the_release():
    """The contract installs release my-linea and speaks of objects linea-stack-…: any release name gives these."""
    assert one(r"helm install (my-\w+)", contract()) == "my-linea"
    names = {o["metadata"]["name"] for o in manifests(release="other") if "test" not in o["metadata"]["name"]}
    assert all(name.startswith("linea-stack-") for name in names)


def test_every_name_it_mentions_exists():
    """No object that the contract mentions by its full name is missing from a render with everything it turns on."""
    mentioned = set(re.findall(r"\blinea-stack-[a-z-]+\b", contract())) - {"linea-stack-readme"}
    text = Path(CHART / "values.yaml").read_text("utf-8")
    names = {o["metadata"]["name"] for o in manifests(*BACKUP, *MONITORED)}
    assert {name for name in mentioned if name not in names and name not in text} == set()
