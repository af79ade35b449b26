"""A null that deletes something with one version of Helm, and not with another."""

from __future__ import annotations

from linea_helm.finding import Problem, dotted
from linea_helm.show import show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from linea_helm.values.nulls import Ambiguity

ID = "values-null-ambiguous"
SEVERITY = {"prod": "warning", "dev": "warning"}
WHY = "whoever installs with another version of Helm gets another release of the same values"
FIX = "write the value that you want, or set the null in your own values, below the name of the sub-chart"
DOCS = """## What it does

Reports a `null` of which the supported versions of Helm (3.17 to 3.19, 4.1, 4.2 and newer) make different values:
in your values, or in the values that a chart has for its sub-charts. The merge is computed the way of each version.

A key that is gone and one that is `null` look the same to nearly all templates; that difference is not reported.

## Why is this bad?

`null` is Helm's way to delete a default. What it deletes in a sub-chart has changed: Helm 4.2 stopped to heed a `null`
in a parent chart's own values.yaml, unless the user sets anything for that sub-chart, and a `null` below `global`
deletes the globals of sub-charts since Helm 4.1 only. A colleague with another Helm, or your own after an update,
installs something else.

## How to fix

Write the value that you want. Where you want none, set the `null` in your own values, below the name of the sub-chart:
all versions heed it there.

## Example

```yaml
# values.yaml of a chart whose sub-chart web has runAsUser: 1000
web:
  securityContext:
    runAsUser: null     # gone with Helm 3 and 4.1, still 1000 with Helm 4.2
```
"""


def check(ambiguities: Iterable[Ambiguity]) -> Iterator[tuple[Ambiguity, Problem]]:
    """Report each with the outcomes, and the versions that come to them."""
    for ambiguity in ambiguities:
        yield ambiguity, Problem(ambiguity.path, f"null: {dotted(ambiguity.path)} is {_outcomes(ambiguity)}")


def _outcomes(ambiguity: Ambiguity) -> str:
    """Say "gone with Helm 3.17-3.19 and 4.1, 5 with Helm 4.2 and newer"."""
    versions: dict[str, list[str]] = {}
    for helm, value in ambiguity.outcomes.items():
        versions.setdefault("gone" if value is None else _shown(value), []).append(helm)
    return ", ".join(f"{outcome} with Helm {' and '.join(lines)}" for outcome, lines in versions.items())


def _shown(value: object) -> str:
    """Show a value; of a text with several lines the first one."""
    first, newline, _ = value.partition("\n") if isinstance(value, str) else (value, "", "")
    return show(f"{first}…" if newline else first)
