"""One fact: data for expressions, and the place of every part of it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from linea_helm.finding import Path
    from linea_helm.policies.manifest import Manifest


class Place:
    """Where a part of a fact stands: a path in an object (in the values: `manifest` is None), and perhaps inside it.

    `inner` is the span of characters in the text at the path: a line of a configuration file, a flag in a script.
    """

    __slots__ = ("inner", "manifest", "path")

    def __init__(self, manifest: Manifest | None, path: Path, inner: tuple[int, int] | None = None) -> None:
        self.manifest = manifest
        self.path = path
        self.inner = inner


class Fact:
    """Data, and the place of each path in it; what has none of its own stands where its parent does."""

    __slots__ = ("_places", "data")

    def __init__(self, data: dict[str, Any], places: dict[Path, Place]) -> None:
        """Take places by path; () must be among them."""
        self.data = data
        self._places = places

    def add(self, name: str, listed: list[tuple[dict[str, Any], Place]]) -> None:
        """Add a list, each entry with its place."""
        self.data[name] = [data for data, _ in listed]
        self._places |= {(name, index): place for index, (_, place) in enumerate(listed)}

    def locate(self, path: Path, place: Place) -> None:
        """Say where a part stands."""
        self._places[path] = place

    def more(self, data: dict[str, Any]) -> Fact:
        """Give a fact that says this, too; it stands where the whole does."""
        return Fact({**self.data, **data}, self._places)

    def place(self, path: Path) -> Place:
        """Find the place of a path, or of its nearest parent."""
        return next(self._places[path[:n]] for n in range(len(path), -1, -1) if path[:n] in self._places)
