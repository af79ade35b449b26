"""Nodes without containers: a pod that is bound to one is said to run, and one that is told to end is said to be gone.

What a kubelet reads before it starts a container is read: every Secret and ConfigMap that the pod names, with its keys.
A pod that asks for one that is missing waits, as it would on a node. A pod that may end is said to have ended well.
"""

from __future__ import annotations

from datetime import datetime, timezone
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from api import Api, Object, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

#: One node in each of three zones, as a cloud would have them.
NODES = {f"node-{zone}": zone for zone in ("a", "b", "c")}
_ROOM = {"cpu": "64", "memory": "256Gi", "pods": "500", "ephemeral-storage": "1Ti"}
_addresses = count(2)
_NOT_FOUND = 404


class Reference(NamedTuple):
    """What a pod reads before it starts: "secrets" or "configmaps", the name, and the key, None for any."""

    resource: str
    name: str
    key: str | None


def join(api: Api) -> None:
    """Add the nodes to the cluster."""
    for name, zone in NODES.items():
        labels = {"kubernetes.io/hostname": name, "kubernetes.io/os": "linux", "topology.kubernetes.io/zone": zone}
        api.create("/api/v1/nodes", {"apiVersion": "v1", "kind": "Node", "metadata": {"name": name, "labels": labels}})
    beat(api)


def beat(api: Api) -> None:
    """Say that the nodes are well; a minute without it, and their pods would be moved."""
    ready = {"type": "Ready", "status": "True", "reason": "KubeletReady", "lastHeartbeatTime": _now()}
    for name in NODES:
        api.status(f"/api/v1/nodes/{name}", {"capacity": _ROOM, "allocatable": _ROOM, "conditions": [ready]})


def sync(api: Api) -> None:
    """Bring every pod on a node one step further."""
    for pod in api.items("/api/v1/pods"):
        if pod["spec"].get("nodeName") and "deletionTimestamp" in pod["metadata"]:
            api.delete(_path(pod))
        elif pod["spec"].get("nodeName") and pod["status"]["phase"] == "Pending":
            _start(api, pod)


def references(spec: Object) -> Iterator[Reference]:
    """Give every Secret and ConfigMap without which a pod of this spec does not start."""
    for volume in spec.get("volumes", []):
        for source in [volume, *volume.get("projected", {}).get("sources", [])]:
            yield from _of_volume(source)
    for container in [*spec.get("initContainers", []), *spec["containers"]]:
        for source in container.get("envFrom", []):
            yield from _required(source, "secretRef", "configMapRef")
        for variable in container.get("env", []):
            yield from _required(variable.get("valueFrom", {}), "secretKeyRef", "configMapKeyRef")


def _of_volume(source: Object) -> Iterator[Reference]:
    for field, resource, naming in (("secret", "secrets", "secretName"), ("configMap", "configmaps", "name")):
        found = source.get(field)
        if found and not found.get("optional"):
            # A projected Secret says `name`, one on its own `secretName`.
            name = found.get(naming) or found["name"]
            for key in [item["key"] for item in found.get("items", [])] or [None]:
                yield Reference(resource, name, key)


def _required(source: Object, secret: str, config: str) -> Iterator[Reference]:
    for field, resource in ((secret, "secrets"), (config, "configmaps")):
        found = source.get(field)
        if found and not found.get("optional"):
            yield Reference(resource, found["name"], found.get("key"))


def _start(api: Api, pod: Object) -> None:
    namespace = pod["metadata"]["namespace"]
    missing = [why for wanted in references(pod["spec"]) if (why := _missing(api, namespace, wanted))]
    if missing:
        waiting = {"waiting": {"reason": "CreateContainerConfigError", "message": missing[0]}}
        statuses = [_container(each, waiting, ready=False) for each in pod["spec"]["containers"]]
        if pod["status"].get("containerStatuses") != statuses:
            api.status(_path(pod), {"containerStatuses": statuses})
    else:
        api.status(_path(pod), _running(pod["spec"]))


def _missing(api: Api, namespace: str, wanted: Reference) -> str:
    kind = wanted.resource.removesuffix("s")
    try:
        found = api.get(f"/api/v1/namespaces/{namespace}/{wanted.resource}/{wanted.name}")
    except Refusal as refusal:
        if refusal.code != _NOT_FOUND:
            raise
        return f'{kind} "{wanted.name}" not found'
    if wanted.key is None or wanted.key in {**found.get("data", {}), **found.get("binaryData", {})}:
        return ""
    return f'key {wanted.key} is not in {kind} "{wanted.name}"'


def _running(spec: Object) -> Object:
    """Give the status of a pod whose probes succeed, or that has done its work where it is one that ends."""
    ends = spec["restartPolicy"] != "Always"
    ended = {"terminated": {"exitCode": 0, "reason": "Completed", "startedAt": _now(), "finishedAt": _now()}}
    state = ended if ends else {"running": {"startedAt": _now()}}
    number = next(_addresses)
    address = f"10.244.{number // 250}.{number % 250 + 2}"
    well = [("Initialized", True), ("PodScheduled", True), ("Ready", not ends), ("ContainersReady", not ends)]
    return {
        "phase": "Succeeded" if ends else "Running",
        "podIP": address,
        "podIPs": [{"ip": address}],
        "hostIP": "127.0.0.1",
        "startTime": _now(),
        "initContainerStatuses": [_container(each, ended, ready=True) for each in spec.get("initContainers", [])],
        "containerStatuses": [_container(each, state, ready=not ends) for each in spec["containers"]],
        "conditions": [
            {"type": type_, "status": str(is_so), "lastTransitionTime": _now()} for type_, is_so in well
        ],
    }  # fmt: skip


def _container(container: Object, state: Object, *, ready: bool) -> Object:
    image = container["image"]
    return {
        "name": container["name"],
        "image": image,
        "imageID": image,
        "ready": ready,
        "restartCount": 0,
        "state": state,
    }


def _path(pod: Object) -> str:
    return f"/api/v1/namespaces/{pod['metadata']['namespace']}/pods/{pod['metadata']['name']}"


def _now() -> str:
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
