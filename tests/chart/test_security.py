"""Every pod is restricted, and no secret value leaves the Secrets."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from renders import HELMS, SCENARIOS, find, manifests, of_kind, pod_templates, scenario, text

pytestmark = pytest.mark.helm

every_render = pytest.mark.parametrize("helm", HELMS)
every_scenario = pytest.mark.parametrize("name", SCENARIOS)

CANARY = "c0ffee" * 10 + "c0ff"
#: Scenarios whose users bring containers of their own keep their rules, too: the ci files set them.
VOLUMES = {"configMap", "emptyDir", "ephemeral", "persistentVolumeClaim", "secret"}


def containers(template: dict) -> list[dict]:
    return template["spec"]["containers"] + template["spec"].get("initContainers", [])


@every_render
@every_scenario
def test_pods_meet_the_restricted_standard(name, helm):
    """Each container of each pod, init container and Job meets Pod Security's level "restricted"."""
    for pod, template in pod_templates(scenario(name, helm)):
        spec = template["spec"]
        assert spec["securityContext"]["runAsNonRoot"] is True, pod
        assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}, pod
        assert spec["securityContext"].get("runAsUser") != 0, pod
        assert not {"hostNetwork", "hostPID", "hostIPC"} & set(spec), pod
        assert all(set(volume) - {"name"} <= VOLUMES for volume in spec.get("volumes", ())), pod
        for container in containers(template):
            context = container["securityContext"]
            assert context["allowPrivilegeEscalation"] is False, pod
            assert context["capabilities"] == {"drop": ["ALL"]}, pod
            assert not context.get("privileged"), pod
            assert "runAsUser" not in context, pod
            assert all("hostPort" not in port for port in container.get("ports", ())), pod


@every_render
@every_scenario
def test_pods_are_hardened_beyond_the_standard(name, helm):
    """Root file systems are read-only, tokens and service links off; every container has requests and a limit."""
    for pod, template in pod_templates(scenario(name, helm)):
        spec = template["spec"]
        needs_api = "backup" in pod and pod.startswith("CronJob") and "kubectl" in str(template)
        assert spec["automountServiceAccountToken"] is needs_api, pod
        assert spec["enableServiceLinks"] is False, pod
        for container in containers(template):
            if container["name"] not in {"log-shipper", "greet"}:
                assert container["securityContext"]["readOnlyRootFilesystem"] is True, pod
                assert set(container["resources"]["requests"]) == {"cpu", "memory"}, pod
                assert "memory" in container["resources"]["limits"], pod


def test_user_and_group_are_numbers():
    """The images name their users or none, so that the pods have to give numbers, and a group for the volumes."""
    for pod, template in pod_templates(manifests()):
        context = template["spec"]["securityContext"]
        assert [context[key] for key in ("runAsUser", "runAsGroup", "fsGroup")] == [1000] * 3, pod
        assert context["fsGroupChangePolicy"] == "OnRootMismatch", pod


def test_a_cluster_can_give_the_numbers():
    """With the profile for such clusters no pod asks for a user or group of its own."""
    for pod, template in pod_templates(scenario("restricted")):
        assert not {"runAsUser", "runAsGroup", "fsGroup"} & set(template["spec"]["securityContext"]), pod


def dev_values(tmp_path) -> str:
    dev = {"enabled": True}
    values = {
        "sequencer": {"dev": dev | {"p2pKey": CANARY}},
        "maru": {"dev": dev | {"p2pKey": "08021220" + CANARY}},
        "txSender": {"dev": dev | {"privateKey": CANARY, "toAddress": "0x" + "2" * 40}},
    }
    path = tmp_path / "dev.yaml"
    path.write_text(yaml.safe_dump(values), "utf-8")
    return str(path)


@every_render
def test_secret_values_stand_in_secrets_only(helm, tmp_path):
    """A key in plain values is in the three development Secrets, and in no ConfigMap, argument or annotation."""
    objects = manifests("-f", dev_values(tmp_path), helm=helm)
    holders = sorted(f"{o['kind']}/{o['metadata']['name']}" for o in objects if CANARY in str(o))
    assert holders == [f"Secret/linea-stack-{name}-dev" for name in ("maru", "sequencer", "tx-sender")]


def test_notes_hold_no_secret_value(tmp_path):
    """NOTES say that keys stand in plain values, not which ones."""
    import subprocess

    from helms import helm
    from renders import CHART, NEWEST

    command = [helm(NEWEST), "install", "x", CHART, "--dry-run=client", "-f", dev_values(tmp_path)]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    notes = told[told.index("NOTES:") :]
    assert CANARY not in notes
    assert "The key of sequencer stands in the values in plain text" in notes


@every_render
@every_scenario
def test_private_keys_reach_containers_as_files(name, helm):
    """No variable takes a private key; variables take the receiver's address and the bucket's credentials."""
    taken = set()
    for _, template in pod_templates(scenario(name, helm)):
        for container in containers(template):
            for variable in container.get("env", ()):
                if "secretKeyRef" in variable.get("valueFrom", {}):
                    taken.add(variable["name"])
    assert taken <= {"TO_ADDRESS", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}


@every_render
@every_scenario
def test_secrets_are_mounted_for_the_group_only(name, helm):
    """Files of Secrets are readable for owner and group, and mounted read-only."""
    for pod, template in pod_templates(scenario(name, helm)):
        secrets = {v["name"]: v["secret"] for v in template["spec"].get("volumes", ()) if "secret" in v}
        assert all(secret["defaultMode"] == 0o440 for secret in secrets.values()), pod
        for container in containers(template):
            for mount in container.get("volumeMounts", ()):
                assert mount["name"] not in secrets or mount["readOnly"] is True, pod


def holders_of_the_sequencers_key(objects) -> dict[str, set[str]]:
    """Pods whose volumes have the sequencer's key, each with the containers that mount it."""
    secret = find(objects, "StatefulSet", "linea-stack-sequencer")["spec"]["template"]["spec"]["volumes"]
    (name,) = [v["secret"]["secretName"] for v in secret if v["name"] == "sequencer-key"]
    return {
        pod: {
            container["name"]
            for container in containers(template)
            for mount in container.get("volumeMounts", ())
            if mount["name"] == volume["name"]
        }
        for pod, template in pod_templates(objects)
        for volume in template["spec"].get("volumes", ())
        if volume.get("secret", {}).get("secretName") == name
    }


def test_only_the_sequencer_has_its_key_in_production():
    """In the profile for production no other pod mounts the sequencer's key, for shared secrets have their own."""
    from renders import CHART

    objects = manifests("-f", str(CHART / "profiles" / "production.yaml"))
    assert holders_of_the_sequencers_key(objects) == {"StatefulSet/linea-stack-sequencer": {"sequencer"}}
    assert set(holders_of_the_sequencers_key(scenario("production-eks"))) == {"StatefulSet/linea-stack-sequencer"}


def test_main_containers_do_not_see_anothers_key():
    """With the contract's Secrets alone the key that others derive from is mounted in their init container only."""
    derives = {"derive-secrets"}
    assert holders_of_the_sequencers_key(manifests()) == {
        "Deployment/linea-stack-ethstats": derives,
        "StatefulSet/linea-stack-besu": derives,
        "StatefulSet/linea-stack-maru": derives,
        "StatefulSet/linea-stack-sequencer": {"sequencer", *derives},
    }


@every_scenario
def test_public_services_show_client_ports_only(name):
    """A Service that the outside can reach has no engine, metrics or admin port; only p2p Services have p2p."""
    objects = scenario(name)
    for service in of_kind(objects, "Service"):
        if service["spec"].get("type", "ClusterIP") != "ClusterIP":
            ports = {p["name"] for p in service["spec"]["ports"]}
            allowed = {"p2p", "p2p-udp"} if "-p2p-" in service["metadata"]["name"] else {"rpc", "ws", "http"}
            assert ports <= allowed, service["metadata"]["name"]


@every_scenario
def test_rpc_offers_no_administration(name):
    """No node offers ADMIN, DEBUG or MINER over the network, and the Engine API asks for a JWT."""
    for config in of_kind(scenario(name), "ConfigMap"):
        toml = (config.get("data") or {}).get("config.toml", "")
        if "rpc-http-api" in toml:
            apis = next(line for line in toml.splitlines() if line.startswith("rpc-http-api"))
            assert not {"ADMIN", "DEBUG", "MINER", "ENGINE"} & set(apis.replace('"', " ").split())
            assert "engine-jwt-secret" in toml
            assert "engine-jwt-disabled" not in toml


def test_private_keys_exist_in_the_devnet_profile_only():
    """The chart's own files hold no key but the public ones of the devnet profile and its ci copy."""
    from renders import CHART, SCENARIOS

    known = ("f3f61f30399831b8", "65987ce870e1f12b", "e874f5517dcc2a35")
    holders = {
        path.relative_to(CHART).as_posix()
        for path in CHART.rglob("*")
        if path.is_file() and any(key in path.read_text("utf-8") for key in known)
    }
    assert holders == {"profiles/devnet.yaml", "ci/devnet-values.yaml"}
    profile = yaml.safe_load((CHART / "profiles" / "devnet.yaml").read_text("utf-8"))
    assert yaml.safe_load(Path(SCENARIOS["devnet"]).read_text("utf-8")) == profile


@every_render
def test_the_devnet_needs_no_secret(helm):
    """Every Secret that the devnet's pods ask for is in its own render."""
    objects = scenario("devnet", helm)
    for pod, template in pod_templates(objects):
        for volume in template["spec"].get("volumes", ()):
            if "secret" in volume:
                secret = find(objects, "Secret", volume["secret"]["secretName"])
                assert {i["key"] for i in volume["secret"]["items"]} <= set(secret["stringData"]), pod
    assert "linea-stack-tx-sender-dev" in text("-f", SCENARIOS["devnet"], helm=helm)
