"""A chart from a folder or an archive: metadata, default values, schema, sub-charts. Nothing is rendered.

Source: helm pkg/chart/v2/loader; what Helm refuses to load is an InputError here, as far as values depend on it.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple

from linea_helm.errors import InputError
from linea_helm.source import Location, Source
from linea_helm.values.metadata import ChartError, Dependency, Metadata, places
from linea_helm.yaml.load import decode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from linea_helm.finding import Path

#: What values depend on; other files of a chart are not read.
_FILES = ("Chart.yaml", "requirements.yaml", "values.yaml", "values.schema.json")

#: Bytes of all files of an archive together; Helm's own limit (MaxDecompressedChartSize).
_LARGEST = 100 * 1024 * 1024

_GZIP = b"\x1f\x8b\x08"
_BOM = b"\xef\xbb\xbf"


class Chart(NamedTuple):
    """A chart as it is on disk. `path` is what the user calls it.

    `metadata` is the data of Chart.yaml; `values` and `schema` are None where there is no such file; `dependencies` is
    what Chart.yaml lists, `charts` what is really there. `about` are the texts of Chart.yaml and requirements.yaml.
    """

    path: str
    name: str
    version: str
    metadata: dict[str, Any]
    values: Source | None = None
    schema: Source | None = None
    dependencies: tuple[Dependency, ...] = ()
    charts: tuple[Chart, ...] = ()
    about: tuple[Source, ...] = ()

    def locate(self, path: Path, *, key: bool = False) -> Location | None:
        """Find what the chart says of itself; None when it does not say it."""
        found = (places(source).locate(path, key=key) for source in self.about)
        return next((place for place in found if place is not None), None)


def load_chart(path: str) -> Chart:
    """Load a chart from its folder or from a .tgz.

    Errors: InputError when there is no chart, when Helm would refuse it, or when a listed sub-chart is not there.
    """
    path = path.rstrip("/") or path
    if os.path.isdir(path):
        if not os.access(path, os.R_OK | os.X_OK):
            raise InputError(f"no permission to read {path}", fix="mend the rights of the folder")
        chart = _chart(path, _folder_files(path))
    elif os.path.exists(path):
        chart = _archive(path, _read(path))
    else:
        raise InputError(f"there is no chart {path}", fix="name a folder with a Chart.yaml, or a .tgz of one")
    _check_dependencies(chart)
    return chart


def _chart(path: str, files: Mapping[str, bytes]) -> Chart:
    """Make a chart of its files, by their names from the top of the chart."""
    sources = {name: Source(f"{path}/{name}", _text(files[name], f"{path}/{name}")) for name in _FILES if name in files}
    if "Chart.yaml" not in sources:
        raise InputError(f"{path} is no chart: it has no Chart.yaml", fix="name the folder that holds Chart.yaml")
    about = Metadata(sources["Chart.yaml"])
    name, version = about.title()
    listing = Metadata(sources["requirements.yaml"]) if "requirements.yaml" in sources else about
    return Chart(
        path,
        name,
        version,
        {**about.data, **listing.data},
        sources.get("values.yaml"),
        sources.get("values.schema.json"),
        (listing if "dependencies" in listing.data else about).dependencies(),
        tuple(_subcharts(path, files)),
        tuple({id(each): each.source for each in (listing, about)}.values()),
    )


def _subcharts(path: str, files: Mapping[str, bytes]) -> Iterator[Chart]:
    grouped: dict[str, dict[str, bytes]] = {}
    for name, content in files.items():
        if name.startswith("charts/") and not name.endswith(".prov"):
            folder, _, rest = name.removeprefix("charts/").partition("/")
            grouped.setdefault(folder, {})[rest] = content
    for folder in sorted(grouped):
        place = f"{path}/charts/{folder}"
        if folder.startswith(("_", ".")):
            continue
        if folder.endswith(".tgz"):
            yield _archive(place, grouped[folder].get("", b""))
        else:
            yield _chart(place, {name: content for name, content in grouped[folder].items() if name})


def _check_dependencies(chart: Chart) -> None:
    """Refuse a chart whose listed sub-charts are not all there, as `helm install` and `helm template` do."""
    there = {sub.name for sub in chart.charts}
    missing = [(number, each.name) for number, each in enumerate(chart.dependencies) if each.name not in there]
    if missing:
        names = ", ".join(name or "a dependency without a name" for _, name in missing)
        raise ChartError(
            f"{chart.path}/charts does not have {names}",
            at=chart.locate(("dependencies", missing[0][0])),
            why="Helm refuses to install a chart without its dependencies",
            fix=f"run: helm dependency build {chart.path}",
        )


def _folder_files(path: str) -> dict[str, bytes]:
    """Read what values depend on, sub-charts included; keys are paths from the top of the chart, with `/`."""
    from linea_helm.values.helmignore import Rules

    rules = os.path.join(path, ".helmignore")
    ignored = Rules(_read(rules) if os.path.isfile(rules) else b"", rules)
    files: dict[str, bytes] = {}
    for name in _FILES:
        if _exists(path, name) and not ignored.match(name, is_folder=False):
            files[name] = _read(os.path.join(path, name))
    charts = os.path.join(path, "charts")
    if os.path.isdir(charts) and not ignored.match("charts", is_folder=True):
        for folder, folders, names in os.walk(charts, followlinks=True):
            inside = os.path.relpath(folder, path).replace(os.sep, "/")
            folders[:] = [each for each in folders if not ignored.match(f"{inside}/{each}", is_folder=True)]
            for name in names:
                place = f"{inside}/{name}"
                if _matters(place) and not ignored.match(place, is_folder=False):
                    files[place] = _read(os.path.join(folder, name))
    return files


def _matters(place: str) -> bool:
    """Tell whether a file below charts/ is a sub-chart or one of a sub-chart's files that we read."""
    return place.count("/") == 1 or place.endswith(".tgz") or place.rpartition("/")[2] in _FILES


def _archive(path: str, raw: bytes) -> Chart:
    import tarfile  # 12 ms

    if not raw.startswith(_GZIP):
        raise InputError(f"{path} is no chart archive", fix="name a chart's folder, or a .tgz made by `helm package`")
    try:
        return _chart(path, _archive_files(path, raw))
    except (tarfile.TarError, OSError, EOFError) as error:
        raise InputError(f"{path} is a broken chart archive: {error}", fix="package it again") from None


def _archive_files(path: str, raw: bytes) -> dict[str, bytes]:
    import io
    import tarfile

    files: dict[str, bytes] = {}
    left = _LARGEST
    with tarfile.open(fileobj=io.BytesIO(raw), mode="r:gz") as archive:
        for member in archive:
            whole = member.name.replace("\\", "/")
            if whole.startswith("/") or ".." in whole.split("/"):
                raise ChartError(f"{member.name} leads out of the archive", at=Location(Source(path, ""), 0, 0))
            name = whole.partition("/")[2]
            left -= member.size
            if left < 0:
                raise InputError(f"{path} has more than {_LARGEST >> 20} MiB unpacked", why="Helm refuses it, too")
            content = archive.extractfile(member) if member.isfile() else None
            if content is not None and (name in _FILES or (name.startswith("charts/") and _matters(name))):
                files[name] = content.read()
    return files


def _exists(folder: str, name: str) -> bool:
    """Tell whether there is a file, or a link that leads to none: reading that says so."""
    path = os.path.join(folder, name)
    return os.path.isfile(path) or (os.path.islink(path) and not os.path.exists(path))


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        is_link = os.path.islink(path)
        problem = "the link leads to a file that is not there" if is_link else f"cannot read it: {error.strerror}"
        raise ChartError(problem, at=Location(Source(path, ""), 0, 0)) from None


def _text(raw: bytes, shown: str) -> str:
    try:
        return decode(raw.removeprefix(_BOM), shown)
    except InputError as error:
        text = raw.decode("utf-8", "replace")
        first = min(found for found in (text.find("\0"), text.find("\ufffd"), len(text)) if found >= 0)
        at = Location(Source(shown, text), first, first + 1)
        raise ChartError(error.problem.replace(shown, "the file", 1), at=at, fix=error.fix) from None
