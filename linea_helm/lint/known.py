"""What a chart knows of its values: its defaults, its schema and, when somebody asks, what its templates read."""

from __future__ import annotations

import os

from linea_helm.rules.unknown_key import Known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping
    from typing import Any

    from linea_helm.finding import Path
    from linea_helm.template.flow import ChartTexts
    from linea_helm.template.live import Given, Live
    from linea_helm.template.reads import Reads
    from linea_helm.values.chart import Chart
    from linea_helm.values.idle import Idle
    from linea_helm.values.values import Values

#: Bytes; what is larger was generated and reads no values.
_LARGEST = 500_000
#: Folders of a chart that hold nothing which Helm renders or `.Files` is asked for.
_NOT_RENDERED = ("charts/", "ci/", "crds/")
_NOT_TEMPLATES = frozenset({"values.schema.json", "CHANGELOG.md", "Chart.yaml"})


def known(chart: Chart, defaults: Callable[[Chart], dict[str, Any]]) -> Known:
    """Gather what a chart and its sub-charts know; `defaults` reads the values.yaml of one."""
    charts = {name: known(sub, defaults) for name, sub in _subcharts(chart)}
    return Known(defaults(chart), _schema(chart), charts)


def reads(chart: Chart, supplied: Mapping[str, Any], enabled: Container[Path] | None = None) -> Reads:
    """Give what the templates of a chart and of its sub-charts read, from all strings in the supplied values, too.

    `enabled` are the paths of the charts that count, None for all. Errors: none; a file that cannot be read reads
    nothing, and Helm says so.
    """
    from linea_helm.template.flow import follow

    found = follow(each for each in _all_texts(chart, supplied) if enabled is None or each.prefix in enabled)
    for path in _read_by_helm(chart, ()):
        found.whole(path)
    return found


def live(
    chart: Chart, supplied: Mapping[str, Any], enabled: Container[Path], off: Iterable[Path], given: Given
) -> Live:
    """Give what has an effect while all the switches `off` are false. `enabled` and errors as for `reads`."""
    from linea_helm.template.live import live

    found = live((each for each in _all_texts(chart, supplied) if each.prefix in enabled), frozenset(off), given)
    for path in _read_by_helm(chart, ()):
        found.reads.whole(path)
    return found


def given(values: Values, found: Iterable[Idle]) -> Given:
    """Give what `live` has to know of the values to judge some of them."""
    from linea_helm.template.live import Given
    from linea_helm.values.claims import lookup
    from linea_helm.values.idle import steady

    return Given(steady(values, found), lambda path: lookup(values.computed, path) is None)


def texts(chart: Chart) -> dict[str, str]:
    """Give the texts of a chart and its sub-charts that have actions in them, by their paths, also into archives."""
    return dict(_in_folder(chart.path) if os.path.isdir(chart.path) else _in_archive(chart.path, _bytes(chart.path)))


def _all_texts(chart: Chart, supplied: Mapping[str, Any]) -> Iterator[ChartTexts]:
    return _texts(chart, texts(chart), list(_strings(supplied)), ())


def _subcharts(chart: Chart) -> Iterator[tuple[str, Chart]]:
    """Give the sub-charts by the names of their values: an alias, several of them, or their own."""
    for sub in chart.charts:
        for name in {need.alias or need.name for need in chart.dependencies if need.name == sub.name} or {sub.name}:
            yield name, sub


def _read_by_helm(chart: Chart, prefix: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Give the paths that Chart.yaml names: conditions, tags and both ends of imports."""
    for need in chart.dependencies:
        yield from ((*prefix, *path.strip().split(".")) for path in need.condition.split(",") if path.strip())
        yield from (("tags", tag) for tag in need.tags)
        for child, parent in need.imports:
            yield (*prefix, need.alias or need.name, *child.split("."))
            if parent != ".":
                yield (*prefix, *parent.split("."))
    for name, sub in _subcharts(chart):
        yield from _read_by_helm(sub, (*prefix, name))


def _texts(chart: Chart, texts: Mapping[str, str], strings: list[str], prefix: tuple[str, ...]) -> Iterator[ChartTexts]:
    from linea_helm.template.flow import ChartTexts

    top = f"{chart.path}/"
    own = [(place[len(top) :], text) for place, text in texts.items() if place.startswith(top)]
    own = [(name, text) for name, text in own if not name.startswith(_NOT_RENDERED)]
    templates = [(os.path.basename(name), text) for name, text in own if name.startswith("templates/")]
    others = [text for name, text in own if not name.startswith("templates/")]
    yield ChartTexts(prefix, templates, [*others, *strings])
    for name, sub in _subcharts(chart):
        yield from _texts(sub, texts, strings, (*prefix, name))


def _strings(value: Any) -> Iterator[str]:  # noqa: ANN401 - values
    """Give the strings with actions in them, which some template may hand to `tpl`."""
    if isinstance(value, str):
        if "{{" in value:
            yield value
    elif isinstance(value, (dict, list)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _strings(inner)


def _schema(chart: Chart) -> Any:  # noqa: ANN401 - JSON
    if chart.schema is None:
        return None
    import json

    try:
        return json.loads(chart.schema.text)
    except (ValueError, RecursionError):
        return None  # Helm refuses the chart and says why


def _in_folder(path: str) -> Iterator[tuple[str, str]]:
    for folder, _, files in os.walk(path, followlinks=True):
        for name in files:
            place = os.path.join(folder, name)
            if name.endswith(".tgz"):
                yield from _in_archive(place, _bytes(place))
            elif os.path.getsize(place) <= _LARGEST:
                yield from _text(place, _bytes(place))


def _in_archive(place: str, raw: bytes) -> Iterator[tuple[str, str]]:
    import io
    import tarfile  # 12 ms

    try:
        with tarfile.open(fileobj=io.BytesIO(raw)) as archive:
            for member in archive:
                content = archive.extractfile(member) if member.isfile() else None
                inside = f"{place}/{member.name.partition('/')[2]}"
                if content is not None and inside.endswith(".tgz"):
                    yield from _in_archive(inside, content.read())
                elif content is not None and member.size <= _LARGEST:
                    yield from _text(inside, content.read())
    except (OSError, EOFError, tarfile.TarError):
        return


def _text(place: str, raw: bytes) -> Iterator[tuple[str, str]]:
    name = os.path.basename(place)
    if b"{{" in raw and name not in _NOT_TEMPLATES and not name.startswith("README"):  # of helm-docs, too
        yield place, raw.decode("utf-8", "replace")


def _bytes(place: str) -> bytes:
    try:
        with open(place, "rb") as file:
            return file.read()
    except OSError:
        return b""
