"""Ignores in `.linea.yaml`: for what has no line of the user's, and objects that nobody can annotate."""

from __future__ import annotations

from linea_helm.finding import dotted
from linea_helm.ignores.ignore import Ignore, Mistake, checked_date

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from linea_helm.config import Config
    from linea_helm.finding import Finding


def ignores(config: Config) -> Iterator[Ignore]:
    """Give the ignores of a configuration.

    Errors: ConfigError for an empty reason and for a date that is none.
    """
    for index, entry in enumerate(config.data.get("ignore", ())):
        if not entry["reason"].strip():
            raise config.error(("ignore", index, "reason"), "an ignore needs a reason")
        try:
            until = checked_date(entry.get("until", ""), 0, 0)
        except Mistake as mistake:
            raise config.error(("ignore", index, "until"), mistake.problem.replace("until=", "")) from mistake
        at = config.locate(("ignore", index, "id"))
        yield Ignore((entry["id"],), entry["reason"], until, at, _fitting(entry))


def _fitting(entry: dict[str, Any]) -> Callable[[Finding], bool]:
    """Match the object ("StatefulSet/besu-*") and the path ("spec.template.*"), each with the wildcards of a shell."""
    from fnmatch import fnmatchcase

    def covers(finding: Finding) -> bool:
        subject = f"{finding.subject.kind}/{finding.subject.name}" if finding.subject else ""
        wanted = (("object", subject), ("path", dotted(finding.path)))
        return all(key not in entry or fnmatchcase(have, entry[key].replace("[", "[[]")) for key, have in wanted)

    return covers
