"""What is written reads back as it was, and looks as people would write it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linea_helm.source import Source
from linea_helm.yaml import write
from linea_helm.yaml.document import compose

TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=60) | st.text(
    "ab #:-'\"\n|>%@{}[]?!&*,", max_size=200
)
DATA = st.recursive(
    TEXT | st.integers(-(2**53), 2**53) | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


def read(text):
    (document,) = compose(Source("x.yaml", text))
    return document.data()


@given(st.dictionaries(TEXT, DATA, min_size=1, max_size=4))
def test_what_is_written_reads_back(data):
    """A document gives the data that it was written from."""
    assert read(write.document(data)) == data


EXAMPLES = [
    ({"a": "plain text", "b": "true", "c": "1", "d": ""}, 'a: plain text\nb: "true"\nc: "1"\nd: ""\n'),
    ({"a": 1, "b": True, "c": None, "d": [], "e": {}}, "a: 1\nb: true\nc: null\nd: []\ne: {}\n"),
    ({"a": ["x", {"b": 1, "c": [2]}]}, "a:\n  - x\n  - b: 1\n    c:\n      - 2\n"),
    ({"a": "one\ntwo"}, "a: |-\n  one\n  two\n"),
    ({"a": "one\n\ntwo\n"}, "a: |\n  one\n\n  two\n"),
    ({"a": " one\ntwo"}, 'a: " one\\ntwo"\n'),
    ({"a": [["x"]]}, "a:\n  -\n    - x\n"),
    ({"a": "c: " + "d " * 60 + "e"}, "a: >-\n  c: " + "d " * 52 + "d\n  " + "d " * 7 + "e\n"),
]


@pytest.mark.parametrize(("data", "text"), EXAMPLES, ids=[text.split("\n")[0] for _, text in EXAMPLES])
def test_a_document_looks_as_people_write_it(data, text):
    """Blocks for several lines, folding for long ones, quotes only where YAML needs them."""
    assert write.document(data) == text
