"""Streams like those that Helm sends: one unit of objects after the other, as many as a size needs."""

from __future__ import annotations

#: No policy finds anything in what they are made of: a report costs more than the judgement.
COMPONENTS = ("catalogue", "orders", "payments", "search", "mailer")

_LABELS = """\
    app.kubernetes.io/name: linea-stack
    app.kubernetes.io/instance: demo
    app.kubernetes.io/component: {component}"""

_HEAD = """\
---
# Source: demo/templates/{kind}-{number}.yaml
apiVersion: {version}
kind: {kind}
metadata:
  name: {component}-{number}
  labels:
{labels}
  annotations:
    checksum/config: "4f1c0f2e9a" # changes with the configuration
"""

_POD = """\
{pad}metadata:
{pad}  labels:
{pad}    app.kubernetes.io/name: linea-stack
{pad}    app.kubernetes.io/component: {component}
{pad}spec:
{pad}  securityContext: {{runAsNonRoot: true, runAsUser: 1000, seccompProfile: {{type: RuntimeDefault}}}}
{pad}  automountServiceAccountToken: false
{pad}  terminationGracePeriodSeconds: 180
{pad}  containers:
{pad}    - name: {component}
{pad}      image: "registry.shop.dev/{component}@{digest}"
{pad}      securityContext:
{pad}        allowPrivilegeEscalation: false
{pad}        readOnlyRootFilesystem: true
{pad}        capabilities:
{pad}          drop: [ALL]
{pad}      args:
{pad}        - --data-path=/data
{pad}        - "--rpc-http-api=ETH,NET"
{pad}        - |
{pad}          exec run 'with "quotes"'
{pad}      ports:
{pad}        - {{name: rpc, containerPort: 8545}}
{pad}      livenessProbe:
{pad}        tcpSocket: {{port: rpc}}
{pad}      # the node answers late after a restart
{pad}      readinessProbe:
{pad}        httpGet: {{path: /liveness, port: rpc}}
{pad}        periodSeconds: 10
{pad}    - name: exporter
{pad}      image: registry.shop.dev/exporter@{digest}
{pad}      securityContext:
{pad}        allowPrivilegeEscalation: false
{pad}        readOnlyRootFilesystem: true
{pad}        capabilities:
{pad}          drop: [ALL]
{pad}      resources:
{pad}        requests:
{pad}          cpu: 10m
{pad}        limits:
{pad}          memory: 64Mi
{pad}  volumes:
{pad}    - name: data
{pad}      persistentVolumeClaim: {{claimName: data-{component}}}
"""

_SELECTOR = """\
spec:
  selector:
    matchLabels:
      app.kubernetes.io/name: linea-stack
      app.kubernetes.io/component: {component}
"""

_CRON = """\
spec:
  schedule: "0 */6 * * *"
  jobTemplate:
    spec:
      template:
"""

_DIGEST = "sha256:" + "".join(f"{number:02x}" for number in range(7, 39))
_FILE = "".join(f'    option-{number} = "value {number}" # what option {number} is for\n' for number in range(130))
_SCHEMA = "".join(
    f"""\
                field{number}:
                  description: What the field {number} is for, in as many words as a generated schema has.
                  type: string
                  enum: ["a", 'b']
"""
    for number in range(20)
)

_REST = {
    "ServiceAccount": "automountServiceAccountToken: false\n",
    "ConfigMap": "data:\n  config.toml: |\n" + _FILE,
    "Secret": "type: Opaque\nstringData:\n  key: not-a-key\n",
    "Service": """\
spec:
  clusterIP: None
  selector:
    app.kubernetes.io/component: {component}
  ports:
    - name: rpc
      port: 8545
""",
    "PodDisruptionBudget": """\
spec:
  maxUnavailable: 1
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels:
      app.kubernetes.io/component: {component}
""",
    "NetworkPolicy": "spec:\n  podSelector: {{}}\n  policyTypes: [Ingress]\n",
    "Ingress": """\
spec:
  tls: [{{hosts: [{component}.shop.dev], secretName: tls}}]
  rules:
    - host: {component}.shop.dev
""",
    "HorizontalPodAutoscaler": """\
spec:
  minReplicas: 1
  maxReplicas: 1
  scaleTargetRef:
    apiVersion: apps/v1
    kind: StatefulSet
    name: {component}-{number}
""",
    "CustomResourceDefinition": """\
spec:
  group: g{number}.example.com
  names: {{kind: Thing, plural: things}}
  scope: Namespaced
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              properties:
"""
    + _SCHEMA,
}

_UNIT = (
    ("v1", "ServiceAccount"),
    ("v1", "ConfigMap"),
    ("v1", "Secret"),
    ("v1", "Service"),
    ("policy/v1", "PodDisruptionBudget"),
    ("networking.k8s.io/v1", "NetworkPolicy"),
    ("apps/v1", "StatefulSet"),
    ("apps/v1", "Deployment"),
    ("batch/v1", "CronJob"),
    ("networking.k8s.io/v1", "Ingress"),
    ("autoscaling/v2", "HorizontalPodAutoscaler"),
    ("apiextensions.k8s.io/v1", "CustomResourceDefinition"),
)


def stream(size: int) -> bytes:
    """Give a stream of at least so many bytes; the same size gives the same stream."""
    documents: list[str] = []
    length = 0
    while length < size:
        unit, place = divmod(len(documents), len(_UNIT))
        documents.append(_document(*_UNIT[place], unit))
        length += len(documents[-1])
    return "".join(documents).encode()


def _document(version: str, kind: str, number: int) -> str:
    component = COMPONENTS[number % len(COMPONENTS)]
    names = {"component": component, "number": number, "kind": kind, "version": version, "digest": _DIGEST}
    head = _HEAD.format(labels=_LABELS.format(**names), **names)
    if kind in _REST:
        return head + (_REST[kind] if kind == "ConfigMap" else _REST[kind].format(**names))
    if kind == "CronJob":
        pod = _POD.format(pad=" " * 8, **names)
        return head + _CRON + pod + "          restartPolicy: Never\n"
    service = f"  serviceName: {component}-{number}\n" if kind == "StatefulSet" else ""
    return head + _SELECTOR.format(**names) + service + "  template:\n" + _POD.format(pad=" " * 4, **names)
