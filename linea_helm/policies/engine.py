"""Data × checks → findings. No files, no printing, no clock: equal inputs give equal findings.

A check says what and where in the data; here it gets its id, its severity and its place in a text.
On the fast path: a release in order costs no import.
"""

from __future__ import annotations

from linea_helm import bundled
from linea_helm.facts import OF_RELEASE, OF_VALUES, of_values
from linea_helm.facts.fact import Fact, Place
from linea_helm.policies.fleet import fleet_verdicts, is_new
from linea_helm.policies.kinds import CLUSTER_SCOPED, plural
from linea_helm.policies.manifest import Manifest
from linea_helm.policies.policy import Bound

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from linea_helm.finding import Finding, Path
    from linea_helm.policies.costs import Cost
    from linea_helm.policies.fleet import Fleet, Said
    from linea_helm.policies.policy import Policy, Verdict
    from linea_helm.policies.release import Release
    from linea_helm.values.values import Values

    #: What a policy could not evaluate: the rank of its severity, the policy, its severity, the verdict, the place.
    Unclear = tuple[int, Policy, str, Verdict, Place]

#: From the most to the least severe, as in finding.py, which costs an import.
RANKS = ("error", "warning", "note")
#: The views of policies that judge something else than a release.
_ELSEWHERE = ("values", "fleet")
#: What a policy's own advice is not for: it met something of another type than it expects.
_OVERLOAD = "no such overload"
_MISTYPED = "give it the type that belongs there: a text in quotes, a number without"


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

    def unheeded(self, policies: Iterable[Policy]) -> dict[str, str]:
        """Give the mandatory policies of which somebody sets another severity in vain, each with the one it keeps."""
        if self.profile != "prod" or not self.severity:
            return {}
        kept = {policy.id: policy.severities["prod"] for policy in policies if policy.mandatory}
        return {id_: kept[id_] for id_, asked in self.severity.items() if kept.get(id_, asked) != asked}


def judge_values(
    policies: Sequence[Policy], values: Values, terms: Terms, release: Mapping[str, str]
) -> Iterator[Finding]:
    """Judge the merged values by the policies for values; a finding points at the file or the flag that set the value.

    `release` says name and namespace.
    """
    facts: dict[str, list[Fact]] = {}
    for policy in policies:
        severity = terms.of(policy.id, policy.severities, mandatory=policy.mandatory)
        if policy.view == "values" and severity:
            for verdict, place in values_verdicts(policy, values.computed, terms, release, facts):
                location = values.place(place.path, place.inner)
                yield _stamped(policy, severity, verdict, place.path, location=location)


def values_verdicts(
    policy: Policy, values: dict[str, Any], terms: Terms, release: Mapping[str, str], facts: dict[str, list[Fact]]
) -> Iterator[tuple[Verdict, Place]]:
    """Judge merged values by one policy: each verdict with the place in the values that it points at.

    `facts` keeps the facts of these values from one policy to the next.
    """
    wanted = [name for name in OF_VALUES if name in (*policy.needs, policy.each)]
    facts |= {name: of_values(name, values) for name in wanted if name not in facts}
    bindings = {
        "object": values,
        "release": dict(release),
        "profile": terms.profile,
        **{name: [fact.data for fact in facts[name]] for name in wanted},
    }
    said: set[Said] = set()
    for fact in facts[policy.each] if policy.each else [None]:
        for verdict in policy.judge({**bindings, OF_VALUES[policy.each]: fact.data} if fact else bindings):
            place = _aim_in_values(verdict, facts, fact)
            if fact is None or is_new(verdict, place, said):
                yield verdict, place


def _aim_in_values(verdict: Verdict, found: dict[str, list[Fact]], fact: Fact | None) -> Place:
    root, *path = verdict.path
    if root in found and path and isinstance(path[0], int):
        return found[str(root)][path[0]].place(tuple(path[1:]))
    if fact:
        return fact.place(tuple(path) if root in OF_VALUES.values() else ())
    return Place(None, tuple(path))


def judge_release(
    policies: Sequence[Policy], release: Release, terms: Terms, values: Values | None
) -> Iterator[Finding]:
    """Judge the objects of a release; a finding names the object and shows it where it stands in the stream.

    Policies that cannot judge are left out: `unjudged` names them. What makes several of them fail at one place, such
    as a list where a map belongs, is said once, by the most severe of them.
    """
    unclear: dict[tuple[int, Path], list[Unclear]] = {}
    for policy in policies:
        if policy.view in _ELSEWHERE:
            continue
        severity = terms.of(policy.id, policy.severities, mandatory=policy.mandatory)
        if severity is None or _obstacle(policy, with_values=values is not None):
            continue
        for verdict, place in verdicts(policy, release, terms, values.computed if values else None):
            if verdict.failed:
                _keep_unclear(unclear, (RANKS.index(severity), policy, severity, verdict, place))
            else:
                yield _found(policy, severity, verdict, release, place, values)
    for group in unclear.values():
        _, policy, severity, verdict, place = min(group, key=_rank)
        others = len({id(judge) for _, judge, *_ in group}) - 1
        if others:
            verdict.message += f"; {others} more polic{'y' if others == 1 else 'ies'} cannot be evaluated here"
        yield _found(policy, severity, verdict, release, place, values)


def _keep_unclear(unclear: dict[tuple[int, Path], list[Unclear]], one: Unclear) -> None:
    """Put what cannot be evaluated to what else stumbles on the same, and say what that is."""
    from linea_helm.policies.malformed import pointed  # only after a failure

    rank, policy, severity, verdict, place = one
    place, what = pointed(place)
    if what and verdict.fault:  # an expression failed
        verdict.message += f" ({what})"
    unclear.setdefault((id(place.manifest), place.path), []).append((rank, policy, severity, verdict, place))


def _rank(unclear: Unclear) -> int:
    return unclear[0]


def judge_fleet(policies: Sequence[Policy], fleet: Fleet, terms: Terms) -> Iterator[Finding]:
    """Judge releases by the policies that compare them; a finding stands in the release that should change."""
    for policy in policies:
        if policy.view != "fleet":
            continue
        if severity := terms.of(policy.id, policy.severities, mandatory=policy.mandatory):
            for verdict, place, release in fleet_verdicts(policy, fleet, terms.profile):
                yield _found(policy, severity, verdict, release, place, None)


def verdicts(
    policy: Policy, release: Release, terms: Terms, values: Mapping[str, Any] | None
) -> Iterator[tuple[Verdict, Place]]:
    """Judge a release by one policy: each verdict with the place that it points at; the manifest None is the whole."""
    subjects = _subjects(policy, release)
    if not subjects:
        return
    shared: dict[str, Any] = {
        "resources": release.resources,
        "release": {"name": release.name, "namespace": release.namespace},
        "profile": terms.profile,
        **{name: release.data(name) for name in OF_RELEASE if name in policy.needs},
    }
    if values is not None:
        shared["values"] = values
    said: set[Said] = set()
    for subject in subjects:
        bindings = _bindings(policy, release, shared, subject)
        for verdict in policy.judge(bindings, subject.known if type(subject) is Manifest else None):
            place = _aim(verdict, release, subject)
            if not policy.each or is_new(verdict, place, said):
                yield verdict, place


def costs(policy: Policy, release: Release) -> Iterator[tuple[Manifest, list[Cost]]]:
    """Say what judging each object by a policy costs in a cluster, which sees one object at a time."""
    for subject in _subjects(policy, release) if policy.view == "object" else ():
        if isinstance(subject, Manifest):
            yield subject, policy.costs(_bindings(policy, release, {}, subject))


def _subjects(policy: Policy, release: Release) -> Sequence[Manifest | Fact | None]:
    """Give the objects or facts that a policy judges one by one; None stands for the whole."""
    if policy.each:
        return release.facts(policy.each)
    return policy.select(release.kinds) if policy.is_per_object else [None]


def _bindings(
    policy: Policy, release: Release, shared: dict[str, Any], subject: Manifest | Fact | None
) -> dict[str, Any]:
    """Give what a policy is evaluated with."""
    if isinstance(subject, Manifest):
        bindings = Bound(shared)
        bindings["object"], bindings["oldObject"] = subject.data, None
        if "request" in policy.needs:
            bindings["request"] = admission(subject, release.namespace)
        return bindings
    return {**shared, OF_RELEASE[policy.each]: subject.data} if subject else shared


def _aim(verdict: Verdict, release: Release, subject: Manifest | Fact | None) -> Place:
    """Find what a verdict points at: what decided it, else what was judged."""
    root, *path = verdict.path
    if path and isinstance(path[0], int):
        if root == "resources":
            return Place(release.manifests[path[0]], tuple(path[1:]))
        if root in OF_RELEASE:
            return release.facts(str(root))[path[0]].place(tuple(path[1:]))
    if isinstance(subject, Fact):
        return subject.place(tuple(path) if root in OF_RELEASE.values() else ())
    return Place(subject if root != "values" else None, tuple(path))


def unjudged(policies: Sequence[Policy], *, with_values: bool) -> list[tuple[str, str]]:
    """Name the policies that cannot judge a release, each with the reason."""
    obstacles = ((policy.id, _obstacle(policy, with_values=with_values) or _idleness(policy)) for policy in policies)
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
    if policy.obstacle:
        return policy.obstacle
    if "namespaceObject" in policy.needs and policy.fixed.get("namespaces") == {}:
        return "it looks at namespaces, and no Namespace is among its files"
    if "namespaceObject" in policy.needs and not policy.fixed:
        return "it reads namespaceObject, which only a cluster has"
    return "" if policy.judges_creations else "it judges only changes to what is in a cluster"


def _idleness(policy: Policy) -> str:
    return "it judges only subresources, which are in no manifest" if policy.is_for_subresources else ""


def _found(
    policy: Policy, severity: str, verdict: Verdict, release: Release, place: Place, values: Values | None
) -> Finding:
    manifest, path = place.manifest, place.path
    if verdict.path[0] == "values" and values:
        return _stamped(policy, severity, verdict, path, location=values.place(path))
    if manifest is None:
        return _stamped(policy, severity, verdict, path)
    from linea_helm.finding import Subject, Template

    subject = Subject(manifest.api_version, manifest.kind, manifest.name, manifest.namespace)
    template = Template(manifest.template) if manifest.template else None
    rendered = release.place(manifest, path, place.inner)
    return _stamped(policy, severity, verdict, path, subject=subject, template=template, rendered=rendered)


def _stamped(policy: Policy, severity: str, verdict: Verdict, path: Path, **where: Any) -> Finding:  # noqa: ANN401
    from linea_helm.called import explain
    from linea_helm.finding import Finding  # typing: 9 ms, and only when there is a finding

    docs = f"{explain(policy.id)}{_folder_option(policy)}"
    failure = _failure(policy, verdict)
    help_ = _MISTYPED if failure and _OVERLOAD in verdict.message else policy.help
    return Finding(
        policy.id, severity, verdict.message, path, why=failure or policy.why, help=help_, docs=docs, **where
    )


def _failure(policy: Policy, verdict: Verdict) -> str:
    """Say where a policy failed that could not be evaluated."""
    where = policy.place(verdict.fault) if verdict.fault else ""
    return where and f"what cannot be evaluated does not pass; the expression fails at {where}"


def _folder_option(policy: Policy) -> str:
    """Give what `explain` needs to find a policy that is not bundled; the configuration may lie above other files."""
    folder = policy.file.rpartition("/")[0]
    if folder == bundled.POLICIES:
        return ""
    from shlex import quote

    return f" --policies {quote(folder)}"
