"""linea_helm.template.meaning: what an expression may mean."""

from __future__ import annotations

import pytest

from linea_helm.template.meaning import EMPTY, NOTHING, UNKNOWN, Map, behind, joined, names, texts, with_bases
from linea_helm.template.reads import ANY

A, B = frozenset({"a"}), frozenset({"b"})
PATH = frozenset({("x",)})


def test_a_map_gives_what_its_keys_have():
    """What is at ANY may be at each key, and ANY asks for all."""
    made = Map({"a": A, ANY: PATH}, NOTHING)
    assert [made.at(key) for key in ("a", "b", ANY)] == [A | PATH, PATH, A | PATH]


@pytest.mark.parametrize(
    ("meaning", "keys"),
    [(A | B, {"a", "b"}), (UNKNOWN, {ANY}), (frozenset({f"a{ANY}"}), {ANY}), (A | PATH, {"a", ANY}), (NOTHING, {ANY})],
    ids=["strings", "unknown", "unknown in parts", "or a value", "nothing"],
)
def test_what_may_be_a_key(meaning, keys):
    """A string is itself, all else any key."""
    assert names(meaning) == keys


@pytest.mark.parametrize(
    ("meaning", "strings"),
    [(A, ["a"]), (UNKNOWN, [ANY]), (A | PATH, [ANY]), (NOTHING, [ANY]), (frozenset(map(str, range(17))), [ANY])],
    ids=["a string", "unknown", "or a value", "nothing", "too many"],
)
def test_what_may_be_written(meaning, strings):
    """Strings, as long as there is nothing else and they are few."""
    assert texts(meaning) == strings


def test_strings_are_joined_in_each_way():
    """One behind the other; too many ways are none."""
    assert sorted(joined([A | B, frozenset({"-"}), A])) == ["a-a", "b-a"]
    assert joined([frozenset("abcde"), frozenset("abcde")]) == [ANY]


@pytest.mark.parametrize(
    ("first", "second", "written"),
    [
        (NOTHING, A, A),
        (A, NOTHING, A),
        (EMPTY, PATH, PATH),
        (PATH, EMPTY, PATH),
        (NOTHING, EMPTY, EMPTY),
        (A, B, frozenset({"ab"})),
        (A | EMPTY, B, frozenset({"ab", "b"})),
        (PATH, frozenset({("y",)}), frozenset({("x",), ("y",)})),
        (PATH, A, PATH | A | UNKNOWN),
    ],
)
def test_what_is_written_behind_something(first, second, written):
    """Strings grow together; a value beside something else is no longer all that is written."""
    assert behind(first, second) == written


def test_what_is_merged_into_a_map_belongs_to_it():
    """However often one is merged into the other, and in circles too."""
    inner = Map({}, PATH)
    outer = Map({}, frozenset({inner}))
    inner.bases |= frozenset({outer})
    assert with_bases(frozenset({outer})) == {outer, inner, ("x",)}
    assert with_bases(A) == A
