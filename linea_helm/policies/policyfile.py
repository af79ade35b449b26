"""Read a policy file: hold it against its shape and compile its expressions.

A file holds one policy in one or more documents of the same name: what it means for values, for one object, for a whole
release. What comes out is plain data (`policy.Policy` takes it), so that it can be kept between runs.
"""

from __future__ import annotations

import os

from linea_helm import cel
from linea_helm.cel.check import check
from linea_helm.cel.tree import children
from linea_helm.cel.types import name
from linea_helm.errors import ConfigError
from linea_helm.finding import SEVERITIES
from linea_helm.nearest import nearest
from linea_helm.policies.expression import mark, pack
from linea_helm.policies.policyshape import ANNOTATIONS, EACH, PREFIX, SHAPES, VARIABLES, VIEWS
from linea_helm.policies.targets import mistakes
from linea_helm.policies.vap.declarations import TYPES
from linea_helm.yaml.load import read
from linea_helm.yaml.strict import parts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from linea_helm.cel.tree import Node
    from linea_helm.cel.types import StaticType
    from linea_helm.finding import Path
    from linea_helm.yaml.strict import Part

_FIX = "see docs/writing-a-policy.md"


def compile_file(path: str) -> list[dict[str, Any]]:
    """Read one policy file and compile it.

    Shapes: one dict for each document, as `policy.Policy` takes it; marshal can keep it.
    Errors: ConfigError with the place of the first mistake, InputError when the file cannot be read or is no YAML.
    """
    documents = parts(read(path), _FIX)
    if not documents:
        raise ConfigError(f"{path} holds no policy", fix=_FIX)
    stem = os.path.basename(path).rsplit(".", 1)[0]
    compiled = [_Document(part).compiled(stem) for part in documents]
    head = _annotations(documents[0])
    for part in documents[1:]:
        for key in _ours(part):
            raise part.error(
                ("metadata", "annotations", key), f"{key} belongs to the first document of the file", key=True
            )
    return [{**document, **head} for document in compiled]


class _Document:
    """One document of a policy file on its way to data; `needs` collects what its expressions read."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.view = _view(part)
        part.fit(SHAPES[self.view])
        self.spec = part.data["spec"]
        self.needs: set[str] = set()
        self.types: dict[str, StaticType] = dict(TYPES) if self.view == "object" else {}

    def compiled(self, stem: str) -> dict[str, Any]:
        id_ = self.part.data["metadata"]["name"]
        if id_ != stem:
            raise self.part.error(
                ("metadata", "name"), f'the policy "{id_}" is in {stem}.yaml; a file has its policy\'s name'
            )
        if not self.spec["validations"]:
            raise self.part.error(("spec", "validations"), "validations must not be empty", key=True)
        each = self.each()
        names = (*VARIABLES[self.view], EACH[self.view][each]) if each else VARIABLES[self.view]
        self.distinct("variables", "matchConditions")
        computed = tuple(f"variables.{variable['name']}" for variable in self.spec.get("variables", ()))
        # In a cluster match conditions come before variables; only our own kinds may use them there.
        early = names if self.view == "object" else names + computed
        variables = self.variables(names, computed)
        return {
            "id": id_,
            "file": self.part.source.name,
            "view": self.view,
            "ignores_errors": self.spec.get("failurePolicy") == "Ignore",
            "constraints": self.constraints(),
            "each": each,
            "conditions": self.conditions(early),
            "variables": variables,
            "validations": [self.validation(i, names + computed) for i in range(len(self.spec["validations"]))],
            "annotations": self.annotations(names + computed),
            "needs": sorted(self.needs & set(names)),
        }

    def each(self) -> str:
        """Give the collection whose facts are judged one by one, "" for none."""
        each: str = self.spec.get("each", "")
        if each and "matchConstraints" in self.spec:
            raise self.part.error(("spec", "each"), "each and matchConstraints exclude each other", key=True)
        return each

    def distinct(self, *lists: str) -> None:
        """Refuse two entries of one name, and variables that an expression could not name."""
        for key in lists:
            seen: set[str] = set()
            for index, entry in enumerate(self.spec.get(key, ())):
                if entry["name"] in seen:
                    raise self.part.error(("spec", key, index, "name"), f'two {key} are called "{entry["name"]}"')
                if key == "variables" and not (entry["name"].isascii() and entry["name"].isidentifier()):
                    raise self.part.error(("spec", key, index, "name"), f'"{entry["name"]}" cannot name a variable')
                seen.add(entry["name"])

    def conditions(self, names: tuple[str, ...]) -> list[tuple[str, bytes]]:
        return [
            (condition["name"], pack(self.expression(("spec", "matchConditions", index, "expression"), names, "bool")))
            for index, condition in enumerate(self.spec.get("matchConditions", ()))
        ]

    def variables(self, names: tuple[str, ...], computed: tuple[str, ...]) -> list[tuple[Any, ...]]:
        """Compile the variables, each of which may read those before it, and note their types."""
        found = []
        marks: dict[str, str] = {}
        for index, variable in enumerate(self.spec.get("variables", ())):
            path = ("spec", "variables", index, "expression")
            program = self.expression(path, names + computed[:index], None)
            self.types[computed[index]] = check(program.ast, self.types)
            marks[computed[index]] = mark(variable["name"], program.source, set(_names(program.ast)), marks)
            found.append((variable["name"], pack(program), marks[computed[index]]))
        return found

    def validation(self, index: int, names: tuple[str, ...]) -> tuple[Any, ...]:
        path = ("spec", "validations", index)
        validation = self.spec["validations"][index]
        spoken = None
        if "messageExpression" in validation:
            spoken = pack(self.expression((*path, "messageExpression"), names, "string"))
        # As the API server words it where nobody does (apiserver: plugin/policy/validating/validator.go).
        message = validation.get("message", "").strip() or f"failed expression: {validation['expression'].strip()}"
        return pack(self.expression((*path, "expression"), names, "bool")), message, spoken

    def annotations(self, names: tuple[str, ...]) -> list[tuple[str, bytes]]:
        found = enumerate(self.spec.get("auditAnnotations", ()))
        where: Path = ("spec", "auditAnnotations")
        return [
            (each["key"], pack(self.expression((*where, index, "valueExpression"), names, "string")))
            for index, each in found
        ]

    def expression(self, path: Path, names: tuple[str, ...], wanted: str | None) -> cel.Program:
        """Compile the expression at a path; `wanted` is the type that it must give, as far as that can be known."""
        text = self.part.value(path)
        try:
            program = cel.compile(text, names, self.types)
        except cel.CompileError as error:
            raise self.part.error(path, error.message, inner=error.offset) from error
        kind = name(check(program.ast, self.types))
        if wanted and kind not in (wanted, "dyn"):
            raise self.part.error(path, f"{path[-1]} must give a {wanted}, not a {kind}", inner=0)
        self.needs.update(_names(program.ast))
        return program

    def constraints(self) -> tuple[Any, ...] | None:
        """Give (rules, excluded rules, labels, requirements) as `constraints.Constraints` takes them."""
        found = self.spec.get("matchConstraints")
        if found is None:
            return None
        for key in ("resourceRules", "excludeResourceRules"):
            for index, rule in enumerate(found.get(key, ())):
                for path, problem in mistakes(rule):
                    raise self.part.error(("spec", "matchConstraints", key, index, *path), problem)
        selector = found.get("objectSelector", {})
        for index, requirement in enumerate(selector.get("matchExpressions", ())):
            if bool(requirement.get("values")) != requirement["operator"].endswith("In"):
                path = ("spec", "matchConstraints", "objectSelector", "matchExpressions", index)
                needs = "needs" if requirement["operator"].endswith("In") else "takes no"
                raise self.part.error((*path, "operator"), f"{requirement['operator']} {needs} values")
        return (
            tuple(_rules(found.get("resourceRules", ()))),
            tuple(_rules(found.get("excludeResourceRules", ()))),
            tuple(selector.get("matchLabels", {}).items()),
            tuple((r["key"], r["operator"], tuple(r.get("values", ()))) for r in selector.get("matchExpressions", ())),
        )


def _view(part: Part) -> str:
    data = part.data if isinstance(part.data, dict) else {}
    view = VIEWS.get((str(data.get("apiVersion")), str(data.get("kind"))))
    if view is None:
        known = ", ".join(f"{kind} ({api})" for api, kind in VIEWS)
        path = ("kind",) if "kind" in data else ()
        raise part.error(path, f"this is no policy; a policy is one of {known}")
    return view


def _rules(rules: Iterable[dict[str, Any]]) -> Iterator[tuple[Any, ...]]:
    """Give the rules that ask for what is created: nothing else can be seen before a release is in the cluster."""
    for rule in rules:
        if {"*", "CREATE"} & set(rule["operations"]):
            keys = ("apiGroups", "apiVersions", "resources", "resourceNames")
            yield (*(tuple(rule.get(key, ())) for key in keys), rule.get("scope", "*"))


def _ours(part: Part) -> dict[str, str]:
    annotations: dict[str, str] = part.data["metadata"].get("annotations", {})
    return {key: text for key, text in annotations.items() if key.startswith(PREFIX)}


def _annotations(part: Part) -> dict[str, Any]:
    """Read severity by profile and the documentation from the annotations of the first document."""
    path: Path = ("metadata", "annotations")
    given = _ours(part)
    for key in given:
        if key not in ANNOTATIONS:
            near = nearest(key, ANNOTATIONS)
            hint = f'; did you mean "{near}"?' if near else f"; known ones: {', '.join(ANNOTATIONS)}"
            raise part.error((*path, key), f'unknown annotation "{key}"{hint}', key=True)
    for key, choices in (("severity", SEVERITIES), ("severity-dev", SEVERITIES), ("mandatory", ("true", "false"))):
        text = given.get(PREFIX + key, choices[0])
        if text not in choices:
            raise part.error((*path, PREFIX + key), f'{key} must be one of {", ".join(choices)}, not "{text}"')
    prod = given.get(PREFIX + "severity", SEVERITIES[0])
    return {
        "severities": {"prod": prod, "dev": given.get(PREFIX + "severity-dev", prod)},
        "mandatory": given.get(PREFIX + "mandatory") == "true",
        **{key: given.get(PREFIX + key, "") for key in ("why", "fix", "docs")},
    }


def _names(node: Node) -> Iterator[str]:
    if node[0] == "var":
        yield node[2]
    for child in children(node):
        yield from _names(child)
