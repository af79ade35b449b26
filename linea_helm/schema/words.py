"""Say in a user's words what is wrong with a value: what it is, what is wanted, and how to write it."""

from __future__ import annotations

from linea_helm.finding import Problem
from linea_helm.nearest import nearest
from linea_helm.show import show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import TypeAlias

    from linea_helm.schema.failure import Failure, Json

    Names: TypeAlias = Mapping[str, str]
    #: (value, what the keyword wants, the schema around it) -> message
    Words: TypeAlias = Callable[[Json, Json, Mapping[str, Json]], str]

#: How people who write values call JSON's types.
_TYPES = {"object": "map", "array": "list"}
#: Names in one message; past these a reader looks into the schema.
_MOST = 12


def problems(failure: Failure, names: Names) -> Iterator[Problem]:
    """Give what a user should know of one failure; three unknown keys are three problems.

    `names` gives a rewritten key of `patternProperties` as the chart has it.
    """
    path, keyword = failure.path, failure.keyword
    if not keyword or (keyword == "not" and failure.wanted == {}):
        yield Problem(path, "the chart takes no value here", key_only=True)
    elif keyword in ("additionalProperties", "unevaluatedProperties") and failure.wanted is False:
        for key in failure.keys:
            yield Problem((*path, key), _unknown_key(key, failure.schema, names), key_only=True)
    elif keyword == "required":
        yield Problem(path, _missing_key(failure), key_only=True)
    elif keyword in ("anyOf", "oneOf") and failure.forms:
        yield from _nearest_form(failure, names)
    elif failure.is_key:
        yield Problem((*path, failure.value), f"as a key, {_message(failure)}", key_only=True)
    else:
        yield Problem(path, _message(failure))


def _message(failure: Failure) -> str:
    return _WORDS.get(failure.keyword, _other)(failure.value, failure.wanted, failure.schema)


def _unknown_key(key: str, schema: Mapping[str, Json], names: Names) -> str:
    known = list(schema.get("properties", ()))
    patterns = [names.get(name, name) for name in schema.get("patternProperties", ())]
    near = nearest(key, known)
    if near:
        return f"unknown key {show(key)}; did you mean {show(near)}?"
    choices = [listed for listed in (_listed(known), _listed(patterns, "one that matches ")) if listed]
    return f"unknown key {show(key)}" + (f"; known here: {', or '.join(choices)}" if choices else "")


def _missing_key(failure: Failure) -> str:
    near = nearest(failure.keys[0], [key for key in failure.value if key not in failure.schema.get("properties", ())])
    return f"required key {show(failure.keys[0])} is missing" + (f"; is {show(near)} meant to be it?" if near else "")


def _nearest_form(failure: Failure, names: Names) -> Iterator[Problem]:
    """Tell about the one of several allowed forms that the value comes nearest to."""
    types = [one.wanted for form in failure.forms for one in form if one.keyword == "type" and one.is_whole]
    if len(types) == len(failure.forms):
        yield Problem(failure.path, _type(failure.value, [name for wanted in types for name in _list(wanted)], {}))
    else:
        for one in min(failure.forms, key=_distance):
            yield from problems(one, names)


def _distance(form: Sequence[Failure]) -> tuple[bool, bool, int]:
    """Order forms: those of another type last, then those that a fixed word tells apart, then by failures."""
    other_type = any(one.keyword == "type" and one.is_whole for one in form)
    return other_type, any(one.keyword in ("const", "enum") for one in form), len(form)


def _type(value: Json, wanted: Json, _: object) -> str:
    types = list(dict.fromkeys(_list(wanted)))
    message = f"got {_described(value)}, want {_either([_TYPES.get(name, name) for name in types])}"
    return message + _hint(value, types)


def _hint(value: Json, wanted: Sequence[str]) -> str:
    if value is None:
        return "; a key with nothing behind it is null"
    if "string" in wanted and isinstance(value, (bool, int, float)):
        return "; quote it"
    if isinstance(value, str):
        return _hint_for_text(value, wanted)
    return ""


def _hint_for_text(text: str, wanted: Sequence[str]) -> str:
    from linea_helm.yaml.scalar import resolve

    value = resolve(text)
    if isinstance(value, bool) and "boolean" in wanted:
        return "; remove the quotes" if text in ("true", "false") else f"; write {show(value)}"
    is_whole = isinstance(value, int) and "integer" in wanted
    if not isinstance(value, bool) and (is_whole or (isinstance(value, (int, float)) and "number" in wanted)):
        return "; remove the quotes"
    return "; begin the line below with a dash" if "array" in wanted else ""


def _described(value: Json) -> str:
    if value is None:
        return "null"
    if isinstance(value, dict):
        return "a map"
    kind = {bool: "boolean", str: "string"}.get(type(value), "number")
    return show(value) if isinstance(value, list) else f"{kind} {show(value)}"


def _enum(value: Json, allowed: Sequence[Json], _: object) -> str:
    texts = [option for option in allowed if isinstance(option, str)]
    near = nearest(value, texts) if isinstance(value, str) and len(allowed) > 1 else None
    hint = f"; did you mean {show(near)}?" if near else _hint_of_same_text(value, texts)
    return f"got {_described(value)}, want {_either([show(option) for option in allowed[:_MOST]])}{hint}"


def _hint_of_same_text(value: Json, texts: Sequence[str]) -> str:
    return "; quote it" if not isinstance(value, str) and show(value) in texts else ""


def _const(value: Json, wanted: Json, _: object) -> str:
    return f"got {_described(value)}, want {show(wanted)}"


def _minimum(value: Json, least: Json, schema: Mapping[str, Json]) -> str:
    more = schema.get("exclusiveMinimum") is True  # draft 4
    return f"got {show(value)}, want {f'more than {show(least)}' if more else f'at least {show(least)}'}"


def _maximum(value: Json, most: Json, schema: Mapping[str, Json]) -> str:
    less = schema.get("exclusiveMaximum") is True
    return f"got {show(value)}, want {f'less than {show(most)}' if less else f'at most {show(most)}'}"


def _pattern(value: str, pattern: str, schema: Mapping[str, Json]) -> str:
    examples = [example for example in _list(schema.get("examples", [])) if isinstance(example, str)]
    example = f"; an example that fits: {show(examples[0])}" if examples else ""
    return f"{show(value)} does not match the pattern {pattern}{example}"


def _format(value: str, wanted: str, _: object) -> str:
    return f"{show(value)} is not of the format {wanted}"


def _unique(value: Sequence[Json], _: object, __: object) -> str:
    import json

    texts = [json.dumps(item, sort_keys=True) for item in value]
    second = next(index for index, text in enumerate(texts) if text in texts[:index])
    return f"items {texts.index(texts[second])} and {second} are both {show(value[second])}, want each once"


def _dependencies(value: Mapping[str, Json], wanted: Mapping[str, Json], _: object) -> str:
    needs = ((key, names) for key, names in wanted.items() if key in value and isinstance(names, list))
    key, missing = next((key, lost) for key, names in needs if (lost := [n for n in names if n not in value]))
    return f"key {show(key)} needs {_listed(missing)} beside it"


def _not(value: Json, forbidden: Json, _: object) -> str:
    together = forbidden.get("required") if isinstance(forbidden, dict) else None
    if isinstance(value, dict) and together and forbidden.keys() == {"required"}:
        return f"{_listed(together)} may not be set {'together' if len(together) > 1 else 'here'}"
    return f"the chart does not allow {show(value)} here"


def _forms(_: object, __: object, ___: object) -> str:
    return "more than one of the allowed forms fits, want exactly one"


def _contains(value: Sequence[Json], _: object, __: object) -> str:
    return f"none of the {_count(len(value), 'item')} is what the chart asks for"


def _too_many_items(value: Sequence[Json], _: object, schema: Mapping[str, Json]) -> str:
    fixed = schema.get("prefixItems", schema.get("items", []))
    return f"got {_count(len(value), 'item')}, want at most {len(fixed) if isinstance(fixed, list) else 0}"


def _sized(noun: str, word: str) -> Words:
    def words(value: Json, limit: int, _: object) -> str:
        what = (
            f"{show(value)}, which has {_count(len(value), noun)}" if noun == "character" else _count(len(value), noun)
        )
        return f"got {what}, want {word} {show(limit)}"

    return words


def _than(word: str) -> Words:
    return lambda value, limit, _: f"got {show(value)}, want {word} {show(limit)}"


def _other(value: Json, wanted: Json, _: object) -> str:
    return f"{show(value)} is not what the chart's schema wants: {show(wanted)}"


_WORDS: dict[str, Words] = {
    "type": _type,
    "enum": _enum,
    "const": _const,
    "minimum": _minimum,
    "maximum": _maximum,
    "exclusiveMinimum": _than("more than"),
    "exclusiveMaximum": _than("less than"),
    "multipleOf": _than("a multiple of"),
    "pattern": _pattern,
    "format": _format,
    "minLength": _sized("character", "at least"),
    "maxLength": _sized("character", "at most"),
    "minItems": _sized("item", "at least"),
    "maxItems": _sized("item", "at most"),
    "minProperties": _sized("key", "at least"),
    "maxProperties": _sized("key", "at most"),
    "uniqueItems": _unique,
    "dependentRequired": _dependencies,
    "dependencies": _dependencies,
    "not": _not,
    "oneOf": _forms,
    "contains": _contains,
    "minContains": lambda _, least, __: f"want at least {least} items of the kind the chart asks for",
    "maxContains": lambda _, most, __: f"want at most {most} items of the kind the chart asks for",
    "additionalItems": _too_many_items,
    "unevaluatedItems": _too_many_items,
    "items": _too_many_items,
}


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else [value]


def _either(options: Sequence[str]) -> str:
    return " or ".join([", ".join(options[:-1]), options[-1]]) if len(options) > 1 else "".join(options)


def _listed(names: Sequence[str], word: str = "") -> str:
    shown = ", ".join(show(name) for name in names[:_MOST])
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return f"{word}{shown}{more}" if names else ""


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
