"""Make the chart's values.schema.json out of its values.yaml (chart_values.py says how that is written).

The default gives the type: a map has the keys of its default and no others, a number is whole and not below 0. A list
or an empty map has to say what is in it. Two keywords are ours: `with` adds the keys of another map, but for those that
`without` names. What stands in two places becomes a definition that is called after the first of them.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from chart_values import stop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chart_values import Json, Place, Values

    Schema = dict[str, Json]

_TYPES = {bool: "boolean", str: "string", int: "integer", list: "array", dict: "object"}


def schema(values: Values) -> Schema:
    """The whole schema: draft 7, the newest that Helm 3.17 reads."""
    root = _Maker(values).node((), values.defaults)
    # The switch of a chart that has this one as a dependency: its `condition` is usually linea-stack.enabled.
    root["properties"]["enabled"] = {"type": "boolean"}
    definitions = {name: _named(kind) for name, kind in values.types.items()}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Values of the linea-stack chart",
        **_Sharing(root, definitions).without_copies(root, ()),
        "definitions": definitions,
    }


def needed(values: Values) -> list[str]:
    """Values that null may not take away: maps whose keys the templates read, and all that is one word or number."""
    maker = _Maker(values)
    paths = maker.paths(values.defaults, ())
    return [".".join(path) for path in paths if maker.is_needed(path)]


class _Maker:
    def __init__(self, values: Values) -> None:
        self.values = values

    def node(self, path: Place, default: Json) -> Schema:
        """Schema of one value, with what it is for."""
        text = self.values.text(path)
        return {**({"description": text} if text else {}), **self._kind(path, default)}

    def _kind(self, path: Place, default: Json) -> Schema:
        kind = self.values.kind(path)
        if _is_type(kind):
            return self._reference(path, kind)
        if isinstance(kind, str):
            other = tuple(kind.removeprefix("like ").split("."))
            return self._kind(other, self.values.default(other))
        keywords = dict(kind or {})
        added = self._added(keywords.pop("with", ""), keywords.pop("without", []))
        return _joined(added, {**self._of_default(path, default, keywords), **_named(keywords)})

    def _reference(self, path: Place, name: str) -> Schema:
        if name not in self.values.types:
            stop(path, f"there is no type {name}")
        return {"$ref": f"#/definitions/{name}"}

    def _added(self, name: str, without: list[str]) -> Schema:
        if not name:
            return {}
        other = self._kind((name,), self.values.defaults[name])
        return {"properties": {key: inner for key, inner in other["properties"].items() if key not in without}}

    def _of_default(self, path: Place, default: Json, keywords: Schema) -> Schema:
        if {"type", "enum"} & keywords.keys():
            return {"minimum": 0} if isinstance(default, int) and "enum" not in keywords else {}
        if default is None or (isinstance(default, list) and "items" not in keywords):
            stop(path, "its default does not say what it may be; add # @schema")
        of_type: Schema = {"type": _TYPES[type(default)]}
        if of_type["type"] == "integer":
            of_type["minimum"] = 0
        if isinstance(default, dict):
            if not default and not keywords:
                stop(path, "an empty map does not say what may be in it; add # @schema")
            of_type["additionalProperties"] = False
            of_type["properties"] = {key: self.node((*path, key), inner) for key, inner in default.items()}
        return of_type

    def paths(self, node: dict[str, Json], path: Place) -> Iterator[Place]:
        """Every value of which the schema knows the keys around it."""
        for key, inner in node.items():
            here = (*path, key)
            yield here
            if isinstance(inner, dict) and not _is_type(self.values.kind(here)):
                yield from self.paths(inner, here)

    def is_needed(self, path: Place) -> bool:
        """Whether the templates cannot do without a value, and no other stands in for it."""
        default, kind = self.values.default(path), self.values.kind(path)
        if isinstance(default, dict):
            return bool(default) and not _is_type(kind)
        if isinstance(default, list):
            return "minItems" in (kind if isinstance(kind, dict) else {})
        is_of_all = path[0] != "defaults" and _holds(self.values.defaults["defaults"], path[1:])
        return not (default is None or is_of_all or self._may_be_null(kind))

    def _may_be_null(self, kind: Json) -> bool:
        keywords = self.values.types.get(kind, {}) if isinstance(kind, str) else kind or {}
        return "null" in keywords.get("type", [])


def _is_type(kind: Json) -> bool:
    return isinstance(kind, str) and not kind.startswith("like ")


def _named(kind: Json) -> Json:
    """JSON Schema with a reference wherever a type is named in the place of a schema."""
    if isinstance(kind, str):
        return {"$ref": f"#/definitions/{kind}"}
    if not isinstance(kind, dict):
        return kind
    inner = {key: _named(kind[key]) for key in ("items", "additionalProperties") if key in kind}
    if "properties" in kind:
        inner["properties"] = {key: _named(value) for key, value in kind["properties"].items()}
    return {**kind, **inner}


def _joined(first: Schema, second: Schema) -> Schema:
    """The keys of both maps, those of the second first; it wins."""
    if "properties" not in first or "properties" not in second:
        return second or first
    ours, theirs = second["properties"], first["properties"]
    joined = {key: _joined(theirs.get(key, {}), inner) for key, inner in ours.items()}
    return {**second, "properties": {**joined, **{key: theirs[key] for key in theirs if key not in ours}}}


def _holds(node: Json, path: Place) -> bool:
    for key in path:
        if not isinstance(node, dict) or key not in node:
            return False
        node = node[key]
    return bool(path)


class _Sharing:
    def __init__(self, root: Schema, definitions: Schema) -> None:
        self.definitions = definitions
        self.count = Counter(map(_text, _maps(root)))
        self.names: dict[str, str] = {}

    def without_copies(self, node: Schema, path: Place) -> Schema:
        """The schema, with a reference instead of each map that stands in several places."""
        if "properties" not in node:
            return node
        text = _text(node)
        if self.count[text] == 1:
            inner = {key: self.without_copies(value, (*path, key)) for key, value in node["properties"].items()}
            return {**node, "properties": inner}
        if text not in self.names:
            self.names[text] = ".".join(path)
            self.count[text], body = 1, _without_description(node)
            self.definitions[self.names[text]] = self.without_copies(body, path)
            self.count[text] = 2
        described = {"description": node["description"]} if "description" in node else {}
        return {**described, "$ref": f"#/definitions/{self.names[text]}"}


def _maps(node: Schema) -> Iterator[Schema]:
    if "properties" in node:
        yield node
        for inner in node["properties"].values():
            yield from _maps(inner)


def _text(node: Schema) -> str:
    return json.dumps(_without_description(node), sort_keys=True)


def _without_description(node: Schema) -> Schema:
    return {key: value for key, value in node.items() if key != "description"}
