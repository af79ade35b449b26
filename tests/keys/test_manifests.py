"""linea_helm.keys.making and manifests: what the chart asks for, and what it is given."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
import yaml
from shared_data import shared

from linea_helm.bundled import CHART
from linea_helm.keys import derive, making, manifests

RECEIVER = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"
VALUES = yaml.safe_load((Path(CHART) / "values.yaml").read_text("utf-8"))
PRODUCTION = yaml.safe_load((Path(CHART) / "profiles" / "production.yaml").read_text("utf-8"))
MADE = {name: making.make(name, None, RECEIVER, pytest.fail) for name in making.ALL}
SECRETS = {
    secret["metadata"]["name"]: secret for secret in yaml.safe_load_all(manifests.secrets(list(MADE.values()), None))
}


def test_the_chart_reads_these_secrets():
    """Their names and keys are those of its values, and of the profile that asks for all of them."""
    sequencer, maru, sender = VALUES["sequencer"], VALUES["maru"], VALUES["txSender"]
    asked = {
        sequencer["p2pKeySecretName"]: {sequencer["p2pKeySecretKey"]},
        maru["p2pKeySecretName"]: {maru["p2pKeySecretKey"]},
        PRODUCTION["engine"]["jwt"]["secretName"]: {VALUES["engine"]["jwt"]["secretKey"]},
        PRODUCTION["engine"]["jwt"]["besuSecretName"]: {VALUES["engine"]["jwt"]["secretKey"]},
        PRODUCTION["ethstats"]["secretName"]: {VALUES["ethstats"]["secretKey"]},
        sender["secretName"]: set(sender["secretKeys"].values()),
    }
    assert {name: set(secret["stringData"]) for name, secret in SECRETS.items()} == asked


def test_the_contract_names_these_secrets():
    """As the commands in its text create them."""
    contract = shared("../contract/linea-stack-readme.txt").read_text("utf-8")
    created = re.findall(r"kubectl create secret generic (\S+) \\\n((?:  --from-\S+(?: \\)?\n)+)", contract)
    ours = {name: set(re.findall(r"--from-\w+=(\w+)=", options)) for name, options in created if "backup" not in name}
    assert ours
    assert {name: set(SECRETS[name]["stringData"]) for name in ours} == ours


def test_the_content_of_the_secrets():
    """Each in the form that its program reads, and no line end."""
    content = {name: MADE[name].private for name in MADE}
    assert re.fullmatch("[0-9a-f]{64}", content["sequencer"])
    assert re.fullmatch("0x08021220[0-9a-f]{64}", content["maru"])
    assert re.fullmatch("[0-9a-f]{64}", content["jwt"])
    assert re.fullmatch("[0-9a-f]{64}", content["besu-jwt"])
    assert content["besu-jwt"] != content["jwt"]
    assert re.fullmatch("[A-Za-z0-9._~-]{32,}", content["ethstats"])
    assert re.fullmatch("0x[0-9a-f]{64}", content["tx-sender"])
    assert SECRETS["linea-stack-tx-sender-secrets"]["stringData"]["toAddress"] == RECEIVER


def test_the_values_are_derived_from_the_keys():
    """Node id and validator belong to the keys in the Secrets."""
    values = yaml.safe_load(manifests.values(list(MADE.values())))
    assert values == {
        "sequencer": {"nodeId": derive.enode_id(bytes.fromhex(MADE["sequencer"].private))},
        "chain": {"validators": [derive.address(bytes.fromhex(MADE["maru"].private[-64:]))]},
        "engine": {"jwt": {"secretName": "linea-stack-engine-jwt", "besuSecretName": "linea-stack-besu-engine-jwt"}},
        "ethstats": {"secretName": "linea-stack-ethstats"},
        "txSender": {"enabled": True},
    }
    import jsonschema

    jsonschema.validate(values, json.loads((Path(CHART) / "values.schema.json").read_text("utf-8")))


@pytest.mark.parametrize("digits", ["1e5" + "0" * 125, "0" * 128, "1" * 128, "12e" + "3" * 125])
def test_no_hex_is_read_as_a_number(digits):
    """A node id of digits alone, or with one e among them, stays a text."""
    made = MADE["sequencer"]._replace(values={("sequencer", "nodeId"): digits}, private=digits[:64])
    assert yaml.safe_load(manifests.values([made])) == {"sequencer": {"nodeId": digits}}
    assert yaml.safe_load(manifests.secrets([made], None))["stringData"] == {"key": digits[:64]}


@pytest.mark.parametrize("namespace", ["linea", "true", "12", "1e3"])
def test_a_namespace(namespace):
    """A name stays a text, too."""
    metadata = yaml.safe_load(manifests.secrets([MADE["jwt"]], namespace))["metadata"]
    assert metadata == {"name": "linea-stack-engine-jwt", "namespace": namespace}


def test_no_command_holds_a_private_key():
    """They name files; only the receiver's address is written out."""
    lines = list(manifests.commands(list(MADE.values()), "my keys", "linea"))
    assert shlex.split(lines[0]) == [
        *("kubectl", "create", "secret", "generic", "linea-stack-sequencer-p2p-key"),
        *("--namespace", "linea", "--from-file=key=my keys/sequencer.key"),
    ]
    assert shlex.split(lines[-1])[-2:] == [
        "--from-file=privateKey=my keys/tx-sender.key",
        f"--from-literal=toAddress={RECEIVER}",
    ]
    assert not any(made.private[-64:] in line for made in MADE.values() for line in lines)


def test_no_two_keys_are_alike():
    """Each comes out of the system's randomness."""
    again = {making.make(name, None, RECEIVER, pytest.fail).private for name in making.ALL for _ in range(3)}
    assert len(again) == 3 * len(making.ALL)
    assert again.isdisjoint(made.private for made in MADE.values())


def test_private_values_are_nowhere_but_in_the_secrets():
    """Neither in the values nor in what people are told."""
    public = manifests.values(list(MADE.values())) + "".join(
        text for made in MADE.values() for text in made.facts.values()
    )
    for made in MADE.values():
        assert made.private[-64:] not in public
