"""What a lint does while Helm renders and there is nothing else to do: it gets ready to judge and to report.

Each step only does early what would be done anyway; after each it looks whether Helm has ended.
"""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module

from linea_helm.facts import toml

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from linea_helm.lint.helm import Run
    from linea_helm.policies.policy import Policy

#: What reading and judging a release import when they need it, then what findings need: nearly every release does.
_JUDGING = (
    "shlex",
    "linea_helm.facts.nodes",
    "linea_helm.facts.besu",
    "linea_helm.facts.maru",
    "linea_helm.facts.hidden",
    "linea_helm.facts.genesis",
    "linea_helm.facts.links",
    "linea_helm.facts.exposures",
    "linea_helm.facts.keyless",
    "linea_helm.facts.keys",
    "hashlib",
    "linea_helm.cel.library.lists",
    "linea_helm.cel.library.optionals",
    "linea_helm.cel.library.regex",
    "linea_helm.cel.library.standard",
    "linea_helm.cel.library.strings",
    "linea_helm.cel.re2.automaton",
)
_FINDINGS = (
    "linea_helm.policies.culprits",
    "linea_helm.cel.blame",
    "linea_helm.yaml.spot",
    "linea_helm.yaml.scalarplace",
    "linea_helm.report.text",
    "linea_helm.named",
)


def get_ready(policies: Sequence[Policy], run: Run) -> None:
    """Import and build what judging what `run` renders will need, until it has ended."""
    for _ in _steps(policies):
        if run.has_ended():
            return


def _steps(policies: Sequence[Policy]) -> Iterator[None]:
    for module in _JUDGING:
        import_module(module)
        yield
    with suppress(toml.NoReader):
        toml.read("a = 1")
        yield
    for policy in policies:
        policy.prepare()
        yield
    for module in _FINDINGS:
        import_module(module)
        yield
