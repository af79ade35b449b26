"""Which texts set a path of the values: files, flags and the values.yaml of charts, globals and imports included."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from linea_helm.finding import Path
    from linea_helm.source import Source
    from linea_helm.values.coalesce import Working
    from linea_helm.values.setflags import Assignment


class Claim(NamedTuple):
    """A text that sets a path: `path` is the place in that text, `value` the plain data that stands there."""

    kind: str
    source: Source
    path: Path
    value: Any
    assignment: Assignment | None = None

    def fits(self, wanted: tuple[Any] | None) -> bool:
        if wanted is None or self.assignment is not None:
            return True
        return isinstance(wanted[0], dict) if isinstance(self.value, dict) else (self.value,) == wanted


class Layer(NamedTuple):
    """One source of values: a file with its data, or a flag with what it sets."""

    source: Source
    data: dict[str, Any]
    assignments: list[Assignment] | None = None

    def claim(self, path: Path) -> Claim | None:
        if self.assignments is None:
            found = lookup(self.data, path)
            return None if found is None else Claim("file", self.source, path, found[0])
        assignment = _last(self.assignments, path)
        return None if assignment is None else Claim("flag", self.source, assignment.path, None, assignment)


def default_claims(chart: Working, path: Path) -> Iterator[Claim]:
    yield from _chart_claims(chart, path)
    for imported in _imported_paths(chart, path):
        yield from _chart_claims(chart, imported)


def _chart_claims(chart: Working, path: Path) -> Iterator[Claim]:
    found = lookup(chart.defaults, path)
    if found is not None and chart.chart.values is not None:
        yield Claim("default", chart.chart.values, path, found[0])
    for sub in chart.charts:
        if path[0] == sub.name and len(path) > 1:
            yield from default_claims(sub, path[1:])


def _last(assignments: list[Assignment], path: Path) -> Assignment | None:
    """Find the last part of a flag that sets the path, something around it, or something in it."""
    for assignment in reversed(assignments):
        common = min(len(path), len(assignment.path))
        if assignment.path[:common] == path[:common]:
            return assignment
    return None


def lookup(data: Any, path: Path) -> tuple[Any] | None:  # noqa: ANN401  any value
    """Give the value at a path in a tuple of one; None when there is none."""
    for part in path:
        if isinstance(data, dict):
            known = part in data
        else:
            known = isinstance(data, list) and isinstance(part, int) and 0 <= part < len(data)
        if not known:
            return None
        data = data[part]
    return (data,)


def global_paths(top: Working, path: Path) -> Iterator[Path]:
    """List where the value of a path may come from: a parent's globals override those of its sub-charts."""
    charts = top.charts
    for depth, part in enumerate(path):
        if part == "global" and depth:
            yield from ((*path[:above], *path[depth:]) for above in range(depth))
        named = [sub for sub in charts if sub.name == part]
        if not named:
            break
        charts = named[0].charts
    yield path


def _imported_paths(chart: Working, path: Path) -> Iterator[Path]:
    """List the paths in sub-charts that `import-values` copies to a path."""
    for child, parent in chart.imported:
        head = () if parent == "." else tuple(parent.split("."))
        if path[: len(head)] == head:
            yield (*child.split("."), *path[len(head) :])
