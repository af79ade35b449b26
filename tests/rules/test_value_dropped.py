"""linea_helm.rules.value_dropped."""

from __future__ import annotations

import pytest

from linea_helm.rules import value_dropped as rule
from linea_helm.values import drops
from linea_helm.values.drops import Drop

A, GLOBAL, INNER = ("a",), ("global", "m"), ("web", "global", "m")
TOLD = [
    (Drop(drops.MAP_OVER_VALUE, A, A, "small", {"cpu": 1}), '{cpu: …} replaces "small"'),
    (Drop(drops.MAP_OVER_INNER_VALUE, ("a", "b"), ("a", "b"), 8.0, {}), "{} replaces 8"),
    (
        Drop(drops.VALUE_OVER_MAP, A, A, {"cpu": 1, "memory": 2}, []),
        "a list of 0 items replaces the map {cpu: …, memory: …}",
    ),
    (Drop(drops.GLOBAL_ABOVE, ("global",), ("global",), "x", {}), 'global is "x" and no map: no sub-chart is given it'),
    (
        Drop(drops.GLOBAL_BELOW, ("web", "global"), ("web", "global"), 5, {"a": 1}),
        "web.global is 5 and no map: web is given no globals",
    ),
    (
        Drop(drops.GLOBAL_MAP, GLOBAL, INNER, {"q": 1}, False),
        "global.m does not reach web: it is a map, and web.global.m is false",
    ),
    (
        Drop(drops.GLOBAL_VALUE, GLOBAL, INNER, "eu", {"q": 1}),
        'global.m does not reach web: it is "eu", and web.global.m is a map',
    ),
    (
        Drop(drops.CONDITION, ("web", "enabled"), ("web", "enabled"), "false", None, "web"),
        '"false" is neither true nor false, so it does not switch the sub-chart web',
    ),
    (
        Drop(drops.TAG, ("tags", "front"), ("tags", "front"), 1, None, "web"),
        "1 is neither true nor false, so the tag does not switch the sub-chart web",
    ),
]


@pytest.mark.parametrize(("drop", "message"), TOLD, ids=[drop.kind for drop, _ in TOLD])
def test_each_kind_has_its_words(drop, message):
    """The message has the value that was dropped and what took its place."""
    assert [(found, each.path, each.message) for found, each in rule.check([drop])] == [(drop, drop.path, message)]


def test_a_null_is_meant_to_drop_something():
    """Who writes null knows that the default goes."""
    silent = [
        Drop(drops.VALUE_OVER_MAP, A, A, {"cpu": 1}, None),
        Drop(drops.GLOBAL_ABOVE, ("global",), ("global",), None, {}),
        Drop(drops.CONDITION, A, A, None, None, "web"),
    ]
    assert list(rule.check(silent)) == []


def test_what_all_sub_charts_lack_is_told_once():
    """The same words for each of ten sub-charts help nobody."""
    drop = Drop(drops.GLOBAL_ABOVE, ("global",), ("global",), 5, {})
    assert len(list(rule.check([drop, drop._replace(kept={"a": 1})]))) == 1
