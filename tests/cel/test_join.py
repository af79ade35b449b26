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


LABELS = "items.filter(i, i.kind == 'A' && wanted.all(k, k == 'spare' || i.?spec.?labels[?k].orValue('') == wanted[k]))"
LABELLED = [
    "items.exists(i, i.n > 0 && wanted.all(k, i.?spec.?labels[?k].orValue('x') == wanted[k]))",
    "items.exists_one(i, wanted.all(k, i.?spec.?labels[?k].orValue('') == wanted[k]) && i.kind in ['A', 'B'])",
]
#: Each differs in one thing from what is looked up.
OTHERWISE = [
    "items.filter(i, i.n > 0 && wanted.all(k, i.spec.?labels[?k].orValue('') == wanted[k]))",
    "items.filter(i, i.n > 0 && wanted.all(k, k in ['a'] || i.?spec.?labels[?k].orValue('') == wanted[k]))",
    "items.filter(i, i.n > 0 && wanted.all(k, i.?spec.?labels[?k].orValue('') != wanted[k]))",
    "items.filter(i, i.n > 0 && wanted.all(k, i.?spec.?labels[?k].orValue('') == other[k]))",
    "items.filter(i, i.n > 0 && wanted.all(k, i.?spec.?labels[?'a'].orValue('') == wanted[k]))",
    "items.filter(i, i.n > 0 && wanted.all(i, i.?spec.?labels[?i].orValue('') == wanted[i]))",
    "items.filter(i, i.n > 0 && wanted.exists(k, i.?spec.?labels[?k].orValue('') == wanted[k]))",
    "items.filter(i, i.n > 0 && wanted.all(k, i.?spec.?labels[?k].orValue(1) == wanted[k]))",
    "items.filter(i, i.n > 0 || wanted.all(k, i.?spec.?labels[?k].orValue('') == wanted[k]))",
    "items.filter(i, i.n > 0 && wanted.all(k, i.?spec.?labels[?k] == optional.of(wanted[k])))",
]
ODD_LABELS = [{"spec": {"labels": each}} for each in ("x", [], {"a": 1}, None)] + [{"spec": 5}, {}, 7]


@pytest.mark.parametrize("text", [LABELS, *LABELLED, *OTHERWISE])
def test_both_ways_agree_on_labels(text):
    """Whatever labels are there, whatever a selector asks for, and whether it is one."""
    random_ = random.Random(3)  # noqa: S311 - the same every time
    program = cel.compile(text, ("items", "wanted", "other"))
    values = []
    for _ in range(120):
        items = []
        for _ in range(random_.choice([0, 3, 12, 30])):
            labels = {key: random_.choice(["1", "2", ""]) for key in ("a", "b", "spare") if random_.random() < 0.6}
            spec = random_.choice([{"labels": labels}] * 5 + [{}])
            items.append({"kind": random_.choice("AB"), "n": random_.choice([0, 1]), "spec": spec})
        if random_.random() < 0.3:
            items.insert(random_.randint(0, len(items)), random_.choice(ODD_LABELS))
        wanted = {key: random_.choice(["1", "2", "", 1]) for key in ("a", "b", "spare") if random_.random() < 0.5}
        bindings = {"items": items, "wanted": random_.choice([wanted] * 9 + [["a"]]), "other": {"a": "1", "b": "2"}}
        values.append(outcome(program.evaluate, bindings))
        assert values[-1] == outcome(program.evaluate_exactly, bindings), bindings
    assert any(kind == "value" and value for kind, value in values)


@pytest.mark.parametrize("text", [LABELS, *LABELLED, *OTHERWISE])
def test_what_a_selector_asks_for_is_looked_up(monkeypatch, text):
    """The objects that have its rarest label are tried, however many there are of others."""
    tried = []
    ask = join.with_labels
    monkeypatch.setitem(cel.runtime._NAMES, "with_labels", lambda *given: tried.append(ask(*given)) or tried[-1])
    program = cel.compile(text, ("items", "wanted", "other"))
    for count in (30, 300):
        items = [{"kind": "A", "n": 1, "spec": {"labels": {"a": "1", "b": str(number)}}} for number in range(count)]
        program.evaluate({"items": items, "wanted": {"a": "1", "b": "7"}, "other": {"a": "1", "b": "7"}})
    assert [len(each) for each in tried] == ([] if text in OTHERWISE else [1, 1])


def test_a_label_that_does_not_matter_leaves_nothing_out():
    """StatefulSets give their pods one that no template has."""
    items = [{"kind": "A", "spec": {"labels": {"a": "1"}}} for _ in range(join.FEW)]
    program = cel.compile(LABELS, ("items", "wanted"))
    assert len(program.evaluate({"items": items, "wanted": {"a": "1", "spare": "pod-0"}})) == join.FEW
