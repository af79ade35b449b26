"""Each way from outside to a port, and what stands behind it."""

from __future__ import annotations

import pytest
from fact_releases import besu, release

from linea_helm.facts import of_release

CONFIG = """\
rpc-http-enabled = true
rpc-http-host = "0.0.0.0"
rpc-http-api = ["ETH", "ADMIN"]
"""
PORT = "name: one, port: 80, targetPort: 8545"
ARGS = '["--config-file=/etc/besu/besu.toml"]'
SERVICE = """\
apiVersion: v1
kind: Service
metadata: {name: rpc}
spec:
  type: LoadBalancer
  selector: {app: rpc}
  ports: [{port: 80, targetPort: rpc}]
"""
INGRESS = """\
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: rpc}
spec:
  rules: [{http: {paths: [{backend: {service: {name: rpc, port: {number: 80}}}}]}}]
"""


def found(extra, config=CONFIG):
    """Give what is exposed of a node that has the configuration."""
    return of_release("exposures", release(besu(ARGS, config=config, extra=extra)))


def short(facts):
    """Give way, ports and service of each fact."""
    return [tuple(fact.data[key] for key in ("via", "by", "port", "target", "serves")) for fact in facts]


def test_a_load_balancer_leads_to_the_port_that_it_names():
    """With what is served there, and the APIs where they are configured."""
    (fact,) = found(SERVICE)
    assert short([fact]) == [("LoadBalancer", "Service/rpc", 80, 8545, "rpc-http")]
    assert fact.data["apis"] == ["ETH", "ADMIN"]
    place = fact.place(("apis", 1))
    assert place.manifest.data["data"]["besu.toml"][slice(*place.inner)] == '["ETH", "ADMIN"]'
    assert fact.place(("via",)).path == ("spec", "ports", 0, "port")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("type: LoadBalancer", "type: ClusterIP"), []),
        (("type: LoadBalancer", "type: NodePort"), [("NodePort", "Service/rpc", 80, 8545, "rpc-http")]),
        (("type: LoadBalancer", "externalIPs: [1.2.3.4]"), [("externalIPs", "Service/rpc", 80, 8545, "rpc-http")]),
        (("targetPort: rpc", "targetPort: 8551"), [("LoadBalancer", "Service/rpc", 80, 8551, "engine")]),
        (("targetPort: rpc", "targetPort: nosuch"), []),
        (("{port: 80, targetPort: rpc}", "{port: 8545}"), [("LoadBalancer", "Service/rpc", 8545, 8545, "rpc-http")]),
        (("selector: {app: rpc}", "selector: {app: other}"), []),
        (("selector: {app: rpc}", ""), []),
        (("{name: rpc}\nspec", "{name: rpc, namespace: other}\nspec"), []),
    ],
)
def test_a_service_is_a_way_in_when_it_is_open_and_reaches_the_pod(change, expected):
    """By type, by port name and number, by selector, by namespace."""
    assert short(found(SERVICE.replace(*change))) == expected


def test_an_ingress_leads_through_its_service():
    """The Service itself may be closed."""
    closed = SERVICE.replace("LoadBalancer", "ClusterIP")
    assert short(found(closed + INGRESS)) == [("Ingress", "Ingress/rpc", 80, 8545, "rpc-http")]


def test_a_program_that_listens_for_itself_serves_nobody():
    """A flag says so; a file does not win over the environment of the image."""
    (fact,) = of_release(
        "exposures", release(besu(ARGS[:-1] + ', "--rpc-http-host=127.0.0.1"]', config=CONFIG, extra=SERVICE))
    )
    assert (fact.data["serves"], fact.data["apis"]) == ("", [])


@pytest.mark.parametrize(
    ("ranges", "limited"),
    [("[10.0.0.0/8]", True), ("[10.0.0.0/8, 0.0.0.0/0]", False), ("[]", False), ("null", False)],
)
def test_source_ranges_limit_who_may_come_in(ranges, limited):
    """Unless everybody is among them."""
    (fact,) = found(SERVICE + f"  loadBalancerSourceRanges: {ranges}\n")
    assert fact.data["limited"] is limited


POLICY = """\
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: rpc}
spec:
  podSelector: {matchLabels: {app: rpc}}
  ingress: %s
"""


@pytest.mark.parametrize(
    ("ingress", "direct", "through_ingress"),
    [
        ("[]", True, True),
        ("[{}]", False, False),
        ("[{from: [{podSelector: {}}], ports: [{port: 8545}]}]", True, False),
        ("[{from: [{podSelector: {}}], ports: [{port: 9545}]}]", True, True),
        ("[{from: [{ipBlock: {cidr: 0.0.0.0/0}}], ports: [{port: rpc}]}]", False, False),
        ("[{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}]", True, False),
        ("[{ports: [{port: 8000, endPort: 9000}]}]", False, False),
        ("[{ports: [{port: 8545, protocol: UDP}]}]", True, True),
        ("[{ports: [{protocol: TCP}, {protocol: SCTP}]}]", False, False),
    ],
)
def test_a_network_policy_guards_a_port(ingress, direct, through_ingress):
    """What an ingress controller sends on comes from a pod, so any rule for the port lets it through."""
    closed = SERVICE.replace("LoadBalancer", "ClusterIP")
    assert [fact.data["guarded"] for fact in found(SERVICE + POLICY % ingress)] == [direct]
    assert [fact.data["guarded"] for fact in found(closed + INGRESS + POLICY % ingress)] == [through_ingress]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("containerPort: 8545}", "containerPort: 8545, hostPort: 80}"), [("hostPort", 80, 8545)]),
        (
            ("containers:", "hostNetwork: true\n      containers:"),
            [("hostNetwork", 8545, 8545), ("hostNetwork", 8551, 8551), ("hostNetwork", 30303, 30303)],
        ),
    ],
)
def test_ports_of_the_machine_are_ways_in(change, expected):
    """A hostPort opens one, the machine's network all that are named and all that the node opens."""
    facts = of_release("exposures", release(besu(ARGS, config=CONFIG).replace(*change)))
    assert [(fact.data["via"], fact.data["port"], fact.data["target"]) for fact in facts] == expected


def test_the_network_of_a_machine_is_open_whatever_the_container_lists():
    """Nor does a NetworkPolicy guard it."""
    text = besu(ARGS, config=CONFIG, extra=(POLICY % "[]").removeprefix("---\n"))
    listed = "          ports: [{name: rpc, containerPort: 8545}, {name: engine, containerPort: 8551}]\n"
    assert listed in text
    shared = text.replace(listed, "").replace("containers:", "hostNetwork: true\n      containers:")
    facts = {fact.data["port"]: fact for fact in of_release("exposures", release(shared))}
    assert {port: fact.data["serves"] for port, fact in facts.items()} == {
        8545: "rpc-http", 8551: "engine", 30303: "p2p",
    }  # fmt: skip
    assert not facts[8545].data["guarded"]
    assert facts[8545].place(("port",)).path == ("spec", "template", "spec", "hostNetwork")


ROUTE = """\
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: rpc, namespace: gateways}
spec: {rules: [{backendRefs: [{name: rpc, namespace: chain, port: 80}]}]}
"""


def test_a_route_may_lead_to_a_service_of_another_namespace():
    """A ReferenceGrant lets it; without a namespace the Service is beside the route."""
    closed = SERVICE.replace("LoadBalancer", "ClusterIP")
    assert short(found(closed + ROUTE)) == [("HTTPRoute", "HTTPRoute/rpc", 80, 8545, "rpc-http")]
    assert found(closed + ROUTE.replace("namespace: chain, ", "")) == []


@pytest.mark.parametrize(
    ("tls", "covered"),
    [
        ("[{hosts: [rpc.example.org]}]", True),
        ("[{hosts: ['*.example.org']}]", True),
        ("[{secretName: rpc}]", True),
        ("[{hosts: [example.org]}]", False),
        ("[]", False),
    ],
)
def test_an_ingress_has_a_certificate_for_its_host(tls, covered):
    """By name, by a wildcard for one label, and by one that names no host."""
    ingress = INGRESS.replace("[{http:", "[{host: rpc.example.org, http:").rstrip() + f"\n  tls: {tls}\n"
    (fact,) = found(SERVICE.replace("LoadBalancer", "ClusterIP") + ingress)
    assert fact.data["tls"] is covered


@pytest.mark.parametrize(
    ("route", "via"),
    [
        ("kind: IngressRoute\nspec: {routes: [{services: [{name: rpc, port: 80}]}]}", "IngressRoute"),
        ("kind: IngressRouteTCP\nspec: {routes: [{services: [{name: rpc, port: one}]}]}", "IngressRouteTCP"),
        ("kind: Route\nspec: {to: {kind: Service, name: rpc}, port: {targetPort: one}}", "Route"),
        ("kind: Route\nspec: {to: {name: rpc}}", "Route"),
        ("kind: Route\nspec: {to: {name: x}, alternateBackends: [{name: rpc}], port: {targetPort: 8545}}", "Route"),
        ("kind: Route\nspec: {to: {kind: Service, name: rpc}, port: {targetPort: 80}}", ""),
        ("kind: Route\nspec: {traffic: []}", ""),
        ("kind: IngressRoute\nspec: {routes: [{services: [{name: rpc, port: 80, namespace: other}]}]}", ""),
    ],
)
def test_routes_of_others_lead_through_services_too(route, via):
    """Those of Traefik and of OpenShift."""
    closed = SERVICE.replace("LoadBalancer", "ClusterIP").replace("port: 80, targetPort: rpc", PORT)
    facts = found(f"{closed}---\napiVersion: example.org/v1\nmetadata: {{name: r}}\n{route}\n")
    assert short(facts) == ([(via, f"{via}/r", 80, 8545, "rpc-http")] if via else [])


def test_hosts_that_are_no_texts_are_no_hosts():
    """What is wrong with them is the API server's to say."""
    closed = SERVICE.replace("LoadBalancer", "ClusterIP")
    (fact,) = found(closed + INGRESS.replace("rules:", "tls: [{hosts: [{a: b}, [c]]}]\n  rules:"))
    assert (fact.data["via"], fact.data["tls"]) == ("Ingress", False)


def test_a_port_that_is_a_list_serves_nothing():
    """Besu refuses it; the other ports are what they are."""
    facts = found(SERVICE, config=CONFIG + "p2p-port=[30303]\n")
    assert [fact.data["serves"] for fact in facts] == ["rpc-http"]
