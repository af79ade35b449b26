"""What is wrong with a chart and where: in a Chart.yaml, in a values.schema.json, in a file that cannot be read."""

from __future__ import annotations

import json
import os

from linea_helm.called import explain
from linea_helm.errors import InputError
from linea_helm.finding import Finding
from linea_helm.result import Result, Skip
from linea_helm.source import Location, Source
from linea_helm.yaml.load import load, read
from linea_helm.yaml.spot import Spots

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

    from linea_helm.finding import Path
    from linea_helm.lint.builtin import Builtin
    from linea_helm.lint.helmerror import Refusal
    from linea_helm.lint.request import Request
    from linea_helm.schema.failure import Json
    from linea_helm.values.chart import Chart


def stopped(request: Request, error: InputError, check: Builtin, skipped: Skip) -> Result:
    """Make a result of an error that ends a request before anything was checked."""
    help_, docs = error.fix or check.FIX, explain(check.ID)
    finding = Finding(check.ID, "error", error.problem, (), error.at, why=error.why or check.WHY, help=help_, docs=docs)
    return Result((finding,), {"values files": request.files}, (skipped,))


def about(chart: Chart, refused: Refusal) -> Location | None:
    """Find what Helm objects to: a file, or a key in the Chart.yaml of the chart or of a sub-chart.

    Where the key is not written, the first line of that file stands for it.
    """
    if refused.file:
        return _in_file(refused.file if os.path.isabs(refused.file) else f"{chart.path}/{refused.file}")
    for folder in refused.charts:
        chart = next((sub for sub in chart.charts if sub.path.endswith(f"/{folder}")), chart)
    return chart.locate(refused.about) or _first_line(chart.about[-1])


def _in_file(path: str) -> Location:
    """Point at the first link on the way to a file that cannot be opened, or at what is no YAML in it."""
    parts = os.path.relpath(path).split(os.sep)
    ways = [os.sep.join(parts[:length]) for length in range(1, len(parts) + 1)]
    shown = next((way for way in ways if os.path.islink(way)), ways[-1])
    if os.path.isfile(shown):
        try:
            load(read(shown))
        except InputError as error:
            if error.at:
                return error.at
    return Location(Source(shown, ""), 0, 0)


def parsed(schema_: Source) -> Json:
    """Read a values.schema.json as Go does, which knows no NaN.

    Errors: ValueError, RecursionError.
    """

    def refuse(word: str) -> NoReturn:
        raise json.JSONDecodeError(f"There is no number {word}", schema_.text, schema_.text.find(word))

    return json.loads(schema_.text, parse_constant=refuse)


def schema(error: Exception) -> str:
    """Say what is wrong with a schema."""
    if isinstance(error, json.JSONDecodeError):
        return f"this is not JSON: {error.msg[:1].lower()}{error.msg[1:]}"
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return str(error).removeprefix("values.schema.json: ")


def schema_place(schema: Source, error: Exception) -> Location:
    """Point at the character that JSON cannot have, or at the value at the error's path; else at the first line.

    JSON is YAML but for a few escapes, so the places of a schema are found like those of values.
    """
    if isinstance(error, json.JSONDecodeError):
        return Location(schema, error.pos, min(error.pos + 1, len(schema.text)))
    path: Path = getattr(error, "path", ())
    first = _first_line(schema)
    try:
        spots = Spots(schema)
        found = (spots.locate(path[:length]) for length in range(len(path), 0, -1))
        return next((location for location in found if location is not None), first)
    except InputError:  # JSON that is no YAML
        return first


def _first_line(source: Source) -> Location:
    return Location(source, 0, len(source.line(1)))
