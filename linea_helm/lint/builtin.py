"""What a lint finds by itself: texts that are no YAML, values a schema refuses, charts that do not render."""

from __future__ import annotations

from typing import NamedTuple

#: What to do about a file of crds/, which no template renders.
BROKEN_CRD = "mend the file; `helm install` reads it before anything else of the chart"

_ALWAYS = {"prod": "error", "dev": "error"}


class Builtin(NamedTuple):
    """A check that belongs to the pipeline itself; the fields are those of a rule."""

    ID: str
    WHY: str
    FIX: str
    DOCS: str
    SEVERITY: dict[str, str] = _ALWAYS


YAML_ERROR = Builtin(
    "yaml-error",
    "Helm cannot read the file, so nothing is installed",
    "",
    """## What it does

Reports a values file that Helm cannot read as YAML, at the place where reading fails.

## Why is this bad?

Helm stops at the first such file, often with a line number that is off, and says nothing about the rest.

## How to fix

Mend the place that the caret shows. Indent with blanks, close quotes and brackets, and put a blank after each colon.

## Example

```yaml
besu:
	replicas: 2   # a tab
```
""",
)

CUT_OFF = Builtin(
    "yaml-cut-off",
    "what Helm drops has no effect, and neither Helm 3 nor Helm 4 says a word about it",
    "",
    """## What it does

Reports the line from which on Helm drops a values file, because what stands above it is a whole YAML document.

## Why is this bad?

Helm stops reading there, even where the rest is no YAML, and renders the release without it. Neither Helm 3 nor Helm 4
says a word.

## How to fix

Most often the first key is indented further than the others, or a `...` or a bracket ends the document too early. Make
one map of all keys.

## Example

```yaml
  fullnameOverride: linea   # this line is the whole document
txSender:                   # Helm drops the rest
  enabled: true
```
""",
)

SCHEMA = Builtin(
    "values-schema",
    "Helm refuses to install or upgrade with these values",
    "see the chart's values.schema.json or its README for what the key takes",
    """## What it does

Reports each value that does not fit the chart's `values.schema.json`, at the file or the flag that set it.
Whether a schema holds is decided by your Helm itself.

## Why is this bad?

`helm install` and `helm upgrade` refuse such values. Helm names a path in the merged values, not the file that is
wrong.

## How to fix

Give the key a value of the type that the message names. A number in quotes is a string; a string without quotes may be
a number. Where the schema describes the value, or a map around it, the fix repeats what it says.

## Example

```yaml
besu:
  replicas: "2"   # got string, want integer
```
""",
)

NOT_RENDERED = Builtin(
    "chart-not-rendered",
    "Helm cannot install what it cannot render; the policies for manifests could not look",
    "give the value that the message asks for; where it asks for none, the template is wrong, so tell its authors",
    """## What it does

Reports that `helm template` failed with these values, with the template's line and the values key where Helm names
them.

## Why is this bad?

`helm install` fails in the same way.

## How to fix

A message of the chart's own says which value it misses. A template error is the chart's: mend the template at its line,
or report it to the chart's authors. `lookup` finds nothing without a cluster: a template that cannot do without what it
looks up renders neither here nor with `helm template`.

## Example

```
linea-stack/templates/validate.yaml: sequencer.p2pKeySecretName is empty
```
""",
)

BAD_MANIFEST = Builtin(
    "manifest-broken",
    "Kubernetes refuses it, and no policy can look at it",
    "mend the template that renders it",
    """## What it does

Reports a rendered document, or one of the chart's `crds/`, that is no Kubernetes object: not YAML, not a mapping, or
without apiVersion or kind.

## Why is this bad?

`helm template` prints such a document as if it were in order. `helm install` fails on it, in the middle of a release.

## How to fix

Look at the place in the rendered stream, then at the template: most often it is an indentation, or an `if` around the
wrong lines.

## Example

```yaml
# Source: linea-stack/templates/extra.yaml
metadata:
  name: no-kind
```
""",
)

CHART = Builtin(
    "chart-broken",
    "Helm refuses to load the chart",
    "report it to the chart's authors, if it is not yours",
    """## What it does

Reports a file of the chart or of a sub-chart that keeps Helm from using it: a `Chart.yaml` that is no YAML, lacks its
name or version or lists a dependency that `charts/` does not have, or a `values.schema.json` that is no schema.

## Why is this bad?

`helm install` refuses the chart whatever the values are, and says neither the line nor, for a sub-chart, the file.

## How to fix

Mend the place that the caret shows. `helm dependency build CHART` fetches dependencies that are missing.

## Example

```yaml
apiVersion: v2
name: my-stack
version: one          # no semantic version
```
""",
)

UNMERGED = Builtin(
    "values-not-merged",
    "Helm refuses to render the chart with these values",
    "",
    """## What it does

Reports a value that Helm cannot merge with those of a sub-chart: its name has a text, a number or a list in place of a
map.

## Why is this bad?

`helm install` fails with `type mismatch on` and the name. It does not say which file or flag set it.

## How to fix

Write the sub-chart's values below its name. To switch it off, set its condition, most often `NAME.enabled: false`.

## Example

```yaml
monitoring: false     # monitoring is a sub-chart
```
""",
)

ALL = (YAML_ERROR, CUT_OFF, SCHEMA, NOT_RENDERED, BAD_MANIFEST, CHART, UNMERGED)
