"""The gate judges objects where they will be, though nobody tells it the release's namespace."""

from __future__ import annotations

import pytest

from linea_helm.policies.manifest import Manifest
from linea_helm.postrender.home import home
from linea_helm.postrender.render import Refused, Settings, render

STREAM = """\
apiVersion: v1
kind: Service
metadata: {name: db}
spec: {clusterIP: None, selector: {app: db}, ports: [{port: 80}]}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: db}
spec: {maxUnavailable: 1, selector: {matchLabels: {app: db}}}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db, namespace: chain}
spec:
  replicas: 2
  serviceName: db
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: db, image: "db:1"}]}
"""
ELSEWHERE = {"pdb-missing", "statefulset-headless-service", "pdb-selects-nothing"}


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """An empty folder, in which a test may write a .linea.yaml."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HELM_NAMESPACE", raising=False)
    return tmp_path


def found(*arguments, stream=STREAM):
    """Post-render; give the ids of the findings, and what was skipped."""
    try:
        told = render(stream.encode(), Settings(["--report", "x", "--gate", "warn", *arguments]))[1]
    except Refused as refused:
        told = str(refused)
    lines = told.splitlines()
    return {line.split("[")[1].split("]")[0] for line in lines if "]: " in line}, [
        line for line in lines if line.startswith("skipped: the release's namespace")
    ]


def test_objects_that_name_none_are_where_workloads_are():
    """A chart that names the namespace in some templates only."""
    ids, skipped = found()
    assert not ids & ELSEWHERE
    assert skipped == []


def test_who_says_it_is_believed(folder):
    """By an option or the configuration; then the Service is elsewhere."""
    assert found("--namespace", "other")[0] >= ELSEWHERE
    (folder / ".linea.yaml").write_text("release: {namespace: other}\n")
    assert found()[0] >= ELSEWHERE


def test_several_are_doubtful():
    """The report says what was taken for granted."""
    other = (
        "---\napiVersion: v1\nkind: Service\nmetadata: {name: a, namespace: a}\nspec: {externalName: a.example.com}\n"
    )
    more = STREAM + other + other.replace("name: a", "name: b", 1).replace("namespace: a", "namespace: chain")
    ids, skipped = found(stream=more)
    assert not ids & ELSEWHERE
    doubt = "objects name a, chain, and others none: these are taken to be in chain; --namespace says where"
    assert skipped == [f"skipped: the release's namespace: {doubt}"]
    assert found("--namespace=chain", stream=more)[1] == []


def manifest(kind, namespace, version="v1"):
    """An object of a kind."""
    return Manifest({"apiVersion": version, "kind": kind, "metadata": {"name": "x", "namespace": namespace}}, "", 0, "")


@pytest.mark.parametrize(
    ("objects", "helm", "namespace"),
    [
        ([], None, ""),
        ([], "default", "default"),
        ([], "chain", "chain"),
        ([("Pod", "")], "chain", "chain"),
        ([("Pod", "chain")], "default", "chain"),
        ([("Pod", "chain"), ("Pod", "")], "context", "chain"),
        ([("Pod", "a"), ("Service", "b"), ("Pod", "b")], "default", "b"),
        ([("Pod", "a"), ("Service", "b"), ("Pod", "b")], "a", "a"),
        ([("Pod", "a"), ("Service", "b")], "c", "c"),
        ([("PodDisruptionBudget", "prod"), ("Pod", "")], None, "prod"),
        ([("PodDisruptionBudget", "prod"), ("ServiceMonitor", "monitoring"), ("Pod", "prod")], None, "prod"),
    ],
)
def test_where_a_release_is(objects, helm, namespace):
    """Helm 3 says `default`, or the namespace of the current context, whatever the release's is."""
    environ = {} if helm is None else {"HELM_NAMESPACE": helm}
    assert home([manifest(*each) for each in objects], environ)[0] == namespace
