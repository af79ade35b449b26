"""What Chart.yaml says, as far as values depend on it, and every mistake in it at its place.

Source: helm pkg/chart/v2/metadata.go and dependency.go. What only other parts of Helm read, Helm itself complains of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from linea_helm.errors import InputError
from linea_helm.show import show
from linea_helm.source import Location, Source
from linea_helm.values import semver
from linea_helm.yaml import scalar
from linea_helm.yaml.load import load_first
from linea_helm.yaml.spot import Spots

if TYPE_CHECKING:
    from collections.abc import Iterator

    from linea_helm.finding import Path

_TYPES = ("", "application", "library")
_SEPARATORS = "_-"


class ChartError(InputError):
    """A file of a chart is wrong, so that Helm does not load the chart; `at` is in that file."""


class Dependency(NamedTuple):
    """What a chart says about a sub-chart. `imports` are (path in the child, path in the parent), "." for the top."""

    name: str
    version: str = ""
    alias: str = ""
    condition: str = ""
    tags: tuple[str, ...] = ()
    imports: tuple[tuple[str, str], ...] = ()


class Metadata:
    """The data of a Chart.yaml or a requirements.yaml, and the way to a place in its text.

    Errors: ChartError for a text that is no YAML, or no map.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.data: dict[str, Any] = {}
        try:
            data = load_first(source, source.text)
        except InputError as error:
            raise ChartError(error.problem, at=error.at, why=error.why, fix=error.fix) from None
        if data is not None and not isinstance(data, dict):
            raise self.wrong((), f"{show(data)}, where a map is expected")
        self.data = data or {}

    def wrong(self, path: Path, problem: str, fix: str = "", *, key: bool = False) -> ChartError:
        """Make the error for the value at a path (its key with `key`); () is the file: its first line is shown."""
        place = places(self.source).locate(path, key=key) if path else None
        whole = Location(self.source, 0, len(self.source.line(1)))
        return ChartError(problem, at=place or whole, why="Helm refuses to load the chart", fix=fix)

    def word(self, path: Path, value: Any) -> str:  # noqa: ANN401  whatever the file holds
        """Give what Go's YAML puts in a string field: `version: 1.10` is "1.1"."""
        if value is None:
            return ""
        if isinstance(value, (dict, list)):
            raise self.wrong(path, f"`{path[-1]}` is {show(value)}, and a text is expected", key=True)
        return scalar.key(value)

    def items(self, path: Path, value: Any) -> list[Any]:  # noqa: ANN401  whatever the file holds
        """Give a list, an empty one for null."""
        if value is not None and not isinstance(value, list):
            raise self.wrong(path, f"`{path[-1]}` is {show(value)}, and a list is expected", key=True)
        return value or []

    def title(self) -> tuple[str, str]:
        """Give the chart's name and version, both of which Helm wants."""
        name, version = self.word(("name",), self.data.get("name")), self.word(("version",), self.data.get("version"))
        if not name:
            raise self._missing("name", "name: my-chart")
        if "/" in name or name in (".", ".."):
            raise self.wrong(("name",), f"the name {show(name)} is no name of a folder")
        if not version:
            raise self._missing("version", "version: 1.0.0")
        if semver.parse(version) is None:
            raise self.wrong(("version",), f"`version: {version}` is no semantic version", "write it as 1.2.3")
        kind = self.word(("type",), self.data.get("type"))
        if kind not in _TYPES:
            raise self.wrong(("type",), f"there is no type {show(kind)} of chart", "write application or library")
        return name, version

    def dependencies(self) -> tuple[Dependency, ...]:
        """Give the sub-charts that are listed, each under a name of its own."""
        top = ("dependencies",)
        entries = self.items(top, self.data.get("dependencies"))
        found = tuple(self._dependency((*top, number), entry) for number, entry in enumerate(entries))
        names = [each.alias or each.name for each in found]
        for number, name in enumerate(names):
            if name in names[:number]:
                problem = f"a dependency above is called {show(name)}, too"
                key = "alias" if found[number].alias else "name"
                raise self.wrong((*top, number, key), problem, "give one of them an alias")
        return found

    def _missing(self, key: str, example: str) -> ChartError:
        if key in self.data:
            return self.wrong((key,), f"`{key}` is empty", f"write {example}", key=True)
        return self.wrong((), f"`{key}` is missing", f"write {example}")

    def _dependency(self, path: Path, entry: Any) -> Dependency:  # noqa: ANN401  whatever the file holds
        if not isinstance(entry, dict):
            fix = "write it as a map with name, version and repository"
            raise self.wrong(path, f"{show(entry)} is no dependency", fix)
        name, version, alias, condition = (
            self.word((*path, key), entry.get(key)) for key in ("name", "version", "alias", "condition")
        )
        if not all((character.isascii() and character.isalnum()) or character in _SEPARATORS for character in alias):
            fix = "write it with letters, digits, _ and - alone"
            raise self.wrong((*path, "alias"), f"the alias {show(alias)} is no name for a sub-chart", fix)
        tags = self.items((*path, "tags"), entry.get("tags"))
        imports = self.items((*path, "import-values"), entry.get("import-values"))
        return Dependency(
            name,
            version,
            alias,
            condition,
            tuple(self.word((*path, "tags", number), tag) for number, tag in enumerate(tags)),
            tuple(_imports(imports)),
        )


def places(source: Source) -> Spots:
    """Find places in a file of which Helm reads the first document alone."""
    from linea_helm.yaml.document import compose

    return Spots(source, lambda: compose(source, first=True))


def _imports(entries: list[Any]) -> Iterator[tuple[str, str]]:
    for entry in entries:
        if isinstance(entry, str):
            yield f"exports.{entry}", "."
        elif isinstance(entry, dict):
            yield str(entry.get("child")), str(entry.get("parent"))
