"""Which objects a policy judges: the matchConstraints of a ValidatingAdmissionPolicy, as the API server reads them.

Source: kubernetes/apiserver, plugin/policy/matching and plugin/webhook/predicates/rules.
On the fast path: imports nothing but our own.
"""

from __future__ import annotations

from linea_helm.policies.kinds import CLUSTER_SCOPED, plural

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linea_helm.policies.manifest import Manifest

    #: API groups, versions, resources, names, scope.
    Rule = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...], str]
    #: Key, operator, values.
    Requirement = tuple[str, str, tuple[str, ...]]


class Constraints:
    """One object at a time is either selected or not; a rule that excludes wins.

    `rules` and `excluded` are for creations only; `labels` and `requirements` are the object selector.
    """

    __slots__ = ("_by_kind", "excluded", "labels", "requirements", "rules")

    def __init__(
        self,
        rules: tuple[Rule, ...],
        excluded: tuple[Rule, ...],
        labels: tuple[tuple[str, str], ...],
        requirements: tuple[Requirement, ...],
    ) -> None:
        self.rules = rules
        self.excluded = excluded
        self.labels = labels
        self.requirements = requirements
        # A release has many objects of few kinds, and most policies want none of most kinds.
        self._by_kind: dict[tuple[str, str], tuple[list[Rule], list[Rule]]] = {}

    def select(self, manifest: Manifest) -> bool:
        """Say whether an object is selected."""
        kind = (manifest.api_version, manifest.kind)
        if kind not in self._by_kind:
            fitting, excluding = ([r for r in rules if _fits(r, *kind)] for rules in (self.rules, self.excluded))
            self._by_kind[kind] = (fitting, excluding)
        rules, excluded = self._by_kind[kind]
        return _names(rules, manifest) and not _names(excluded, manifest) and self._selects_labels(manifest)

    def _selects_labels(self, manifest: Manifest) -> bool:
        if not self.labels and not self.requirements:
            return True
        labels = manifest.labels
        return all(labels.get(key) == value for key, value in self.labels) and all(
            _holds(labels, *requirement) for requirement in self.requirements
        )


def _fits(rule: Rule, api_version: str, kind: str) -> bool:
    groups, versions, resources, _, scope = rule
    group, _, version = api_version.rpartition("/")
    return (
        ("*" in groups or group in groups)
        and ("*" in versions or version in versions)
        and any(_is_resource(resource, plural(kind)) for resource in resources)
        and (scope == "*" or (scope == "Cluster") == (kind in CLUSTER_SCOPED))
    )


def _is_resource(wanted: str, resource: str) -> bool:
    """Compare with "pods", "*" or "pods/*"; a subresource alone ("pods/exec") is never in a manifest."""
    name, _, sub = wanted.partition("/")
    return name in ("*", resource) and sub in ("", "*")


def _names(rules: list[Rule], manifest: Manifest) -> bool:
    return any(not names or manifest.name in names for *_, names, _ in rules)


def _holds(labels: dict[str, str], key: str, operator: str, values: tuple[str, ...]) -> bool:
    """Judge one requirement of a label selector (apimachinery: labels.Requirement.Matches)."""
    if operator == "In":
        return key in labels and labels[key] in values
    if operator == "NotIn":
        return labels.get(key) not in values
    return (key in labels) is (operator == "Exists")
