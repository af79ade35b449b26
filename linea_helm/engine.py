"""Data × checks → findings. No files, no printing, no clock: equal inputs give equal findings.

A check says what and where in the data; here it gets its id, its severity and its place in a text.
On the fast path: a release in order costs no import.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from linea_helm.finding import Finding, Path
    from linea_helm.manifest import Manifest
    from linea_helm.policy import Policy, Verdict
    from linea_helm.source import Location, Source
    from linea_helm.values import Values


class Terms:
    """How strict a run is: the profile, and severities that the configuration sets by id ("off" drops a check)."""

    __slots__ = ("profile", "severity")

    def __init__(self, profile: str = "prod", severity: Mapping[str, str] | None = None) -> None:
        self.profile = profile
        self.severity = severity or {}

    def of(self, check: str, by_profile: Mapping[str, str], *, mandatory: bool = False) -> str | None:
        """Give the severity of a check, None when it is off; nobody sets that of a mandatory one in prod."""
        own = by_profile[self.profile]
        if mandatory and self.profile == "prod":
            return own
        severity = self.severity.get(check, own)
        return None if severity == "off" else severity


class Release:
    """A rendered release: its objects, the stream they stand in, and who it is."""

    __slots__ = ("manifests", "name", "namespace", "stream")

    def __init__(self, manifests: Sequence[Manifest], stream: Source, name: str, namespace: str) -> None:
        self.manifests = manifests
        self.stream = stream
        self.name = name
        self.namespace = namespace


def judge_values(
    policies: Sequence[Policy], values: Values, terms: Terms, release: Mapping[str, str]
) -> Iterator[Finding]:
    """Judge the merged values by the policies for values; a finding points at the file or the flag that set the value."""
    bindings = {"object": values.computed, "release": dict(release), "profile": terms.profile}
    for policy in policies:
        if policy.view != "values":
            continue
        severity = terms.of(policy.id, policy.severities, mandatory=policy.mandatory)
        if severity is None:
            continue
        for verdict in policy.judge(bindings):
            path = verdict.path[1:]
            yield _stamped(policy, severity, verdict, path, location=values.place(path))


def judge_release(
    policies: Sequence[Policy], release: Release, terms: Terms, values: Mapping[str, Any] | None
) -> Iterator[Finding]:
    """Judge the objects of a release; a finding names the object and shows it where it stands in the stream.

    Policies that look at the values are left out when there are none: `unjudged` names them.
    """
    resources = [manifest.data for manifest in release.manifests]
    shared: dict[str, Any] = {
        "resources": resources,
        "release": {"name": release.name, "namespace": release.namespace},
        "profile": terms.profile,
    }
    if values is not None:
        shared["values"] = values
    for policy in policies:
        if policy.view == "values" or (values is None and "values" in policy.needs):
            continue
        severity = terms.of(policy.id, policy.severities, mandatory=policy.mandatory)
        if severity is not None:
            yield from _judge(policy, severity, release, shared)


def unjudged(policies: Sequence[Policy]) -> list[str]:
    """Name the policies that need values, for a run that has only manifests."""
    return sorted({policy.id for policy in policies if policy.view == "values" or "values" in policy.needs})


def _judge(policy: Policy, severity: str, release: Release, shared: Mapping[str, Any]) -> Iterator[Finding]:
    if not policy.is_per_object:
        for verdict in policy.judge(dict(shared)):
            yield _found(policy, severity, verdict, release, None)
        return
    for manifest in release.manifests:
        if policy.selects(manifest):
            for verdict in policy.judge({**shared, **admission(manifest, release.namespace)}):
                yield _found(policy, severity, verdict, release, manifest)


def admission(manifest: Manifest, namespace: str) -> dict[str, Any]:
    """Bind what the API server would for the creation of an object (AdmissionRequest)."""
    group, _, version = manifest.api_version.rpartition("/")
    request = {
        "operation": "CREATE",
        "name": manifest.name,
        "namespace": manifest.namespace or namespace,
        "kind": {"group": group, "version": version, "kind": manifest.kind},
        "dryRun": True,
    }
    return {"object": manifest.data, "oldObject": None, "params": None, "request": request}


def _found(policy: Policy, severity: str, verdict: Verdict, release: Release, manifest: Manifest | None) -> Finding:
    root, path = verdict.path[0], verdict.path[1:]
    if root == "resources" and path and isinstance(path[0], int):
        manifest, path = release.manifests[path[0]], path[1:]
    elif root != "object":
        path = ()
    if manifest is None:
        return _stamped(policy, severity, verdict, path)
    from linea_helm.finding import Subject

    subject = Subject(manifest.api_version, manifest.kind, manifest.name, manifest.namespace)
    rendered = place_in_stream(manifest, path, release.stream)
    return _stamped(
        policy, severity, verdict, path, subject=subject, template=manifest.template or None, rendered=rendered
    )


def _stamped(policy: Policy, severity: str, verdict: Verdict, path: Path, **where: Any) -> Finding:  # noqa: ANN401
    from linea_helm.finding import Finding  # typing: 9 ms, and only when there is a finding

    docs = f"helm linea policy explain {policy.id}"
    return Finding(policy.id, severity, verdict.message, path, why=policy.why, help=policy.help, docs=docs, **where)


def place_in_stream(manifest: Manifest, path: Path, stream: Source) -> Location | None:
    """Find a path of an object in the rendered stream, or the nearest parent that is there.

    A finding about the object as a whole points at its name.
    """
    from linea_helm.document import compose  # ruamel.yaml: 21 ms
    from linea_helm.source import Location, Source

    documents = [d for d in compose(Source(stream.name, manifest.text, stream.kind)) if d.data() is not None]
    if not documents:
        return None
    wanted = (*manifest.prefix, *(path or ("metadata", "name")))
    for length in range(len(wanted), 0, -1):
        found = documents[0].locate(wanted[:length], key=length < len(wanted))
        if found:
            return Location(stream, manifest.start + found.start, manifest.start + found.end)
    return Location(stream, manifest.start, manifest.start)
