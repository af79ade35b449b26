"""The ways into a cluster: Services that are open to the outside, what routes to them, and ports of the machine.

Routes are those of Kubernetes, of the Gateway API, of Traefik and of OpenShift.
"""

from __future__ import annotations

from linea_helm.facts.objects import entries, table, target_port

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from linea_helm.facts.objects import Objects, Pod
    from linea_helm.finding import Path
    from linea_helm.policies.manifest import Manifest

#: Everybody, as `loadBalancerSourceRanges` and NetworkPolicies have it.
ANYBODY = ("0.0.0.0/0", "::/0")


class Way:
    """One way to one port: through a Service to the pods that `selector` selects, or straight to `pod`.

    `manifest` and `path` say what lets it in; `target` is a container port, by number or name.
    `from_pods`: what arrives at the pod comes from another pod, that of an ingress controller.
    """

    __slots__ = (
        "from_pods", "limited", "manifest", "namespace", "path", "pod", "port", "selector", "service", "target", "tls",
        "via",
    )  # fmt: skip

    def __init__(self, via: str, manifest: Manifest, path: Path, target: Any, port: Any) -> None:  # noqa: ANN401
        self.via = via
        self.manifest = manifest
        self.path = path
        self.target = target
        self.port = port
        self.service = ""
        self.selector: Any = None
        self.namespace = ""
        self.pod: Pod | None = None
        self.limited = False
        self.tls = False
        self.from_pods = False

    def through(self, service: Manifest, namespace: str) -> Way:
        """Lead through a Service."""
        self.service = service.name
        self.selector = table(service.data.get("spec")).get("selector")
        self.namespace = namespace
        return self


def ways_in(objects: Objects) -> Iterator[Way]:
    """Give every way into the cluster that a release opens."""
    for service in objects.of_kind("Service"):
        yield from _service(objects, service)
    for ingress in objects.of_kind("Ingress"):
        yield from _ingress(objects, ingress)
    for kind in ("HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute", "UDPRoute"):
        for route in objects.of_kind(kind):
            yield from _route(objects, route)
    for kind in ("IngressRoute", "IngressRouteTCP"):
        for route in objects.of_kind(kind):
            yield from _traefik(objects, route)
    for route in objects.of_kind("Route"):
        yield from _openshift(objects, route)
    for pod in objects.pods:
        yield from _machine(pod)


def _service(objects: Objects, service: Manifest) -> Iterator[Way]:
    spec = table(service.data.get("spec"))
    via = "externalIPs" if spec.get("externalIPs") else spec.get("type")
    if via not in ("LoadBalancer", "NodePort", "externalIPs"):
        return
    ranges = entries(spec.get("loadBalancerSourceRanges"))
    for index, port in enumerate(entries(spec.get("ports"))):
        way = Way(via, service, ("spec", "ports", index, "port"), target_port(table(port)), table(port).get("port"))
        way.limited = via == "LoadBalancer" and bool(ranges) and not any(r in ANYBODY for r in ranges)
        yield way.through(service, objects.home(service))


def _ingress(objects: Objects, ingress: Manifest) -> Iterator[Way]:
    spec = table(ingress.data.get("spec"))
    home, certificates = objects.home(ingress), [entries(table(tls).get("hosts")) for tls in entries(spec.get("tls"))]
    for index, rule in enumerate(entries(spec.get("rules"))):
        for number, http_path in enumerate(entries(table(table(rule).get("http")).get("paths"))):
            backend = table(table(table(http_path).get("backend")).get("service"))
            port = table(backend.get("port"))
            path: Path = ("spec", "rules", index, "http", "paths", number, "backend", "service", "port")
            number_or_name = port.get("number", port.get("name"))
            tls = any(_covers(hosts, table(rule).get("host")) for hosts in certificates)
            where = (str(backend.get("name")), number_or_name)
            yield from _backend(objects, ("Ingress", ingress, path), where, home, tls=tls)
    backend = table(table(spec.get("defaultBackend")).get("service"))
    if backend:
        port = table(backend.get("port"))
        path = ("spec", "defaultBackend", "service", "port")
        where = (str(backend.get("name")), port.get("number", port.get("name")))
        yield from _backend(objects, ("Ingress", ingress, path), where, home, tls=False)


def _covers(hosts: list[Any], host: object) -> bool:
    """Say whether a certificate of an Ingress is for a host; one that names none is the controller's to choose."""
    return not hosts or host in hosts or f"*.{str(host).partition('.')[2]}" in hosts


def _route(objects: Objects, route: Manifest) -> Iterator[Way]:
    for index, rule in enumerate(entries(table(route.data.get("spec")).get("rules"))):
        for number, backend in enumerate(entries(table(rule).get("backendRefs"))):
            if table(backend).get("kind", "Service") == "Service":
                where = (str(table(backend).get("name")), table(backend).get("port"))
                path = ("spec", "rules", index, "backendRefs", number, "port")
                home = table(backend).get("namespace") or objects.home(route)
                # Whether the listener has TLS is said in the Gateway, which is often somebody else's.
                yield from _backend(objects, (route.kind, route, path), where, str(home), tls=True)


def _traefik(objects: Objects, route: Manifest) -> Iterator[Way]:
    spec = table(route.data.get("spec"))
    for index, rule in enumerate(entries(spec.get("routes"))):
        for number, service in enumerate(map(table, entries(table(rule).get("services")))):
            path = ("spec", "routes", index, "services", number, "port")
            home = service.get("namespace") or objects.home(route)
            where = (str(service.get("name")), service.get("port"))
            yield from _backend(objects, (route.kind, route, path), where, str(home), tls="tls" in spec)


def _openshift(objects: Objects, route: Manifest) -> Iterator[Way]:
    """A Route names a port by that of the pods, or by the name that it has in the Service; else it takes every port."""
    spec = table(route.data.get("spec"))
    wanted = table(spec.get("port")).get("targetPort")
    backends = [spec.get("to"), *entries(spec.get("alternateBackends"))]
    for name in dict.fromkeys(str(table(backend).get("name")) for backend in backends):
        for service, port in _ports(objects, name, objects.home(route)):
            if wanted is None or wanted in (port.get("name"), target_port(port)):
                way = Way("Route", route, ("spec", "port", "targetPort"), target_port(port), port.get("port"))
                way.tls, way.from_pods = "tls" in spec, True
                yield way.through(service, objects.home(route))


def _backend(
    objects: Objects, entry: tuple[str, Manifest, Path], where: tuple[str, Any], namespace: str, *, tls: bool
) -> Iterator[Way]:
    """Follow what routes to a port of a Service: `entry` says how, by what and where in it."""
    name, wanted = where
    for service, port in _ports(objects, name, namespace):
        if wanted in (port.get("port"), port.get("name")):
            way = Way(*entry, target_port(port), port.get("port"))
            way.tls, way.from_pods = tls, True
            yield way.through(service, namespace)


def _ports(objects: Objects, name: str, namespace: str) -> Iterator[tuple[Manifest, dict[str, Any]]]:
    for service in objects.of_kind("Service"):
        if (service.name, objects.home(service)) == (name, namespace):
            yield from ((service, table(port)) for port in entries(table(service.data.get("spec")).get("ports")))


def _machine(pod: Pod) -> Iterator[Way]:
    """A hostPort, or every port of a pod that shares the machine's network."""
    shares = pod.spec.get("hostNetwork") is True
    for path, container in pod.containers():
        for index, port in enumerate(map(table, entries(container.get("ports")))):
            number = port.get("containerPort")
            opened = number if shares else port.get("hostPort")
            if isinstance(number, int) and opened:
                via, key = ("hostNetwork", "containerPort") if shares else ("hostPort", "hostPort")
                way = Way(via, pod.manifest, (*path, "ports", index, key), number, opened)
                way.pod = pod
                yield way
