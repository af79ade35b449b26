"""What a chart knows of its values: its defaults, its schema and, when somebody asks, every name in its files.

The names are read from all files of a chart, not from its templates alone: values reach `tpl` and `.Files`, too.
"""

from __future__ import annotations

import os

from linea_helm.rules.unknown_key import Known, names_read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from linea_helm.values.chart import Chart

#: Bytes; what is larger was generated and reads no values.
_LARGEST = 500_000
_NOT_TEMPLATES = ("values.schema.json", "README.md", "CHANGELOG.md")


def known(chart: Chart, defaults: Callable[[Chart], dict[str, Any]], read: frozenset[str] = frozenset()) -> Known:
    """Gather what a chart and its sub-charts know; `defaults` reads the values.yaml of one, `read` is of `names`."""
    aliases = {need.name: need.alias or need.name for need in chart.dependencies}
    conditions = (path for need in chart.dependencies for path in need.condition.split(",") if path)
    return Known(
        defaults(chart),
        _schema(chart),
        read,
        {aliases.get(sub.name, sub.name): known(sub, defaults, read) for sub in chart.charts},
        tuple(tuple(path.strip().split(".")) for path in conditions),
    )


def names(path: str) -> frozenset[str]:
    """Give every name that some file of a chart, its sub-charts included, may read of the values.

    Errors: none; a file that cannot be read names nothing, and Helm says so.
    """
    texts = _in_folder(path) if os.path.isdir(path) else _in_archive(path)
    return frozenset(name for text in texts for name in names_read(text))


def _schema(chart: Chart) -> Any:  # noqa: ANN401 - JSON
    if chart.schema is None:
        return None
    import json

    try:
        return json.loads(chart.schema.text)
    except ValueError:
        return None  # Helm refuses the chart and says why


def _in_folder(path: str) -> Iterator[str]:
    for folder, _, files in os.walk(path):
        for name in files:
            place = os.path.join(folder, name)
            if name.endswith(".tgz"):
                yield from _in_archive(place)
            elif name not in _NOT_TEMPLATES and os.path.getsize(place) <= _LARGEST:
                with open(place, encoding="utf-8", errors="replace") as file:
                    yield file.read()


def _in_archive(path: str) -> Iterator[str]:
    import tarfile  # 12 ms

    try:
        with tarfile.open(path) as archive:
            for member in archive:
                content = archive.extractfile(member) if member.isfile() and member.size <= _LARGEST else None
                if content is not None and os.path.basename(member.name) not in _NOT_TEMPLATES:
                    yield content.read().decode("utf-8", "replace")
    except (OSError, tarfile.TarError):
        return
