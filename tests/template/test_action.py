"""linea_helm.template.action: one action as data."""

from __future__ import annotations

import pytest

from linea_helm.template.action import Action, Chain, Literal, Pipe, Word, parse

A = Chain(".", ("Values", "a"))
NUMBER = Literal(None)


def pipe(*commands):
    return Pipe(commands)


@pytest.mark.parametrize(
    ("inside", "commands"),
    [
        (".Values.a", [(A,)]),
        ("$", [(Chain("$"),)]),
        ("$x.a.b", [(Chain("$x", ("a", "b")),)]),
        (".", [(Chain("."),)]),
        ('.Values.a | default "b" | quote', [(A,), (Word("default"), Literal("b")), (Word("quote"),)]),
        ('(dict "a" .).a', [(Chain(pipe((Word("dict"), Literal("a"), Chain("."))), ("a",)),)]),
        ("not (eq 1 -2.5)", [(Word("not"), pipe((Word("eq"), Literal(None, 1), NUMBER)))]),
        ("list true nil", [(Word("list"), NUMBER, NUMBER)]),
        ("default now .", [(Word("default"), pipe((Word("now"),)), Chain("."))]),
        ('print "a \\"b\\" |" `c | (`', [(Word("print"), Literal('a "b" |'), Literal("c | ("))]),
        ("eq 'a' .", [(Word("eq"), NUMBER, Chain("."))]),
    ],
)
def test_a_pipe_is_its_commands(inside, commands):
    """Each with its function or value first; numbers, booleans, nil and characters are no strings.

    They are all alike, but for whole numbers.
    """
    assert parse(inside) == Action("print", pipe(*commands))


@pytest.mark.parametrize(
    ("inside", "kind", "names", "declares"),
    [
        ("if .Values.a", "if", (), False),
        ("else if .Values.a", "else if", (), False),
        ("else with .Values.a", "else with", (), False),
        ("with $x := .Values.a", "with", ("$x",), True),
        ("range $k, $v := .Values.a", "range", ("$k", "$v"), True),
        ("$x := .Values.a", "print", ("$x",), True),
        ("$x = .Values.a", "print", ("$x",), False),
    ],
)
def test_an_action_has_a_kind_and_names(inside, kind, names, declares):
    """The keyword of a block, and the variables that it sets, new ones or those that are there."""
    assert parse(inside) == Action(kind, pipe((A,)), names, declares)


@pytest.mark.parametrize("inside", ['template "t" .Values.a', 'include "t" .Values.a'])
def test_template_does_what_include_does(inside):
    """A keyword here, a function there, and the same meaning."""
    assert parse(inside) == Action("print", pipe((Word("include"), Literal("t"), A)))


@pytest.mark.parametrize(
    ("inside", "action"),
    [
        ("", Action("print", pipe())),
        ("/* .Values.a */", Action("print", pipe())),
        ("end", Action("end", pipe())),
        (") .Values.a", Action("print", pipe())),
        ("quote (.Values.a", Action("print", pipe((Word("quote"), pipe((A,)))))),
        (".Values.a | | quote", Action("print", pipe((A,), (Word("quote"),)))),
    ],
    ids=["nothing", "a comment", "an end", "closed too early", "never closed", "an empty command"],
)
def test_what_is_left_of_it_is_given(inside, action):
    """What Go refuses is Helm's to refuse."""
    assert parse(inside) == action
