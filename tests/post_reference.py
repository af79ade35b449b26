"""What the post-renderer should do, written once more on plain data: slow, simple, and with none of its code.

Data is what PyYAML loads; the transformation copies, so that values shared by aliases come apart.
"""

from __future__ import annotations

from decimal import Decimal

import yaml

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
COMPONENT = "app.kubernetes.io/component"
_TEMPLATES = {
    "apps": dict.fromkeys(("DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"), ("spec", "template")),
    "extensions": dict.fromkeys(("DaemonSet", "Deployment", "ReplicaSet"), ("spec", "template")),
    "batch": {"Job": ("spec", "template"), "CronJob": ("spec", "jobTemplate", "spec", "template")},
    "": {"Pod": (), "ReplicationController": ("spec", "template"), "PodTemplate": ("template",)},
}
_UNITS = {"Ki": 2**10, "Mi": 2**20, "Gi": 2**30, "m": Decimal("0.001"), "k": 10**3, "M": 10**6, "G": 10**9, "": 1}


def load(text):
    """Load all documents of a text."""
    return list(yaml.load_all(text, Loader=LOADER))


def expected(documents, labels, rules):
    """Give the documents with everything added that they lack."""
    return [_document(_copied(document), labels, rules) for document in documents]


def _copied(value):
    if isinstance(value, dict):
        return {key: _copied(inner) for key, inner in value.items()}
    return [_copied(inner) for inner in value] if isinstance(value, list) else value


def _document(document, labels, rules):
    if document is None:
        return None
    if document["kind"].endswith("List") and isinstance(document.get("items"), list):
        document["items"] = [_object(item, labels, rules) for item in document["items"]]
        return document
    return _object(document, labels, rules)


def _object(manifest, labels, rules):
    group, slash, _ = manifest["apiVersion"].partition("/")
    path = _TEMPLATES.get(group if slash else "", {}).get(manifest["kind"])
    _label(manifest, labels)
    if path is None:
        return manifest
    job = _at(manifest, path[:2]) if len(path) == 4 else None
    pod = _at(manifest, path)
    if job is not None:
        _label(job, labels)
    if pod is None:
        return manifest
    if path:
        _label(pod, labels)
    own = ((pod.get("metadata") or {}).get("labels") or {}).get(COMPONENT)
    facts = {"kind": manifest["kind"], "component": own or manifest["metadata"]["labels"].get(COMPONENT)}
    for key in ("initContainers", "containers"):
        for container in _at(pod, ["spec", key]) or []:
            _size(container, {**facts, "container": container.get("name")}, rules)
    return manifest


def _at(value, path):
    for key in path:
        if value is None:
            return None
        value = value.get(key)
    return value


def _label(owner, labels):
    if not labels:
        return
    if owner.get("metadata") is None:
        owner["metadata"] = {}
    if owner["metadata"].get("labels") is None:
        owner["metadata"]["labels"] = {}
    for key, value in labels.items():
        owner["metadata"]["labels"].setdefault(key, value)


def _size(container, facts, rules):
    rule = next((rule for rule in rules if all(facts[key] == rule["match"][key] for key in rule["match"])), None)
    if rule is None:
        return
    resources = container.get("resources") or {}
    requests, limits = resources.get("requests") or {}, resources.get("limits") or {}
    new_requests = {k: v for k, v in rule.get("requests", {}).items() if k not in requests and k not in limits}
    new_limits = {k: v for k, v in rule.get("limits", {}).items() if k not in limits}
    new_limits = {k: v for k, v in new_limits.items() if k not in requests or _number(requests[k]) <= _number(v)}
    for part, old, new in (("requests", requests, new_requests), ("limits", limits, new_limits)):
        if new:
            if container.get("resources") is None:
                container["resources"] = {}
            container["resources"][part] = {**old, **new}


def _number(quantity):
    text = str(quantity)
    unit = text.lstrip("0123456789.")
    return Decimal(text[: len(text) - len(unit)]) * _UNITS[unit]
