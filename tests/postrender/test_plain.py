"""The fast way to the outline of common manifests: it says where entries go, or gives up."""

from __future__ import annotations

import pytest
from shared_data import shared

from linea_helm.postrender import exact
from linea_helm.postrender.outline import MAP, NULL, SCALAR, Unsure
from linea_helm.postrender.plain import Chunk
from linea_helm.stream import split
from linea_helm.yaml.block import Memo

DEPLOYMENT = """\
---
# Source: demo/templates/a.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: besu # the node
  labels:
    app: "besu"
    tier: 1_0
spec:
  selector:
    matchLabels:
      app: besu
  template:
    metadata:
      annotations:
        note: |
          kind: Fake
          it's "
    spec:
      initContainers: []
      containers:
      - image: a:1
        args:
        - --x
        - |
          metadata:
           'not this
        name: besu
        resources:
          limits:
            cpu: 1
      -  name: other
         resources: {}
"""


def _root(text):
    return Chunk(text, Memo()).root


def _found(node):
    node.find()
    return node


def test_a_deployment():
    """Values are read as they are written, and the line is found that new entries go behind."""
    root = _root(DEPLOYMENT)
    assert root.scalar("kind") == "Deployment"
    labels = _found(root.at("metadata", "labels"))
    assert (labels.kind, labels.column, labels.scalar("tier")) == (MAP, 4, "1_0")
    assert DEPLOYMENT[labels.tail :].startswith("    tier: 1_0\n")
    assert DEPLOYMENT[_found(root.at("metadata")).tail :].startswith("  name: besu # the node\n")
    first, second = root.at("spec", "template", "spec", "containers").items
    assert first.scalar("resources", "limits", "cpu") == "1"
    assert (_found(first).column, _found(second).column) == (8, 9)
    assert DEPLOYMENT[first.tail :].startswith("        name: besu\n")
    assert DEPLOYMENT[second.tail :].startswith("      -  name: other\n")
    brackets = _found(second.get("resources"))
    assert (brackets.flow, DEPLOYMENT[brackets.start :]) == (True, "{}\n")


@pytest.mark.parametrize("last", ["b: |\n  c\n", "b: [1]\n", "b: {c: 1}\n", "b:\n", "b:\n- c\n", "b: ~\n"])
def test_no_line_that_new_entries_go_behind(last):
    """Behind a block scalar, a collection or nothing they do not go, but in front of the first entry."""
    root = _found(_root(f"# c\na: 1\n{last}"))
    assert (root.tail, root.start, root.column) == (-1, 4, 0)


@pytest.mark.parametrize("text", ["", "---", "---\n", "# c\n", "--- # c\n\n  # d\n", "\r\n", "\n  \n"])
def test_nothing(text):
    """Blank lines, comments and a marker are no data."""
    assert Chunk(text, Memo()).data is None


@pytest.mark.parametrize(("value", "length"), [("null", 4), ("~", 1), ("Null # c", 4), ("NULL", 4)])
def test_a_written_null(value, length):
    """The words for null are nulls with a place."""
    text = f"kind: Pod\nmetadata:\n   labels: {value}\n"
    labels = _found(_root(text).at("metadata").get("labels"))
    assert (labels.kind, labels.start, labels.end) == (NULL, text.index(value), text.index(value) + length)


@pytest.mark.parametrize("value", ["", "  # c", "\n\n   # c"])
def test_an_empty_null(value):
    """An empty value stands behind its colon and has the column of its key."""
    text = f"kind: Pod\nmetadata:\n   labels:{value}\n"
    labels = _found(_root(text).at("metadata").get("labels"))
    assert (labels.kind, labels.column, labels.start, labels.end) == (NULL, 3, text.index("labels:") + 7, labels.start)


def test_crlf():
    """Line ends with two characters move no place, and are none of the data."""
    text = "kind: Pod\r\nmetadata:\r\n  a: |\r\n    x\r\n    y\r\n  labels:\r\n    b: c\r\n"
    root = _root(text)
    assert root.scalar("metadata", "a") == "x\ny\n"
    assert text[_found(root.at("metadata", "labels")).tail :] == "    b: c\r\n"


def test_what_is_added_to_the_data():
    """Entries go into the data as copies, into a mapping and in the place of a null."""
    chunk = Chunk("a: {}\nb:\n", Memo())
    new = {"x": {"y": "1"}}
    for name in ("a", "b"):
        chunk.root.get(name).add(new)
    chunk.data["a"]["x"]["z"] = 2
    assert (chunk.data, new) == ({"a": {"x": {"y": "1", "z": 2}}, "b": {"x": {"y": "1"}}}, {"x": {"y": "1"}})


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("%YAML 1.1\n---\nkind: Pod\n", id="a directive"),
        pytest.param("\ufeffkind: Pod\n", id="a byte order mark"),
        pytest.param("kind: Pod\n...\n", id="an end of document"),
        pytest.param("kind: Pod\n\tmetadata: x\n", id="a tab"),
        pytest.param("kind: Pod\rmetadata: x\n", id="a lone CR"),
        pytest.param("kind: Pod\nx: a\u2028b\n", id="a line separator"),
        pytest.param("kind: Pod\nx: [a,\nmetadata: b]\n", id="brackets over lines"),
        pytest.param("kind: Pod\nmetadata: &a\n  name: x\n", id="an anchor"),
        pytest.param("kind: Pod\nmetadata:\n  <<: *a\n", id="a merge key"),
        pytest.param("kind: !!str Pod\n", id="a tag"),
        pytest.param("kind: Pod\n? metadata\n: a\n", id="an explicit key"),
        pytest.param("kind: Pod\nkind: Pod\n", id="a key twice"),
        pytest.param("kind: Pod\nx: \udcff\n", id="no UTF-8"),
    ],
)
def test_what_is_not_certain(text):
    """Everything else is left to the exact way."""
    with pytest.raises(Unsure):
        Chunk(text, Memo())


@pytest.mark.parametrize(
    ("text", "path"),
    [
        pytest.param("a: {b: 1}\n", ("a",), id="brackets with something in them"),
        pytest.param("a: { }\n", ("a",), id="brackets with a blank"),
        pytest.param("a: {b: ~}\n", ("a", "b"), id="a null in brackets"),
        pytest.param("a:\n  ~\n", ("a",), id="a null below its key"),
        pytest.param("a:\n  b:\n    {}\n", ("a",), id="a value below the first key"),
        pytest.param("a:\n  name: 'b\n    c'\n", ("a",), id="a quoted name over lines"),
        pytest.param("a:\n  name: b\n    c\n", ("a",), id="a plain name over lines"),
    ],
)
def test_no_certain_place(text, path):
    """What is written in a rare style has no place."""
    holder = _root(text).at(*path[:-1])
    with pytest.raises(Unsure):
        holder.get(path[-1]).find()


@pytest.mark.parametrize("path", [("a", "b"), ("c", "d"), ("a", "b", "c")])
def test_through_something_else(path):
    """A path through a text or a list is not certain."""
    with pytest.raises(Unsure):
        _root("a: 1\nc: []\n").at(*path)


def test_a_number_in_brackets():
    """How a number is written between brackets is not looked up."""
    with pytest.raises(Unsure):
        _root("a: {b: 0x10}\n").scalar("a", "b")


@pytest.mark.parametrize("folder", ["raw", "helm4"])
def test_both_ways_read_the_same(folder):
    """On the manifests of real charts, each value has the text and the place that the exact way finds."""
    compared = 0
    for file in sorted(shared(f"streams/{folder}").glob("*.yaml")):
        for _, text in split(file.read_bytes().decode()):
            try:
                root = Chunk(text, Memo()).root if len(text) < 4000 else None
            except Unsure:
                continue
            if root is not None and root.kind != NULL:
                compared += _compare(text, root, exact.outline(text).roots[0])
    assert compared > 2000


def _compare(text, fast, node):
    assert fast.kind == node.kind
    if fast.kind == MAP:
        assert list(fast.entries) == list(node.entries)
        _compare_place(text, fast, node)
        return 1 + sum(_compare(text, fast.get(key), node.get(key)) for key in fast.entries if _is_written(fast, key))
    if fast.kind == SCALAR:
        assert fast.text == node.text
    return 1 + sum(_compare(text, one, other) for one, other in zip(fast.items, node.items, strict=True))


def _is_written(fast, key):
    """Leave out what stands between brackets and is no text."""
    try:
        fast.get(key)
    except Unsure:
        return False
    return True


def _compare_place(text, fast, node):
    try:
        fast.find()
    except Unsure:
        return
    if fast.flow:
        assert (node.flow, fast.start) == (True, node.start)
    elif fast.tail >= 0:
        assert (fast.column, fast.tail) == (node.column, text.rfind("\n", 0, node.tail) + 1)
    else:
        assert (fast.column, fast.start, node.tail) == (node.column, node.start, -1)
