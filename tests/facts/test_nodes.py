"""The configuration of a node, as the program would read it."""

from __future__ import annotations

from pathlib import Path

from fact_releases import besu, release

from linea_helm.facts import of_release, of_values
from linea_helm.facts.nodes import nodes


def facts(text):
    """Give the facts about the nodes of a release."""
    return nodes(release(text))


def standing(fact, *path):
    """Give the text that a part of a fact stands at."""
    place = fact.place(path)
    value = place.manifest.data
    for part in place.path:
        value = value[part]
    return value if place.inner is None else value[slice(*place.inner)]


def told(fact):
    """Give what the release tells a node, without what its image does."""
    return {
        name: value for name, value in fact.data["options"].items() if fact.place(("options", name)).path[-1] != "image"
    }


def test_a_flag_wins_over_the_environment_and_that_over_the_file():
    """Besu's own order, and each option stands where it was said."""
    (fact,) = facts(
        besu(
            '["--config-file=/etc/besu/besu.toml", "--rpc-http-port=9999"]',
            env='[{name: BESU_RPC_HTTP_PORT, value: "7777"}, {name: BESU_RPC_WS_PORT, value: "6666"}]',
            config="rpc-http-port = 5555\nrpc-ws-port = 4444\nmetrics-port = 3333\n",
        )
    )
    options = fact.data["options"]
    assert {name: options[name] for name in ("rpc-http-port", "rpc-ws-port", "metrics-port")} == {
        "rpc-http-port": 9999,
        "rpc-ws-port": 6666,
        "metrics-port": 3333,
    }
    assert standing(fact, "options", "rpc-http-port") == "9999"
    assert standing(fact, "options", "rpc-ws-port") == "6666"
    assert standing(fact, "options", "metrics-port") == "3333"


def test_lists_and_truths_are_the_same_from_every_source():
    """`ETH,NET`, `["ETH", "NET"]`, a flag without a value and `true` in the environment."""
    (fact,) = facts(
        besu(
            '["--rpc-http-enabled", "--rpc-http-api", "ETH,NET", --config-file=/etc/besu/besu.toml]',
            env='[{name: BESU_RPC_WS_ENABLED, value: "true"}]',
            config='rpc-ws-api = ["ETH", "NET"]\n',
        )
    )
    options = fact.data["options"]
    assert options["rpc-http-enabled"] is True
    assert options["rpc-ws-enabled"] is True
    assert options["rpc-http-api"] == options["rpc-ws-api"] == ["ETH", "NET"]


def test_a_shell_command_is_read_too():
    """Flags inside `sh -c`; a value that the shell fills in is nobody's to judge."""
    (fact,) = facts(besu('["exec besu --p2p-host=$POD_IP --rpc-http-port=8545 \\\\\\n  --engine-jwt-disabled=true"]'))
    assert told(fact) == {"rpc-http-port": 8545, "engine-jwt-disabled": True}
    assert standing(fact, "options", "engine-jwt-disabled") == "--engine-jwt-disabled=true"


def test_a_list_grows_when_its_flag_comes_again():
    """Of any other flag the last one counts."""
    (fact,) = facts(besu("[--rpc-http-api=ETH, --p2p-port=1, --rpc-http-api, 'ADMIN,NET', --p2p-port=2]"))
    assert told(fact) == {"rpc-http-api": ["ETH", "ADMIN", "NET"], "p2p-port": 2}


def test_a_value_that_the_kubelet_fills_in_is_nobodys_to_judge():
    """In the word of its flag and in one of its own; the flag after it is read."""
    for words in ('"--p2p-host=$(POD_IP)"', '--p2p-host, "$(POD_IP)"'):
        (fact,) = facts(besu(f"[{words}, --p2p-port, 30304]"))
        assert told(fact) == {"p2p-port": 30304}
        assert fact.data["hidden"] == ["p2p-host"]


def test_a_variable_among_the_words_may_be_any_option():
    """Unless it stands behind a flag that still wants its value."""
    for words in (
        '"$(MORE)"',
        '--metrics-enabled, "$(MORE)"',
        '--p2p-port=1, "$(MORE)"',
        '--p2p-port, 1, "$(MORE)"',
        '--p2p-host, "--x=$(A) $B"',
    ):
        assert "*" in facts(besu(f"[{words}]"))[0].data["hidden"]


def test_a_file_that_is_not_in_the_release_is_named():
    """What cannot be read is not guessed."""
    (fact,) = facts(besu('["--config-file=/elsewhere/besu.toml", "--genesis-file=/genesis/g.json"]'))
    assert fact.data["unread"] == ["/elsewhere/besu.toml", "/genesis/g.json"]
    assert "genesis" not in fact.data


def test_a_broken_file_is_told_with_its_place():
    """Besu would not start with it."""
    (fact,) = facts(besu('["--config-file=/etc/besu/besu.toml"]', config="rpc-http-port = \n"))
    assert fact.data["broken"] == [{"file": "/etc/besu/besu.toml", "message": "invalid value"}]
    assert fact.place(("broken", 0)).path == ("data", "besu.toml")


def test_a_file_may_come_from_wrapped_base64():
    """The data of a Secret may have line ends."""
    (fact,) = facts(
        besu("[--config-file=/etc/besu/besu.toml]")
        .replace("configMap: {name: besu-config}", "secret: {secretName: besu-config}")
        .replace("kind: ConfigMap", "kind: Secret")
        .replace("    # empty", "    cnBjLWh0dHAt\n    cG9ydCA9IDE=\n")
    )
    assert told(fact) == {"config-file": "/etc/besu/besu.toml", "rpc-http-port": 1}


def test_only_what_runs_besu_or_maru_is_a_node():
    """By image or by program; a container that only talks to one is none."""
    other = besu().replace("hyperledger/besu:26.1.0", "busybox")
    by_program = other.replace("args: []", "command: [/opt/besu/bin/besu]")
    assert facts(other) == []
    assert [fact.data["program"] for fact in facts(by_program)] == ["besu"]
    assert [fact.data["program"] for fact in facts(other.replace("busybox", "consensys/maru:v1"))] == ["maru"]
    assert facts(other.replace("busybox", "example/besu-exporter:1")) == []
    for words in (
        "[sh, -ec, /opt/besu/bin/besu]",
        "[tini, --, besu]",
        "[tini, -s, /opt/besu/bin/besu]",
        "[java, -Xmx1g, -Da=b, -jar, maru.jar]",
    ):
        assert len(facts(other.replace("args: []", f"command: {words}"))) == 1


def test_the_environment_of_the_image_wins_over_the_file():
    """Besu's images listen on all addresses; only a flag or a variable of the pod changes that."""
    config = 'rpc-http-host = "127.0.0.1"\n'
    everywhere = "0.0.0.0"  # noqa: S104 - what is read, not what is done
    for image, flag, host in (
        ("hyperledger/besu:26.1.0", "", everywhere),
        ("consensys/linea-besu-package:beta-v6.2", "", everywhere),
        ("hyperledger/besu:26.1.0", ", --rpc-http-host=127.0.0.2", "127.0.0.2"),
        ("example.com/own/besu:1", "", "127.0.0.1"),
    ):
        text = besu(f"[--config-file=/etc/besu/besu.toml{flag}]", config=config)
        (fact,) = facts(text.replace("hyperledger/besu:26.1.0", image))
        assert fact.data["options"]["rpc-http-host"] == host


def test_whoever_calls_a_node_is_none():
    """The address of a Besu or Maru among the words of a test or a proxy; an image mirrored elsewhere is one."""
    for words in (
        "[curl, http://linea-besu:8545]",
        "[proxy, --to=http://maru]",
        "[sh, -c, wait ws://besu:8546]",
        "[wait-for, besu:8545]",
        "[nc, -z, besu, 8545]",
    ):
        assert facts(besu(words).replace("hyperledger/besu:26.1.0", "curlimages/curl:8")) == []
    (fact,) = facts(besu().replace("hyperledger/besu:26.1.0", "registry.example.com:5000/mirror/besu:26.1.0"))
    assert fact.data["program"] == "besu"


def test_a_value_may_follow_a_blank_in_a_shell_command():
    """As on any command line; what follows may also be another flag or the end of the command."""
    (fact,) = facts(besu('["besu --rpc-http-port 8500 --rpc-http-enabled --p2p-port 30300 --rpc-ws-enabled && x"]'))
    assert told(fact) == {"rpc-http-port": 8500, "rpc-http-enabled": True, "p2p-port": 30300, "rpc-ws-enabled": True}


MARU = """
apiVersion: v1
kind: ConfigMap
metadata: {name: maru}
data: {a.toml: "[api]\\nport = 1\\n[p2p]\\nport = 2\\n", b.toml: "[p2p]\\nport = 3\\n"}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: maru}
spec:
  template:
    spec:
      containers:
        - name: maru
          image: consensys/maru:v1.2.1
          command: COMMAND
          env: [{name: config__override__p2p__discovery__port, value: "4"}]
          volumeMounts: [{name: config, mountPath: /c}]
      volumes: [{name: config, configMap: {name: maru}}]
"""


def test_maru_reads_every_file_after_config():
    """One flag takes several words, lists with commas, and comes again; the environment wins over all."""
    for command in (
        "[java, -jar, maru.jar, --config, /c/a.toml, /c/b.toml, --network, linea-sepolia]",
        "[java, -jar, maru.jar, '--config=/c/a.toml,/c/b.toml']",
        "[java, -jar, maru.jar, --config=/c/a.toml, --config, /c/b.toml]",
        "[sh, -c, 'exec java -jar maru.jar --config /c/a.toml --config \"/c/b.toml\"']",
    ):
        (fact,) = facts(MARU.replace("COMMAND", command))
        options = fact.data["options"]
        assert (options["api.port"], options["p2p.port"], options["p2p.discovery.port"]) == (1, 3, 4)
        assert fact.data["unread"] == []


def test_the_guide_names_every_key_of_every_fact():
    """docs/writing-a-policy.md says all that an expression may read of a fact."""
    guide = (Path(__file__).parents[2] / "docs" / "writing-a-policy.md").read_text("utf-8")
    rows = {
        name: line
        for line in guide.splitlines()
        for name in ("nodes", "exposures", "keys", "configs")
        if f"| `{name}`, `" in line
    }
    head = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\n"
    service = head + "spec: {type: NodePort, selector: {app: rpc}, ports: [{port: 8545}]}\n"
    objects = release(besu('["--rpc-http-enabled"]', extra=service))
    facts_ = {
        "keys": of_values("keys", {"privateKey": "0x" + "12" * 32}),
        "nodes": of_release("nodes", objects),
        "exposures": of_release("exposures", objects),
        "configs": of_values("configs", {"args": ["--rpc-http-port=1"]}),
    }
    for name, (fact, *_) in facts_.items():
        assert [key for key in fact.data if f"`{key}`" not in rows[name]] == []


def test_a_source_of_options_whose_name_is_no_text_is_not_held():
    """Nobody knows then what the node is told."""
    (fact,) = facts(besu().replace("env: []", "envFrom: [{configMapRef: {name: {a: b}}}]"))
    assert fact.data["hidden"] == ["*"]
