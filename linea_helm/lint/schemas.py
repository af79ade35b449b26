"""What the schemas of a chart and of its sub-charts refuse, at the file or the flag that brought the value."""

from __future__ import annotations

from linea_helm.finding import Problem, dotted
from linea_helm.lint import builtin, chartfault, supplied

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from linea_helm.finding import Path
    from linea_helm.lint.inspection import Inspection
    from linea_helm.values.values import Values


def explain(look: Inspection, values: Values) -> bool:
    """Explain what the schemas of the chart and of its sub-charts refuse; say whether there was anything."""
    from linea_helm import schema
    from linea_helm.schema.prepare import BadSchema

    before = len(look.findings)
    for prefix, chart in values.charts():
        if chart.schema is None:
            continue
        try:
            own = chartfault.parsed(chart.schema)
            verdict = schema.explain(own, _at(values.computed, prefix))
        except (BadSchema, ValueError, RecursionError) as error:
            place, fix = chartfault.schema_place(chart.schema, error), getattr(error, "fix", "")
            look.add(builtin.CHART, Problem((), chartfault.schema(error)), place, help=fix or builtin.CHART.FIX)
            continue
        for problem in verdict.problems:
            path = (*prefix, *problem.path)
            told = problem._replace(path=path)
            look.add(builtin.SCHEMA, told, supplied.place(values, told), help=_help(own, prefix, problem.path))
        for address in verdict.unfetched:
            look.skip(f"the part of a schema at {address}", "a lint never uses the network")
    return len(look.findings) > before


def _help(own: Any, prefix: Path, path: Path) -> str:  # noqa: ANN401 - JSON
    """Quote what the chart says of a value that its schema refuses, or of the nearest one around it."""
    from linea_helm.schema.described import described

    found = described(own, path)
    return f"the chart says of {dotted((*prefix, *found[0]))}: {found[1]}" if found else builtin.SCHEMA.FIX


def _at(values: dict[str, Any], path: Path) -> Any:  # noqa: ANN401 - values
    inner: Any = values
    for part in path:
        inner = inner.get(part) or {}
    return inner
