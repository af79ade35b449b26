"""Since which version Kubernetes has what an expression uses: what a cluster must be to take it.

An API server takes new expressions with the libraries of the version before its own, so that it can be rolled back:
what environment/base.go introduces in 1.30 is there for the users of 1.31. cel-go's optional types come with whatever
the version of cel-go has that a server is built with.
Source: k8s.io/apiserver/pkg/cel/environment/base.go, 0.30 to 0.37; the cel-go versions in its go.mod. Every row is held
against these versions' own verdicts (tests/cel/test_apiserver.py).
"""

from __future__ import annotations

from linea_helm.cel.tree import children

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linea_helm.cel.tree import Node

    Version = tuple[int, int]

#: The first version with ValidatingAdmissionPolicy in v1; what older ones know of the language is the same to us.
OLDEST: Version = (1, 30)

#: Names of functions and methods by the version that has them, where that is a later one.
_NAMES: dict[Version, str] = {
    (1, 31): """
        ip isIP ip.isCanonical cidr isCIDR family isUnspecified isLoopback isLinkLocalMulticast isLinkLocalUnicast
        isGlobalUnicast containsIP containsCIDR masked prefixLength
        """,
    (1, 32): """
        format.named format.dns1123Label format.dns1123Subdomain format.dns1035Label format.qualifiedName
        format.dns1123LabelPrefix format.dns1123SubdomainPrefix format.dns1035LabelPrefix format.labelValue
        format.uri format.uuid format.byte format.date format.datetime validate
        """,
    (1, 33): "optional.unwrap unwrapOpt first last",
    (1, 34): "semver isSemver major minor patch",
    (1, 35): "lists.range slice flatten sort @sortBy distinct reverse",
    (1, 38): "includes",
}

#: What no version has: CEL's own extensions that Kubernetes leaves out, and what is for mutating policies only.
_NOWHERE = """
    math.greatest math.least math.ceil math.floor math.round math.trunc math.abs math.sign math.sqrt math.isNaN
    math.isInf math.isFinite math.bitAnd math.bitOr math.bitXor math.bitNot math.bitShiftLeft math.bitShiftRight
    base64.encode base64.decode jsonpatch.escapeKey
    """

_SINCE: dict[str, Version | None] = {
    **{name: version for version, names in _NAMES.items() for name in names.split()},
    **dict.fromkeys(_NOWHERE.split()),
}
#: Macros of two variables, and those that only exist with two.
_TWO_VARIABLES: Version = (1, 33)
_MACROS = ("all", "exists", "exists_one", "collect", "transformMap", "transformMapEntry")


def since(node: Node) -> Version | None:
    """Give the first version that has what this node is, its children aside; None when none has it.

    `cel.bind` is none of Kubernetes', but what sortBy expands to binds a name that nobody can write.
    """
    kind = node[0]
    if kind in ("call", "method"):
        return _SINCE.get(node[2], OLDEST)
    if kind in _MACROS and len(node[3]) > 1:
        return _TWO_VARIABLES
    return None if kind == "bind" and not node[2].startswith("@") else OLDEST


def oldest(node: Node) -> Version:
    """Give the first version that has all of a resolved tree.

    Errors: ValueError when no version has it; `check(strict=True)` says where.
    """
    own = since(node)
    if own is None:
        raise ValueError(node[0])
    return max([own, *(oldest(child) for child in children(node))])
