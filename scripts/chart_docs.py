"""Write what values.yaml says of each value into the chart's README and its schema: `chart_docs.py [--check]`.

A comment that starts with `# --` describes the key below it. A key without one takes the description of the same key
in another component, because they are alike; a key that is described nowhere is an error. The README has all of them as
a table, and the schema as descriptions, which editors show. --check writes nothing and fails when one of them is stale.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

CHART = Path(__file__).parent.parent / "chart" / "linea-stack"
BEGIN, END = "<!-- values: written by scripts/chart_docs.py -->", "<!-- end of values -->"


class Row(NamedTuple):
    """One value: its path, what it is for, and its default."""

    path: tuple[str, ...]
    text: str
    default: Any


def main(arguments: list[str]) -> int:
    """Write or check both files; give the exit code."""
    rows = _rows((CHART / "values.yaml").read_text("utf-8"))
    stale = [path for path, fresh in _fresh(rows) if path.read_text("utf-8") != fresh]
    if "--check" in arguments:
        for path in stale:
            print(f"{path.name} of the chart is stale; run: scripts/chart_docs.py")
        return int(bool(stale))
    for path, fresh in _fresh(rows):
        path.write_text(fresh, "utf-8")
    return 0


def _fresh(rows: list[Row]) -> list[tuple[Path, str]]:
    """Both files and what they have to be."""
    readme, schema = CHART / "README.md", CHART / "values.schema.json"
    described = _with_descriptions(json.loads(schema.read_text("utf-8")), rows)
    return [
        (readme, _with_table(readme.read_text("utf-8"), "\n".join(_table(rows)))),
        (schema, json.dumps(described, indent=2, ensure_ascii=False) + "\n"),
    ]


def _with_descriptions(schema: dict[str, Any], rows: list[Row]) -> dict[str, Any]:
    """The schema with the text of each value. A definition that values share has it where they say the same."""
    texts: dict[int, set[str]] = {}
    nodes = {}
    for row in rows:
        node = _property(schema, row.path)
        if node is None:
            sys.exit(f"values.schema.json does not know {'.'.join(row.path)}")
        nodes[id(node)] = node
        texts.setdefault(id(node), set()).add(row.text.replace("\\|", "|"))
    for key, node in nodes.items():
        keywords = {name: value for name, value in node.items() if name != "description"}
        node.clear()
        if len(texts[key]) == 1:
            node["description"] = texts[key].pop()
        node.update(keywords)
    return schema


def _property(schema: dict[str, Any], path: tuple[str, ...]) -> dict[str, Any] | None:
    """Schema of the value at a path; references on the way are followed, one at its end is not."""
    node: dict[str, Any] | None = schema
    for key in path:
        while node and "$ref" in node:
            node = schema["definitions"][node["$ref"].rpartition("/")[2]]
        node = (node or {}).get("properties", {}).get(key)
    return node


def _with_table(text: str, table: str) -> str:
    before, rest = text.split(BEGIN)
    return f"{before}{BEGIN}\n{table}\n{END}{rest.split(END)[1]}"


def _table(rows: list[Row]) -> list[str]:
    lines = []
    section = ""
    for row in rows:
        if row.path[0] != section and len(row.path) > 1:
            section = row.path[0]
            lines += ["", f"### {section}", "", "| value | default | meaning |", "|---|---|---|"]
        elif not lines:
            lines += ["| value | default | meaning |", "|---|---|---|"]
        default = json.dumps(row.default, ensure_ascii=False)
        lines.append(f"| `{'.'.join(row.path)}` | `{default}` | {row.text} |")
    return lines


def _rows(source: str) -> list[Row]:
    """All leaves, those at the top level first."""
    described = _descriptions(source)
    leaves = [
        (path, default, _description(path, described))
        for path, default in _leaves(yaml.safe_load(source), (), described)
    ]
    missing = [".".join(path) for path, _, text in leaves if not text]
    if missing:
        sys.exit(f"values.yaml describes these nowhere: {', '.join(missing)}")
    return sorted((Row(path, text, default) for path, default, text in leaves), key=lambda row: len(row.path) > 1)


def _description(path: tuple[str, ...], described: dict[tuple[str, ...], str]) -> str:
    """The key's own, that of the same key in another component, or that of the same pair of names anywhere."""
    if path in described:
        return described[path]
    alike = [text for other, text in described.items() if other[1:] == path[1:] and len(path) > 1]
    pairs = [text for other, text in described.items() if other[-2:] == path[-2:] and len(path) > 2]
    return next(iter(alike + pairs), "")


def _leaves(
    node: dict[str, Any], path: tuple[str, ...], described: dict[tuple[str, ...], str]
) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Values and what is described as a whole: a map with a description is one row."""
    for key, value in node.items():
        here = (*path, key)
        if isinstance(value, dict) and value and here not in described and key not in _WHOLE:
            yield from _leaves(value, here, described)
        else:
            yield here, value


#: Maps that belong together and read best as one value.
_WHOLE = {
    "requests",
    "limits",
    "resources",
    "retention",
    "updateStrategy",
    "config",
    "startup",
    "liveness",
    "readiness",
}


def _descriptions(source: str) -> dict[tuple[str, ...], str]:
    found: dict[tuple[str, ...], str] = {}
    path: list[tuple[int, str]] = []
    pending = ""
    for line in source.splitlines():
        comment = re.match(r"\s*# -- (.*)", line)
        key = re.match(r"(\s*)([A-Za-z][\w-]*):", line)
        if comment:
            pending = comment[1].replace("|", "\\|")
        elif key:
            path = [(depth, name) for depth, name in path if depth < len(key[1])]
            path.append((len(key[1]), key[2]))
            if pending:
                found[tuple(name for _, name in path)] = pending
            pending = ""
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
