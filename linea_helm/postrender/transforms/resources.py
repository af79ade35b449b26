"""Requests and limits for containers that lack them; the first rule that matches a container decides.

An entry that is there keeps its value. Nothing is added that Kubernetes would refuse or that changes what the author
meant: no limit below a request, and no request beside a lone limit, which already is the request.
"""

from __future__ import annotations

from linea_helm.policies.kinds import WORKLOADS
from linea_helm.postrender.transforms import quantity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import TypedDict

    from linea_helm.finding import Path
    from linea_helm.postrender.insert import Tree
    from linea_helm.postrender.outline import Node
    from linea_helm.postrender.workload import Object

    class Rule(TypedDict, total=False):
        """All of `match` (component, kind, container) must fit."""

        match: Mapping[str, str]
        requests: Mapping[str, str]
        limits: Mapping[str, str]


COMPONENT = "app.kubernetes.io/component"


def additions(found: Object, rules: Sequence[Rule], labels: Mapping[str, str]) -> Iterator[tuple[Node, Tree]]:
    """Yield what gives the containers of an object's pods their resources.

    `labels` are those that every pod is given, so that a second run sees the same component.
    """
    if found.pod is None:
        return
    facts = {"kind": found.kind, "component": _component(found.outline, found.pod, labels)}
    for container in found.containers():
        rule = _choose(rules, {**facts, "container": container.scalar("name")})
        lacking = _lacking(container, rule) if rule else {}
        if lacking:
            yield container, {"resources": lacking}


def mistakes(rule: Rule) -> Iterator[tuple[Path, str]]:
    """Yield what Kubernetes would not accept about a rule, and what can match nothing, with the path in the rule."""
    requests, limits, match = rule.get("requests", {}), rule.get("limits", {}), rule.get("match", {})
    if not requests and not limits:
        yield (), "the rule has neither requests nor limits"
    if "kind" in match and match["kind"] not in WORKLOADS:
        yield ("match", "kind"), f"a {match['kind']} has no containers; these have: {', '.join(WORKLOADS)}"
    broken = set()
    for part, entries in (("requests", requests), ("limits", limits)):
        for name, value in entries.items():
            try:
                quantity.parse(value)
            except ValueError as error:
                broken.add(name)
                yield (part, name), f"{name}: {error}"
    for name in requests.keys() & limits.keys() - broken:
        if quantity.parse(requests[name]) > quantity.parse(limits[name]):
            yield ("requests", name), f"{name}: the request {requests[name]} is above the limit {limits[name]}"


def _component(manifest: Node, pod: Node, labels: Mapping[str, str]) -> str:
    own = pod.scalar("metadata", "labels", COMPONENT)
    return own or labels.get(COMPONENT) or manifest.scalar("metadata", "labels", COMPONENT)


def _choose(rules: Sequence[Rule], facts: Mapping[str, str]) -> Rule | None:
    for rule in rules:
        if rule["match"].items() <= facts.items():
            return rule
    return None


def _lacking(container: Node, rule: Rule) -> Tree:
    """Give the part of a rule that a container lacks and can take."""
    requests = _quantities(container, "requests")
    limits = _quantities(container, "limits")
    wanted = rule.get("requests", {})
    capped = rule.get("limits", {})
    new = {
        "requests": {name: wanted[name] for name in wanted if name not in requests and name not in limits},
        "limits": {
            name: capped[name] for name in capped if name not in limits and _holds(capped[name], requests.get(name))
        },
    }
    return {part: entries for part, entries in new.items() if entries}


def _quantities(container: Node, part: str) -> dict[str, str]:
    found = container.at("resources", part)
    return {} if found is None else {name: found.scalar(name) for name in found.entries}


def _holds(limit: str, request: str | None) -> bool:
    if request is None:
        return True
    try:
        return quantity.parse(request) <= quantity.parse(limit)
    except ValueError:
        return False
