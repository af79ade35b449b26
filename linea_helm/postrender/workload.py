"""Where the pods are in each kind of object, and which values of an object an edit may need. Imports nothing heavy."""

from __future__ import annotations

from linea_helm.policies.kinds import JOB_TEMPLATE, POD_TEMPLATE, pod_path
from linea_helm.postrender.outline import SEQ, Node

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

#: A shape says what to read of a mapping: key ("*": any) to the shape of its value; [x]: a list of x; SCALAR: one text.
SCALAR_SHAPE: Any = None
_TEXTS: Any = {"*": SCALAR_SHAPE}
_METADATA: Any = {"name": SCALAR_SHAPE, "labels": _TEXTS}
_CONTAINER: Any = {"name": SCALAR_SHAPE, "resources": {"requests": _TEXTS, "limits": _TEXTS}}
_CONTAINERS: Any = {"containers": [_CONTAINER], "initContainers": [_CONTAINER]}
_POD: Any = {"metadata": _METADATA, "spec": _CONTAINERS}
_JOB: Any = {"metadata": _METADATA, "spec": {"template": _POD}}
_OBJECT: Any = {
    "apiVersion": SCALAR_SHAPE,
    "kind": SCALAR_SHAPE,
    "metadata": _METADATA,
    "spec": {**_CONTAINERS, "template": _POD, "jobTemplate": _JOB},
    "template": _POD,
}
DOCUMENT: Any = {**_OBJECT, "items": [_OBJECT]}


def objects(root: Node) -> list[Node]:
    """Give the objects of a document: the items of a list, else the document itself."""
    items = root.entries.get("items")
    if root.scalar("kind").endswith("List") and items is not None and items.kind == SEQ:
        return items.items
    return [root]


def has_pods(root: Node) -> bool:
    """Tell by apiVersion and kind whether an object makes pods, or is a list of objects that may."""
    return root.scalar("kind").endswith("List") or _path(root) is not None


def pod(manifest: Node) -> Node | None:
    """Give what holds the metadata and the spec of the pods of an object; None when it makes none."""
    path = _path(manifest)
    return None if path is None else manifest.at(*path)


def labelled(manifest: Node) -> Iterator[Node]:
    """Yield what carries labels: the object, the job of a CronJob, the pod."""
    yield manifest
    path = _path(manifest)
    if path == (*JOB_TEMPLATE, *POD_TEMPLATE) and (job := manifest.at(*JOB_TEMPLATE)):
        yield job
    if path and (template := manifest.at(*path)):
        yield template


def containers(pod_: Node) -> Iterator[Node]:
    """Yield the init containers and the containers of a pod, in the order they start."""
    for key in ("initContainers", "containers"):
        found = pod_.at("spec", key)
        if found is not None:
            yield from found.items


def _path(manifest: Node) -> tuple[str, ...] | None:
    return pod_path(manifest.scalar("apiVersion"), manifest.scalar("kind"))
