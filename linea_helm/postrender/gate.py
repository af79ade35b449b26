"""What policies say of a post-rendered release. On the fast path: a release in order costs no import."""

from __future__ import annotations

from linea_helm.errors import InputError
from linea_helm.policies.catalogue import policies
from linea_helm.policies.engine import judge_fleet, judge_release
from linea_helm.policies.fleet import Fleet
from linea_helm.policies.manifest import objects, template_of
from linea_helm.policies.release import Release
from linea_helm.source import Source
from linea_helm.stream import split
from linea_helm.yaml.load import load

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from linea_helm.config import Config
    from linea_helm.finding import Finding
    from linea_helm.policies.engine import Terms
    from linea_helm.policies.manifest import Manifest
    from linea_helm.policies.policy import Policy
    from linea_helm.result import Ignored
    from linea_helm.yaml.block import Memo


def judge(
    stream: bytes,
    folders: list[str],
    terms: Terms,
    namespace: str,
    config: Config | None,
    environ: Mapping[str, str],
    heard: Collection[str] | None,
) -> tuple[list[Finding], list[Ignored], list[tuple[str, str]]]:
    """Judge a stream of manifests by the bundled policies and those of the folders.

    Gives what counts, what is ignored, and what could not be looked at and why. `heard` are the severities that
    somebody gets to know of, None for all: where nothing of them is found, the others are not looked for.
    Policies that look at values are left out: Helm gives a post-renderer none.
    Errors: ConfigError for a policy or an ignore that is wrong, InputError for a document that cannot be read.
    """
    text = stream.decode()
    manifests: list[Manifest] = []
    memo: Memo = {}
    for start, chunk in split(text):
        template = template_of(chunk)
        try:
            manifests += objects(load(Source(template, chunk, "rendered"), memo), template, start, chunk)
        except InputError as error:
            from linea_helm.postrender.refusal import unreadable

            raise unreadable(text, start, chunk, error) from None
    release = Release(manifests, Source("manifests", text, "rendered"), "", namespace)
    judges = policies(folders, environ)
    ignores_some = "helm-linea/ignore" in text or (config and config.data.get("ignore"))
    if heard is not None and not ignores_some and not _found(_telling(judges, terms, heard), release, terms):
        return [], [], []
    findings = _found(judges, release, terms)
    if findings:
        from linea_helm.concealed import Secrets, conceal  # re and json: 10 ms

        secrets = Secrets()
        for manifest in manifests:
            secrets.learn_object(manifest.data)
        findings = conceal(findings, secrets)
    if not ignores_some:
        return findings, [], list(release.unread())
    from linea_helm.ignores import annotation, apply, entry
    from linea_helm.lint.ignoring import known, today

    ignores = [*annotation.ignores(release), *(entry.ignores(config) if config else ())]
    seen = {policy.id for policy in judges if policy.view != "values"}
    kept, ignored = apply.apply(findings, ignores, known(judges, seen), terms, today(environ))
    return kept, ignored, list(release.unread())


def _found(judges: list[Policy], release: Release, terms: Terms) -> list[Finding]:
    return [*judge_release(judges, release, terms, None), *judge_fleet(judges, Fleet([(release, "")]), terms)]


def _telling(judges: list[Policy], terms: Terms, heard: Collection[str]) -> list[Policy]:
    """Leave out the policies whose severity nobody hears of."""
    return [each for each in judges if terms.of(each.id, each.severities, mandatory=each.mandatory) in heard]
