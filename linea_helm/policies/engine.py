"""Data × checks → findings. No files, no printing, no clock: equal inputs give equal findings.

A check says what and where in the data; here it gets its id, its severity and its place in a text.
On the fast path: a release in order costs no import.
"""

from __future__ import annotations

from linea_helm.policies.constraints import by_kind
from linea_helm.policies.kinds import CLUSTER_SCOPED, plural

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from linea_helm.finding import Finding, Path
    from linea_helm.policies.manifest import Manifest
    from linea_helm.policies.policy import Policy, Verdict
    from linea_helm.source import Location, Source
    from linea_helm.values.values import Values
    from linea_helm.yaml.spot import Spots


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
    """A rendered release: its objects, the stream they stand in, and who it is.

    A document is read for its positions when the first finding is in it, and only once.
    """

    __slots__ = ("_spots", "kinds", "manifests", "name", "namespace", "resources", "stream")

    def __init__(self, manifests: Sequence[Manifest], stream: Source, name: str, namespace: str) -> None:
        self.manifests = manifests
        self.kinds = by_kind(manifests)
        self.resources = [manifest.data for manifest in manifests]
        self.stream = stream
        self.name = name
        self.namespace = namespace
        self._spots: dict[int, Spots] = {}

    def place(self, manifest: Manifest, path: Path) -> Location:
        """Find a path of an object in the stream, or the nearest parent that is there; () is the object's name.

        An object that has neither is shown at its kind, and where that comes from its list, at its start.
        """
        from linea_helm.source import Location

        spots, prefix = self._spots_of(manifest), manifest.prefix
        wanted = (*prefix, *(path or ("metadata", "name")))
        parents = [wanted[:length] for length in range(len(wanted) - 1, len(prefix), -1)]
        ways = [(wanted, False), *((parent, True) for parent in (*parents, (*prefix, "kind"), prefix))]
        found = next(place for way, key in ways if (place := spots.locate(way, key=key)))
        return Location(self.stream, manifest.start + found.start, manifest.start + found.end)

    def _spots_of(self, manifest: Manifest) -> Spots:
        if manifest.start not in self._spots:
            from linea_helm.source import Source
            from linea_helm.yaml.spot import Spots

            self._spots[manifest.start] = Spots(Source(self.stream.name, manifest.text, self.stream.kind))
        return self._spots[manifest.start]


def judge_values(
    policies: Sequence[Policy], values: Values, terms: Terms, release: Mapping[str, str]
) -> Iterator[Finding]:
    """Judge the merged values by the policies for values; a finding points at the file or the flag that set the value.

    `release` says name and namespace.
    """
    bindings = {"object": values.computed, "release": dict(release), "profile": terms.profile}
    for policy in policies:
        severity = terms.of(policy.id, policy.severities, mandatory=policy.mandatory)
        if policy.view == "values" and severity:
            for verdict in policy.judge(bindings):
                path = verdict.path[1:]
                yield _stamped(policy, severity, verdict, path, location=values.place(path))


def judge_release(
    policies: Sequence[Policy], release: Release, terms: Terms, values: Values | None
) -> Iterator[Finding]:
    """Judge the objects of a release; a finding names the object and shows it where it stands in the stream.

    Policies that cannot judge are left out: `unjudged` names them.
    """
    for policy in policies:
        severity = terms.of(policy.id, policy.severities, mandatory=policy.mandatory)
        if policy.view == "values" or severity is None or _obstacle(policy, with_values=values is not None):
            continue
        for verdict, manifest in verdicts(policy, release, terms, values.computed if values else None):
            yield _found(policy, severity, verdict, release, manifest, values)


def verdicts(
    policy: Policy, release: Release, terms: Terms, values: Mapping[str, Any] | None
) -> Iterator[tuple[Verdict, Manifest | None]]:
    """Judge a release by one policy: each verdict with the object that it is about, None for the whole release."""
    shared: dict[str, Any] = {
        "resources": release.resources,
        "release": {"name": release.name, "namespace": release.namespace},
        "profile": terms.profile,
    }
    if values is not None:
        shared["values"] = values
    if not policy.is_per_object:
        for verdict in policy.judge(shared):
            yield verdict, _meant(verdict, release)
        return
    for manifest in policy.select(release.kinds):
        bindings = {**shared, "object": manifest.data, "oldObject": None}
        if "request" in policy.needs:
            bindings["request"] = admission(manifest, release.namespace)
        for verdict in policy.judge(bindings):
            yield verdict, _meant(verdict, release) or manifest


def path_in(verdict: Verdict) -> Path:
    """Give the path of a verdict inside the object or the values that it is about."""
    return verdict.path[2:] if verdict.path[0] == "resources" else verdict.path[1:]


def unjudged(policies: Sequence[Policy], *, with_values: bool) -> list[tuple[str, str]]:
    """Name the policies that cannot judge a release, each with the reason."""
    obstacles = ((policy.id, _obstacle(policy, with_values=with_values)) for policy in policies)
    return sorted({(id_, why) for id_, why in obstacles if why})


def admission(manifest: Manifest, namespace: str) -> dict[str, Any]:
    """Give the AdmissionRequest of the API server when somebody creates an object; nobody knows yet who."""
    group, _, version = manifest.api_version.rpartition("/")
    kind = {"group": group, "version": version, "kind": manifest.kind}
    resource = {"group": group, "version": version, "resource": plural(manifest.kind)}
    return {
        "operation": "CREATE",
        "name": manifest.name,
        "namespace": "" if manifest.kind in CLUSTER_SCOPED else manifest.namespace or namespace,
        "kind": kind,
        "requestKind": kind,
        "resource": resource,
        "requestResource": resource,
        "subResource": "",
        "requestSubResource": "",
        "userInfo": {"username": "", "groups": ["system:authenticated"]},
        "dryRun": False,
    }


def _obstacle(policy: Policy, *, with_values: bool) -> str:
    if not with_values and (policy.view == "values" or "values" in policy.needs):
        return "it looks at values, and there are only manifests"
    if "namespaceObject" in policy.needs:
        return "it reads namespaceObject, which only a cluster has"
    return "" if policy.judges_creations else "it judges only changes to what is in a cluster"


def _meant(verdict: Verdict, release: Release) -> Manifest | None:
    root, *path = verdict.path
    return release.manifests[path[0]] if root == "resources" and path and isinstance(path[0], int) else None


def _found(
    policy: Policy, severity: str, verdict: Verdict, release: Release, manifest: Manifest | None, values: Values | None
) -> Finding:
    path = path_in(verdict)
    if verdict.path[0] == "values" and values:
        return _stamped(policy, severity, verdict, path, location=values.place(path))
    if manifest is None:
        return _stamped(policy, severity, verdict, path)
    from linea_helm.finding import Subject

    subject = Subject(manifest.api_version, manifest.kind, manifest.name, manifest.namespace)
    template, rendered = manifest.template or None, release.place(manifest, path)
    return _stamped(policy, severity, verdict, path, subject=subject, template=template, rendered=rendered)


def _stamped(policy: Policy, severity: str, verdict: Verdict, path: Path, **where: Any) -> Finding:  # noqa: ANN401
    from linea_helm.finding import Finding  # typing: 9 ms, and only when there is a finding

    docs = f"helm linea policy explain {policy.id}"
    return Finding(policy.id, severity, verdict.message, path, why=policy.why, help=policy.help, docs=docs, **where)
