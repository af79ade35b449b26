"""What follows for a node from the others and from the Services."""

from __future__ import annotations

import pytest
from fact_releases import besu, release

from linea_helm.facts.nodes import nodes

MARU = """\
---
apiVersion: v1
kind: ConfigMap
metadata: {name: maru}
data:
  maru.toml: |
    [payload-validator]
    engine-api-endpoint = { endpoint = "URL" }
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: maru}
spec:
  template:
    metadata: {labels: {app: maru}}
    spec:
      containers:
        - name: maru
          image: consensys/maru:v1.2.1
          command: [java, -jar, maru.jar, --config, /c/maru.toml]
          volumeMounts: [{name: config, mountPath: /c}]
      volumes: [{name: config, configMap: {name: maru}}]
---
apiVersion: v1
kind: Service
metadata: {name: rpc-headless}
spec: {clusterIP: None, selector: {app: rpc}, ports: [{port: 8551}]}
---
apiVersion: v1
kind: Service
metadata: {name: rpc}
spec: {selector: {app: rpc}, ports: [{port: 80, targetPort: rpc}, {port: 8550, targetPort: engine}]}
"""


def facts(url, args="[]"):
    """Give the facts about a Besu with two replicas and about a Maru that calls a URL."""
    return nodes(release(besu(args, extra=MARU.replace("URL", url))))


@pytest.mark.parametrize(
    ("url", "driven"),
    [
        ("http://rpc:8550", 1),
        ("http://rpc.chain:8550", 1),
        ("http://rpc.chain.svc.cluster.local:8550", 1),
        ("http://rpc.chain.svc.example.internal.:8550", 1),
        ("http://rpc-headless:8551", 1),
        ("http://rpc-0.rpc-headless:8551", 1),
        ("http://rpc-1.rpc-headless.chain.svc:8551", 1),
        ("https://engine.example.com:8551", 0),
        ("http://10.0.0.1:8551", 0),
        ("http://rpc-sequencer.other.svc:8551", 0),
    ],
)
def test_an_endpoint_leads_to_pods_or_out_of_the_release(url, driven):
    """By the name of a Service, of a pod behind it, or to where nobody here can follow."""
    rpc, maru = facts(url)
    [endpoint] = maru.data["endpoints"]
    assert (endpoint["url"], endpoint["option"]) == (url, "payload-validator.engine-api-endpoint.endpoint")
    assert endpoint["problem"] == ""
    assert endpoint["engines"] == ([{"workload": "StatefulSet/rpc", "jwt": ""}] if driven else [])
    assert rpc.data["driven"] == driven


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("rpc:8550", "this is no URL"),
        ("http://rpc:85x0", "this is no URL"),
        ("http://:8550", "this is no URL"),
        ("https://rpc", 'Service "rpc" has no port 443'),
        ("http://rpc/", "port 8545 of StatefulSet/rpc is nothing, not the Engine API"),
        ("http://user@RPC:80/path", "port 8545 of StatefulSet/rpc is nothing, not the Engine API"),
        ("http://[::1]:8551", ""),
        ("http://rpc:8551", 'Service "rpc" has no port 8551'),
        ("http://rpc:80", "port 8545 of StatefulSet/rpc is nothing, not the Engine API"),
        ("http://rpc-headless:8550", "port 8550 of StatefulSet/rpc is nothing, not the Engine API"),
        ("http://rpc-2.rpc-headless:8551", 'there is no pod "rpc-2": StatefulSet/rpc has 2 replicas'),
        ("http://rpc-0.rpc:8550", 'Service "rpc" is not headless, so that no pod has a name in it'),
        ("http://rpc.default.svc.cluster.local:8550", 'Service "rpc" is in namespace "chain", not in "default"'),
        ("http://sequencer:8550", 'the release has no Service "sequencer"'),
        ("http://besu-0.besu.chain.svc:8550", 'the release has no Service "besu"'),
        ("http://localhost:8551", ""),
    ],
)
def test_an_endpoint_that_leads_nowhere_says_why(url, problem):
    """The first thing that does not fit: name, namespace, port, pod, or what listens there."""
    rpc, maru = facts(url)
    assert maru.data["endpoints"][0]["problem"] == problem
    assert rpc.data["driven"] == 0
    place = maru.place(("endpoints", 0))
    assert place.manifest.data["data"]["maru.toml"][slice(*place.inner)] == f'{{ endpoint = "{url}" }}'


def test_a_pod_has_its_name_in_the_service_of_its_stateful_set():
    """Whatever other headless Service selects it; the Service alone gives addresses of pods in any case."""
    for url, problem in (
        ("http://rpc-0.rpc-headless:8551", 'pods of StatefulSet/rpc have their names in Service "rpc-pods"'),
        ("http://rpc-headless:8551", ""),
    ):
        text = besu(extra=MARU.replace("URL", url)).replace("replicas: 2", "replicas: 2\n  serviceName: rpc-pods")
        _, maru = nodes(release(text))
        assert maru.data["endpoints"][0]["problem"] == problem


def test_what_is_not_known_of_a_besu_is_no_problem():
    """The port of the Engine API may come from a variable."""
    _, maru = facts("http://rpc-headless:8550", '["--engine-rpc-port=$(PORT)"]')
    assert maru.data["endpoints"][0]["problem"] == ""


def test_a_sidecar_drives_the_besu_of_each_pod():
    """Maru beside Besu, which it calls on localhost."""
    text = besu(extra=MARU.replace("URL", "http://localhost:8551"))
    beside = """\
        - name: maru
          image: consensys/maru:v1.2.1
          command: [java, -jar, maru.jar, --config=/c/maru.toml]
          volumeMounts: [{name: maru, mountPath: /c}]
      volumes: [{name: maru, configMap: {name: maru}}, {name: config, configMap: {name: besu-config}}]
"""
    rpc, *_ = nodes(release(text.replace("      volumes: [{name: config, configMap: {name: besu-config}}]\n", beside)))
    assert rpc.data["driven"] == rpc.data["replicas"] == 2


PUBLIC = """\
apiVersion: v1
kind: Service
metadata: {name: rpc}
spec: {selector: {app: rpc}, ports: [{name: http, port: 80, targetPort: rpc}, {port: 8550}, {port: 5005}]}
"""


def test_a_service_may_ask_for_what_nobody_serves():
    """Only ports of which it is known what they are for; another one serves it, or none does."""
    (fact,) = nodes(release(besu('["--engine-rpc-port=8551"]', extra=PUBLIC)))
    assert fact.data["unserved"] == [
        {"port": 8545, "by": "Service/rpc", "usual": "rpc-http", "instead": 0},
        {"port": 8550, "by": "Service/rpc", "usual": "engine", "instead": 8551},
    ]
    assert fact.place(("unserved", 0)).path == ("spec", "ports", 0, "targetPort")
    assert fact.place(("unserved", 1)).path == ("spec", "ports", 1, "port")


@pytest.mark.parametrize(
    ("args", "change"),
    [
        ('["--rpc-http-enabled", "--engine-rpc-port=8550"]', ("", "")),
        ('["--rpc-http-enabled=$(RPC)", "--engine-rpc-port=$(PORT)"]', ("", "")),
        ('["--profile=somebodys"]', ("", "")),
        ('["--config-file=/elsewhere/besu.toml"]', ("", "")),
        ('["exec besu $FLAGS"]', ("", "")),
        ("[]", ("{selector: {app: rpc}", "{clusterIP: None, selector: {app: rpc}")),
        ("[]", ("app: rpc}, ports", "app: other}, ports")),
    ],
)
def test_what_is_served_hidden_or_not_asked_for_is_not_unserved(args, change):
    """A configuration that nobody can read here may serve anything; a headless Service says nothing by its ports."""
    (fact,) = nodes(release(besu(args, extra=PUBLIC.replace(*change))))
    assert fact.data["unserved"] == []


def test_a_probe_asks_for_a_port_too():
    """By number or by name; with a host of its own it asks somebody else."""
    probe = "readinessProbe: {httpGet: {path: /, port: rpc}}\n          volumeMounts:"
    text = besu().replace("volumeMounts:", probe)
    (fact,) = nodes(release(text))
    assert fact.data["unserved"] == [{"port": 8545, "by": "the readinessProbe", "usual": "rpc-http", "instead": 0}]
    (fact,) = nodes(release(text.replace("port: rpc}}", "port: rpc, host: example.com}}")))
    assert fact.data["unserved"] == []


def test_a_sidecar_may_serve_the_port():
    """An exporter beside Besu that lists 9545."""
    service = PUBLIC.replace("[{name: http, port: 80, targetPort: rpc}, {port: 8550}, {port: 5005}]", "[{port: 9545}]")
    (fact,) = nodes(release(besu(extra=service)))
    assert [one["usual"] for one in fact.data["unserved"]] == ["metrics"]
    exporter = "        - {name: exporter, image: exporter, ports: [{containerPort: 9545}]}\n      volumes:"
    (fact,) = nodes(release(besu(extra=service).replace("      volumes:", exporter)))
    assert fact.data["unserved"] == []


def test_an_endpoint_knows_its_secret_and_that_of_the_besu_behind_it():
    """Each where it is named: a finding about secrets stands at the path of the file."""
    args = '["--engine-jwt-secret=/etc/besu/jwt"]'
    text = besu(
        args, extra=MARU.replace('{ endpoint = "URL" }', '{ endpoint = "http://rpc:8550", jwt-secret-path = "/c/jwt" }')
    )
    _, maru = nodes(release(text))
    [endpoint] = maru.data["endpoints"]
    assert endpoint["jwt"] == "ConfigMap/maru jwt"
    assert endpoint["engines"] == [{"workload": "StatefulSet/rpc", "jwt": "ConfigMap/besu-config jwt"}]
    place = maru.place(("endpoints", 0, "jwt"))
    assert "jwt-secret-path" in place.manifest.data["data"]["maru.toml"][slice(*place.inner)]
