"""What follows for a node from the others: which Besus are driven, which endpoints fail, which ports nobody serves."""

from __future__ import annotations

from linea_helm.facts.endpoints import endpoints
from linea_helm.facts.unserved import unserved

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from linea_helm.facts.endpoints import Endpoint
    from linea_helm.facts.nodes import Node
    from linea_helm.facts.objects import Objects


def connect(objects: Objects, nodes: list[Node]) -> None:
    """Add to the facts of all nodes: "endpoints" of a Maru, how many pods of a Besu are "driven", and "unserved".

    Shapes: "endpoints": [{"url", "option", "problem": why it leads nowhere, or "", "jwt": where its secret comes from,
    "" when that is not known, "engines": [{"workload", "jwt"}] of the Besus that it reaches}]; "driven": a count;
    "unserved": see `unserved`.
    """
    calls: list[Endpoint] = []
    for node in nodes:
        node.fact.add("unserved", list(unserved(objects, node)))
        if node.fact.data["program"] == "maru":
            calls += _called(objects, node, nodes)
    for node in nodes:
        if node.fact.data["program"] == "besu":
            node.fact.data["driven"] = _driven(node, calls)


def _called(objects: Objects, maru: Node, nodes: list[Node]) -> list[Endpoint]:
    found = endpoints(objects, maru, nodes)
    secrets = [maru.settings.get(f"{each.option.removesuffix('endpoint')}jwt-secret-path") for each in found]
    sources = [objects.source(maru.pod, maru.container, str(each.value)) if each else "" for each in secrets]
    told = [
        (_told(each, source), maru.settings[each.option].place) for each, source in zip(found, sources, strict=True)
    ]
    maru.fact.add("endpoints", told)
    for index, secret in enumerate(secrets):
        if secret:
            maru.fact.locate(("endpoints", index, "jwt"), secret.place)
            maru.fact.locate(("endpoints", index, "engines"), secret.place)
    return found


def _told(endpoint: Endpoint, jwt: str) -> dict[str, Any]:
    data = {node.fact.data["workload"]: node.fact.data.get("jwt", "") for node, _ in endpoint.reaches}
    engines = [{"workload": workload, "jwt": source} for workload, source in data.items()]
    shown = {"url": endpoint.url, "option": endpoint.option, "problem": endpoint.problem}
    return {**shown, "jwt": jwt, "engines": engines}


def _driven(besu: Node, calls: list[Endpoint]) -> int:
    """Count the pods of a Besu that some Maru calls; a Service gives one of many, and nobody knows which."""
    names = {name for call in calls for node, name in call.reaches if node is besu}
    replicas: int = besu.fact.data["replicas"]
    return replicas if "*" in names else min(replicas, len(names))
