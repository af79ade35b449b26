"""The CEL evaluator: fifty typical policy expressions over twenty-five Deployments.

Prints the best of many rounds: evaluating them all, building the programs from stored trees, compiling them.
Usage: python bench/bench_cel.py
"""

from __future__ import annotations

import marshal
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from linea_helm import cel

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

GOAL = 5.0  # milliseconds for all of them
ROUNDS = 50
WORKLOADS = 25

_SHORT = {
    "@C": "object.spec.template.spec.containers",
    "@T": "object.spec.template.spec",
    "@M": "object.metadata",
}
_EXPRESSIONS = """
object.spec.replicas >= 1
object.spec.replicas <= 50
has(@M.labels) && 'app' in @M.labels
@M.name.startsWith('app-')
@M.name.size() <= 63
@C.all(c, !c.image.endsWith(':latest'))
@C.all(c, c.image.contains(':'))
@C.all(c, has(c.resources) && has(c.resources.limits))
@C.all(c, has(c.resources) && has(c.resources.requests) && 'cpu' in c.resources.requests)
@C.all(c, has(c.securityContext.runAsNonRoot) && c.securityContext.runAsNonRoot)
@C.all(c, !has(c.securityContext.privileged) || !c.securityContext.privileged)
@C.all(c, has(c.livenessProbe))
@C.all(c, has(c.readinessProbe))
!has(@T.hostNetwork) || !@T.hostNetwork
!has(@T.hostPID) || @T.hostPID == false
!has(@T.volumes) || @T.volumes.all(v, !has(v.hostPath))
@C.all(c, !has(c.ports) || c.ports.all(p, !has(p.hostPort) || p.hostPort == 0))
@C.exists(c, c.name == 'app')
@C.exists_one(c, c.name == 'app')
@C.map(c, c.name).size() == @C.size()
@C.filter(c, c.name.startsWith('app')).size() > 0
object.spec.selector.matchLabels.all(k, k in object.spec.template.metadata.labels)
object.spec.selector.matchLabels.all(k, object.spec.template.metadata.labels[k] == object.spec.selector.matchLabels[k])
has(object.spec.strategy) && object.spec.strategy.type == 'RollingUpdate'
@C.all(c, c.image.matches('^[a-z0-9./:@_-]+$'))
has(@M.annotations) ? @M.annotations.size() < 100 : true
@M.namespace != 'default'
object.kind == 'Deployment'
object.apiVersion in ['apps/v1', 'apps/v1beta1']
@T.serviceAccountName != ''
@C.all(c, !has(c.env) || c.env.all(e, !has(e.value) || e.value.size() < 1000))
@C.all(c, !has(c.env) || c.env.all(e, e.name.matches('^[A-Z_][A-Z0-9_]*$')))
@C.all(c, c.image.startsWith('registry.example.com/') || c.image.startsWith('ghcr.io/'))
size(@C) < 10
@C.all(c, c.imagePullPolicy in ['Always', 'IfNotPresent'])
!has(@T.initContainers) || @T.initContainers.all(c, !c.image.endsWith(':latest'))
object.spec.replicas > 1 || @M.labels.app != 'critical'
has(@T.terminationGracePeriodSeconds) && @T.terminationGracePeriodSeconds >= 10
@C.all(c, !has(c.command) || c.command.size() > 0)
object.spec.template.metadata.labels['app'] == @M.labels['app']
@C.all(c, has(c.resources.limits.memory))
@C.all(c, !has(c.securityContext.capabilities.add) || c.securityContext.capabilities.add.all(x, x in ['NET_ADMIN']))
@C.all(c, has(c.securityContext.allowPrivilegeEscalation) && c.securityContext.allowPrivilegeEscalation == false)
@C.all(c, !has(c.ports) || c.ports.all(p, p.containerPort > 1023))
@C.all(c, size(c.name) <= 63 && c.name != 'container')
has(@M.labels) && @M.labels.exists(k, k == 'team')
!@M.name.contains('--')
object.spec.replicas * 2 + 1 > 2
int(object.spec.replicas) % 2 == 1 || object.spec.replicas > 2
type(object.spec.replicas) == int && string(object.spec.replicas) != '0'
"""


def main() -> int:
    """Measure, print, and fail when an expression does not hold: then it measured the wrong thing."""
    texts = [_long(line) for line in _EXPRESSIONS.strip().splitlines()]
    programs = [cel.compile(text, ("object",)) for text in texts]
    stored = marshal.dumps([(program.ast, program.source, program.code) for program in programs])
    objects = [{"object": _deployment(number)} for number in range(WORKLOADS)]
    wrong = [p.source for p in programs for bindings in objects if p.evaluate(bindings) is not True]
    if wrong:
        sys.exit(f"does not hold: {wrong[0]}")

    def evaluate() -> None:
        for bindings in objects:
            for program in programs:
                program.evaluate(bindings)

    took = _best(evaluate)
    each = took / len(programs) / WORKLOADS * 1e3
    print(f"evaluate {len(programs)} x {WORKLOADS}: {took:.2f} ms (goal {GOAL:.0f} ms), {each:.2f} us each")
    print(f"build from stored trees: {_best(lambda: _build(stored)):.2f} ms, {len(stored)} bytes")
    print(f"compile: {_best(lambda: [cel.compile(text, ('object',)) for text in texts]):.2f} ms")
    return 0


def _long(line: str) -> str:
    for short, path in _SHORT.items():
        line = line.replace(short, path)
    return line


def _build(stored: bytes) -> list[cel.Program]:
    return [cel.program_from_ast(*each) for each in marshal.loads(stored)]  # noqa: S302


def _best(run: Callable[[], object]) -> float:
    """Give the shortest of many runs in milliseconds."""
    shortest = float("inf")
    for _ in range(ROUNDS):
        start = time.perf_counter()
        run()
        shortest = min(shortest, time.perf_counter() - start)
    return shortest * 1e3


def _deployment(number: int) -> dict[str, Any]:
    labels = {"app": f"app-{number}", "team": "x", "tier": "b"}
    pod = {
        "serviceAccountName": "sa",
        "terminationGracePeriodSeconds": 30,
        "volumes": [{"name": "v", "emptyDir": {}}],
        "containers": [_container("app", number), _container("sidecar", number)],
    }
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": f"app-{number}", "namespace": "prod", "labels": labels},
        "spec": {
            "replicas": 3,
            "strategy": {"type": "RollingUpdate"},
            "selector": {"matchLabels": {"app": f"app-{number}"}},
            "template": {"metadata": {"labels": labels}, "spec": pod},
        },
    }


def _container(name: str, number: int) -> dict[str, Any]:
    probe = {"httpGet": {"path": "/", "port": 8080}}
    return {
        "name": name,
        "image": f"registry.example.com/{name}:1.{number}",
        "imagePullPolicy": "Always",
        "resources": {"limits": {"cpu": "1", "memory": "1Gi"}, "requests": {"cpu": "100m", "memory": "1Gi"}},
        "securityContext": {
            "runAsNonRoot": True,
            "allowPrivilegeEscalation": False,
            "capabilities": {"drop": ["ALL"]},
        },
        "livenessProbe": probe,
        "readinessProbe": probe,
        "ports": [{"containerPort": 8080}, {"containerPort": 8443}],
        "env": [{"name": "A_B", "value": "x"}, {"name": "LOG_LEVEL", "value": "info"}, {"name": "C", "value": "y"}],
    }


if __name__ == "__main__":
    sys.exit(main())
