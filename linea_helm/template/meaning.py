"""What an expression of a template may mean: the chart's values by path, strings, maps that templates make."""

from __future__ import annotations

from linea_helm.template.reads import ANY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import TypeAlias

    #: The value at a path, a string in which ANY stands for unknown parts, a map or list made in a template, a text.
    One: TypeAlias = "str | tuple[str, ...] | Map | Text"
    Meaning: TypeAlias = frozenset[One]
    Turns: TypeAlias = list[tuple[Meaning, Meaning]]

NOTHING: Meaning = frozenset()
#: What a block writes that may be skipped.
EMPTY: Meaning = frozenset({""})
#: A scalar that is no value of the chart, or whatever Helm brings.
UNKNOWN: Meaning = frozenset({ANY})
#: Strings that are told apart at one place.
_TEXTS = 16
#: Elements of a list up to which each gets a turn of its own in `range`.
_TURNS = 20


class Map:
    """A map that a template makes; a list is one, too, whose only key is ANY.

    `bases` are merged into it.
    """

    def __init__(self, fields: dict[str, Meaning], bases: Meaning) -> None:
        self.fields = fields
        self.bases = bases

    def at(self, key: str) -> Meaning:
        """Give what its own fields have at a key, with ANY at all keys."""
        if key == ANY:
            return union(self.fields.values())
        return self.fields.get(key, NOTHING) | self.fields.get(ANY, NOTHING)


class Text:
    """What `toYaml` or `toJson` make of something: whoever writes it uses all that is in it."""

    def __init__(self, of: tuple[str, ...] | Map) -> None:
        self.of = of

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and self.of == other.of

    def __hash__(self) -> int:
        return hash((Text, self.of))


def names(meaning: Meaning) -> set[str]:
    """Give the keys that something may stand for, ANY where that is open."""
    return {one if isinstance(one, str) and ANY not in one else ANY for one in meaning} or {ANY}


def texts(meaning: Meaning) -> list[str]:
    """Give the strings that something may be; one of them is ANY when that is open."""
    if meaning is UNKNOWN or not 0 < len(meaning) <= _TEXTS:
        return [ANY]
    known = [one for one in meaning if isinstance(one, str)]
    return known if len(known) == len(meaning) else [ANY]


def joined(meanings: Sequence[Meaning]) -> list[str]:
    """Give the strings that may come of writing one thing behind the other."""
    made = [""]
    for meaning in meanings:
        made = [one + text for one in made for text in texts(meaning)]
        if len(made) > _TEXTS:
            return [ANY]
    return made


def union(meanings: Iterable[Meaning]) -> Meaning:
    """Give what any of them may mean."""
    return NOTHING.union(*meanings)


def with_bases(meaning: Meaning) -> Meaning:
    """Give something together with all that was merged into it."""
    pending = [one for one in meaning if isinstance(one, Map) and one.bases]
    found = meaning
    while pending:
        new = pending.pop().bases - found
        found |= new
        pending += [one for one in new if isinstance(one, Map) and one.bases]
    return found


def behind(first: Meaning, second: Meaning) -> Meaning:
    """Give what is written by two parts of a template, one behind the other."""
    if not second or second == EMPTY:
        return first or second
    if not first or first == EMPTY:
        return second
    strings = {one for one in first | second if isinstance(one, str)}
    if len(strings) == len(first | second):
        return frozenset(joined([first, second]))
    return first | second | (NOTHING if strings <= EMPTY else UNKNOWN)


def turns_of(meaning: Meaning) -> list[Turns] | None:
    """Give the keys and the elements that `range` goes through when they are written in the template, else None.

    There is a list of them for each map that may be meant.
    """
    maps = [one for one in meaning if isinstance(one, Map) and not one.bases and ANY not in one.fields]
    if len(maps) < len(meaning) or any(len(one.fields) > _TURNS for one in maps):
        return None
    return [[(frozenset({key}), element) for key, element in one.fields.items()] for one in maps]
