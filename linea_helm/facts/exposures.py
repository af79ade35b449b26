"""What can be reached from outside of the cluster: each way in, followed to the port of a container behind it.

A flag alone says little: an API is exposed when a Service, an Ingress or a Route leads to the port that has it, the
program listens there for others than itself, and no NetworkPolicy stands between.
"""

from __future__ import annotations

from linea_helm.facts.fact import Fact, Place
from linea_helm.facts.guards import is_guarded
from linea_helm.facts.nodes import found as nodes_of
from linea_helm.facts.objects import entries, port_number, selects, table
from linea_helm.facts.waysin import Way

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from linea_helm.facts.nodes import Node
    from linea_helm.facts.objects import Objects, Pod
    from linea_helm.finding import Path

#: The options that say who may use what a port serves.
_OPTIONS = {
    "rpc-http": {
        "apis": "rpc-http-api",
        "cors": "rpc-http-cors-origins",
        "hosts": "host-allowlist",
        "authenticated": "rpc-http-authentication-enabled",
    },
    "rpc-ws": {"apis": "rpc-ws-api", "hosts": "host-allowlist", "authenticated": "rpc-ws-authentication-enabled"},
}


def exposures(objects: Objects, ways: list[Way]) -> list[Fact]:
    """Give a fact for each way from outside to a port of a container; `ways` is what `ways_in` gives.

    Shapes: {"via": "LoadBalancer", "NodePort", "externalIPs", "hostPort", "hostNetwork", or the kind of what routes
    ("Ingress", "HTTPRoute", "IngressRoute" of Traefik, "Route" of OpenShift), "by": "Kind/name" of what lets it in,
    "service": its name or "", "port": the Service's, "target": the container's, "workload": "Kind/name", "container",
    "role", "program": "besu", "maru" or "", "serves": "rpc-http", "rpc-ws", "engine", "graphql", "metrics", "p2p",
    "api" or "" when nobody knows, "apis", "cors", "hosts": lists, "authenticated", "limited": only named addresses may
    come in, "guarded": a NetworkPolicy lets nobody from outside reach the port, "tls": bool}.
    """
    return list(_exposures(objects, ways))


def _exposures(objects: Objects, ways: list[Way]) -> Iterator[Fact]:
    for way in ways:
        if way.pod is not None:
            yield from _at_container(objects, way, way.pod)
            continue
        for pod in objects.pods:
            if objects.home(pod.manifest) == way.namespace and selects(way.selector, pod.labels):
                yield from _at_container(objects, way, pod)
    for node in nodes_of(objects):
        yield from _on_machine(objects, node)


def _on_machine(objects: Objects, node: Node) -> Iterator[Fact]:
    """Give the ports that a node opens on its machine, whose network it has, and that its container does not list."""
    if node.pod.spec.get("hostNetwork") is True:
        for port in node.ports:
            if not _declares(node.container, port):
                way = Way("hostNetwork", node.pod.manifest, (*node.pod.path, "spec", "hostNetwork"), port, port)
                yield _fact(objects, way, node.pod, node.container, port, node)


def _at_container(objects: Objects, way: Way, pod: Pod) -> Iterator[Fact]:
    for path, container in pod.containers():
        target = port_number(way.target, container)
        node = next((n for n in nodes_of(objects) if n.pod is pod and n.path == path), None)
        if target is not None and (node is None or target in node.ports or _declares(container, target)):
            yield _fact(objects, way, pod, container, target, node)


def _fact(objects: Objects, way: Way, pod: Pod, container: dict[str, Any], target: int, node: Node | None) -> Fact:
    serves = node.ports.get(target, "") if node else ""
    data: dict[str, Any] = {
        "via": way.via,
        "by": f"{way.manifest.kind}/{way.manifest.name}",
        "service": way.service,
        "port": way.port,
        "target": target,
        "workload": f"{pod.manifest.kind}/{pod.manifest.name}",
        "container": str(container.get("name") or ""),
        "role": pod.role,
        "program": node.fact.data["program"] if node else "",
        "serves": serves,
        "apis": [],
        "cors": [],
        "hosts": [],
        "authenticated": False,
        "limited": way.limited,
        "guarded": is_guarded(objects, pod, target, container, from_pods=way.from_pods),
        "tls": way.tls,
    }
    here = Place(way.manifest, way.path)
    places: dict[Path, Place] = {(): here}
    if node:
        from linea_helm.facts.besu import DEFAULTS  # re and more: 8 ms, and only where there are nodes

        for key, option in _OPTIONS.get(serves, {}).items():
            data[key] = node.settings[option].value if option in node.settings else DEFAULTS.get(option, False)
            places[key,] = node.settings[option].place if option in node.settings else here
    return Fact(data, places)


def _declares(container: dict[str, Any], target: int) -> bool:
    return any(table(port).get("containerPort") == target for port in entries(container.get("ports")))
