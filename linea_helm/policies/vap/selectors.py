"""Which objects a binding or a policy of a cluster selects, as far as a release can tell.

Rules and object selectors become what `constraints.Constraints` takes. What a namespace selector asks of the labels of
a namespace becomes a condition of the policy: only `namespaceObject` has them, and everybody has its name.
Source: k8s.io/apiserver/pkg/admission/plugin/policy/matching and plugin/webhook/predicates/namespace.
"""

from __future__ import annotations

import json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

#: The label with its name that Kubernetes gives to every namespace.
NAME_LABEL = "kubernetes.io/metadata.name"
_EVERYTHING = (("*",), ("*",), ("*",), (), "*")
_KEYS = ("apiGroups", "apiVersions", "resources", "resourceNames")
_IS_NAMESPACE = "request.kind.group == '' && request.kind.kind == 'Namespace'"


def constraints(match: dict[str, Any], *, everything: bool = False) -> tuple[Any, ...]:
    """Give (rules, excluded rules, labels, requirements) of matchConstraints or matchResources.

    `everything`: no rules at all mean all objects, as in a binding.
    """
    rules = tuple(_created(match.get("resourceRules", ())))
    if everything and not match.get("resourceRules"):
        rules = (_EVERYTHING,)
    selector = match.get("objectSelector", {})
    return (
        rules,
        tuple(_created(match.get("excludeResourceRules", ()))),
        tuple(selector.get("matchLabels", {}).items()),
        tuple((e["key"], e["operator"], tuple(e.get("values", ()))) for e in selector.get("matchExpressions", ())),
    )


def _created(rules: Iterable[dict[str, Any]]) -> Iterator[tuple[Any, ...]]:
    """Give the rules that ask for what is created: nothing else can be seen before a release is in the cluster."""
    for rule in rules:
        if {"*", "CREATE"} & set(rule.get("operations", ())):
            yield (*(tuple(rule.get(key, ())) for key in _KEYS), rule.get("scope", "*"))


def namespaces(selector: dict[str, Any]) -> str:
    """Write a namespace selector as a CEL condition, "" for one that selects all.

    An object in no namespace is always selected; a Namespace is by its own labels.
    """
    requirements = [(key, "In", [value]) for key, value in selector.get("matchLabels", {}).items()]
    requirements += [(e["key"], e["operator"], e.get("values", [])) for e in selector.get("matchExpressions", ())]
    if not requirements:
        return ""
    own = " && ".join(
        _asked(*each, "object.metadata.?labels.orValue({})", "object.metadata.name") for each in requirements
    )
    outer = " && ".join(
        _asked(*each, "namespaceObject.metadata.?labels.orValue({})", "request.namespace") for each in requirements
    )
    return f"{_IS_NAMESPACE} ? ({own}) : request.namespace == '' || ({outer})"


def _asked(key: str, operator: str, values: list[str], labels: str, name: str) -> str:
    """Write one requirement of a label selector; the label with the name needs no labels."""
    quoted, listed = json.dumps(key), json.dumps(values)
    present, value = (f"{name} != ''", name) if key == NAME_LABEL else (f"{quoted} in {labels}", f"{labels}[{quoted}]")
    if operator == "Exists":
        return f"({present})"
    if operator == "DoesNotExist":
        return f"!({present})"
    chosen = f"({present} && {value} in {listed})"
    return chosen if operator == "In" else f"!{chosen}"
