"""Streams come apart in front of their markers, and join back byte for byte."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linea_helm.stream import split

_PARTS = st.sampled_from(
    ["---", "\n", "\r\n", "a: b", " ", "%YAML 1.1", "...", "#", "---x", "\ufeff", "--- ", "|", "é"]
)
_STREAMS = st.lists(_PARTS, max_size=30).map("".join)


@given(_STREAMS)
def test_joining_gives_the_stream_back(stream):
    """Whatever the stream holds, nothing of it is lost, doubled or moved."""
    chunks = split(stream)
    assert "".join(text for _, text in chunks) == stream
    assert all(stream.startswith(text, start) and text for start, text in chunks)


@pytest.mark.parametrize(
    ("stream", "texts"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param("a: 1\n", ["a: 1\n"], id="no marker"),
        pytest.param("---\na: 1\n---\nb: 1\n", ["---\na: 1\n", "---\nb: 1\n"], id="two documents"),
        pytest.param("# c\n---\na: 1\n", ["# c\n", "---\na: 1\n"], id="a comment first"),
        pytest.param("a: 1\n--- # c\nb: 1", ["a: 1\n", "--- # c\nb: 1"], id="a comment behind the marker"),
        pytest.param("a: 1\n---", ["a: 1\n", "---"], id="a marker last"),
        pytest.param("a: 1\r\n---\r\nb: 1\r\n", ["a: 1\r\n", "---\r\nb: 1\r\n"], id="CRLF"),
        pytest.param("a: 1\n---b: 1\n", ["a: 1\n---b: 1\n"], id="a word that starts like a marker"),
        pytest.param("a: |\n ---\n", ["a: |\n ---\n"], id="a marker inside a block scalar"),
        pytest.param("%YAML 1.1\n---\na: 1\n", ["%YAML 1.1\n---\na: 1\n"], id="a directive"),
        pytest.param(
            "a: 1\n...\n%YAML 1.1\n---\nb: 1\n", ["a: 1\n...\n%YAML 1.1\n---\nb: 1\n"], id="a directive later"
        ),
    ],
)
def test_where_a_stream_comes_apart(stream, texts):
    """A marker is `---` alone at the start of a line; directives stay with their document."""
    assert [text for _, text in split(stream)] == texts
