"""How Helm makes the values that templates see: user-supplied values over the defaults of a chart and its sub-charts.

A faithful copy of what Helm does, version by version, with the names of helm pkg/chart/common/util/coalesce.go and
pkg/chart/v2/util/dependencies.go; `merge` keeps nulls, its absence lets them delete.
tests/values/test_values.py asks Helm.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, NamedTuple

from linea_helm.errors import InputError
from linea_helm.values import semver

if TYPE_CHECKING:
    from collections.abc import Callable

    from linea_helm.values.chart import Chart, Dependency

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
    """One computation of values, the way of one version of Helm."""

    def __init__(self, how: Ways) -> None:
        self.how = how

    def compute(self, top: Working, user: Table) -> Table:
        """Give the values of the top chart, those of its sub-charts under their names; `top` keeps the enabled ones.

        Errors: InputError when a sub-chart's name has a value that is no map, or when imports go in a circle.
        """
        try:
            self.enable(top, user, "")
            self.import_all(top)
            return self.coalesced(top, user, merge=False)
        except RecursionError:
            raise InputError("`import-values` imports a table into itself", why="Helm never ends on that") from None

    def coalesced(self, chart: Working, user: Table, *, merge: bool) -> Table:
        values: Table = _deep(user)
        self.coalesce(chart, values, merge=merge)
        return values

    def coalesce(self, chart: Working, dest: Table, *, merge: bool) -> None:
        self.over_defaults(chart, dest, merge=merge)
        for sub in chart.charts:
            inner = dest.setdefault(sub.name, {})
            if not isinstance(inner, dict):
                raise InputError(
                    f"`{sub.name}` must be a map: it holds the values of the sub-chart of that name",
                    why="Helm refuses to render the chart",
                )
            self.globals(inner, dest)
            self.coalesce(sub, inner, merge=merge)

    def over_defaults(self, chart: Working, dest: Table, *, merge: bool) -> None:
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
                self.tables(dest[key], value if keep or not self.how.drops_nulls else _without_nulls(value), merge=keep)

    def globals(self, dest: Table, source: Table) -> None:
        """Give a sub-chart the globals of its parent, which override its own (coalesceGlobals)."""
        below, above = dest.get(_GLOBAL, {}), source.get(_GLOBAL, {})
        if not isinstance(below, dict) or not isinstance(above, dict):
            return
        for key, value in above.items():
            if not isinstance(value, dict):
                if not isinstance(below.get(key), dict):
                    below[key] = value
            elif key not in below:
                below[key] = dict(value)
            elif isinstance(below[key], dict):
                merged = dict(value)
                self.tables(merged, below[key], merge=True)
                below[key] = merged
        dest[_GLOBAL] = below

    def tables(self, dest: Table, source: Table, *, merge: bool) -> Table:
        """Fill in `source` below `dest` (coalesceTablesFullKey). Since Helm 3.20 nulls get into the source, too."""
        solid = {key for key, value in source.items() if value is not None}
        if self.how.copies_nulls:
            source.update({key: None for key, value in dest.items() if value is None})
        for key, value in source.items():
            if key not in dest:
                dest[key] = value
            elif dest[key] is None and not merge and (key in solid or not self.how.spares_nulls):
                del dest[key]
            elif isinstance(value, dict) and isinstance(dest[key], dict):
                self.tables(dest[key], value, merge=merge)
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
                _obey_tags(need, tags)
            _obey_condition(need, computed, path)
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
        for need in chart.about.needs:
            for child, parent in need.imports:
                table = _table(values, f"{need.name}.{child}")
                if table is not None:
                    chart.imported.append((f"{need.name}.{child}", parent))
                    imported = self.tables(imported, _nested(parent, table), merge=True)
            need.imports = ()  # as Helm leaves a type behind that it cannot read: an alias sharing it imports nothing
        chart.values = self.tables(_deep(values), imported, merge=True)


def _is(chart: Working, need: _Need) -> bool:
    return chart.name == need.name and semver.fits(need.dependency.version, chart.about.version)


def _obey_tags(need: _Need, tags: Table) -> None:
    flags = [tags[tag] for tag in need.dependency.tags if isinstance(tags.get(tag), bool)]
    need.enabled = any(flags) or not flags


def _obey_condition(need: _Need, values: Table, path: str) -> None:
    """Take the first of the comma-separated paths that holds a boolean."""
    for condition in need.dependency.condition.strip().split(","):
        table, _, key = f"{path}{condition}".rpartition(".")
        holder = _table(values, table) if table else values
        flag = None if holder is None or not condition else holder.get(key)
        if isinstance(flag, bool):
            need.enabled = flag
            return


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
