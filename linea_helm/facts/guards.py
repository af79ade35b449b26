"""Whether NetworkPolicies keep strangers away from a port."""

from __future__ import annotations

from linea_helm.facts.objects import entries, label_selector, table
from linea_helm.facts.waysin import ANYBODY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from linea_helm.facts.objects import Objects, Pod
    from linea_helm.policies.manifest import Manifest


def is_guarded(objects: Objects, pod: Pod, port: int, container: dict[str, Any], *, from_pods: bool) -> bool:
    """Say whether NetworkPolicies select a pod and none of them lets strangers reach a port.

    What an ingress controller sends on comes from a pod: with `from_pods` any rule for the port lets it through,
    because nobody knows here which pods the controller has. A pod in the network of its machine is none for most
    network plugins (Kubernetes, "Network Policies": hostNetwork Pods).
    """
    if pod.spec.get("hostNetwork") is True:
        return False
    policies = [policy for policy in objects.of_kind("NetworkPolicy") if _guards(objects, policy, pod)]
    return bool(policies) and not any(_lets_in(policy, port, container, from_pods=from_pods) for policy in policies)


def _guards(objects: Objects, policy: Manifest, pod: Pod) -> bool:
    spec = table(policy.data.get("spec"))
    # A policy without types is one for ingress (Kubernetes API: NetworkPolicySpec).
    ingress = "Ingress" in (entries(spec.get("policyTypes")) or ["Ingress"])
    here = objects.home(policy) == objects.home(pod.manifest)
    return ingress and here and label_selector(spec.get("podSelector"), pod.labels)


def _lets_in(policy: Manifest, port: int, container: dict[str, Any], *, from_pods: bool) -> bool:
    rules = map(table, entries(table(policy.data.get("spec")).get("ingress")))
    return any(_opens(rule, port, container) and (from_pods or _is_for_strangers(rule)) for rule in rules)


def _opens(rule: dict[str, Any], port: int, container: dict[str, Any]) -> bool:
    wanted = [table(each) for each in entries(rule.get("ports"))]
    return not wanted or any(_covers(each, port, container) for each in wanted)


def _covers(wanted: dict[str, Any], port: int, container: dict[str, Any]) -> bool:
    if wanted.get("protocol") in ("UDP", "SCTP"):  # what can be reached and is not meant to be listens with TCP
        return False
    named = wanted.get("port")
    if isinstance(named, str):
        ports = (table(each) for each in entries(container.get("ports")))
        return any(each.get("name") == named and each.get("containerPort") == port for each in ports)
    last = wanted.get("endPort", named)
    return named is None or (isinstance(named, int) and isinstance(last, int) and named <= port <= last)


def _is_for_strangers(rule: dict[str, Any]) -> bool:
    sources = [table(source) for source in entries(rule.get("from"))]
    return not sources or any(table(source.get("ipBlock")).get("cidr") in ANYBODY for source in sources)
