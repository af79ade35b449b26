"""How Helm makes the values that templates see: user-supplied values over the defaults of a chart and its sub-charts.

A faithful copy of what Helm does, version by version, with the names of helm pkg/chart/common/util/coalesce.go and
pkg/chart/v2/util/dependencies.go; `merge` keeps nulls, its absence lets them delete.
tests/values/test_values.py asks Helm.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, NamedTuple

from linea_helm.errors import InputError
from linea_helm.values import drops, semver
from linea_helm.values.drops import Drop, Unmergeable

if TYPE_CHECKING:
    from collections.abc import Callable

    from linea_helm.finding import Path
    from linea_helm.values.chart import Chart
    from linea_helm.values.metadata import Dependency

    Table = dict[str, Any]

_GLOBAL = "global"


class Ways(NamedTuple):
    """In what the versions of Helm differ. Proved on 3.17.3, 3.19.0, 4.1.4 and 4.3.1; in between, read in the source.

    `documents`: values of all YAML documents are merged; else the first one counts.
    `own_aliases`: two aliases of one chart do not disturb each other.
    `copies_nulls`: a null in a user's map also hides what a sub-chart has there.
    `spares_nulls`: a null over a null default, or over none, stays.
    `drops_nulls`: nulls in a chart's own values.yaml are as if not written.
    """

    documents: bool
    own_aliases: bool
    copies_nulls: bool
    spares_nulls: bool
    drops_nulls: bool


def ways(helm: tuple[int, int, int]) -> Ways:
    """Say how a version of Helm goes about it."""
    major = helm[0]
    return Ways(
        documents=major >= 4,
        own_aliases=major >= 4,
        copies_nulls=helm >= (3, 20, 0),
        spares_nulls=helm >= (4, 1, 0) or (3, 21, 0) <= helm < (4, 0, 0),
        drops_nulls=helm >= (4, 2, 0),
    )


class Working:
    """A chart while its dependencies are worked out: sub-charts lose and gain names, and some go.

    `defaults` is what its values.yaml says, `values` what stands for it once imports are in.
    `imported` are the tables that `import-values` brought: (path in `charts`, path here).
    """

    def __init__(self, chart: Chart, defaults: Callable[[Chart], Table]) -> None:
        self.chart = chart
        self.imported: list[tuple[str, str]] = []
        self.about = _About(chart)
        self.defaults = self.values = defaults(chart)
        self.charts = [Working(each, defaults) for each in chart.charts]

    @property
    def name(self) -> str:
        return self.about.name


class _About:
    """The part of Chart.yaml that changes. Helm 3 shares it between the aliases of a chart, with all consequences."""

    def __init__(self, chart: Chart) -> None:
        self.name = chart.name
        self.version = chart.version
        listed = chart.dependencies or chart.metadata.get("dependencies") is not None
        self.needs = [_Need(each) for each in chart.dependencies] if listed else None


class _Need:
    def __init__(self, dependency: Dependency) -> None:
        self.dependency = dependency
        self.name = dependency.name
        self.imports = dependency.imports
        self.enabled = True


class Coalescer:
    """One computation of values, the way of one version of Helm.

    `passes` has what each pass over the charts dropped, under the name of the chart it started at, in Helm's order.
    What the last one dropped is missing in the end; Helm warns of all. `switches` are conditions and tags passed over.
    """

    def __init__(self, how: Ways) -> None:
        self.how = how
        self.passes: list[tuple[str, list[Drop]]] = []
        self.switches: list[Drop] = []

    def compute(self, top: Working, user: Table) -> Table:
        """Give the values of the top chart, those of its sub-charts under their names; `top` keeps the enabled ones.

        Errors: Unmergeable when a sub-chart's name has a value that is no map, InputError for imports in a circle.
        """
        try:
            self.enable(top, user, "")
            self.import_all(top)
            return self.coalesced(top, user, merge=False)
        except RecursionError:
            raise InputError("`import-values` imports a table into itself", why="Helm never ends on that") from None

    def coalesced(self, chart: Working, user: Table, *, merge: bool) -> Table:
        values: Table = _deep(user)
        self.passes.append((chart.name, []))
        self.coalesce(chart, values, (), merge=merge)
        return values

    def drop(self, kind: str, path: Path, lost: Any, kept: Any, by: Path | None = None) -> None:  # noqa: ANN401
        self.passes[-1][1].append(Drop(kind, path, by or path, lost, kept))

    def coalesce(self, chart: Working, dest: Table, path: Path, *, merge: bool) -> None:
        self.over_defaults(chart, dest, path, merge=merge)
        for sub in chart.charts:
            inner = dest.setdefault(sub.name, {})
            below = (*path, sub.name)
            if not isinstance(inner, dict):
                raise Unmergeable(below, inner)
            self.globals(inner, dest, below)
            self.coalesce(sub, inner, below, merge=merge)

    def over_defaults(self, chart: Working, dest: Table, path: Path, *, merge: bool) -> None:
        """Fill in the chart's own values below `dest` (coalesceValues)."""
        names = {sub.name for sub in chart.charts}
        for key, value in _deep(chart.values).items():
            if key not in dest:
                if merge or not self.how.drops_nulls or value is not None:
                    dest[key] = value if merge or not self.how.drops_nulls else _without_nulls(value)
            elif dest[key] is None and not merge:
                del dest[key]
            elif isinstance(dest[key], dict) and isinstance(value, dict):
                keep = merge or key in names
                below = value if keep or not self.how.drops_nulls else _without_nulls(value)
                self.tables(dest[key], below, (*path, key), merge=keep)
            elif isinstance(dest[key], dict) and value is not None:
                self.drop(drops.MAP_OVER_VALUE, (*path, key), value, dest[key])

    def globals(self, dest: Table, source: Table, path: Path) -> None:
        """Give a sub-chart the globals of its parent, which override its own (coalesceGlobals)."""
        below, above = dest.get(_GLOBAL, {}), source.get(_GLOBAL, {})
        here, there = (*path, _GLOBAL), (*path[:-1], _GLOBAL)
        if not isinstance(below, dict):
            return self.drop(drops.GLOBAL_BELOW, here, below, above)
        if not isinstance(above, dict):
            return self.drop(drops.GLOBAL_ABOVE, there, above, below)
        for key, value in above.items():
            self.one_global(below, key, value, (here, there))
        dest[_GLOBAL] = below
        return None

    def one_global(self, below: Table, key: str, value: Any, places: tuple[Path, Path]) -> None:  # noqa: ANN401
        here, there = ((*place, key) for place in places)
        clash = key in below and isinstance(value, dict) is not isinstance(below[key], dict)
        if clash and isinstance(value, dict):
            self.drop(drops.GLOBAL_MAP, there, value, below[key], here)
        elif clash and isinstance(below[key], dict):
            self.drop(drops.GLOBAL_VALUE, there, value, below[key], here)
        elif isinstance(value, dict):
            merged = dict(value)
            below[key] = self.tables(merged, below[key], here, merge=True, by=there) if key in below else merged
        else:
            below[key] = value

    def tables(self, dest: Table, source: Table, path: Path, *, merge: bool, by: Path | None = None) -> Table:
        """Fill in `source` below `dest` (coalesceTablesFullKey). Since Helm 3.20 nulls get into the source, too.

        `path` is where `source` belongs, `by` where `dest` does; None for the same.
        """
        above = path if by is None else by
        solid = {key for key, value in source.items() if value is not None}
        if self.how.copies_nulls:
            source.update({key: None for key, value in dest.items() if value is None})
        for key, value in source.items():
            if key not in dest:
                dest[key] = value
            elif dest[key] is None and not merge and (key in solid or not self.how.spares_nulls):
                del dest[key]
            elif isinstance(value, dict) and isinstance(dest[key], dict):
                self.tables(dest[key], value, (*path, key), merge=merge, by=(*above, key))
            elif isinstance(value, dict):
                self.drop(drops.VALUE_OVER_MAP, (*path, key), value, dest[key], (*above, key))
            elif isinstance(dest[key], dict) and value is not None:
                self.drop(drops.MAP_OVER_INNER_VALUE, (*path, key), value, dest[key], (*above, key))
        return dest

    def enable(self, chart: Working, values: Table, path: str) -> None:
        """Drop the sub-charts that tags and conditions disable, give the others their aliases."""
        needs = chart.about.needs
        if needs is None:
            return
        chart.charts = self.named(chart.charts, needs)
        for need in needs:
            need.name = need.dependency.alias or need.name
            need.enabled = True
        computed = self.coalesced(chart, values, merge=False)
        tags = computed.get("tags")
        for need in needs:
            if isinstance(tags, dict):
                self.switches += _obey_tags(need, tags)
            self.switches += _obey_condition(need, computed, path)
        disabled = {need.name for need in needs if not need.enabled}
        chart.charts = [sub for sub in chart.charts if sub.name not in disabled]
        left = [need for need in needs if need.name not in disabled]
        for sub in chart.charts:
            self.enable(sub, computed, f"{path}{sub.name}.")
        chart.about.needs = left or None

    def named(self, charts: list[Working], needs: list[_Need]) -> list[Working]:
        """Give the sub-charts that no dependency lists, and one for each dependency, under its alias."""
        unlisted = [sub for sub in charts if not any(_is(sub, need) for need in needs)]
        listed = []
        for need in needs:
            found = next((sub for sub in charts if _is(sub, need)), None)
            if found is not None:
                listed.append(self.aliased(found, need.dependency.alias))
        return unlisted + listed

    def aliased(self, chart: Working, alias: str) -> Working:
        renamed = copy.copy(chart)
        renamed.imported = []
        renamed.about = copy.copy(chart.about)
        if self.how.own_aliases:
            needs = chart.about.needs
            renamed.about.needs = None if needs is None else [copy.copy(need) for need in needs]
            renamed.charts = [copy.copy(sub) for sub in chart.charts]
        renamed.about.name = alias or renamed.about.name
        return renamed

    def import_all(self, chart: Working) -> None:
        """Take over what dependencies export by `import-values`, below the chart's own values, children first."""
        for sub in chart.charts:
            self.import_all(sub)
        if chart.about.needs is None:
            return
        values = self.coalesced(chart, {}, merge=True)
        imported: Table = {}
        self.passes.append(("", []))
        for need in chart.about.needs:
            for child, parent in need.imports:
                table = _table(values, f"{need.name}.{child}")
                if table is not None:
                    chart.imported.append((f"{need.name}.{child}", parent))
                    imported = self.tables(imported, _nested(parent, table), (), merge=True)
            need.imports = ()  # as Helm leaves a type behind that it cannot read: an alias sharing it imports nothing
        chart.values = self.tables(_deep(values), imported, (), merge=True)


def _is(chart: Working, need: _Need) -> bool:
    return chart.name == need.name and semver.fits(need.dependency.version, chart.about.version)


def _obey_tags(need: _Need, tags: Table) -> list[Drop]:
    """Let the tags decide; give those that are no booleans, which Helm passes over."""
    given = [tag for tag in need.dependency.tags if tag in tags]
    flags = [tags[tag] for tag in given if isinstance(tags[tag], bool)]
    need.enabled = any(flags) or not flags
    others = [tag for tag in given if not isinstance(tags[tag], bool)]
    return [Drop(drops.TAG, ("tags", tag), ("tags", tag), tags[tag], None, need.name) for tag in others]


def _obey_condition(need: _Need, values: Table, path: str) -> list[Drop]:
    """Take the first of the comma-separated paths that holds a boolean; give those passed over on the way there."""
    passed = []
    for condition in need.dependency.condition.strip().split(","):
        table, _, key = f"{path}{condition}".rpartition(".")
        holder = _table(values, table) if table else values
        if holder is None or not condition or isinstance(holder.get(key, {}), dict):
            continue
        if isinstance(holder[key], bool):
            need.enabled = holder[key]
            break
        place = tuple(f"{path}{condition}".split("."))
        passed.append(Drop(drops.CONDITION, place, place, holder[key], None, need.name))
    return passed


def _table(values: Table, path: str) -> Table | None:
    for part in path.split("."):
        inner = values.get(part)
        if not isinstance(inner, dict):
            return None
        values = inner
    return values


def _nested(path: str, table: Table) -> Table:
    if path == ".":
        return table
    for part in reversed(path.split(".")):
        table = {part: table}
    return table


def _without_nulls(value: Any) -> Any:  # noqa: ANN401  any value
    """Leave out the nulls of maps, not those of lists (cleanNilValues)."""
    if not isinstance(value, dict):
        return value
    return {key: _without_nulls(inner) for key, inner in value.items() if inner is not None}


def _deep(value: Any) -> Any:  # noqa: ANN401  any value
    if isinstance(value, dict):
        return {key: _deep(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_deep(item) for item in value]
    return value
