"""A chart from a folder or an archive: metadata, default values, schema, sub-charts. Nothing is rendered.

Source: helm pkg/chart/v2/loader; what Helm refuses to load is an InputError here, as far as values depend on it.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple

from linea_helm.errors import InputError
from linea_helm.source import Location, Source
from linea_helm.values import semver
from linea_helm.yaml import scalar
from linea_helm.yaml.load import decode, load

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: What values depend on; other files of a chart are not read.
_FILES = ("Chart.yaml", "requirements.yaml", "values.yaml", "values.schema.json")

#: Bytes of all files of an archive together; Helm's own limit (MaxDecompressedChartSize).
_LARGEST = 100 * 1024 * 1024

_GZIP = b"\x1f\x8b\x08"
_BOM = b"\xef\xbb\xbf"


class Dependency(NamedTuple):
    """What a chart says about a sub-chart. `imports` are (path in the child, path in the parent), "." for the top."""

    name: str
    version: str = ""
    alias: str = ""
    condition: str = ""
    tags: tuple[str, ...] = ()
    imports: tuple[tuple[str, str], ...] = ()


class Chart(NamedTuple):
    """A chart as it is on disk. `path` is what the user calls it.

    `metadata` is the data of Chart.yaml; `values` and `schema` are None where there is no such file; `dependencies` is
    what Chart.yaml lists, `charts` what is really there.
    """

    path: str
    name: str
    version: str
    metadata: dict[str, Any]
    values: Source | None = None
    schema: Source | None = None
    dependencies: tuple[Dependency, ...] = ()
    charts: tuple[Chart, ...] = ()


def load_chart(path: str) -> Chart:
    """Load a chart from its folder or from a .tgz.

    Errors: InputError when there is no chart, when Helm would refuse it, or when a listed sub-chart is not there.
    """
    path = path.rstrip("/") or path
    if os.path.isdir(path):
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
    metadata = _mapping(sources["Chart.yaml"])
    listed = dict(metadata)
    if "requirements.yaml" in sources:
        listed.update(_mapping(sources["requirements.yaml"]))
    about = sources["Chart.yaml"]
    version = _required(metadata, "version", about)
    if semver.parse(version) is None:
        raise _wrong(about, f"`version: {version}` is no semantic version")
    return Chart(
        path,
        _required(metadata, "name", about),
        version,
        metadata,
        sources.get("values.yaml"),
        sources.get("values.schema.json"),
        tuple(_dependency(each, about) for each in _list(listed.get("dependencies"), "dependencies", about)),
        tuple(_subcharts(path, files)),
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
    missing = [each.name for each in chart.dependencies if each.name not in there]
    if missing:
        raise InputError(
            f"{chart.path}/Chart.yaml lists {', '.join(missing)}, which charts/ does not have",
            why="Helm refuses to install a chart without its dependencies",
            fix=f"run `helm dependency build {chart.path}`",
        )


def _folder_files(path: str) -> dict[str, bytes]:
    """Read what values depend on, sub-charts included; keys are paths from the top of the chart, with `/`."""
    from linea_helm.values.helmignore import Rules

    ignored = Rules(_read(os.path.join(path, ".helmignore")) if _exists(path, ".helmignore") else b"")
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
            name = member.name.replace("\\", "/").partition("/")[2]
            left -= member.size
            if left < 0:
                raise InputError(f"{path} has more than {_LARGEST >> 20} MiB unpacked", why="Helm refuses it, too")
            content = archive.extractfile(member) if member.isfile() else None
            if content is not None and (name in _FILES or (name.startswith("charts/") and _matters(name))):
                files[name] = content.read()
    return files


def _dependency(entry: Any, about: Source) -> Dependency:  # noqa: ANN401  whatever Chart.yaml holds
    if not isinstance(entry, dict):
        raise _wrong(about, "an entry of `dependencies` is no map")
    return Dependency(
        _word(entry.get("name"), "name", about),
        _word(entry.get("version"), "version", about),
        _word(entry.get("alias"), "alias", about),
        _word(entry.get("condition"), "condition", about),
        tuple(_word(tag, "tags", about) for tag in _list(entry.get("tags"), "tags", about)),
        tuple(_imports(_list(entry.get("import-values"), "import-values", about))),
    )


def _imports(entries: list[Any]) -> Iterator[tuple[str, str]]:
    for entry in entries:
        if isinstance(entry, str):
            yield f"exports.{entry}", "."
        elif isinstance(entry, dict):
            yield str(entry.get("child")), str(entry.get("parent"))


def _mapping(source: Source) -> dict[str, Any]:
    data = load(source)
    if not isinstance(data, dict):
        raise _wrong(source, "a map is expected at the top")
    return data


def _required(metadata: dict[str, Any], key: str, about: Source) -> str:
    word = _word(metadata.get(key), key, about)
    if not word:
        raise _wrong(about, f"`{key}` is missing")
    return word


def _word(value: Any, key: str, about: Source) -> str:  # noqa: ANN401  whatever Chart.yaml holds
    """Give what Go's YAML puts in a string field: `version: 1.10` is "1.1"."""
    if value is None:
        return ""
    if isinstance(value, (dict, list)):
        raise _wrong(about, f"`{key}` is no string")
    return scalar.key(value)


def _list(value: Any, key: str, about: Source) -> list[Any]:  # noqa: ANN401  whatever Chart.yaml holds
    if value is not None and not isinstance(value, list):
        raise _wrong(about, f"`{key}` is no list")
    return value or []


def _wrong(source: Source, problem: str) -> InputError:
    return InputError(f"{source.name}: {problem}", at=Location(source, 0, 0), why="Helm refuses to load the chart")


def _exists(folder: str, name: str) -> bool:
    return os.path.isfile(os.path.join(folder, name))


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}") from None


def _text(raw: bytes, shown: str) -> str:
    return decode(raw.removeprefix(_BOM), shown)
