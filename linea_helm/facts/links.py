"""What follows for a node from the others: which Besus are driven, which endpoints fail, which ports nobody serves."""

from __future__ import annotations

from linea_helm.facts.endpoints import endpoints
from linea_helm.facts.unserved import unserved

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linea_helm.facts.endpoints import Endpoint
    from linea_helm.facts.nodes import Node
    from linea_helm.facts.objects import Objects


def connect(objects: Objects, nodes: list[Node]) -> None:
    """Add to the facts of all nodes: "endpoints" of a Maru, how many pods of a Besu are "driven", and "unserved".

    Shapes: "endpoints": [{"url", "option", "problem": why it leads nowhere, or ""}]; "driven": a count;
    "unserved": see `unserved`.
    """
    calls: list[Endpoint] = []
    for node in nodes:
        node.fact.add("unserved", list(unserved(objects, node)))
        if node.fact.data["program"] == "maru":
            found = endpoints(objects, node, nodes)
            calls += found
            node.fact.add(
                "endpoints",
                [
                    ({"url": e.url, "option": e.option, "problem": e.problem}, node.settings[e.option].place)
                    for e in found
                ],
            )
    for node in nodes:
        if node.fact.data["program"] == "besu":
            node.fact.data["driven"] = _driven(node, calls)


def _driven(besu: Node, calls: list[Endpoint]) -> int:
    """Count the pods of a Besu that some Maru calls; a Service gives one of many, and nobody knows which."""
    names = {name for call in calls for node, name in call.reaches if node is besu}
    replicas: int = besu.fact.data["replicas"]
    return replicas if "*" in names else min(replicas, len(names))
