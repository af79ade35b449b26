"""The errors that end a run, each with what a user needs to mend it.

LineaError
├── UsageError    the command line or an environment variable is wrong
├── ConfigError   .linea.yaml or a policy is wrong
├── InputError    a file, a chart or a stream cannot be read (yaml.document.YamlError: a text that is no YAML)
│   └── ReportError   a report cannot be written
└── HelmError     Helm is missing, too old, or refused to render

All of them end with exit code 2 (docs/exit-codes.md); anything else that escapes is a bug and ends with 3.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linea_helm.source import Location


class LineaError(Exception):
    """A run that cannot go on: the problem with the value seen, where, why it matters, how to mend it."""

    def __init__(self, problem: str, *, at: Location | None = None, why: str = "", fix: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.at = at
        self.why = why
        self.fix = fix


class UsageError(LineaError):
    """The command line or an environment variable is wrong."""


class ConfigError(LineaError):
    """A `.linea.yaml` or a policy is wrong."""


class InputError(LineaError):
    """A file, a chart or a stream cannot be read."""


class ReportError(InputError):
    """A report that cannot be written; those of the same run that can be are written all the same."""


class HelmError(LineaError):
    """Helm is missing, too old, or refused to render."""
