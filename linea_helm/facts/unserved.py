"""Ports that a Service or a probe asks of a Besu or Maru, and that its own configuration does not open."""

from __future__ import annotations

from linea_helm.facts.fact import Place
from linea_helm.facts.objects import entries, port_number, selects, table, target_port

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from linea_helm.facts.nodes import Node
    from linea_helm.facts.objects import Objects

    #: Who asks, for which port, and where that stands.
    Asked = tuple[str, int, Place]

_PROBES = ("startupProbe", "readinessProbe", "livenessProbe")
#: What usually is on a port; only of these is it known that nothing else of the pod may answer there.
_USUAL = {
    "besu": {
        8545: "rpc-http",
        8546: "rpc-ws",
        8547: "graphql",
        8550: "engine",
        8551: "engine",
        9545: "metrics",
        30303: "p2p",
    },
    "maru": {5060: "api", 8080: "api", 9000: "p2p", 9545: "metrics"},
}
#: The options that decide what a port serves.
_DECIDING = {
    "engine": ("engine-rpc-enabled", "engine-rpc-port", "rpc-http-host"),
    "graphql": ("graphql-http-enabled", "graphql-http-host", "graphql-http-port"),
    "metrics": ("metrics-enabled", "metrics-host", "metrics-port", "observability.port"),
    "p2p": ("p2p-enabled", "p2p-port", "p2p.port"),
    "rpc-http": ("rpc-http-enabled", "rpc-http-host", "rpc-http-port"),
    "rpc-ws": ("rpc-ws-enabled", "rpc-ws-host", "rpc-ws-port"),
    "api": ("api.port",),
}


def unserved(objects: Objects, node: Node) -> Iterator[tuple[dict[str, object], Place]]:
    """Give each port that is asked for and not served: {"port", "by", "usual", "instead"}, and who asks for it.

    "usual": what is expected on it; "instead": the port that serves this, 0 when none does.
    """
    usual = _USUAL[str(node.fact.data["program"])]
    for by, port, place in [*_of_services(objects, node), *_of_probes(node)]:
        serves = usual.get(port, "")
        if serves and port not in node.ports and node.knows(*_DECIDING[serves]) and _is_alone(node, port):
            instead = next((number for number, what in node.ports.items() if what == serves), 0)
            yield {"port": port, "by": by, "usual": serves, "instead": instead}, place


def _is_alone(node: Node, port: int) -> bool:
    """Another container of the pod may listen there; one that lists the port does."""
    others = [container for _, container in node.pod.containers() if container is not node.container]
    listed = (table(each).get("containerPort") for other in others for each in entries(other.get("ports")))
    return port not in listed


def _of_services(objects: Objects, node: Node) -> Iterator[Asked]:
    """A headless Service is left out: its ports say nothing, names lead to pods and any port of them."""
    home = objects.home(node.pod.manifest)
    for service in objects.of_kind("Service"):
        spec = table(service.data.get("spec"))
        if objects.home(service) != home or spec.get("clusterIP") == "None":
            continue
        if selects(spec.get("selector"), node.pod.labels):
            for index, port in enumerate(map(table, entries(spec.get("ports")))):
                number = port_number(target_port(port), node.container)
                if number is not None and port.get("protocol", "TCP") == "TCP":
                    key = "targetPort" if "targetPort" in port else "port"
                    yield f"Service/{service.name}", number, Place(service, ("spec", "ports", index, key))


def _of_probes(node: Node) -> Iterator[Asked]:
    for probe in _PROBES:
        for how in ("httpGet", "tcpSocket"):
            action = table(table(node.container.get(probe)).get(how))
            number = port_number(action.get("port"), node.container)
            if number is not None and "host" not in action:
                yield f"the {probe}", number, Place(node.pod.manifest, (*node.path, probe, how, "port"))
