"""The configuration becomes additions, or an error that names what is wrong with it."""

from __future__ import annotations

import pytest

from linea_helm.config import from_file
from linea_helm.errors import ConfigError, UsageError
from linea_helm.postrender import exact
from linea_helm.postrender.additions import configured
from linea_helm.postrender.outline import Unsure
from linea_helm.postrender.transforms import defaults

NAME = "1 to 63 letters, digits, - _ or . that begin and end with a letter or digit"


def config(folder, text):
    path = folder / ".linea.yaml"
    path.write_text(text, encoding="utf-8")
    return from_file(str(path))


def test_defaults():
    """Nothing configured means no label, and the default resources."""
    found = configured(None)
    assert (found.labels, found.rules) == ({}, defaults.RESOURCES)


@pytest.mark.parametrize(("text", "use"), [("postRender: {defaults: false}", True), ("postRender: {}", False)])
def test_no_defaults(tmp_path, text, use):
    """The configuration or the command line can leave the defaults out."""
    found = configured(config(tmp_path, text), use_defaults=use)
    assert (found.labels, found.rules) == ({}, ())


def test_who_wins(tmp_path):
    """The command line wins over the configuration; configured rules are asked before the defaults."""
    rule = "{match: {kind: Job}, requests: {cpu: 2, memory: 0.5}}"
    text = f"postRender:\n  labels: {{a: '1', b: '1'}}\n  resources: [{rule}]\n"
    found = configured(config(tmp_path, text), ["b=2", "c="])
    assert found.labels == {"a": "1", "b": "2", "c": ""}
    assert found.rules == (
        {"match": {"kind": "Job"}, "requests": {"cpu": "2", "memory": "0.5"}, "limits": {}},
        *defaults.RESOURCES,
    )


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        (
            "postRender:\n  labels:\n    a: b c\n",
            f"label 'a': the value 'b c' must be {NAME}",
            (3, 8),
        ),
        ("postRender:\n  resources:\n  - match: {}\n", "the rule has neither requests nor limits", (3, 5)),
        (
            "postRender:\n  resources:\n  - requests:\n      memory: 2Gi\n    limits:\n      memory: 1Gi\n",
            "memory: the request 2Gi is above the limit 1Gi",
            (4, 15),
        ),
    ],
)
def test_what_is_wrong_in_the_configuration(tmp_path, text, message, place):
    """A label or rule that Kubernetes would refuse is told at its place."""
    with pytest.raises(ConfigError) as caught:
        configured(config(tmp_path, text))
    at = caught.value.at
    assert (caught.value.problem, at.source.position(at.start)) == (message, place)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("a", "--label a: there is no = in it"),
        (
            "/=b",
            "--label /=b: label '/': what stands before the / is no lower-case DNS name of at most 253 characters",
        ),
    ],
)
def test_what_is_wrong_on_the_command_line(given, message):
    """A label that Kubernetes would refuse is told by name."""
    with pytest.raises(UsageError) as caught:
        configured(None, [given])
    assert caught.value.problem == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[a]", "it is a list, not a Kubernetes object"),
        ("a", "it is a single value, not a Kubernetes object"),
        ("{kind: A}", "there is no apiVersion or no kind"),
        ("{apiVersion: v1, kind: ''}", "there is no apiVersion or no kind"),
        ("{apiVersion: v1, kind: List, items: [{kind: A}]}", "there is no apiVersion or no kind"),
        ("{apiVersion: v1, kind: List, items: [~]}", "it is a null, not a mapping"),
    ],
)
def test_no_object(text, message):
    """A document without apiVersion and kind is refused, and so is such an item of a list."""
    with pytest.raises(Unsure) as caught:
        list(configured(None).to(exact.outline(text).roots[0]))
    assert str(caught.value) == message


def test_an_empty_document():
    """A document that is null needs nothing."""
    assert list(configured(None).to(exact.outline("# nothing\n---\n").roots[0])) == []
