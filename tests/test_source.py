"""linea_helm.source: offsets, lines, columns."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from linea_helm.source import Location, Source


@given(st.text(st.sampled_from("ab\r\n語"), max_size=60), st.lists(st.integers(0, 60), max_size=12))
def test_positions_are_the_same_in_whatever_order_they_are_asked_for(text, offsets):
    """What is remembered of the last one changes no other."""
    source = Source("v", text)
    for offset in offsets:
        before = text[:offset]
        wanted = before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1
        assert source.position(offset) == wanted


def test_what_is_remembered_makes_no_difference():
    """A source that was asked equals one that was not."""
    asked, other = Source("v", "a\nb"), Source("v", "a\nb")
    assert asked.position(2) == (2, 1)
    assert asked.veil is asked.veil
    assert (asked, hash(asked), Location(asked, 1, 2)) == (other, hash(other), Location(other, 1, 2))
    assert asked != Source("v", "a\nb", "stdin")
    assert repr(asked) == "Source('v', 3 characters, 'file')"


def test_lines_are_given_without_their_ends():
    """Past the last there is nothing."""
    source = Source("v", "a\r\nb")
    assert [source.line(number) for number in (1, 2, 3)] == ["a", "b", ""]
