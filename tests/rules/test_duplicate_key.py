"""linea_helm.rules.duplicate_key."""

from __future__ import annotations

import pytest
from finding_in_text import found
from hypothesis import given
from hypothesis import strategies as st

from linea_helm.rules import duplicate_key as rule


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        (
            "besu:\n  a: 1\nmaru: 1\nbesu:\n  b: 2\n",
            [(4, 1, "besu", 'key "besu" is on line 1 already; only this one on line 4 counts')],
        ),
        (
            "x:\n  a: 1\n  b: {c: 1, c: 2}\n",
            [(3, 13, "c", 'key "c" is on line 3 already; only this one on line 3 counts')],
        ),
        ("- a: 1\n  a: 2\n", [(2, 3, "a", 'key "a" is on line 1 already; only this one on line 2 counts')]),
        (
            "a: 1\na: 2\na: 3\na: 4\n",
            [(4, 1, "a", 'key "a" is on lines 1, 2 and 3 already; only this one on line 4 counts')],
        ),
        ("y: 1\n'true': 2\n", [(2, 1, "'true'", 'key "true" is on line 1 already; only this one on line 2 counts')]),
        ("a: 1\n---\nb: 1\nb: 2\n", [(4, 1, "b", 'key "b" is on line 3 already; only this one on line 4 counts')]),
    ],
    ids=["top", "flow", "in a list", "four times", "equal to Helm", "second document"],
)
def test_a_duplicate_is_found_at_its_last_place(text, problems):
    """The line that counts is marked, the others are named."""
    assert found(rule, text) == problems


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\nb: {a: 1}\n",
        "a: &x {b: 1}\nc:\n  <<: *x\n  b: 2\n",
        "a: &x {b: 1}\nc:\n  <<: *x\n  <<: *x\n",
        "- {a: 1}\n- {a: 2}\n",
        "1: a\n'01': b\n",
        "",
        "# a: 1\na: 1\n",
    ],
    ids=["in another map", "over a merge", "two merges", "in another item", "other text", "nothing", "comment"],
)
def test_no_duplicate_is_imagined(text):
    """Equal keys of different maps, and keys that win over a merge, are as YAML means them."""
    assert found(rule, text) == []


def test_a_duplicate_in_a_lost_map_is_not_told():
    """The map itself is told; what is in it counts no more."""
    assert [line for line, *_ in found(rule, "a:\n  b: 1\n  b: 2\na: {}\n")] == [4]


def test_a_file_in_order_is_not_parsed_exactly():
    """The gate stays shut for block style, comments, lists and literals."""
    assert not rule.suspicious("# c\nbesu:\n  a: 1 # d\n  list:\n    - x: 1\n      y: |\n        text\n")


@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=6))
def test_every_map_of_any_keys(keys):
    """One problem for each key that stands twice, and the gate open exactly then."""
    text = "".join(f"{key}: 1\n" for key in keys)
    assert len(found(rule, text)) == sum(keys.count(key) > 1 for key in set(keys))
    assert rule.suspicious(text) == (len(set(keys)) < len(keys))


def test_not_all_of_many_lines_are_named():
    """20,000 of them made a message of 132 KB."""
    message = 'key "a" is on 19 lines, from line 1 to line 19, already; only this one on line 20 counts'
    assert found(rule, "a: 1\n" * 20) == [(20, 1, "a", message)]
