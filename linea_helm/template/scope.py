"""What the dot and the variables of a template mean in a block of it."""

from __future__ import annotations

from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linea_helm.template.action import Action
    from linea_helm.template.meaning import Meaning


class Box:
    """A variable, and how many blocks that may be skipped stood around it where it was declared."""

    def __init__(self, meaning: Meaning, depth: int) -> None:
        self.meaning = meaning
        self.depth = depth


class Scope(NamedTuple):
    """What `.`, `$` and the variables mean in a block; a block in it shares the boxes, but not the names."""

    names: dict[str, Box]
    depth: int = 0

    def inner(self, dot: Meaning | None = None, *, sure: bool = False) -> Scope:
        """Open a block; a `sure` one is certainly walked."""
        names = self.names.copy()
        if dot is not None:
            names["."] = Box(dot, self.depth)
        return Scope(names, self.depth + (not sure))

    def assign(self, action: Action, meanings: tuple[Meaning, ...]) -> None:
        """Set the variables of an action."""
        for name, meaning in zip(action.names, meanings, strict=False):
            box = self.names.get(name)
            if action.declares or box is None:
                self.names[name] = Box(meaning, self.depth)
            else:
                box.meaning = meaning if box.depth == self.depth else box.meaning | meaning
