"""linea_helm.template.calls: what is walked again when a map grew after it was read."""

from __future__ import annotations

import pytest
from template_reading import known, reads_of

from linea_helm.template.calls import Calls
from linea_helm.template.meaning import NOTHING, UNKNOWN, Map
from linea_helm.template.reads import ANY

OUTER, INNER, OTHER = (("outer", NOTHING), ("inner", NOTHING), ("other", NOTHING))


def walked(map_, key):
    """Make file 0 call the outer template, that the inner one, which reads a key; file 1 calls another one."""
    calls = Calls()

    def inner():
        calls.read(map_, key)
        return UNKNOWN

    def call(which, walk):
        return calls.get(which) or calls.make(which, walk, UNKNOWN)

    calls.make(0, lambda: call(OUTER, lambda: call(INNER, inner)), UNKNOWN)
    calls.make(1, lambda: call(OTHER, lambda: UNKNOWN), UNKNOWN)
    return calls


@pytest.mark.parametrize(
    ("read", "grew", "again"),
    [("a", "a", True), ("a", "b", False), (ANY, "b", True), ("a", ANY, True)],
    ids=["the key", "another key", "all were read", "all grew"],
)
def test_those_are_made_again_that_saw_too_little(read, grew, again):
    """The call that read the map and all around it are forgotten when the key grew that it read, and no others."""
    map_ = Map({}, NOTHING)
    calls = walked(map_, read)
    calls.grew(map_, [grew])
    assert calls.forget() == ([0] if again else [])
    assert [calls.get(call) for call in (INNER, OUTER, OTHER)] == [*([None if again else UNKNOWN] * 2), UNKNOWN]


def test_what_is_forgotten_once_is_not_forgotten_again():
    """A second look without new growth finds nothing to do."""
    map_ = Map({}, NOTHING)
    calls = walked(map_, "a")
    calls.grew(map_, ["a"])
    assert (calls.forget(), calls.forget()) == ([0], [])


def test_who_only_asked_for_what_was_known_is_made_again_too():
    """A file that got the result of a call which another one made depends on it no less."""
    map_ = Map({}, NOTHING)
    calls = walked(map_, "a")
    calls.make(2, lambda: calls.get(OUTER) or NOTHING, UNKNOWN)
    calls.grew(map_, ["a"])
    assert calls.forget() == [0, 2]


def test_a_call_inside_itself_has_an_end():
    """In the middle of a call it comes to what was given for the time being, and the second time it is deep."""
    calls = Calls()
    seen = []

    def again():
        seen.append((calls.get(OUTER), calls.is_deep("outer"), calls.is_deep("inner")))
        return NOTHING

    calls.make(OUTER, lambda: calls.make(("outer", UNKNOWN), again, UNKNOWN), UNKNOWN)
    assert seen == [(UNKNOWN, True, False)]


@pytest.mark.parametrize(
    "reader",
    ["{{ (get .store .key).b }}", "{{ toYaml .store }}", "{{ range $k, $v := .store }}{{ $v.b }}{{ end }}"],
    ids=["a key", "whole", "all keys"],
)
def test_a_map_that_grows_in_a_later_file_is_read_again(reader):
    """What a template reads of a map counts although it is put in after the template was walked."""
    templates = (
        '{{ define "store" }}{{ range $s := list dict }}{{ include "use" (dict "store" $s "key" "x") }}'
        '{{ $_ := set $s "x" $.Values.a }}{{ end }}{{ end }}{{ define "use" }}' + reader + "{{ end }}",
        '{{ include "store" . }}',
    )
    assert known(reads_of(*templates), "a.b", "c.b") == ["a.b"]
