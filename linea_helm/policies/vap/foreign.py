"""Compile somebody's ValidatingAdmissionPolicy unchanged, with what binds it and its parameters.

What only a running cluster can answer is left out aloud: a policy or a part of it gets an obstacle and is skipped, as a
run reports. What comes out is data as `policyfile.compile_file` gives it.
"""

from __future__ import annotations

import json

from linea_helm import cel
from linea_helm.cel.check import check
from linea_helm.cel.parse import parse
from linea_helm.cel.tree import children
from linea_helm.policies.expression import pack
from linea_helm.policies.policyshape import PREFIX, VARIABLES
from linea_helm.policies.vap import selectors, vain
from linea_helm.policies.vap.declarations import TYPES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from linea_helm.cel.tree import Node
    from linea_helm.cel.types import StaticType

_AUTHORIZER = "asks the authorizer, which only a cluster has"
_SEVERITIES = (("Deny", "error"), ("Warn", "warning"), ("Audit", "note"))
_NOTHING: dict[str, Any] = {"conditions": [], "variables": [], "validations": [], "annotations": []}


class Unusable(Exception):
    """A part that cannot be evaluated here, and why; the message names the part."""


class Foreign:
    """One ValidatingAdmissionPolicy: `id`, the file it stands in, and its compiled parts.

    `why` is why none of it can be evaluated here, or "".
    """

    def __init__(self, data: dict[str, Any], file: str) -> None:
        self.id = str(data["metadata"]["name"])
        self.file = file
        self.spec: dict[str, Any] = data["spec"]
        self.annotations: dict[str, str] = data["metadata"].get("annotations", {})
        self.param_kind: dict[str, str] | None = self.spec.get("paramKind")
        self.names = (*VARIABLES["object"], *(("params",) if self.param_kind else ()))
        self.types: dict[str, StaticType] = dict(TYPES)
        self.needs: set[str] = set()
        self.gaps: list[str] = []
        self.why = ""
        self.parts: dict[str, Any] = dict(_NOTHING)
        try:
            self.parts = self._parts()
        except Unusable as error:
            self.why = str(error)

    def bound(self, spec: dict[str, Any], fixed: dict[str, Any], namespace: str = "") -> Iterator[dict[str, Any]]:
        """Give the policy as one binding (its spec) has it, with what cannot be judged beside it.

        An audit annotation that fails refuses an object whatever the binding's actions are, so they come by themselves.
        `fixed` is bound whatever is judged; `namespace` is the only one whose objects are, "" for all.
        """
        if self.why:
            yield self.skipped(self.why)
            return
        match, own = spec.get("matchResources", {}), self.spec.get("matchConstraints", {})
        if in_vain := vain.nothing(own, match):
            yield self.skipped(in_vain)
            return
        texts = [selectors.namespaces(each.get("namespaceSelector", {})) for each in (own, match)]
        texts += [f"request.namespace == {json.dumps(namespace)}"] if namespace else []
        programs = [cel.compile(text, VARIABLES["object"], TYPES) for text in texts if text]
        chosen = [("namespace", pack(program)) for program in programs]
        needs = self.needs.union(*(_needed(program.ast, VARIABLES["object"]) for program in programs))
        judged = {
            **self._head(spec.get("validationActions", ["Deny"])),
            **self.parts,
            "conditions": [*chosen, *self.parts["conditions"]],
            "within": selectors.constraints(match, everything=True),
            "needs": sorted(needs),
            "fixed": fixed,
        }
        if self.parts["validations"]:
            yield {**judged, "annotations": []}
        if self.parts["annotations"]:
            yield {**judged, **self._head(["Deny"]), "validations": []}
        yield from map(self.skipped, (*self.gaps, *vain.gaps(own, match)))

    def skipped(self, why: str) -> dict[str, Any]:
        """Give what stands for the policy, or a part of it, that cannot be judged."""
        return {**self._head(["Deny"]), **_NOTHING, "needs": [], "obstacle": why}

    def _head(self, actions: list[str]) -> dict[str, Any]:
        severity = next(severity for action, severity in _SEVERITIES if action in actions)
        return {
            "id": self.id,
            "file": self.file,
            "view": "object",
            "each": "",
            "severities": {"prod": severity, "dev": severity},
            "mandatory": False,
            **{key: self.annotations.get(PREFIX + key, "") for key in ("why", "fix", "docs")},
            "ignores_errors": self.spec.get("failurePolicy") == "Ignore",
            "constraints": selectors.constraints(self.spec.get("matchConstraints", {})),
        }

    def _parts(self) -> dict[str, Any]:
        computed: tuple[str, ...] = ()
        conditions = [
            (each["name"], pack(self._compiled(each["expression"], self.names, f"the matchCondition {each['name']}")))
            for each in self.spec.get("matchConditions", ())
        ]
        variables = []
        for each in self.spec.get("variables", ()):
            program = self._compiled(each["expression"], self.names + computed, f"the variable {each['name']}")
            computed += (f"variables.{each['name']}",)
            self.types[computed[-1]] = check(program.ast, self.types)
            variables.append((each["name"], pack(program), ""))
        return {
            "conditions": conditions,
            "variables": variables,
            "validations": list(self._validations(self.names + computed)),
            "annotations": list(self._annotations(self.names + computed)),
        }

    def _validations(self, names: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
        """Compile what can be; a validation that cannot is a gap, and the others are judged."""
        validations = self.spec.get("validations", ())
        for index, each in enumerate(validations):
            message = each.get("message", "").strip() or f"failed expression: {each['expression'].strip()}"
            where = f"validations[{index}]"
            try:
                spoken = each.get("messageExpression", "")
                compiled = pack(self._compiled(each["expression"], names, where))
                what = f"{where}.messageExpression"
                yield compiled, message, pack(self._compiled(spoken, names, what)) if spoken else None
            except Unusable as error:
                self.gaps.append(str(error))
        if not validations:
            self.gaps.append("it has no validations, only audit annotations")

    def _annotations(self, names: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
        for index, each in enumerate(self.spec.get("auditAnnotations", ())):
            try:
                yield each["key"], pack(self._compiled(each["valueExpression"], names, f"auditAnnotations[{index}]"))
            except Unusable as error:
                self.gaps.append(str(error))

    def _compiled(self, text: str, names: tuple[str, ...], what: str) -> cel.Program:
        """Compile an expression of the policy.

        Errors: Unusable.
        """
        try:
            if "authorizer" in text and _reads(parse(text), "authorizer"):
                raise Unusable(f"{what} {_AUTHORIZER}")
            program = cel.compile(text, names, self.types)
        except cel.CompileError as error:
            line, column = error.line_column(text)
            raise Unusable(f"{what} cannot be compiled ({line}:{column}): {error.message}") from error
        self.needs |= _needed(program.ast, self.names)
        return program


def _needed(ast: Node, names: tuple[str, ...]) -> set[str]:
    """Name the variables that an expression needs; of a Namespace everybody knows the name, which is in the request."""
    needs = {name for name in names if _reads(ast, name)}
    if "namespaceObject" in needs:
        needs.add("request")
        if not _looks_at_namespace(ast):
            needs.remove("namespaceObject")
    return needs


def _looks_at_namespace(node: Node) -> bool:
    """Say whether an expression reads more of namespaceObject than its metadata.name."""
    if node[0] == "select" and node[3] == "name" and node[2][0] == "select" and node[2][3] == "metadata":
        return node[2][2][:1] != ("var",) and _looks_at_namespace(node[2])
    found = node[0] == "var" and node[2] == "namespaceObject"
    return found or any(map(_looks_at_namespace, children(node)))


def _reads(node: Node, name: str) -> bool:
    return (node[0] in ("var", "name") and node[2] == name) or any(_reads(child, name) for child in children(node))
