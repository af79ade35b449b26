"""The chart's contract, and the Secrets that a render asks for."""

from __future__ import annotations

from functools import cache

from leaving_out import leave_out
from renders import PROJECT, manifests, pod_templates

BACKUP = ("--set", "backup.enabled=true,backup.storage.bucket=my-backups")
MONITORED = ("--set", "metrics.serviceMonitor.enabled=true,metrics.serviceMonitor.namespace=monitoring")


@cache
def contract() -> str:
    path = PROJECT.parent / "shared" / "contract" / "linea-stack-readme.txt"
    if not path.exists():
        leave_out("the chart's contract is not beside this checkout")
    return path.read_text("utf-8")


def secrets_used(*args: str, helm: str) -> dict[str, set[str]]:
    """Secrets that the rendered pods ask for, with the keys they take."""
    used: dict[str, set[str]] = {}
    for node in walk([template["spec"] for _, template in pod_templates(manifests(*args, helm=helm))]):
        if "secretKeyRef" in node:
            used.setdefault(node["secretKeyRef"]["name"], set()).add(node["secretKeyRef"]["key"])
        if isinstance(node.get("secret"), dict):
            keys = {item["key"] for item in node["secret"]["items"]}
            used.setdefault(node["secret"]["secretName"], set()).update(keys)
    return used


def walk(node):
    """Every mapping inside."""
    if isinstance(node, dict):
        yield node
    for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from walk(inner)
