"""linea_helm.template.tree: a template as blocks."""

from __future__ import annotations

import pytest

from linea_helm.template.tree import Parser


def shape(nodes):
    """Write nodes as tuples: what is printed, or the kind of a block with what it holds, and what its `else` does."""
    return [
        _printed(node.action)
        if node.action.kind == "print"
        else (node.action.kind, shape(node.body), shape(node.other))
        for node in nodes
    ]


def _printed(action):
    """Give the text, or the fields of the value that is printed."""
    operand = action.pipe.commands[0][-1]
    return ".".join(operand.fields) if hasattr(operand, "fields") else operand.text


@pytest.mark.parametrize(
    ("template", "nodes"),
    [
        ("a{{ .b }}c", ["a", "b", "c"]),
        (" \n{{- .b -}}\n ", ["b"]),
        ("{{ if .a }}b{{ end }}c", [("if", ["b"], []), "c"]),
        ("{{ if .a }}b{{ else }}c{{ end }}d", [("if", ["b"], ["c"]), "d"]),
        (
            "{{ if .a }}b{{ else if .c }}d{{ else with .e }}f{{ else }}g{{ end }}h",
            [("if", ["b"], [("if", ["d"], [("with", ["f"], ["g"])])]), "h"],
        ),
        ("{{ range .a }}{{ with .b }}c{{ end }}d{{ end }}", [("range", [("with", ["c"], []), "d"], [])]),
        ('{{ "}}" }}a', ["}}", "a"]),
        ("{{ `}}` }}a", ["}}", "a"]),
    ],
    ids=["in a row", "space", "if", "else", "else if", "nested", "braces in a string", "in a raw string"],
)
def test_blocks_hold_what_stands_in_them(template, nodes):
    """An `end` closes its block with all that its `else if` opened; text that is only space is left out."""
    assert shape(Parser().tree(template).top) == nodes


def test_a_comment_with_braces_ends_where_it_ends():
    """What stands in it is not read."""
    (comment, text) = Parser().tree("{{- /* {{ .a }} */ -}}b").top
    assert (comment.action.pipe.commands, shape([text])) == ((), ["b"])


def test_a_long_text_is_no_name():
    """It is there, and unknown."""
    assert shape(Parser().tree("x" * 61).top) == [None]


def test_defined_templates_stand_apart():
    """By name, wherever they are defined; a `block` is called where it stands, too."""
    tree = Parser().tree('{{ if .a }}{{ define "t" }}b{{ end }}c{{ end }}{{ block "u" .d }}e{{ end }}f')
    assert {name: shape(nodes) for name, nodes in tree.defined.items()} == {"t": ["b"], "u": ["e"]}
    assert shape(tree.top) == [("if", ["c"], []), "d", "f"]


@pytest.mark.parametrize(
    ("template", "nodes"),
    [
        ("{{ if .a }}{{ .b", [("if", ["b"], [])]),
        ("{{ end }}{{ .a }}", ["a"]),
        ("{{ else }}a", ["a"]),
        ("{{ if .a }}b", [("if", ["b"], [])]),
    ],
    ids=["an open action", "an end too many", "an else alone", "an open block"],
)
def test_what_is_not_closed_ends_with_the_text(template, nodes):
    """And what closes nothing is skipped."""
    assert shape(Parser().tree(template).top) == nodes
