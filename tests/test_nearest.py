"""linea_helm.nearest: did you mean."""

from __future__ import annotations

import pytest

from linea_helm.nearest import nearest


@pytest.mark.parametrize(
    ("name", "known", "found"),
    [
        ("replicaCuont", ["resources", "replicaCount"], "replicaCount"),
        ("tga", ["tag", "digest"], "tag"),
        ("service_monitor", ["serviceMonitor"], "serviceMonitor"),
        ("ifnotpresent", ["Always", "IfNotPresent", "Never"], "IfNotPresent"),
        ("xyz", ["replicaCount"], None),
        ("a", [], None),
    ],
)
def test_the_nearest_name_is_found(name, known, found):
    """Swapped letters, letter case and separators are near; other words are not."""
    assert nearest(name, known) == found
