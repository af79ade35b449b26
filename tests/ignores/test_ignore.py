"""The words of an ignore, and every way to get them wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linea_helm.ignores.ignore import Mistake, parse


def read(text):
    """Parse a whole text."""
    return parse(text, 0, len(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('ignore[a] reason="x"', (("a",), "x", "")),
        (' ignore [ a , b-c ]  reason="x y"', (("a", "b-c"), "x y", "")),
        ('ignore[a] until=2027-01-31 reason="x \\" y"', (("a",), 'x \\" y', "2027-01-31")),
        ('ignore[a] reason="x" until=2028-02-29 ', (("a",), "x", "2028-02-29")),
    ],
)
def test_ids_reason_and_date(text, expected):
    """In any order behind the ids."""
    assert read(text)[:3] == expected


@pytest.mark.parametrize(
    ("text", "problem", "marked"),
    [
        ("ignore", 'an ignore names what it is for; write ignore[id] reason="…" until=2027-01-31', "ignore"),
        ('ignore[] reason="x"', 'an ignore without an id; write ignore[id] reason="…" until=2027-01-31', "ignore[]"),
        ("ignore[a]", 'an ignore needs a reason; write reason="…"', "ignore[a]"),
        ('ignore[a] reason=" "', 'an ignore needs a reason; write reason="…"', 'ignore[a] reason=" "'),
        (
            "ignore[a] because it is",
            'an ignore takes reason and until; write ignore[id] reason="…" until=2027-01-31',
            "because it is",
        ),
        ('ignore[a] reason="x" reason="y"', "reason stands twice", ' reason="y"'),
        (
            'ignore[a] reason="x" until=2027-02-30',
            "until=2027-02-30 is no date; write until=2027-01-31",
            "2027-02-30",
        ),
        ('ignore[a] reason="x" until=20270131', "until=20270131 is no date; write until=2027-01-31", "20270131"),
        (
            "ignore[a] reason='x'",
            'an ignore takes reason and until; write ignore[id] reason="…" until=2027-01-31',
            "reason='x'",
        ),
    ],
)
def test_a_mistake_is_told_where_it_is(text, problem, marked):
    """With the span of what is wrong."""
    with pytest.raises(Mistake) as mistake:
        read(text)
    assert (mistake.value.problem, text[mistake.value.start : mistake.value.end]) == (problem, marked)


@given(st.text("ignore[]a,b =\"'\\until2027-01reason", max_size=60))
def test_any_text_is_an_ignore_or_a_mistake_inside_it(text):
    """Nothing else comes out, and a mistake's span lies in the text."""
    try:
        ids, reason, _, end = read(text)
    except Mistake as mistake:
        assert 0 <= mistake.start <= mistake.end <= len(text)  # noqa: PT017 - the other branch asserts, too
    else:
        assert ids
        assert reason.strip()
        assert not text[end:].strip()
