"""Judge objects, values and releases by compiled policies.

On the fast path: nothing but our own modules, no parser, no YAML. `policyfile` compiles what `Policy` takes.
"""

from __future__ import annotations

from linea_helm import cel
from linea_helm.policies.constraints import Constraints
from linea_helm.policies.expression import unpacked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from linea_helm.finding import Path
    from linea_helm.policies.constraints import Kinds
    from linea_helm.policies.costs import Cost
    from linea_helm.policies.expression import Expression
    from linea_helm.policies.manifest import Manifest

    Variables = dict[str, tuple[Expression, str]]  # by name, with their marks
    Outcome = tuple[Any, str]  # a value, or None and why there is none

#: The validation numbers of verdicts on a match condition and on an audit annotation.
CONDITION, ANNOTATION = -1, -2


class Verdict:
    """A validation that does not hold.

    `path` begins with the name that decided ("object", "resources", "values"), `missing`: its last part is not there.
    `validation` is its number in the document, CONDITION or ANNOTATION; `failed` says that the expression could not be
    evaluated, and `fault` where: the text of an expression of the policy, and an offset in it.
    """

    __slots__ = ("failed", "fault", "message", "missing", "path", "validation")

    def __init__(
        self, path: Path, message: str, validation: int, *, missing: bool = False, failed: bool = False
    ) -> None:
        self.path = path
        self.message = message
        self.validation = validation
        self.missing = missing
        self.failed = failed
        self.fault: tuple[str, int] | None = None


class Policy:
    """One document of a policy file, compiled.

    `severities` are by profile; `needs` names the variables that its expressions read; `each` the facts that it judges
    one by one. `obstacle` is why it cannot judge anything here, "" for most.
    """

    __slots__ = (
        "_constraints", "_ignores_errors", "_packed", "_parts", "_places", "_within", "each", "file", "fixed",
        "id", "mandatory", "needs", "obstacle", "severities", "view",
    )  # fmt: skip

    def __init__(self, compiled: dict[str, Any]) -> None:
        """Take what `policyfile.compile_file` made."""
        self.id: str = compiled["id"]
        self.file: str = compiled["file"]
        self.view: str = compiled["view"]
        self.needs: list[str] = compiled["needs"]
        self.each: str = compiled["each"]
        self.severities: dict[str, str] = compiled["severities"]
        self.mandatory: bool = compiled["mandatory"]
        # What only policies of a cluster have (vap/foreign.py).
        self.obstacle: str = compiled.get("obstacle", "")
        self.fixed: dict[str, Any] = compiled.get("fixed", {})
        self._within = Constraints(*compiled["within"]) if "within" in compiled else None
        self._ignores_errors: bool = compiled["ignores_errors"]
        self._constraints = Constraints(*compiled["constraints"]) if compiled["constraints"] else None
        self._packed = compiled
        self._parts: Parts | None = None
        self._places: dict[tuple[str, int], str] = {}

    @property
    def why(self) -> str:
        """Why what it finds is wrong."""
        return str(self._packed["why"])

    @property
    def help(self) -> str:
        """How to mend what it finds."""
        return str(self._packed["fix"])

    @property
    def docs(self) -> str:
        """What there is to read about it."""
        return str(self._packed["docs"])

    @property
    def size(self) -> int:
        """Count the validations."""
        return len(self._packed["validations"])

    @property
    def annotations(self) -> int:
        """Count the audit annotations."""
        return len(self._packed["annotations"])

    @property
    def is_per_object(self) -> bool:
        """Say whether it judges one object at a time."""
        return self._constraints is not None

    @property
    def judges_creations(self) -> bool:
        """Say whether it can judge what is about to be installed, or only changes to what is in a cluster."""
        return self._constraints is None or bool(self._constraints.rules)

    @property
    def is_for_subresources(self) -> bool:
        """Say whether it asks for subresources alone (`pods/exec`), which are in no manifest."""
        rules = self._constraints.rules if self._constraints else ()
        return bool(rules) and all("/" in name and name[-2:] != "/*" for *_, names, _, _ in rules for name in names)

    def select(self, kinds: Kinds) -> list[Manifest]:
        """Give the objects that it judges one by one; `kinds` is what `constraints.by_kind` gives."""
        chosen = self._constraints.select(kinds) if self._constraints else []
        if self._within is None:
            return chosen
        bound = {id(manifest) for manifest in self._within.select(kinds)}
        return [manifest for manifest in chosen if id(manifest) in bound]

    def prepare(self) -> None:
        """Get its expressions ready, as the first object would."""
        self._parts = self._parts or Parts(self._packed)
        for expression in self._parts.all():
            expression.prepare()

    def judge(self, bindings: dict[str, Any], known: dict[str, cel.Lazy] | None = None) -> list[Verdict]:
        """Give a verdict for each validation that is false or cannot be evaluated.

        An error is never a pass, unless the author chose so (failurePolicy: Ignore). `known` keeps the variables of one
        object from one policy to the next. Bindings that are `Bound` are used up.
        """
        parts = self._parts = self._parts or Parts(self._packed)
        bound = bindings if type(bindings) is Bound else Bound(bindings)
        bound.parts, bound.known = parts, {} if known is None else known
        if self.fixed:
            bound.update(self.fixed)
            unknown = self._bind_namespace(bound) if "namespaces" in bound and "request" in bound else ""
            if unknown:
                return [Verdict(("object", "metadata", "namespace"), unknown, CONDITION, failed=True)]
        found = self._verdicts(parts, bound)
        bound.clear()  # a variable that failed holds on to it, and nobody looks for cycles (post.py)
        return [each for each in found if not each.failed] if self._ignores_errors else found

    def costs(self, bindings: dict[str, Any]) -> list[Cost]:
        """Say what each expression costs in a cluster for what is bound. Slow: for who writes policies."""
        from linea_helm.policies.costs import costs

        parts = self._parts = self._parts or Parts(self._packed)
        return list(costs(parts, Traceable({**bindings, **self.fixed}, parts.variables)))

    def place(self, fault: tuple[str, int]) -> str:
        """Say where in its file the text of an expression is that failed: `file:line:column`, or "". Slow."""
        if fault not in self._places:
            from linea_helm.policies.faultplace import fault_place

            self._places[fault] = fault_place(self.file, self.id, *fault)
        return self._places[fault]

    def _bind_namespace(self, bound: dict[str, Any]) -> str:
        """Bind the Namespace of the object, null for one in none; give what is wrong when nobody knows it."""
        name = bound["request"]["namespace"]
        if name and name not in bound["namespaces"] and "namespaceObject" in self.needs:
            return f"{self.id} could not be evaluated: nothing is known of the Namespace {name}"
        named = {"metadata": {"name": name}} if name else None
        bound["namespaceObject"] = bound["namespaces"].get(name, named)
        return ""

    def _verdicts(self, parts: Parts, bound: Bound) -> list[Verdict]:
        """Evaluate conditions, then validations; a condition that is false wins over one that cannot be evaluated.

        Source: apiserver, plugin/webhook/matchconditions/matcher.go.
        """
        unclear: list[tuple[Expression, Outcome, str]] = []
        for name, expression in parts.conditions:
            value, error = outcome = expression.outcome(bound)
            if value is False:
                return []
            if value is not True:
                problem = error or "it is neither true nor false"
                message = f"the condition {name} of {self.id} could not be evaluated: {problem}"
                unclear.append((expression, outcome, message))
        for expression, outcome, message in unclear:
            return _blamed(expression, bound, outcome, message, CONDITION, failed=True)
        found = self._validated(parts, bound)
        return [*found, *self._annotated(parts, bound)] if parts.annotations else found

    def _validated(self, parts: Parts, bound: Bound) -> list[Verdict]:
        found: list[Verdict] = []
        for number, (expression, message, spoken) in enumerate(parts.validations):
            value, error = outcome = expression.outcome(bound)
            if error:
                said = f"{self.id} could not be evaluated: {error}"
                found += _blamed(expression, bound, outcome, said, number, failed=True)
            elif value is not True:
                found += _blamed(expression, bound, outcome, _spoken(spoken, bound) or message, number)
        return found

    def _annotated(self, parts: Parts, bound: Bound) -> Iterator[Verdict]:
        """Evaluate the audit annotations: an API server refuses an object for which it cannot make one.

        Source: apiserver, plugin/policy/validating/validator.go and dispatcher.go.
        """
        for key, expression in parts.annotations:
            value, error = outcome = expression.outcome(bound)
            if error or not (value is None or isinstance(value, str)):
                problem = error or "it is neither a string nor null"
                said = f"the audit annotation {key} of {self.id} could not be evaluated: {problem}"
                yield from _blamed(expression, bound, outcome, said, ANNOTATION, failed=True)


class Parts:
    """The expressions of a policy; it has them from its first object on, because many meet none.

    All but the conditions are unpacked for the first object that meets these.
    """

    __slots__ = ("_packed", "annotations", "conditions", "validations", "variables")
    annotations: list[tuple[str, Expression]]
    validations: list[tuple[Expression, str, bytes | None]]
    variables: Variables

    def __init__(self, packed: dict[str, Any]) -> None:
        self._packed = packed
        self.conditions = [(name, unpacked(test)) for name, test in packed["conditions"]]

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - any of the three
        """Unpack the rest."""
        packed = self._packed
        self.variables = {f"variables.{name}": (unpacked(value), mark) for name, value, mark in packed["variables"]}
        self.validations = [(unpacked(test), message, spoken) for test, message, spoken in packed["validations"]]
        self.annotations = [(key, unpacked(value)) for key, value in packed["annotations"]]
        return getattr(self, name)

    def all(self) -> Iterator[Expression]:
        """Give all expressions."""
        yield from (expression for _, expression in self.conditions)
        yield from (expression for expression, _ in self.variables.values())
        for expression, _, spoken in self.validations:
            yield expression
            if spoken:
                yield unpacked(spoken)
        yield from (expression for _, expression in self.annotations)


class Bound(dict):  # type: ignore[type-arg]  # dict[str, Any], but typing costs 9 ms
    """What an expression may read; a variable of the policy is computed when somebody first reads it.

    One with a mark stays in `known`, for other policies: it reads only the object, and others with a mark. What cannot
    be computed is a `Lazy`, which says why to each who reads it.
    """

    __slots__ = ("known", "parts")
    known: dict[str, Any]
    parts: Parts

    def __missing__(self, name: str) -> Any:  # noqa: ANN401 - any value
        """Compute a variable of the policy. Errors: KeyError where there is none of this name."""
        expression, mark = self.parts.variables[name]
        if mark in self.known:
            value = self.known[mark]
        else:
            try:
                value = expression.evaluate(self)
            except cel.EvalError as error:
                value = cel.Lazy(expression, self, error.message)
            if mark:
                self.known[mark] = value
        self[name] = value
        return value


class Traceable(dict):  # type: ignore[type-arg]  # as above
    """What an expression may read, with variables that can be traced to what they are computed from."""

    __slots__ = ("_variables",)

    def __init__(self, bindings: dict[str, Any], variables: Variables) -> None:
        """Take what is bound, but for what has been computed of variables."""
        self.update({name: value for name, value in bindings.items() if name not in variables})
        self._variables = variables

    def __missing__(self, name: str) -> cel.Lazy:
        """Bind a variable of the policy. Errors: KeyError where there is none of this name."""
        self[name] = lazy = cel.Lazy(self._variables[name][0], self)
        return lazy


def _blamed(
    expression: Expression, bound: Bound, outcome: Outcome, message: str, number: int, *, failed: bool = False
) -> list[Verdict]:
    """Give one verdict for each place that decided the value, or one for the whole."""
    from linea_helm.policies.culprits import culprits

    traceable = Traceable(bound, bound.parts.variables)
    causes = culprits(expression.blame(traceable, outcome))
    where = _fault(expression, traceable) if failed else None
    traceable.clear()  # its variables hold on to it, and nobody looks for cycles (post.py)
    found = [
        Verdict(path, message, number, missing=missing, failed=failed)
        for path, missing in causes or [(("object",), False)]
    ]
    for verdict in found:
        verdict.fault = where
    return found


def _fault(expression: Expression, bound: dict[str, Any]) -> tuple[str, int]:
    from linea_helm.cel.cost import fault  # only after a failure

    program, offset = fault(expression, bound) or (expression, 0)
    return program.source, offset


def _spoken(packed: bytes | None, bound: dict[str, Any]) -> str:
    """Evaluate a messageExpression; like the API server, give "" when it fails, says nothing or has several lines."""
    said = unpacked(packed).outcome(bound)[0] if packed else None
    text = said.strip() if isinstance(said, str) else ""
    return "" if "\n" in text else text
