"""A path through an outline ends at a value, at nothing, or at what is not certain."""

from __future__ import annotations

import pytest

from linea_helm.postrender import exact
from linea_helm.postrender.outline import Unsure

(ROOT,) = exact.outline("a: {b: {c: x}}\nd: [1]\ne:\nf: {}\n").roots


def test_at():
    """A value is found; absent and null are None."""
    assert ROOT.at() is ROOT
    assert ROOT.at("a", "b", "c").text == "x"
    assert ROOT.at("a", "z", "c") is None
    assert ROOT.at("e") is ROOT.at("e", "x") is None


@pytest.mark.parametrize(
    ("path", "message", "at"),
    [
        (("d", "x"), "d is a list, not a mapping", 18),
        (("a", "b", "c", "x"), "a.b.c is a single value, not a mapping", 11),
    ],
)
def test_through_something_else(path, message, at):
    """A path through a list or a text is not certain."""
    with pytest.raises(Unsure) as caught:
        ROOT.at(*path)
    assert (str(caught.value), caught.value.at) == (message, at)


def test_scalar():
    """A text is given; absent and null are empty."""
    assert ROOT.scalar("a", "b", "c") == "x"
    assert ROOT.scalar("e") == ROOT.scalar("z") == ""


def test_something_else_for_a_text():
    """A mapping where a text is wanted is not certain."""
    with pytest.raises(Unsure) as caught:
        ROOT.scalar("a", "b")
    assert (str(caught.value), caught.value.at) == ("a.b is a mapping, not a text", 7)
