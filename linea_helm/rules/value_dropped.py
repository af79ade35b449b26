"""Values that Helm leaves out while it merges, with a line on stderr that nobody reads, or without one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from linea_helm.finding import Problem, dotted
from linea_helm.show import show
from linea_helm.values import drops

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from linea_helm.values.drops import Drop

ID = "value-dropped"
SEVERITY = {"prod": "warning", "dev": "warning"}
WHY = "Helm drops it, goes on, and says so at most on stderr"
FIX = (
    "give the key the form that the chart has in its values.yaml: a map where that has one, and none where it has none"
)
DOCS = """## What it does

Reports a value that Helm leaves out while it merges yours with those of the chart and its sub-charts, because one of
the two is a map and the other is none:

* a default of the chart, when you set a map where it has a text or a number, or the other way round below the first
  level; on the first level Helm takes what replaces a map without a word, and so do we;
* an entry of `global` that does not reach a sub-chart;
* a condition or a tag of a sub-chart that is neither `true` nor `false`.

## Why is this bad?

Helm prints a warning (`cannot overwrite table with non table`, `skipped value`, `Ignoring non-table value`), installs
all the same, and the release runs without what was dropped. A condition in quotes, `enabled: "false"`, leaves the
sub-chart switched on.

## How to fix

Give the key the form that it has in the chart's values.yaml. To remove a map of the chart, set `null`.

## Example

```yaml
besu:
  resources: small        # the chart has a map here: its requests and limits are gone
monitoring:
  enabled: "false"        # a text: the sub-chart is installed
```
"""


def check(dropped: Iterable[Drop]) -> Iterator[tuple[Drop, Problem]]:
    """Report what was dropped, once each; a null is meant to drop something."""
    seen: set[str] = set()
    for drop in dropped:
        told = _told(drop)
        if told not in seen and not _is_meant(drop):
            yield drop, Problem(drop.path, told)
        seen.add(told)


def _is_meant(drop: Drop) -> bool:
    if drop.kind in (drops.CONDITION, drops.TAG, drops.GLOBAL_ABOVE, drops.GLOBAL_BELOW):
        return drop.lost is None
    return drop.kept is None


def _told(drop: Drop) -> str:
    path, by, lost, kept = dotted(drop.path), dotted(drop.by), show(drop.lost), show(drop.kept)
    below = dotted(drop.by[:-2] if drop.kind in (drops.GLOBAL_MAP, drops.GLOBAL_VALUE) else drop.by[:-1])
    return {
        drops.MAP_OVER_VALUE: f"{kept} replaces {lost}",
        drops.MAP_OVER_INNER_VALUE: f"{kept} replaces {lost}",
        drops.VALUE_OVER_MAP: f"{kept} replaces the map {lost}",
        drops.GLOBAL_ABOVE: f"{path} is {lost} and no map: no sub-chart is given it",
        drops.GLOBAL_BELOW: f"{path} is {lost} and no map: {below} is given no globals",
        drops.GLOBAL_MAP: f"{path} does not reach {below}: it is a map, and {by} is {kept}",
        drops.GLOBAL_VALUE: f"{path} does not reach {below}: it is {lost}, and {by} is a map",
        drops.CONDITION: f"{lost} is neither true nor false, so it does not switch the sub-chart {drop.chart}",
        drops.TAG: f"{lost} is neither true nor false, so the tag does not switch the sub-chart {drop.chart}",
    }[drop.kind]
