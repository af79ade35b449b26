"""linea_helm.template.functions: what functions do with values."""

from __future__ import annotations

import pytest
from template_reading import known, reads_of


@pytest.mark.parametrize(
    "template",
    [
        "{{ if not .Values.a }}{{ end }}",
        "{{ eq (len .Values.a) 2 }}",
        "{{ .Values.a | sha256sum }}",
        "{{ kindIs `map` .Values.a }}",
        "{{ .Values.a | quote }}",
        "{{ hasKey .Values.a `z` }}",
        "{{ unset .Values.a `z` | len }}",
    ],
)
def test_a_test_does_not_use_what_is_in_a_map(template):
    """The value is read, and a key that nobody names in it is not."""
    assert known(reads_of(template), "a", "a.b") == ["a"]


@pytest.mark.parametrize(
    "template",
    [
        "{{ unheardOf .Values.a }}",
        "{{ join `,` .Values.a }}",
        "{{ toYaml .Values.a | nindent 2 }}",
        "{{ .Values.a | toJson | b64enc }}",
        "{{ printf `%s` (toYaml .Values.a) }}",
        "{{ omit .Values.a `z` | toYaml }}",
        "{{ list (dict `x` .Values.a) | toJson }}",
        "{{ append (list 1) .Values.a | toYaml }}",
        "{{ set (dict) `x` .Values.a | toYaml }}",
        "{{ mergeOverwrite (dict) .Values.a | toYaml }}",
        "{{ deepCopy .Values.a | toYaml }}",
        "{{ values .Values.a | toYaml }}",
        "{{ required `x` .Values.a | toYaml }}",
        "{{ coalesce .Values.z .Values.a | toYaml }}",
        "{{ ternary .Values.a .Values.z true | toYaml }}",
        "{{ concat (list .Values.a) .Values.z | toYaml }}",
    ],
)
def test_what_is_written_whole_is_used_whole(template):
    """Whatever passes a map on to the output uses all keys in it; so does a function that is not known."""
    assert known(reads_of(template), "a.b", "c.b") == ["a.b"]


@pytest.mark.parametrize(
    ("template", "paths"),
    [
        ('{{ pick .Values.a "b" | toYaml }}', ["a.b", "a.b.x"]),
        ('{{ omit .Values.a "b" | len }}', ["a.b"]),
        ('{{ dig "b" "x" "none" .Values.a }}', ["a.b", "a.b.x"]),
        ('{{ index .Values.a "b" "x" }}', ["a.b", "a.b.x"]),
        ("{{ keys .Values.a | sortAlpha | first }}", ["a.b", "a.c"]),
        ("{{ (first (values .Values.a)).x }}", ["a.b", "a.b.x", "a.c", "a.c.x"]),
        ('{{ index .Values.a (printf "%s" "b") }}', ["a.b"]),
        ('{{ index .Values.a (print "b" "") }}', ["a.b"]),
        ("{{ index .Values.a .Values.key }}", ["a.b", "a.c"]),
        ('{{ (pluck "b" .Values.a | first).x }}', ["a.b", "a.b.x"]),
        ('{{ get (merge (dict "z" 1) .Values.a) "b" }}', ["a.b"]),
        ('{{ get (fromYaml (toYaml .Values.a)) "b" }}', ["a.b"]),
        ('{{ $l := split "." "b.x" }}{{ index .Values.a $l._0 $l._1 }}', ["a.b", "a.b.x", "a.c", "a.c.x"]),
    ],
)  # fmt: skip
def test_keys_are_followed(template, paths):
    """As far as they are known, else all keys may be meant."""
    assert known(reads_of(template), "a.b", "a.b.x", "a.c", "a.c.x") == paths


@pytest.mark.parametrize("name", ["include", "tpl", "index", "dig", "set", "merge", "pick", "omit", "get", "printf"])
def test_without_arguments_nothing_breaks(name):
    """Go refuses the call, which is Helm's to say."""
    assert known(reads_of(f"{{{{ {name} }}}}{{{{ .Values.a }}}}"), "a", "b") == ["a"]
