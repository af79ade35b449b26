"""Generated code: what closures give, without them in all usual cases."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from apiserver_expressions import GRAMMAR
from both_ways import evaluate_both_ways, outcome

from linea_helm import cel
from linea_helm.bundled import POLICIES
from linea_helm.cel.codegen.writer import steps
from linea_helm.cel.evaluate import Builder
from linea_helm.cel.values import NONE, Optional, UInt
from linea_helm.policies.cases import run

DATA = {
    "name": "besu",
    "replicas": 3,
    "on": True,
    "nothing": None,
    "ratio": 0.5,
    "labels": {"app": "besu", "tier": "rpc"},
    "containers": [{"name": "a", "image": "a:1"}, {"name": "b", "image": "b", "ports": [1, 2]}],
}

#: One for each kind of node and each shape that is written in a way of its own, with its value.
USUAL = [
    ("object.name", "besu"),
    ("object.labels['app']", "besu"),
    ("object.containers[1].name", "b"),
    ("object.containers[object.replicas - 2].name", "b"),
    ("has(object.name) && !has(object.spec)", True),
    ("object.?spec.?template.orValue('none')", "none"),
    ("object.?labels['app'].orValue('none')", "besu"),
    ("object.containers[?7].?name", NONE),
    ("object.?name", Optional("besu")),
    ("object.?spec.hasValue() || object.?name.hasValue()", True),
    ("optional.of(1).or(optional.of(2))", Optional(1)),
    ("optional.none().orValue(object.containers.all(c, c.name != ''))", True),
    ("object.?spec.orValue(object.labels).exists(k, k == 'app')", True),
    ("object.?name.optMap(n, n + '!')", Optional("besu!")),
    ("object.?spec.optMap(n, n + '!')", NONE),
    ("object.?labels.optFlatMap(l, l.?app)", Optional("besu")),
    ("object.?spec.?a.?b.or(object.?labels.?app).orValue('none')", "besu"),
    ("object.?labels.?app.or(object.?spec.?a).orValue('none')", "besu"),
    ("object.?spec.or(object.?b.or(object.?c)).orValue('none')", "none"),
    ("object.?spec.or(object.?labels).hasValue() && !object.?spec.or(object.?labels.?x.?y).hasValue()", True),
    ("object.?spec.or(object.?name)", Optional("besu")),
    ("object.?spec.or(object.?labels.?x)", NONE),
    ("object.?containers[?0].?labels[?1].or(object.?containers[?1].?name).orValue('none')", "b"),
    ("[?object.?spec.?a, ?object.?name, ?object.?spec.or(object.?on), ?optional.of(1)]", ["besu", True, 1]),
    ("[1, object.replicas, ?object.?spec]", [1, 3]),
    ("{'a': object.name, ?'b': object.?spec}", {"a": "besu"}),
    ("object.on && object.replicas > 2 && object.name < 'c'", True),
    ("object.on ? object.name : object.spec", "besu"),
    ("object.on ? object.containers.map(c, c.name) : []", ["a", "b"]),
    ("object.name == 'besu' && 'besu' == object.name && object.name != 'maru'", True),
    ("object.replicas == 3 && 3 == object.replicas && object.ratio == 0.5", True),
    ("object.on == true && object.nothing == null && object.name != null", True),
    ("object.name == object.labels.app && object.labels == object.labels", True),
    ("object.name == object.?labels.?app.or(object.?labels.?tier).or(object.?name).orValue('none')", True),
    ("object.nothing != object.?labels.?app.or(object.?labels.?tier).or(object.?name).orValue('none')", True),
    ("object.name in [object.labels.tier, object.name] && !(object.name in [object.labels.tier, object.on])", True),
    ("type(object.name) == string && int != type(object.name)", True),
    ("object.name in ['besu', 'maru'] && 'app' in object.labels && object.replicas in [3]", True),
    ("object.replicas * 2 + 1 - 7 / 2 % 5", 4),
    ("-object.replicas", -3),
    ("object.name + '-' + string(object.replicas)", "besu-3"),
    (
        "object.containers + object.containers.filter(c, c.image.contains(':'))",
        [*DATA["containers"], DATA["containers"][0]],
    ),
    ("size(object.name) + object.containers.size() + size(object.labels)", 8),
    ("object.name.startsWith('b') && object.name.endsWith(object.name) && object.name.contains('es')", True),
    ("object.name.matches('^[a-z]+$')", True),
    ("dyn(object.name) == 'besu'", True),
    ("5u", UInt(5)),
    ("object.containers.exists_one(c, c.name == 'a')", True),
    ("object.labels.all(k, v, k != v)", True),
    ("object.labels.all(k, k in object.labels && object.labels[k] != '')", True),
    ("object.containers.map(c, has(c.ports), c.ports.map(p, p + 1))", [[2, 3]]),
    ("object.labels.transformMap(k, v, v == 'rpc', v + k)", {"tier": "rpctier"}),
    ("object.labels.transformMapEntry(k, v, {v: k})", {"besu": "app", "rpc": "tier"}),
    ("cel.bind(n, object.name, n + n)", "besubesu"),
    ("object.name.lowerAscii().replace('b', 'B').split('e')", ["B", "su"]),
]


@pytest.fixture
def no_closures(monkeypatch):
    """Fail where generated code leaves an expression to closures."""

    def refuse(program, _):
        raise AssertionError(f"left to closures: {program.source}")

    monkeypatch.setattr(cel.Program, "evaluate_exactly", refuse)


@pytest.mark.usefixtures("no_closures")
@pytest.mark.parametrize(("text", "value"), USUAL)
def test_usual_expressions_need_no_closures(text, value):
    """Every kind of node, on data that it is made for."""
    found = cel.compile(text, ("object",)).evaluate({"object": DATA})
    assert (found, type(found)) == (value, type(value))


UNUSUAL = [
    ("object.spec.x == 1 || object.on", True),
    ("[1, 2].all(x, object.spec == x || x == 1) || object.on", True),
    ("dyn(object.?name).size() == 4", "no such overload: size(optional_type)"),
    ("object.containers.name", "list has no field name"),
    ("object.name.first", "string has no field first"),
    ("object.name[0]", "no such overload: _[_](string, int)"),
    ("object.containers[-1]", "index out of bounds: -1, the list has 2 elements"),
    ("object.replicas && true", "no such overload: _&&_(int)"),
    ("object.name ? 1 : 2", "the condition of ?: must be a bool, not string"),
    ("object.replicas.startsWith('a')", "no such overload: startsWith(int, string)"),
    ("object.replicas + 'a'", "no such overload: _+_(int, string)"),
    ("{'a': 1, object.labels.app: 2, 'besu': 3}", "the key besu stands twice in the map"),
    ("object.spec", "no such key: spec"),
    ("other", "no value is bound to the variable 'other'"),
]


@pytest.mark.parametrize(("text", "expected"), UNUSUAL)
def test_what_is_unusual_is_for_closures(text, expected):
    """Errors that are absorbed, and what an error says."""
    program = cel.compile(text, ("object", "other"))
    kind, found = outcome(lambda bindings: evaluate_both_ways(program, bindings), {"object": DATA})
    assert (kind, found) == ("value" if expected is True else "error", expected)


def lazy(text, bindings):
    return cel.Lazy(cel.compile(text, ("object",)), bindings)


@pytest.mark.usefixtures("no_closures")
@pytest.mark.parametrize(
    "text",
    [
        "variables.n == object.containers.filter(c, size(c.name) + 2 == variables.n).size() + 1",
        "object.containers.all(c, variables.n == 3) && variables.n == 3",
        "(object.on ? variables.n : 0) == 3 && variables.n == 3",
        "(object.on || variables.n == 1) && variables.n == 3",
        "object.?spec.or({'n': variables.n}.?n).orValue(0) == 3 && variables.n == 3",
        "object.containers.exists(c, object.containers.exists(d, variables.n == 3 && c.name != d.name))",
    ],
)
def test_a_variable_is_computed_before_anything_reads_it(text):
    """Loops are run before the expression in which they stand, branches perhaps never."""
    bindings = {"object": DATA}
    program = cel.compile(text, ("object", "variables.n"))
    assert program.evaluate({**bindings, "variables.n": lazy("object.replicas", bindings)}) is True
    assert program.evaluate({**bindings, "variables.n": 3}) is True


def test_a_variable_that_nobody_reads_is_not_computed():
    """Neither behind an operand that decides nor in a branch that is not taken."""
    bindings = {"object": DATA}
    for text in ("object.on || variables.n", "object.on ? 1 : variables.n", "[].all(x, variables.n)"):
        variable = lazy("object.spec", bindings)
        cel.compile(text, ("object", "variables.n")).evaluate({**bindings, "variables.n": variable})
        assert variable.known() is variable


def test_the_same_expression_has_the_same_code():
    """Policies that say the same are one program."""
    text = "object.containers.all(c, c.image.contains(':')) && object.name in ['a', 'b', 'c', 'd']"
    assert len({cel.compile(text, ("object",)).code for _ in range(3)}) == 1


def test_what_nests_too_deeply_for_python_has_no_code():
    """Python allows twenty loops in each other; closures have no such limit."""
    text = "object.name == 'besu'"
    for depth in range(25):
        text = f"[1].all(x{depth}, {text})"
    program = cel.compile(text, ("object",))
    assert (program.code, program.evaluate({"object": DATA})) == (b"", True)


def test_code_grows_no_faster_than_its_expression():
    """What is written twice is small, so comparisons inside comparisons do not double it each time."""
    text = "object.a == object.b"
    sizes = []
    for _ in range(12):
        text = f"object.a == ({text})"
        sizes.append(len(cel.compile(text, ("object",)).code))
    assert sizes[-1] - sizes[-2] < 2 * (sizes[3] - sizes[2])


def test_a_round_costs_what_it_costs_closures():
    """So that an expression never stays within the budget here that is beyond it there."""
    grammar = GRAMMAR.Grammar(7)
    for _ in range(500):
        text = grammar.expression(4)
        try:
            program = cel.compile(text, ("o",))
        except cel.CompileError:
            continue
        builder = Builder()
        builder.build(program.ast)
        assert builder.steps <= steps(program.ast), text


def test_random_data_is_judged_alike():
    """Whatever stands where a policy looks: fields that are gone, or hold something else."""
    chance = random.Random(3)  # noqa: S311
    for text, _ in USUAL:
        program = cel.compile(text, ("object",))
        for _ in range(40):
            data = dict(DATA)
            for key in chance.sample(sorted(DATA), 2):
                data[key] = chance.choice([*GRAMMAR.OBJECT.values(), [data], {"x": data[key]}])
            if chance.random() < 0.3:
                data.pop(chance.choice(sorted(data)))
            try:
                evaluate_both_ways(program, {"object": data})
            except cel.EvalError:
                continue


@pytest.mark.slow
def test_policies_leave_little_to_closures(monkeypatch, capsys):
    """Over all cases of all policies; what is left has errors that `&&` or `||` absorb, or objects that are odd."""
    counted = Counter()
    exactly, evaluate = cel.Program.evaluate_exactly, cel.Program.evaluate

    def counting(name, function):
        def run(program, bindings):
            counted[name] += 1
            return function(program, bindings)

        return run

    monkeypatch.setattr(cel.Program, "evaluate", counting("all", evaluate))
    monkeypatch.setattr(cel.Program, "evaluate_exactly", counting("closures", exactly))
    assert list(run(POLICIES))
    with capsys.disabled():
        print(f"\n{counted['closures']} of {counted['all']} evaluations in the cases of policies need closures")
    assert counted["closures"] < counted["all"] / 20
