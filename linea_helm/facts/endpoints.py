"""Which Besus a Maru calls: its endpoints of the Engine API, followed by name and port through the release."""

from __future__ import annotations

from linea_helm.facts.objects import entries, port_number, selects, table, target_port

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from linea_helm.facts.nodes import Node
    from linea_helm.facts.objects import Objects
    from linea_helm.policies.manifest import Manifest

#: The options that hold the URL of an Engine API (maru, Config.kt).
_ENGINES = ("payload-validator.engine-api-endpoint.", "follower-engine-apis.")
_LOCAL = ("localhost", "127.0.0.1", "::1")


class Endpoint:
    """One URL: the option that names it, what is wrong with it ("" when nothing is known to be), and whom it reaches.

    `reaches` holds a node with the name of the pod; the name is "" where it is one pod or another, and "*" where it is
    the Besu in the pod of each Maru.
    """

    __slots__ = ("option", "problem", "reaches", "url")

    def __init__(self, option: str, url: str) -> None:
        self.option = option
        self.url = url
        self.problem = ""
        self.reaches: list[tuple[Node, str]] = []


class _Unreachable(Exception):
    """An endpoint leads nowhere; the text says why."""


def endpoints(objects: Objects, maru: Node, nodes: list[Node]) -> list[Endpoint]:
    """Follow each endpoint of the Engine API of a Maru through the nodes of the release."""
    found = []
    for option, setting in maru.settings.items():
        if option.startswith(_ENGINES) and option.endswith(".endpoint") and "$" not in str(setting.value):
            endpoint = Endpoint(option, str(setting.value))
            found.append(endpoint)
            try:
                endpoint.reaches = list(_reached(objects, endpoint.url, maru, nodes))
            except _Unreachable as error:
                endpoint.problem = str(error)
    return found


def _reached(objects: Objects, text: str, maru: Node, nodes: list[Node]) -> Iterator[tuple[Node, str]]:
    host, port = _parts(text)
    home = objects.home(maru.pod.manifest)
    if host in _LOCAL:
        yield from ((node, "*") for node in _served([(n, port) for n in nodes if n.pod is maru.pod]))
        return
    readings = list(_readings(host, home))
    for pod, name, namespace in readings:
        services = [service for service in objects.of_kind("Service") if service.name == name]
        if services:
            service = _here(objects, services, namespace)
            behind = _behind(objects, service, nodes)
            yield from ((node, pod) for node in _served(list(_targets(service, behind, pod, port))))
            return
    if _is_ours(host, home) and any(node.fact.data["program"] == "besu" for node in nodes):
        raise _Unreachable(f'the release has no Service "{readings[0][1]}"')


def _parts(text: str) -> tuple[str, int]:
    """Take host and port out of a URL; urllib would cost 8 ms."""
    scheme, _, rest = text.partition("://")
    authority = rest.partition("/")[0].rpartition("@")[2]
    host, colon, port = authority.rpartition(":")
    if not colon or port.endswith("]"):
        host, port = authority, ""
    if not host or not (port.isdigit() or not port):
        raise _Unreachable("this is no URL")
    return host.strip("[]").lower(), int(port or (443 if scheme in ("https", "wss") else 80))


def _readings(host: str, home: str) -> Iterator[tuple[str, str, str]]:
    """Give what a name may mean in a cluster: pod ("" for none), Service and namespace.

    Source: Kubernetes, "DNS for Services and Pods"; a short name is completed with the namespace of who asks.
    """
    parts, is_whole = _labels(host)
    if len(parts) == 1:
        yield "", parts[0], home
    elif len(parts) == 2:
        yield "", parts[0], parts[1]
        if not is_whole:
            yield parts[0], parts[1], home
    elif len(parts) == 3:
        yield parts[0], parts[1], parts[2]


def _is_ours(host: str, home: str) -> bool:
    """Say whether a name can only be a Service beside us: it is one word, or says our own namespace."""
    parts, is_whole = _labels(host)
    return len(parts) == 1 or (is_whole and len(parts) < 4 and parts[-1] == home)


def _labels(host: str) -> tuple[list[str], bool]:
    """Split a name; whether it says `svc`, after which comes the cluster's domain, `cluster.local` or another."""
    name, svc, _ = (host.rstrip(".") + ".").partition(".svc.")
    return name.rstrip(".").split("."), bool(svc)


def _here(objects: Objects, services: list[Manifest], namespace: str) -> Manifest:
    """Give the Service of a namespace among those of one name; one whose namespace nobody knows may be it."""
    homes = {objects.home(service): service for service in services}
    if namespace not in homes and "" in homes:
        return homes[""]
    if namespace not in homes:
        raise _Unreachable(f'Service "{services[0].name}" is in namespace "{min(homes)}", not in "{namespace}"')
    return homes[namespace]


def _behind(objects: Objects, service: Manifest, nodes: list[Node]) -> list[Node]:
    selector = table(service.data.get("spec")).get("selector")
    home = objects.home(service)
    return [n for n in nodes if objects.home(n.pod.manifest) == home and selects(selector, n.pod.labels)]


def _targets(service: Manifest, behind: list[Node], pod: str, port: int) -> Iterator[tuple[Node, int]]:
    """Give the ports of nodes that a port of a Service leads to; a headless one gives addresses of pods."""
    spec = table(service.data.get("spec"))
    if pod or spec.get("clusterIP") == "None":
        yield from ((node, port) for node in behind if _has(node, pod) and _is_named(service, node, pod))
        return
    ports = [table(each) for each in entries(spec.get("ports"))]
    through = next((each for each in ports if each.get("port") == port), None)
    if through is None:
        raise _Unreachable(f'Service "{service.name}" has no port {port}')
    for node in behind:
        number = port_number(target_port(through), node.container)
        if number is not None:
            yield node, number


def _has(node: Node, pod: str) -> bool:
    """Say whether a pod is one of a node's; a name that its StatefulSet will never make is an error."""
    base, _, ordinal = pod.rpartition("-")
    if not pod or base != node.pod.manifest.name:
        return not pod
    replicas = node.fact.data["replicas"]
    if ordinal.isdigit() and int(ordinal) < max(replicas, 1):
        return True
    raise _Unreachable(f'there is no pod "{pod}": {node.fact.data["workload"]} has {_count(replicas)}')


def _is_named(service: Manifest, node: Node, pod: str) -> bool:
    """Say whether a Service gives a pod its name; only the headless one that a StatefulSet names as its own does.

    Source: Kubernetes, "DNS for Services and Pods", hostname and subdomain.
    """
    if pod and table(service.data.get("spec")).get("clusterIP") != "None":
        raise _Unreachable(f'Service "{service.name}" is not headless, so that no pod has a name in it')
    own = table(node.pod.manifest.data.get("spec")).get("serviceName") or service.name
    if pod and own != service.name:
        raise _Unreachable(f'pods of {node.fact.data["workload"]} have their names in Service "{own}"')
    return True


def _count(replicas: int) -> str:
    return "1 replica" if replicas == 1 else f"{replicas} replicas"


def _served(targets: list[tuple[Node, int]]) -> list[Node]:
    """Give the nodes that have their Engine API at a port; when all are known and none has, that is an error."""
    besus = [(node, port) for node, port in targets if node.fact.data["program"] == "besu"]
    if besus and not any(_is_engine(node, port) for node, port in besus):
        node, port = besus[0]
        serves = node.ports.get(port)
        raise _Unreachable(f"port {port} of {node.fact.data['workload']} is {serves or 'nothing'}, not the Engine API")
    return [node for node, port in besus if _is_engine(node, port)]


def _is_engine(node: Node, port: int) -> bool:
    known = node.knows("engine-rpc-port", "engine-rpc-enabled", "rpc-http-host")
    return not known or node.ports.get(port) == "engine"
