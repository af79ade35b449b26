"""jsonpatch.escapeKey. Source: k8s.io/apiserver/pkg/cel/library/jsonpatch.go; RFC 6901, section 3."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linea_helm.cel.library import Overloads


def _escape_key(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


FUNCTIONS: Overloads = {"jsonpatch.escapeKey": ((("string",), "string", _escape_key),)}

METHODS: Overloads = {}
