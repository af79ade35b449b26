"""linea_helm.wholly: which of many texts another one has in it."""

from __future__ import annotations

import re
from bisect import bisect_right

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linea_helm import wholly
from linea_helm.wholly import Wholly


@pytest.mark.parametrize(
    ("sought", "text", "found"),
    [
        (["hunter2x"], "myhunter2xy", ["hunter2x"]),
        (["hunter"], "myhunter hunters hunter_ hunter, hünter éhunter", ["hunter", "hunter"]),
        (["x!"], "x!y ax! x!", ["x!", "x!"]),
        (["abcdefgh", "abcdefghij", "cdefghijkl"], "abcdefghijkl", ["abcdefghij", "cdefghijkl"]),
        (["abcdefgh", "abcdefgh1", "abcdefgh2"], "abcdefgh3", ["abcdefgh"]),
        (["word", "words12"], "word words12 words1", ["word", "words12"]),
        ([""], "a", []),
        ([], "a", []),
    ],
)
def test_what_is_found(sought, text, found):
    """The longest at each place; a short one alone."""
    assert [text[start:end] for start, end in Wholly(sought).spans(text)] == found


def expected(sought, text):
    for at in range(len(text)):
        ends = [at + len(one) for one in sought if one and text.startswith(one, at) and _alone(text, at, one)]
        if ends:
            yield at, max(ends)


def _alone(text, at, one):
    before = "(?<![A-Za-z0-9_])" if one[0].isalnum() else ""
    after = "(?![A-Za-z0-9_])" if one[-1].isalnum() else ""
    return len(one) >= 8 or re.compile(f"{before}{re.escape(one)}{after}").match(text, at)


@given(st.lists(st.text("ab-é", max_size=10), max_size=150), st.text("ab- é", max_size=80))
def test_nothing_is_overlooked(sought, text):
    """Few or many, one in another, and one that begins with another."""
    assert list(Wholly(sought).spans(text)) == list(expected(sought, text))


@pytest.mark.parametrize("count", [100, 10_000])
def test_the_time_grows_with_what_is_shown(count, monkeypatch):
    """At each place few of ten thousand are compared."""
    compared = []
    monkeypatch.setattr(wholly, "_is_found", lambda *asked: compared.append(asked))
    steps = []
    monkeypatch.setattr(wholly, "bisect_right", lambda many, one: steps.append(one) or bisect_right(many, one))
    text = "password-5 and password-77 are none of them, passwords neither"
    found = Wholly(f"password-{number:05}" for number in range(count))
    assert list(found.spans(text)) == []
    assert len(steps) == 3
    assert compared == []
