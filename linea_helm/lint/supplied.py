"""What rules say of values before anything is rendered: keys that nobody knows, nulls, what is set in vain."""

from __future__ import annotations

from itertools import chain

from linea_helm import rules
from linea_helm.lint import known, veiling
from linea_helm.values import idle
from linea_helm.values.coalesce import ways
from linea_helm.values.nulls import ambiguous
from linea_helm.values.values import read_values

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from linea_helm.finding import Path, Problem
    from linea_helm.lint.inspection import Inspection
    from linea_helm.source import Location
    from linea_helm.template.live import Live
    from linea_helm.values.chart import Chart
    from linea_helm.values.idle import Idle
    from linea_helm.values.values import Origin, Values


#: Switches that are asked about alone: for each the templates are walked once more, which takes up to half a second.
_SWITCHES = 5


def check(look: Inspection, values: Values) -> None:
    """Ask the rules of VALUES and MERGE."""
    unknown = _unknown(look, values)
    told = {problem.path for problem in unknown}
    if any(layer.assignments for layer in values.layers):
        veiling.learn_cut(look.secrets, values, told | _refused(look, values))
    for problem in unknown:
        look.add(rules.unknown_key, problem, place(values, problem))
    for drop, problem in rules.value_dropped.check(values.drops):
        origins = [values.written(drop.path), values.written(drop.by), values.origin(drop.by)]
        theirs = [each for each in origins if each and _matters(look, each)]
        if theirs:
            look.add(rules.value_dropped, problem, theirs[0].location)
    for ambiguity, problem in rules.null_ambiguous.check(ambiguous(values)):
        if _matters(look, ambiguity.origin):
            look.add(rules.null_ambiguous, problem, ambiguity.origin.location)
    for vain, problem in rules.no_effect.check(each for each in _idle(look, values) if each.path not in told):
        look.add(rules.no_effect, problem, vain.location)


def place(values: Values, problem: Problem) -> Location | None:
    """Find the value or the key that a problem is about, or the nearest one around it."""
    origin = values.origin(problem.path, key=problem.key_only)
    return origin.location if origin else values.place(problem.path)


def defaults(look: Inspection) -> Callable[[Chart], dict[str, Any]]:
    """Give what reads the values.yaml of a chart the way of the Helm that will render."""
    how = ways(look.version)
    return lambda chart: read_values(chart.values, how) if chart.values else {}


def _idle(look: Inspection, values: Values) -> Iterator[Idle]:
    yield from idle.overridden(values)
    found = list(idle.off(values))
    if found:  # templates of the other charts may read it all the same
        read = known.reads(look.chart, values.user, {path for path, _ in values.charts()})
        yield from (each for each in found if not read.knows(each.path))
    yield from _disabled(look, values)


def _disabled(look: Inspection, values: Values) -> Iterator[Idle]:
    """Give the values of components that are off which templates read, but only where the switch keeps them out.

    With all switches off at once, few values are left of which to ask whether their own switch is the reason.
    """
    below = idle.disabled(values)
    if not below:
        return
    charts = {path for path, _ in values.charts()}
    given = known.given(values, chain.from_iterable(below.values()))
    vain = _without_effect(known.live(look.chart, values.user, charts, below, given), below)
    read = known.reads(look.chart, values.user, charts) if vain else None
    for switch, inside in list(vain.items())[:_SWITCHES]:
        alone = known.live(look.chart, values.user, charts, {switch}, given) if len(below) > 1 else None
        found = _without_effect(alone, {switch: inside}) if alone else vain
        yield from (each for each in found.get(switch, ()) if read and read.knows(each.path))


def _without_effect(live: Live, below: dict[Path, list[Idle]]) -> dict[Path, list[Idle]]:
    found = {
        switch: [each for each in inside if not live.reads.knows(each.path)]
        for switch, inside in below.items()
        if not live.is_changed(switch)
    }
    return {switch: inside for switch, inside in found.items() if inside}


def _matters(look: Inspection, origin: Origin) -> bool:
    """Tell whether it is the user who can mend it: what a chart does to itself is for those who lint the chart."""
    return origin.kind != "default" or not look.request.is_given


def _refused(look: Inspection, values: Values) -> set[Path]:
    """Give the keys at the top that Helm refuses, as the chart's schema allows no others than it lists."""
    chart = known.known(look.chart, defaults(look))
    schema = chart.schema if isinstance(chart.schema, dict) else {}
    if schema.get("additionalProperties") is not False or "patternProperties" in schema:
        return set()
    listed = schema.get("properties")
    declared = {*chart.defaults, *(listed if isinstance(listed, dict) else ())}
    return {(key,) for key in values.user if key not in declared}


def _unknown(look: Inspection, values: Values) -> list[Problem]:
    # Reading all templates takes longer than the rest of a lint, and few values need it.
    chart = known.known(look.chart, defaults(look))
    if not any(rules.unknown_key.check(values.user, chart)):
        return []
    return list(rules.unknown_key.check(values.user, chart, known.reads(look.chart, values.user)))
