"""What is said of ignores themselves: one that cannot be read, is over, or is for nothing."""

from __future__ import annotations

from typing import NamedTuple

from linea_helm.called import explain
from linea_helm.finding import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linea_helm.policies.engine import Terms
    from linea_helm.source import Location


class Check(NamedTuple):
    """A check of ignores; the fields are those of a rule."""

    ID: str
    SEVERITY: dict[str, str]
    WHY: str
    FIX: str
    DOCS: str


INVALID = Check(
    "ignore-invalid",
    {"prod": "error", "dev": "error"},
    "what it is meant for is not ignored",
    'write ignore[id] reason="…" and perhaps until=2027-01-31',
    """## What it does

Reports an ignore that cannot be in force: without an id or a reason, for an id that does not exist, with a date that
is none, for a check that nobody can ignore, or in the profile `prod` for a policy that is mandatory there.

## Why is this bad?

Somebody believes that a risk was looked at and accepted. An ignore without a reason cannot be judged by the next
person, and one for a misspelt id does nothing.

## How to fix

Write the id as the report shows it, and why the finding may stay. What cannot be ignored has to be mended.

## Example

```yaml
besu:
  replicas: 1   # linea: ignore[pdb-missing] reason="a devnet of one machine" until=2027-01-31
```
""",
)

EXPIRED = Check(
    "ignore-expired",
    {"prod": "error", "dev": "warning"},
    "the time that somebody gave it is over, so the finding counts again",
    "mend the finding, or decide anew and set a later date",
    """## What it does

Reports an ignore whose `until` has passed. What it was for is reported again.

## Why is this bad?

A date is a promise to look again. Nobody has looked.

## How to fix

Mend what was put off. If it has to wait longer, say why in the reason and set a new date.

## Example

```yaml
besu:
  replicas: 1   # linea: ignore[pdb-missing] reason="the second node comes in May" until=2026-05-31
```
""",
)

UNUSED = Check(
    "ignore-unused",
    {"prod": "warning", "dev": "note"},
    "it would hide the next finding of that kind, which nobody has looked at",
    "take it out",
    """## What it does

Reports an ignore that is for nothing that was found.

## Why is this bad?

What it was written for is mended, or has moved. Left behind, it hides the next finding in the same place.

## How to fix

Take it out, or move it to the line that the finding names. An ignore in a values file stands on the line of the
finding, or on a line of its own above.

## Example

```yaml
besu:
  replicas: 3   # linea: ignore[pdb-missing] reason="a devnet of one machine"
```
""",
)

OUTDATED = Check(
    "baseline-outdated",
    {"prod": "note", "dev": "note"},
    "it would hide the same finding when it comes back",
    "write the baseline anew with --write-baseline",
    """## What it does

Reports a baseline that knows findings which nobody finds any more.

## Why is this bad?

What was mended may come back, and the baseline would hide it.

## How to fix

Write the baseline anew. It should only ever get shorter.

## Example

```console
$ helm linea lint -f prod.yaml --write-baseline lint-baseline.json
```
""",
)

ALL = (INVALID, EXPIRED, UNUSED, OUTDATED)


def found(check: Check, message: str, at: Location | None, terms: Terms) -> Finding:
    """Stamp what is said of an ignore; the severity is "off" when nobody wants to know."""
    severity = terms.of(check.ID, check.SEVERITY) or "off"
    docs = explain(check.ID)
    location, rendered = (None, at) if at and at.source.kind == "rendered" else (at, None)
    return Finding(
        check.ID, severity, message, (), location, rendered=rendered, why=check.WHY, help=check.FIX, docs=docs
    )
