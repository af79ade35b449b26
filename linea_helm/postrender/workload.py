"""The objects of a document, and where in each the pods are that it makes. Imports nothing heavy."""

from __future__ import annotations

from linea_helm.policies.kinds import JOB_TEMPLATE, POD_TEMPLATE, pod_path
from linea_helm.postrender.outline import SEQ, Node, Unsure

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_CRON_JOB = (*JOB_TEMPLATE, *POD_TEMPLATE)


class Object:
    """One Kubernetes object: its outline and its kind; `pod` has the metadata and the spec of the pods that it makes.

    Errors: Unsure when it has no apiVersion or no kind, or is not built like its kind.
    """

    __slots__ = ("_path", "kind", "outline", "pod")

    def __init__(self, outline: Node) -> None:
        version, kind = outline.scalar("apiVersion"), outline.scalar("kind")
        if not version or not kind:
            raise Unsure("there is no apiVersion or no kind", outline.start)
        self.outline = outline
        self.kind = kind
        self._path = pod_path(version, kind)
        self.pod = None if self._path is None else outline.at(*self._path)

    def labelled(self) -> Iterator[Node]:
        """Yield what carries labels: the object, the job of a CronJob, the pod."""
        yield self.outline
        if self._path == _CRON_JOB and (job := self.outline.at(*JOB_TEMPLATE)):
            yield job
        if self._path and self.pod:
            yield self.pod

    def containers(self) -> Iterator[Node]:
        """Yield the init containers and the containers of a pod, in the order they start."""
        for key in ("initContainers", "containers"):
            found = self.pod.at("spec", key) if self.pod else None
            if found is not None:
                yield from found.items


def objects(root: Node) -> Iterator[Object]:
    """Yield the objects of a document: the items of a list, else the document itself.

    Errors: Unsure.
    """
    items = root.get("items")
    if items is not None and items.kind == SEQ and root.scalar("kind").endswith("List"):
        yield from map(Object, items.items)
    else:
        yield Object(root)
