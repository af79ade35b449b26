"""Which objects a policy judges: the matchConstraints of a ValidatingAdmissionPolicy, as the API server reads them.

Source: kubernetes/apiserver, plugin/policy/matching and plugin/webhook/predicates/rules.
On the fast path: imports nothing but our own.
"""

from __future__ import annotations

from linea_helm.policies.kinds import CLUSTER_SCOPED, plural

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from linea_helm.policies.manifest import Manifest

    #: API group, version, resource, and whether it is in no namespace.
    Kind = tuple[str, str, str, bool]
    #: API groups, versions, resources, names, scope.
    Rule = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...], str]
    #: Key, operator, values.
    Requirement = tuple[str, str, tuple[str, ...]]


class Kinds:
    """Objects by kind, and what constraints have selected of them: many policies have the same ones."""

    __slots__ = ("objects", "selected")

    def __init__(self, objects: dict[Kind, list[Manifest]]) -> None:
        self.objects = objects
        self.selected: dict[tuple[Any, ...], list[Manifest]] = {}


def by_kind(manifests: Sequence[Manifest]) -> Kinds:
    """Sort objects by kind: a release has many objects of few kinds, and most policies want none of most kinds."""
    found: dict[Kind, list[Manifest]] = {}
    for manifest in manifests:
        group, _, version = manifest.api_version.rpartition("/")
        kind = manifest.kind
        found.setdefault((group, version, plural(kind), kind in CLUSTER_SCOPED), []).append(manifest)
    return Kinds(found)


class Constraints:
    """One object at a time is either selected or not; a rule that excludes wins.

    `rules` and `excluded` are for creations only; `labels` and `requirements` are the object selector.
    """

    __slots__ = ("excluded", "labels", "requirements", "rules")

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

    def select(self, kinds: Kinds) -> list[Manifest]:
        """Give the objects that are selected, kind by kind; `kinds` is what `by_kind` gives."""
        key = (self.rules, self.excluded, self.labels, self.requirements)
        found = kinds.selected.get(key)
        if found is None:
            found = kinds.selected[key] = list(self._selected(kinds.objects))
        return found

    def _selected(self, objects: Mapping[Kind, Sequence[Manifest]]) -> Iterator[Manifest]:
        # Nearly all rules name other resources than a kind has, which is said here without a call for each of them.
        named = [(rule, None if "*" in "".join(rule[2]) else rule[2]) for rule in self.rules]
        for kind, manifests in objects.items():
            rules = []
            for rule, names in named:
                if (names is None or kind[2] in names) and _fits(rule, kind):
                    rules.append(rule)
            if rules:
                yield from self._of_kind(manifests, rules, [rule for rule in self.excluded if _fits(rule, kind)])

    def _of_kind(self, manifests: Sequence[Manifest], rules: list[Rule], excluded: list[Rule]) -> Sequence[Manifest]:
        """Select among objects of a kind that these rules fit."""
        if not (excluded or self.labels or self.requirements) and any(not names for *_, names, _ in rules):
            return manifests
        return [
            manifest
            for manifest in manifests
            if _names(rules, manifest) and not _names(excluded, manifest) and self.selects_labels(manifest)
        ]

    def selects_labels(self, manifest: Manifest) -> bool:
        """Say whether the object selector takes an object, whatever its kind is."""
        if not self.labels and not self.requirements:
            return True
        labels = manifest.labels
        return all(labels.get(key) == value for key, value in self.labels) and all(
            holds(labels, *requirement) for requirement in self.requirements
        )


def _fits(rule: Rule, kind: Kind) -> bool:
    groups, versions, resources, _, scope = rule
    group, version, resource, is_cluster_scoped = kind
    return (
        (group in groups or "*" in groups)
        and ("*" in versions or version in versions)
        and any(_is_resource(wanted, resource) for wanted in resources)
        and (scope == "*" or (scope == "Cluster") == is_cluster_scoped)
    )


def _is_resource(wanted: str, resource: str) -> bool:
    """Compare with "pods", "*" or "pods/*"; a subresource alone ("pods/exec") is never in a manifest."""
    if "/" not in wanted:
        return wanted in (resource, "*")
    name, _, sub = wanted.partition("/")
    return name in ("*", resource) and sub == "*"


def _names(rules: list[Rule], manifest: Manifest) -> bool:
    return any(not names or manifest.name in names for *_, names, _ in rules)


def holds(labels: dict[str, str], key: str, operator: str, values: tuple[str, ...]) -> bool:
    """Judge one requirement of a label selector (apimachinery: labels.Requirement.Matches)."""
    if operator == "In":
        return key in labels and labels[key] in values
    if operator == "NotIn":
        return labels.get(key) not in values
    return (key in labels) is (operator == "Exists")
