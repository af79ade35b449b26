"""A value that is set in vain: a later flag overrides it, or its sub-chart or component is off."""

from __future__ import annotations

from linea_helm.finding import Problem
from linea_helm.values.idle import OFF

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from linea_helm.values.idle import Idle

ID = "values-no-effect"
SEVERITY = {"prod": "note", "dev": "note"}
WHY = "it looks as if it did something, and whoever changes it waits for that in vain"
FIX = "remove it, or what keeps it from having an effect"
DOCS = """## What it does

Reports what is set in vain, whatever the templates do with it:

* a part of a flag that another flag sets again to something else. Helm applies `--set-json` first, then `--set`,
  `--set-string`, `--set-file` and `--set-literal`, whatever their order on the command line;
* values for a sub-chart that is off, when it is off by default or the same file switches it off. Values that equal the
  sub-chart's defaults are left out, and those that the templates of other charts read;
* in the same way, values beside an `enabled: false` that the templates use only inside `{{ if … .enabled }}`. A value
  that something else in them uses is left out, and so is one where that cannot be told. To ask whether a value is
  null, or empty, is no use of one that is as little so by default.

A file that overrides another one is no finding: that is what layers are for. Neither is a default written down.

## Why is this bad?

The release does not do what its values say. A setting for something that nobody switched on is mostly a forgotten
`enabled: true`.

## How to fix

Remove the value, switch on what it is for, or put the flags in the order that you meant.

## Example

```yaml
monitoring:
  # enabled: true     # forgotten: the chart has false
  retention: 30d
```
"""


def check(idle: Iterable[Idle]) -> Iterator[tuple[Idle, Problem]]:
    """Report each, those of one switch together."""
    behind: dict[str, list[Idle]] = {}
    for each in idle:
        if each.kind == OFF:
            behind.setdefault(each.by, []).append(each)
        else:
            yield each, Problem(each.path, f"no effect: {each.by} overrides it")
    for switch, (first, *others) in behind.items():
        more = f"; the same goes for {len(others)} more" if others else ""
        yield first, Problem(first.path, f"no effect while {switch} is false{more}")
