"""Which paths are blamed for an expression that is false or fails, and that changing a blamed path can mend it."""

from __future__ import annotations

import copy
import gc
import random

import pytest

from linea_helm import cel
from linea_helm.cel.blame import Tracer
from linea_helm.cel.origin import Blame

CONTAINERS = [
    {"name": "besu", "image": "besu:1", "env": [{"name": "A", "value": "x"}]},
    {"name": "maru", "image": "maru:latest", "securityContext": {"privileged": True}, "ports": [{"hostPort": 1}]},
]
OBJECT = {
    "metadata": {"name": "besu", "labels": {"app": "besu", "tier": "rpc"}},
    "spec": {"replicas": 3},
    "pod": {"hostNetwork": True},
    "cs": CONTAINERS,
}


def blamed(text, **more):
    """Give what is blamed as paths joined by dots, a missing one with a question mark."""
    bindings = {"object": OBJECT, **more}
    bindings["variables.containers"] = cel.Lazy(cel.compile("object.cs", ("object",)), bindings)
    found = cel.compile(text, ("object", "variables.containers", *more)).blame(bindings)
    return " ".join(".".join(map(str, blame.path)) + "?" * blame.missing for blame in found)


CASES = [
    # what a verdict reads
    ("object.spec.replicas < 3", "object.spec.replicas"),
    ("3 > object.spec.replicas", "object.spec.replicas"),
    (
        "object.metadata.name.endsWith(object.metadata.labels.tier)",
        "object.metadata.name object.metadata.labels.tier",
    ),
    ("object.metadata.labels['app'] == 'x'", "object.metadata.labels.app"),
    ("object.cs[1].name == 'x'", "object.cs.1.name"),
    ("size(object.cs) > 2", "object.cs"),
    ("type(object.spec.replicas) == string", "object.spec.replicas"),
    # logic: only what decided
    ("object.spec.replicas < 3 && object.metadata.name == 'besu'", "object.spec.replicas"),
    ("object.spec.replicas < 3 && object.metadata.name == 'x'", "object.spec.replicas object.metadata.name"),
    ("object.spec.replicas < 3 || object.metadata.name == 'x'", "object.spec.replicas object.metadata.name"),
    ("!(object.spec.replicas == 3 || object.metadata.name == 'x')", "object.spec.replicas"),
    ("!(object.spec.replicas == 3 && object.metadata.name == 'besu')", "object.spec.replicas object.metadata.name"),
    ("object.spec.replicas == 3 ? object.metadata.name == 'x' : false", "object.metadata.name"),
    ("object.spec.replicas == 3 ? false : true", "object.spec.replicas"),
    # what is not there
    ("has(object.spec.strategy)", "object.spec.strategy?"),
    ("has(object.spec.strategy.type)", "object.spec.strategy?"),
    ("!has(object.pod.hostNetwork)", "object.pod.hostNetwork"),
    ("object.spec.strategy.type == 'x'", "object.spec.strategy?"),
    ("object.metadata.labels['a/b'] == 'x'", "object.metadata.labels.a/b?"),
    ("object.cs[2].name == 'x'", "object.cs.2?"),
    ("'owner' in object.metadata.labels", "object.metadata.labels.owner?"),
    ("!('app' in object.metadata.labels)", "object.metadata.labels.app"),
    ("object.?spec.?strategy.?type.orValue('') == 'x'", "object.spec.strategy?"),
    ("object.?spec.?replicas.orValue(0) > 3", "object.spec.replicas"),
    ("object.metadata.name.first == 'b'", "object.metadata.name"),
    # macros: the elements that decided
    ("object.cs.all(c, !c.image.endsWith(':latest'))", "object.cs.1.image"),
    ("object.cs.all(c, c.image == '')", "object.cs.0.image object.cs.1.image"),
    ("object.cs.all(i, c, c.image == 'besu:1')", "object.cs.1.image"),
    ("object.cs.all(c, has(c.securityContext.privileged))", "object.cs.0.securityContext?"),
    (
        "!object.cs.exists(c, has(c.ports) && c.ports.exists(p, has(p.hostPort)))",
        "object.cs.1.ports object.cs.1.ports.0.hostPort",
    ),
    ("object.cs.exists(c, c.name == 'x')", "object.cs"),
    ("['a', 'b'].exists(p, object.metadata.name.startsWith(p))", "object.metadata.name"),
    ("object.cs.exists_one(c, c.name != '')", "object.cs.0.name object.cs.1.name"),
    ("object.cs.exists_one(c, c.name == 'x')", "object.cs"),
    ("object.metadata.labels.all(k, k != 'tier')", "object.metadata.labels.tier"),
    ("object.metadata.labels.all(k, v, v != 'rpc')", "object.metadata.labels.tier"),
    ("object.cs.all(c, false)", "object.cs.0 object.cs.1"),
    # through lists that expressions make
    ("object.cs.map(c, c.image).all(i, i == 'besu:1')", "object.cs.1.image"),
    ("object.cs.filter(c, c.name == 'maru').all(c, c.image == '')", "object.cs.1.image"),
    ("size(object.cs.filter(c, c.image.endsWith(':latest'))) == 0", "object.cs.1.image"),
    ("size(object.cs.filter(c, c.image == '')) > 0", "object.cs"),
    ("(object.cs + object.pod.?initContainers.orValue([])).all(c, c.name == 'besu')", "object.cs.1.name"),
    ("optional.of(object.spec).value().replicas == 1", "object.spec.replicas"),
    ("[?object.?nope, ?object.?spec][0].replicas == 1", "object.spec.replicas"),
    ("{?'a': object.?nope, 'b': object.spec}.b.replicas == 1", "object.spec.replicas"),
    ("object.?nope.optMap(x, x == 1).orValue(false)", "object.nope?"),
    ("object.cs.map(c, c.name == 'maru', c.image)[0] == ''", "object.cs.1.image"),
    ("object.cs.transformMap(i, c, c.image)[1] == ''", "object.cs.0.image object.cs.1.image"),
    ("dyn(object.spec).replicas == 1", "object.spec.replicas"),
    ("object.cs.reverse()[0].image == ''", "object.cs.1.image"),
    ("object.cs.slice(1, 2).all(c, c.image == '')", "object.cs.1.image"),
    ("object.cs.map(c, c.name).sort()[1] == 'x'", "object.cs.1.name"),
    ("[object.metadata, object.spec][1].replicas == 1", "object.spec.replicas"),
    ("{'s': object.spec}.s.replicas == 1", "object.spec.replicas"),
    ("cel.bind(s, object.spec, s.replicas == 1)", "object.spec.replicas"),
    ("object.?spec.optMap(s, s.replicas == 1).orValue(true)", "object.spec.replicas"),
    ("variables.containers.all(c, c.image == 'besu:1')", "object.cs.1.image"),
    # an error blames what failed
    ("object.spec.replicas + object.metadata.name == 3", "object.spec.replicas object.metadata.name"),
    ("object.spec.replicas == 3 && object.spec.x == 1", "object.spec.x?"),
    ("object.spec.x == 1 && object.nope == 1", "object.spec.x?"),
    ("object.spec.x + object.nope == 1", "object.spec.x?"),
    ("object.cs.map(c, c.ports).size() > 5", "object.cs.0.ports?"),
    ("'x' in object.cs.map(c, c.name)", "object.cs.0.name object.cs.1.name"),
    ("object.cs[object.nope].name == 'x'", "object.nope?"),
    ("object.cs.filter(c, c.nope).size() == 0", "object.cs.0.nope? object.cs.1.nope?"),
    ("object.cs.map(c, c.nope, c.image).size() == 0", "object.cs.0.nope? object.cs.1.nope?"),
    ("object.cs.exists(c, c.nope == 1)", "object.cs.0.nope? object.cs.1.nope?"),
    ("object.cs.exists_one(c, c.nope == 1)", "object.cs.0.nope? object.cs.1.nope?"),
    ("[object.nope].size() == 0", "object.nope?"),
    ("{'a': object.nope}.a == 1", "object.nope?"),
    ("object.nope in ['a']", "object.nope?"),
    ("object.nope ? true : false", "object.nope?"),
    ("cel.bind(x, object.nope, x == 1)", "object.nope?"),
    ("object.spec.replicas.all(x, true)", "object.spec.replicas"),
    ("object.nope.optMap(x, x == 1).orValue(true)", "object.nope?"),
    # no data, no blame
    ("1 > 2", ""),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _ in CASES])
def test_the_deciding_paths_are_blamed(text, expected):
    """The paths that made an expression false, or made it fail, are named in the order of the text, and no others."""
    assert blamed(text) == expected


def test_a_blame_is_a_path_of_names_and_positions():
    """A Blame holds the path as a tuple, positions as int, and knows whether its last part exists."""
    program = cel.compile("object.cs[1].image == '' && has(object.x)", ("object",))
    assert program.blame({"object": OBJECT}) == [
        Blame(("object", "cs", 1, "image")),
        Blame(("object", "x"), missing=True),
    ]


def test_a_blame_shows_its_path():
    """A Blame is shown as it is made."""
    assert repr(Blame(("object", "x"), missing=True)) == "Blame(('object', 'x'), missing=True)"


def test_a_variable_of_the_program_is_blamed_by_its_own_name():
    """A second variable is blamed under its name."""
    assert blamed("params.limit > 3", params={"limit": 3}) == "params.limit"


@pytest.mark.parametrize("length", [150, 2000], ids=["tracing", "evaluating"])
def test_blame_that_takes_too_long_is_no_blame(length):
    """Where going through the expression takes too many steps, nothing is blamed instead of a wrong path."""
    text = "!l.all(a, l.all(b, a + b >= 0))"
    assert blamed(text, l=list(range(length))) == ""


def test_what_decided_nothing_is_not_traced():
    """However much there is of it."""
    text = "l.all(a, l.all(b, a + b >= 0)) && object.spec.replicas == 1"
    assert blamed(text, l=list(range(150))) == "object.spec.replicas"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("l.filter(e, e.on).map(e, e.spec).filter(s, s.n == object.spec.replicas).all(s, s.x == 1)", "l.3.spec.x"),
        ("(l.map(e, e.spec) + object.cs).filter(s, s.?n.orValue(0) == 3)[0].x == 1", "l.3.spec.x"),
        ("l.map(e, e.spec).reverse().filter(s, s.n == 3)[0].x == 1", "l.3.spec.x"),
        ("l.exists(e, e.on) && l.map(e, e.spec)[3].x == 1", "l.3.spec.x"),
    ],
)
def test_what_nobody_asks_for_is_not_traced(monkeypatch, text, expected):
    """Of a list that an expression made, the elements that decided alone, however many there are."""
    steps = []
    for length in (50, 500):
        traced = []
        trace = Tracer.trace
        monkeypatch.setattr(Tracer, "trace", lambda *given, ask=trace, made=traced: made.append(1) or ask(*given))
        assert blamed(text, l=[{"on": True, "spec": {"n": n, "x": 2}} for n in range(length)]) == expected
        monkeypatch.undo()
        steps.append(len(traced))
    assert steps[0] == steps[1]


def test_blame_leaves_no_cycle():
    """The post-renderer runs without the collector: what was not asked for must not hold on to itself."""
    bindings = {"object": OBJECT, "l": [{"n": 1}] * 20}
    bindings["variables.v"] = cel.Lazy(cel.compile("l.filter(e, e.n == 1).map(e, e.n)", ("l",)), bindings)
    program = cel.compile("variables.v[0] == 2", ("variables.v",))
    program.blame(bindings)
    gc.collect()
    gc.disable()
    try:
        program.blame(bindings)
        assert gc.collect() == 0
    finally:
        gc.enable()


#: Each stands in an expression for data of its own: X is replaced.
def test_variables_that_build_on_each_other_are_traced_once():
    """Blame goes through a variable once, though each of forty names the one before it twice."""
    bindings = {"object": OBJECT, "variables.v0": [OBJECT["spec"]]}
    for number in range(1, 41):
        before = f"variables.v{number - 1}"
        bindings[f"variables.v{number}"] = cel.Lazy(cel.compile(f"true ? {before} : {before}", (before,)), bindings)
    bindings["variables.v0"] = cel.Lazy(cel.compile("[object.spec]", ("object",)), bindings)
    program = cel.compile(
        "variables.v40[0].replicas == 1 && variables.v39[0].replicas == 1", ("variables.v40", "variables.v39")
    )
    assert [blame.path for blame in program.blame(bindings)] == [("object", "spec", "replicas")]


def test_a_long_sum_of_lists_is_traced_once():
    """Blame goes through each operand once, so that a chain of sixty sums takes no exponential time."""
    text = "(object.cs" + " + object.cs" * 60 + ").all(c, c.image == 'besu:1')"
    assert blamed(text) == "object.cs.1.image"


LEAVES = [
    *("X.a == 1", "X.a.b == 1", "X.l.all(x, x > 1)", "X.l.exists(x, x > 1)", "has(X.a)", "'k' in X.m", "X.n < 2"),
    *("X.m.all(k, v, v > 1)", "X.l.filter(x, x > 1).size() == 0", "X.l.map(x, x + 1).all(y, y > 2)", "X.m.k > 1"),
    *("X.?a.orValue(5) > 4", "X.l.exists_one(x, x == 1)", "X.l[0] == X.n", "X.o.all(e, has(e.p) && e.p.q > 1)"),
    *("(X.l + [X.n]).all(x, x > 0)", "size(X.l) > 2", "X.l.exists(x, x == X.n)", "X.m.all(k, k != 'k')"),
]
VALUES = [None, True, False, 0, 1, 2, 3, "k", [], [1], [2, 3], {"k": 2}, {"b": 1}, {"p": {"q": 2}}, [{"p": {"q": 2}}]]


def expression(chance, depth, place="object"):
    """Make an expression of the family: leaves joined by !, &&, || and ?:, each leaf about data of its own."""
    if depth == 0:
        return chance.choice(LEAVES).replace("X", place)
    one, two, three = (expression(chance, depth - 1, f"{place}.{part}") for part in "xyz")
    forms = [f"!({one})", f"({one}) && ({two})", f"({one}) || ({two})", f"({one}) ? ({two}) : ({three})"]
    return chance.choice(forms)


def data(chance, depth=0):
    """Make an object in which some fields are missing, with others of its kind inside."""
    if depth:
        return {part: data(chance, depth - 1) for part in "xyz"}
    kinds = {"a": [1, 2, {"b": 1}], "l": [[], [1], [1, 2], [0, 1, 2]], "m": [{}, {"k": 1}, {"k": 2}], "n": [1, 2, 3]}
    made = {name: chance.choice(values) for name, values in kinds.items() if chance.random() < 0.8}
    if chance.random() < 0.8:
        made["o"] = chance.choice([[], [{"p": {"q": 1}}], [{"p": {"q": 2}}, {}]])
    return made


def verdict(program, value):
    try:
        return program.evaluate({"object": value})
    except cel.EvalError as error:
        return error.message


def changed(value, path, new):
    """Give a copy in which what stands at a path is replaced, or removed when `new` is `...`."""
    made = copy.deepcopy({"object": value})
    place = made
    for part in path[:-1]:
        place = place[part]
    if new is not ...:
        if isinstance(place, list) and path[-1] >= len(place):
            place.extend([0] * (path[-1] - len(place) + 1))
        place[path[-1]] = new
    elif isinstance(place, list):
        place[path[-1] : path[-1] + 1] = []
    else:
        place.pop(path[-1], None)
    return made["object"]


def mends(program, value, paths, chance):
    """Tell whether some new values at the blamed paths, tried one by one and then together, change the verdict."""
    before = verdict(program, value)
    for path in paths:
        if any(verdict(program, changed(value, path, new)) != before for new in [..., *VALUES]):
            return True
    for _ in range(400):
        trial = value
        for path in sorted(paths, key=len, reverse=True):
            try:
                trial = changed(trial, path, chance.choice([..., *VALUES]))
            except (KeyError, IndexError, TypeError):
                continue
        if verdict(program, trial) != before:
            return True
    return False


@pytest.mark.slow
def test_changing_the_blamed_paths_changes_the_verdict():
    """For generated expressions that are false or fail, other values at the blamed paths change the outcome."""
    chance = random.Random(7)  # noqa: S311
    tried = 0
    for number in range(1500):
        program = cel.compile(expression(chance, number % 3), ("object",))
        value = data(chance, number % 3)
        if verdict(program, value) is True:
            continue
        paths = [blame.path for blame in program.blame({"object": value})]
        tried += 1
        assert paths, (program.source, value)
        assert mends(program, value, paths, chance), (program.source, value, paths)
    assert tried > 700


@pytest.mark.slow
def test_changing_what_is_not_blamed_keeps_a_false_conjunction():
    """A conjunction stays false whatever is put beside the blamed paths."""
    chance = random.Random(11)  # noqa: S311
    tried = 0
    for _ in range(1000):
        program = cel.compile(
            " && ".join(chance.choice(LEAVES).replace("X", f"object.{part}") for part in "xyz"), ("object",)
        )
        value = data(chance, 1)
        if verdict(program, value) is not False:
            continue
        blamed_parts = {blame.path[1] for blame in program.blame({"object": value})}
        for part in {"x", "y", "z"} - blamed_parts:
            tried += 1
            assert verdict(program, changed(value, ("object", part), data(chance))) is False, (program.source, value)
    assert tried > 500


@pytest.mark.parametrize("text", LEAVES)
def test_a_missing_path_ends_at_what_exists(text):
    """All but the last part of a blamed path exists, and the last one exists unless it is said to be missing."""
    chance = random.Random(text)  # noqa: S311
    for _ in range(30):
        bindings = {"object": data(chance)}
        for blame in cel.compile(text.replace("X", "object"), ("object",)).blame(bindings):
            place = bindings
            for part in blame.path[:-1]:
                place = place[part]
            there = blame.path[-1] in place if isinstance(place, dict) else blame.path[-1] < len(place)
            assert there is not blame.missing
