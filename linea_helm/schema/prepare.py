"""Rewrite a schema for the Python engine: patterns as RE2 reads them, and no reference that leaves the schema."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import urljoin

from linea_helm.cel.errors import EvalError
from linea_helm.cel.re2 import Pattern, compile_pattern
from linea_helm.errors import InputError
from linea_helm.show import show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from linea_helm.finding import Path
    from linea_helm.schema.failure import Json

#: What Helm calls the schema; a relative reference to another file is looked up beside it, at the root of the disk.
BASE = "file:///values.schema.json"
_DRAFTS = ("json-schema.org/schema", "json-schema.org/draft-0", "json-schema.org/draft/20")
#: Keywords that hold values, not schemas.
_DATA = frozenset({"const", "default", "enum", "examples"})
#: Keywords that hold schemas by name.
_NAMED = frozenset({"$defs", "definitions", "dependencies", "dependentSchemas", "properties"})


class BadSchema(InputError):
    """A schema that Helm cannot compile, so that no render succeeds; `path` leads to the place in the schema."""

    def __init__(self, problem: str, path: Path = (), fix: str = "") -> None:
        where = f"at /{'/'.join(map(str, path))}: " if path else ""
        super().__init__(f"values.schema.json: {where}{problem}", fix=fix)
        self.path = path


class Prepared(NamedTuple):
    """A schema of its own for the engine.

    `patterns` holds the regular expressions of `pattern`, compiled.
    `names` gives a rewritten key of `patternProperties` as the chart has it.
    `unfetched` are the documents on the network that references were taken out for.
    """

    schema: Json
    patterns: dict[str, Pattern]
    names: dict[str, str]
    unfetched: set[str]


def prepare(schema: Json, keys: Iterable[str]) -> Prepared:
    """Copy a schema without `$schema` and without references that leave it, to check values that have certain keys.

    A key of `patternProperties` becomes a Python pattern that matches those `keys` that Helm's RE2 pattern matches.
    Errors: BadSchema for a pattern that Helm cannot read and for a reference to another file of the chart.
    """
    work = _Work({BASE, *_ids(schema, BASE)}, tuple(keys), {}, {}, set())
    return Prepared(work.schema(schema, BASE, ()), work.patterns, work.names, work.unfetched)


class _Work(NamedTuple):
    ids: set[str]
    keys: tuple[str, ...]
    patterns: dict[str, Pattern]
    names: dict[str, str]
    unfetched: set[str]

    def schema(self, node: Json, base: str, path: Path) -> Json:
        if isinstance(node, list):
            return [self.schema(item, base, (*path, index)) for index, item in enumerate(node)]
        if not isinstance(node, dict):
            return node
        base = _join(base, _id(node))
        kept = {key: value for key, value in node.items() if not self._left_out(key, value, base, path)}
        return {key: self._keyword(key, value, base, (*path, key)) for key, value in kept.items()}

    def named(self, node: Json, base: str, path: Path) -> Json:
        # the engine loses the name of a value that has the schema `false`
        return {"not": {}} if node is False else self.schema(node, base, path)

    def _keyword(self, key: str, value: Json, base: str, path: Path) -> Json:
        if key in _DATA:
            return value
        if key == "pattern" and isinstance(value, str):
            self.patterns[value] = _pattern(value, path)
        if key == "patternProperties" and isinstance(value, dict):
            return {self._alternatives(name, path): self.named(sub, base, (*path, name)) for name, sub in value.items()}
        if key in _NAMED and isinstance(value, dict):
            return {name: self.named(sub, base, (*path, name)) for name, sub in value.items()}
        return self.schema(value, base, path)

    def _alternatives(self, name: str, path: Path) -> str:
        pattern = _pattern(name, (*path, name))
        matched = "|".join(re.escape(key) for key in self.keys if pattern.search(key))
        # the comment keeps two patterns that match the same keys apart
        alternatives = f"\\A(?:{matched})\\Z(?#{len(self.names)})" if matched else f"(?!)(?#{len(self.names)})"
        self.names[alternatives] = name
        return alternatives

    def _left_out(self, key: str, value: object, base: str, path: Path) -> bool:
        if not isinstance(value, str):
            return False
        return key == "$schema" or (key == "$ref" and self._is_remote(value, base, path))

    def _is_remote(self, reference: str, base: str, path: Path) -> bool:
        document = _join(base, reference).partition("#")[0]
        if document in self.ids or document.partition("://")[2].startswith(_DRAFTS):
            return False
        if document.startswith("file:") and not reference.startswith("file:"):
            problem = f'"$ref": {show(reference)} leads to {document}; Helm does not look for it in the chart'
            raise BadSchema(problem, (*path, "$ref"), "move it into this file, under $defs, and refer to #/$defs/…")
        self.unfetched.add(document)
        return True


def _pattern(pattern: str, path: Path) -> Pattern:
    try:
        return compile_pattern(pattern)
    except EvalError as error:
        problem = f"Helm cannot read the pattern {show(pattern)}: {error}"
        raise BadSchema(problem, path, "write it in RE2 syntax, which knows no lookaround") from None


def _ids(node: Json, base: str) -> Iterator[str]:
    """Give the address of every schema in a document that has one of its own."""
    if isinstance(node, dict):
        base = _join(base, _id(node))
        yield base.partition("#")[0]
    children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    for child in children:
        yield from _ids(child, base)


def _id(node: dict[str, Json]) -> str:
    identifier = node.get("$id", node.get("id"))  # "id" up to draft 4
    return identifier if isinstance(identifier, str) else ""


def _join(base: str, reference: str) -> str:
    try:
        return urljoin(base, reference)
    except ValueError:  # no address at all; the draft's own schema says so
        return base
