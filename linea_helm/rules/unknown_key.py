"""A value that the chart does not know: no default, no schema and no template names its key."""

from __future__ import annotations

import re
from typing import NamedTuple

from linea_helm.finding import Problem, dotted
from linea_helm.nearest import nearest
from linea_helm.schema.forms import below, forms_of
from linea_helm.show import show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from linea_helm.finding import Path
    from linea_helm.schema.forms import Schema

ID = "values-unknown-key"
SEVERITY = {"prod": "warning", "dev": "note"}
WHY = "Helm passes a key that nothing reads without a word, and what it should change stays as it is"
FIX = "write the key as the chart's values.yaml has it, or remove it"
DOCS = """## What it does

Reports a key of your values that is neither in the chart's default values nor in its schema, and that no template
names. Maps that are free by nature are left alone: labels, annotations, selectors, resources, probes, and maps that
are empty in the defaults.

## Why is this bad?

A misspelt or wrongly indented key does nothing. Helm does not say so, and the default stays in force.

## How to fix

Take the spelling and the place from the chart's `values.yaml`; the message names the nearest key.

## Example

```yaml
besu:
  replicaCuont: 3   # besu.replicaCount stays 1
```
"""

#: Keys under which a chart passes on what it gets, because Kubernetes or the program defines what may stand there.
_FREE = re.compile(
    r"(?i)(?:labels|annotations|selector|resources|securitycontext|affinity|tolerations|constraints|probe|strategy|"
    r"lifecycle|dnsconfig|env|envfrom|data|config|headers|parameters|metadata|spec|requests|limits|values)\Z|\Aextra"
)
#: Helm itself reads these at the top.
_HELMS_OWN = frozenset({"global", "tags"})
#: Keywords by which a schema says itself what other keys may stand there.
_DECIDED = frozenset({"additionalProperties", "patternProperties", "unevaluatedProperties"})
#: `.name`, and a quoted name that `index`, `get` or a helper may read.
_NAMES = re.compile(r"(\.Values)?\.([A-Za-z_][A-Za-z0-9_]*)|[\"`]([A-Za-z_][A-Za-z0-9_-]*)[\"`]")
_INDEXED = re.compile(r"(?:index|get|hasKey)\s+\$?\.Values\s+[\"`]([^\"`]+)[\"`]")


class Known(NamedTuple):
    """What a chart knows of its values.

    `read` is what its templates name, from `names_read`. `charts` are its sub-charts by alias or name.
    `conditions` are the paths of values that switch sub-charts on or off.
    """

    defaults: Mapping[str, Any]
    schema: Any = None
    read: frozenset[str] = frozenset()
    charts: Mapping[str, Known] = {}
    conditions: tuple[Path, ...] = ()


def names_read(template: str) -> set[str]:
    """Give every name that a template may read of the values; names at the top of them begin with "Values."."""
    names = {f"Values.{name}" for name in _INDEXED.findall(template)}
    for values, name, quoted in _NAMES.findall(template):
        names.add(name or quoted)
        if values:
            names.add(f"Values.{name}")
    return names


def check(supplied: Mapping[str, Any], known: Known) -> Iterator[Problem]:
    """Report each key of the user's own values that a chart does not know, with the nearest one that it does."""
    yield from _chart(supplied, known, known.defaults, [(known.schema, known.schema)], ())


def _chart(
    supplied: Mapping[str, Any], known: Known, defaults: Mapping[str, Any], schemas: Sequence[Schema], path: Path
) -> Iterator[Problem]:
    walk = _Walk(known, path)
    for name, chart in known.charts.items():
        inside = supplied.get(name)
        if isinstance(inside, dict):
            above = below(schemas, name)
            merged = _merged(chart.defaults, _map(defaults.get(name)))
            inner = _seen_from(known, name, chart)
            yield from _chart(inside, inner, merged, [(chart.schema, chart.schema), *above], (*path, name))
    own = {key: value for key, value in supplied.items() if key not in known.charts and key not in _HELMS_OWN}
    yield from walk.map(own, defaults, schemas, path)


def _seen_from(parent: Known, name: str, chart: Known) -> Known:
    """Add to what a sub-chart knows what its parent's templates and conditions say about its values."""
    conditions = tuple(condition[1:] for condition in parent.conditions if condition[:1] == (name,))
    return chart._replace(read=chart.read | parent.read, conditions=(*chart.conditions, *conditions))


class _Walk(NamedTuple):
    """The values of one chart; `top` is where they begin in the user's values."""

    known: Known
    top: Path

    def map(
        self, supplied: Mapping[str, Any], defaults: Mapping[str, Any], schemas: Sequence[Schema], path: Path
    ) -> Iterator[Problem]:
        forms = forms_of(schemas)
        names = [*defaults, *(name for form, _ in forms for name in _map(form.get("properties")))]
        free = not names or any(_DECIDED & form.keys() for form, _ in forms)
        for key, value in supplied.items():
            place = (*path, key)
            if key not in names:
                if not free and not self.is_read(place):
                    yield Problem(place, self.message(place, names), key_only=True)
            elif isinstance(value, dict) and not _FREE.search(key):
                yield from self.map(value, _map(defaults.get(key)), below(schemas, key), place)

    def is_read(self, path: Path) -> bool:
        inside = path[len(self.top) :]
        if any(condition[: len(inside)] == inside for condition in self.known.conditions):
            return True
        return (f"Values.{inside[0]}" if len(inside) == 1 else str(inside[-1])) in self.known.read

    def message(self, path: Path, names: Sequence[str]) -> str:
        key = str(path[-1])
        near = nearest(key, [*names, *(self.known.charts if len(path) == len(self.top) + 1 else ())])
        if near:
            return f"unknown key {show(key)}; did you mean {show(near)}?"
        elsewhere = [dotted((*self.top, *found)) for found in _paths(self.known.defaults, key)]
        if elsewhere:
            return f"unknown key {show(key)} here; the chart has {' and '.join(elsewhere[:3])}"
        return f"unknown key {show(key)}; no default, schema or template of the chart names it"


def _paths(defaults: Mapping[str, Any], key: str, path: Path = ()) -> Iterator[Path]:
    for name, value in defaults.items():
        if name == key:
            yield (*path, name)
        yield from _paths(_map(value), key, (*path, name))


def _merged(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    both = {key: _merged(_map(first[key]), _map(second[key])) for key in first.keys() & second.keys()}
    return {**first, **second, **both}


def _map(value: Any) -> Mapping[str, Any]:  # noqa: ANN401 - whatever the values hold
    return value if isinstance(value, dict) else {}
