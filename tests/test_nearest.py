"""linea_helm.nearest: did you mean."""

from __future__ import annotations

import random
from difflib import SequenceMatcher

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


def test_letters_rule_out_no_name_that_is_near():
    """What is skipped for its letters would not have been the nearest."""
    random_ = random.Random(5)  # noqa: S311 - the same every time
    names = ["".join(random_.choices("abcd", k=random_.randint(0, 7))) for _ in range(300)]
    found = 0
    for name in names[:100]:
        ratio, candidate = max(((SequenceMatcher(None, name, each).ratio(), each) for each in names[100:]), key=_first)
        found += ratio > 0.6
        assert nearest(name, names[100:]) == (candidate if ratio > 0.6 else None)
    assert found > 50


def _first(pair):
    return pair[0]
