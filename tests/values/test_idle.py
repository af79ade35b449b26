"""linea_helm.values.idle: what a user sets in vain."""

from __future__ import annotations

import json

import pytest

from linea_helm.source import Source
from linea_helm.values.chart import load_chart
from linea_helm.values.idle import disabled, off, overridden
from linea_helm.values.values import compute

PARENT = """\
apiVersion: v2
name: shop
version: 1.0.0
dependencies:
- {name: web, version: 1.0.0, condition: "web.enabled,web.on"}
- {name: db, version: 1.0.0, alias: store, tags: [back, data]}
- {name: db, version: 1.0.0, alias: cache, condition: caches.enabled}
"""
WEB = "apiVersion: v2\nname: web\nversion: 1.0.0\n"


def values_of(folder, defaults, files, flags):
    """Merge the texts of `files` and the flags with the values of a chart with three sub-charts."""
    texts = {
        "Chart.yaml": PARENT,
        "values.yaml": json.dumps(defaults),
        "charts/web/Chart.yaml": WEB,
        "charts/web/values.yaml": "replicas: 1\nimage: {tag: a}\n",
        "charts/db/Chart.yaml": WEB.replace("web", "db"),
    }
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    sources = [Source(f"{number}.yaml", text) for number, text in enumerate(files)]
    return compute(load_chart(str(folder)), sources, flags, (4, 3, 1))


def written(found):
    """Give the path of each, where it is written, and who is to blame."""
    found = list(found)
    texts = [each.location.source.text[each.location.start : each.location.end] for each in found]
    return [(".".join(map(str, each.path)), text, each.by) for each, text in zip(found, texts, strict=True)]


@pytest.mark.parametrize(
    ("flags", "lost"),
    [
        ({"--set": ["a.b=1", "a.b=2"]}, [("a.b", "a.b=1", "--set a.b")]),
        ({"--set": ["a=1,a=2"]}, [("a", "a=1", "--set a")]),
        ({"--set": ["a=1"], "--set-json": ["a=3"]}, [("a", "a=3", "--set a")]),
        ({"--set": ["a.b=1", "a=null"]}, [("a.b", "a.b=1", "--set a")]),
        ({"--set": ["l[0]=x", "l[0]=y"]}, [("l.0", "l[0]=x", "--set l[0]")]),
        ({"--set": ["a=1"], "--set-string": ["a=2"], "--set-literal": ["a=3"]}, [
            ("a", "a=1", "--set-string a"), ("a", "a=2", "--set-literal a"),
        ]),
        ({"--set": ["l={x,y},l={z}"]}, [("l", "l={x,y}", "--set l")]),
        ({"--set": ["l={x,y}", "l[0]=z"]}, [("l.0", "l={x", "--set l[0]")]),
    ],
    ids=[
        "two flags", "one flag", "another order", "what is around it", "an element", "three flags", "a list",
        "one of a list",
    ],
)  # fmt: skip
def test_a_part_of_a_flag_that_is_set_again_is_idle(tmp_path, flags, lost):
    """Helm's order of flags counts; the first one that sets it again is named."""
    assert written(overridden(values_of(tmp_path, {}, [], flags))) == lost


@pytest.mark.parametrize(
    "flags",
    [
        {"--set": ["a.b=1", "a.c=2", "ab=1"]},
        {"--set": ["a=1", "a=1"], "--set-string": ["a=1"]},
        {"--set": ["l[0]=x", "l[1]=x"]},
        {"--set-json": ['a={"x":1}'], "--set": ["a.y=2", "a.z=3"]},
        {"--set-json": ['{"a":1}', '{"a":{}}']},
        {"--set": ["l={x,y}", "m={x,x}"]},
    ],
    ids=["other keys", "the same again", "other elements", "more of it", "whole objects", "lists"],
)
def test_other_flags_are_not_idle(tmp_path, flags):
    """What adds to a value leaves it alone, and the same value twice is no riddle."""
    assert written(overridden(values_of(tmp_path, {}, [], flags))) == []


def test_a_file_that_overrides_another_is_what_layers_are_for(tmp_path):
    """Neither files nor a flag over a file count."""
    assert written(overridden(values_of(tmp_path, {"a": 0}, ["a: 1", "a: 2"], {"--set": ["a=3"]}))) == []


@pytest.mark.parametrize(
    ("defaults", "files", "flags", "idle"),
    [
        (
            {"web": {"enabled": False}}, ["web: {replicas: 2, image: {tag: b}}"], {},
            [("web.replicas", "2", "web.enabled"), ("web.image.tag", "b", "web.enabled")],
        ),
        ({}, ["web: {enabled: false, replicas: 2}"], {}, [("web.replicas", "2", "web.enabled")]),
        ({"web": {"enabled": "no", "on": False}}, ["web: {replicas: 2}"], {}, [("web.replicas", "2", "web.on")]),
        ({"tags": {"back": False}}, ["store: {size: 2}"], {}, [("store.size", "2", "tags.back")]),
        ({"caches": {"enabled": False}}, ["{store: {size: 2}, cache: {size: 3}}"], {}, [
            ("cache.size", "3", "caches.enabled"),
        ]),
        ({}, [], {"--set": ["tags.back=false", "store.size=2"]}, [("store.size", "2", "tags.back")]),
    ],
    ids=["off by default", "off in the same file", "the second condition", "a tag", "an alias", "flags"],
)  # fmt: skip
def test_values_of_a_sub_chart_that_is_off_are_idle(tmp_path, defaults, files, flags, idle):
    """With the switch that keeps it off; whether others read them is not asked here."""
    assert [
        (path, text.strip(), by) for path, text, by in written(off(values_of(tmp_path, defaults, files, flags)))
    ] == idle


@pytest.mark.parametrize(
    ("defaults", "files", "flags"),
    [
        ({"web": {"enabled": False}}, ["web: {enabled: true, replicas: 2}"], {}),
        ({}, ["web: {replicas: 2}", "web: {enabled: false}"], {}),
        ({}, ["web: {replicas: 2}"], {"--set": ["web.enabled=false"]}),
        ({"web": {"enabled": False}}, ["web: {replicas: 1, image: {tag: a}, enabled: false}"], {}),
        ({"web": {"enabled": False, "size": 5}}, ["web: {size: 5, global: {a: 1}}"], {}),
        ({"tags": {"back": False, "data": True}}, ["store: {size: 2}"], {}),
        ({"web": {"enabled": False}}, ["{other: 1}"], {}),
    ],
    ids=[
        "on", "off in another file", "off by a flag", "defaults written down", "defaults of the parent",
        "another tag is on", "nothing set",
    ],
)  # fmt: skip
def test_other_values_are_not_idle(tmp_path, defaults, files, flags):
    """One file configures what another one switches off, and people write defaults down."""
    assert written(off(values_of(tmp_path, defaults, files, flags))) == []


@pytest.mark.parametrize(
    ("defaults", "files", "flags", "found"),
    [
        ({"a": {"enabled": False}}, ["a: {x: 1, deep: {z: 2}}"], {}, {"a.enabled": ["a.x", "a.deep.z"]}),
        ({}, ["a: {enabled: false, x: 1}"], {}, {"a.enabled": ["a.x"]}),
        ({}, [], {"--set": ["a.enabled=false,a.x=1"]}, {"a.enabled": ["a.x"]}),
        (
            {"a": {"enabled": False, "b": {"enabled": False}}},
            ["a: {x: 1, b: {z: 2}}"],
            {},
            {"a.b.enabled": ["a.b.z"], "a.enabled": ["a.x"]},
        ),
        ({"a": {"enabled": False, "b": {"enabled": True}}}, ["a: {b: {z: 2}}"], {}, {"a.enabled": ["a.b.z"]}),
        ({"a": {"enabled": False, "x": 1}}, ["a: {x: 1}"], {}, {}),
        ({"a": {"enabled": True}}, ["a: {x: 1}"], {}, {}),
        ({"a": {"enabled": "false"}}, ["a: {x: 1}"], {}, {}),
        ({"a": {"enabled": None}}, ["a: {x: 1}"], {}, {}),
        ({}, ["a: {x: 1}"], {}, {}),
        ({}, ["a: {x: 1}", "a: {enabled: false}"], {}, {}),
        ({"enabled": False}, ["x: 1"], {}, {}),
        ({"a": {"enabled": False}}, ["a: [1]"], {}, {}),
    ],
    ids=[
        "off by default", "off in the same file", "off by the same flag", "the innermost switch", "one around it",
        "a default written down", "on", "a text", "null", "no switch", "off in another file", "no component", "a list",
    ],
)  # fmt: skip
def test_values_of_a_component_that_is_off_may_be_idle(tmp_path, defaults, files, flags, found):
    """By their switch; what the templates make of them is not asked here."""
    told = disabled(values_of(tmp_path, defaults, files, flags))
    assert {
        ".".join(switch): [".".join(map(str, each.path)) for each in inside] for switch, inside in told.items()
    } == found
