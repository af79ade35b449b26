"""The exact way edits one place at a time: what aliases share comes apart first, and the result is proved."""

from __future__ import annotations

import pytest
import yaml

from linea_helm.edit import apply
from linea_helm.postrender import unshare
from linea_helm.postrender.outline import Unsure


def _edited(text, *additions):
    """Add {path: entries} to the one document of a text; give the text and its data."""

    def wanted(root):
        for path, new in additions:
            yield root.at(*path), new

    result = apply(text, unshare.edits(text, wanted))
    return result, yaml.safe_load(result)


def test_labels_shared_with_a_selector():
    """The selector gets a copy of what it had; the labels are edited where they stand."""
    text = "labels: &l\n  app: x # c\nselector: *l\n"
    assert _edited(text, (("labels",), {"new": "v"}))[0] == 'labels: &l\n  app: x # c\n  new: v\nselector: {"app": x}\n'


def test_a_selector_shared_with_labels():
    """The alias becomes a copy with the addition; the selector's bytes stay."""
    text = "selector: &l\n  app: x\nlabels: *l\n"
    assert _edited(text, (("labels",), {"new": "v"}))[0] == 'selector: &l\n  app: x\nlabels: {"new": "v", "app": x}\n'


def test_an_alias_that_nobody_edits():
    """What is shared elsewhere stays shared."""
    text = "a: &a {b: &b {}, e: *b}\nc: *a\nlabels:\n  d: *a\n"
    assert _edited(text, (("labels",), {"new": "v"}))[0] == text + "  new: v\n"


def test_a_value_inside_a_shared_one():
    """An addition deep inside a shared value makes copies of the whole value."""
    text = "a: &a {b: {c: 1}}\nd: *a\ne: [*a]\n"
    result, data = _edited(text, (("a", "b"), {"new": "v"}))
    assert result == 'a: &a {b: {"new": "v", c: 1}}\nd: {"b": {"c": 1}}\ne: [{"b": {"c": 1}}]\n'
    assert data["d"] == {"b": {"c": 1}}


def test_a_merged_value():
    """A value that comes by a merge key is edited in a copy of what is merged."""
    text = "base: &b {r: {c: 1}}\nx:\n  <<: *b\n  d: 2\n"
    result, data = _edited(text, (("x", "r"), {"new": "v"}))
    assert result == 'base: &b {r: {c: 1}}\nx:\n  <<: {"r": {"new": "v", "c": 1}}\n  d: 2\n'
    assert data["base"] == {"r": {"c": 1}}


def test_both_users_of_a_shared_value():
    """Each place of a shared value gets its own additions."""
    _, data = _edited("a: &a {b: 1}\nc: *a\nd: *a\n", (("a",), {"x": "1"}), (("c",), {"y": "2"}))
    assert data == {"a": {"b": 1, "x": "1"}, "c": {"b": 1, "y": "2"}, "d": {"b": 1}}


def test_two_documents_in_one_chunk():
    """After a directive a chunk can hold two documents; both are edited."""
    text = "%YAML 1.1\n---\nlabels: {}\n...\n---\nlabels:\n  a: b\n"
    result = apply(text, unshare.edits(text, lambda root: [(root.at("labels"), {"n": "y"})]))
    assert list(yaml.safe_load_all(result)) == [{"labels": {"n": "y"}}, {"labels": {"a": "b", "n": "y"}}]


def test_aliases_that_explode():
    """A document that aliases make enormous is refused before it is written out."""
    text = "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
    text += "".join(
        f"{new}: &{new} [{', '.join([f'*{old}'] * 10)}]\n" for old, new in zip("abcdef", "bcdefg", strict=True)
    )
    with pytest.raises(Unsure, match="it has more than 200,000 values, with what its aliases stand for"):
        _edited(text + "labels: {}\n", (("labels",), {"n": "y"}))


def test_an_edit_at_the_wrong_place(monkeypatch):
    """An edit that makes valid YAML which is not what was meant is noticed, too."""
    monkeypatch.setattr(unshare, "edit", lambda *_: (0, 0, "wrong: place\n"))
    with pytest.raises(Unsure, match="there is no place where an edit is certain to be right"):
        _edited("labels: {}\n", (("labels",), {"n": "v"}))


def test_a_long_chain_of_aliases():
    """Aliases that are nested deeper than can be followed are refused, not a bug."""
    text = "a0: &a0 x\n" + "".join(f"a{number}: &a{number} [*a{number - 1}]\n" for number in range(1, 1500))
    with pytest.raises(Unsure, match="its aliases are nested too deeply"):
        _edited(text + "labels: {}\n", (("labels",), {"n": "v"}))


@pytest.mark.parametrize("text", ["{labels, b: 1}\n", "? labels\nb: 1\n", "labels:\r  a: b\r"])
def test_no_certain_place(text):
    """Where an entry cannot go in, the result would not be what was meant, and that is noticed."""
    with pytest.raises(Unsure, match="there is no place where an edit is certain to be right"):
        unshare.edits(text, lambda root: [(root.entries["labels"], {"n": "y"})])
