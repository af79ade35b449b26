"""Judge objects, values and releases by compiled policies.

On the fast path: nothing but our own modules, no parser, no YAML. `policyfile` compiles what `load` takes.
"""

from __future__ import annotations

from linea_helm import cel
from linea_helm.kinds import plural

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from linea_helm.cel.origin import Blame
    from linea_helm.manifest import Manifest

    Path = tuple[str | int, ...]


class Verdict:
    """A validation that does not hold.

    `path` begins with the variable that decided ("object", "resources", …); `missing` says that its last part does not exist.
    `validation` is its number in the document, -1 for a match condition.
    """

    __slots__ = ("message", "missing", "path", "validation")

    def __init__(self, path: Path, message: str, validation: int, *, missing: bool = False) -> None:
        self.path = path
        self.message = message
        self.validation = validation
        self.missing = missing


class Unjudged(Exception):
    """A match condition that could not be evaluated."""


class Policy:
    """One document of a policy file, compiled."""

    __slots__ = (
        "_conditions", "_constraints", "_validations", "_variables", "docs", "file", "help", "id", "mandatory", "needs",
        "severities", "view", "why",
    )  # fmt: skip

    def __init__(self, compiled: tuple[Any, ...]) -> None:
        """Take what `policyfile.compile_file` made."""
        (
            self.id,
            self.view,
            annotations,
            self._constraints,
            conditions,
            variables,
            validations,
            self.needs,
            self.file,
        ) = compiled
        prod, dev, self.mandatory, self.why, self.help, self.docs = annotations
        self.severities = {"prod": prod, "dev": dev}
        self._conditions = [(name, _Expression(ast, text)) for name, ast, text in conditions]
        self._variables = [(f"variables.{name}", _Expression(ast, text)) for name, ast, text in variables]
        self._validations = [
            (_Expression(ast, text), message, _Expression(*spoken) if spoken else None)
            for ast, text, message, spoken in validations
        ]

    def selects(self, manifest: Manifest) -> bool:
        """Say whether matchConstraints select an object; a policy without them judges the whole at once."""
        if self._constraints is None:
            return False
        rules, excluded, labels, expressions = self._constraints
        if not any(_rule_matches(rule, manifest) for rule in rules):
            return False
        if any(_rule_matches(rule, manifest) for rule in excluded):
            return False
        return _labels_match(manifest.data, labels, expressions) if labels or expressions else True

    @property
    def size(self) -> int:
        """Count the validations."""
        return len(self._validations)

    @property
    def is_per_object(self) -> bool:
        """Say whether it judges one object at a time."""
        return self._constraints is not None

    def judge(self, bindings: dict[str, Any]) -> Iterator[Verdict]:
        """Yield a verdict for each validation that is false or cannot be evaluated.

        An error is never a pass (failurePolicy: Fail).
        """
        try:
            yield from self._verdicts(bindings)
        except Unjudged as error:
            yield Verdict(("object",), str(error), -1)

    def _verdicts(self, bindings: dict[str, Any]) -> Iterator[Verdict]:
        bound = dict(bindings)
        for name, expression in self._variables:
            bound[name] = cel.Lazy(expression.program, bound)
        if not self._applies(bound):
            return
        for number, (expression, message, spoken) in enumerate(self._validations):
            try:
                if expression.program.evaluate(bound) is True:
                    continue
                said = _spoken(spoken, bound) or message
            except cel.EvalError as error:
                said = f"{self.id} could not be evaluated: {error.message}"
            yield from _blamed(expression, bound, said, number)

    def _applies(self, bound: dict[str, Any]) -> bool:
        """Evaluate the match conditions: one that is false wins over one that fails, as in the API server.

        Errors: Unjudged when one fails and none is false.
        """
        failed: Unjudged | None = None
        for name, expression in self._conditions:
            try:
                if expression.program.evaluate(bound) is not True:
                    return False
            except cel.EvalError as error:
                failed = failed or Unjudged(
                    f"the condition {name} of {self.id} could not be evaluated: {error.message}"
                )
        if failed:
            raise failed
        return True


class _Expression:
    """An expression whose closures are built when it is first needed."""

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


def _blamed(expression: _Expression, bound: dict[str, Any], message: str, number: int) -> Iterator[Verdict]:
    causes = culprits(expression.program.blame(bound))
    if not causes:
        yield Verdict(("object",), message, number)
    for path, missing in causes:
        yield Verdict(path, message, number, missing=missing)


def culprits(blames: list[Blame]) -> list[tuple[Path, bool]]:
    """Choose from all that decided what a user should look at: one place for each list element that failed, else one.

    `!has(c.env) || c.env.all(e, e.name != 'KEY' || e.value == '')` is decided by `env`, each `name` and each `value`. What
    holds another blamed path says nothing new, and of what is left authors write guards first and the judged thing last.
    Shapes: (path, missing) in the order of the expression.
    """
    # What the judged object itself holds is the better place to look at than what it was compared with.
    roots = ("object",) if any(b.path[0] == "object" and len(b.path) > 1 for b in blames) else ("resources", "values")
    chosen: dict[Path, tuple[Path, bool]] = {}
    for blame in blames:
        if blame.path[0] in roots and len(blame.path) > 1:
            element = _element(blame.path)
            kept = chosen.get(element)
            if kept is None or not _holds(blame.path, kept[0]):
                chosen[element] = (blame.path, blame.missing)
    return [found for element, found in chosen.items() if not any(_holds(element, other) for other in chosen)]


def _element(path: Path) -> Path:
    """Give the path of the list element that a path leads through last, () for none."""
    for length in range(len(path), 0, -1):
        if isinstance(path[length - 1], int):
            return path[:length]
    return ()


def _holds(outer: Path, inner: Path) -> bool:
    return len(outer) < len(inner) and inner[: len(outer)] == outer


def _spoken(expression: _Expression | None, bound: dict[str, Any]) -> str:
    """Evaluate a messageExpression; like the API server, fall back to the message when it fails or says nothing."""
    if expression is None:
        return ""
    try:
        said = expression.program.evaluate(bound)
    except cel.EvalError:
        return ""
    return said.strip() if isinstance(said, str) and "\n" not in said else ""


def _rule_matches(rule: tuple[tuple[str, ...], ...], manifest: Manifest) -> bool:
    groups, versions, resources, names = rule
    group, _, version = manifest.api_version.rpartition("/")
    return (
        ("*" in groups or group in groups)
        and ("*" in versions or version in versions)
        and ("*" in resources or plural(manifest.kind) in resources)
        and (not names or manifest.name in names)
    )


def _labels_match(data: dict[str, Any], labels: tuple[Any, ...], expressions: tuple[Any, ...]) -> bool:
    metadata = data.get("metadata")
    has = (metadata.get("labels") if isinstance(metadata, dict) else None) or {}
    return all(has.get(key) == value for key, value in labels) and all(_requirement(has, *e) for e in expressions)


def _requirement(labels: dict[str, str], key: str, operator: str, values: tuple[str, ...]) -> bool:
    """Judge one matchExpressions entry (apimachinery: LabelSelectorRequirement)."""
    if operator == "In":
        return key in labels and labels[key] in values
    if operator == "NotIn":
        return labels.get(key) not in values
    return (key in labels) is (operator == "Exists")
