"""The configuration files are ones that Besu and maru read, and the chain they describe is one chain."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from renders import CHART, NEWEST, SCENARIOS, find, manifests, of_kind, scenario

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib  # pytest needs it there, too

pytestmark = pytest.mark.helm

DATA = Path(__file__).parent / "data"
KINDS = {"str": str, "int": int, "float": float, "bool": bool, "list": list}
every_scenario = pytest.mark.parametrize("name", SCENARIOS)


def besu_options() -> dict[str, str]:
    lines = (DATA / "besu-options.txt").read_text("utf-8").splitlines()
    return dict(line.split() for line in lines if not line.startswith("#"))


def configs(objects) -> dict[str, dict]:
    """The parsed configuration of each node, by component."""
    return {
        config["metadata"]["labels"]["app.kubernetes.io/component"]: tomllib.loads(config["data"]["config.toml"])
        for config in of_kind(objects, "ConfigMap")
        if "config.toml" in (config.get("data") or {})
    }


def genesis(objects) -> tuple[dict, dict]:
    (config,) = [o for o in of_kind(objects, "ConfigMap") if o["metadata"]["name"].endswith("-genesis")]
    assert config["immutable"] is True
    return json.loads(config["data"]["genesis.json"]), json.loads(config["data"]["maru-genesis.json"])


@every_scenario
def test_besu_knows_every_option(name):
    """Each option of both Besu files exists in the release the image carries, with a value of its kind."""
    known = besu_options()
    for component in ("sequencer", "besu"):
        for option, value in configs(scenario(name))[component].items():
            assert option in known, option
            if known[option] != "any":
                assert type(value) is KINDS[known[option]], option


@every_scenario
def test_besu_knows_every_variable(name):
    """A BESU_ variable is an option in capitals, and no two ways set the same one."""
    known = {"BESU_" + option.upper().replace("-", "_") for option in besu_options()}
    objects = scenario(name)
    for component, config in configs(objects).items():
        for workload in of_kind(objects, "StatefulSet"):
            if workload["metadata"]["labels"]["app.kubernetes.io/component"] == component != "maru":
                (node, *_) = workload["spec"]["template"]["spec"]["containers"]
                variables = {e["name"] for e in node["env"] if e["name"].startswith("BESU_")}
                assert variables <= known
                assert not variables & {"BESU_" + option.upper().replace("-", "_") for option in config}


@every_scenario
def test_maru_knows_every_option(name):
    """maru takes a misspelt key for a warning, so that this test has to refuse it; required ones are there."""
    known = json.loads((DATA / "maru-options.json").read_text("utf-8"))
    check_maru(configs(scenario(name))["maru"], {k: v for k, v in known.items() if k != "$comment"}, "")


def check_maru(given: dict, known: dict, path: str) -> None:
    kinds = {key.rstrip("!"): kind for key, kind in known.items()}
    for key in (key.rstrip("!") for key in known if key.endswith("!")):
        assert key in given, f"{path}{key} is required"
    for key, value in given.items():
        kind = kinds.get(key, kinds.get("*"))
        assert kind is not None, f"{path}{key} is unknown"
        if isinstance(kind, dict):
            check_maru(value, kind, f"{path}{key}.")
        elif kind != "any":
            assert type(value) is KINDS[kind], f"{path}{key}"


@every_scenario
def test_the_three_nodes_are_one_chain(name):
    """Both Besu files name the same genesis, storage formats fit their roles, and maru has the JWT of each node."""
    nodes = configs(scenario(name))
    assert nodes["sequencer"]["genesis-file"] == nodes["besu"]["genesis-file"] == "/genesis/genesis.json"
    assert (nodes["sequencer"]["data-storage-format"], nodes["besu"]["data-storage-format"]) == ("FOREST", "BONSAI")
    validator = nodes["maru"]["payload-validator"]["engine-api-endpoint"]
    assert validator["jwt-secret-path"] == nodes["sequencer"]["engine-jwt-secret"]
    followers = {api["jwt-secret-path"] for api in nodes["maru"].get("follower-engine-apis", {}).values()}
    assert followers == {nodes["besu"]["engine-jwt-secret"]} != {validator["jwt-secret-path"]}


GIVEN = "engine.jwt.secretName=one"
OWN = "engine.jwt.besuSecretName=two"


@pytest.mark.parametrize(
    ("flags", "given", "derived"),
    [
        ("", {}, {"sequencer": ["sequencer"], "maru": ["sequencer", "besu"], "besu": ["besu"]}),
        (GIVEN, {"sequencer": {"one"}, "maru": {"one"}, "besu": {"one"}}, {}),
        (f"{GIVEN},{OWN}", {"sequencer": {"one"}, "maru": {"one", "two"}, "besu": {"two"}}, {}),
        (OWN, {"maru": {"two"}, "besu": {"two"}}, {"sequencer": ["sequencer"], "maru": ["sequencer"]}),
        ("besu.enabled=false,txSender.enabled=false", {}, {"sequencer": ["sequencer"], "maru": ["sequencer"]}),
    ],
    ids=["derived", "one for all", "two", "besu's given", "no besu"],
)
def test_a_follower_holds_no_jwt_that_the_sequencer_obeys(flags, given, derived):
    """Each node has its own JWT, derived or from a Secret, and only maru has both."""
    objects = manifests("--set", f"ethstats.enabled=false,{flags}".rstrip(","))
    for workload in of_kind(objects, "StatefulSet"):
        name, pod = workload["metadata"]["labels"]["app.kubernetes.io/component"], workload["spec"]["template"]["spec"]
        secrets = {v["secret"]["secretName"] for v in pod["volumes"] if v["name"].endswith("-jwt")}
        asked = [a for c in pod.get("initContainers", []) if c["name"] == "derive-secrets" for a in c["args"]]
        assert (secrets, asked) == (given.get(name, set()), [f"{of}-jwt" for of in derived.get(name, [])]), name


@every_scenario
def test_the_validator_is_not_its_own_follower(name):
    """maru refuses a configuration in which the validator's engine is a follower's, too."""
    maru = configs(scenario(name))["maru"]
    followers = {api["endpoint"] for api in maru["follower-engine-apis"].values()}
    assert maru["payload-validator"]["engine-api-endpoint"]["endpoint"] not in followers
    assert len(followers) == len(maru["follower-engine-apis"])


@every_scenario
def test_plugins_come_with_what_they_need(name):
    """The Linea plugins do not start without the bridge's address and topic, a limit file and a deny list."""
    for component in ("sequencer", "besu"):
        config = configs(scenario(name))[component]
        assert int(config["plugin-linea-l1l2-bridge-contract"], 16)
        assert len(bytes.fromhex(config["plugin-linea-l1l2-bridge-topic"])) == 32
        assert config["plugin-linea-module-limit-file-path"].startswith("/opt/besu/config/")
        assert config["plugin-linea-deny-list-path"] == "/config/deny-list.txt"
        assert "LineaBlockTransactionValidatorPlugin" not in config["plugins"]


@every_scenario
def test_health_checks_are_not_refused_for_their_host(name):
    """The kubelet and Prometheus call by pod address, which Besu's host lists have to let through."""
    for component in ("sequencer", "besu"):
        config = configs(scenario(name))[component]
        assert config["host-allowlist"] == config["engine-host-allowlist"] == ["*"]


@every_scenario
def test_both_genesis_files_fit_each_other(name):
    """Chain id and fork are the same on both layers, and the fork's system contracts are in the first block."""
    execution, consensus = genesis(scenario(name))
    assert consensus["chainId"] == execution["config"]["chainId"]
    (fork,) = consensus["config"].values()
    assert fork["elFork"] == "Prague"
    assert execution["config"]["pragueTime"] == 0
    assert execution["config"]["terminalTotalDifficulty"] == 0
    alloc = {address.lower(): account for address, account in execution["alloc"].items()}
    for contract in ("withdrawalRequestContractAddress", "consolidationRequestContractAddress"):
        assert alloc[execution["config"][contract]]["code"].startswith("0x3373ff")
    for contract in ("0x0000f90827f1c53a10cb7a02335b175320002935", "0x000f3df6d732807ef1319fb7b8bb8522d0beac02"):
        assert alloc[contract]["nonce"] == "1"
    extra = bytes.fromhex(execution["extraData"].removeprefix("0x"))
    assert len(extra) == 32 + 20 + 65


def test_genesis_bytes_do_not_depend_on_the_release():
    """Another release name, chart version or label gives the same first block: nodes refuse any other."""
    first = find(manifests(), "ConfigMap", "linea-stack-genesis")["data"]
    other = manifests("--set", "commonLabels.a=b", release="other", helm=NEWEST)
    assert find(other, "ConfigMap", "linea-stack-genesis")["data"] == first


def test_genesis_is_held():
    """The first block of the defaults is this one for ever; a change here is a chain that cannot be upgraded."""
    import hashlib

    data = find(manifests(), "ConfigMap", "linea-stack-genesis")["data"]
    digests = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in data.items()}
    assert digests == {
        "genesis.json": "6db869c25884ec14eb0448696adfa5513cccaafce802e2b0a3a9796a6f4c36b4",
        "maru-genesis.json": "f1d0ec998739b00ea32a463cafee6584772aa29b5940ca08555a8bac32a03dbb",
    }


def test_accounts_are_funded():
    """The devnet's sender is in the first block, with its balance as text, beside the system contracts."""
    execution, _ = genesis(scenario("devnet"))
    assert execution["alloc"]["0x1DA9B48928EC505040Eb18a4E1e21aBfCc4Ccc46"] == {"balance": "10000000000000000000000000"}
    assert len(execution["alloc"]) == 5


def test_a_genesis_of_ones_own_is_used():
    """With an existing ConfigMap none is rendered, and no validator is derived."""
    objects = manifests("--set", "chain.genesis.existingConfigMap=mainnet")
    assert "linea-stack-genesis" not in {o["metadata"]["name"] for o in objects}
    for workload in of_kind(objects, "StatefulSet"):
        pod = workload["spec"]["template"]["spec"]
        assert {"name": "genesis", "configMap": {"name": "mainnet"}} in pod["volumes"]
        assert "derive-validator" not in {c["name"] for c in pod.get("initContainers", ())}


def test_options_of_users_win_and_null_removes():
    """`config` overrides, adds and removes options."""
    flags = "besu.config.min-gas-price=null,besu.config.logging=DEBUG,besu.config.sync-mode=SNAP"
    besu = configs(manifests("--set", flags))["besu"]
    assert "min-gas-price" not in besu
    assert (besu["logging"], besu["sync-mode"]) == ("DEBUG", "SNAP")


def test_maru_nodes_get_addresses_by_number():
    """maru takes no host name for its own address, and an unresolvable static peer would crash it."""
    maru = configs(manifests())["maru"]
    assert maru["p2p"]["ip-address"] == "0.0.0.0"  # noqa: S104 # the file means "the pod's own"
    assert maru["p2p"]["static-peers"] == []


def test_maru_can_do_without_ipv4():
    """Its p2p knows IPv4 only: without that table nothing of maru's asks for such an address or listens on its port."""
    objects = manifests("--set", "maru.config.p2p=null")
    assert "p2p" not in configs(objects)["maru"]
    (container,) = find(objects, "StatefulSet", "linea-stack-maru")["spec"]["template"]["spec"]["containers"]
    assert [port["name"] for port in container["ports"]] == ["api", "metrics"]
    assert [port["name"] for port in find(objects, "Service", "linea-stack-maru-svc")["spec"]["ports"]] == [
        "api",
        "metrics",
    ]


def test_the_readme_of_image_pairs_is_the_default():
    """The images of the defaults are the pair that the chart's README names as supported."""
    readme = (CHART / "README.md").read_text("utf-8")
    objects = manifests()
    for name in ("sequencer", "maru", "besu"):
        node = find(objects, "StatefulSet", f"linea-stack-{name}")["spec"]["template"]["spec"]["containers"][0]
        assert node["image"].partition(":")[2] in readme
