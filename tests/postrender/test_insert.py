"""Entries go in where they belong, in the style of what is there, and change nothing else."""

from __future__ import annotations

import pytest
import yaml

from linea_helm.edit import apply
from linea_helm.postrender import exact
from linea_helm.postrender.insert import edit, lacking
from linea_helm.postrender.outline import Unsure

NEW = {"a": {"x": "1", "y/z": "yes"}}


def _merged(text, new=NEW):
    (root,) = exact.outline(text).roots
    return apply(text, [edit(text, *part) for part in lacking(root, new)])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("name: n\nb: 2\n", 'name: n\na:\n  x: "1"\n  y/z: "yes"\nb: 2\n', id="behind the name"),
        pytest.param("c: 1\nb: 2", 'c: 1\nb: 2\na:\n  x: "1"\n  y/z: "yes"', id="behind the last text, no line end"),
        pytest.param("c: 1 # d\n# e\n", 'c: 1 # d\na:\n  x: "1"\n  y/z: "yes"\n# e\n', id="behind a comment"),
        pytest.param("c:\n- 1\n", 'a:\n  x: "1"\n  y/z: "yes"\nc:\n- 1\n', id="in front of the first"),
        pytest.param("c: |\n  1\n", 'a:\n  x: "1"\n  y/z: "yes"\nc: |\n  1\n', id="in front of a block scalar"),
        pytest.param("   c: []\n", '   a:\n     x: "1"\n     y/z: "yes"\n   c: []\n', id="an indented document"),
        pytest.param("c: 1\r\nb: 2\r\n", 'c: 1\r\nb: 2\r\na:\r\n  x: "1"\r\n  y/z: "yes"\r\n', id="CRLF"),
        pytest.param("c: 1\r\nb: 2", 'c: 1\r\nb: 2\r\na:\r\n  x: "1"\r\n  y/z: "yes"', id="CRLF, no line end"),
        pytest.param("a:\n    x: 2\n", 'a:\n    x: 2\n    y/z: "yes"\n', id="what is there stays"),
        pytest.param("a:\n  x:\n", 'a:\n  y/z: "yes"\n  x:\n', id="a null that is there stays"),
        pytest.param("a:\nb: 1\n", 'a:\n  x: "1"\n  y/z: "yes"\nb: 1\n', id="for an empty value"),
        pytest.param(
            "a: # c\n  # d\n", 'a: # c\n  x: "1"\n  y/z: "yes"\n  # d\n', id="for an empty value with comments"
        ),
        pytest.param("a: ~ # c\n", 'a: {"x": "1", "y/z": "yes"} # c\n', id="for a null"),
        pytest.param("a: {}\n", 'a: {"x": "1", "y/z": "yes"}\n', id="into empty brackets"),
        pytest.param("a:\n  {}\n", 'a:\n  {"x": "1", "y/z": "yes"}\n', id="into empty brackets below"),
        pytest.param("a: { b: 1}\n", 'a: {"x": "1", "y/z": "yes", b: 1}\n', id="into brackets with a blank"),
        pytest.param("a: {b: 1, x: 3}\n", 'a: {"y/z": "yes", b: 1, x: 3}\n', id="into brackets"),
        pytest.param('{\n  "b": 1\n}\n', '{"a": {"x": "1", "y/z": "yes"},\n  "b": 1\n}\n', id="JSON"),
        pytest.param("{a: , b: 1}\n", '{a: {"x": "1", "y/z": "yes"} , b: 1}\n', id="for an empty value in brackets"),
        pytest.param("{}", '{"a": {"x": "1", "y/z": "yes"}}', id="into nothing"),
        pytest.param("? b\n: [1]\n", 'a:\n  x: "1"\n  y/z: "yes"\n? b\n: [1]\n', id="in front of an explicit key"),
    ],
)
def test_merge(text, expected):
    """Each style gets its own kind of insertion."""
    assert _merged(text) == expected


def test_everything_is_there():
    """A mapping that has it all is not edited."""
    assert _merged("a: {x: 0, y/z: 0}\n") == "a: {x: 0, y/z: 0}\n"


@pytest.mark.parametrize("value", ["[]", "text", "\n- x"])
def test_something_else_is_there(value):
    """A list or a text where a mapping should go is not overwritten."""
    with pytest.raises(Unsure, match="not a mapping that could take x, y/z"):
        _merged(f"a: {value}\n")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yes",
        "Yes",
        "no",
        "on",
        "off",
        "y",
        "N",
        "true",
        "null",
        "Null",
        "0",
        "1",
        "0777",
        "0x1F",
        "0b1",
        "0o7",
        "1_000",
        "1.",
        "1.5",
        "1e3",
        "12e5678",
        "2024-01-15",
    ],
)
def test_a_text_that_needs_quotes(text):
    """What some reader takes for a number, a date, a word or nothing is quoted."""
    assert _merged("b: 1\n", {"a": text}) == f'b: 1\na: "{text}"\n'


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "linea-stack",
        "v1.2.3",
        "500m",
        "2Gi",
        "1.5Gi",
        "0.5.1",
        "8f3e2a1",
        "yes-man",
        "1-2",
        "2024-01",
        "app.kubernetes.io/name",
    ],
)
def test_a_text_that_needs_no_quotes(text):
    """What every reader takes for a text stands as it is."""
    assert _merged("b: 1\n", {"a": text}) == f"b: 1\na: {text}\n"
    assert yaml.safe_load(_merged("b: 1\n", {"a": text})) == {"b": 1, "a": text}
