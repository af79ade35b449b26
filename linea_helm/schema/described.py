"""What a schema says a value is for: the best help for who wrote another one."""

from __future__ import annotations

from urllib.parse import unquote

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from linea_helm.finding import Path
    from linea_helm.schema.failure import Json

#: Characters of a description in a message: some charts put whole pages there.
LONGEST = 240


def described(schema: Json, path: Path) -> tuple[Path, str] | None:
    """Give the description of the value at a path, or of the nearest one around it that has one, with its path."""
    found = None
    node = schema
    for depth, part in enumerate(path, 1):
        node = _inner(schema, node, part)
        text = _text(schema, node)
        if text:
            found = path[:depth], text
    return found


def _inner(schema: Json, node: Json, part: str | int) -> Json:
    for each in _targets(schema, node):
        named = each.get("properties")
        if isinstance(named, dict) and part in named:
            return named[part]
        other = each.get("items" if isinstance(part, int) else "additionalProperties")
        if isinstance(other, dict):
            return other
    return None


def _text(schema: Json, node: Json) -> str:
    """Give the first paragraph of a description as one line."""
    texts = (each.get("description") for each in _targets(schema, node))
    first = next((text for text in texts if isinstance(text, str) and text.strip()), "")
    line = " ".join(first.strip().split("\n\n")[0].split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def _targets(schema: Json, node: Json) -> Iterator[dict[str, Json]]:
    """Give a schema and what it refers to, one after the other."""
    seen = set[int]()
    while isinstance(node, dict) and id(node) not in seen:
        seen.add(id(node))
        yield node
        node = _referred(schema, node.get("$ref"))


def _referred(schema: Json, reference: Json) -> Json:
    """Follow a reference inside the same file; others are not followed."""
    if not isinstance(reference, str) or not reference.startswith("#/"):
        return None
    node = schema
    for part in reference[2:].split("/"):
        name = unquote(part).replace("~1", "/").replace("~0", "~")
        node = node.get(name) if isinstance(node, dict) else None
    return node
