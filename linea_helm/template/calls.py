"""What walking a template once came to, and which of it has to be done again because a map grew later."""

from __future__ import annotations

from collections import defaultdict

from linea_helm.template.reads import ANY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TypeAlias

    from linea_helm.template.meaning import Map, Meaning

    #: A named template with its context, or a file by its number.
    Call: TypeAlias = "tuple[str, Meaning] | int"

#: How often a template is entered inside itself; what it is given then counts as used whole.
_AGAIN = 2


class Calls:
    """The calls of one walk. Each knows who made it, and maps know who read them, so that few are made again."""

    def __init__(self) -> None:
        self._came_to: dict[Call, Meaning] = {}
        self._active: list[Call] = []
        self._callers: dict[Call, set[Call]] = defaultdict(set)
        self._readers: dict[Map, dict[str, set[Call]]] = defaultdict(lambda: defaultdict(set))
        self._stale: set[Call] = set()

    def get(self, call: Call) -> Meaning | None:
        """Give what a call came to, None for one that nobody made; who asks depends on it."""
        if self._active:
            self._callers[call].add(self._active[-1])
        return self._came_to.get(call)

    def make(self, call: Call, walk: Callable[[], Meaning], meanwhile: Meaning) -> Meaning:
        """Make a call; whoever asks for it in the middle of it gets what it came to `meanwhile`."""
        self._came_to[call] = meanwhile
        self._active.append(call)
        self._came_to[call] = found = walk()
        self._active.pop()
        return found

    def is_deep(self, name: str) -> bool:
        """Tell whether a template is inside itself too often."""
        return sum(not isinstance(call, int) and call[0] == name for call in self._active) >= _AGAIN

    def read(self, map_: Map, key: str) -> None:
        """Note that the call at work reads a key of a map."""
        if self._active:
            self._readers[map_][key].add(self._active[-1])

    def grew(self, map_: Map, keys: Iterable[str]) -> None:
        """Note that a map has more at some keys, ANY for all of them, than those saw who read it."""
        readers = self._readers[map_]
        for key in readers if ANY in keys else {*keys, ANY} & readers.keys():
            self._stale |= readers[key]

    def forget(self) -> list[int]:
        """Forget the calls that read too little, and who made them; give the files among these, to be walked again."""
        pending = self._stale
        found: set[Call] = set()
        while pending:
            found |= pending
            pending = {caller for call in pending for caller in self._callers[call]} - found
        self._stale = set()
        for call in found:
            self._came_to.pop(call, None)
        return sorted(call for call in found if isinstance(call, int))
