"""Severities of `.linea.yaml` that nobody heeds: what is mandatory in prod keeps its own there."""

from __future__ import annotations

from linea_helm.ignores import checks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from linea_helm.config import Config
    from linea_helm.finding import Finding
    from linea_helm.policies.engine import Terms
    from linea_helm.policies.policy import Policy


def unheeded(config: Config, policies: Iterable[Policy], terms: Terms) -> Iterator[Finding]:
    """Tell of each severity that a configuration sets in vain, where it sets it."""
    for id_, kept in terms.unheeded(policies).items():
        at = config.locate(("severity", id_))
        yield checks.found(checks.UNHEEDED, f'{id_} is mandatory in prod and stays "{kept}" there', at, terms)
