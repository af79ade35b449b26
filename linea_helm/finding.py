"""What a check says and what a user reads: data only, no behaviour but a fingerprint.

A check yields a `Problem`: a path and a message. The engine stamps id, severity and location on it: a `Finding`.
"""

from __future__ import annotations

from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linea_helm.source import Location

#: From the most to the least severe; SARIF's levels.
SEVERITIES = ("error", "warning", "note")

Path = tuple[str | int, ...]


class Problem(NamedTuple):
    """What a check yields.

    `path` leads from the root of the checked data to the value; () is the data itself.
    `message` is lower case, without a full stop, and names the value it saw.
    `key_only` underlines the key instead of its value.
    """

    path: Path
    message: str
    key_only: bool = False


class Subject(NamedTuple):
    """The Kubernetes object a finding is about."""

    api_version: str
    kind: str
    name: str
    namespace: str = ""


class Template(NamedTuple):
    """The template that made an object, or that Helm could not render.

    `name` is what Helm calls it ("chart/templates/x.yaml"), `line` is 1-based; None stands for all of it.
    `file` is where the user has it, None for a chart that is not the user's; with `is_packed` it is the archive that
    holds the template, and `line` is not one of its lines.
    """

    name: str
    line: int | None = None
    file: str | None = None
    is_packed: bool = False


class Finding(NamedTuple):
    """One thing that a user should know, ready to report.

    `location` is in a text of the user's (values file, flag, policy); None when the user wrote nothing there.
    `rendered` is in the rendered manifest, which `template` made.
    `path` is the path in the merged values, or in `subject`.
    `why` and `help` are one sentence each: what goes wrong, and what to do.
    """

    id: str
    severity: str
    message: str
    path: Path = ()
    location: Location | None = None
    subject: Subject | None = None
    template: Template | None = None
    rendered: Location | None = None
    why: str = ""
    help: str = ""
    docs: str = ""


def dotted(path: Path) -> str:
    """Write a path the way people read it: `spec.containers[0].image`, `metadata.labels["a.b/c"]`."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        elif part and all(c.isalnum() or c in "_-" for c in part):
            text += f".{part}" if text else part
        else:
            text += '["' + part.replace("\\", "\\\\").replace('"', '\\"') + '"]'
    return text
