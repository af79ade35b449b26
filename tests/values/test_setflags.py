"""linea_helm.values.setflags: `--set` and its kin mean what they mean to Helm, down to the oddities."""

from __future__ import annotations

from random import Random

import flag_cases
import pytest
from helm_oracle import CHART, Refused, computed, plain, version_numbers, write_chart
from helms import ALL

from linea_helm.errors import InputError, UsageError
from linea_helm.values.setflags import FLAGS, assign, merge, typed

_CASES = 600  # of each version
_REFUSED = 25


def apply(flags, major=4, into=None):
    values = {} if into is None else into
    for name in FLAGS:
        for flag, text in flags:
            if flag == name:
                assign(flag, text, values, lambda path: f"<{path}>", major)
    return values


SET = {
    "types": ("a=1,b=x,c=true,d=NULL,e=0,f=-3", {"a": 1, "b": "x", "c": True, "d": None, "e": 0, "f": -3}),
    "strings that look like numbers": ("a=007,b=1.10,c=1e3,d=0x1,e=9223372036854775808", {
        "a": "007", "b": "1.10", "c": "1e3", "d": "0x1", "e": "9223372036854775808"}),
    "nesting": ("a.b.c=1,a.b.d=2", {"a": {"b": {"c": 1, "d": 2}}}),
    "lists": ("a={x,1,},b={}", {"a": ["x", 1, ""], "b": [""]}),
    "indexes": ("a[0]=x,a[2].b=1,c[1][0]=y", {"a": ["x", None, {"b": 1}], "c": [None, ["y"]]}),
    "escapes": ("a\\.b=c\\,d,e=\\{f\\}", {"a.b": "c,d", "e": "{f}"}),
    "an equals sign in a value": ("a=b=c", {"a": "b=c"}),
    "an empty value": ("a=,b=1", {"a": "", "b": 1}),
    "the last one counts": ("a=1,a=2", {"a": 2}),
    "no name": (".a=1,=2,b=3", {"b": 3}),
    "an index without a value": ("a[0]", {"a": []}),
    "an empty value at the end of a list's map is lost": ("a[0].b=", {"a": []}),
    "nothing": ("", {}),
}  # fmt: skip


@pytest.mark.parametrize(("text", "values"), SET.values(), ids=SET)
def test_set(text, values):
    """The language of --set."""
    assert apply([("--set", text)]) == values


@pytest.mark.parametrize(
    ("flag", "text", "values"),
    [
        ("--set-string", "a=1,b={true,x}", {"a": "1", "b": ["true", "x"]}),
        ("--set-file", "a.b=some/path,c={x,y}", {"a": {"b": "<some/path>"}, "c": ["<x>", "<y>"]}),
        ("--set-literal", "a.b=c\\,d={1},e=f", {"a": {"b": "c\\,d={1},e=f"}}),
        ("--set-json", 'a={"b":[1,2.5]} ,c=null,d=', {"a": {"b": [1, 2.5]}, "c": None, "d": None}),
        ("--set-json", "a=9007199254740993,b=1.0,l[1]=2", {"a": 9007199254740992, "b": 1, "l": [None, 2]}),
        ("--set-json", ' {"a":{"b":1},"c":2} ', {"a": {"b": 1}, "c": 2}),
    ],
)
def test_the_other_flags(flag, text, values):
    """Each flag has its own way with values."""
    assert apply([(flag, text)]) == values


REFUSED = {
    "no value": ("--set", "a.b", 'key "b" has no value', "b"),
    "no value before a comma": ("--set", "a,b=1", 'key "a" has no value', "a,"),
    "a map without a value": ("--set", "a.=1", 'key "a" has no value', "a.=1"),
    "an open list": ("--set", "a={b", "this list does not end with }", "{b"),
    "a negative index": ("--set", "a[-1]=1", "negative index -1", "-1"),
    "an index that is none": ("--set", "a[x]=1", '"x" is no index', "x]"),
    "text behind an index": ("--set", "a[0]b=1", '"b" behind the index', "b="),
    "a large index": ("--set", "a[65537]=1", "index 65537 is larger than 65536", "a[65537]=1"),
    "a list where a value is": ("--set", "a=1,a[0]=2", '"a" is a single value, not a list', "a[0]"),
    "a map where a list is": ("--set", "a={1},a.b=2", '"a" is a list, not a map', "a."),
    "a map where null is": ("--set", "a=null,a.b=2", '"a" is null, not a map', "a."),
    "a list in a list where a map is": ("--set", "a[0].b=1,a[0][0]=2", "item 0 is a map, not a list", "a[0]["),
    "depth": ("--set", ".".join("a" * 32) + "=1", "nested deeper than 30 levels", ".".join("a" * 31) + "."),
    "depth of lists": ("--set", "a" + "[0]" * 200 + "=1", "nested deeper than 100 levels", ""),
    "no JSON": ("--set-json", "a=b", "this is not JSON", "b"),
    "no JSON, says Go": ("--set-json", "a=1.", "this is not JSON", "."),
    "a number out of range": ("--set-json", "a=1e999", "this is not JSON", "1e999"),
    "no number": ("--set-json", "a=NaN", "this is not JSON", "NaN"),
    "text behind an object": ("--set-json", '{"a":1} x', "text behind the JSON object", " x"),
}


@pytest.mark.parametrize(("flag", "text", "problem", "shown"), REFUSED.values(), ids=REFUSED)
def test_what_helm_refuses_is_refused(flag, text, problem, shown):
    """The message names the flag, the place is in it."""
    with pytest.raises(UsageError) as caught:
        apply([(flag, text)])
    place = caught.value.at
    assert caught.value.problem == f"{flag} {text}: {problem}"
    assert (place.source.name, place.source.kind, text[place.start : place.end]) == (flag, "flag", shown)


def test_helm_3_differs():
    """Helm 3 takes no JSON object, and an index that is not closed is an error."""
    assert apply([("--set", "a=1,b[0")]) == {"a": 1}
    with pytest.raises(UsageError, match='"0" is no index'):
        apply([("--set", "a=1,b[0")], major=3)
    with pytest.raises(UsageError, match="has no value"):
        apply([("--set-json", '{"a":1}')], major=3)


def test_an_unreadable_file_is_passed_on():
    """What `read_file` raises is the error of --set-file."""

    def missing(path):
        raise InputError(f"there is no file {path}")

    with pytest.raises(InputError, match="there is no file x"):
        assign("--set-file", "a=x", {}, missing, 4)


@pytest.mark.parametrize(
    ("flag", "text", "assigned"),
    [
        ("--set", "a.b=1,c=x\\,y", [(("a", "b"), "a.b=", "1"), (("c",), "c=", "x\\,y")]),
        ("--set", "l[1].k={a,b},z=", [
            (("l", 1, "k", 0), "l[1].k={", "a"), (("l", 1, "k", 1), "l[1].k={a,", "b"),
            (("l", 1, "k"), "l[1].k=", "{a,b}"), (("z",), "z=", "")]),
        ("--set-json", 'a={"b":1} ,c=2', [(("a",), "a=", '{"b":1}'), (("c",), "c=", "2")]),
        ("--set-json", '{"a":{"b":1},"c":{}}', [
            (("a", "b"), "", '{"a":{"b":1},"c":{}}'), (("c",), "", '{"a":{"b":1},"c":{}}')]),
        ("--set-literal", "a=b,c=d", [(("a",), "a=", "b,c=d")]),
    ],
)  # fmt: skip
def test_each_path_knows_its_part_of_the_flag(flag, text, assigned):
    """The key and the value of every path that is set are spans of the flag."""
    found = assign(flag, text, {}, str, 4)
    assert [(each.path, text[each.start : each.value], text[each.value : each.end]) for each in found] == assigned


def test_what_is_assigned_is_what_is_set():
    """In 2,000 random cases, the last assignment of each scalar's path covers the text that became the value."""
    random = Random(3)  # noqa: S311 - the same every time
    checked = 0
    for _ in range(2000):
        text = flag_cases.flag(random, "--set", "c")
        values = {}
        try:
            found = assign("--set", text, values, str, 4)
        except UsageError:
            continue
        for each in {each.path: each for each in found}.values():
            value = _at(values, each.path)
            if value is not None and not isinstance(value, (dict, list)):
                written = text[each.value : each.end]
                assert "\\" in written or typed(written) == value, (text, each)
                checked += 1
    assert checked > 500


def _at(values, path):
    for part in path:
        try:
            values = None if isinstance(values, str) else values[part]
        except (KeyError, IndexError, TypeError):
            return None
    return values


def test_layers_merge_without_changing_each_other():
    """Maps merge, everything else is replaced, null included."""
    below = {"a": {"b": 1, "c": [1]}, "d": {"e": 1}, "f": 1}
    above = {"a": {"c": [2]}, "d": None, "f": {"g": 1}}
    assert merge(below, above) == {"a": {"b": 1, "c": [2]}, "d": None, "f": {"g": 1}}
    assert below == {"a": {"b": 1, "c": [1]}, "d": {"e": 1}, "f": 1}
    assert above == {"a": {"c": [2]}, "d": None, "f": {"g": 1}}


@pytest.mark.helm
@pytest.mark.parametrize("version", ALL)
def test_helm_sets_the_same(version, tmp_path):
    """600 random cases of one to three flags each: one render shows that Helm sets what we set."""
    random = Random(4)  # noqa: S311 - the same every time
    major = version_numbers(version)[0]
    cases, refused = {}, []
    while len(cases) < _CASES:
        name = f"c{len(cases)}"
        case = flag_cases.case(random, name)
        try:
            cases[name] = (case, apply(case, major))
        except UsageError:
            refused.append(case)
    chart = write_chart(tmp_path / "top", {"Chart.yaml": CHART})
    found = computed(version, chart, *(word for case, _ in cases.values() for pair in case for word in pair))
    differences = [
        (case, ours.get(name), found.get(name))
        for name, (case, ours) in cases.items()
        if plain(ours.get(name)) != plain(found.get(name))
    ]
    assert differences == []
    for case in refused[:_REFUSED]:
        with pytest.raises(Refused, match="failed parsing"):
            computed(version, chart, *(word for pair in case for word in pair))
    assert (len(cases), len(refused) >= _REFUSED) == (_CASES, True)
