"""A rendered release: its objects, the stream they stand in, and the facts that follow from them.

On the fast path: facts and places are worked out when somebody asks.
"""

from __future__ import annotations

from linea_helm import facts
from linea_helm.policies.constraints import by_kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from linea_helm.facts.fact import Fact
    from linea_helm.facts.objects import Objects
    from linea_helm.finding import Path
    from linea_helm.policies.manifest import Manifest
    from linea_helm.source import Location, Source
    from linea_helm.yaml.block import Memo
    from linea_helm.yaml.spot import Spots


class Release:
    """A rendered release: its objects, the stream they stand in, and who it is.

    A document is read for its positions when the first finding is in it, and only once; `memo` makes that fast (Spots).
    """

    __slots__ = (
        "_facts",
        "_objects",
        "_spots",
        "kinds",
        "manifests",
        "memo",
        "name",
        "namespace",
        "resources",
        "stream",
    )

    def __init__(
        self, manifests: Sequence[Manifest], stream: Source, name: str, namespace: str, memo: Memo | None = None
    ) -> None:
        self.manifests = manifests
        self.kinds = by_kind(manifests)
        self.resources = [manifest.data for manifest in manifests]
        self.stream = stream
        self.name = name
        self.namespace = namespace
        self.memo = memo
        self._spots: dict[int, Spots] = {}
        self._facts: dict[str, list[Fact]] = {}
        self._objects: Objects | None = None

    def facts(self, name: str) -> list[Fact]:
        """Give one collection of facts (`facts.OF_RELEASE`)."""
        if self._objects is None:
            from linea_helm.facts.objects import Objects

            self._objects = Objects(self.manifests, self.namespace)
        if name not in self._facts:
            self._facts[name] = facts.of_release(name, self._objects)
        return self._facts[name]

    def unread(self) -> Iterator[tuple[str, str]]:
        """Name the configuration files of nodes that are not in the release, or for which Python has no reader."""
        for node in self.data("nodes"):
            for file in node["unread"]:
                yield f"{file} of {node['workload']}", "the file cannot be read here"

    def data(self, name: str) -> list[dict[str, Any]]:
        """Give the data of one collection of facts."""
        return [fact.data for fact in self.facts(name)]

    def place(self, manifest: Manifest, path: Path, inner: tuple[int, int] | None = None) -> Location:
        """Find a path of an object in the stream, or the nearest parent that is there; () is the object's name.

        `inner` is a span of the text at the path. An object that has no name is shown at its kind, and where that
        comes from its list, at its start.
        """
        from linea_helm.source import Location

        spots, prefix = self._spots_of(manifest), manifest.prefix
        wanted = (*prefix, *(path or ("metadata", "name")))
        parents = [wanted[:length] for length in range(len(wanted) - 1, len(prefix), -1)]
        ways = [(wanted, False), *((parent, True) for parent in (*parents, (*prefix, "kind"), prefix))]
        found = next(place for way, key in ways if (place := spots.locate(way, key=key)))
        if inner:
            from linea_helm.yaml import scalarplace

            found = scalarplace.span(found, _value(manifest.data, path), inner)
        return Location(self.stream, manifest.start + found.start, manifest.start + found.end)

    def _spots_of(self, manifest: Manifest) -> Spots:
        if manifest.start not in self._spots:
            from linea_helm.source import Source
            from linea_helm.yaml.spot import Spots

            self._spots[manifest.start] = Spots(
                Source(self.stream.name, manifest.text, self.stream.kind), memo=self.memo
            )
        return self._spots[manifest.start]


def _value(data: Any, path: Path) -> str:  # noqa: ANN401 - an object
    for part in path:
        data = data[part]
    return str(data)
