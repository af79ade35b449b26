"""Plurals and scopes of the built-in kinds."""

from __future__ import annotations

import pytest

from linea_helm.policies.kinds import CLUSTER_SCOPED, plural

#: Kinds of the Kubernetes API reference with their resource names, those that live in namespaces.
NAMESPACED = """
Binding bindings, ConfigMap configmaps, ControllerRevision controllerrevisions, CronJob cronjobs, CSIStorageCapacity
csistoragecapacities, DaemonSet daemonsets, Deployment deployments, Endpoints endpoints, EndpointSlice endpointslices,
Event events, HorizontalPodAutoscaler horizontalpodautoscalers, Ingress ingresses, Job jobs, Lease leases, LimitRange
limitranges, LocalSubjectAccessReview localsubjectaccessreviews, NetworkPolicy networkpolicies, PersistentVolumeClaim
persistentvolumeclaims, Pod pods, PodDisruptionBudget poddisruptionbudgets, PodTemplate podtemplates, ReplicaSet
replicasets, ReplicationController replicationcontrollers, ResourceClaim resourceclaims, ResourceClaimTemplate
resourceclaimtemplates, ResourceQuota resourcequotas, Role roles, RoleBinding rolebindings, Secret secrets, Service
services, ServiceAccount serviceaccounts, StatefulSet statefulsets
"""
#: The same for kinds outside of namespaces.
CLUSTERED = """
APIService apiservices, CertificateSigningRequest certificatesigningrequests, ClusterRole clusterroles,
ClusterRoleBinding clusterrolebindings, ClusterTrustBundle clustertrustbundles, ComponentStatus componentstatuses,
CSIDriver csidrivers, CSINode csinodes, CustomResourceDefinition customresourcedefinitions, DeviceClass deviceclasses,
FlowSchema flowschemas, IngressClass ingressclasses, IPAddress ipaddresses, MutatingAdmissionPolicy
mutatingadmissionpolicies, MutatingAdmissionPolicyBinding mutatingadmissionpolicybindings, MutatingWebhookConfiguration
mutatingwebhookconfigurations, Namespace namespaces, Node nodes, PersistentVolume persistentvolumes, PriorityClass
priorityclasses, PriorityLevelConfiguration prioritylevelconfigurations, ResourceSlice resourceslices, RuntimeClass
runtimeclasses, SelfSubjectAccessReview selfsubjectaccessreviews, SelfSubjectReview selfsubjectreviews,
SelfSubjectRulesReview selfsubjectrulesreviews, ServiceCIDR servicecidrs, StorageClass storageclasses,
StorageVersionMigration storageversionmigrations, SubjectAccessReview subjectaccessreviews, TokenReview tokenreviews,
ValidatingAdmissionPolicy validatingadmissionpolicies, ValidatingAdmissionPolicyBinding
validatingadmissionpolicybindings, ValidatingWebhookConfiguration validatingwebhookconfigurations, VolumeAttachment
volumeattachments, VolumeAttributesClass volumeattributesclasses
"""
#: Kinds of others that charts use, with the names that their definitions have.
CUSTOM = """
Certificate certificates, ExternalSecret externalsecrets, GRPCRoute grpcroutes, Gateway gateways, HTTPProxy httpproxies,
HTTPRoute httproutes, PodMonitor podmonitors, Prometheus prometheuses, PrometheusRule prometheusrules, ScaledObject
scaledobjects, SecurityPolicy securitypolicies, ServiceMonitor servicemonitors, VerticalPodAutoscaler
verticalpodautoscalers, VirtualService virtualservices, VolumeSnapshot volumesnapshots
"""


def _pairs(table):
    return [entry.split() for entry in table.replace("\n", " ").split(",")]


@pytest.mark.parametrize(("kind", "resource"), _pairs(NAMESPACED) + _pairs(CLUSTERED) + _pairs(CUSTOM))
def test_plural(kind, resource):
    """A rule that names the resource finds the kind."""
    assert plural(kind) == resource


def test_scopes():
    """Exactly the kinds outside of namespaces are known as such."""
    assert {kind for kind, _ in _pairs(CLUSTERED)} == CLUSTER_SCOPED
