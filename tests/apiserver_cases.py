"""The cases of the bundled policies as tasks for an API server (scripts/apiserver/record.py)."""

from __future__ import annotations

import hashlib
import json

from linea_helm.bundled import POLICIES
from linea_helm.policies.catalogue import files
from linea_helm.policies.kinds import plural
from linea_helm.policies.manifest import objects
from linea_helm.policies.vap.export import Enforced, export
from linea_helm.yaml.load import read
from linea_helm.yaml.strict import parts


def cases():
    """Give {policy, object, resource, namespace} for every exported policy and every object of its cases."""
    for path in files(POLICIES):
        given = list(_objects(path))
        for found in export(path, "error", "prod"):
            if isinstance(found, Enforced):
                policy = {**found.objects[0], "metadata": {"name": found.objects[0]["metadata"]["name"]}}
                for data in given:
                    yield {"policy": policy, "object": data, "resource": plural(data["kind"]), "namespace": "default"}


def digest(case):
    """Name a case by what is in it: what changes must be recorded anew."""
    return hashlib.sha256(json.dumps(case, sort_keys=True).encode()).hexdigest()[:20]


def _objects(path):
    for case in parts(read(path.removesuffix(".yaml") + ".test.yaml"), "")[0].data["cases"]:
        for data in [case["object"]] if "object" in case else case.get("resources", []):
            for manifest in objects(data, "", 0, ""):
                yield manifest.data
