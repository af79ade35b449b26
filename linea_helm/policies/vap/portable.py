"""Hold a policy document against what an API server takes, and say which version it needs.

Our loader takes more than a cluster: functions of ours, mixed literals, expressions of which nobody knows whether they
give a bool. Source: k8s.io/kubernetes/pkg/apis/admissionregistration/validation/validation.go.
"""

from __future__ import annotations

from typing import NamedTuple

from linea_helm import cel
from linea_helm.cel.check import check
from linea_helm.cel.lex import tokens
from linea_helm.cel.library.versions import OLDEST, oldest
from linea_helm.cel.tree import children
from linea_helm.cel.types import name
from linea_helm.policies.policyshape import VARIABLES
from linea_helm.policies.vap.declarations import TYPES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from linea_helm.cel.library.versions import Version
    from linea_helm.cel.tree import Node
    from linea_helm.cel.types import StaticType
    from linea_helm.finding import Path


class Obstacle(NamedTuple):
    """Why an API server refuses a document: the path in it, the character in the text there, the reason."""

    path: Path
    offset: int
    why: str


def needs(data: dict[str, Any]) -> Version | Obstacle:
    """Give the first version of Kubernetes that takes a document (its data), or what no version takes."""
    types = dict(TYPES)
    versions = [OLDEST]
    for path, wanted in _expressions(data["spec"]):
        text = _at(data, path)
        try:
            kind, version = _deduced(text, types, with_variables=path[1] != "matchConditions")
        except cel.CompileError as error:
            return Obstacle(path, error.offset, error.message)
        if path[1] == "variables":
            types[f"variables.{_at(data, path[:-1])['name']}"] = kind
        elif kind != wanted:
            known = "nobody knows its type before there is data" if kind == "dyn" else f"it gives {name(kind)}"
            return Obstacle(path, 0, f"an API server takes no {path[-1]} that may give something else; {known}")
        versions.append(version)
    return _unspoken(data["spec"]) or max(versions)


def _deduced(text: str, types: dict[str, StaticType], *, with_variables: bool) -> tuple[StaticType, Version]:
    computed = tuple(key for key in types if key.startswith("variables.")) if with_variables else ()
    ast = cel.compile(text, (*VARIABLES["object"], *computed), types).ast
    _refuse_optional_variables(ast, types)
    return check(ast, types, strict=True), oldest(ast)


def _refuse_optional_variables(node: Node, types: dict[str, StaticType]) -> None:
    """Refuse to look into an optional value that a variable holds: an API server (0.37) never finds anything there."""
    reaches = node[0].rstrip("?") in ("select", "index", "has")
    if reaches and node[2][0] == "var" and name(types.get(node[2][2], "dyn")) == "optional_type":
        raise cel.CompileError(
            f"an API server finds nothing in the optional value of {node[2][2]}; use orValue", node[1]
        )
    for child in children(node):
        _refuse_optional_variables(child, types)


def _expressions(spec: dict[str, Any]) -> Iterator[tuple[Path, str]]:
    """Name every expression of a document and the type that it must give, variables first and in their order."""
    for index in range(len(spec.get("variables", ()))):
        yield ("spec", "variables", index, "expression"), "dyn"
    for index in range(len(spec.get("matchConditions", ()))):
        yield ("spec", "matchConditions", index, "expression"), "bool"
    for index, validation in enumerate(spec["validations"]):
        yield ("spec", "validations", index, "expression"), "bool"
        if "messageExpression" in validation:
            yield ("spec", "validations", index, "messageExpression"), "string"
    for index in range(len(spec.get("auditAnnotations", ()))):
        yield ("spec", "auditAnnotations", index, "valueExpression"), "string"


def _unspoken(spec: dict[str, Any]) -> Obstacle | None:
    """Find what would have to be its own message, and has several lines; a message has one."""
    for index, validation in enumerate(spec["validations"]):
        path = ("spec", "validations", index)
        message = validation.get("message", "").strip()
        if "\n" in message:
            return Obstacle((*path, "message"), 0, "an API server takes no message of several lines")
        if not message and "\n" in on_one_line(validation["expression"]):
            why = "an API server asks for a message beside an expression of several lines"
            return Obstacle((*path, "expression"), 0, why)
    return None


def on_one_line(text: str) -> str:
    """Write an expression on one line where that changes nothing: not with a comment or a line break in a literal."""
    line = " ".join(part.strip() for part in text.strip().split("\n"))
    return line if _words(line) == _words(text) else text.strip()


def _words(text: str) -> list[tuple[str, str]]:
    return [(kind, value) for kind, value, _ in tokens(text)]


def _at(data: Any, path: Path) -> Any:  # noqa: ANN401 - YAML
    for part in path:
        data = data[part]
    return data
