"""Values that a user sets for nothing: parts of flags that others override, keys of sub-charts that are off.

A null for a key without a default is none of these: templates that ask `hasKey` or merge maps tell it from no key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from linea_helm.finding import dotted
from linea_helm.source import Location
from linea_helm.values.claims import lookup
from linea_helm.values.values import read_values

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from linea_helm.finding import Path
    from linea_helm.values.chart import Chart
    from linea_helm.values.claims import Layer
    from linea_helm.values.metadata import Dependency
    from linea_helm.values.setflags import Assignment
    from linea_helm.values.values import Origin, Values

    _Given = tuple[Layer, Assignment]

OVERRIDDEN = "overridden"
OFF = "off"

_GLOBAL = "global"
#: What the switch of a component is called.
_ENABLED = "enabled"


class Idle(NamedTuple):
    """A value at `path` that does nothing, and where it is set.

    `by` says who is to blame: the flag that overrides it, or the path of the switch that keeps its sub-chart off.
    """

    kind: str
    path: Path
    location: Location
    by: str = ""


def overridden(values: Values) -> Iterator[Idle]:
    """Give the parts of flags that a later part sets again, to something else.

    Helm has an order of its own among flags, and a file below another one is there to be overridden. `list={a,b}` is
    one part: the list is named, and an element only where another part sets that alone.
    """
    found: dict[tuple[int, int], Idle] = {}
    given = [(layer, each) for layer in values.layers for each in layer.assignments or () if not _is_object(layer)]
    for at, (layer, lost) in enumerate(given):
        later = next((each for each in given[at + 1 :] if _covers(each, (layer, lost))), None)
        if later is not None:
            shown = f"{later[0].source.name} {dotted(later[1].path)}"
            idle = Idle(OVERRIDDEN, lost.path, Location(layer.source, lost.start, lost.end), shown)
            known = found.setdefault((id(layer), lost.start), idle)
            if len(lost.path) < len(known.path):
                found[id(layer), lost.start] = idle
    yield from found.values()


def off(values: Values) -> Iterator[Idle]:
    """Give the values for sub-charts that are off, as far as they are no defaults of them.

    Only a switch counts that is off by default, or in the very text that sets the values too: one file for all
    releases may well configure what another file switches off. Other charts may read the values all the same.
    """
    for path, need, sub in _absent(values):
        switch = _switch(values.computed, path[:-1], need)
        if switch is not None:
            defaults = read_values(sub.values, values.how) if sub.values else {}
            yield from _set_for(values, path, switch, defaults)


def disabled(values: Values) -> dict[Path, list[Idle]]:
    """Give the values below components that are not enabled, by the path of the switch, the innermost that is off.

    They may do nothing: the templates know. Which of them count, and which switches, is as for sub-charts.
    """
    found: dict[Path, list[Idle]] = {}
    for path in _components(values.user, ()):
        switch = (*path, _ENABLED)
        if lookup(values.computed, switch) == (False,):
            inner = [switch[:-1] for switch in found if switch[: len(path)] == path]
            own = [each for each in _set_for(values, path, switch, {}) if not _is_in(each.path, inner)]
            found |= {switch: own} if own else {}
    return found


def steady(values: Values, found: Iterable[Idle]) -> dict[Path, bool]:
    """Give the paths of these values, and of what is around them, that are of the same kind without them.

    True for those that are as full or empty, too.
    """
    paths = [each.path for each in found]
    without = values.without(paths)
    around = {path[:length] for path in paths for length in range(1, len(path) + 1)}
    pairs = {path: (lookup(values.computed, path), lookup(without, path)) for path in around}
    return {
        path: bool(one[0]) == bool(other[0])
        for path, (one, other) in pairs.items()
        if one and other and type(one[0]) is type(other[0])
    }


def _components(value: Any, path: Path) -> Iterator[Path]:  # noqa: ANN401 - any value
    """Give the paths of all maps in a map, those inside before those around them."""
    for key, inner in value.items():
        if isinstance(inner, dict) and inner:
            yield from _components(inner, (*path, key))
            yield (*path, key)


def _is_in(path: Path, components: list[Path]) -> bool:
    return any(path[: len(component)] == component for component in components)


def _absent(values: Values) -> Iterator[tuple[Path, Dependency, Chart]]:
    """Give the sub-charts that are there and not enabled, with the paths of their values."""
    enabled = {path for path, _ in values.charts()}
    for path, parent in list(values.charts()):
        there = {sub.name: sub for sub in parent.charts}
        for need in parent.dependencies:
            below = (*path, need.alias or need.name)
            if need.name in there and below not in enabled:
                yield below, need, there[need.name]


def _is_object(layer: Layer) -> bool:
    """Tell whether a flag is a whole JSON object, whose parts have no place of their own."""
    return layer.source.name == "--set-json" and layer.source.text.lstrip().startswith("{")


def _covers(later: _Given, lost: _Given) -> bool:
    (layer, each), (before, other) = later, lost
    if layer is before and each.start == other.start:  # `list={a,b}` sets the list, and each of its elements
        return False
    is_around = other.path[: len(each.path)] == each.path
    said, said_before = layer.source.text[each.value : each.end], before.source.text[other.value : other.end]
    return is_around and (each.path != other.path or said != said_before)


def _switch(computed: Mapping[str, Any], path: Path, need: Dependency) -> Path | None:
    """Find what keeps a sub-chart off: the first of its conditions that holds a boolean, else a tag."""
    for condition in need.condition.split(","):
        place = (*path, *condition.strip().split("."))
        found = lookup(computed, place)
        if found is not None and isinstance(found[0], bool):
            return None if found[0] else place
    tags = [(tag, found[0]) for tag in need.tags if (found := lookup(computed, ("tags", tag)))]
    is_off = bool(tags) and all(flag is False for _, flag in tags)
    return ("tags", tags[0][0]) if is_off else None


def _set_for(values: Values, path: Path, switch: Path, defaults: Mapping[str, Any]) -> Iterator[Idle]:
    switched, inside = values.origin(switch), lookup(values.user, path)
    if switched is None or inside is None:
        return
    for below, value in _leaves(inside[0], ()):
        place = (*path, *below)
        origin = values.written(place)
        if origin is None or place == switch or below[:1] == (_GLOBAL,) or not _is_same(switched, origin):
            continue
        known = [claim.value for claim in values.claims(place) if claim.kind == "default"]
        if value not in known and (value,) != lookup(defaults, below):
            yield Idle(OFF, place, origin.location, dotted(switch))


def _is_same(switched: Origin, origin: Origin) -> bool:
    """Tell whether the text that sets a value is also the one that switches it off, or nobody switched it on."""
    both = (switched.location.source.name, origin.location.source.name)
    return switched.kind == "default" or switched.kind == origin.kind == "flag" or both[0] == both[1]


def _leaves(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:  # noqa: ANN401 - any value
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from _leaves(inner, (*path, key))
    else:
        yield path, value
