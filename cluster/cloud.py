"""What a cloud does for a cluster, without a cloud: volumes for claims, larger ones, addresses of load balancers."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from api import Api, Object

_PROVISIONER = "cloud.linea.test"
#: Classes of storage, the default one first; both can grow.
CLASSES = ("standard", "gp3")
_DEFAULT = "storageclass.kubernetes.io/is-default-class"
_addresses = count(1)


def offer(api: Api) -> None:
    """Add the storage classes to the cluster."""
    for name in CLASSES:
        storage = {
            "apiVersion": "storage.k8s.io/v1",
            "kind": "StorageClass",
            "metadata": {"name": name, "annotations": {_DEFAULT: str(name == CLASSES[0]).lower()}},
            "provisioner": _PROVISIONER,
            "allowVolumeExpansion": True,
        }
        api.create("/apis/storage.k8s.io/v1/storageclasses", storage)


def sync(api: Api) -> None:
    """Give every claim its volume in the size it asks for, and every load balancer an address."""
    volumes = {volume["metadata"]["name"] for volume in api.items("/api/v1/persistentvolumes")}
    for claim in api.items("/api/v1/persistentvolumeclaims"):
        if claim["status"]["phase"] == "Pending" and _name(claim) not in volumes:
            api.create("/api/v1/persistentvolumes", _volume(claim))
        elif claim["status"]["phase"] == "Bound" and _size(claim["spec"]["resources"]["requests"]) != _size(
            claim["status"]["capacity"]
        ):
            _grow(api, claim)
    for service in api.items("/api/v1/services"):
        if service["spec"]["type"] == "LoadBalancer" and "ingress" not in service["status"]["loadBalancer"]:
            # Addresses for documentation (RFC 5737), which nobody has.
            address = f"192.0.2.{next(_addresses)}"
            api.status(_path(service, "services"), {"loadBalancer": {"ingress": [{"ip": address}]}})


def _volume(claim: Object) -> Object:
    owner = {name: claim["metadata"][name] for name in ("name", "namespace", "uid")}
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": {"name": _name(claim), "annotations": {"pv.kubernetes.io/provisioned-by": _PROVISIONER}},
        "spec": {
            "capacity": {"storage": _size(claim["spec"]["resources"]["requests"])},
            "accessModes": claim["spec"]["accessModes"],
            "storageClassName": claim["spec"].get("storageClassName", ""),
            "persistentVolumeReclaimPolicy": "Retain",
            "claimRef": {"apiVersion": "v1", "kind": "PersistentVolumeClaim", **owner},
            "csi": {"driver": _PROVISIONER, "volumeHandle": _name(claim)},
        },
    }


def _grow(api: Api, claim: Object) -> None:
    size = {"storage": _size(claim["spec"]["resources"]["requests"])}
    api.merge(f"/api/v1/persistentvolumes/{_name(claim)}", {"spec": {"capacity": size}})
    api.status(_path(claim, "persistentvolumeclaims"), {"capacity": size})


def _name(claim: Object) -> str:
    return f"pvc-{claim['metadata']['uid']}"


def _size(quantities: Object) -> str:
    return quantities["storage"]


def _path(found: Object, resource: str) -> str:
    return f"/api/v1/namespaces/{found['metadata']['namespace']}/{resource}/{found['metadata']['name']}"
