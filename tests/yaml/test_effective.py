"""linea_helm.yaml.effective: the nodes that count."""

from __future__ import annotations

from linea_helm.source import Source
from linea_helm.yaml.document import compose
from linea_helm.yaml.effective import nodes


def paths(text):
    """Give the path and the text of each value of the first document."""
    (document,) = compose(Source("v.yaml", text))
    return [(path, text[node.start : node.end]) for path, _, node in nodes(document)][1:]


def test_values_come_in_the_order_of_the_text():
    """Maps before what they hold, lists by index."""
    assert paths("a: {b: 1}\nc: [x, y]\n") == [
        (("a",), "{b: 1}"),
        (("a", "b"), "1"),
        (("c",), "[x, y]"),
        (("c", 0), "x"),
        (("c", 1), "y"),
    ]


def test_lost_duplicates_and_aliases_are_left_out():
    """Only the last of equal keys counts, and an anchor's content stands at one place."""
    assert paths("a: 1\nb: &x {c: 2}\na: 3\nd: *x\n<<: *x\n") == [
        (("b",), "&x {c: 2}"),
        (("b", "c"), "2"),
        (("a",), "3"),
        (("d",), "*x"),
    ]


def test_keys_are_equal_when_helm_reads_them_so():
    """`y` and `true` are one key."""
    assert paths("y: 1\ntrue: 2\n") == [(("true",), "2")]
