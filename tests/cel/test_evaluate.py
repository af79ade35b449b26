"""What expressions evaluate to, where the specification's cases do not say it, and that errors stay errors."""

from __future__ import annotations

import math

import pytest
from both_ways import evaluate_both_ways

from linea_helm import cel
from linea_helm.cel import narrow
from linea_helm.cel.library.temporal import Duration, Timestamp
from linea_helm.cel.values import NONE, Optional, Type, UInt

OBJECT = {
    "kind": "Deployment",
    "spec": {"replicas": 3, "paused": None, "on": True, "ratio": 0.5, "list": [1, 2, 3], "big": 2**62},
    "labels": {"app": "besu", "a.b/c": "d"},
}


def evaluate(text, **bindings):
    bindings = {"object": OBJECT, **bindings}
    return evaluate_both_ways(cel.compile(text, tuple(bindings)), bindings)


VALUES = [
    # selections on data, short and long
    ("object.kind", "Deployment"),
    ("object.spec.list[1]", 2),
    ("object.labels.`a.b/c`", "d"),
    ("object.spec.list[object.spec.ratio * 2.0]", 2),
    ("has(object.spec.paused)", True),
    ("has(object.spec.template)", False),
    # bool is no number, null is no zero
    ("object.spec.on == 1", False),
    ("object.spec.on != 1", True),
    ("object.spec.on in [1, 1.0]", False),
    ("1 in [object.spec.on]", False),
    ("[object.spec.on] == [1]", False),
    ("{'a': object.spec.on} == {'a': 1}", False),
    ("object.spec.paused == null", True),
    ("object.spec.paused == 0", False),
    ("object.spec.replicas == null", False),
    ("object.spec.replicas == 3.0 || object.spec.replicas == dyn(3u)", True),
    ("object.kind == 1", False),
    # numbers
    ("object.spec.replicas * 2 - 1", 5),
    ("-7 / 2", -3),
    ("-7 % 2", -1),
    ("7 / -2", -3),
    ("7 % -2", 1),
    ("7u / 2u", UInt(3)),
    ("1.0 / 0.0 > 1e308", True),
    ("-1.0 / 0.0", -math.inf),
    ("1.0 / -0.0", -math.inf),
    ("-9223372036854775808", -(2**63)),
    ("9223372036854775807 < 9223372036854775808.0", False),
    ("1 < 1.5 && 2u > 1.5 && 1 <= 1u", True),
    ("[0.0 / 0.0] == [0.0 / 0.0]", False),
    ("0.0 == -0.0", True),
    ("1.5 - 0.5 * 2.0", 0.5),
    ("-object.spec.ratio", -0.5),
    ("string(0.0 / 0.0)", "NaN"),
    ("[1].exists(object, .object.kind == 'Deployment')", True),
    # text
    ("size('é🐱')", 2),
    ("'b' > 'a' && 'B' < 'a' && 'z' < 'é'", True),
    ("b'\\x00' < b'\\x01'", True),
    ("string(1e6) + string(100000.0) + string(0.0001) + string(0.00001)", "1e+061000000.00011e-05"),
    ("string(1.0) + string(-0.0) + string(1.0 / 0.0)", "1-0+Inf"),
    ("int('-0042')", -42),
    ("double('1e3') + double('.5')", 1000.5),
    # maps keep bools, ints and doubles apart
    ("{1: 'a', true: 'b'}[true]", "b"),
    ("{1: 'a', true: 'b'}[1u]", "a"),
    ("{1: 'a'}[dyn(1.0)]", "a"),
    ("dyn(1.5) in {1: 'a'} || dyn(null) in {1: 'a'} || dyn([]) in {1: 'a'}", False),
    ("{true: 1, 'x': 2}.map(k, type(k) == bool)", [True, False]),
    # macros over maps, nested, shadowing
    ("object.labels.exists(k, k == 'app')", True),
    ("object.labels.all(k, v, k.size() <= v.size() + 4)", True),
    ("[1, 2].map(x, [3, 4].map(x, x * 10))", [[30, 40], [30, 40]]),
    ("[1, 2].map(x, [3].map(y, x + y))", [[4], [5]]),
    ("[3, 1].transformList(i, v, v > 1, i + v)", [3]),
    ("{'a': 1}.transformMapEntry(k, v, {k + 'x': v})", {"ax": 1}),
    ("cel.bind(object, 5, object + object)", 10),
    ("[1].exists_one(x, x == 1) && ![1, 1].existsOne(x, x == 1)", True),
    # optional values
    ("object.?spec.?replicas.orValue(0)", 3),
    ("object.?metadata.name.orValue('none')", "none"),
    ("object.spec.list[?7].hasValue()", False),
    ("object.?spec.optMap(s, s.replicas).value()", 3),
    ("optional.of(1).orValue(1 / 0)", 1),
    ("optional.none()", NONE),
    ("optional.of(2)", Optional(2)),
    # types
    ("type(object) == map && type(object.spec.list) == list && type(type(1)) == type", True),
    ("type(1u)", Type("uint")),
    ("type(object.spec.paused) == null_type", True),
    # time
    ("duration('1h30m') - duration('-1.5s')", Duration(5_401_500_000_000)),
    ("string(duration('1h0.5s'))", "3600.5s"),
    ("duration('-90m').getHours()", -1),
    ("[].size() == 1 || 1 / 0 in []", False),
    ("string(timestamp('2024-02-29T23:59:59.5+01:00'))", "2024-02-29T23:59:59.5+01:00"),
    ("string(timestamp('2024-02-29T23:59:59-02:30') + duration('1s'))", "2024-03-01T00:00:00-02:30"),
    ("timestamp('2024-02-29T23:00:00+01:00') == timestamp('2024-02-29T22:00:00Z')", True),
    ("timestamp('2024-02-29T23:59:59+01:00').getHours()", 22),
    ("timestamp('1970-01-01T00:00:01Z') > timestamp(0)", True),
    ("timestamp(0) + duration('1ns')", Timestamp(1)),
    ("duration('2ns') + timestamp(0)", Timestamp(2)),
    ("timestamp(1) - timestamp(0)", Duration(10**9)),
    ("timestamp('2024-03-31T00:30:00Z').getHours('Europe/Zurich')", 1),
    # errors that the other side makes good
    ("1 / 0 == 1 || true", True),
    ("false && object.nothing", False),
    ("object.nothing == 1 && false", False),
    ("[0, 1].exists(x, 1 / x == 1)", True),
    ("[0, 1].all(x, 1 / x != 1)", False),
    ("true ? 1 : object.nothing", 1),
]


@pytest.mark.parametrize(("text", "expected"), VALUES, ids=[text for text, _ in VALUES])
def test_a_value_is_exact(text, expected):
    """An expression gives exactly this value, of exactly this class."""
    value = evaluate(text)
    assert (type(value), value) == (type(expected), expected)


ERRORS = [
    ("object.nothing", "no such key: nothing"),
    ("object.spec.nothing.more.and.more", "no such key: nothing"),
    ("object.kind.name", "string has no field name"),
    ("object.spec.list.name", "list has no field name"),
    ("has(object.spec.list.name)", "list has no field name"),
    ("object.spec.list.?name", "list has no field name"),
    ("object['nothing']", "no such key: nothing"),
    ("object.spec.list[3]", "index out of bounds: 3, the list has 3 elements"),
    ("object.spec.list[-1]", "index out of bounds: -1, the list has 3 elements"),
    ("object.spec.list[object.spec.ratio]", "invalid index 0.5"),
    ("object.spec.list[object.kind]", "no such overload: _[_](list, string)"),
    ("object.spec.replicas + object.kind", "no such overload: _+_(int, string)"),
    ("object.spec.replicas + 1.0", "no such overload: _+_(int, double)"),
    ("object.spec.on + 1", "no such overload: _+_(bool, int)"),
    ("object.spec.on < 1", "no such overload: _<_(bool, int)"),
    ("object.kind > 1", "no such overload: _>_(string, int)"),
    ("object.spec.paused < 1", "no such overload: _<_(null_type, int)"),
    ("object.spec.big * 4", "integer overflow"),
    ("object.spec.big + object.spec.big + 1", "integer overflow"),
    ("0u - 1u", "unsigned integer overflow"),
    ("object.spec.replicas / 0", "division by zero"),
    ("object.spec.replicas % 0", "modulus by zero"),
    ("-9223372036854775808 % -1", "integer overflow"),
    ("!object.kind", "no such overload: !_(string)"),
    ("object.kind && true", "no such overload: _&&_(string)"),
    ("object.spec.replicas ? 1 : 2", "the condition of ?: must be a bool, not int"),
    ("object.spec.replicas.all(x, true)", "cannot iterate over int"),
    ("object.spec.list.filter(x, object.kind)", "the test of a macro must be a bool, not string"),
    ("[1, 0].map(x, 1 / x)", "division by zero"),
    ("size(object.spec.replicas)", "no such overload: size(int)"),
    ("object.spec.replicas.startsWith('a')", "no such overload: startsWith(int, string)"),
    ("object.spec.replicas.matches('a')", "no such overload: matches(int, string)"),
    ("object.kind.matches(object.kind + '(')", "pattern 'Deployment(': a group is not closed"),
    ("int(object.kind)", "int('Deployment'): not an integer of 64 bits"),
    ("int(dyn('1_000'))", "int('1_000'): not an integer of 64 bits"),
    ("int(dyn(' 1'))", "int(' 1'): not an integer of 64 bits"),
    ("int(dyn('9223372036854775808'))", "integer overflow"),
    ("int(1e20)", "int(): double outside the range of an int"),
    ("uint(-1)", "unsigned integer overflow"),
    ("double(dyn('1e999'))", "double('1e999'): outside the range of a double"),
    ("double(dyn('0x10'))", "double('0x10'): not a number"),
    ("bool(dyn('yes'))", "bool('yes'): neither true nor false"),
    ("{'a': 1, object.kind: 2, 'Deployment': 3}", "the key Deployment stands twice in the map"),
    ("{object.spec.ratio: 1}", "unsupported key type double"),
    ("optional.none().value()", "optional.none() has no value"),
    ("[?object.kind]", "an item written with ? must be optional, not string"),
    ("[1, 1].transformMapEntry(i, v, {v: i})", "the key 1 stands twice in the map"),
    ("object.spec.list[?object.kind]", "no such overload: _[?_](list, string)"),
    ("object.kind.orValue(1)", "no such overload: orValue(string)"),
    ("object.kind.optMap(x, x)", "no such overload: optMap(string)"),
    ("object.?kind.optFlatMap(x, object.kind)", "optFlatMap must give an optional value, not string"),
    ("object.spec.list.exists(x, object.kind)", "no such overload: _||_(string)"),
    ("[1].transformMapEntry(i, v, object.kind)", "transformMapEntry must give a map, not string"),
    ("object.kind - object.kind", "no such overload: _-_(string, string)"),
    ("object.kind * object.kind", "no such overload: _*_(string, string)"),
    ("object.spec.replicas / 1.0", "no such overload: _/_(int, double)"),
    ("object.spec.replicas * 1.0", "no such overload: _*_(int, double)"),
    ("object.kind / object.kind", "no such overload: _/_(string, string)"),
    (
        "dyn(duration('1s')) - timestamp(0)",
        "no such overload: _-_(google.protobuf.Duration, google.protobuf.Timestamp)",
    ),
    ("duration(string(object.spec.big) + '0h')", "duration out of range"),
    ("duration('1' + string(object.spec.big) + string(object.spec.big) + 'h')", "duration out of range"),
    ("timestamp(dyn('2023-02-30T00:00:00Z'))", "timestamp('2023-02-30T00:00:00Z'): out of range"),
    ("timestamp(dyn('2023-01-01T00:00:00+24:00'))", "timestamp('2023-01-01T00:00:00+24:00'): out of range"),
    ("timestamp('0001-01-01T00:00:00Z').getHours('-02:00')", "timestamp out of range in its time zone"),
    ("timestamp(0).getHours('25:00')", "unknown time zone '25:00'"),
    ("timestamp(0).getHours('Mars/Olympus')", "unknown time zone 'Mars/Olympus'"),
    ("timestamp(0).getHours('../../etc/passwd')", "unknown time zone '../../etc/passwd'"),
]


@pytest.mark.parametrize(("text", "message"), ERRORS, ids=[text for text, _ in ERRORS])
def test_an_error_says_what_was_wrong_with_the_data(text, message):
    """An expression that has no value raises an EvalError with this message, and nothing else."""
    with pytest.raises(cel.EvalError) as caught:
        evaluate(text)
    assert caught.value.message == message


def test_optional_values_show_what_they_hold():
    """An optional value is shown as the call that makes it."""
    assert [repr(value) for value in (Optional(1), NONE)] == ["optional.of(1)", "optional.none()"]


@pytest.mark.parametrize("text", ["has(o.x)", "o.?x.hasValue()", "o[?0].hasValue()", "optional.of(o).x.hasValue()"])
@pytest.mark.parametrize("value", [None, "text", 1, 1.5, True], ids=repr)
def test_null_and_scalars_have_no_fields(text, value):
    """Asked whether they have one they say no, as in an API server; only to take one is an error."""
    assert cel.compile(text, ("o",)).evaluate({"o": value}) is False
    with pytest.raises(cel.EvalError, match="has no field x"):
        cel.compile("o.x", ("o",)).evaluate({"o": value})


def test_a_variable_is_there_when_it_can_be_evaluated():
    """has(variables.x) is true for a declared variable, and fails where its value does."""
    program = cel.compile("has(variables.x) && !has(o.x)", ("variables.x", "o"))
    failing = cel.compile("o.y", ("o",))
    assert program.evaluate({"variables.x": None, "o": {}}) is True
    with pytest.raises(cel.EvalError, match="no such key: y"):
        program.evaluate({"variables.x": cel.Lazy(failing, {"o": {}}), "o": {}})


def test_a_variable_without_a_binding_is_an_error_only_when_read():
    """A declared variable needs no binding as long as nothing reads it."""
    program = cel.compile("a || b", ("a", "b"))
    assert program.evaluate({"a": True}) is True
    with pytest.raises(cel.EvalError, match="no value is bound to the variable 'b'"):
        program.evaluate({"a": False})


def test_a_qualified_variable_wins_over_a_field():
    """A variable declared with dots in its name is found before the field of a shorter one."""
    program = cel.compile("a.b + a.c", ("a", "a.b"))
    assert program.evaluate({"a": {"b": 1, "c": 10}, "a.b": 100}) == 110


def test_a_lazy_variable_is_evaluated_once_and_only_when_read():
    """A Lazy is computed at its first use, its value is kept, and one that nobody reads may be an error."""
    counted = []

    class Counting(dict):
        def __missing__(self, key):
            counted.append(key)
            return 5

    bindings = {"object": Counting()}
    bindings["variables.n"] = cel.Lazy(cel.compile("object.n", ("object",)), bindings)
    bindings["variables.wrong"] = cel.Lazy(cel.compile("1 / 0", ()), bindings)
    names = ("variables.n", "variables.wrong")
    for _ in range(3):
        assert cel.compile("variables.n + variables.n == 10 || variables.wrong == 1", names).evaluate(bindings) is True
    assert len(counted) == 1


def test_the_error_of_a_lazy_variable_is_the_error_of_its_reader():
    """An expression that reads a variable which cannot be evaluated cannot be evaluated either, however often."""
    bindings = {"variables.x": cel.Lazy(cel.compile("object.a", ("object",)), {"object": {}})}
    program = cel.compile("variables.x.b == 1", ("variables.x",))
    for _ in range(2):
        with pytest.raises(cel.EvalError, match="no such key: a"):
            program.evaluate(bindings)


KINDS = [
    {"kind": "Service", "name": "a", "p": 1},
    {"kind": "Pod", "name": "b"},
    {"kind": "Service", "name": "c"},
    {"kind": "Secret", "name": "d"},
]


@pytest.mark.parametrize(
    ("text", "objects", "expected"),
    [
        ("r.filter(x, x.kind == 'Service').map(x, x.name)", KINDS, ["a", "c"]),
        ("r.filter(x, x.kind == 'Service' && x.name != 'a').map(x, x.name)", KINDS, ["c"]),
        ("r.filter(x, x.kind in ['Secret', 'Service']).map(x, x.name)", KINDS, ["a", "c", "d"]),
        ("r.filter(x, x.kind in ['Secret', y]).map(x, x.name)", KINDS, ["b", "d"]),
        ("r.exists(x, x.kind == 'Pod')", KINDS, True),
        ("r.exists(x, x.kind == 'Node' && x.p == 1)", KINDS, False),
        ("r.exists(x, x.kind == 'Pod' && x.p == 1)", KINDS, "no such key: p"),
        ("r.exists_one(x, x.kind == 'Service')", KINDS, False),
        ("r.all(x, x.kind == 'Service')", KINDS, False),
        ("r.filter(x, x.kind == 'Pod' || x.name == 'a').map(x, x.name)", KINDS, ["a", "b"]),
        ("r.filter(x, x.kind == 'Pod').size()", [{}], "no such key: kind"),
        ("r.filter(x, x.kind == 'Pod').size()", [1], "int has no field kind"),
        ("r.filter(x, x.kind == 'Pod').size()", [{"kind": 1}], 0),
        ("r.filter(x, r[1].kind == 'Pod').size()", KINDS, 4),
        ("r.filter(x, x == 'kind')", {"kind": 1}, ["kind"]),
    ],
)
def test_objects_of_other_kinds_change_nothing(text, objects, expected):
    """A macro that asks for a kind first runs over those objects alone, and gives what it always gave, errors too."""
    program = cel.compile(text, ("r", "y"))
    for _ in range(2):
        try:
            found = program.evaluate({"r": objects, "y": "Pod"})
        except cel.EvalError as error:
            found = error.message
        assert found == expected


def test_each_list_is_narrowed_anew():
    """What is known of one list is not taken for another."""
    program = cel.compile("r.filter(x, x.kind == 'Pod').size()", ("r",))
    sizes = [program.evaluate({"r": [{"kind": kind} for kind in kinds]}) for kinds in (["Pod"], ["Node"], ["Pod"] * 3)]
    assert sizes == [1, 0, 3]


def test_objects_of_a_kind_are_looked_for_once(monkeypatch):
    """A hundred judgements of a release go through it once for each choice of kinds, not a hundred times."""
    looks = []
    may_be = narrow._may_be
    monkeypatch.setattr(narrow, "_may_be", lambda item, kinds: looks.append(item) or may_be(item, kinds))
    objects = [{"kind": f"K{number}"} for number in range(50)]
    programs = [cel.compile(f"r.exists(x, x.kind == '{kind}' && x.n == 1)", ("r",)) for kind in ("K70", "K80")]
    assert [program.evaluate({"r": objects}) for program in programs * 50] == [False] * 100
    assert len(looks) == 2 * 50


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[1,2,3,4,5,6,7,8,9,10].map(a, l.map(b, l.map(c, l.map(d, a + b + c + d))))", "more steps"),
        (
            "cel.bind(a, s + s, cel.bind(b, a + a, cel.bind(c, b + b, (c + c + c + c) + (c + c + c + c))))",
            "grows beyond",
        ),
    ],
    ids=["steps", "memory"],
)
def test_an_expression_that_takes_too_much_is_stopped(text, message):
    """Rounds beyond the budget and values that grow without end are an EvalError, which || cannot absorb."""
    with pytest.raises(cel.EvalError, match=message):
        evaluate(f"size({text}) > 0 || true", l=list(range(100)), s="x" * 1_000_000)


def test_data_that_nests_without_end_is_an_error():
    """Data deeper than Python's stack is an EvalError where something goes through all of it."""
    deep = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(cel.EvalError, match="the values nest too deeply"):
        evaluate("a == [a]", a=deep)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a == 1.5", "a number in the data is too large"),
        ("a < 1.5", "a number in the data is too large"),
        ("double(a) > 0.0", "a number in the data is too large"),
        ("string(a) == ''", "integer overflow"),
        ("'%d'.format([a]) == ''", "integer overflow"),
        ("a + 1 == 0", "integer overflow"),
    ],
)
def test_a_number_of_any_length_in_the_data_is_an_error(text, message):
    """JSON sets no limit to a number; what needs it as a number of the language is an EvalError."""
    with pytest.raises(cel.EvalError) as caught:
        evaluate(text, a=10**5000)
    assert caught.value.message == message


def test_a_value_that_is_no_data_is_an_error():
    """A binding of a class that JSON does not have is an EvalError that names the class."""
    with pytest.raises(cel.EvalError, match="a value of class set is no CEL value"):
        evaluate("type(a) == int", a={1})
