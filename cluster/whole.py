"""Add to an object of a policy's case what a server insists on, and nothing that it does not need."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from api import Object

_LABELS = {"app": "it"}


def whole(data: Object) -> Object:
    """Give a copy that a server may take, with names, images, selectors and sizes; what is there keeps its value."""
    made = copy.deepcopy(data)
    _table(made, "metadata").pop("namespace", None)
    _KINDS.get(made["kind"], lambda _: None)(_table(made, "spec") if made["kind"] in _KINDS else made)
    return made


def _table(parent: Object, key: str) -> Any:
    if parent.get(key) is None:
        parent[key] = {}
    return parent[key]


def _pod(spec: Object, restart: str = "Always") -> None:
    spec["containers"] = spec.get("containers") or [{"name": "it"}]
    for number, container in enumerate([*spec["containers"], *(spec.get("initContainers") or [])]):
        container.setdefault("name", f"it-{number}")
        container.setdefault("image", "it:1")
    if restart != "Always":
        spec.setdefault("restartPolicy", restart)


def _workload(spec: Object) -> None:
    template = _table(spec, "template")
    labels = _table(_table(template, "metadata"), "labels")
    wanted = _table(spec, "selector").setdefault("matchLabels", dict(labels or _LABELS))
    labels.update({name: value for name, value in wanted.items() if name not in labels})
    _pod(_table(template, "spec"))


def _set(spec: Object) -> None:
    spec.setdefault("serviceName", "it")
    _workload(spec)
    for claim in spec.get("volumeClaimTemplates") or []:
        _table(claim, "metadata").setdefault("name", "it")
        _claim(_table(claim, "spec"))


def _job(spec: Object) -> None:
    _pod(_table(_table(spec, "template"), "spec"), restart="Never")


def _cron(spec: Object) -> None:
    spec.setdefault("schedule", "@daily")
    _job(_table(_table(spec, "jobTemplate"), "spec"))


def _service(spec: Object) -> None:
    if spec.get("type") != "ExternalName":
        spec["ports"] = spec.get("ports") or [{"port": 80}]
    for number, port in enumerate(spec.get("ports", [])):
        if len(spec["ports"]) > 1:
            port.setdefault("name", f"it-{number}")


def _claim(spec: Object) -> None:
    spec.setdefault("accessModes", ["ReadWriteOnce"])
    _table(_table(spec, "resources"), "requests").setdefault("storage", "1Gi")


def _ingress(spec: Object) -> None:
    if not spec.get("rules"):
        spec.setdefault("defaultBackend", {"service": {"name": "it", "port": {"number": 80}}})


def _autoscaler(spec: Object) -> None:
    spec.setdefault("maxReplicas", 2)
    spec.setdefault("scaleTargetRef", {"apiVersion": "apps/v1", "kind": "Deployment", "name": "it"})


_KINDS: dict[str, Callable[[Object], None]] = {
    "Pod": _pod,
    "Deployment": _workload,
    "DaemonSet": _workload,
    "StatefulSet": _set,
    "Job": _job,
    "CronJob": _cron,
    "Service": _service,
    "PersistentVolumeClaim": _claim,
    "Ingress": _ingress,
    "HorizontalPodAutoscaler": _autoscaler,
}
