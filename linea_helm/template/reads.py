"""Which paths of the values a chart's templates read."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from linea_helm.finding import Path

    #: Keys with what is read below them.
    _Node = dict[str, "_Node"]

#: In a path: any key, because a template computes it or takes them all.
ANY = "*"
_WHOLE = "\0"


class Reads:
    """A tree of keys. A path is read when some template names it; read whole, when all below it is used, too."""

    def __init__(self) -> None:
        self._tree: _Node = {}

    def read(self, path: Sequence[str]) -> None:
        """Note that the value at a path is read; in it, ANY stands for every key."""
        node = self._tree
        for part in path:
            node = node.setdefault(part, {})

    def whole(self, path: Sequence[str]) -> None:
        """Note that the value at a path is used with all that may stand in it."""
        self.read((*path, _WHOLE))

    def knows(self, path: Path) -> bool:
        """Tell whether a template reads the value at a path, or uses something around it whole."""
        nodes = [self._tree]
        for part in path:
            if any(_WHOLE in node for node in nodes):
                return True
            nodes = _below(nodes, str(part))
        return bool(nodes)

    def keys(self, path: Path) -> set[str]:
        """Give the keys that templates name directly below a path."""
        nodes = [self._tree]
        for part in path:
            nodes = _below(nodes, str(part))
        return {key for node in nodes for key in node} - {ANY, _WHOLE}

    def paths(self, key: str) -> Iterator[tuple[str, ...]]:
        """Give the paths that are read and end with a key, those with an ANY in them left out."""
        pending: list[tuple[tuple[str, ...], _Node]] = [((), self._tree)]
        while pending:
            path, node = pending.pop()
            for name, inner in node.items():
                if name == key:
                    yield (*path, name)
                if name not in (ANY, _WHOLE):
                    pending.append(((*path, name), inner))


def _below(nodes: list[_Node], part: str) -> list[_Node]:
    return [node[name] for node in nodes for name in {part, ANY} if name in node]
