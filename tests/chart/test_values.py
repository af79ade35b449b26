"""The schema types every value, and messages say what to do."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from helms import MAJORS
from renders import CHART, SCENARIOS, HelmError, manifests

from linea_helm.lint.known import known
from linea_helm.rules.unknown_key import check
from linea_helm.values.chart import load_chart

pytestmark = pytest.mark.helm

SCHEMA = json.loads((CHART / "values.schema.json").read_text("utf-8"))
VALUES = yaml.safe_load((CHART / "values.yaml").read_text("utf-8"))
#: Maps whose keys are the user's, or another project's.
FREE = {
    "global", "affinity", "podSecurityContext", "securityContext", "lifecycle", "dataSource", "behavior", "config",
    "rollingUpdate", "httpGet", "tcpSocket", "exec", "grpc", "valueFrom",
}  # fmt: skip


def resolve(node: dict) -> dict:
    while "$ref" in node:
        node = SCHEMA["definitions"][node["$ref"].rpartition("/")[2]]
    return node


def properties(node: dict, path: tuple[str, ...] = ()):
    """Every property in the schema, as (path, schema)."""
    for key, value in resolve(node).get("properties", {}).items():
        yield (*path, key), resolve(value)
        yield from properties(value, (*path, key))


def test_the_schema_is_one_that_every_helm_reads():
    """Helm 3.17 reads draft 7, and leaves newer keywords out without a word."""
    import jsonschema

    assert SCHEMA["$schema"] == "http://json-schema.org/draft-07/schema#"
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    assert not {"unevaluatedProperties", "$defs", "dependentRequired", "prefixItems"} & set(
        json.dumps(SCHEMA).split('"')
    )


def test_every_value_is_typed():
    """No property of the schema takes anything."""
    typed = {"type", "enum", "oneOf", "anyOf", "allOf", "const"}
    assert [path for path, node in properties(SCHEMA) if not typed & set(node)] == []


def test_values_are_described_where_editors_look():
    """The schema says of a value what values.yaml does, at the value itself or at the same one of another component."""
    described = {path: node["description"] for path, node in raw_properties(SCHEMA) if "description" in node}
    assert described["besu", "autoscaling", "maxReplicas"] == "Most nodes; maru is told of all of them"
    assert described["sequencer", "p2pKeySecretName"].startswith("Secret with the devp2p private key")
    sizes = {described[name, "persistence", "size"] for name in ("maru", "besu")}
    assert sizes == {"Size of the volume, such as 100Gi"}
    assert described["maru", "probes", "preset"].startswith("`basic` opens a TCP connection")
    assert described["besu", "probes", "preset"].startswith("`basic` asks for /metrics")


def raw_properties(node: dict, path: tuple[str, ...] = ()):
    """Every property as it stands in the schema, with what is beside a reference."""
    for key, value in resolve(node).get("properties", {}).items():
        yield (*path, key), value
        yield from raw_properties(value, (*path, key))


def test_every_map_is_closed_or_free_on_purpose():
    """A map refuses unknown keys, unless its keys are somebody else's."""
    maps = [(path, node) for path, node in properties(SCHEMA) if node.get("type") == "object"]
    assert {path[-1] for path, node in maps if node.get("additionalProperties") is True} <= FREE
    assert [path for path, node in maps if "additionalProperties" not in node] == []


@pytest.mark.parametrize("scenario", sorted(SCENARIOS))
def test_the_schema_decides_on_all_keys_of_the_scenarios(scenario):
    """A lint of values in order never needs to read the templates, which takes longer than the rest of it."""
    chart = load_chart(str(CHART))
    defaults = known(chart, lambda each: yaml.safe_load(each.values.text))
    supplied = yaml.safe_load(Path(SCENARIOS[scenario]).read_text("utf-8")) or {}
    assert list(check(supplied, defaults)) == []


def test_values_and_schema_have_the_same_keys():
    """Each default has a schema, and each property outside the free maps a default or a place in `defaults`."""

    def paths(node, path=()):
        for key, value in node.items():
            yield (*path, key)
            if isinstance(value, dict) and value and key not in FREE:
                yield from paths(value, (*path, key))

    known = {path for path, _ in properties(SCHEMA)}
    unknown = [path for path in paths(VALUES) if path not in known and not is_free(path)]
    assert unknown == []


def is_free(path: tuple[str, ...]) -> bool:
    """Whether the keys at this place are the user's: annotations, resources, and the like."""
    node: dict = SCHEMA
    for key in path:
        node = resolve(node)
        if key not in node.get("properties", {}):
            return node.get("additionalProperties") is not False
        node = node["properties"][key]
    return False


def test_every_default_is_used():
    """Each key of the defaults is read by a template: none is there for nothing."""
    files = [path for path in (CHART / "templates").rglob("*") if path.is_file() and path.name != "_needed.tpl"]
    templates = "\n".join(path.read_text("utf-8") for path in files)
    unused = [
        path for path, _ in properties(SCHEMA) if path[0] not in {"global", "enabled"} and not used(path, templates)
    ]
    assert unused == []


def used(path: tuple[str, ...], templates: str) -> bool:
    key = path[-1]
    whole = {"rollingUpdate", "claims", "requests", "limits", "whenDeleted", "whenScaled"}
    probe_fields = "probes" in path and len(path) > 2
    return key in whole or probe_fields or bool(re.search(rf"[.\"]{key}\b", templates))


REFUSED = {
    "sequencer.replicas=2": "sequencer",
    "maru.replicas=2": "maru",
    "txSender.replicas=3": "txSender",
    "besu.service.type=ExternalName": "besu",
    "besu.image.digest=sha256:abc": "digest",
    "sequencer.persistence.accessModes[0]=ReadWriteMany": "accessModes",
    "besu.autoscaling.targetCPUUtilizationPercentage=170": "targetCPUUtilizationPercentage",
    "backup.schedule=hourly": "schedule",
    "backup.storage.bucket=My_Bucket": "bucket",
    "backup.mode=copy": "mode",
    "chain.validators[0]=0x12": "validators",
    "chain.genesis.gasLimit=61000000": "gasLimit",
    "sequencer.p2pKeySecretName=": "p2pKeySecretName",
    "sequencer.nodeId=0x1234": "nodeId",
    "metrics.serviceMonitor.interval=30": "interval",
    "txSender.dev.privateKey=0x1234": "privateKey",
    "txSender.amount=-1": "amount",
    "besu.loadBalancerSourceRanges[0]=10.0.0.0/8": "loadBalancerSourceRanges",
    "besu.service.loadBalancerSourceRanges[0]=10.0.0.0": "loadBalancerSourceRanges",
    "backup.enabledd=true": "enabledd",
    "unknown=1": "unknown",
    "besu.probes.liveness.period=1": "period",
}


@pytest.mark.parametrize("helm", MAJORS)
@pytest.mark.parametrize("flag", REFUSED)
def test_wrong_values_are_refused(flag, helm):
    """Helm refuses a value of a wrong kind, and names it."""
    with pytest.raises(HelmError, match=r"values don't meet the specifications") as refused:
        manifests("--set", flag, helm=helm)
    assert REFUSED[flag] in str(refused.value)


CONTRADICTIONS = {
    "besu.image.tag=latest": "besu.image.tag is latest, which moves, so that two pods may run two programs",
    "backup.kubectlImage.tag=": "backup.kubectlImage.tag is empty, and so is backup.kubectlImage.digest",
    "chain.id=null": "chain.id is null, and the chart needs a value there",
    "besu.persistence=null": "besu.persistence is null",
    "sequencer.image.tag=null": "sequencer.image.tag is null",
    "engine.jwt.secretName=null": "engine.jwt.secretName is null",
    "backup.components=null": "backup.components is null",
    "besu.pdb.maxUnavailable=null": "besu.pdb is enabled, but neither minAvailable nor maxUnavailable is set",
    "besu.persistence.existingClaim=x": "besu.persistence.existingClaim is one volume",
    "besu.autoscaling.minReplicas=5": "besu.autoscaling.minReplicas is above besu.autoscaling.maxReplicas",
    "sequencer.enabled=false": "maru and besu follow this release's sequencer",
    "sequencer.enabled=false,maru.enabled=false,besu.enabled=false": "there is no key to derive the word for ethstats",
    "besu.enabled=false": "txSender.rpc.service is besu, but besu.enabled is false",
    "besu.autoscaling.targetCPUUtilizationPercentage=null,besu.autoscaling.targetMemoryUtilizationPercentage=null": (
        "besu.autoscaling has no metric"
    ),
    "besu.ingress.enabled=true": "besu.ingress.hosts is empty",
    "ethstats.httpRoute.enabled=true": "ethstats.httpRoute.hosts is empty",
    "besu.httpRoute.enabled=true,besu.httpRoute.hosts[0].host=a.example.org,besu.httpRoute.hosts[0].port=rpc": (
        "besu.httpRoute.parentRefs is empty"
    ),
    "backup.enabled=true": "backup.storage.bucket is empty",
    "backup.enabled=true,backup.storage.bucket=abc,backup.mode=quiesced": "backup.mode=quiesced stops sequencer",
    "backup.enabled=true,backup.storage.bucket=abc,maru.persistence.accessModes={ReadWriteOncePod}": "ReadWriteOncePod",
    "backup.enabled=true,backup.storage.bucket=abc,besu.persistence.enabled=false": "it has no volume",
    "backup.enabled=true,backup.storage.bucket=abc,besu.enabled=false,txSender.enabled=false": (
        "backup.components lists besu, but besu.enabled is false"
    ),
    "backup.enabled=true,backup.storage.bucket=abc,backup.restore.enabled=true": "set besu.replicas=0",
    "backup.enabled=true,backup.storage.bucket=abc,backup.restore.enabled=true,backup.restore.component=maru,"
    "maru.replicas=0": "acceptEquivocation=true",
    "txSender.dev.enabled=true": "txSender.dev.privateKey is empty",
    "sequencer.dev.enabled=true,sequencer.dev.p2pKey=0xab,sequencer.p2pKeySecretName=mine": "only one of them",
    "maru.dev.p2pKey=0xab": "would stand in your values for nothing",
    "besu.config.rpc-http-port=1": "besu.config.rpc-http-port: the chart sets this option itself",
    "besu.sidecars[0].name=x,besu.sidecars[0].image=y:1": "the sidecar x has no resources.requests.cpu",
    "besu.resources.requests=null": "besu.resources.requests.cpu is not set",
}


@pytest.mark.parametrize("flags", CONTRADICTIONS)
def test_contradictions_are_refused(flags):
    """Values that cannot be true together fail, with their names, the reason and a way out."""
    with pytest.raises(HelmError) as refused:
        manifests("--set", flags)
    message = str(refused.value).replace("\n", " ")
    assert CONTRADICTIONS[flags] in message
    assert "; " in message


def needed() -> list[tuple[str, ...]]:
    """Values that null may not take away."""
    guard = (CHART / "templates" / "validate" / "_needed.tpl").read_text("utf-8")
    return [tuple(path.split(".")) for path in re.findall(r'\(list "([^"]+)"', guard)]


def all_paths(node: dict, path: tuple[str, ...] = ()):
    """Every value of values.yaml by its path."""
    for key, value in node.items():
        yield (*path, key)
        if isinstance(value, dict):
            yield from all_paths(value, (*path, key))


@pytest.mark.parametrize("key", VALUES)
def test_no_part_of_the_values_can_be_taken_away(key):
    """A null in place of a whole part fails with the part's name, before a template stumbles over it."""
    is_open = key in {"commonLabels", "commonAnnotations", "extraObjects"}
    if is_open:
        assert manifests("--set", f"{key}=null")
    else:
        with pytest.raises(HelmError, match=rf"{key}(\.\w+)* is null, and the chart needs a value there; remove"):
            manifests("--set", f"{key}=null")


@pytest.mark.parametrize("helm", MAJORS)
@pytest.mark.parametrize("scenario", ["default", "everything"])
def test_whatever_else_is_null_renders(scenario, helm, tmp_path):
    """Null leaves out a list, a map, an option or a target, and nothing of it comes out as Go's word for it."""
    nulls: dict = {}
    parts = {path[:length] for path in needed() for length in range(1, len(path) + 1)}
    for path in all_paths(VALUES):
        if path not in parts and "pdb" not in path and path[:2] != ("besu", "resources"):
            place = nulls
            for key in path[:-1]:
                place = place[key] or {} if key in place else place.setdefault(key, {})
            place.setdefault(path[-1], None)
    assert len(list(all_paths(nulls))) > 60
    file = tmp_path / "nulls.yaml"
    file.write_text(yaml.safe_dump(nulls), "utf-8")
    autoscaling, routes = "besu.autoscaling.targetCPUUtilizationPercentage=70", "besu.{}.enabled=false"
    off = ",".join((autoscaling, routes.format("ingress"), routes.format("httpRoute")))
    flags = ("-f", SCENARIOS[scenario], "-f", str(file), "--set", off)
    rendered = json.dumps(manifests(*flags, helm=helm))
    assert not any(word in rendered for word in ("<nil>", "%!", "no value"))


def test_needed_values_are_values():
    """The list that templates check has nothing that is not there."""
    assert set(needed()) <= set(all_paths(VALUES))
