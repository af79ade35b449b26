"""A folder of what a cluster has: policies, bindings, parameters and namespaces, in any files, unchanged.

It is known by a ValidatingAdmissionPolicyBinding in it: without one a policy does nothing in a cluster.
"""

from __future__ import annotations

from linea_helm.errors import ConfigError
from linea_helm.policies.constraints import Constraints
from linea_helm.policies.manifest import Manifest
from linea_helm.policies.policyshape import POLICY
from linea_helm.policies.vap.foreign import Foreign
from linea_helm.policies.vap.selectors import NAME_LABEL, constraints
from linea_helm.policies.vap.shape import BINDING_SHAPE, POLICY_SHAPE, fitted
from linea_helm.yaml.load import read
from linea_helm.yaml.strict import parts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from linea_helm.yaml.strict import Part

BINDING = f"{POLICY}Binding"
_GROUP = "admissionregistration.k8s.io/"
_FIX = "see docs/in-the-cluster.md"


class _Cluster:
    """What stands in the files: policies by name, the specs of bindings with their files, every other object."""

    def __init__(self, paths: list[str]) -> None:
        self.policies: dict[str, Foreign] = {}
        self.bindings: list[tuple[dict[str, Any], str]] = []
        self.others: list[dict[str, Any]] = []
        for path in paths:
            for part in parts(read(path), _FIX):
                for data in _items(part.data):
                    self._add(part, data)

    def _add(self, part: Part, data: dict[str, Any]) -> None:
        file = part.source.name
        if _is(data, POLICY):
            policy = Foreign(fitted(part, data, POLICY_SHAPE), file)
            if policy.id in self.policies:
                there = self.policies[policy.id].file
                raise ConfigError(f"two policies are called {policy.id}: {there} and {file}", fix=_FIX)
            self.policies[policy.id] = policy
        elif _is(data, BINDING):
            self.bindings.append((fitted(part, data, BINDING_SHAPE)["spec"], file))
        else:
            self.others.append(data)


def compile_folder(paths: list[str]) -> list[dict[str, Any]]:
    """Compile the policies in files, each as its bindings have it.

    Shapes: as `policyfile.compile_file`; what cannot be judged has an "obstacle".
    Errors: ConfigError for an object that is none and for two policies of one name, InputError for what is no YAML.
    """
    cluster = _Cluster(paths)
    found = [each for policy in cluster.policies.values() for each in _bound(policy, cluster)]
    for spec, file in cluster.bindings:
        if spec["policyName"] not in cluster.policies:
            stand_in = Foreign({"metadata": {"name": spec["policyName"]}, "spec": {}}, file)
            found.append(stand_in.skipped("a binding names it, and it is not among the files"))
    return found


def _items(data: object) -> list[dict[str, Any]]:
    """Give the objects of a document: the items of a List, or itself; what is no object is none of ours."""
    if not isinstance(data, dict):
        return []
    items = data.get("items") if str(data.get("kind")).endswith("List") else None
    return [item for item in (items if isinstance(items, list) else [data]) if isinstance(item, dict)]


def _is(data: dict[str, Any], kind: str) -> bool:
    return data.get("kind") == kind and str(data.get("apiVersion")).startswith(_GROUP)


def _bound(policy: Foreign, cluster: _Cluster) -> Iterator[dict[str, Any]]:
    specs = [spec for spec, _ in cluster.bindings if spec["policyName"] == policy.id]
    if not specs:
        yield policy.skipped("nothing binds it, so that it does nothing in a cluster")
    known = _namespaces(cluster.others)
    for spec in specs:
        if policy.param_kind and "paramRef" in spec:
            yield from _with_params(policy, policy.param_kind, spec, cluster)
        else:
            yield from policy.bound(spec, {"namespaces": known, "params": None})


def _with_params(
    policy: Foreign, kind: dict[str, str], spec: dict[str, Any], cluster: _Cluster
) -> Iterator[dict[str, Any]]:
    """Give the policy once for each object of parameters, as a cluster evaluates it once for each."""
    ref = spec["paramRef"]
    found = [data for data in cluster.others if _is_meant(data, kind, ref)]
    if not found:
        name = f" {ref['name']}" if "name" in ref else ""
        yield policy.skipped(f"its parameters, the {kind['kind']}{name}, are not among the files")
    for params in found:
        # Without paramRef.namespace a cluster takes the parameters in the namespace of each object.
        own = "" if "namespace" in ref else str(params["metadata"].get("namespace") or "")
        yield from policy.bound(spec, {"namespaces": _namespaces(cluster.others), "params": params}, own)


def _is_meant(data: dict[str, Any], kind: dict[str, str], ref: dict[str, Any]) -> bool:
    metadata = data.get("metadata")
    if (data.get("apiVersion"), data.get("kind")) != (kind["apiVersion"], kind["kind"]) or not isinstance(
        metadata, dict
    ):
        return False
    if "namespace" in ref and metadata.get("namespace", ref["namespace"]) != ref["namespace"]:
        return False
    if "name" in ref:
        return bool(metadata.get("name") == ref["name"])
    _, _, labels, requirements = constraints({"objectSelector": ref.get("selector", {})})
    return Constraints((), (), labels, requirements).selects_labels(Manifest(data, "", 0, ""))


def _namespaces(objects: list[dict[str, Any]]) -> dict[str, Any]:
    """Give the Namespaces among the files by name, with the label that Kubernetes adds."""
    found = {}
    for data in objects:
        metadata = data.get("metadata")
        if (data.get("apiVersion"), data.get("kind")) == ("v1", "Namespace") and isinstance(metadata, dict):
            labels = {**(metadata.get("labels") or {}), NAME_LABEL: metadata.get("name")}
            found[str(metadata.get("name"))] = {**data, "metadata": {**metadata, "labels": labels}}
    return found
