"""The types that an API server gives to the variables of an admission policy; an object itself can be anything.

Source: k8s.io/apiserver/pkg/admission/plugin/cel/compile.go, BuildRequestType and BuildNamespaceType.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linea_helm.cel.types import StaticType

_TEXT, _TEXTS = "string", ("list", "string")
_TIME = "google.protobuf.Timestamp"
_TEXT_BY_TEXT = ("map", "string", "string")


def _message(name: str, text_fields: str, **others: StaticType) -> StaticType:
    return ("message", f"kubernetes.{name}", {**dict.fromkeys(text_fields.split(), _TEXT), **others})


_KIND = _message("GroupVersionKind", "group version kind")
_RESOURCE = _message("GroupVersionResource", "group version resource")
_REQUEST = _message(
    "AdmissionRequest",
    "subResource requestSubResource name namespace operation",
    kind=_KIND,
    requestKind=_KIND,
    resource=_RESOURCE,
    requestResource=_RESOURCE,
    userInfo=_message("UserInfo", "username uid", groups=_TEXTS, extra=("map", "string", _TEXTS)),
    dryRun="bool",
    options="dyn",
)
_CONDITION = _message("NamespaceCondition", "status type message reason", lastTransitionTime=_TIME)
_METADATA = _message(
    "NamespaceMetadata",
    "name generateName namespace UID resourceVersion",
    labels=_TEXT_BY_TEXT,
    annotations=_TEXT_BY_TEXT,
    creationTimestamp=_TIME,
    deletionTimestamp=_TIME,
    deletionGracePeriodSeconds="int",
    generation="int",
    finalizers=_TEXTS,
)
_NAMESPACE = _message(
    "Namespace",
    "",
    metadata=_METADATA,
    spec=_message("NamespaceSpec", "", finalizers=_TEXTS),
    status=_message("NamespaceStatus", "phase", conditions=("list", _CONDITION)),
)

#: By variable; what is not here is dyn.
TYPES: dict[str, StaticType] = {"request": _REQUEST, "namespaceObject": _NAMESPACE}
