"""A value that the chart does not know: no default and no schema has its key, and no template reads it."""

from __future__ import annotations

from typing import NamedTuple

from linea_helm.finding import Problem, dotted
from linea_helm.nearest import nearest
from linea_helm.schema.forms import below, forms_of
from linea_helm.show import show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from linea_helm.finding import Path
    from linea_helm.schema.forms import Schema
    from linea_helm.template.reads import Reads

ID = "values-unknown-key"
SEVERITY = {"prod": "warning", "dev": "note"}
WHY = "Helm passes a key that nothing reads without a word, and what it should change stays as it is"
FIX = "write the key as the chart's values.yaml has it, or remove it"
DOCS = """## What it does

Reports a key of your values that is neither in the chart's default values nor in its schema, and that no template
reads. The templates of the chart and of its sub-charts are followed: through variables, `with`, `range`, `index`,
named templates and `tpl`. What a template takes whole, as `toYaml .Values.podLabels` does, may hold any key.

## Why is this bad?

A misspelt or wrongly indented key does nothing. Helm does not say so, and the default stays in force.

## How to fix

Take the spelling and the place from the chart's `values.yaml`; the message names the nearest key, or the places where
the chart has one of that name.

## Example

```yaml
besu:
  replicaCuont: 3   # besu.replicaCount stays 1
```
"""

#: Helm gives it to all charts.
_GLOBAL = "global"
#: Keywords by which a schema says itself what other keys may stand there.
_DECIDED = frozenset({"additionalProperties", "patternProperties", "unevaluatedProperties"})
#: Places that a message names at most.
_NAMED = 2


class Known(NamedTuple):
    """What a chart knows of its values without its templates; `charts` are its sub-charts by alias or name."""

    defaults: Mapping[str, Any]
    schema: Any = None
    charts: Mapping[str, Known] = {}


def check(supplied: Mapping[str, Any], known: Known, reads: Reads | None = None) -> Iterator[Problem]:
    """Report each key of the user's own values that a chart does not know, with the nearest one that it does.

    Without `reads` every key is reported that neither defaults nor schemas have: those that are worth reading all
    templates for.
    """
    yield from _Walk(known, reads, {}).chart(supplied, known, known.defaults, [(known.schema, known.schema)], ())


class _Walk(NamedTuple):
    """One walk over all supplied values; `known` is of the top chart, `places` where its keys are, for a wrong one."""

    known: Known
    reads: Reads | None
    places: dict[str, list[Path]]

    def chart(
        self,
        supplied: Mapping[str, Any],
        known: Known,
        defaults: Mapping[str, Any],
        schemas: Sequence[Schema],
        path: Path,
    ) -> Iterator[Problem]:
        """Look at the values of one chart; `defaults` and `schemas` include what the chart around it says of them."""
        for name, sub in known.charts.items():
            inside = supplied.get(name)
            if isinstance(inside, dict):
                merged = _merged(sub.defaults, _map(defaults.get(name)))
                both = [(sub.schema, sub.schema), *below(schemas, name)]
                yield from self.chart(inside, sub, merged, both, (*path, name))
        everywhere = _map(supplied.get(_GLOBAL))
        yield from self.map(everywhere, *_globals(self.known), (*path, _GLOBAL), (_GLOBAL,))
        own = {key: value for key, value in supplied.items() if key not in known.charts and key != _GLOBAL}
        yield from self.map(own, {**dict.fromkeys(known.charts), **defaults}, schemas, path, path)

    def map(
        self,
        supplied: Mapping[str, Any],
        defaults: Mapping[str, Any],
        schemas: Sequence[Schema],
        path: Path,
        read_at: Path,
    ) -> Iterator[Problem]:
        """Look at one map; templates read it at `read_at`, which for globals is the top."""
        forms = forms_of(schemas)
        names = {*defaults, *(name for form, _ in forms for name in _map(form.get("properties")))}
        is_decided = any(_DECIDED & form.keys() for form, _ in forms)
        for key, value in supplied.items():
            place, read = (*path, key), (*read_at, key)
            if key not in names and is_decided:
                continue
            if key not in names and not (self.reads and self.reads.knows(read)):
                siblings = names | (self.reads.keys(read_at) if self.reads else set())
                yield Problem(place, self.message(place, siblings), key_only=True)
            elif isinstance(value, dict):
                yield from self.map(value, _map(defaults.get(key)), below(schemas, key), place, read)

    def message(self, path: Path, siblings: Iterable[str]) -> str:
        key = str(path[-1])
        elsewhere = self.elsewhere(path)
        near = nearest(key, sorted(siblings)) if len(elsewhere) not in range(1, _NAMED + 1) else None
        if near:
            return f"unknown key {show(key)}; did you mean {show(near)}?"
        if elsewhere:
            return f"unknown key {show(key)} here; did you mean {' or '.join(map(dotted, elsewhere[:_NAMED]))}?"
        return f"unknown key {show(key)}; no default, schema or template of the chart names it"

    def elsewhere(self, path: Path) -> list[Path]:
        """Give the other places of the chart that have a key of this name, the nearest ones first."""
        key = str(path[-1])
        if not self.places:
            for place in _paths(self.known):
                self.places.setdefault(str(place[-1]), []).append(place)
        found: set[Path] = {*self.places.get(key, ()), *(self.reads.paths(key) if self.reads else ())}
        return sorted(found - {path}, key=lambda each: (_steps(each, path), dotted(each)))


def _paths(known: Known) -> Iterator[Path]:
    yield from _in_map(known.defaults)
    for name, sub in known.charts.items():
        yield from ((name, *path) for path in _paths(sub))


def _in_map(defaults: Mapping[str, Any], path: Path = ()) -> Iterator[Path]:
    for name, value in defaults.items():
        yield (*path, name)
        yield from _in_map(_map(value), (*path, name))


def _steps(one: Path, other: Path) -> int:
    """Count the levels from one place up and down to another."""
    common = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return len(one) + len(other) - 2 * common


def _globals(known: Known) -> tuple[dict[str, Any], list[Schema]]:
    """Give the defaults of the globals of all charts, and what their schemas say of them."""
    defaults = dict(_map(known.defaults.get(_GLOBAL)))
    schemas = below([(known.schema, known.schema)], _GLOBAL)
    for sub in known.charts.values():
        more, further = _globals(sub)
        defaults = _merged(more, defaults)
        schemas += further
    return defaults, schemas


def _merged(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    both = {key: _merged(_map(first[key]), _map(second[key])) for key in first.keys() & second.keys()}
    return {**first, **second, **both}


def _map(value: Any) -> Mapping[str, Any]:  # noqa: ANN401 - whatever the values hold
    return value if isinstance(value, dict) else {}
