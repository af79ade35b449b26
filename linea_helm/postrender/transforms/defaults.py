"""What `linea-post` adds when nothing is configured. Imports nothing, for the fast path.

Only the components of a Linea stack get resources, told by label and container; other charts keep what they have. There
is no default label: none is true of every chart (docs/decisions/0008-no-default-label.md).
Memory alone has a limit: a CPU limit throttles a node that catches up. The sizes follow the JVM heaps that the programs
are run with (Besu: docs "Manage the JVM heap size"; -Xmx1g for the sequencer needs 2Gi), with room to grow.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linea_helm.postrender.transforms.resources import Rule


def _sized(component: str, cpu: str, memory: str, limit: str) -> Rule:
    match = {"component": component, "container": component}
    return {"match": match, "requests": {"cpu": cpu, "memory": memory}, "limits": {"memory": limit}}


RESOURCES: tuple[Rule, ...] = (
    _sized("sequencer", "500m", "2Gi", "4Gi"),
    _sized("maru", "500m", "1Gi", "2Gi"),
    _sized("besu", "500m", "2Gi", "4Gi"),
    _sized("ethstats", "100m", "128Mi", "512Mi"),
    _sized("tx-sender", "50m", "64Mi", "256Mi"),
)
