"""linea_helm.rules.no_effect."""

from __future__ import annotations

from linea_helm.rules.no_effect import check
from linea_helm.source import Location, Source
from linea_helm.values.idle import OFF, OVERRIDDEN, Idle

PLACE = Location(Source("a.yaml", "a: 1"), 0, 1)


def told(*idle):
    """Give path and message of each problem."""
    return [(problem.path, problem.message) for _, problem in check(idle)]


def test_an_overridden_flag_names_the_other():
    """Each part of a flag is a finding of its own."""
    lost = Idle(OVERRIDDEN, ("a", "b"), PLACE, "--set a.b")
    assert told(lost, lost._replace(path=("c",))) == [
        (("a", "b"), "no effect: --set a.b overrides it"),
        (("c",), "no effect: --set a.b overrides it"),
    ]


def test_the_values_behind_one_switch_are_one_finding():
    """The first one stands for all."""
    one, two = (Idle(OFF, ("web", key), PLACE, "web.enabled") for key in "ab")
    other = Idle(OFF, ("db", "a"), PLACE, "tags.back")
    assert told(one, other, two, two) == [
        (("web", "a"), "no effect while web.enabled is false; the same goes for 2 more"),
        (("db", "a"), "no effect while tags.back is false"),
    ]
