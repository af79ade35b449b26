"""Values that are allowed and unusual: what they make is still what Kubernetes takes."""

from __future__ import annotations

import re
import shutil

import pytest
import yaml
from helms import MAJORS
from renders import CHART, SCENARIOS, HelmError, find, manifests, of_kind, text

pytestmark = pytest.mark.helm


class Strict(yaml.SafeLoader):
    """A loader to which a key that stands twice in a map is an error."""


def once(loader: Strict, node: yaml.MappingNode) -> dict:
    keys = [loader.construct_object(key) for key, _ in node.value]
    assert len(set(keys)) == len(keys), f"line {node.start_mark.line + 1}: {keys}"
    return {loader.construct_object(key): loader.construct_object(value, deep=True) for key, value in node.value}


Strict.add_constructor("tag:yaml.org,2002:map", once)

OVERLAP = """
commonLabels: {app.kubernetes.io/part-of: platform, app: other, linea-stack/metrics: "no", release: mine, team: chain}
commonAnnotations: {checksum/config: mine, owner: chain}
defaults: {podLabels: {app: other, team: own}, podAnnotations: {checksum/config: mine}}
metrics:
  serviceMonitor: {enabled: true, labels: {release: monitoring, app: other}}
  prometheusRule: {enabled: true}
"""


@pytest.mark.parametrize("helm", MAJORS)
@pytest.mark.parametrize("name", ["default", "everything"])
def test_no_key_stands_twice(name, helm, tmp_path):
    """Labels and annotations of users that the chart has, too, are not written a second time."""
    values = tmp_path / "values.yaml"
    values.write_text(OVERLAP, "utf-8")
    for document in yaml.load_all(text("-f", SCENARIOS[name], "-f", str(values), helm=helm), Strict):
        assert document is None or document["kind"]


def test_the_charts_own_labels_win(tmp_path):
    """Selectors find their pods whatever labels everybody gets; a label for one object wins over one for all."""
    values = tmp_path / "values.yaml"
    values.write_text(OVERLAP, "utf-8")
    objects = manifests("-f", str(values))
    for workload in of_kind(objects, "StatefulSet"):
        labels = workload["spec"]["template"]["metadata"]["labels"]
        assert labels.items() >= workload["spec"]["selector"]["matchLabels"].items()
        assert (workload["metadata"]["labels"]["app"], labels["team"]) == ("linea-stack", "own")
    assert find(objects, "ServiceMonitor", "linea-stack-besu")["metadata"]["labels"]["release"] == "monitoring"
    assert find(objects, "Service", "linea-stack-maru-svc")["metadata"]["labels"]["linea-stack/metrics"] == "true"


LARGE = """
besu:
  terminationGracePeriodSeconds: 1000000
  sequencerPeer: {timeoutSeconds: 1000000}
  autoscaling: {enabled: false}
  pdb: {maxUnavailable: 1000000}
  config: {target-gas-limit: 20000000000}
backup:
  enabled: true
  storage: {bucket: abc}
  startingDeadlineSeconds: 1000000
  activeDeadlineSeconds: 1000000
  ttlSecondsAfterFinished: 2592000
  backoffLimit: 1000000
  successfulJobsHistoryLimit: 1000000
  failedJobsHistoryLimit: 1000000
  staleAfterSeconds: 2592000
  maxPauseSeconds: 1000000
  retention: {last: 1000000, daily: 1000000, weekly: 1000000}
  drill: {enabled: true}
chain: {id: 9007199254740991, blockTimeSeconds: 1000000}
txSender: {interval: 1000000, amount: 9007199254740991, gasLimit: 21000000}
defaults: {extraEnv: {LARGE: 1000000}, podSecurityContext: {runAsUser: 1000680000}}
metrics: {prometheusRule: {enabled: true}}
"""


@pytest.mark.parametrize("helm", MAJORS)
@pytest.mark.parametrize("mode", ["pause", "snapshot"])
def test_large_numbers_are_written_out(mode, helm, tmp_path):
    """A number out of values is a float to Helm, which prints 1000000 as 1e+06."""
    values = tmp_path / "values.yaml"
    values.write_text(LARGE, "utf-8")
    rendered = text("-f", str(values), "--set", f"backup.mode={mode}", helm=helm)
    assert re.findall(r".*\de[+]\d.*", rendered) == []
    assert "ttlSecondsAfterFinished: 2592000\n" in rendered
    assert "terminationGracePeriodSeconds: 1000000\n" in rendered


def test_the_release_may_have_a_dot():
    """A release's name may have dots, and a Service's name may not."""
    names = [o["metadata"]["name"] for o in manifests("--set", "fullnameOverride=", release="main.net")]
    assert "main-net-linea-stack-sequencer-svc" in names
    assert not [name for name in names if "." in name]


def test_names_begin_with_a_letter():
    """A Service whose name begins with a digit is refused by Kubernetes, so that the chart says it first."""
    with pytest.raises(
        HelmError, match=r"names begin with 2nd-linea-stack, and a Service's has to .* set fullnameOverride"
    ):
        manifests("--set", "fullnameOverride=", release="2nd")


def test_a_components_own_sidecars_are_the_ones_that_count():
    """The autoscaler's check looks at the sidecars that run, and not at those that besu has replaced."""
    flags = "defaults.sidecars[0].name=all,defaults.sidecars[0].image=a:1"
    with pytest.raises(HelmError, match="the sidecar all has no resources"):
        manifests("--set", flags)
    own = "besu.sidecars[0].name=own,besu.sidecars[0].image=a:1,besu.sidecars[0].resources.requests.cpu=1m"
    assert manifests("--set", f"{flags},{own},besu.sidecars[0].resources.requests.memory=1Mi")


def test_a_fraction_of_a_cpu_is_a_number():
    """`cpu: 0.5` is what people write, and Kubernetes takes it."""
    besu = find(manifests("--set-json", "besu.resources.requests.cpu=0.5"), "StatefulSet", "linea-stack-besu")
    assert besu["spec"]["template"]["spec"]["containers"][0]["resources"]["requests"]["cpu"] == 0.5


NUMERIC = """
nameOverride: "40"
commonLabels: {a: "1", b: "true"}
commonAnnotations: {a: "1"}
global: {imagePullSecrets: ["123", {name: "77"}]}
defaults:
  priorityClassName: "12"
  serviceAccount: {name: "1"}
  nodeSelector: {x: "1"}
  podLabels: {y: "on"}
  podAnnotations: {q: "0x1"}
  extraEnv: {"N": "1e3", "Y": "true", "OFF": ""}
engine: {jwt: {secretName: "11", secretKey: "22"}}
sequencer: {p2pKeySecretName: "1", p2pKeySecretKey: "2", persistence: {existingClaim: "5"}}
maru: {p2pKeySecretName: "0x1", persistence: {storageClass: "9", annotations: {a: "1"}}}
besu:
  autoscaling: {enabled: false}
  service: {annotations: {a: "1"}, loadBalancerClass: "1"}
  ingress: {enabled: true, className: "1", hosts: [{host: "1.2", port: rpc}]}
ethstats: {secretName: "3", secretKey: "4"}
txSender: {secretName: "6", secretKeys: {privateKey: "7", toAddress: "8"}, gasPrice: "0012"}
chain: {genesis: {existingConfigMap: "5"}}
backup:
  enabled: true
  timeZone: "1"
  credentialsSecretName: "9"
  storage: {bucket: "111", region: "1", prefix: "7"}
  encryption: {secretName: "8", secretKey: "9"}
  snapshot: {className: "1"}
metrics:
  serviceMonitor: {enabled: true, namespace: "88", labels: {a: "1"}}
networkPolicy: {enabled: true}
"""
#: Where Kubernetes wants a number or a boolean.
NUMBERS = {
    "port", "containerPort", "replicas", "periodSeconds", "timeoutSeconds", "failureThreshold", "runAsUser", "fsGroup",
    "runAsGroup", "terminationGracePeriodSeconds", "defaultMode", "minAvailable", "maxUnavailable", "backoffLimit",
    "startingDeadlineSeconds", "activeDeadlineSeconds", "ttlSecondsAfterFinished", "successfulJobsHistoryLimit",
    "failedJobsHistoryLimit", "weight",
}  # fmt: skip
#: How Go's YAML writes a word that it would read as something else.
WORDS = re.compile(r"^\s*(?:- )?name: (?:[yYnN]|yes|no|on|off|YES|NO|ON|OFF)$", re.MULTILINE)


@pytest.mark.parametrize("helm", MAJORS)
@pytest.mark.parametrize("mode", ["pause", "quiesced", "snapshot"])
@pytest.mark.parametrize("release", ["123", "1e3", "true"])
def test_names_of_digits_stay_text(release, mode, helm, tmp_path):
    """Names, labels and keys that look like a number or a boolean are quoted, which Kubernetes insists on."""
    values = tmp_path / "values.yaml"
    values.write_text(NUMERIC, "utf-8")
    flags = f"backup.mode={mode},backup.quiesced.mayStop={{sequencer,maru,besu}}"
    arguments = ("-n", "456", "-f", str(values), "--set", flags)
    rendered = text(*arguments, helm=helm, release=release)
    assert WORDS.findall(rendered) == []
    assert 'name: "OFF"\n' in rendered
    for manifest in manifests(*arguments, helm=helm, release=release):
        for each in (manifest, *written_down(manifest)):
            assert [path for path in numbers(each) if path[-1] not in NUMBERS] == []


def written_down(manifest):
    """Objects in a ConfigMap, which a script creates."""
    files = (manifest.get("data") or {}).items()
    return [yaml.safe_load(text) for name, text in files if name.endswith(".yaml")]


def numbers(node, path=()):
    """The paths of everything that is no text, with the names of its keys."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from numbers(value, (*path, key))
    elif isinstance(node, list):
        for value in node:
            yield from numbers(value, path)
    elif not isinstance(node, (str, bool)):
        yield path


def test_two_chains_in_one_umbrella(tmp_path):
    """A chart may have this one twice, under two names: no object and no selector of the one is the other's."""
    (tmp_path / "charts").mkdir()
    shutil.copytree(CHART, tmp_path / "charts" / "linea-stack")
    dependencies = [{"name": "linea-stack", "version": "0.1.0", "alias": alias} for alias in ("one", "two")]
    chart = {"apiVersion": "v2", "name": "both", "version": "0.1.0", "dependencies": dependencies}
    (tmp_path / "Chart.yaml").write_text(yaml.safe_dump(chart), "utf-8")
    values = {"one": {"fullnameOverride": "one"}, "two": {"fullnameOverride": "two"}}
    (tmp_path / "values.yaml").write_text(yaml.safe_dump(values), "utf-8")
    objects = manifests(chart=tmp_path)
    names = [(o["kind"], o["metadata"]["name"]) for o in objects]
    assert len(names) == len(set(names)) == 2 * len(manifests())
    selectors = {
        str(o["spec"]["selector"]["matchLabels"]): o["metadata"]["name"]
        for kind in ("StatefulSet", "Deployment")
        for o in of_kind(objects, kind)
    }
    assert sorted(selectors.values()) == sorted(
        f"{chain}-{name}" for chain in ("one", "two") for name in ("sequencer", "maru", "besu", "ethstats", "tx-sender")
    )


HATCHES = """
extraArgs: ["--x={{ .Release.Name }}"]
extraEnv: {E: "{{ .Release.Name }}"}
extraVolumes: [{name: more, emptyDir: {}}]
extraVolumeMounts: [{name: more, mountPath: /more}]
initContainers: [{name: first, image: "a:1", command: [echo, "{{ .Release.Name }}"]}]
sidecars: [{name: beside, image: "a:1", resources: {requests: {cpu: 1m, memory: 1Mi}}}]
lifecycle: {postStart: {exec: {command: [echo, "{{ .Release.Name }}"]}}}
affinity: {nodeAffinity: {}}
topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule}]
"""


@pytest.mark.parametrize("where", ["defaults", "each"])
def test_every_component_has_every_hatch(where, tmp_path):
    """What is added in `defaults` or at each component arrives in every pod, and expressions in it are worked out."""
    hatches = yaml.safe_load(HATCHES)
    places = ["defaults"] if where == "defaults" else ["sequencer", "maru", "besu", "ethstats", "txSender"]
    values = tmp_path / "values.yaml"
    values.write_text(yaml.safe_dump(dict.fromkeys(places, hatches)), "utf-8")
    objects = manifests("-f", str(values))
    for workload in (*of_kind(objects, "StatefulSet"), *of_kind(objects, "Deployment")):
        pod = workload["spec"]["template"]["spec"]
        main, beside = pod["containers"]
        assert (main["args"][-1], beside["name"]) == ("--x=my-linea", "beside")
        assert {"name": "E", "value": "my-linea"} in main["env"]
        assert pod["initContainers"][-1]["command"] == ["echo", "my-linea"]
        assert (pod["volumes"][-1]["name"], main["volumeMounts"][-1]["name"]) == ("more", "more")
        selected = pod["topologySpreadConstraints"][0]["labelSelector"]["matchLabels"]
        assert selected == workload["spec"]["selector"]["matchLabels"]
