"""What an expression of a template may mean: the chart's values by path, strings, maps that templates make."""

from __future__ import annotations

from linea_helm.template.reads import ANY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TypeAlias

    #: The value at a path, a string in which ANY stands for unknown parts, or a map or list made in a template.
    One: TypeAlias = "str | tuple[str, ...] | Map"
    Meaning: TypeAlias = frozenset[One]

NOTHING: Meaning = frozenset()
#: A scalar that is no value of the chart, or whatever Helm brings.
UNKNOWN: Meaning = frozenset({ANY})


class Map:
    """A map that a template makes; a list is one, too, whose only key is ANY.

    `bases` are merged into it. `asked` are the keys that were read of it.
    """

    def __init__(self, fields: dict[str, Meaning], bases: Meaning) -> None:
        self.fields = fields
        self.bases = bases
        self.asked: set[str] = set()

    def at(self, key: str) -> Meaning:
        """Give what its own fields have at a key, with ANY at all keys."""
        found = self.fields.values() if key == ANY else [self.fields[name] for name in {key, ANY} & self.fields.keys()]
        return union(found)


def names(meaning: Meaning) -> set[str]:
    """Give the keys that something may stand for, ANY where that is open."""
    return {one if isinstance(one, str) and ANY not in one else ANY for one in meaning} or {ANY}


def union(meanings: Iterable[Meaning]) -> Meaning:
    """Give what any of them may mean."""
    return NOTHING.union(*meanings)


def with_bases(meaning: Meaning) -> Meaning:
    """Give something together with all that was merged into it."""
    found, pending = meaning, [one for one in meaning if isinstance(one, Map) and one.bases]
    while pending:
        new = pending.pop().bases - found
        found |= new
        pending += [one for one in new if isinstance(one, Map) and one.bases]
    return found
