"""The exact way reads the outline of everything that is YAML."""

from __future__ import annotations

import json

import pytest
import yaml

from linea_helm.postrender import exact
from linea_helm.postrender.outline import MAP, NULL, SCALAR, Unsure


def _root(text):
    (root,) = exact.outline(text).roots
    return root


def test_places_are_characters():
    """Offsets count characters, also those that are several bytes, and a byte order mark."""
    text = "\ufeffé: ä\nlabels: # ö\n  x: ü\n"
    labels = _root(text).entries["labels"]
    assert text[labels.start :] == "x: ü\n"
    assert labels.column == 2


@pytest.mark.parametrize(
    ("text", "start", "column"),
    [
        ("a:\n  - &n\n    b: 1\n", 14, 4),
        ("a:\n- b: 1\n", 5, 2),
        ("a:\n-   b: 1\n", 7, 4),
        ("a:\n- ? b\n  : 1\n", 5, 2),
        ("a:\n- - b: 1\n", 7, 4),
    ],
)
def test_where_a_block_mapping_starts(text, start, column):
    """It starts at its first key, or at the question mark before it."""
    node = _root(text).entries["a"].items[0]
    node = node.items[0] if node.items else node
    assert (node.kind, node.start, node.column) == (MAP, start, column)


@pytest.mark.parametrize("text", ["a: {b: 1}", "a: &n {b: 1}", "a: !!map {b: 1}", "a:\n  {b: 1}"])
def test_where_a_flow_mapping_starts(text):
    """It starts at its bracket, behind anchor and tag."""
    node = _root(text).entries["a"]
    assert (node.flow, node.start) == (True, text.index("{"))


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("a:\n", 2),
        ("a: # c\n\n# d\nb: 1", 2),
        ("a: &n # c\n", 5),
        ("? a\n: # c\n", 5),
        ("{a: , b: 1}", 3),
        ("{a: }", 3),
    ],
)
def test_an_empty_null_stands_at_its_colon(text, start):
    """Comments that follow do not move it; an anchor does."""
    node = _root(text).entries["a"]
    assert (node.kind, node.start, node.end) == (NULL, start, start)


def test_a_written_null_stands_behind_its_anchor():
    """The place of a null that can be replaced has neither anchor nor tag in it."""
    node = _root("a: &n null\n").entries["a"]
    assert (node.kind, node.start, node.end) == (NULL, 6, 10)


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("name: x\nb: 1\n", "name: x"),
        ("b: 1\nc: 'd\n  e' # f\n", "b: 1\nc: 'd\n  e'"),
        ("b: &n [1]\nc: *n\n", "b: &n [1]\nc: *n"),
    ],
)
def test_the_line_new_entries_go_behind(text, before):
    """It is that of the name, else the one in which the last text or alias ends."""
    assert text[: _root(text).tail] == before


@pytest.mark.parametrize("text", ["b: |\n  c\n", "b: [1]\n", "b: {c: 1}\n", "b:\n", "name: |\n  x\nb: [1]\n"])
def test_no_line_that_new_entries_go_behind(text):
    """Behind a block scalar, a collection or nothing they do not go."""
    assert _root(text).tail == -1


def test_merge_keys():
    """A mapping has the entries that it merges, the nearest first, beside its own."""
    root = _root(
        "x: &x {a: 1, b: 1, c: 1}\ny: &y {b: 2, c: 2, d: 2}\nz: {<<: [*y, *x], c: 3}\nw:\n  !!merge <<: *x\n  a: 4\n"
    )
    assert {key: node.text for key, node in root.entries["z"].entries.items() if key != "<<"} == {
        "a": "1",
        "b": "2",
        "c": "3",
        "d": "2",
    }
    assert {key: node.text for key, node in root.entries["w"].entries.items() if key != "<<"} == {
        "a": "4",
        "b": "1",
        "c": "1",
    }


def test_aliases():
    """Each alias is known with its place and the node it shares."""
    text = "a: &n {b: 1}\nc: *n\nd: [*n]\n"
    outline = exact.outline(text)
    target = outline.roots[0].entries["a"]
    assert [(text[alias.start : alias.end], alias.target is target) for alias in outline.aliases] == [("*n", True)] * 2
    assert outline.roots[0].entries["c"] is target


def test_the_last_of_equal_keys_counts():
    """Duplicate keys are left to Helm, which takes the last or refuses."""
    assert _root("a: 1\na: 2\n").entries["a"].text == "2"


def test_keys_as_helm_knows_them():
    """A plain key that is no text becomes the text that Helm makes of it."""
    assert list(_root("y: 1\n'y': 2\n7: 3\n").entries) == ["true", "y", "7"]


@pytest.mark.parametrize(
    ("text", "message", "at"),
    [
        ("a: [\n", "it is not YAML that Helm can read: this `[` is not closed", 3),
        ("é: *x\n", "the alias *x has no anchor &x before it", 3),
        ("a: &x [*x]\n", "the alias *x has no anchor &x before it", 7),
        ("a: &x 1\n---\nb: *x\n", "the alias *x has no anchor &x before it", 15),
        ("{a: b}: c\n", "a key is not a text", 0),
        ("~: c\n", "a key is not a text", 0),
        ("'<<': c\n", "a key is not a text", 0),
        ("[" * 101 + "]" * 101, "it is nested deeper than 100 levels", 100),
    ],
)
def test_what_cannot_be_read(text, message, at):
    """The reason and the place are told."""
    with pytest.raises(Unsure) as caught:
        exact.outline(text)
    assert (str(caught.value), caught.value.at) == (message, at)


@pytest.mark.parametrize(
    "value",
    [
        "x",
        "1",
        "-1.5",
        "0x1F",
        "~",
        "yes",
        "''",
        "'it''s'",
        '"a\\tb"',
        "a, b",
        "a {b",
        "a # b'",
        "!!str 1",
        "!!binary aGk=",
        "&n !!str x",
        "|\n  b\n  c\n",
        ">-\n  b\n  c",
        "a\n  b",
        '"a\n  b"',
        "{b: [1, {}]}",
        "\n- 1\n- b: c",
        '"\\u2028\\x7f\\U0001F600"',
        "2024-01-15",
    ],
)
def test_a_copy_in_flow_style(value):
    """A value copied between brackets is still the same for another reader."""
    text = f"a: {value}\n"
    assert yaml.safe_load(f"[{exact.flow(_root(text).entries['a'])}]") == [yaml.safe_load(text)["a"]]


def test_a_copy_has_no_alias():
    """Anchors, aliases and merge keys are written out."""
    root = _root("a: &n {b: &m 1}\nc: {<<: *n, d: *m, e: [*n]}\n")
    assert json.loads(exact.flow(root.entries["c"])) == {"b": 1, "d": 1, "e": [{"b": 1}]}


def test_text_and_null_and_number():
    """A scalar keeps its text; what can be compared tells a number from a text."""
    root = _root("a: '1'\nb: 1\nc: 1.0\nd: !!str 1\n")
    assert [node.text for node in root.entries.values()] == ["1", "1", "1.0", "1"]
    assert [node.value for node in root.entries.values()] == [
        "1",
        ("int", "1"),
        ("int", "1"),
        ("tag:yaml.org,2002:str", "1"),
    ]
    assert {node.kind for node in root.entries.values()} == {SCALAR}
