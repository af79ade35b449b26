"""Small releases for tests of facts."""

from __future__ import annotations

from linea_helm.facts.objects import Objects
from linea_helm.policies.manifest import objects
from linea_helm.source import Source
from linea_helm.stream import split
from linea_helm.yaml.load import load


def release(text: str, namespace: str = "chain") -> Objects:
    """Read manifests as they would be rendered."""
    found = []
    for start, chunk in split(text):
        found += objects(load(Source("test", chunk, "rendered"), {}), "", start, chunk)
    return Objects(found, namespace)


def besu(args: str = "[]", *, config: str = "", env: str = "[]", labels: str = "app: rpc", extra: str = "") -> str:
    """Write a StatefulSet that runs Besu, and the ConfigMap with its configuration."""
    indented = "".join(f"    {line}\n" for line in config.splitlines())
    return f"""\
apiVersion: v1
kind: ConfigMap
metadata: {{name: besu-config}}
data:
  besu.toml: |
{indented or "    # empty"}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {{name: rpc}}
spec:
  replicas: 2
  template:
    metadata: {{labels: {{{labels}}}}}
    spec:
      containers:
        - name: besu
          image: hyperledger/besu:26.1.0
          args: {args}
          env: {env}
          ports: [{{name: rpc, containerPort: 8545}}, {{name: engine, containerPort: 8551}}]
          volumeMounts: [{{name: config, mountPath: /etc/besu}}]
      volumes: [{{name: config, configMap: {{name: besu-config}}}}]
---
{extra}"""
