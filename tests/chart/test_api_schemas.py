"""Every rendered object is valid in the Kubernetes versions that the chart names, and against the custom resources."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import kubernetes_validate
import pytest
import yaml
from renders import CHART, NEWEST, SCENARIOS, scenario

pytestmark = pytest.mark.helm

VERSIONS = [f"1.{minor}" for minor in range(25, 38)]
CUSTOM = json.loads((Path(__file__).parent / "data" / "custom-resources.json").read_text("utf-8"))
#: Objects that values bring in; their fields are the values' affair.
FOREIGN = {"v1.ExternalSecret.external-secrets.io"}


@cache
def custom_validator(kind: str):
    import jsonschema

    schema = {"$ref": f"#/definitions/{kind}", "definitions": CUSTOM["definitions"]}
    return jsonschema.Draft7Validator(schema)


def check(manifest: dict, version: str) -> None:
    """Raise unless the object is valid; an unknown kind is an error, never a pass."""
    group, _, version_of_kind = manifest["apiVersion"].rpartition("/")
    kind = f"{version_of_kind}.{manifest['kind']}.{group}"
    if kind in CUSTOM["definitions"]:
        custom_validator(kind).validate(manifest)
    elif kind not in FOREIGN:
        kubernetes_validate.validate(manifest, version, strict=True)


@pytest.fixture(scope="module", autouse=True)
def schemas_are_read_once():
    """The library reads megabytes of definitions again for every object."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kubernetes_validate.utils, "schema_contents", cache(kubernetes_validate.utils.schema_contents))
        yield


def objects_of(name: str, version: str):
    """The objects of a scenario as this Kubernetes would get them, those that scripts create included."""
    for manifest in scenario(name, NEWEST, "--kube-version", version):
        yield manifest
        for file, text in (manifest.get("data") or {}).items():
            if file.endswith(("-job.yaml", "-claim.yaml", "-snapshot.yaml")):
                yield yaml.safe_load(text)


@pytest.mark.parametrize("version", [VERSIONS[0], VERSIONS[-1]])
@pytest.mark.parametrize("name", SCENARIOS)
def test_objects_are_valid(name, version):
    """Each scenario is valid in the oldest and the newest Kubernetes, with no field that it does not know."""
    for manifest in objects_of(name, version):
        check(manifest, version)


@pytest.mark.parametrize("version", VERSIONS)
def test_everything_is_valid_in_every_version(version):
    """The scenario that turns everything on is valid in every Kubernetes version in between."""
    for manifest in objects_of("everything", version):
        check(manifest, version)


def test_the_oldest_version_is_the_charts():
    """The range tested here starts where `kubeVersion` does."""
    chart = yaml.safe_load((CHART / "Chart.yaml").read_text("utf-8"))
    assert chart["kubeVersion"] == f">={VERSIONS[0]}.0-0"


def test_a_misspelt_field_fails():
    """The check notices an unknown field of a built-in kind and of a custom one."""
    import jsonschema

    manifest = next(m for m in scenario("everything") if m["kind"] == "ServiceMonitor")
    with pytest.raises(jsonschema.ValidationError, match="'endpoint' was unexpected"):
        check(manifest | {"spec": manifest["spec"] | {"endpoint": []}}, VERSIONS[-1])
    service = next(m for m in scenario("everything") if m["kind"] == "Service")
    with pytest.raises(kubernetes_validate.ValidationError):
        check(service | {"spec": service["spec"] | {"clusterIp": "None"}}, VERSIONS[-1])
