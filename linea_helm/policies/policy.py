"""Judge objects, values and releases by compiled policies.

On the fast path: nothing but our own modules, no parser, no YAML. `policyfile` compiles what `Policy` takes.
"""

from __future__ import annotations

from linea_helm import cel
from linea_helm.policies.constraints import Constraints
from linea_helm.policies.culprits import culprits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from linea_helm.finding import Path
    from linea_helm.policies.constraints import Kinds
    from linea_helm.policies.manifest import Manifest

#: The validation number of a verdict on a match condition.
CONDITION = -1


class Verdict:
    """A validation that does not hold.

    `path` begins with the name that decided ("object", "resources", "values"), `missing`: its last part is not there.
    `validation` is its number in the document or CONDITION; `failed` says that the expression could not be evaluated.
    """

    __slots__ = ("failed", "message", "missing", "path", "validation")

    def __init__(
        self, path: Path, message: str, validation: int, *, missing: bool = False, failed: bool = False
    ) -> None:
        self.path = path
        self.message = message
        self.validation = validation
        self.missing = missing
        self.failed = failed


class Policy:
    """One document of a policy file, compiled.

    `severities` are by profile; `needs` names the variables that its expressions read; `each` the facts that it judges
    one by one. `obstacle` is why it cannot judge anything here, "" for most.
    """

    __slots__ = (
        "_conditions", "_constraints", "_ignores_errors", "_validations", "_variables", "_within", "docs", "each",
        "file", "fixed", "help", "id", "mandatory", "needs", "obstacle", "severities", "view", "why",
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
        self.why: str = compiled["why"]
        self.help: str = compiled["fix"]
        self.docs: str = compiled["docs"]
        # What only policies of a cluster have (vap/foreign.py).
        self.obstacle: str = compiled.get("obstacle", "")
        self.fixed: dict[str, Any] = compiled.get("fixed", {})
        self._within = Constraints(*compiled["within"]) if "within" in compiled else None
        self._ignores_errors: bool = compiled["ignores_errors"]
        self._constraints = Constraints(*compiled["constraints"]) if compiled["constraints"] else None
        self._conditions = [(name, _Expression(ast, text)) for name, ast, text in compiled["conditions"]]
        self._variables = [(f"variables.{name}", _Expression(ast, text)) for name, ast, text in compiled["variables"]]
        self._validations = [
            (_Expression(ast, text), message, _Expression(*spoken) if spoken else None)
            for ast, text, message, spoken in compiled["validations"]
        ]

    @property
    def size(self) -> int:
        """Count the validations."""
        return len(self._validations)

    @property
    def is_per_object(self) -> bool:
        """Say whether it judges one object at a time."""
        return self._constraints is not None

    @property
    def judges_creations(self) -> bool:
        """Say whether it can judge what is about to be installed, or only changes to what is in a cluster."""
        return self._constraints is None or bool(self._constraints.rules)

    def select(self, kinds: Kinds) -> Iterable[Manifest]:
        """Give the objects that it judges one by one; `kinds` is what `constraints.by_kind` gives."""
        chosen = self._constraints.select(kinds) if self._constraints else ()
        if self._within is None:
            return chosen
        bound = {id(manifest) for manifest in self._within.select(kinds)}
        return (manifest for manifest in chosen if id(manifest) in bound)

    def judge(self, bindings: dict[str, Any]) -> Iterator[Verdict]:
        """Yield a verdict for each validation that is false or cannot be evaluated.

        An error is never a pass, unless the author chose so (failurePolicy: Ignore).
        """
        bound = {**bindings, **self.fixed}
        unknown = self._bind_namespace(bound) if "namespaces" in bound and "request" in bound else ""
        if unknown:
            yield Verdict(("object", "metadata", "namespace"), unknown, CONDITION, failed=True)
            return
        for name, expression in self._variables:
            bound[name] = cel.Lazy(expression.program, bound)
        for verdict in self._verdicts(bound):
            if not (verdict.failed and self._ignores_errors):
                yield verdict

    def _bind_namespace(self, bound: dict[str, Any]) -> str:
        """Bind the Namespace of the object, null for one in none; give what is wrong when nobody knows it."""
        name = bound["request"]["namespace"]
        if name and name not in bound["namespaces"] and "namespaceObject" in self.needs:
            return f"{self.id} could not be evaluated: nothing is known of the Namespace {name}"
        named = {"metadata": {"name": name}} if name else None
        bound["namespaceObject"] = bound["namespaces"].get(name, named)
        return ""

    def _verdicts(self, bound: dict[str, Any]) -> Iterator[Verdict]:
        """Evaluate conditions, then validations; a condition that is false wins over one that cannot be evaluated.

        Source: apiserver, plugin/webhook/matchconditions/matcher.go.
        """
        unclear: list[tuple[_Expression, str]] = []
        for name, expression in self._conditions:
            value, error = expression.evaluate(bound)
            if value is False:
                return
            if value is not True:
                problem = error or "it is neither true nor false"
                unclear.append((expression, f"the condition {name} of {self.id} could not be evaluated: {problem}"))
        for expression, message in unclear[:1]:
            yield from expression.blamed(bound, message, CONDITION, failed=True)
        if not unclear:
            for number, (expression, message, spoken) in enumerate(self._validations):
                value, error = expression.evaluate(bound)
                if error:
                    said = f"{self.id} could not be evaluated: {error}"
                    yield from expression.blamed(bound, said, number, failed=True)
                elif value is not True:
                    yield from expression.blamed(bound, _spoken(spoken, bound) or message, number)


class _Expression:
    """An expression whose closures are built when it is first needed: most policies find nothing to judge."""

    __slots__ = ("_ast", "_program", "_text")

    def __init__(self, ast: Any, text: str) -> None:  # noqa: ANN401 - a tree of the cel package
        self._ast = ast
        self._text = text
        self._program: cel.Program | None = None

    @property
    def program(self) -> cel.Program:
        if self._program is None:
            self._program = cel.program_from_ast(self._ast, self._text)
        return self._program

    def evaluate(self, bound: dict[str, Any]) -> tuple[Any, str]:
        """Give the value and "", or None and why there is none."""
        try:
            return self.program.evaluate(bound), ""
        except cel.EvalError as error:
            return None, error.message

    def blamed(self, bound: dict[str, Any], message: str, number: int, *, failed: bool = False) -> Iterator[Verdict]:
        """Yield one verdict for each place that decided the value, or one for the whole."""
        causes = culprits(self.program.blame(bound))
        for path, missing in causes or [(("object",), False)]:
            yield Verdict(path, message, number, missing=missing, failed=failed)


def _spoken(expression: _Expression | None, bound: dict[str, Any]) -> str:
    """Evaluate a messageExpression; like the API server, give "" when it fails, says nothing or has several lines."""
    said = expression.evaluate(bound)[0] if expression else None
    text = said.strip() if isinstance(said, str) else ""
    return "" if "\n" in text else text
