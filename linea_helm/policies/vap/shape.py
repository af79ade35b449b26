"""The shape of a cluster's own objects, as far as we read them; like an API server we drop what we do not know.

Source: Kubernetes API reference, admissionregistration.k8s.io/v1 and v1beta1.
"""

from __future__ import annotations

from linea_helm.yaml.shape import mistakes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from linea_helm.yaml.strict import Part

_TEXTS = {"*": str}
_REQUIREMENT = {"key!": str, "operator!": ("In", "NotIn", "Exists", "DoesNotExist"), "values": [str]}
_SELECTOR = {"matchLabels": _TEXTS, "matchExpressions": [_REQUIREMENT]}
_RULE = {
    "apiGroups": [str],
    "apiVersions": [str],
    "operations": [str],
    "resources": [str],
    "resourceNames": [str],
    "scope": str,
}
_MATCH = {
    "resourceRules": [_RULE],
    "excludeResourceRules": [_RULE],
    "objectSelector": _SELECTOR,
    "namespaceSelector": _SELECTOR,
}
_METADATA = {"name!": str, "annotations": _TEXTS}
_NAMED = {"name!": str, "expression!": str}

POLICY_SHAPE: dict[str, Any] = {
    "metadata!": _METADATA,
    "spec!": {
        "failurePolicy": ("Fail", "Ignore"),
        "paramKind": {"apiVersion!": str, "kind!": str},
        "matchConstraints": _MATCH,
        "matchConditions": [_NAMED],
        "variables": [_NAMED],
        "validations": [{"expression!": str, "message": str, "messageExpression": str}],
        "auditAnnotations": [{"key!": str, "valueExpression!": str}],
    },
}

BINDING_SHAPE: dict[str, Any] = {
    "metadata!": _METADATA,
    "spec!": {
        "policyName!": str,
        "paramRef": {"name": str, "namespace": str, "selector": _SELECTOR, "parameterNotFoundAction": str},
        "matchResources": _MATCH,
        "validationActions": [("Deny", "Warn", "Audit")],
    },
}


def fitted(part: Part, data: dict[str, Any], shape: dict[str, Any]) -> dict[str, Any]:
    """Give an object without what the shape does not know and what is null.

    Errors: ConfigError for the first thing that does not fit; for an item of a List it has no place.
    """
    found: dict[str, Any] = known(data, shape)
    for path, problem, key in mistakes(found, shape):
        name = (data.get("metadata") or {}).get("name")
        raise part.error(path if data is part.data else (), f"{data['kind']} {name}: {problem}", key=key)
    return found


def known(data: Any, shape: Any) -> Any:  # noqa: ANN401 - JSON
    """Leave out what a shape does not name, and what is null, as an API server does."""
    if isinstance(shape, list) and isinstance(data, list):
        return [known(item, shape[0]) for item in data]
    if not isinstance(shape, dict) or not isinstance(data, dict) or "*" in shape:
        return data
    inner = {key.removesuffix("!"): value for key, value in shape.items()}
    return {key: known(value, inner[key]) for key, value in data.items() if key in inner and value is not None}
