"""What a rule of matchConstraints names that nothing has: a policy with such a rule never speaks, here or in a cluster.

An API server takes any name. Source: the Kubernetes API reference, 1.25 to 1.37.
"""

from __future__ import annotations

from linea_helm.nearest import nearest
from linea_helm.policies.kinds import CLUSTER_SCOPED, plural

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from linea_helm.finding import Path

#: The resources of the API groups in which policies look for workloads and what belongs to them.
_RESOURCES = {
    group: frozenset(resources.split())
    for group, resources in {
        "": "bindings componentstatuses configmaps endpoints events limitranges namespaces nodes persistentvolumeclaims"
        " persistentvolumes pods podtemplates replicationcontrollers resourcequotas secrets serviceaccounts services",
        "apps": "controllerrevisions daemonsets deployments replicasets statefulsets",
        "autoscaling": "horizontalpodautoscalers",
        "batch": "cronjobs jobs",
        "extensions": "daemonsets deployments ingresses networkpolicies podsecuritypolicies replicasets",
        "networking.k8s.io": "ingressclasses ingresses ipaddresses networkpolicies servicecidrs",
        "policy": "poddisruptionbudgets podsecuritypolicies",
        "rbac.authorization.k8s.io": "clusterrolebindings clusterroles rolebindings roles",
    }.items()
}
#: Groups of custom resources have a dot (apiextensions-apiserver: validation.go).
_DOTLESS = [group for group in _RESOURCES if "." not in group]
#: The last one is no more since 1.25.
_CLUSTER_SCOPED = frozenset((*map(plural, CLUSTER_SCOPED), "podsecuritypolicies"))


def mistakes(rule: dict[str, Any]) -> Iterator[tuple[Path, str]]:
    """Give the names in a rule that select nothing, each with its path and what is wrong with it."""
    groups: list[str] = rule["apiGroups"]
    for index, group in enumerate(groups):
        problem = _group_problem(group)
        if problem:
            yield ("apiGroups", index), problem
    for index, version in enumerate(rule["apiVersions"]):
        if "/" in version:
            yield ("apiVersions", index), _both(version)
    for index, resource in enumerate(rule["resources"]):
        problem = _resource_problem(resource.partition("/")[0], groups)
        if problem:
            yield ("resources", index), problem
    scope = rule.get("scope", "*")
    if scope != "*" and (problem := _scope_problem(scope, rule["resources"], groups)):
        yield ("scope",), problem


def _group_problem(group: str) -> str:
    if "/" in group:
        return _both(group)
    if group == "*" or "." in group or group in _DOTLESS:
        return ""
    near = nearest(group, _DOTLESS)
    return f'there is no API group "{group}"' + (f'; did you mean "{near}"?' if near else "")


def _scope_problem(scope: str, resources: list[str], groups: list[str]) -> str:
    names = {resource.partition("/")[0] for resource in resources}
    if not names or not names <= _known(groups):
        return ""
    if scope == "Cluster" and not names & _CLUSTER_SCOPED:
        return f"{' and '.join(sorted(names))} are in a namespace, so that scope: Cluster leaves nothing"
    if scope == "Namespaced" and names <= _CLUSTER_SCOPED:
        return f"{' and '.join(sorted(names))} are in no namespace, so that scope: Namespaced leaves nothing"
    return ""


def _known(groups: list[str]) -> frozenset[str]:
    """Give the resources of API groups; none when there are groups that nobody here knows all of."""
    known = _RESOURCES.keys() >= set(groups)
    return frozenset[str]().union(*(_RESOURCES[group] for group in groups)) if known else frozenset()


def _both(name: str) -> str:
    group, _, version = name.partition("/")
    return f'"{name}" is a group and a version; write apiGroups: [{group}] and apiVersions: [{version}]'


def _resource_problem(name: str, groups: list[str]) -> str:
    if name != name.lower():
        return f'a resource is named in lower case and in the plural; write "{plural(name)}"'
    known = _known(groups)
    if name == "*" or not known:
        return ""
    elsewhere = [group or '""' for group, resources in _RESOURCES.items() if name in resources]
    if name in known:
        return ""
    if elsewhere:
        return f'"{name}" is not in these API groups, but in {" and ".join(elsewhere)}'
    near = nearest(name, known)
    return f'there is no resource "{name}" in these API groups; did you mean "{near}"?' if near else ""
