"""linea_helm.template.flow: which values templates read, without rendering anything."""

from __future__ import annotations

import pytest
from template_reading import known, reads_of

from linea_helm.template.flow import ChartTexts, follow


@pytest.mark.parametrize(
    "template",
    [
        "{{ .Values.a.b }}",
        "{{ $.Values.a.b }}",
        "{{- if .Values.a.b }}x{{ end -}}",
        '{{ index .Values "a" "b" }}',
        '{{ (index .Values "a").b }}',
        '{{ dig "a" "b" "x" .Values.AsMap }}',
        '{{ get .Values.a "b" }}',
        '{{ hasKey .Values.a "b" }}',
        '{{ first (pluck "b" .Values.a) }}',
        "{{ with .Values.a }}{{ .b }}{{ end }}",
        "{{ with $x := .Values.a }}{{ $x.b }}{{ end }}",
        "{{ $x := .Values.a }}{{ if true }}{{ $x.b }}{{ end }}",
        "{{ $x := dict }}{{ if .Values.c }}{{ $x = .Values.a }}{{ end }}{{ $x.b }}",
        "{{ (.Values.a | default dict).b }}",
        '{{ (dict "x" .Values.a).x.b }}',
        '{{ $d := dict }}{{ $_ := set $d "x" .Values.a }}{{ $d.x.b }}',
        "{{ (merge (dict) .Values.a).b }}",
        "{{ $m := dict }}{{ $_ := merge $m .Values.a }}{{ $m.b }}",
        "{{ (ternary .Values.a .Values.c true).b }}",
        "{{ (toYaml .Values.a | fromYaml).b }}",
        "{{ range $i, $x := list .Values.a .Values.c }}{{ $x.b }}{{ end }}",
        '{{ range tuple "b" }}{{ index $.Values.a . }}{{ end }}',
        '{{ define "t" }}{{ .Values.a.b }}{{ end }}{{ include "t" . }}',
        '{{ define "t" }}{{ .b }}{{ end }}{{ template "t" .Values.a }}',
        '{{ define "t" }}{{ .x.b }}{{ end }}{{ include "t" (dict "x" .Values.a) | indent 2 }}',
        '{{ define "t" }}{{ .ctx.Values.a.b }}{{ end }}{{ include (printf "%s" "t") (dict "ctx" $) }}',
        '{{ define "t-x" }}{{ .b }}{{ end }}{{ include (printf "t-%s" .Values.c) .Values.a }}',
        '{{ define "t" }}{{ toYaml .a }}{{ end }}{{ (include "t" .Values | fromYaml).b }}',
        '{{ define "k" }}a.b{{ end }}{{ $x := .Values }}{{ range splitList "." (include "k" .) }}{{ $x = index $x . }}{{ end }}',  # noqa: E501
        '{{ $x := .Values }}{{ range split "." "a.b" }}{{ $x = index $x . }}{{ end }}',
        '{{ block "t" .Values.a }}{{ .b }}{{ end }}',
        '{{ tpl "{{ .Values.a.b }}" . }}',
    ],
)
def test_a_path_is_read_whatever_the_way(template):
    """The path counts as read, and neither a sibling of its nor the same name elsewhere does."""
    assert known(reads_of(template), "a.b", "a.z", "b", "z.b") == ["a.b"]


@pytest.mark.parametrize(
    "template",
    [
        "{{ toYaml .Values.a }}",
        "{{ .Values.a | toJson | quote }}",
        "{{- with .Values.a }}\nx:\n  {{- toYaml . | nindent 2 }}{{ end }}",
        "{{ range $k, $v := .Values.a }}{{ $k }}: {{ $v }}{{ toYaml $v }}{{ end }}",
        "{{ tpl (toYaml .Values.a) . }}",
        "{{ toYaml (merge (dict) .Values.a) }}",
        "{{ unheardOf .Values.a }}",
        '{{ define "t" }}x: {{ toYaml . }}{{ end }}{{ include "t" .Values.a }}',
        '{{ include "a template that is nowhere" .Values.a }}',
        '{{ set .Values "z" .Values.a }}',
        '{{ define "t" }}{{ range . }}{{ include "t" . }}{{ end }}{{ end }}{{ include "t" .Values.a }}',
    ],
)
def test_a_map_is_used_whole(template):
    """All below it counts as read, and nothing beside it."""
    assert known(reads_of(template), "a.x", "a.x.y", "c") == ["a.x", "a.x.y"]


@pytest.mark.parametrize(
    "template",
    [
        "{{ if .Values.a }}x{{ end }}",
        "{{ if not (empty .Values.a) }}x{{ end }}",
        "{{ toYaml .Values.a | sha256sum }}",
        '{{ printf "%s" .Values.a }}',
        "{{ .Values.a }}",
        '{{ define "never called" }}{{ toYaml .Values.a }}{{ end }}',
        "{{/* toYaml .Values.a */}}",
        '{{ "{{ toYaml .Values.a }}" }}',
    ],
)
def test_what_shows_nothing_of_a_map_reads_no_key(template):
    """A test, a checksum, Go's own way to write a map, and what is never run."""
    assert known(reads_of(template), "a.x") == []


def test_values_reach_tpl():
    """A string of the values and a file of the chart may be templates, too."""
    assert known(reads_of("{{ tpl .Values.x . }}", strings=["a: '{{ .Values.a.b }}'"]), "a.b", "a.z") == ["a.b"]


def test_a_subchart_sees_its_own_values():
    """Its values stand under its name, globals at the top, and its parent reaches into it."""
    inside = ("db", "{{ .Values.a }}{{ .Values.global.zone }}")
    reads = reads_of("{{ .Values.db.b }}{{ .Subcharts.db.Values.c }}", subcharts=[inside])
    paths = ["db.a", "db.b", "db.c", "global.zone"]
    assert known(reads, *paths, "a", "db.z", "global.z") == paths


def test_named_templates_belong_to_all_charts():
    """A library's template reads the values of the chart that includes it."""
    library = ChartTexts(("lib",), [("_lib.tpl", '{{ define "lib.x" }}{{ .Values.a }}{{ end }}{{ .Values.z }}')])
    reads = follow([ChartTexts((), [("x.yaml", '{{ include "lib.x" . }}')]), library])
    assert known(reads, "a", "lib.a", "z", "lib.z") == ["a"]


def test_what_is_put_into_a_map_later_is_seen_by_who_read_it_before():
    """A template that is called first reads a map that the next one fills."""
    first = '{{ define "t" }}{{ .x.b }}{{ end }}{{ $d := dict "y" 1 }}{{ range tuple 1 2 }}{{ include "t" $d }}'
    assert known(reads_of(first + '{{ $_ := set $d "x" $.Values.a }}{{ end }}'), "a.b", "a.z") == ["a.b"]


@pytest.mark.parametrize(
    "broken", ["{{", "{{ if }}", "{{ end }}{{ else }}", "{{ ) ( }}", '{{ "a }}', "{{ $x.y | }}", "{{ = }}"]
)
def test_a_broken_template_is_helms_to_refuse(broken):
    """What stands before it is read all the same."""
    assert known(reads_of("{{ .Values.a }}" + broken), "a") == ["a"]


def test_what_calls_itself_ends():
    """Maps that hold themselves, contexts that grow, and lists of everything end, and know too much at worst."""
    grows = '{{ define "t" }}{{ include "t" (dict "up" . "v" .v.x) }}{{ end }}{{ include "t" (dict "v" .Values.a) }}'
    circle = '{{ $a := dict "v" .Values.b }}{{ $b := dict }}{{ $_ := merge $b $a }}{{ $_ := merge $a $b }}{{ $b.v.c }}'
    assert known(reads_of(grows, circle), "a.x.x.x.x", "b.c", "b.z") == ["a.x.x.x.x", "b.c"]
