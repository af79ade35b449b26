"""linea_helm.template.live: which values have an effect while switches are off, never too few."""

from __future__ import annotations

import pytest

from linea_helm.template.flow import ChartTexts
from linea_helm.template.live import NOTHING_GIVEN, Given, live

OFF = frozenset({("a", "enabled")})


def alive(*templates, off=OFF, subcharts=(), path=("a", "x"), given=NOTHING_GIVEN):
    """Tell whether a value has an effect in a chart of these templates."""
    own = ChartTexts((), [(f"{number}.yaml", template) for number, template in enumerate(templates)])
    charts = [own, *(ChartTexts((name,), [("file.yaml", text)]) for name, text in subcharts)]
    return live(charts, off, given).reads.knows(path)


@pytest.mark.parametrize(
    "template",
    [
        "{{ if .Values.a.enabled }}{{ .Values.a.x }}{{ end }}",
        "{{- if $.Values.a.enabled -}}{{ toYaml .Values.a }}{{ end }}",
        "{{ if (.Values.a.enabled) }}{{ .Values.a.x }}{{ end }}",
        "{{ if and .Values.a.enabled .Values.b }}{{ .Values.a.x }}{{ end }}",
        "{{ if and .Values.b (and .Values.c .Values.a.enabled) }}{{ .Values.a.x }}{{ end }}",
        "{{ if .Values.b }}b{{ else if .Values.a.enabled }}{{ .Values.a.x }}{{ end }}",
        "{{ if .Values.a.enabled }}{{ with .Values.a }}{{ range .x }}{{ . }}{{ end }}{{ end }}{{ end }}",
        '{{ define "t" }}{{ .Values.a.x }}{{ end }}{{ if .Values.a.enabled }}{{ include "t" . }}{{ end }}',
        '{{ define "t" }}{{ if .Values.a.enabled }}{{ .Values.a.x }}{{ end }}{{ end }}{{ include "t" . }}',
        '{{ define "t" }}{{ if $.Values.a.enabled }}{{ .Values.a.x }}{{ end }}{{ end }}{{ include "t" $ }}',
        '{{ define "t" }}{{ if .c.enabled }}{{ .c.x }}{{ end }}{{ end }}{{ include "t" (dict "ctx" . "c" .Values.a) }}',
        (
            '{{ define "t" }}{{ if .c.enabled }}{{ .c.x }}{{ end }}{{ end }}'
            '{{ include "t" (dict "c" .Values.a) }}{{ include "t" (dict "c" .Values.b) }}'
        ),
        "{{ $a := .Values.a }}{{ if $a.enabled }}{{ $a.x }}{{ end }}",
        '{{ range list "a" "b" }}{{ $c := index $.Values . }}{{ if $c.enabled }}{{ $c.x }}{{ end }}{{ end }}',
        "{{ range list .Values.a .Values.b }}{{ if .enabled }}{{ .x }}{{ end }}{{ end }}",
        "{{ range .Values.list }}{{ if $.Values.a.enabled }}{{ $.Values.a.x }}{{ end }}{{ end }}",
        "{{ if .Values.a.enabled }}{{ .Values.a.x }}{{ end }}{{ .Values.a.y }}",
        "{{ .Values.a.enabled }}{{ if .Values.a.enabled }}{{ .Values.a.x }}{{ end }}",
    ],
)
def test_what_only_closed_blocks_read_has_no_effect(template):
    """Whether the switch is written out, in an `and`, or inside a named template with the context of the chart."""
    assert not alive(template)
    assert alive(template, off=frozenset())


@pytest.mark.parametrize(
    "template",
    [
        "{{ .Values.a.x }}",
        "{{ if .Values.a.enabled }}{{ .Values.a.x }}{{ end }}{{ .Values.a.x }}",
        "{{ if .Values.a.enabled }}a{{ else }}{{ .Values.a.x }}{{ end }}",
        "{{ if not .Values.a.enabled }}{{ .Values.a.x }}{{ end }}",
        "{{ if or .Values.a.enabled .Values.b }}{{ .Values.a.x }}{{ end }}",
        "{{ if .Values.a.enabled | default true }}{{ .Values.a.x }}{{ end }}",
        "{{ if ne .Values.a.enabled true }}{{ .Values.a.x }}{{ end }}",
        "{{ if .Values.a.enabledX }}{{ .Values.a.x }}{{ end }}",
        # It matters whether it is there, or how many there are.
        "{{ if .Values.a.x }}b{{ end }}",
        "{{ range .Values.a }}b{{ end }}",
        '{{ default "b" .Values.a }}',
        "{{ len .Values.a }}",
        "{{ keys .Values.a | join }}",
        "{{ toYaml .Values.a | sha256sum }}",
        "{{ sha256sum (toYaml .Values) }}",
        "{{ quote .Values.a }}",
        "{{ .Values.a }}",
        '{{ ternary "b" "c" (empty .Values.a.x) }}',
        '{{ required "b" .Values.a.x }}',
        # Another value may be meant.
        "{{ range .Values.list }}{{ if .Values.a.enabled }}{{ $.Values.a.x }}{{ end }}{{ end }}",
        "{{ with .Values.b }}{{ if .a.enabled }}{{ $.Values.a.x }}{{ end }}{{ end }}",
        (
            '{{ define "t" }}{{ if .Values.a.enabled }}{{ .Values.a.x }}{{ end }}{{ end }}'
            '{{ include "t" (dict "Values" (dict "a" (dict "enabled" true "x" .Values.a.x))) }}'
        ),
        (
            '{{ $c := merge (dict "Values" (dict "a" (dict "enabled" true))) . }}{{ with $c }}'
            "{{ if .Values.a.enabled }}{{ $.Values.a.x }}{{ end }}{{ end }}"
        ),
        (
            "{{ $a := .Values.a }}{{ if .Values.z }}{{ $a = .Values.b }}{{ end }}"
            "{{ if $a.enabled }}{{ .Values.a.x }}{{ end }}"
        ),
        (
            "{{ $a := .Values.b }}{{ range .Values.l }}{{ if $a.enabled }}{{ $.Values.a.x }}{{ end }}"
            "{{ $a = .Values.a }}{{ end }}"
        ),
        '{{ $a := merge (dict "enabled" true) .Values.a }}{{ if $a.enabled }}{{ $a.x }}{{ end }}',
        '{{ $a := set (deepCopy .Values.a) "enabled" true }}{{ if $a.enabled }}{{ $a.x }}{{ end }}',
        (
            '{{ $a := mergeOverwrite (deepCopy .Values.a) (.Files.Get "f" | fromYaml) }}'
            "{{ if $a.enabled }}{{ $a.x }}{{ end }}"
        ),
        "{{ $a := mergeOverwrite (deepCopy .Values.a) .Values.b }}{{ if $a.enabled }}{{ $a.x }}{{ end }}",
        "{{ range .Values }}{{ if .enabled }}{{ .x }}{{ end }}{{ end }}",
        (
            '{{ define "t" }}{{ if .Values.a.enabled }}{{ .Values.a.x }}{{ end }}{{ end }}'
            '{{ include "t" (.Files.Get "f" | fromYaml) }}'
        ),
        (
            "{{ $c := . }}{{ if .Values.z }}{{ $c = .Values.b }}{{ end }}"
            "{{ if $c.Values.a.enabled }}{{ .Values.a.x }}{{ end }}"
        ),
        # The whole context goes where nobody follows it.
        "{{ if .Values.a.enabled }}{{ .Values.a.x }}{{ end }}{{ toYaml . }}",
    ],
)
def test_what_may_have_an_effect_has_one(template):
    """In doubt a value counts: nobody is told to take out what does something."""
    assert alive(template)


@pytest.mark.parametrize(
    "template",
    [
        "{{ if .Values.a }}b{{ end }}",
        "{{ with .Values.a }}b{{ end }}",
        "{{ if and .Values.a .Values.b }}b{{ end }}",
        '{{ hasKey .Values "a" }}',
        '{{ kindIs "invalid" .Values.a }}',
        "{{ if (.Values.a | default dict).enabled }}{{ .Values.a.x }}{{ end }}",
    ],
)
def test_a_component_with_a_switch_is_there_in_any_case(template):
    """It holds the switch at least, so that one value more or less does not matter to who asks."""
    assert not alive(template)
    assert alive(template, off=frozenset())


NEEDED = (
    '{{ define "n" }}{{ if kindIs "invalid" (LAST) }}{{ fail (FIRST) }}{{ end }}{{ end }}'
    '{{ include "n" (list "a.x" .Values.a.x) }}'
)


@pytest.mark.parametrize(
    ("template", "steady"),
    [
        (NEEDED.replace("LAST", "last .").replace("FIRST", "first ."), False),
        (NEEDED.replace("LAST", "index . 1").replace("FIRST", "index . 0"), False),
        ('{{ hasKey .Values.a "x" }}', False),
        ("{{ if .Values.a.x }}b{{ end }}", True),
        ('{{ empty .Values.a.x | ternary "b" "c" }}', True),
    ],
    ids=["null, by place", "null, by number", "a key", "in a condition", "empty"],
)  # fmt: skip
def test_who_asks_what_the_value_does_not_change_gives_it_no_effect(template, steady):
    """Whether it is null, when it is as little so without the user; whether it is empty, when it is as full."""
    assert alive(template)
    assert alive(template, given=Given({("a", "x"): False}, lambda _: False)) is steady
    assert not alive(template, given=Given({("a", "x"): True}, lambda _: False))


@pytest.mark.parametrize(
    "template",
    [
        '{{ fail (last (list "a" .Values.a.x)) }}',
        "{{ first (rest (list 1 .Values.a.x)) }}",
        "{{ first (reverse (list 1 .Values.a.x)) }}",
        "{{ index (prepend (list .Values.a.x) 1) 1 }}",
        "{{ last (append (list 1) .Values.a.x) }}",
        "{{ index .Values.b .Values.a.x }}",
        "{{ .Files.Get .Values.a.x }}",
        "{{ include .Values.a.x . }}",
        '{{ dict .Values.a.x "b" | toYaml }}',
        "{{ hasKey .Values.b .Values.a.x }}",
        '{{ if and (include "t" .) .Values.a.enabled }}b{{ end }}{{ define "t" }}{{ fail .Values.a.x }}{{ end }}',
    ],
)
def test_a_value_that_is_only_named_has_none_and_one_that_is_used_has(template):
    """As an element of a list, a key, a name or a file, too."""
    assert alive(template)
    assert not alive(template.replace(".Values.a.x", ".Values.a.y"))
    assert not alive("{{ $x := .Values.a.x }}{{ first (list 1 .Values.a.x) }}")


DEFAULTS = "{{ $c := mergeOverwrite (deepCopy .Values.all) .Values.a }}{{ if $c.enabled }}{{ $c.x }}{{ end }}"


def test_a_switch_may_have_a_default_that_nobody_sets():
    """Where values are merged and only one of them has a switch, that one decides."""
    nothing_there = Given({}, lambda path: path == ("all", "enabled"))
    assert alive(DEFAULTS)
    assert not alive(DEFAULTS, given=nothing_there)
    assert live([ChartTexts((), [("a.yaml", DEFAULTS)])], OFF, nothing_there).is_changed(("a", "enabled")) is False
    changing = '{{ $_ := set .Values.all "enabled" true }}' + DEFAULTS
    assert live([ChartTexts((), [("a.yaml", changing)])], OFF, nothing_there).is_changed(("a", "enabled"))


def test_a_switch_of_which_there_may_be_many_is_not_off():
    """That one of them is not there says nothing of the others."""
    template = "{{ range .Values.all }}{{ $c := merge . $.Values.a }}{{ if $c.enabled }}{{ $c.x }}{{ end }}{{ end }}"
    assert alive(template, given=Given({}, lambda path: path != ("a", "enabled")))


def test_a_value_below_what_is_tested_has_an_effect():
    """A map with one more key is not empty any more."""
    assert alive("{{ if .Values.a.x }}b{{ end }}", path=("a", "x", "deep"))


def test_a_subchart_has_switches_of_its_own():
    """Their paths begin with its name; what the parent reads there counts, too."""
    template = "{{ if .Values.a.enabled }}{{ .Values.a.x }}{{ end }}"
    off = frozenset({("sub", "a", "enabled")})
    assert not alive(subcharts=[("sub", template)], off=off, path=("sub", "a", "x"))
    assert alive(subcharts=[("sub", template)], path=("sub", "a", "x"))
    assert alive("{{ .Values.sub.a.x }}", subcharts=[("sub", template)], off=off, path=("sub", "a", "x"))


@pytest.mark.parametrize(
    ("template", "changed"),
    [
        ('{{ $_ := set .Values.a "enabled" true }}', True),
        ('{{ $a := .Values.a }}{{ $_ := set $a "enabled" true }}', True),
        ('{{ $_ := unset .Values "a" }}', True),
        ("{{ $_ := mergeOverwrite .Values.a .Values.b }}", True),
        ("{{ $_ := mergeOverwrite (deepCopy .Values.a) .Values.b }}", False),
        ('{{ $_ := set .Values.b "enabled" true }}', False),
        ('{{ $d := dict }}{{ $_ := set $d "enabled" true }}', False),
        ('{{ if .Values.a.enabled }}{{ $_ := set .Values.a "enabled" true }}{{ end }}', False),
    ],
)
def test_a_template_may_change_a_switch(template, changed):
    """Then nobody knows what it is; a copy, another map, or what is never rendered changes nothing."""
    assert live([ChartTexts((), [("a.yaml", template)])], OFF).is_changed(("a", "enabled")) is changed
