"""What a manifest does not say of its kind: the plural by which rules name it, and whether it lives in a namespace.

Source: the Kubernetes API reference, 1.25 to 1.37. Imports nothing, for the fast path.
"""

from __future__ import annotations

#: Plurals that do not follow the rule of `plural`.
_IRREGULAR = {"Endpoints": "endpoints"}

#: Built-in kinds that stand outside of namespaces; all others, and those of strangers, are taken to be in one.
CLUSTER_SCOPED = frozenset(
    {
        "APIService",
        "CSIDriver",
        "CSINode",
        "CertificateSigningRequest",
        "ClusterRole",
        "ClusterRoleBinding",
        "ClusterTrustBundle",
        "ComponentStatus",
        "CustomResourceDefinition",
        "DeviceClass",
        "FlowSchema",
        "IPAddress",
        "IngressClass",
        "MutatingAdmissionPolicy",
        "MutatingAdmissionPolicyBinding",
        "MutatingWebhookConfiguration",
        "Namespace",
        "Node",
        "PersistentVolume",
        "PriorityClass",
        "PriorityLevelConfiguration",
        "ResourceSlice",
        "RuntimeClass",
        "SelfSubjectAccessReview",
        "SelfSubjectReview",
        "SelfSubjectRulesReview",
        "ServiceCIDR",
        "StorageClass",
        "StorageVersionMigration",
        "SubjectAccessReview",
        "TokenReview",
        "ValidatingAdmissionPolicy",
        "ValidatingAdmissionPolicyBinding",
        "ValidatingWebhookConfiguration",
        "VolumeAttachment",
        "VolumeAttributesClass",
    }
)


POD_TEMPLATE = ("spec", "template")
JOB_TEMPLATE = ("spec", "jobTemplate")

#: The paths to what has the metadata and the spec of a pod, by API group and kind. Other groups reuse these kinds.
_TEMPLATES: dict[tuple[str, str], tuple[str, ...]] = {
    ("apps", "DaemonSet"): POD_TEMPLATE,
    ("apps", "Deployment"): POD_TEMPLATE,
    ("apps", "ReplicaSet"): POD_TEMPLATE,
    ("apps", "StatefulSet"): POD_TEMPLATE,
    ("extensions", "DaemonSet"): POD_TEMPLATE,
    ("extensions", "Deployment"): POD_TEMPLATE,
    ("extensions", "ReplicaSet"): POD_TEMPLATE,
    ("batch", "Job"): POD_TEMPLATE,
    ("batch", "CronJob"): (*JOB_TEMPLATE, *POD_TEMPLATE),
    ("", "ReplicationController"): POD_TEMPLATE,
    ("", "PodTemplate"): ("template",),
    ("", "Pod"): (),
}

#: The kinds that have containers.
WORKLOADS = tuple(dict.fromkeys(kind for _, kind in _TEMPLATES))


def plural(kind: str) -> str:
    """Give the resource name of a kind: what Kubernetes and kubebuilder make of it, and most others."""
    if kind in _IRREGULAR:
        return _IRREGULAR[kind]
    name = kind.lower()
    if name.endswith(("s", "x", "z", "ch", "sh")):
        return name + "es"
    if name.endswith("y") and name[-2:-1] not in "aeiou":
        return name[:-1] + "ies"
    return name + "s"


def pod_path(api_version: str, kind: str) -> tuple[str, ...] | None:
    """Give the path to what has the metadata and the spec of the pods that an object makes; None when it makes none."""
    group, slash, _ = api_version.partition("/")
    return _TEMPLATES.get((group if slash else "", kind))
