"""The configuration becomes additions, or an error that names what is wrong with it."""

from __future__ import annotations

import pytest

from linea_helm.errors import ConfigError, UsageError
from linea_helm.postrender import exact
from linea_helm.postrender.additions import configured
from linea_helm.postrender.outline import Unsure
from linea_helm.postrender.transforms import defaults


def test_defaults():
    """Nothing configured means the defaults."""
    found = configured({})
    assert (found.labels, found.rules) == (defaults.LABELS, defaults.RESOURCES)


@pytest.mark.parametrize(("config", "use"), [({"defaults": False}, True), ({}, False)])
def test_no_defaults(config, use):
    """The configuration or the command line can leave the defaults out."""
    found = configured(config, use_defaults=use)
    assert (dict(found.labels), found.rules) == ({}, ())


def test_who_wins():
    """The command line wins over the configuration, that over the defaults; configured rules are asked first."""
    rule = {"match": {"kind": "Job"}, "requests": {"cpu": 2, "memory": 0.5}}
    found = configured(
        {"labels": {"app.kubernetes.io/part-of": "x", "a": "1", "b": "1"}, "resources": [rule]}, ["b=2", "c="]
    )
    assert found.labels == {"app.kubernetes.io/part-of": "x", "a": "1", "b": "2", "c": ""}
    assert found.rules == (
        {"match": {"kind": "Job"}, "requests": {"cpu": "2", "memory": "0.5"}, "limits": {}},
        *defaults.RESOURCES,
    )


@pytest.mark.parametrize(
    ("config", "given", "error", "message"),
    [
        (
            {"labels": {"a": True}},
            [],
            ConfigError,
            "postRender.labels: label 'a': True is not a text; write it in quotes",
        ),
        (
            {"resources": [{"match": {}}]},
            [],
            ConfigError,
            "postRender.resources, rule 1: it has neither requests nor limits",
        ),
        (
            {"resources": [{"requests": {"cpu": "x"}}]},
            [],
            ConfigError,
            "postRender.resources, rule 1: cpu: 'x' is not a quantity such as 500m, 2 or 4Gi",
        ),
        ({}, ["a"], UsageError, "--label a: there is no = in it"),
        (
            {},
            ["/=b"],
            UsageError,
            "--label /=b: label '/': what stands before the / is no lower-case DNS name of at most 253 characters",
        ),
    ],
)
def test_what_is_wrong(config, given, error, message):
    """A label or rule that Kubernetes would refuse is told by name."""
    with pytest.raises(error) as caught:
        configured(config, given)
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
        list(configured({}).to(exact.outline(text.encode()).roots[0]))
    assert str(caught.value) == message


def test_an_empty_document():
    """A document that is null needs nothing."""
    assert list(configured({}).to(exact.outline(b"# nothing\n---\n").roots[0])) == []
