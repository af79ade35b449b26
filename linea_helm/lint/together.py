"""What the inspections of one run leave for its end: releases to compare, and what somebody chose to ignore."""

from __future__ import annotations

from linea_helm.ignores import annotation, apply, comment, entry
from linea_helm.ignores.unheeded import unheeded
from linea_helm.lint.baseline import without_known
from linea_helm.lint.ignoring import RULES, known, today
from linea_helm.lint.request import strictest
from linea_helm.result import Result, ordered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from linea_helm.concealed import Secrets
    from linea_helm.finding import Finding
    from linea_helm.ignores.apply import Known
    from linea_helm.ignores.ignore import Ignore, Mistake
    from linea_helm.lint.request import Request
    from linea_helm.policies.engine import Terms
    from linea_helm.policies.policy import Policy
    from linea_helm.policies.release import Release
    from linea_helm.source import Location, Source
    from linea_helm.values.values import Values

    #: A release that was rendered, and the values files that made it.
    Member = tuple[Release, str]


class Together:
    """Collects over the inspections of a run; `compares`: the releases are one fleet, judged at its end.

    `is_whole` says that no request ended with a file that cannot be read.
    """

    def __init__(self, *, compares: bool = False) -> None:
        self.compares = compares
        self.members: list[Member] = []
        self.secrets: list[Secrets] = []
        self.is_whole = True
        self._policies: dict[str, list[Policy]] = {}
        self._judged: list[set[str]] = []
        self._ignores: list[Ignore | tuple[Mistake, Location]] = []

    def know(self, policies: Sequence[Policy]) -> None:
        """Remember the policies of an inspection; a file of several documents is several of one id."""
        found: dict[str, list[Policy]] = {}
        for policy in policies:
            found.setdefault(policy.id, []).append(policy)
        self._policies |= found

    @property
    def policies(self) -> list[Policy]:
        """All policies of the run."""
        return [policy for documents in self._policies.values() for policy in documents]

    def judged(self, policies: set[str]) -> None:
        """Remember which policies had all that they judge in one inspection; without any, the rules had not either."""
        self._judged.append({*policies, *RULES} if policies else set())

    def read_values(self, sources: Sequence[Source], values: Values | None) -> None:
        """Collect the ignores of values files."""

        def whole(finding: Finding) -> Location | None:
            return values.place(finding.path) if values else None

        for source in sources:
            self._ignores += comment.ignores(source, whole)

    def read_release(self, release: Release) -> None:
        """Collect the ignores of a release."""
        if annotation.ANNOTATION in release.stream.text:
            self._ignores += annotation.ignores(release)

    def settled(self, result: Result, requests: Sequence[Request], environ: Mapping[str, str]) -> Result:
        """Take out of a result what is ignored, and add what is wrong with the ignores and the severities.

        Errors: ConfigError for an ignore of a configuration that is none.
        """
        terms = strictest(requests)
        for config in {request.config.path: request.config for request in requests}.values():
            self._ignores += entry.ignores(config)
        if self._ignores:
            kept, ignored = apply.apply(
                result.findings, self._ignores, self._known(len(requests)), terms, today(environ)
            )
            result = result._replace(findings=ordered(dict.fromkeys(kept)), ignored=tuple(ignored))
        if told := list(self._unheeded(requests)):
            result = result._replace(findings=ordered([*result.findings, *told]))
        path = requests[0].baseline
        return without_known(result, path, self.never(terms), terms) if path else result

    def _unheeded(self, requests: Sequence[Request]) -> Iterator[Finding]:
        strict = {request.config.path: request for request in requests if request.terms.profile == "prod"}
        for request in strict.values():
            yield from unheeded(request.config, self.policies, request.terms)

    def never(self, terms: Terms) -> set[str]:
        """Give the ids that no baseline can hide."""
        ids = self._known(0)
        return {*ids.fixed, *(ids.mandatory if terms.profile == "prod" else ())}

    def _known(self, requests: int) -> Known:
        judged = set.intersection(*self._judged) if len(self._judged) == requests else set()
        return known(self.policies, judged)
