"""The nodes of a release: which containers run Besu or Maru, and with what configuration."""

from __future__ import annotations

from linea_helm.facts.fact import Fact, Place
from linea_helm.facts.objects import table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from linea_helm.facts.objects import Objects, Pod
    from linea_helm.facts.settings import Setting
    from linea_helm.finding import Path
    from linea_helm.policies.manifest import Manifest


#: The options that name the files with the node's own key and with the secret of the Engine API.
_FILES = {
    "besu": {"identity": "node-private-key-file", "jwt": "engine-jwt-secret"},
    "maru": {
        "identity": "persistence.private-key-path",
        "jwt": "payload-validator.engine-api-endpoint.jwt-secret-path",
    },
}


#: What scales a workload, the key of the most that it makes, and the default of that (KEDA: ScaledObject).
_SCALERS = (("HorizontalPodAutoscaler", "maxReplicas", 1), ("ScaledObject", "maxReplicaCount", 100))
#: How many pods a DaemonSet has is the cluster's to say; where there is one machine, there may be another.
_SEVERAL = 2


class Node:
    """A container that runs Besu or Maru: its settings, what answers on its ports, and the fact about it."""

    __slots__ = ("container", "fact", "path", "pod", "ports", "settings")

    def __init__(
        self, pod: Pod, at: tuple[Path, dict[str, Any]], settings: dict[str, Setting], ports: dict[int, str], fact: Fact
    ) -> None:
        self.pod = pod
        self.path, self.container = at
        self.settings = settings
        self.ports = ports
        self.fact = fact

    def knows(self, *options: str) -> bool:
        """Say whether all is known here that a node is told by these options."""
        return not {"*", *options} & set(self.fact.data["hidden"])


def nodes(objects: Objects) -> list[Fact]:
    """Give a fact for each node.

    Shapes: {"program": "besu" or "maru", "version": of Besu, "" when the image does not say it, "role", "workload":
    "Kind/name", "container", "replicas", "options": what it is told, by the names of Besu's flags or the dotted keys of
    Maru, "identity" and "jwt": where its own key and the secret of the Engine API come from ("Secret/name key", absent
    when no option names them), "genesis": see `genesis` (absent when the release does not hold it), "unread": files
    that the release does not hold, "hidden": see `hidden`, "broken": [{"file", "message"}], "address", "enode" and
    "peer": see `identity`, "endpoints", "driven" and "unserved": see `links.connect`}.
    """
    return [node.fact for node in found(objects)]


def found(objects: Objects) -> list[Node]:
    """Give the nodes of a release."""
    nodes_: list[Node] = objects.once("nodes", lambda: _connected(objects, list(_nodes(objects))))
    return nodes_


def _connected(objects: Objects, all_nodes: list[Node]) -> list[Node]:
    """Say of each node what follows from the others and from the Services: see `links`."""
    if all_nodes:
        from linea_helm.facts.links import connect  # only where there are nodes

        connect(objects, all_nodes)
    return all_nodes


def _nodes(objects: Objects) -> Iterator[Node]:
    for pod in objects.pods:
        for path, container in pod.containers():
            program = _program(container)
            if program:
                yield _node(objects, pod, path, container, program)


def _program(container: dict[str, Any]) -> str:
    words = str([container.get(key) for key in ("image", "command", "args")])
    if "besu" not in words and "maru" not in words:
        return ""
    from linea_helm.facts.besu import runs_besu  # re and more: 8 ms, and only where there are nodes
    from linea_helm.facts.maru import runs_maru

    return "besu" if runs_besu(container) else "maru" if runs_maru(container) else ""


def _node(objects: Objects, pod: Pod, path: Path, container: dict[str, Any], program: str) -> Node:
    from linea_helm.facts.besu import besu_ports, besu_settings, besu_version
    from linea_helm.facts.hidden import hidden
    from linea_helm.facts.maru import maru_ports, maru_settings

    read, ports = (besu_settings, besu_ports) if program == "besu" else (maru_settings, maru_ports)
    settings, unread, broken = read(objects, pod, path, container)
    manifest = pod.manifest
    data: dict[str, Any] = {
        "program": program,
        "version": besu_version(container),
        "role": pod.role,
        "workload": f"{manifest.kind}/{manifest.name}",
        "container": str(container.get("name") or ""),
        "replicas": _replicas(objects, manifest),
        "options": {name: setting.value for name, setting in settings.items()},
        "unread": unread,
        "hidden": hidden(objects, container, settings, unread),
        "broken": [{"file": file, "message": error.message} for file, error, _ in broken],
    }
    places: dict[Path, Place] = {
        (): Place(manifest, path),
        ("role",): Place(manifest, (*pod.path, "metadata", "labels")),
        ("replicas",): Place(manifest, ("spec", "replicas")),
        ("options",): Place(manifest, path),
        **{("options", name): setting.place for name, setting in settings.items()},
        **{("broken", index): setting.place for index, (_, _, setting) in enumerate(broken)},
    }
    for key, option in _FILES[program].items():
        if option in settings:
            data[key] = objects.source(pod, container, str(settings[option].value))
            places[key,] = settings[option].place
    data |= _public(objects, pod, container, settings.get(_FILES[program]["identity"]))
    _add_genesis(objects, pod, container, settings, data, places)
    return Node(pod, (path, container), settings, ports(settings), Fact(data, places))


def _public(objects: Objects, pod: Pod, container: dict[str, Any], file: Setting | None) -> dict[str, str]:
    """Say what is public of the node's own key, where the release holds that."""
    text = objects.file(pod, container, str(file.value)) if file else None
    if text is None:
        return {}
    from linea_helm.facts.identity import identity

    return identity(text)


def _replicas(objects: Objects, manifest: Manifest) -> int:
    """Count what an object runs; where something scales it, the most that it may. A DaemonSet runs several."""
    if manifest.kind == "DaemonSet":
        return _SEVERAL
    wanted = table(manifest.data.get("spec")).get("replicas", 1)
    counts = [wanted if isinstance(wanted, int) else 1]
    for kind, key, default in _SCALERS:
        for scaler in objects.of_kind(kind):
            spec = table(scaler.data.get("spec"))
            target = table(spec.get("scaleTargetRef"))
            named = (target.get("kind", "Deployment"), target.get("name"), objects.home(scaler))
            if named == (manifest.kind, manifest.name, objects.home(manifest)):
                most = spec.get(key, default)
                counts.append(most if isinstance(most, int) else 1)
    return max(counts)


def _add_genesis(
    objects: Objects,
    pod: Pod,
    container: dict[str, Any],
    settings: dict[str, Setting],
    data: dict[str, Any],
    places: dict[Path, Place],
) -> None:
    name = next((settings[n] for n in ("genesis-file", "maru-genesis-file") if n in settings), None)
    if name is None:
        return
    text = objects.file(pod, container, str(name.value))
    if text is None:
        data["unread"] = [*data["unread"], str(name.value)]
        return
    from linea_helm.facts.genesis import genesis

    data["genesis"], inner = genesis(text)
    places |= {("genesis", *path): place for path, place in inner.items()}
