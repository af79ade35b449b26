"""Read a policy file: validate its shape and compile its expressions.

A file holds one policy in one or more documents of the same name: what it means for values, for one object, for a whole release.
What comes out is plain data (`policy.Policy.load` takes it), so that it can be kept between runs. Nothing unknown is ever ignored.
"""

from __future__ import annotations

import os

from linea_helm import cel
from linea_helm.cel.tree import children
from linea_helm.errors import ConfigError
from linea_helm.finding import SEVERITIES
from linea_helm.load import load, read
from linea_helm.source import Location, Source
from linea_helm.stream import split

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from linea_helm.cel.tree import Node
    from linea_helm.finding import Path

OURS = "helm-linea/v1alpha1"
KINDS = {
    ("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy"): "object",
    (OURS, "ReleasePolicy"): "release",
    (OURS, "ValuesPolicy"): "values",
}

#: What an expression may name, by the view of its document (Kubernetes: ValidatingAdmissionPolicy, Validation.expression).
VARIABLES = {
    "object": ("object", "oldObject", "request", "params", "namespaceObject"),
    "release": ("object", "resources", "values", "release", "profile"),
    "values": ("object", "release", "profile"),
}

_ANNOTATIONS = ("severity", "severity-dev", "mandatory", "why", "fix", "docs")
_SPEC = ("failurePolicy", "matchConstraints", "matchConditions", "variables", "validations")
_CONSTRAINTS = ("resourceRules", "excludeResourceRules", "objectSelector", "matchPolicy")
_RULE = ("apiGroups", "apiVersions", "operations", "resources", "resourceNames", "scope")
_HEADINGS = ("## What it does", "## Why is this bad?", "## How to fix", "## Example")


def compile_file(path: str) -> list[tuple[Any, ...]]:
    """Read one policy file and compile it.

    Shapes: one tuple per document, as `policy.Policy.load` takes it; marshal can keep it.
    Errors: ConfigError with the position of the first mistake, InputError when the file cannot be read.
    """
    source = read(path)
    documents = [text for _, text in split(source.text) if load(Source(path, text)) is not None]
    if not documents:
        raise ConfigError(f"{path} holds no policy")
    stem = os.path.basename(path).rsplit(".", 1)[0]
    head: _Reader | None = None
    compiled = []
    for index, text in enumerate(documents):
        reader = _Reader(source, index, load(Source(path, text)))
        head = head or reader
        compiled.append(reader.policy(stem, head))
    return compiled


class _Reader:
    """One document of a policy file."""

    def __init__(self, source: Source, index: int, data: object) -> None:
        self.source = source
        self.index = index
        self.data: dict[str, Any] = data if isinstance(data, dict) else {}
        if not isinstance(data, dict):
            raise self.error((), "a policy must be a mapping")
        if (self.data.get("apiVersion"), self.data.get("kind")) not in KINDS:
            kinds = ", ".join(f"{kind} ({api})" for api, kind in KINDS)
            raise self.error(("kind",), f"not a policy; known kinds: {kinds}")
        self._needs: tuple[str, ...] = ()
        self.view = KINDS[self.data["apiVersion"], self.data["kind"]]

    def error(self, path: Path, problem: str, inner: int | None = None) -> ConfigError:
        """Make the error for the value at a path, or for an offset inside its text."""
        return ConfigError(problem, at=self._location(path, inner), fix="see docs/writing-a-policy.md")

    def policy(self, stem: str, head: _Reader) -> tuple[Any, ...]:
        self._keys((), ("apiVersion", "kind", "metadata", "spec"))
        name = self._string(("metadata", "name"))
        if name != stem:
            raise self.error(
                ("metadata", "name"), f"the policy {name!r} must stand in a file of its name, not in {stem}.yaml"
            )
        spec = self._map(("spec",))
        self._keys(("spec",), _SPEC)
        names = VARIABLES[self.view]
        variables = self._list(("spec", "variables"))
        defined = names + tuple(f"variables.{v.get('name')}" for v in variables)
        # In the cluster match conditions come before variables; only our own kinds may use them there.
        early = names if self.view == "object" else defined
        conditions = tuple(
            self._named(("spec", "matchConditions", i), early)
            for i in range(len(self._list(("spec", "matchConditions"))))
        )
        computed = tuple(
            self._named(("spec", "variables", i), defined[: len(names) + i]) for i in range(len(variables))
        )
        validations = tuple(
            self._validation(i, defined) for i in range(len(self._list(("spec", "validations"), needed=True)))
        )
        constraints = self._constraints() if "matchConstraints" in spec else None
        return (
            name,
            self.view,
            head.annotations(),
            constraints,
            conditions,
            computed,
            validations,
            self._needs,
            self.source.name,
        )

    def annotations(self) -> tuple[Any, ...]:
        """Give severity by profile, mandatory, why, fix and docs."""
        path: Path = ("metadata", "annotations")
        given = {k[11:]: v for k, v in self._map(path).items() if str(k).startswith("helm-linea/")}
        for key in given:
            if key not in _ANNOTATIONS:
                raise self.error(
                    (*path, f"helm-linea/{key}"),
                    _unknown(f"helm-linea/{key}", [f"helm-linea/{k}" for k in _ANNOTATIONS]),
                )
        for key in ("severity", "why", "fix", "docs"):
            if not given.get(key):
                raise self.error(path, f"the annotation helm-linea/{key} is missing")
        missing = [heading for heading in _HEADINGS if heading not in given["docs"]]
        if missing:
            raise self.error((*path, "helm-linea/docs"), f"helm-linea/docs lacks the heading {missing[0]!r}")
        prod = self._severity("severity", given["severity"])
        dev = self._severity("severity-dev", given.get("severity-dev", prod))
        return (prod, dev, given.get("mandatory") == "true", given["why"], given["fix"], given["docs"])

    def _severity(self, key: str, value: object) -> str:
        if value not in SEVERITIES:
            path = ("metadata", "annotations", f"helm-linea/{key}")
            raise self.error(path, f"severity {value!r} is none of {', '.join(SEVERITIES)}")
        return str(value)

    def _constraints(self) -> tuple[Any, ...]:
        path: Path = ("spec", "matchConstraints")
        self._keys(path, _CONSTRAINTS)
        rules = tuple(self._rules((*path, "resourceRules")))
        excluded = tuple(self._rules((*path, "excludeResourceRules")))
        selector = self._map(path).get("objectSelector") or {}
        self._keys((*path, "objectSelector"), ("matchLabels", "matchExpressions"))
        labels = tuple(sorted((selector.get("matchLabels") or {}).items()))
        expressions = tuple(
            (e.get("key"), e.get("operator"), tuple(e.get("values") or ()))
            for e in selector.get("matchExpressions") or ()
        )
        return rules, excluded, labels, expressions

    def _rules(self, path: Path) -> Iterator[tuple[Any, ...]]:
        for index, rule in enumerate(self._list(path)):
            self._keys((*path, index), _RULE)
            operations = rule.get("operations") or ["*"]
            if not {"*", "CREATE", "UPDATE"} & set(operations):
                continue
            yield tuple(
                tuple(rule.get(key) or ()) for key in ("apiGroups", "apiVersions", "resources", "resourceNames")
            )

    def _named(self, path: Path, names: tuple[str, ...]) -> tuple[Any, ...]:
        self._keys(path, ("name", "expression"))
        return self._string((*path, "name")), *self._expression((*path, "expression"), names)

    def _validation(self, index: int, names: tuple[str, ...]) -> tuple[Any, ...]:
        path: Path = ("spec", "validations", index)
        self._keys(path, ("expression", "message", "messageExpression", "reason"))
        validation = self._map(path)
        message = validation.get("messageExpression")
        if not validation.get("message") and not message:
            raise self.error(path, "a validation needs a message or a messageExpression")
        spoken = self._expression((*path, "messageExpression"), names) if message else None
        return *self._expression((*path, "expression"), names), str(validation.get("message") or ""), spoken

    def _expression(self, path: Path, names: tuple[str, ...]) -> tuple[Any, str]:
        text = self._string(path)
        try:
            program = cel.compile(text, names)
        except cel.CompileError as error:
            raise self.error(path, error.message, error.offset) from error
        self._needs = tuple(sorted({*self._needs, *_variables(program.ast)} & set(VARIABLES[self.view])))
        return program.ast, text

    def _string(self, path: Path) -> str:
        value = self._get(path)
        if not isinstance(value, str) or not value:
            raise self.error(
                path, f"{path[-1]} must be a text, not {value!r}" if value is not None else f"{path[-1]} is missing"
            )
        return value

    def _map(self, path: Path) -> dict[str, Any]:
        value = self._get(path)
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise self.error(path, f"{path[-1]} must be a mapping")
        return value

    def _list(self, path: Path, *, needed: bool = False) -> list[Any]:
        value = self._get(path)
        if value is None and not needed:
            return []
        if not isinstance(value, list) or not value or not all(isinstance(v, dict) for v in value):
            raise self.error(path, f"{path[-1]} must be a list of mappings")
        return value

    def _get(self, path: Path) -> Any:  # noqa: ANN401 - this is where YAML enters
        value: Any = self.data
        for part in path:
            if (isinstance(value, dict) and part in value) or (
                isinstance(value, list) and isinstance(part, int) and part < len(value)
            ):
                value = value[part]
            else:
                return None
        return value

    def _keys(self, path: Path, known: tuple[str, ...]) -> None:
        for key in self._map(path):
            if key not in known:
                raise self.error((*path, key), _unknown(str(key), known))

    def _location(self, path: Path, inner: int | None) -> Location | None:
        from linea_helm.document import compose  # ruamel.yaml: 21 ms, and only for an error

        document = [d for d in compose(self.source) if d.data() is not None][self.index]
        place = document.locate(path) or document.locate(path[:-1])
        if place is None or inner is None:
            return place
        return _inside(place, str(self._get(path)), inner)


def _inside(place: Location, value: str, offset: int) -> Location:
    """Find an offset of a scalar's value in its text: block scalars keep every character that is not white space."""
    text = place.source.text
    start = place.start
    if text[start] in "|>":
        start = text.index("\n", start) + 1
    elif text[start] in "'\"":
        start += 1
    ahead = sum(not c.isspace() for c in value[:offset])
    while start < place.end:
        if not text[start].isspace():
            if not ahead:
                break
            ahead -= 1
        start += 1
    return Location(place.source, start, min(start + 1, place.end))


def _variables(node: Node) -> Iterator[str]:
    if node[0] == "var":
        yield node[2]
    for child in children(node):
        yield from _variables(child)


def _unknown(key: str, known: tuple[str, ...] | list[str]) -> str:
    from difflib import get_close_matches  # 5 ms, and only for an error

    near = get_close_matches(key, known, 1)
    return f"unknown key {key!r}" + (f"; did you mean {near[0]!r}?" if near else f"; known keys: {', '.join(known)}")
