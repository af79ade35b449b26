"""The objects of a release as facts need them: the pods they make, what selects these, and the files these mount."""

from __future__ import annotations

from linea_helm.facts.fact import Place
from linea_helm.policies.constraints import holds
from linea_helm.policies.kinds import pod_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from linea_helm.finding import Path
    from linea_helm.policies.manifest import Manifest


class Pod:
    """The pods that one object makes: `path` leads to what has their metadata and spec."""

    __slots__ = ("labels", "manifest", "path", "spec")

    def __init__(self, manifest: Manifest, path: Path) -> None:
        pod = at(manifest.data, path)
        self.manifest = manifest
        self.path = path
        self.spec = table(table(pod).get("spec"))
        self.labels = table(table(table(pod).get("metadata")).get("labels"))

    @property
    def role(self) -> str:
        """What the pods do in a stack: their component label, else what their object is called."""
        return str(self.labels.get("app.kubernetes.io/component") or self.labels.get("app") or self.manifest.name)

    def containers(self) -> Iterator[tuple[Path, dict[str, Any]]]:
        """Give the containers that stay, each with its path in the object; a sidecar among the init ones stays, too."""
        for path, container in self._listed("initContainers"):
            if container.get("restartPolicy") == "Always":
                yield path, container
        yield from self._listed("containers")

    def all_containers(self) -> Iterator[tuple[Path, dict[str, Any]]]:
        """Give all containers, each with its path in the object."""
        yield from self._listed("initContainers")
        yield from self._listed("containers")

    def _listed(self, key: str) -> Iterator[tuple[Path, dict[str, Any]]]:
        for index, container in enumerate(entries(self.spec.get(key))):
            yield (*self.path, "spec", key, index), table(container)


class Text:
    """A text that a container reads: the entry of a ConfigMap or a Secret; `encoded`: base64 of it stands there."""

    __slots__ = ("encoded", "manifest", "path", "text")

    def __init__(self, manifest: Manifest, path: Path, text: str, *, encoded: bool = False) -> None:
        self.manifest = manifest
        self.path = path
        self.text = text
        self.encoded = encoded

    def place(self, inner: tuple[int, int] | None = None) -> Place:
        """Give the place of the text, or of a part of it."""
        return Place(self.manifest, self.path, None if self.encoded else inner)


class Objects:
    """The objects of a release, by what facts ask for. `namespace` is where objects are that name none."""

    __slots__ = ("_cache", "_kinds", "_sources", "manifests", "namespace", "pods")

    def __init__(self, manifests: Sequence[Manifest], namespace: str) -> None:
        self.manifests = manifests
        self.namespace = namespace
        self._kinds: dict[str, list[Manifest]] = {}
        for manifest in manifests:
            self._kinds.setdefault(manifest.kind, []).append(manifest)
        self.pods = [Pod(m, path) for m in manifests if (path := pod_path(m.api_version, m.kind)) is not None]
        self._sources = {
            (kind, m.namespace or namespace, m.name): m for kind in ("ConfigMap", "Secret") for m in self.of_kind(kind)
        }
        self._cache: dict[str, Any] = {}

    def once(self, name: str, work: Any) -> Any:  # noqa: ANN401 - whatever the work gives
        """Do a piece of work for these objects once."""
        if name not in self._cache:
            self._cache[name] = work()
        return self._cache[name]

    def of_kind(self, kind: str) -> list[Manifest]:
        """Give the objects of one kind."""
        return self._kinds.get(kind, [])

    def home(self, manifest: Manifest) -> str:
        """Give the namespace an object ends up in."""
        return manifest.namespace or self.namespace

    def entry(self, kind: str, namespace: str, name: str, key: str) -> Text | None:
        """Give an entry of a ConfigMap or a Secret of the release, decoded; None when it holds no such text."""
        manifest = self._sources.get((kind, namespace, name))
        if manifest is None:
            return None
        for field in ("stringData", "data"):
            value = table(manifest.data.get(field)).get(key)
            if isinstance(value, str):
                encoded = kind == "Secret" and field == "data"
                text = _decoded(value) if encoded else value
                return None if text is None else Text(manifest, (field, key), text, encoded=encoded)
        return None

    def file(self, pod: Pod, container: dict[str, Any], path: str) -> Text | None:
        """Give the file that a container sees at a path, when it comes from a ConfigMap or a Secret of the release."""
        found = self._mounted(pod, container, path)
        texts = (
            self.entry(kind, self.home(pod.manifest), name, key) for kind, name, key in _references(*found or ({}, ""))
        )
        return next((text for text in texts if text), None)

    def source(self, pod: Pod, container: dict[str, Any], path: str) -> str:
        """Name where a file of a container comes from ("Secret/name key"), whether or not the release holds it."""
        found = self._mounted(pod, container, path)
        names = (f"{kind}/{name} {key}" for kind, name, key in _references(*found)) if found else iter(())
        return next(names, "")

    def _mounted(self, pod: Pod, container: dict[str, Any], path: str) -> tuple[dict[str, Any], str] | None:
        """Give the volume that a file of a container is in, and its path in there."""
        mounts = [table(mount) for mount in entries(container.get("volumeMounts"))]
        for mount in sorted(mounts, key=lambda each: -len(str(each.get("mountPath")))):
            inside = _inside(path, mount)
            if inside is not None:
                volumes = (table(volume) for volume in entries(pod.spec.get("volumes")))
                return next((each for each in volumes if each.get("name") == mount.get("name")), {}), inside
        return None


def selects(selector: object, labels: dict[str, Any]) -> bool:
    """Say whether the plain labels of a Service's selector match; an empty one selects nothing."""
    wanted = table(selector)
    return bool(wanted) and all(labels.get(key) == value for key, value in wanted.items())


def label_selector(selector: object, labels: dict[str, Any]) -> bool:
    """Say whether a LabelSelector matches; an empty one selects everything (apimachinery: LabelSelectorAsSelector)."""
    wanted = table(selector)
    if any(labels.get(key) != value for key, value in table(wanted.get("matchLabels")).items()):
        return False
    return all(
        holds(labels, str(each.get("key")), str(each.get("operator")), tuple(entries(each.get("values"))))
        for each in map(table, entries(wanted.get("matchExpressions")))
    )


def target_port(port: dict[str, Any]) -> Any:  # noqa: ANN401 - a number or a name
    """Say where a port of a Service leads; without a targetPort to its own number (Kubernetes API: ServicePort)."""
    return port.get("targetPort") or port.get("port")


def port_number(target: object, container: dict[str, Any]) -> int | None:
    """Find the number of a port that a Service or a probe names, in one container; None when that has no such port."""
    if isinstance(target, int):
        return target
    ports = (table(port) for port in entries(container.get("ports")))
    number = next((port.get("containerPort") for port in ports if port.get("name") == target), None)
    return number if isinstance(number, int) else None


def at(data: Any, path: Path) -> Any:  # noqa: ANN401 - whatever stands there
    """Give what stands at a path of maps; None when nothing does."""
    for part in path:
        data = table(data).get(str(part))
    return data


def table(value: object) -> dict[str, Any]:
    """Take a map for itself and anything else for an empty one: what is wrong with it is another check's to say."""
    return value if isinstance(value, dict) else {}


def entries(value: object) -> list[Any]:
    """Take a list for itself and anything else for an empty one."""
    return value if isinstance(value, list) else []


def _inside(path: str, mount: dict[str, Any]) -> str | None:
    """Give the path inside a volume of a path in a container, None when it is not in this mount."""
    where, sub = str(mount.get("mountPath") or "").rstrip("/"), str(mount.get("subPath") or "").strip("/")
    if path == where and sub:
        return sub
    if not path.startswith(where + "/"):
        return None
    return "/".join(part for part in (sub, path[len(where) + 1 :]) if part)


def _references(volume: dict[str, Any], inside: str) -> Iterator[tuple[str, str, str]]:
    """Give what a path in a volume may come from, by kind, name and key; a projected volume has several sources."""
    for source in (volume, *map(table, entries(table(volume.get("projected")).get("sources")))):
        for key, kind in (("configMap", "ConfigMap"), ("secret", "Secret")):
            if isinstance(source.get(key), dict):
                name = source[key].get("name") or source[key].get("secretName")
                yield kind, str(name), _key_of(source[key], inside)


def _key_of(source: dict[str, Any], inside: str) -> str:
    items = (table(item) for item in entries(source.get("items")))
    return next((str(item.get("key")) for item in items if item.get("path") == inside), inside)


def _decoded(value: str) -> str | None:
    """Decode the data of a Secret; lines may be wrapped, as the program base64 does it, which Go does not mind."""
    from base64 import b64decode

    try:
        return b64decode("".join(value.splitlines()), validate=True).decode()
    except ValueError:
        return None
