"""A macro that compares names runs over the items of that name alone, and finds what it would find among all."""

from __future__ import annotations

import random

import pytest
from both_ways import outcome

from linea_helm import cel
from linea_helm.cel import join

PLAIN = "items.filter(i, i.kind in ['A', 'B'] && i.spec.name == wanted)"
OPTIONAL = "items.filter(i, i.?kind.orValue('A') == 'A' && i.?spec.?name.orValue('') == wanted)"
OTHERS = [
    "items.exists(i, i.kind == 'A' && wanted == i.?spec.?name.orValue('x'))",
    "items.exists_one(i, i.kind == 'A' && i.spec.?name.orValue('a1') == wanted)",
    "items.filter(i, i.kind == 'A' && i.?spec.?name == optional.of(wanted))",
    "items.filter(i, i.kind == 'A' && i.?spec.orValue({}).name == wanted)",
]
#: Items that have no name where the others have one, each in a way of its own.
ODD = [{"kind": "A"}, {"kind": "A", "spec": {}}, {"kind": "A", "spec": {"name": 5}}, {"kind": "A", "spec": "x"}, {}, 7]


@pytest.mark.parametrize("text", [PLAIN, OPTIONAL, *OTHERS])
def test_both_ways_agree(text):
    """Whether all items have the field, or some, and whatever is asked for."""
    random_ = random.Random(7)  # noqa: S311 - the same every time
    program = cel.compile(text, ("items", "wanted"))
    values = []
    for _ in range(400):
        items = [
            {"kind": random_.choice("ABC"), "spec": {"name": random_.choice(["a1", "a2", "x", ""])}}
            for _ in range(random_.choice([0, 3, 11, 12, 30]))
        ]
        if random_.random() < 0.4:
            items.insert(random_.randint(0, len(items)), random_.choice(ODD))
        bindings = {"items": items, "wanted": random_.choice(["a1", "x", "", "none", 5])}
        values.append(outcome(program.evaluate, bindings))
        assert values[-1] == outcome(program.evaluate_exactly, bindings), bindings
    assert any(kind == "value" and value for kind, value in values)


@pytest.mark.parametrize(("text", "joins"), [(PLAIN, True), (OPTIONAL, True), (OTHERS[0], True), (OTHERS[2], False)])
def test_what_is_asked_for_by_name_is_looked_up(monkeypatch, text, joins):
    """Also behind an optional field that has a default: autoscalers name their target so."""
    asked = []
    ask = join.with_name
    monkeypatch.setitem(cel.runtime._NAMES, "with_name", lambda *given: asked.append(given[1:]) or ask(*given))
    items = [{"kind": "A", "spec": {"name": str(number)}} for number in range(join.FEW)]
    cel.compile(text, ("items", "wanted")).evaluate({"items": items, "wanted": "7"})
    assert asked == ([(("spec", "name"), "7")] if joins else [])
