"""What a release comes to, worked out once for all policies: nodes with their configuration, and what is exposed.

A fact is plain data for expressions, and remembers where each part of it stands. On the fast path: a collection is
imported when a policy reads it.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from linea_helm.facts.fact import Fact
    from linea_helm.facts.objects import Objects

#: The collections of a release, each with the name of one fact in it.
OF_RELEASE = {"nodes": "node", "exposures": "exposure", "keys": "key"}
#: The collections of merged values.
OF_VALUES = {"configs": "config", "keys": "key"}


def of_release(name: str, objects: Objects) -> list[Fact]:
    """Work out one collection of a release."""
    if name == "nodes":
        from linea_helm.facts.nodes import nodes

        return nodes(objects)
    if name == "keys":
        from linea_helm.facts.keyless import may_hold_key

        suspects = [manifest for manifest in objects.manifests if may_hold_key(manifest.data)]
        if not suspects:
            return []
        from linea_helm.facts.keys import keys_in_objects

        return keys_in_objects(suspects)
    from linea_helm.facts.waysin import ways_in

    ways = list(ways_in(objects))
    if not ways and not any(pod.spec.get("hostNetwork") for pod in objects.pods):
        return []
    from linea_helm.facts.exposures import exposures  # only where something leads in

    return exposures(objects, ways)


def of_values(name: str, values: dict[str, Any]) -> list[Fact]:
    """Work out one collection of merged values."""
    if name == "keys":
        from linea_helm.facts.keys import keys_in_values

        return keys_in_values(values)
    from linea_helm.facts.configs import configs

    return configs(values)
