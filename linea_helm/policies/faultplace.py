"""Say where in a policy file an expression failed. Only for a finding that says so: it reads the file once more."""

from __future__ import annotations

import os

from linea_helm import bundled
from linea_helm.errors import LineaError
from linea_helm.yaml.load import read
from linea_helm.yaml.strict import parts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from linea_helm.finding import Path


def fault_place(file: str, id_: str, text: str, offset: int) -> str:
    """Give `file:line:column` of the character at an offset of an expression, "" where it cannot be found again.

    The expression is known by its text and the name of its policy; a file may hold several, also in a List.
    """
    try:
        documents = parts(read(file), "")
    except (LineaError, OSError):
        return ""
    for part in documents:
        for path in _paths(part.data, id_, text, named=False):
            at = part.locate(path, inner=offset)
            if at is not None:
                line, column = at.source.position(at.start)
                return f"{_shown(file)}:{line}:{column}"
    return ""


def _paths(data: Any, id_: str, text: str, *, named: bool) -> Iterator[Path]:  # noqa: ANN401 - YAML
    """Find an expression in a policy of a name."""
    if isinstance(data, dict):
        metadata = data.get("metadata")
        named = named or (isinstance(metadata, dict) and metadata.get("name") == id_)
        if named and data.get("expression") == text:
            yield ("expression",)
    elif not isinstance(data, list):
        return
    for key, value in data.items() if isinstance(data, dict) else enumerate(data):
        for path in _paths(value, id_, text, named=named):
            yield (key, *path)


def _shown(file: str) -> str:
    """Name a policy that comes with the program as its documentation does: nobody cares where it is installed."""
    folder, name = os.path.split(file)
    return f"policies/{name}" if folder == bundled.POLICIES else file
