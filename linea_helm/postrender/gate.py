"""What policies say of a post-rendered release. On the fast path: a release in order costs no import."""

from __future__ import annotations

from linea_helm.errors import InputError
from linea_helm.policies.catalogue import policies
from linea_helm.policies.engine import judge_fleet, judge_release, unjudged
from linea_helm.policies.fleet import Fleet
from linea_helm.policies.manifest import objects, template_of
from linea_helm.policies.release import Release
from linea_helm.postrender.home import home
from linea_helm.postrender.inject import UNREAD
from linea_helm.source import Source
from linea_helm.stream import split
from linea_helm.yaml.load import load

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from linea_helm.config import Config
    from linea_helm.finding import Finding
    from linea_helm.policies.engine import Terms
    from linea_helm.policies.manifest import Manifest
    from linea_helm.policies.policy import Policy
    from linea_helm.result import Ignored

    #: What counts, what is ignored, what could not be looked at and why, which only a report asks for.
    Judged = tuple[list[Finding], list[Ignored], Iterable[tuple[str, str]]]

#: The severity of ignores/checks.py for a severity that is set in vain: to ask there costs an import.
UNHEEDED = "note"


class Gate:
    """The bundled policies and those of the folders, and how strict to be.

    Errors: ConfigError for a policy that is wrong.
    """

    __slots__ = ("_config", "_environ", "_judges", "_namespace", "_terms")

    def __init__(
        self, folders: list[str], terms: Terms, namespace: str, config: Config | None, environ: Mapping[str, str]
    ) -> None:
        self._judges = policies(folders, environ)
        self._terms = terms
        self._namespace = namespace
        self._config = config
        self._environ = environ

    def judge(self, text: str, data: Sequence[object], heard: Collection[str] | None) -> Judged:
        """Judge a stream of manifests; `data` is what was read of its chunks when they were edited (`inject`).

        `heard` are the severities that somebody gets to know of, None for all: where nothing of them is found, the
        others are not looked for. Policies that look at values are left out: Helm gives a post-renderer none.
        Errors: ConfigError for an ignore that is wrong, InputError for a document that cannot be read.
        """
        manifests = _manifests(text, data)
        namespace, doubt = (self._namespace, "") if self._namespace else home(manifests, self._environ)
        release = Release(manifests, Source("manifests", text, "rendered"), "", namespace)
        ignores_some = "helm-linea/ignore" in text or (self._config and self._config.data.get("ignore"))
        if heard is not None and not ignores_some and not self._speaks(release, heard):
            return [], [], []
        findings = _found(self._judges, release, self._terms)
        if findings:
            from linea_helm.concealed import Secrets, conceal  # re and json: 10 ms

            secrets = Secrets()
            for manifest in release.manifests:
                secrets.learn_object(manifest.data)
            findings = conceal(findings, secrets)
        findings += self._unheeded()
        unread = self._unread(release, doubt)
        return (*self._heeded(release, findings), unread) if ignores_some else (findings, [], unread)

    def _speaks(self, release: Release, heard: Collection[str]) -> bool:
        """Tell whether there is anything that somebody gets to know of."""
        if UNHEEDED in heard and self._terms.unheeded(self._judges):
            return True
        return bool(_found(self._telling(heard), release, self._terms))

    def _unread(self, release: Release, doubt: str) -> Iterator[tuple[str, str]]:
        for policy, why in unjudged(self._judges, with_values=True):
            yield f"policy {policy}", why
        yield from release.unread()
        if doubt:
            yield "the release's namespace", f"{doubt}; --namespace says where"

    def _unheeded(self) -> list[Finding]:
        if self._config is None or not self._terms.unheeded(self._judges):
            return []
        from linea_helm.ignores.unheeded import unheeded

        return list(unheeded(self._config, self._judges, self._terms))

    def _telling(self, heard: Collection[str]) -> list[Policy]:
        """Leave out the policies whose severity nobody hears of."""
        of = self._terms.of
        return [each for each in self._judges if of(each.id, each.severities, mandatory=each.mandatory) in heard]

    def _heeded(self, release: Release, findings: list[Finding]) -> tuple[list[Finding], list[Ignored]]:
        """Give what counts of the findings, and what somebody chose to live with."""
        from linea_helm.ignores import annotation, apply, entry
        from linea_helm.lint.ignoring import known, today

        ignores = [*annotation.ignores(release), *(entry.ignores(self._config) if self._config else ())]
        seen = {policy.id for policy in self._judges if policy.view != "values"}
        return apply.apply(findings, ignores, known(self._judges, seen), self._terms, today(self._environ))


def _manifests(text: str, read: Sequence[object]) -> list[Manifest]:
    manifests: list[Manifest] = []
    for (start, chunk), known in zip(split(text), read, strict=True):
        template = template_of(chunk)
        try:
            data = load(Source(template, chunk, "rendered")) if known is UNREAD else known
            manifests += objects(data, template, start, chunk)
        except InputError as error:
            from linea_helm.postrender.refusal import unreadable

            raise unreadable(text, start, chunk, error) from None
    return manifests


def _found(judges: list[Policy], release: Release, terms: Terms) -> list[Finding]:
    return [*judge_release(judges, release, terms, None), *judge_fleet(judges, Fleet([(release, "")]), terms)]
