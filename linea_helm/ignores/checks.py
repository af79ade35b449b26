"""What is said of ignores: one that cannot be read, is over, or is for nothing; and of a severity that is in vain."""

from __future__ import annotations

from typing import NamedTuple

from linea_helm.called import explain
from linea_helm.finding import Finding, Subject, Template
from linea_helm.ignores.annotation import ANNOTATION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linea_helm.policies.engine import Terms
    from linea_helm.policies.manifest import Manifest
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

UNHEEDED = Check(
    "severity-unheeded",
    {"prod": "note", "dev": "off"},
    "what the policy finds counts there as if the line were not there",
    "take the line out, or keep it for the profile dev, in which it counts",
    """## What it does

Reports a severity in `.linea.yaml` for a policy that is mandatory in the profile `prod` and keeps its own severity
there. `linea-post` reports it, too.

## Why is this bad?

It is not, as long as you know: nothing passes that should not. But whoever wrote the line believes that the policy is
off, or milder, and is surprised when it refuses a release.

## How to fix

Take the line out. Where the same file is used with the profile `dev`, in which the severity counts, it can stay.

## Example

```yaml
# .linea.yaml
severity:
  tx-sender-plaintext-key: off   # in prod it stays an error
```
""",
)

ALL = (INVALID, EXPIRED, UNUSED, OUTDATED, UNHEEDED)


def found(check: Check, message: str, at: Location | None, terms: Terms, on: Manifest | None = None) -> Finding:
    """Stamp what is said of an ignore, `on` an object or elsewhere, or a severity; "off" when nobody wants to know."""
    severity = terms.of(check.ID, check.SEVERITY) or "off"
    location, rendered = (None, at) if at and at.source.kind == "rendered" else (at, None)
    return Finding(
        check.ID, severity, message, ("metadata", "annotations", ANNOTATION) if on else (), location,
        Subject(on.api_version, on.kind, on.name, on.namespace) if on else None,
        Template(on.template) if on and on.template else None,
        rendered=rendered, why=check.WHY, help=check.FIX, docs=explain(check.ID),
    )  # fmt: skip
