"""Elements of a list that a macro's test cannot tell apart are asked about once, and the same is blamed."""

from __future__ import annotations

import random
import sys

import pytest

from linea_helm import cel
from linea_helm.cel import alike, blame, rounds
from linea_helm.cel.alike import Sight
from linea_helm.cel.origin import Blame

pytestmark = pytest.mark.slow

#: Tests of an element r: of itself alone, compared with other data, in macros inside, under names used twice.
TERMS = [
    *("r.kind == 'A'", "r.kind in ['A', 'B']", "r.n > 1", "has(r.spec.x)", "r.spec.x == 1", "r.s.startsWith('a')"),
    *("r.name == object.name", "object.name != r.name", "r.spec.x < object.n", "r.spec.x == object.spec.x"),
    *("r.?spec.?x.orValue(0) == object.?n.orValue(1)", "r.?l.orValue([]).exists(x, x == object.n)"),
    *("(has(r.ns) ? r.ns : object.ns) == object.name", "r.name in object.m", "object.m[r.name] == 1"),
    *("object.l.exists(r, r == 1)", "object.l.all(x, x != r.n)", "r.l.all(x, x < object.n && x != r.n)"),
    *(
        "cel.bind(r, object.n, r == 1)",
        "cel.bind(y, r.n, y == object.n)",
        "r.?spec.optMap(r, r.x == object.n).orValue(false)",
    ),
    *(
        "object.n == 1",
        "true",
        "r == object",
        "r.l == object.l",
        "[r.n, object.n].exists(x, x == 2)",
        "r.n / object.z > 1",
    ),
]
MACROS = ["!items.exists(r, T)", "items.exists(r, T)", "items.all(r, T)", "!items.all(r, T)", "items.exists_one(r, T)"]
MACROS += [
    "items.filter(r, T).size() == 9",
    "items.map(r, T, r.name).size() == 9",
    "items.filter(r, T).all(x, x.n == 5)",
]
MACROS += ["object.l.exists(o, items.exists(r, T && r.n == o))", "(items + object.l).exists(r, T)"]


def element(chance):
    """Make an element: few values, fields that are missing, and some that are of another type."""
    fields = {
        "kind": "ABC",
        "name": ["a", "b", ""],
        "ns": ["a", "c"],
        "n": [0, 1, 2, True, 1.0, "1", None],
        "s": ["ab", "b", 3],
        "spec": [{}, {"x": 1}, {"x": 2}, {"x": "1"}, 5],
        "l": [[], [1], [1, 2], [2, "x"], {}],
    }
    return {key: chance.choice(values) for key, values in fields.items() if chance.random() < 0.8}


def scene(chance):
    items = [element(chance) for _ in range(chance.choice([0, 1, 5, 30]))]
    if chance.random() < 0.2:
        items.insert(chance.randint(0, len(items)), chance.choice([7, "x", None, []]))
    item = element(chance)
    item |= {"l": [0, 1], "z": chance.choice([0, 1]), "m": chance.choice([{}, {"a": 1}, {"a": 1, "b": "x"}])}
    return {"items": items, "object": item}


def expression(chance):
    terms = [chance.choice(TERMS) for _ in range(chance.choice([1, 2, 2, 3]))]
    return chance.choice(MACROS).replace("T", f"({chance.choice([' && ', ' || ']).join(terms)})")


@pytest.mark.parametrize("seed", range(3))
def test_the_same_is_blamed_as_when_each_is_asked_about(monkeypatch, seed):
    """Whatever the test reads, and whether it is true, false or fails."""
    chance = random.Random(seed)  # noqa: S311 - the same every time
    monkeypatch.setattr(rounds, "EXAMPLES", sys.maxsize)
    named = 0
    for _ in range(400):
        program, bindings = cel.compile(expression(chance), ("items", "object")), scene(chance)
        monkeypatch.setattr(rounds, "FEW", sys.maxsize)
        each = program.blame(bindings)
        monkeypatch.setattr(rounds, "FEW", 0)
        assert program.blame(bindings) == each, (program.source, bindings)
        named += len(each)
    assert named > 400


def traced(monkeypatch, program, bindings):
    """Blame, and count the nodes that are traced, those that are evaluated, and the parts of tests that are."""
    counted = {"trace": 0, "evaluate": 0, "column": 0}
    for owner, name in ((blame.Tracer, "trace"), (blame.Tracer, "evaluate"), (alike, "_told")):
        ask, label = getattr(owner, name), name if name != "_told" else "column"

        def count(*given, ask=ask, label=label):
            counted[label] += 1
            return ask(*given)

        monkeypatch.setattr(owner, name, count)
    found = program.blame(bindings)
    monkeypatch.undo()
    return found, counted


ACCOUNTS = "items.exists(r, r.kind == 'Binding' && r.?subjects.orValue([]).exists(s, s.name == object.name))"
NAMED = "items.exists(r, r.kind == 'Account' && r.metadata.name == object.name)"
FOUND = "items.filter(r, r.kind == 'Service' && r.metadata.name == object.name).all(r, false)"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ACCOUNTS, [Blame(("items",))]),
        (NAMED, [Blame(("object", "name"))]),
        (FOUND, [Blame(("items", 3)), Blame(("object", "name"))]),
    ],
    ids=["nothing to compare", "each compared", "filtered"],
)
def test_what_is_traced_does_not_grow_with_the_list(monkeypatch, text, expected):
    """Of objects that the test sees alike one is traced, and what was filtered is known without the test."""
    program = cel.compile(text, ("items", "object"))
    steps = []
    for count in (50, 500):
        kinds = ("Deployment", "Service")
        items = [{"kind": kinds[i % 2], "metadata": {"name": str(i)}} for i in range(count)]
        found, counted = traced(monkeypatch, program, {"items": items, "object": {"name": "3"}})
        steps.append((counted["trace"], counted["evaluate"]))
        if text != FOUND:
            assert found == expected
    assert steps[0] == steps[1]


def test_a_second_finding_does_not_look_at_the_elements_again(monkeypatch):
    """What the test sees of the list alone is kept for the next object that is judged."""
    program = cel.compile(ACCOUNTS, ("items", "object"))
    items = [{"kind": "Deployment", "metadata": {"name": str(i)}} for i in range(100)]
    looks = [traced(monkeypatch, program, {"items": items, "object": {"name": str(i)}})[1]["column"] for i in range(3)]
    assert looks == [200, 0, 0]


def test_another_list_is_looked_at_anew(monkeypatch):
    """What was seen belongs to the list."""
    monkeypatch.setattr(rounds, "FEW", 0)
    program = cel.compile("items.exists(r, r.n == 5 || r.name == object.name)", ("items", "object"))
    for items in ([{"n": 1, "name": "a"}], [{"n": 1}, {"n": 2}], [{"name": "a", "n": 3}]):
        found = program.blame({"items": items, "object": {"name": "b"}})
        assert found[:1] == (
            [Blame(("object", "name"))] if "name" in items[0] else [Blame(("items", 0, "name"), missing=True)]
        )


@pytest.mark.parametrize("value", [1.0, float("nan"), b"x", [1], {"a": 1}])
def test_what_is_not_simple_is_like_nothing_else(value):
    """Zero and minus zero are equal and give different texts; lists and maps would have to be read to their ends."""
    macro = cel.compile("items.exists(r, r.v in object)", ("items", "object")).ast
    items = [{"v": value}, {"v": value}]
    assert len(set(Sight(macro).keys(items, {}, {}))) == 2


@pytest.mark.parametrize("part", ["r.v", "r.?v"])
def test_simple_values_are_alike_when_type_and_value_are(part):
    """True is not 1, an empty list no empty map, and what fails is alike."""
    macro = cel.compile(f"items.exists(r, {part} in object)", ("items", "object")).ast
    values = [1, True, "1", None, [], {}]
    items = [*({"v": value} for value in values * 2), {}, {}, 7]
    keys = Sight(macro).keys(items, {}, {})
    assert keys[:6] == keys[6:12]
    assert len(set(keys[:6])) == 6
    assert len(set(keys[12:])) == 1
    assert keys[12] not in keys[:6]


SELECTS = "items.exists(r, r.ns == object.ns && cel.bind(l, r.l, object.s.all(k, k in l && l[k] == object.s[k])))"


def test_of_many_that_fail_alike_some_are_asked_about(monkeypatch):
    """Of each way through the test: one element that fails in another way than a hundred is not passed over."""
    program = cel.compile(SELECTS, ("items", "object"))
    traces = []
    for count in (100, 400):
        items = [{"ns": "b", "l": {"app": str(i)}} for i in range(count)]
        items[count - 7] = {"ns": "a", "l": {"app": "x"}}
        bindings = {"items": items, "object": {"ns": "a", "s": {"app": "y"}}}
        found, counted = traced(monkeypatch, program, bindings)
        assert set(found) == {Blame(("object", "ns")), Blame(("object", "s", "app"))}
        traces.append((counted["trace"], counted["evaluate"]))
    assert traces[0] == traces[1]


def test_what_is_left_of_a_key():
    """What is true, false, null or fails, and types; what is like nothing else is like all such."""
    macro = cel.compile("items.exists(r, r.v in object || r.?w.hasValue())", ("items", "object")).ast
    values = [True, False, None, 1, 2, "a", "b", [1], {"a": 1}, []]
    items = [{"v": value} for value in values] + [{}, {"v": [2]}]
    found = [alike.coarse(key) for key in Sight(macro).keys(items, {}, {})]
    same = [(3, 4), (5, 6), (7, 8), (7, 11)]
    assert all(found[one] == found[other] for one, other in same)
    assert len(set(found)) == len(found) - len(same)
    assert alike.coarse(7) == alike.coarse(8)


@pytest.mark.parametrize(
    "text",
    [
        "object.a && items.exists(r, r.n == object.n)",
        "!(object.a && !items.exists(r, r.n == object.n))",
        "object.b || items.exists(r, r.n == object.n)",
    ],
)
def test_what_the_result_tells_is_not_evaluated_again(monkeypatch, text):
    """The last operand that can have decided is mostly the one that goes through the list."""
    program = cel.compile(text, ("items", "object"))
    asked = []
    evaluate = blame.Tracer.evaluate
    monkeypatch.setattr(
        blame.Tracer, "evaluate", lambda tracer, node, scope: asked.append(node[0]) or evaluate(tracer, node, scope)
    )
    bindings = {"items": [{"n": 1}] * 20, "object": {"a": True, "b": False, "n": 2}}
    found = program.blame(bindings, (program.evaluate(bindings), ""))
    assert found[-1] == Blame(("object", "n"))
    assert "exists" not in asked
    assert found == program.blame(bindings)
