"""A schema made ready to check values, in Helm's dialect of JSON Schema. The only importer of jsonschema."""

from __future__ import annotations

from fractions import Fraction

from linea_helm.cel.errors import EvalError
from linea_helm.cel.re2 import compile_pattern
from linea_helm.schema.failure import failure
from linea_helm.schema.formats import CHECKS
from linea_helm.schema.prepare import BadSchema, prepare
from linea_helm.show import show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TypeAlias

    from jsonschema import FormatChecker
    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator

    from linea_helm.cel.re2 import Pattern
    from linea_helm.finding import Path
    from linea_helm.schema.failure import Failure, Json
    from linea_helm.schema.prepare import Prepared

    Keyword: TypeAlias = Callable[[Validator, Json, object, object], Iterator[ValidationError]]

#: The drafts that Helm's engine knows, without http:// or https://.
DRAFTS = {
    "json-schema.org/draft/2020-12/schema": "Draft202012Validator",
    "json-schema.org/draft/2019-09/schema": "Draft201909Validator",
    "json-schema.org/draft-07/schema": "Draft7Validator",
    "json-schema.org/draft-06/schema": "Draft6Validator",
    "json-schema.org/draft-04/schema": "Draft4Validator",
    "json-schema.org/schema": "Draft202012Validator",
}
#: From 2019-09 on `format` is a remark, not a rule.
_FORMAT_IS_A_REMARK = frozenset({"Draft202012Validator", "Draft201909Validator"})
#: Two drafts of which the engine's copy wants an `enum` to have something in it, and nothing twice.
_STRICT_ENUM = frozenset({"http://json-schema.org/draft-06/schema#", "http://json-schema.org/draft-07/schema#"})
#: Where a schema refers to another.
_REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")
#: What holds schemas that only a reference reaches.
_SHELVES = frozenset({"$defs", "definitions"})


def check(schema: Json, values: Json) -> tuple[list[Failure], Prepared]:
    """Check values, whose numbers went through `numbers`, and give what the engine says and how it was asked.

    Errors: BadSchema where Helm's engine fails, too: an unknown draft, a wrong keyword, a reference to nowhere.
    """
    import jsonschema  # 65 ms

    name = _draft(schema)
    draft = getattr(jsonschema, name)
    formats = _format_checker()
    prepared = prepare(schema, _keys(values))
    _check(draft, schema, formats)
    _follow(draft, prepared.schema)
    dialect = jsonschema.validators.extend(  # type: ignore[no-untyped-call]
        draft,
        {
            "pattern": _keyword_pattern(prepared.patterns),
            "multipleOf": _multiple_of,
            # Helm's engine knows "dependencies" in every draft
            "dependencies": jsonschema.Draft7Validator.VALIDATORS["dependencies"],
        },
    )
    validator = dialect(prepared.schema, format_checker=None if name in _FORMAT_IS_A_REMARK else formats)
    try:
        return [failure(error) for error in validator.iter_errors(values)], prepared
    except RecursionError:
        raise BadSchema('a "$ref" leads back to itself', fix="let it lead to a schema with a type") from None


def numbers(value: Json) -> Json:
    """Round every number to a 64-bit float, as Helm does; a whole one becomes the int that JSON would write."""
    if isinstance(value, dict):
        return {key: numbers(item) for key, item in value.items()}
    if isinstance(value, list):
        return [numbers(item) for item in value]
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return value
    number = float(value)
    return int(Fraction(repr(number))) if number.is_integer() else number


def _draft(schema: Json) -> str:
    named = schema.get("$schema") if isinstance(schema, dict) else None
    if not isinstance(named, str):
        return "Draft202012Validator"
    address, _, fragment = named.partition("#")
    name = DRAFTS.get(address.removeprefix("http://").removeprefix("https://"))
    if name is None or fragment:
        fix = f"name one of: {', '.join(f'https://{known}' for known in DRAFTS)}"
        raise BadSchema(f"Helm has no draft {show(named)}", ("$schema",), fix)
    return name


def _check(draft: type[Validator], schema: Json, formats: FormatChecker) -> None:
    """Check a schema against its draft's own schema, as the engine of Helm has it."""
    from linea_helm.schema.words import problems

    own = dict(draft.META_SCHEMA)
    if own.get("$id") in _STRICT_ENUM:
        own["properties"] = {**own["properties"], "enum": {"type": "array", "minItems": 1, "uniqueItems": True}}
    error = next(draft(own, format_checker=formats).iter_errors(schema), None)
    if error:
        problem = next(problems(failure(error), {}))
        raise BadSchema(problem.message, problem.path)


def _format_checker() -> FormatChecker:
    from jsonschema import FormatChecker

    checker = FormatChecker(formats=())
    for name, check in {**CHECKS, "regex": _is_pattern}.items():
        checker.checkers = {**checker.checkers, name: (_of_strings(check), ())}
    return checker


def _is_pattern(text: str) -> bool:
    try:
        compile_pattern(text)
    except EvalError:
        return False
    return True


def _of_strings(check: Callable[[str], bool]) -> Callable[[object], bool]:
    return lambda value: not isinstance(value, str) or check(value)


def _keyword_pattern(patterns: dict[str, Pattern]) -> Keyword:
    def pattern(_: Validator, wanted: str, value: object, __: object) -> Iterator[ValidationError]:
        if isinstance(value, str) and not patterns[wanted].search(value):
            yield _error(f"does not match {wanted}")

    return pattern


def _multiple_of(_: Validator, divisor: float, value: object, __: object) -> Iterator[ValidationError]:
    """Divide exactly, as Helm's engine does: 0.3 is a multiple of 0.1."""
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if is_number and Fraction(repr(value)) % Fraction(repr(divisor)):
        yield _error(f"is no multiple of {divisor}")


def _error(message: str) -> ValidationError:
    from jsonschema.exceptions import ValidationError

    return ValidationError(message)


def _keys(values: Json) -> Iterator[str]:
    """Give every key at any depth, once."""
    pending, seen = [values], set[str]()
    while pending:
        node = pending.pop()
        if isinstance(node, dict):
            yield from (key for key in node if key not in seen)
            seen.update(node)
        pending += node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()


def _follow(draft: type[Validator], schema: Json) -> None:
    """Look up every reference that is reached from the root; what nothing refers to may be broken, as for Helm."""
    from jsonschema_specifications import REGISTRY  # type: ignore[import-untyped]
    from referencing.exceptions import Unresolvable
    from referencing.jsonschema import specification_with

    specification = specification_with(draft.META_SCHEMA.get("$id") or draft.META_SCHEMA["id"])
    root = specification.create_resource(schema)
    pending, seen = [(schema, REGISTRY.resolver_with_root(root))], set[int]()
    while pending:
        node, resolver = pending.pop()
        if not isinstance(node, dict) or id(node) in seen:
            continue
        seen.add(id(node))
        for reference in filter(None, map(node.get, _REFERENCES)):
            try:
                target = resolver.lookup(reference)
            except Unresolvable:
                path = next(_paths(schema, node, ()), ())
                raise BadSchema(f'"$ref": {show(reference)} leads nowhere', path) from None
            pending.append((target.contents, target.resolver))
        reached = specification.create_resource({key: node[key] for key in node.keys() - _SHELVES})
        pending += [(child.contents, resolver.in_subresource(child)) for child in reached.subresources()]


def _paths(schema: Json, wanted: Json, path: Path) -> Iterator[Path]:
    """Give the places of a part in a schema."""
    if schema is wanted:
        yield path
    elif isinstance(schema, (dict, list)):
        for name, inner in schema.items() if isinstance(schema, dict) else enumerate(schema):
            yield from _paths(inner, wanted, (*path, name))
