"""Our own files forgive nothing, and each mistake is shown at its place."""

from __future__ import annotations

import pytest
from marking import marked, place

from linea_helm.errors import ConfigError
from linea_helm.source import Source
from linea_helm.yaml.document import YamlError
from linea_helm.yaml.strict import parts

FIX = "read the manual"


def read(text):
    """Read a text."""
    return parts(Source("demo.yaml", text), FIX)


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("", []),
        ("# nothing\n", []),
        ("a: 1\n", [{"a": 1}]),
        ("---\n# head\n---\na: 1\n---\n---\nb: [x]\n", [{"a": 1}, {"b": ["x"]}]),
        ("a: &x {b: 1}\nc: *x\n---\nd: 1\n", [{"a": {"b": 1}, "c": {"b": 1}}, {"d": 1}]),
    ],
    ids=["empty", "comment", "one", "several", "anchors"],
)
def test_documents_that_hold_something_are_numbered(text, data):
    """Empty ones do not count, on the fast way as on the exact one."""
    found = read(text)
    assert [part.data for part in found] == data
    assert [part.number for part in found] == list(range(len(data)))


@pytest.mark.parametrize("prefix", ["", "# head\n---\nz: 1\n---\n---\n", "z: &z 1\n---\n"])
@pytest.mark.parametrize(
    ("text", "path", "how"),
    [
        ("a:\n  b: «1»\n", ("a", "b"), {}),
        ("a:\n  «b»: 1\n", ("a", "b"), {"key": True}),
        ("a:\n  - x\n  - «y»z\n", ("a", 1), {"inner": 0}),
        ("a: &q x\nb: «*q»\n", ("b",), {"inner": 0}),
    ],
    ids=["value", "key", "character", "alias"],
)
def test_errors_have_their_place_in_the_file(prefix, text, path, how):
    """Whatever documents stand before."""
    expected = marked(prefix + text)
    error = read(expected.text)[-1].error(path, "wrong", **how)
    assert (error.problem, error.fix, place(error.at)) == ("wrong", FIX, expected.place)


def test_the_first_mistake_is_raised():
    """A shape that does not fit is an error at the key or the value."""
    expected = marked("a: 1\nb: «true»\n")
    with pytest.raises(ConfigError) as caught:
        read(expected.text)[0].fit({"a": object, "b": str})
    assert caught.value.problem == "b must be a text, not true; put quotes around it"
    assert place(caught.value.at) == expected.place


@pytest.mark.parametrize("text", ["a: 1\n«a»: 2\n", "b:\n  - {c: 1, «c»: 2}\n", "z: 1\n---\na: 1\n«a»: 2\n"])
def test_a_key_that_stands_twice_is_an_error(text):
    """Helm would keep the last one without a word."""
    expected = marked(text)
    with pytest.raises(ConfigError) as caught:
        read(expected.text)
    assert place(caught.value.at) == expected.place
    assert caught.value.fix == FIX


def test_what_is_no_yaml_is_an_error_at_its_line():
    """Lines count from the start of the file."""
    with pytest.raises(YamlError) as caught:
        read("a: 1\n---\nb: [\n")
    assert place(caught.value.at)[0] == 3


def test_a_value_is_found_by_its_path():
    """The path must be there."""
    assert read("a: [{b: c}]\n")[0].value(("a", 0, "b")) == "c"
