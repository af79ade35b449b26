"""Write what values.yaml says of each value into the chart's README, schema and check of null: `[--check]`.

chart_values.py says how values.yaml is written. A value that is described nowhere is an error. --check writes nothing
and fails when a file is stale.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from chart_schema import needed, schema
from chart_values import CHART, read_values, stop

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from chart_values import Place, Values

BEGIN, END = "<!-- values: written by scripts/chart_docs.py -->", "<!-- end of values -->"
_HEAD = ["", "| value | default | meaning |", "|---|---|---|"]


def main(arguments: list[str]) -> int:
    """Write or check the files; give the exit code."""
    fresh = _fresh(read_values())
    stale = [path for path, text in fresh.items() if not path.exists() or path.read_text("utf-8") != text]
    if "--check" in arguments:
        for path in stale:
            print(f"{path.name} of the chart is stale; run: scripts/chart_docs.py")
        return int(bool(stale))
    for path in stale:
        path.write_text(fresh[path], "utf-8")
    return 0


def _fresh(values: Values) -> dict[Path, str]:
    """The files and what they have to be."""
    readme = CHART / "README.md"
    before, rest = readme.read_text("utf-8").split(BEGIN)
    table = "\n".join(_table(values)).strip()
    return {
        readme: f"{before}{BEGIN}\n{table}\n{END}{rest.split(END)[1]}",
        CHART / "values.schema.json": json.dumps(schema(values), indent=2, ensure_ascii=False) + "\n",
        CHART / "templates" / "validate" / "_needed.tpl": "\n".join(_guard(values)) + "\n",
    }


def _guard(values: Values) -> Iterator[str]:
    """A template that stops at the first needed value that is null. It names each, so that a lint sees what is read."""
    yield "{{/* Written by scripts/chart_docs.py: values that null may not take away, a map before what is in it. */}}"
    yield '{{- define "linea-stack.validateNeeded" -}}'
    for path in needed(values):
        yield f'{{{{- include "linea-stack.needed" (list "{path}" .Values.{path}) -}}}}'
    yield "{{- end -}}"


def _table(values: Values) -> Iterator[str]:
    """Those at the top level first, then a section for each map there."""
    rows = sorted(_rows(values, values.defaults, ()), key=lambda row: len(row[0]) > 1)
    section = None
    for path, default in rows:
        if section != path[0] and (len(path) > 1 or section is None):
            section = path[0]
            yield from ["", f"### {section}", *_HEAD] if len(path) > 1 else _HEAD
        text = values.text(path) or stop(path, "nothing says what it is for; add # --")
        shown = json.dumps(default, ensure_ascii=False)
        yield "| `{}` | `{}` | {} |".format(".".join(path), shown, str(text).replace("|", "\\|"))


def _rows(values: Values, node: dict[str, Any], path: Place) -> Iterator[tuple[Place, Any]]:
    """Values, and maps that are described as a whole."""
    for key, value in node.items():
        here = (*path, key)
        if isinstance(value, dict) and value and not values.text(here):
            yield from _rows(values, value, here)
        else:
            yield here, value


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
