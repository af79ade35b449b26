"""The shape of a policy document: ValidatingAdmissionPolicy, and our three kinds with the same `spec`.

Source: Kubernetes API reference, admissionregistration.k8s.io/v1. What only a cluster knows is refused by name.
"""

from __future__ import annotations

from linea_helm.facts import OF_RELEASE, OF_VALUES
from linea_helm.yaml.shape import Refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_OURS = "helm-linea/v1alpha1"
#: What a cluster enforces itself.
POLICY = "ValidatingAdmissionPolicy"
#: What a document judges, by its apiVersion and kind.
VIEWS = {
    ("admissionregistration.k8s.io/v1", POLICY): "object",
    (_OURS, "ReleasePolicy"): "release",
    (_OURS, "FleetPolicy"): "fleet",
    (_OURS, "ValuesPolicy"): "values",
}

#: The collection that `each` names, and what one fact of it is called, by the view of a document.
EACH = {"object": {}, "release": OF_RELEASE, "fleet": OF_RELEASE, "values": OF_VALUES}

#: What an expression may name, by the view of its document.
VARIABLES = {
    "object": ("object", "oldObject", "request", "namespaceObject"),
    "release": ("object", "resources", "values", "release", "profile", *OF_RELEASE),
    "fleet": ("releases", "profile", *OF_RELEASE),
    "values": ("object", "release", "profile", *OF_VALUES),
}

_TEXTS = {"*": str}
_OPERATIONS = ("CREATE", "UPDATE", "DELETE", "CONNECT", "*")
_RULE = {
    "apiGroups!": [str],
    "apiVersions!": [str],
    "operations!": [_OPERATIONS],
    "resources!": [str],
    "resourceNames": [str],
    "scope": ("*", "Cluster", "Namespaced"),
}
_REQUIREMENT = {"key!": str, "operator!": ("In", "NotIn", "Exists", "DoesNotExist"), "values": [str]}
_CONSTRAINTS = {
    "resourceRules": [_RULE],
    "excludeResourceRules": [_RULE],
    "objectSelector": {"matchLabels": _TEXTS, "matchExpressions": [_REQUIREMENT]},
    "namespaceSelector": Refused("nothing here knows the labels of a namespace; say it in the cluster's binding"),
    "matchPolicy": ("Exact", "Equivalent"),
}
_NAMED = {"name!": str, "expression!": str}
_VALIDATION = {
    "expression!": str,
    "message": str,
    "messageExpression": str,
    "reason": ("Unauthorized", "Forbidden", "Invalid", "RequestEntityTooLarge"),
}
_SPEC = {
    "failurePolicy": ("Fail", "Ignore"),
    "matchConditions": [_NAMED],
    "variables": [_NAMED],
    "validations!": [_VALIDATION],
}
_IN_CLUSTERS = {
    "matchConstraints!": _CONSTRAINTS,
    "auditAnnotations": [{"key!": str, "valueExpression!": str}],
    "paramKind": Refused("there is no cluster here to take parameters from; write them into a variable"),
}
_SPECS: dict[str, dict[str, Any]] = {
    "object": {**_SPEC, **_IN_CLUSTERS},
    "release": {**_SPEC, "matchConstraints": _CONSTRAINTS, "each": tuple(OF_RELEASE)},
    "fleet": {**_SPEC, "each": tuple(OF_RELEASE)},
    "values": {**_SPEC, "each": tuple(OF_VALUES)},
}

#: The shape of a document by what it judges (shape.py).
SHAPES: dict[str, dict[str, Any]] = {
    view: {
        "apiVersion!": (api,),
        "kind!": (kind,),
        "metadata!": {"name!": str, "labels": _TEXTS, "annotations": _TEXTS},
        "spec!": _SPECS[view],
    }
    for (api, kind), view in VIEWS.items()
}

#: What is ours among the annotations, in the first document of a file.
PREFIX = "helm-linea/"
#: The versions of Kubernetes that take a policy; the export writes it for people.
KUBERNETES = PREFIX + "kubernetes"
ANNOTATIONS = (
    *(PREFIX + name for name in ("severity", "severity-dev", "mandatory", "why", "fix", "docs")),
    KUBERNETES,
)
