"""What an expression costs is what k8s.io/apiserver counts for it; its counts are recorded (scripts/apiserver)."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from apiserver_expressions import GRAMMAR, costly

from linea_helm import cel
from linea_helm.cel.cost import CALL_LIMIT, Meter, fault
from linea_helm.cel.outcome import Failure
from linea_helm.cel.values import equal

pytestmark = pytest.mark.slow

RECORDED = json.loads((Path(__file__).parent / "apiserver.json").read_text(encoding="utf-8"))


def weigh(text, data):
    """Evaluate node by node; give the outcome and the units, or None when the text does not compile here."""
    try:
        program = cel.compile(text, ("object",))
    except cel.CompileError:
        return None
    meter = Meter({})
    outcome = meter.evaluate(program, {"object": data})
    return outcome, meter.spent[-1][1]


def recorded():
    """Give (text, data, kind, units) of everything whose cost is recorded."""
    yield from (
        (text, GRAMMAR.OBJECT, kind, units) for text, kind, _, units in RECORDED["expressions"] if "20Mo" not in text
    )
    asked, weighed = list(costly()), RECORDED["costs"]
    assert len(asked) == len(weighed), "record anew: scripts/apiserver/record.py"
    yield from ((*task, *found) for task, found in zip(asked, weighed, strict=True))


def test_an_expression_costs_what_an_api_server_counts(capsys):
    """Every unit of every expression that both sides compile, also of those that fail or cost too much."""
    board, differ = Counter(), []
    for text, data, kind, units in recorded():
        mine = weigh(text, data) if kind in ("value", "error") and units is not None else None
        if mine is None:
            board["only one side compiles it, or the order of a map decides"] += 1
        elif mine[1] == units:
            board[f"same {kind}" if units <= CALL_LIMIT else "same, too much"] += 1
        else:
            differ.append((text, mine[1], units))
    with capsys.disabled():
        print("\n" + "\n".join(f"  {count:6} {what}" for what, count in board.most_common()))
    assert differ == []
    assert board["same value"] > 1000
    assert board["same error"] > 300
    assert board["same, too much"] == 3


def test_node_by_node_an_expression_means_the_same():
    """The walk that counts gives the values and the errors of the closures that judge."""
    for text, data, _, units in recorded():
        mine = weigh(text, data) if units is not None and units <= CALL_LIMIT else None
        if mine is None:
            continue
        try:
            value = cel.compile(text, ("object",)).evaluate({"object": data})
        except cel.EvalError as error:
            value = error.message
        found = mine[0].message if type(mine[0]) is Failure else mine[0]
        assert type(found) is type(value), text
        assert equal(found, value) or repr(found) == repr(value), text


FAULTS = [
    ("object.a.b.c", ".c", "no such key: c"),
    ("object.a.all(k, object.a[k].x == 1)", ".x", "no such key: x"),
    ("has(object.n.x) || object.n.size() > 0", ".size", "no such overload: size(null_type)"),
    ("object.l.map(i, i / 0).size() == 0", "/", "division by zero"),
    ("object.l[7] == 1", "[", "index out of bounds: 7, the list has 3 elements"),
    ("object.l.filter(i, i).size() == 0", "i).size", "the test of a macro must be a bool, not int"),
    ("object.l.all(i, i)", "i)", "no such overload: _&&_(int)"),
    ("object.l.exists(i, i)", "i)", "no such overload: _||_(int)"),
    ("object.l.exists_one(i, i)", "i)", "the test of a macro must be a bool, not int"),
    ("object.n ? 1 : 2", "?", "the condition of ?: must be a bool, not null_type"),
    ("object.n && true", ".n", "no such overload: _&&_(null_type)"),
    ("[1, object.zz]", ".zz", "no such key: zz"),
    ("{'a': object.zz}", ".zz", "no such key: zz"),
    ("'%d'.format([object.s])", ".format", "format: %d does not take a string"),
]
DATA = {"a": {"b": {}, "c": "x"}, "n": None, "l": [1, 2, 3], "s": "x"}


@pytest.mark.parametrize(("text", "at", "message"), FAULTS, ids=[text for text, _, _ in FAULTS])
def test_a_fault_is_the_node_that_failed(text, at, message):
    """The offset is that of the innermost operation without a value; the message is that of the evaluation."""
    program = cel.compile(text, ("object",))
    with pytest.raises(cel.EvalError) as caught:
        program.evaluate({"object": DATA})
    assert caught.value.message == message
    assert fault(program, {"object": DATA}) == (program, text.index(at) + at.startswith("."))


def test_a_fault_may_be_in_a_variable():
    """Who reads a variable that fails has its error, and the place is in its text."""
    variable = cel.compile("object.zz + 1", ("object",))
    program = cel.compile("1 + variables.a > 0", ("variables.a",))
    bindings = {"variables.a": cel.Lazy(variable, {"object": DATA})}
    assert fault(program, bindings) == (variable, variable.source.index("zz"))


def test_what_does_not_fail_has_no_fault():
    """Neither has what has to be stopped before it ends."""
    assert fault(cel.compile("object.n == null", ("object",)), {"object": DATA}) is None


def test_a_variable_costs_once():
    """However often it is read; who reads it pays for reading it."""
    variable = cel.compile("object.l.size()", ("object",))
    program = cel.compile("variables.a + variables.a > 0", ("variables.a",))
    meter = Meter({"variables.a": "int"})
    meter.evaluate(program, {"variables.a": cel.Lazy(variable, {"object": DATA})})
    assert meter.spent == [(variable, 3), (program, 6)]


def test_an_expression_is_stopped_at_the_limit():
    """As in an API server: whatever is counted last goes beyond it."""
    program = cel.compile("object.l.all(i, lists.range(400000).size() > i)", ("object",))
    meter = Meter({})
    outcome = meter.evaluate(program, {"object": DATA})
    assert (outcome.message, outcome.offset) == ("it costs more than the 1000000 units that an API server allows", 0)
    ((_, units),) = meter.spent
    assert units > CALL_LIMIT
