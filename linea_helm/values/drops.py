"""What Helm leaves out while it merges values: it says so on stderr at most, and goes on.

The kinds are the warnings of helm pkg/chart/common/util/coalesce.go and pkg/chart/v2/util/dependencies.go.
tests/values/test_drops.py holds them against the stderr of the real binaries.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from linea_helm.errors import InputError

if TYPE_CHECKING:
    from linea_helm.finding import Path

#: A map replaces a default that is none: at the top of a chart's values, and deeper.
MAP_OVER_VALUE = "map over value"
MAP_OVER_INNER_VALUE = "map over inner value"
VALUE_OVER_MAP = "value over map"
#: `global` is no map: that of the parent, that of the sub-chart.
GLOBAL_ABOVE = "global above"
GLOBAL_BELOW = "global below"
#: One entry of `global` does not reach a sub-chart: a map that meets a value, a value that meets a map.
GLOBAL_MAP = "global map"
GLOBAL_VALUE = "global value"
#: What should switch sub-charts on or off is no boolean.
CONDITION = "condition"
TAG = "tag"


class Drop(NamedTuple):
    """A value that has no effect.

    `path` is where the dropped value belongs, `by` where what displaced it does, mostly the same; both are paths in the
    values of the top chart. `lost` and `kept` are those values. `chart` is what a condition or a tag was to decide on.
    """

    kind: str
    path: Path
    by: Path
    lost: Any
    kept: Any
    chart: str = ""


class Unmergeable(InputError):
    """Values that Helm cannot merge: a sub-chart's name has a value that is no map, at `path`."""

    def __init__(self, path: Path, value: Any) -> None:  # noqa: ANN401  any value
        from linea_helm.show import show

        name = path[-1]
        super().__init__(
            f"{show(value)} is no map: the key holds the values of the sub-chart {name}",
            why="Helm refuses to render the chart (type mismatch)",
            fix=f"write the sub-chart's values below {name}:, or null to keep its defaults",
        )
        self.path = path
