"""Write the JSON Schemas with which editors check `.linea.yaml`, policies and their cases.

They are made of the shapes that the program itself holds these files to; the texts come from docs/configuration.md.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

FOLDER = ROOT / "linea_helm" / "data"
_DRAFT = "http://json-schema.org/draft-07/schema#"
_ROW = re.compile(r"^\| `([\w.\[\]]+)` \| .* \| (.*) \|$", re.MULTILINE)
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


def main() -> int:
    """Write the files."""
    for name, text in schemas().items():
        (FOLDER / name).write_text(text, "utf-8")
    return 0


def schemas() -> dict[str, str]:
    """Give the text of each schema by its file's name."""
    from linea_helm import config
    from linea_helm.policies import cases, policyshape

    made = {
        "linea": _schema(config.SHAPE, "", descriptions()),
        "cases": _schema(cases.SHAPE, "", {}),
        "policy": _policy(policyshape.SHAPES, policyshape.VIEWS),
    }
    return {f"{name}.schema.json": _text(f"helm-linea: {name}", schema) for name, schema in made.items()}


def descriptions() -> dict[str, str]:
    """Give what docs/configuration.md says of each key, by its path."""
    text = (ROOT / "docs" / "configuration.md").read_text("utf-8")
    return {path: _LINK.sub(r"\1", meaning) for path, meaning in _ROW.findall(text)}


def _text(title: str, schema: dict[str, Any]) -> str:
    return json.dumps({"$schema": _DRAFT, "title": title, **schema}, indent=2, ensure_ascii=False) + "\n"


def _policy(shapes: Mapping[str, Any], views: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    """Choose by kind, so that an editor complains about the one that is meant."""
    kinds = [kind for _, kind in views]
    chosen = [
        {"if": {"properties": {"kind": {"const": kind}}}, "then": _schema(shapes[view], "", {})}
        for (_, kind), view in views.items()
    ]
    return {"type": "object", "required": ["kind"], "properties": {"kind": {"enum": kinds}}, "allOf": chosen}


def _schema(shape: Any, path: str, told: Mapping[str, str]) -> dict[str, Any]:  # noqa: ANN401 - see linea_helm/yaml/shape.py
    from linea_helm.yaml.shape import QUANTITY

    about = {"description": told[path]} if path in told else {}
    if isinstance(shape, dict):
        return {**about, "type": "object", **_keys(shape, path, told)}
    if isinstance(shape, list):
        return {**about, "type": "array", "items": _schema(shape[0], f"{path}[]", told)}
    if isinstance(shape, tuple):
        # Editors that read YAML 1.1 see false where off has no quotes.
        return {**about, "enum": [*shape, *([False] if "off" in shape else [])]}
    types: dict[Any, Any] = {str: "string", bool: "boolean", QUANTITY: ["string", "number"]}
    return {**about, **({} if shape is object else {"type": types[shape]})}


def _keys(shape: dict[str, Any], path: str, told: Mapping[str, str]) -> dict[str, Any]:
    from linea_helm.yaml.shape import Refused, keys

    inner = {
        key: _schema(each, f"{path}.{key}".strip("."), told)
        for key, each in keys(shape).items()
        if not isinstance(each, Refused)
    }
    if "*" in inner:
        return {"additionalProperties": inner["*"]}
    required = [key[:-1] for key in shape if key.endswith("!")]
    return {"properties": inner, "additionalProperties": False, **({"required": required} if required else {})}


if __name__ == "__main__":
    sys.exit(main())
