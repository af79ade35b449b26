"""linea_helm.yaml.block: fast, and never wrong: what it is not sure of it leaves to document.py."""

from __future__ import annotations

import subprocess
import sys
from random import Random

import pytest
from helm_oracle import documents, plain
from helms import MAJORS
from shared_data import shared
from yaml_cases import document

from linea_helm.source import Source
from linea_helm.yaml import block
from linea_helm.yaml.document import YamlError, compose

TAKEN = {
    "nothing": ("", None),
    "only comments": ("# a\n\n  # b\n", None),
    "a marker": ("# c\n---\na: 1\n", {"a": 1}),
    "nested maps": ("a:\n  b:\n    c: 1\n  d: 2\ne: 3\n", {"a": {"b": {"c": 1}, "d": 2}, "e": 3}),
    "an indented list": ("a:\n  - x\n  - z\n", {"a": ["x", "z"]}),
    "a list in its key's column": ("a:\n- x\n- b: 1\n  c: 2\nd: 3\n", {"a": ["x", {"b": 1, "c": 2}], "d": 3}),
    "a list of lists": ("- - 1\n  - 2\n- - - 3\n", [[1, 2], [[3]]]),
    "nulls": ("a:\nb: ~\nc: null\nd:\n  # c\ne:\n-\n- 1\n", {**dict.fromkeys("abcd"), "e": [None, 1]}),
    "comments": ("a: b # c\nd: e#f\n'g': 'h' # i\n# j\n", {"a": "b", "d": "e#f", "g": "h"}),
    "quotes": ("a: 'it''s'\nb: \"x\\n\\u00e9\\\"\"\n\"c d\": 'e: f'\n", {"a": "it's", "b": 'x\né"', "c d": "e: f"}),
    "types": ("a: yes\nb: 0644\nc: 1.50\nd: '1'\ny: 1\n", {"a": True, "b": 420, "c": 1.5, "d": "1", "true": 1}),
    "a literal": ("a: |\n  x\n   y\n\n  z\n\nb: 1\n", {"a": "x\n y\n\nz\n", "b": 1}),
    "chomping": ("a: |-\n  x\n\nb: |+\n  y\n\nc: 1\n", {"a": "x", "b": "y\n\n", "c": 1}),
    "a given indentation": ("a: |2\n    x\n  y\n", {"a": "  x\ny\n"}),
    "folding": ("a: >\n  x\n  y\n\n  z\n    w\n  v\n", {"a": "x y\nz\n  w\nv\n"}),
    "empty collections": ("a: {}\nb: []\n", {"a": {}, "b": []}),
    "flow": ("c: [1, 'x', {d: e}] # f\ng: {\"h\":[2]}\n", {"c": [1, "x", {"d": "e"}], "g": {"h": [2]}}),
    "a value below its key": ("a:\n  {}\nb:\n  'c'\n", {"a": {}, "b": "c"}),
    "a whole value": ("foo\n", "foo"),
    "a long plain value": ("a: b\n  c d\n   e\n\n  - f\n\n\n  g\nh: 1\n", {"a": "b c d e\n- f\n\ng", "h": 1}),
    "a comment behind the marker": ("--- # c\na: 1\n", {"a": 1}),
    "a long plain item": ("- b\n c\n- d: e\n   f\n- - g\n   h\n", ["b c", {"d": "e f"}, ["g h"]]),
    "a long plain value below its key": ("a:\n    b\n  c\n  # d\ne: 1\n", {"a": "b c", "e": 1}),
    "a long value's colons": ("a: b\n  c:d 'e' [f\n", {"a": "b c:d 'e' [f"}),
    "a long quoted value": ("a: 'it''s\n  b\n\n  c' # d\ne: 1\n", {"a": "it's b\nc", "e": 1}),
    "long double quotes": ('a: "b \\" \n\n   c\\\\"\n\'k\': "\n  l\n  "\n', {"a": 'b "\nc\\', "k": " l "}),
    "a long quoted item": ("- 'a\n  b'\n- c: 'd\n    e'\n  f: 1\n", ["a b", {"c": "d e", "f": 1}]),
    "a long quoted value in the column of its key": ("- a: 'b\n  c'\n", [{"a": "b c"}]),
}  # fmt: skip

LEFT = {
    "an anchor": "a: &x 1\n",
    "an alias": "a: *x\n",
    "a tag": "a: !!str 1\n",
    "a merge key": "a:\n  <<: {b: 1}\n",
    "duplicate keys": "a: 1\na: 2\n",
    "duplicates in a flow map": "a: {b: 1, b: 2}\n",
    "a tab": "a:\tb\n",
    "CRLF": "a: 1\r\n",
    "a byte order mark": "\ufeffa: 1\n",
    "a text behind the marker": "--- a\n",
    "a comment without a blank behind the marker": "---#\na: 1\n",
    "two documents": "a: 1\n---\nb: 2\n",
    "an end marker": "a: 1\n...\n",
    "a directive": "%YAML 1.1\n---\na: 1\n",
    "a complex key": "? a\n: b\n",
    "an entry in a long plain value": "a: b\n  c: d\n",
    "an open entry in a long plain value": "a: b\n  c:\n",
    "a comment in a long plain value": "a: b\n  c # d\n  e\n",
    "a comment line in a long plain value": "a: b\n  # c\n  d\n",
    "a comment before a long plain value goes on": "a: b # b\n  c\n",
    "text behind a literal": "a: |-\n    b\n  c\n",
    "text behind a quoted value": "a: 'b'\n  c\n",
    "text behind a flow collection": "a: [b]\n  c\n",
    "text behind nothing": "- a:\n   b: 1\n    c\n  d\n",
    "a long number": "a: 1\n  2\n",
    "a long root": "a\nb\n",
    "a long value in its key's column": "a: 'b\nc'\n",
    "an escaped break": 'a: "b\\\n  c"\n',
    "a long key": "'a\n  b': c\n",
    "a long value without end": "a: 'b\n  c\n",
    "an end marker in a long value": "a: 'b\n---\n  c'\n",
    "a long flow collection": "a: [b,\n  c]\n",
    "odd indentation": "a:\n    b: 1\n  c: 2\n",
    "an infinite number": "a: .inf\n",
    "a null key": "~: 1\n",
    "a control character": "a: \x01\n",
    "a literal that the file ends": "a: |\n  x",
    "text behind a value": "a: 'b' c\n",
    "an unclosed quote": "a: 'b\n",
    "a second colon": "a: b: c\n",
    "an unknown escape": 'a: "\\/"\n',
    "half a surrogate pair": 'a: "\\ud800"\n',
    "a reserved start": "a: @b\n",
    "depth": "[" * 200 + "]" * 200 + "\n",
    "block depth": "".join(f"{' ' * depth}a:\n" for depth in range(200)),
}


@pytest.mark.parametrize(("text", "data"), TAKEN.values(), ids=TAKEN)
def test_the_common_subset_is_read(text, data):
    """Each form gives the data that it says, as the exact way does."""
    assert block.load(text) == data
    documents = compose(Source("x", text))
    assert (documents[0].data() if documents else None) == data


@pytest.mark.parametrize("text", LEFT.values(), ids=LEFT)
def test_the_rest_is_left_to_the_exact_way(text):
    """Unsure is raised, whether the text is YAML or not."""
    with pytest.raises(block.Unsure):
        block.load(text)


def test_a_memo_does_not_change_what_is_read():
    """Documents that share lines are read alike with one memo for all of them, and collections are never shared."""
    memo = block.Memo()
    texts = ["a: {}\nb: [{c: [1]}]\n", "b: [{c: [1]}]\na: {}\n", "a: {}\nb: [{c: [1]}]\n"]
    first, *others = [block.load(text, memo) for text in texts]
    first["a"]["x"] = 1
    first["b"][0]["c"].append(2)
    first["b"][0]["d"] = 3
    assert others == [{"a": {}, "b": [{"c": [1]}]}] * 2


@pytest.mark.slow
def test_what_is_taken_is_what_the_exact_way_reads():
    """6,000 random documents: those that are taken have the data, types and order of keys of the exact way."""
    random = Random(5)  # noqa: S311 - the same every time
    taken = 0
    for number in range(6000):
        text = document(random, weird=(number % 3) / 2)
        try:
            fast = block.load(text)
        except block.Unsure:
            continue
        taken += 1
        exact = compose(Source("x", text))
        assert repr(exact[0].data() if exact else None) == repr(fast), text
    assert taken > 1500


@pytest.mark.helm
@pytest.mark.parametrize("version", MAJORS)
def test_what_is_taken_is_what_helm_reads(version, tmp_path):
    """1,000 random maps that are taken are read alike by Helm."""
    random = Random(6)  # noqa: S311 - the same every time
    taken = {}
    while len(taken) < 1000:
        text = document(random, weird=0.7)
        try:
            data = block.load(text)
        except block.Unsure:
            continue
        if isinstance(data, dict):
            taken[text] = data
    found = documents(version, tmp_path, list(taken))
    assert [text for text, read in zip(taken, found, strict=True) if plain(taken[text]) != plain(read)] == []


def test_rendered_charts_are_read():
    """Nine of ten documents of real charts are taken, and have the data of the exact way."""
    texts = [
        f"{text}\n"
        for path in sorted(shared("streams").glob("*/*.yaml"))
        for text in path.read_text(encoding="utf-8").split("\n---\n")
    ]
    memo = block.Memo()
    taken = 0
    for text in texts:
        try:
            fast = block.load(text, memo)
        except block.Unsure:
            continue
        taken += 1
        if len(text) < 3000:
            assert compose(Source("x", text))[0].data() == fast, text
    assert taken > 0.9 * len(texts) > 250


def test_it_imports_nothing():
    """A bare interpreter can load it, with only our scalar.py beside it."""
    code = (
        "import sys; before = set(sys.modules); import linea_helm.yaml.block; print(*sorted(set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True, check=True)
    ours = [
        "linea_helm",
        *(f"linea_helm.yaml{name}" for name in ("", ".block", ".entry", ".folded", ".inline", ".scalar")),
    ]
    assert done.stdout.split() == ["__future__", *ours]


@pytest.mark.slow
def test_a_broken_text_is_never_taken_by_the_exact_way_alone():
    """What the exact way refuses, the fast way refuses: nothing broken slips through."""
    random = Random(7)  # noqa: S311 - the same every time
    refused = 0
    for _ in range(2000):
        text = document(random)
        try:
            for each in compose(Source("x", text)):
                each.data()
        except YamlError:
            refused += 1
            with pytest.raises(block.Unsure):
                block.load(text)
    assert refused > 500
