"""What only an API server refuses: it knows fewer functions than we do and lets literals hold one type only.

Each raises CompileError. Source: k8s.io/apiserver/pkg/cel/environment/base.go; cel-go cel/validator.go and
ext/formatting.go.
"""

from __future__ import annotations

from linea_helm.cel.errors import CompileError
from linea_helm.cel.library.versions import since
from linea_helm.cel.types import LIST, MAP, fits, name, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from linea_helm.cel.tree import Node
    from linea_helm.cel.types import StaticType


#: Overloads of ours alone, of functions that Kubernetes has for other types.
_OURS = {("reverse", "string"), ("ip", "net.IP")}


def refuse_ours(node: Node, types: Sequence[StaticType]) -> None:
    """Refuse a call of what no version of Kubernetes has."""
    _, offset, function, _ = node
    if since(node) is None:
        raise CompileError(f"Kubernetes has no function {function!r}", offset)
    if types and (function, types[0]) in _OURS:
        raise CompileError(f"Kubernetes has no function {function!r} for a {types[0]}", offset)


def refuse_unused(offset: int, used: int, given: int) -> None:
    """Refuse a constant format with arguments that it does not use."""
    if given > used:
        raise CompileError(f"an API server does not let format ignore arguments: {used} of {given} are used", offset)


def refuse_bind(node: Node) -> None:
    """Refuse `cel.bind`; what sortBy expands to is no call of it."""
    if since(node) is None:
        raise CompileError("Kubernetes has no cel.bind", node[1])


def refuse_mixed(what: str, items: Sequence[Node], kinds: Sequence[StaticType]) -> None:
    """Refuse parts of a literal whose types differ; an empty list or map fits every list or map."""
    for item, kind in zip(items, kinds, strict=True):
        empty = (item[0] in ("list", "map") and not item[2]) or kinds[0] in (LIST, MAP)
        open_ = "optional_type" == name(kind) == name(kinds[0]) and fits(kind, kinds[0])
        if kind != kinds[0] and not open_ and not (empty and name(kind) == name(kinds[0])):
            problem = f"an API server does not let {what} hold {shown(kinds[0])} and {shown(kind)}"
            raise CompileError(problem, item[1])
