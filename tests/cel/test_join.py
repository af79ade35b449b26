"""Macros over many objects that ask for a name: the same as trying them one by one."""

from __future__ import annotations

import random

import pytest
from both_ways import evaluate_both_ways

from linea_helm import cel

#: What the test of a macro may be; each asks for a name that something else has.
TESTS = (
    "r.kind == 'A' && r.metadata.name == object.name",
    "object.name == r.metadata.name && r.kind == 'A'",
    "r.kind in ['A', 'B'] && r.?metadata.?name.orValue('none') == object.name",
    "r.kind == 'A' && r.metadata.size > 1 && r.metadata.name == object.name",
    "r.kind == 'A' && r.metadata.name == object.absent",
)
NAMES = ["a", "b", "none"]
ODD = [None, 1, True, ["a"]]


def outcome(text, bindings):
    """Give the value of an expression, or the message of its error."""
    try:
        return evaluate_both_ways(cel.compile(text, ("resources", "object")), bindings)
    except cel.EvalError as error:
        return error.message


def objects(random_, odd):
    """Make many objects, few of a name; of the odd ones some have no name or no text as one."""
    made = []
    for number in range(40):
        metadata = {"name": random_.choice(NAMES), "size": number % 4}
        if random_.random() < odd:
            metadata = random_.choice([{}, {"name": random_.choice(ODD)}, {"name": "a"}])
        made.append({"kind": random_.choice("AAB"), "metadata": metadata, "number": number})
    return made


@pytest.mark.parametrize("macro", ["filter", "exists", "exists_one"])
@pytest.mark.parametrize("test", TESTS)
def test_names_change_nothing_but_the_time(macro, test):
    """The order, the errors and those of objects without a name are as without a join, which `!!` prevents."""
    random_ = random.Random(f"{macro} {test}")  # noqa: S311 - the same every time
    for round_ in range(60):
        listed = objects(random_, odd=(0, 0, 0.02, 0.2)[round_ % 4])
        bindings = {"resources": listed, "object": {"name": random_.choice([*NAMES, "c", 1])}}
        assert outcome(f"resources.{macro}(r, {test})", bindings) == outcome(
            f"resources.{macro}(r, !(!({test})))", bindings
        )


def test_one_program_for_several_lists_and_names():
    """What was sorted for one list is not taken for another."""
    program = cel.compile("resources.filter(r, r.kind == 'A' && r.name == object.name)", ("resources", "object"))
    for prefix in ("x", "y"):
        listed = [{"kind": "A", "name": f"{prefix}{number}"} for number in range(20)]
        for number in (3, 4):
            bindings = {"resources": listed, "object": {"name": f"{prefix}{number}"}}
            assert program.evaluate(bindings) == [listed[number]]


def test_a_name_costs_the_budget_of_its_objects():
    """Where each object asks all others for a name, the steps are those of the few that have it."""
    text = "resources.all(o, resources.exists(r, r.kind == 'A' && r.name == o.name))"
    listed = [{"kind": "A", "name": f"n{number}"} for number in range(2000)]
    assert cel.compile(text, ("resources",)).evaluate({"resources": listed}) is True
    slow = (
        text.replace("r.kind ==", "!(r.kind !=")
        .replace(" &&", ") &&")
        .replace("r.name == o.name", "!(r.name != o.name)")
    )
    with pytest.raises(cel.EvalError, match="more steps"):
        cel.compile(slow, ("resources",)).evaluate({"resources": listed})
