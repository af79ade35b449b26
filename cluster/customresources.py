"""Teach a cluster the custom resources that the chart renders, as tests/chart/data/custom-resources.json has them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from api import Api, Object

_KNOWN = Path(__file__).resolve().parent.parent / "tests" / "chart" / "data" / "custom-resources.json"
_PATH = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"


def teach(api: Api) -> list[str]:
    """Create the definitions; give the paths of the collections that come of them."""
    definitions = json.loads(_KNOWN.read_text("utf-8"))["definitions"]
    found = [name.split(".", 2) for name in definitions if name.count(".") > 1]
    for version, kind, group in found:
        schema = _structural(definitions[f"{version}.{kind}.{group}"]["properties"]["spec"], definitions)
        api.create(_PATH, _definition(group, version, kind, schema))
    return [f"/apis/{group}/{version}/{_plural(kind)}" for version, kind, group in found]


def _definition(group: str, version: str, kind: str, spec: Object) -> Object:
    # The groups under k8s.io want to know who approved; servers check the form only.
    approved = {"api-approved.kubernetes.io": "unapproved, for tests"}
    schema = {"type": "object", "properties": {"spec": spec}}
    served = {"name": version, "served": True, "storage": True, "schema": {"openAPIV3Schema": schema}}
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": f"{_plural(kind)}.{group}", "annotations": approved},
        "spec": {
            "group": group,
            "scope": "Namespaced",
            "names": {"kind": kind, "plural": _plural(kind), "singular": kind.lower()},
            "versions": [served],
        },
    }


def _structural(schema: Any, definitions: Object) -> Any:
    """Turn draft-07 into what a definition may hold: no references, every type said; a server knows what is unknown."""
    if isinstance(schema, list):
        return [_structural(each, definitions) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _structural(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    made = {key: _structural(value, definitions) for key, value in schema.items() if value is not False}
    return {"type": "string", **made} if "enum" in made else made


def _plural(kind: str) -> str:
    return f"{kind.lower()}s"
