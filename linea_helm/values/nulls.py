"""Nulls of which the supported versions of Helm make different values.

A null deletes what is below it, and each line of Helm has had its own idea of what that is once sub-charts come in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from linea_helm.values.coalesce import ways

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from linea_helm.finding import Path
    from linea_helm.values.coalesce import Ways
    from linea_helm.values.values import Origin, Values

#: The supported lines of Helm between which nulls differ, and one version of each (`coalesce.Ways`).
LINES = {"3.17-3.19": (3, 19, 0), "4.1": (4, 1, 4), "4.2 and newer": (4, 3, 1)}


class Ambiguity(NamedTuple):
    """A value that a null at `origin` decides on, with what each line of Helm makes of it; None when it is gone."""

    path: Path
    outcomes: Mapping[str, Any]
    origin: Origin


def ambiguous(values: Values) -> Iterator[Ambiguity]:
    """Give the values on which the lines of Helm disagree because of a null that somebody wrote.

    A key with null counts as gone: it looks the same to nearly all templates. Errors: those of `Values`.
    """
    _, top = next(values.charts())
    if not top.charts or not any(map(_has_null, (values.user, *values.defaults()))):
        return  # in a chart alone all versions agree
    made = [values.computed_by(_with_nulls_of(values.how, helm)) for helm in LINES.values()]
    yield from _disagreements(values, made, ())


def _has_null(value: Any) -> bool:  # noqa: ANN401 - any value
    """Tell whether there is a null in a map; one in a list is data for all versions of Helm."""
    return value is None or (isinstance(value, dict) and any(map(_has_null, value.values())))


def _with_nulls_of(how: Ways, helm: tuple[int, int, int]) -> Ways:
    """Keep all else as it is: what has nothing to do with nulls is no matter of theirs."""
    other = ways(helm)
    return how._replace(copies_nulls=other.copies_nulls, spares_nulls=other.spares_nulls, drops_nulls=other.drops_nulls)


def _disagreements(values: Values, maps: Sequence[Mapping[str, Any]], path: Path) -> Iterator[Ambiguity]:
    """Go down to the highest paths at which the maps differ and somebody wrote a null."""
    for key in dict.fromkeys(key for each in maps for key in each):
        found = [_without_nulls(each.get(key)) for each in maps]
        if all(each == found[0] for each in found):
            continue
        below = (*path, key)
        origin = values.null(below)
        if origin is not None:
            yield Ambiguity(below, dict(zip(LINES, found, strict=True)), origin)
        elif all(each is None or isinstance(each, dict) for each in found):
            yield from _disagreements(values, [each or {} for each in found], below)


def _without_nulls(value: Any) -> Any:  # noqa: ANN401 - any value
    """Leave out nulls, and maps of which nothing is left."""
    if not isinstance(value, dict):
        return value
    left = {key: kept for key, inner in value.items() if (kept := _without_nulls(inner)) is not None}
    return left or None
