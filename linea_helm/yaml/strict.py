"""A YAML file that is ours to define: nothing unknown, nothing twice, and every mistake at its place.

Values are Helm's, and Helm forgives much; our own files forgive nothing. On the fast path of linea-post.
"""

from __future__ import annotations

from linea_helm.errors import ConfigError
from linea_helm.stream import split
from linea_helm.yaml import block
from linea_helm.yaml.shape import mistakes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from linea_helm.finding import Path
    from linea_helm.source import Location, Source


class Part:
    """One document of a file: its data, and the way from a path in it to a place in the text.

    `number` counts the documents that hold something, from 0; `fix` is the advice of every mistake in it.
    """

    __slots__ = ("data", "fix", "number", "source")

    def __init__(self, source: Source, number: int, data: Any, fix: str) -> None:  # noqa: ANN401 - what YAML holds
        self.source = source
        self.number = number
        self.data = data
        self.fix = fix

    def fit(self, shape: dict[str, Any]) -> None:
        """Hold the data against a shape.

        Errors: ConfigError for the first mistake.
        """
        for path, problem, key in mistakes(self.data, shape):
            raise self.error(path, problem, key=key)

    def value(self, path: Path) -> Any:  # noqa: ANN401
        """Give the value at a path that is there."""
        value = self.data
        for part in path:
            value = value[part]
        return value

    def error(self, path: Path, problem: str, *, key: bool = False, inner: int | None = None) -> ConfigError:
        """Make the error for the value at a path, its key, or the character at an offset of its text."""
        return ConfigError(problem, at=self.locate(path, key=key, inner=inner), fix=self.fix)

    def locate(self, path: Path, *, key: bool = False, inner: int | None = None) -> Location | None:
        """Find the value at a path, its key, or the character at an offset of its text; None when it is not there."""
        from linea_helm.yaml.document import compose  # ruamel.yaml: 21 ms, and only for an error

        document = [each for each in compose(self.source) if each.data() is not None][self.number]
        found = document.locate(path, key=key)
        if found is None or inner is None or self.source.text[found.start] == "*":
            return found
        from linea_helm.yaml import scalarplace

        return scalarplace.locate(found, self.value(path), inner)


def parts(source: Source, fix: str) -> list[Part]:
    """Read the documents of a file that hold something.

    Errors: YamlError for a text that is no YAML, ConfigError for a key that stands twice.
    """
    try:
        data = [block.load(text) for _, text in split(source.text)]
    except block.Unsure:
        data = _exactly(source, fix)
    return [Part(source, number, each, fix) for number, each in enumerate(d for d in data if d is not None)]


def _exactly(source: Source, fix: str) -> list[Any]:
    from linea_helm.rules import duplicate_key
    from linea_helm.yaml.document import compose

    documents = compose(source)
    for document, problem in duplicate_key.check(documents):
        raise ConfigError(problem.message, at=document.locate(problem.path, key=True), fix=fix)
    return [document.data() for document in documents]
