"""Expressions as they are kept, and what several policies compute of one object."""

from __future__ import annotations

from policytexts import ALL, text
from policytexts import policies as compiled

from linea_helm import cel
from linea_helm.policies.constraints import by_kind
from linea_helm.policies.expression import mark, pack, unpacked
from linea_helm.policies.manifest import Manifest


def packed(expression):
    """Pack an expression over `object`."""
    return pack(cel.compile(expression, ("object",)))


def test_what_is_unpacked_is_the_same():
    """Tree and text, value and error."""
    program = unpacked(packed("object.a > 1"))
    assert (program.source, program.ast) == ("object.a > 1", cel.compile("object.a > 1", ("object",)).ast)
    assert program.outcome({"object": {"a": 2}}) == (True, "")
    assert program.outcome({"object": {}}) == (None, "no such key: a")


def test_equal_expressions_are_one_program():
    """Packed alike wherever they stand; another text is another program."""
    assert unpacked(packed("object.a.b == 'c'")) is unpacked(packed("object.a.b == 'c'"))
    assert unpacked(packed("object.a.b == 'c'")) is not unpacked(packed("object.a.b  == 'c'"))


def test_a_variable_is_marked_by_all_that_it_reads():
    """The variables before it belong to its mark; what looks beyond the object has none."""
    marks = {"variables.a": mark("a", "object.x", {"object"}, {})}
    assert marks == {"variables.a": "a: object.x"}
    assert mark("b", "variables.a", {"variables.a"}, marks) == "a: object.x\nb: variables.a"
    assert mark("b", "variables.a + resources", {"variables.a", "resources"}, marks) == ""
    assert mark("b", "variables.c", {"variables.c"}, {"variables.c": ""}) == ""


def test_policies_share_a_variable_only_when_it_means_the_same(tmp_path):
    """`w` reads in the same words what the first policy and the second compute differently."""
    spec = ALL + "variables: [{name: v, expression: object.KEY}, {name: w, expression: variables.v}]\n"
    spec += "validations: [{expression: variables.w == 'x'}]"
    first, second, third = compiled(tmp_path, *(text(spec.replace("KEY", key)) for key in "aba"))
    (manifest,) = first.select(by_kind([Manifest({"kind": "K", "apiVersion": "v1", "a": "x", "b": "y"}, "", 0, "")]))
    found = [
        [verdict.path for verdict in policy.judge({"object": manifest.data}, manifest.known)]
        for policy in (first, second, third)
    ]
    assert found == [[], [("object", "b")], []]
    assert sorted(manifest.known) == [
        "v: object.a",
        "v: object.a\nw: variables.v",
        "v: object.b",
        "v: object.b\nw: variables.v",
    ]


def test_a_shared_variable_that_fails_fails_for_each(tmp_path):
    """It is computed once for an object, and its error is that of every policy that reads it."""
    spec = ALL + "variables: [{name: v, expression: object.a.b}]\nvalidations: [{expression: variables.v == 'x || y'}]"
    read = (
        ALL + "variables: [{name: v, expression: object.a.b}]\nvalidations: [{expression: variables.v == '' || true}]"
    )
    judges = compiled(tmp_path, text(spec), text(read), text(spec))
    (manifest,) = judges[0].select(by_kind([Manifest({"kind": "K", "apiVersion": "v1", "a": {}}, "", 0, "")]))
    found = [policy.judge({"object": manifest.data}, manifest.known) for policy in judges]
    failed = [(("object", "a", "b"), "demo could not be evaluated: no such key: b", True)]
    assert [[(each.path, each.message, each.failed) for each in each_found] for each_found in found] == [
        failed,
        [],
        failed,
    ]
