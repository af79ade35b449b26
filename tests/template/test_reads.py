"""linea_helm.template.reads: paths that are read, and what follows for others."""

from __future__ import annotations

from linea_helm.template.reads import ANY, Reads


def made(*paths, whole=()):
    reads = Reads()
    for path in paths:
        reads.read(path)
    for path in whole:
        reads.whole(path)
    return reads


def test_what_stands_around_a_path_is_read_with_it():
    """Below it nothing is."""
    reads = made(("a", "b"))
    assert [path for path in [("a",), ("a", "b"), ("a", "b", "c"), ("b",)] if reads.knows(path)] == [("a",), ("a", "b")]


def test_all_below_a_whole_value_is_read():
    """At any depth, and not beside it."""
    reads = made(whole=[("a", "b")])
    assert reads.knows(("a", "b", "c", "d"))
    assert not reads.knows(("a", "c"))


def test_any_key_stands_for_each():
    """A template that goes through a map reads the same of every element."""
    reads = made(("a", ANY, "x"), ("a", "b", "y"))
    assert reads.knows(("a", "c", "x"))
    assert reads.knows(("a", "b", "x"))
    assert not reads.knows(("a", "c", "y"))


def test_keys_and_paths_are_those_that_templates_name():
    """Computed keys have no name to tell."""
    reads = made(("a", "x"), ("a", ANY, "z"), ("b", "a", "x"), whole=[("a", "y")])
    assert reads.keys(("a",)) == {"x", "y"}
    assert reads.keys(("a", "x")) == {"z"}
    assert set(reads.paths("x")) == {("a", "x"), ("b", "a", "x")}
    assert set(reads.paths("z")) == set()


def test_everything_is_read_when_the_top_is_used_whole():
    """As `toYaml .Values` does; even a key without a name is known then."""
    assert made(whole=[()]).knows(("",))
    assert not made(("a",)).knows(("",))
