"""Objects in which a list stands where a map belongs, or the other way round: what policies and facts say of them."""

from __future__ import annotations

import json

import pytest

from linea_helm.facts.fact import Place
from linea_helm.policies.catalogue import policies
from linea_helm.policies.engine import Terms, judge_fleet, judge_release
from linea_helm.policies.fleet import Fleet
from linea_helm.policies.malformed import pointed
from linea_helm.policies.manifest import Manifest, objects
from linea_helm.policies.release import Release
from linea_helm.source import Source

POD = ("spec", "template", "spec")
SEQUENCER = {
    "apiVersion": "apps/v1",
    "kind": "StatefulSet",
    "metadata": {"name": "sequencer"},
    "spec": {
        "serviceName": "sequencer",
        "selector": {"matchLabels": {"app": "sequencer"}},
        "template": {
            "metadata": {"labels": {"app": "sequencer", "app.kubernetes.io/component": "sequencer"}},
            "spec": {
                "initContainers": [{"name": "keys", "image": "busybox:1.36"}],
                "containers": [
                    {
                        "name": "besu",
                        "image": "hyperledger/besu:24.1",
                        "args": ["--data-path=/data"],
                        "env": [{"name": "A", "value": "b"}],
                        "ports": [{"name": "rpc", "containerPort": 8545}],
                        "securityContext": {"runAsNonRoot": True},
                    }
                ],
                "volumes": [{"name": "config", "configMap": {"name": "besu"}}],
            },
        },
        "volumeClaimTemplates": [{"metadata": {"name": "data"}, "spec": {"accessModes": ["ReadWriteOnce"]}}],
    },
}
SERVICE = {
    "apiVersion": "v1",
    "kind": "Service",
    "metadata": {"name": "sequencer"},
    "spec": {
        "clusterIP": "None",
        "selector": {"app": "sequencer"},
        "ports": [{"name": "rpc", "port": 8545, "targetPort": "rpc"}],
    },
}


@pytest.fixture(scope="module")
def judges():
    """The bundled policies."""
    return policies([], {})


def changed(data, path, value):
    """Give data with another value at a path."""
    if not path:
        return value
    if isinstance(data, list):
        return [changed(each, path[1:], value) if index == path[0] else each for index, each in enumerate(data)]
    return {**data, path[0]: changed(data.get(path[0]), path[1:], value)}


def unclear(judges, sequencer, service):
    """Give the places of what could not be evaluated, each with what its message says is there, and its excerpt."""
    texts = [f"---\n{json.dumps(data, indent=1)}\n" for data in (sequencer, service)]
    stream = Source("manifests", "".join(texts), "rendered")
    starts = (0, len(texts[0]))
    manifests = [
        manifest
        for data, start, text in zip((sequencer, service), starts, texts, strict=True)
        for manifest in objects(data, "", start, text)
    ]
    release = Release(manifests, stream, "linea", "default")
    findings = [*judge_release(judges, release, Terms(), None), *judge_fleet(judges, Fleet([(release, "")]), Terms())]
    found = [each for each in findings if "could not be evaluated" in each.message]
    return [
        (each.subject.kind, each.path, each.message, stream.text[each.rendered.start : each.rendered.end])
        for each in found
    ]


CONTAINER = (*POD, "containers", 0)
#: Where a list of maps belongs.
LISTS = {
    "spec.ports": ("Service", ("spec", "ports")),
    "spec.template.spec.containers": ("StatefulSet", (*POD, "containers")),
    "spec.template.spec.initContainers": ("StatefulSet", (*POD, "initContainers")),
    "spec.template.spec.volumes": ("StatefulSet", (*POD, "volumes")),
    "spec.template.spec.containers[0].env": ("StatefulSet", (*CONTAINER, "env")),
    "spec.template.spec.containers[0].ports": ("StatefulSet", (*CONTAINER, "ports")),
    "spec.template.spec.containers[0].args": ("StatefulSet", (*CONTAINER, "args")),
    "spec.volumeClaimTemplates": ("StatefulSet", ("spec", "volumeClaimTemplates")),
}
#: Where a map belongs.
MAPS = {
    "spec.template": ("StatefulSet", ("spec", "template")),
    "spec.template.spec": ("StatefulSet", POD),
    "spec.template.metadata": ("StatefulSet", ("spec", "template", "metadata")),
    "spec.template.metadata.labels": ("StatefulSet", ("spec", "template", "metadata", "labels")),
    "spec.template.spec.containers[0].securityContext": ("StatefulSet", (*CONTAINER, "securityContext")),
}
SCALARS = {"a text": "http", "a number": 8545, "a boolean": True}


def judged(judges, kind, path, value):
    """Judge a sequencer and its Service of which one thing is changed."""
    sequencer = changed(SEQUENCER, path, value) if kind == "StatefulSet" else SEQUENCER
    service = changed(SERVICE, path, value) if kind == "Service" else SERVICE
    return unclear(judges, sequencer, service)


@pytest.mark.parametrize("place", LISTS)
@pytest.mark.parametrize("what", SCALARS)
def test_a_scalar_where_a_list_belongs(judges, place, what):
    """Is told once, where it stands, and as what it is."""
    kind, path = LISTS[place]
    ((found_kind, found_path, message, excerpt),) = judged(judges, kind, path, SCALARS[what])
    assert (found_kind, found_path) == (kind, path)
    assert f"({place} is {what}); " in message
    assert excerpt.strip('"') == str(SCALARS[what]).replace("True", "true")


@pytest.mark.parametrize("place", [place for place in LISTS if not place.endswith(".args")])
def test_a_list_where_an_item_of_a_list_belongs(judges, place):
    """A list of lists: the inner one is told, not each thing that policies look for in it."""
    kind, path = LISTS[place]
    ((found_kind, found_path, message, _),) = judged(judges, kind, path, [["x"]])
    assert (found_kind, found_path) == (kind, (*path, 0))
    assert f"({place}[0] is a list)" in message


@pytest.mark.parametrize("place", MAPS)
def test_a_list_where_a_map_belongs(judges, place):
    """Is told once, where it stands."""
    kind, path = MAPS[place]
    ((found_kind, found_path, message, _),) = judged(judges, kind, path, ["x"])
    assert (found_kind, found_path) == (kind, path)
    assert f"({place} is a list); " in message


@pytest.mark.parametrize("place", ["spec.template.spec.containers", "spec.template.spec.initContainers"])
def test_a_map_where_containers_belong(judges, place):
    """The one that is wrong is told, not the one that it is added to."""
    kind, path = LISTS[place]
    ((found_kind, found_path, message, _),) = judged(judges, kind, path, {"name": "besu"})
    assert (found_kind, found_path) == (kind, path)
    assert f"({place} is a map); " in message


@pytest.mark.parametrize("place", ["spec.ports", "spec.template.spec.volumes", "spec.template.spec.containers[0].env"])
def test_a_map_whose_keys_are_gone_through_says_nothing(judges, place):
    """An API server that evaluates the same expression has refused the object before; nothing of ours ends with it."""
    assert judged(judges, *LISTS[place], {"name": "x"}) == []


@pytest.mark.parametrize("place", [*LISTS, *MAPS])
def test_null_is_as_good_as_nothing(judges, place):
    """An API server drops it; only that there is no template is more than a policy can do without."""
    kind, path = {**LISTS, **MAPS}[place]
    found = judged(judges, kind, path, None)
    if place == "spec.template":
        ((found_kind, found_path, message, excerpt),) = found
        assert (found_kind, found_path, excerpt) == ("StatefulSet", ("spec", "template"), "null")
        assert "could not be evaluated: no such key: template" in message
    else:
        assert found == []


@pytest.mark.parametrize("place", [*LISTS, *MAPS])
@pytest.mark.parametrize("value", [["x"], [8545], [None], [[]], [{}], {}, [{"name": "a"}, "x"]])
def test_nothing_of_this_ends_a_run(judges, place, value):
    """Whatever stands there: policies and facts go on, and point at something that is there."""
    kind, path = {**LISTS, **MAPS}[place]
    for _, found, message, excerpt in judged(judges, kind, path, value):
        assert found[: len(path)] == path
        assert excerpt
        assert " is " in message


DATA = {"spec": {"ports": "http", "list": [{"a": 1}], "none": [None]}}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("spec", "ports"), (("spec", "ports"), "spec.ports is a text")),
        (("spec", "ports", 0, "port"), (("spec", "ports"), "spec.ports is a text")),
        (("spec", "list", "a"), (("spec", "list"), "spec.list is a list")),
        (("spec", "list", 1), (("spec", "list"), "spec.list is a list")),
        (("spec", "list", 0, "a", "b"), (("spec", "list", 0, "a"), "spec.list[0].a is a number")),
        (("spec", "none", 0, "b"), (("spec", "none", 0), "spec.none[0] is null")),
        (("spec", "other"), (("spec", "other"), "")),
        (("spec", "list", 0, "b"), (("spec", "list", 0, "b"), "")),
        ((), ((), "")),
    ],
)
def test_where_an_expression_stumbled(path, expected):
    """On the first thing that cannot have what it looks for; what a map only lacks is no such thing."""
    place, what = pointed(Place(Manifest(DATA, "", 0, ""), path))
    assert (place.path, what) == expected


def test_of_a_whole_release_nothing_is_said():
    """It has no data that a path leads into."""
    place = Place(None, ("values",))
    assert pointed(place) == (place, "")
