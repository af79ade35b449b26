"""linea_helm.template.included: who calls a function when a file is rendered."""

from __future__ import annotations

import pytest

from linea_helm.template.included import Included

FILE = "c/templates/a.yaml"
OTHER = "c/templates/other.yaml"
ASK = '{{ (lookup "v1" "Secret" "d" "x").data }}'
HELPERS = f"""
{{{{- define "plain" }}}}a{{{{ end }}}}
{{{{- define "asks" }}}}{{{{ if .x }}}}{{{{ else }}}}{ASK}{{{{ end }}}}{{{{ end }}}}
{{{{- define "around" }}}}{{{{ with (include "asks" .) }}}}x{{{{ end }}}}{{{{ end }}}}
{{{{- define "circle" }}}}{{{{ include "circle" . }}}}{{{{ end }}}}
"""


def caller(text, line=None, path=FILE):
    """Ask for `lookup` in a file, beside helpers and another file that asks."""
    return Included({"c/templates/_h.tpl": HELPERS, OTHER: ASK, FILE: text}).caller("lookup", path, line)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (ASK, ""),
        ('{{- $s := lookup "v1" "Secret" "d" "x" -}}', ""),
        ('{{ range (lookup "v1" "Secret" "d" "").items }}{{ end }}', ""),
        ('{{ tpl `{{ lookup "v1" "Secret" "d" "x" }}` . }}', ""),
        ('{{ include "asks" . }}', "asks"),
        ('{{ template "asks" . }}', "asks"),
        ('{{ . | include "asks" }}', "asks"),
        ('{{ include "around" . | nindent 4 }}', "asks"),
        ('{{ $x := dict "a" (include "around" .) }}', "asks"),
        ('{{ if eq (include "around" .) "x" }}{{ end }}', "asks"),
        ('{{ block "mine" . }}{{ include "asks" . }}{{ end }}', "asks"),
        ('{{ include "circle" . }}{{ include "asks" . }}', "asks"),
        ('{{ include (printf "%s-ks" .x) . }}{{ include (printf "%ss" .x) . }}', "asks"),
        ('{{ include (print $.Template.BasePath "/other.yaml") . | sha256sum }}', OTHER),
    ],
)
def test_what_asks(text, found):
    """The file itself, or the template that it includes, however deep."""
    assert caller(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "lookup",
        "{{/* lookup here */}}",
        '{{ .lookup }}{{ $lookup := "a" }}{{ "lookup" }}',
        '{{ define "unused" }}{{ lookup "v1" "Secret" "d" "x" }}{{ end }}',
        '{{ include "plain" . }}{{ include "circle" . }}{{ include "not there" . }}',
        "{{ include .name . }}{{ include $name . }}{{ include (print .a) . }}{{ include (get .a `b`) . }}",
        '{{ include (printf "plain%s" .x) . }}',
    ],
)
def test_what_does_not_ask(text):
    """Nor what nobody can follow."""
    assert caller(text) is None


@pytest.mark.parametrize(("line", "found"), [(2, None), (3, ""), (4, "asks"), (5, None), (None, "")])
def test_of_a_partial_counts_what_is_around_a_line(line, found):
    """It has helpers for many others."""
    assert caller("", line, "c/templates/_h.tpl") == found


def test_a_file_that_is_not_there():
    """What Helm names need not be in the chart."""
    assert Included({}).caller("lookup", FILE) is None
