"""The Kubernetes view of a parsed document."""

from __future__ import annotations

import pytest

from linea_helm.errors import InputError
from linea_helm.policies.manifest import FILENAME, Manifest, objects, template_of, without_nulls

POD = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a", "namespace": "n", "labels": {"app": "x"}}}


def test_an_object_says_who_it_is():
    """Kind, apiVersion, name, namespace and labels as they stand."""
    (found,) = objects(POD, "c/templates/a.yaml", 7, "text")
    assert (found.kind, found.api_version, found.name, found.namespace, found.labels) == (
        "Pod", "v1", "a", "n", {"app": "x"},
    )  # fmt: skip
    assert (found.template, found.start, found.text, found.prefix) == ("c/templates/a.yaml", 7, "text", ())


@pytest.mark.parametrize("metadata", [None, [], "text", {"name": None, "namespace": None, "labels": ["x"]}])
def test_strange_metadata_is_none(metadata):
    """An object without a name is still an object."""
    found = Manifest({"apiVersion": "v1", "kind": "Pod", "metadata": metadata}, "", 0, "")
    assert (found.name, found.namespace, found.labels) == ("", "", {})


def test_a_generated_name_is_a_name():
    """Jobs often have nothing else."""
    assert Manifest({"kind": "Job", "metadata": {"generateName": "run-"}}, "", 0, "").name == "run-"


def test_nothing_is_no_object():
    """A document of comments only."""
    assert objects(None, "", 0, "") == []


@pytest.mark.parametrize("kind", ["List", "ConfigMapList"])
def test_a_list_is_taken_apart(kind):
    """As Helm and kubectl do; each item knows its place in the document."""
    items = [{**POD, "metadata": {"name": name}} for name in "ab"]
    found = objects({"apiVersion": "v1", "kind": kind, "items": items}, "t", 3, "text")
    assert [(each.name, each.prefix) for each in found] == [("a", ("items", 0)), ("b", ("items", 1))]
    assert {(each.template, each.start, each.text) for each in found} == {("t", 3, "text")}


def test_items_of_a_typed_list_need_no_kind():
    """The list says what they are."""
    (found,) = objects({"apiVersion": "v1", "kind": "PodList", "items": [{"metadata": {"name": "a"}}]}, "", 0, "")
    assert (found.kind, found.api_version, found.name) == ("Pod", "v1", "a")


def test_a_kind_that_only_ends_like_a_list_is_an_object():
    """Without items there is nothing to take apart."""
    assert [m.kind for m in objects({"apiVersion": "a/v1", "kind": "AllowList", "spec": {}}, "", 0, "")] == [
        "AllowList"
    ]


def test_the_annotation_of_helm_4_names_the_template():
    """It is surer than a comment."""
    data = {**POD, "metadata": {"annotations": {FILENAME: "c/templates/b.yaml"}}}
    assert objects(data, "other", 0, "")[0].template == "c/templates/b.yaml"


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ([1], "a manifest must be a mapping, not a list"),
        ("text", 'a manifest must be a mapping, not "text"'),
        ({"apiVersion": "v1"}, "a manifest must have apiVersion and kind"),
        ({"kind": "Pod"}, "a manifest must have apiVersion and kind"),
        ({"kind": "Pod", "apiVersion": None}, "a manifest must have apiVersion and kind"),
        ({"kind": 5, "apiVersion": "v1"}, "a manifest must have a text as kind, not 5"),
        ({"kind": ["Pod"], "apiVersion": "v1"}, "a manifest must have a text as kind, not a list"),
        ({"kind": "Pod", "apiVersion": 5.5}, "a manifest must have a text as apiVersion, not 5.5"),
        (
            {"apiVersion": "v1", "kind": "List", "items": [{"apiVersion": "v1", "kind": True}]},
            "item 0 of the List must have a text as kind, not true",
        ),
        ({"apiVersion": "v1", "kind": "List", "items": [POD, {}]}, "item 1 of the List must have apiVersion and kind"),
        ({"apiVersion": "v1", "kind": "PodList", "items": [5]}, "item 0 of the PodList must have apiVersion and kind"),
    ],
)
@pytest.mark.parametrize("template", ["", "c/templates/a.yaml"])
def test_what_is_no_object_is_refused(data, problem, template):
    """The message names the template."""
    with pytest.raises(InputError) as caught:
        objects(data, template, 0, "")
    assert caught.value.problem == (f"{template}: {problem}" if template else problem)
    assert caught.value.fix == "mend the template that makes it"


@pytest.mark.parametrize(
    ("text", "template"),
    [
        ("---\n# Source: c/templates/a.yaml\nkind: Pod\n", "c/templates/a.yaml"),
        ("---\n\n# hint\n# Source: c/templates/a.yaml\r\nkind: Pod\n", "c/templates/a.yaml"),
        ("kind: Pod\n# Source: c/templates/a.yaml\n", ""),
        ("---\nkind: Pod\n", ""),
        ("", ""),
    ],
)
def test_a_comment_names_the_template(text, template):
    """Only one at the head of the document."""
    assert template_of(text) == template


def test_null_entries_are_as_if_not_written():
    """The API server leaves them out, too; in a list a null stays, and a document without any is not copied."""
    assert without_nulls({"a": None, "b": {"c": None}, "d": [None, {"e": None}]}) == {"b": {}, "d": [None, {}]}
    whole = {"a": [1, {"b": ""}]}
    assert without_nulls(whole) is whole
