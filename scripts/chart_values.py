"""Read the chart's values.yaml: what each value is by default, what it is for, and what it may be.

`# -- TEXT` describes the key below it, and `# @schema KIND` says what it may be as far as its default does not; a line
`# @type NAME KIND` names a kind. Each may go on in comment lines that are indented further. A key without them has
those of the same key in another component, because components are alike.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any, TypeAlias

    Place = tuple[str, ...]
    #: JSON as Python data.
    Json: TypeAlias = Any

CHART = Path(__file__).parent.parent / "chart" / "linea-stack"
_COMMENT = re.compile(r"\s*# (?:(--|@schema|@type (\w+)) ?(.*)|  (.*))")
_KEY = re.compile(r"(\s*)([A-Za-z][\w-]*):")


class Values(NamedTuple):
    """All that values.yaml says; `kinds` are keywords of JSON Schema, the name of a type, or "like <path>"."""

    defaults: dict[str, Json]
    texts: dict[Place, str]
    kinds: dict[Place, Json]
    types: dict[str, Json]

    def text(self, path: Place) -> str:
        """What a value is for."""
        return _alike(self.texts, path) or ""

    def kind(self, path: Place) -> Json:
        """What a value may be; None where its default says it all."""
        return _alike(self.kinds, path)

    def default(self, path: Place) -> Json:
        """What a value is when nobody sets it."""
        value: Json = self.defaults
        for key in path:
            value = value[key]
        return value


def read_values() -> Values:
    """Read the chart's values.yaml."""
    return parse((CHART / "values.yaml").read_text("utf-8"))


def parse(source: str) -> Values:
    """Read the text of a values.yaml."""
    values = Values(yaml.safe_load(source), {}, {}, {})
    for path, mark, name, said in _remarks(source.splitlines()):
        if mark == "--":
            values.texts[path] = said
        elif mark == "@schema":
            values.kinds[path] = said if said.startswith("like ") else yaml.safe_load(said)
        else:
            values.types[name] = yaml.safe_load(said)
    return values


def _remarks(lines: list[str]) -> Iterator[tuple[Place, str, str, str]]:
    """Give each marked comment, as (path of the key below, mark, name of a type, what it says)."""
    path: list[tuple[int, str]] = []
    pending: list[tuple[str, str, str]] = []
    for line in [*lines, "end:"]:
        comment, key = _COMMENT.fullmatch(line), _KEY.match(line)
        if comment and comment[1]:
            pending.append((comment[1].partition(" ")[0], comment[2] or "", comment[3]))
        elif comment and pending:
            mark, name, said = pending.pop()
            pending.append((mark, name, f"{said} {comment[4]}".strip()))
        elif key:
            path = [(depth, name) for depth, name in path if depth < len(key[1])] + [(len(key[1]), key[2])]
            yield from ((tuple(name for _, name in path), *remark) for remark in pending)
            pending = []


def _alike(said: Mapping[Place, Json], path: Place) -> Json:
    if path in said or len(path) < 2:
        return said.get(path)
    return next((value for other, value in said.items() if other[1:] == path[1:]), None)


def stop(path: Place, problem: str) -> None:
    """End with what is wrong with a value's comments."""
    sys.exit(f"values.yaml: {'.'.join(path)}: {problem}")
