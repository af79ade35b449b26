"""linea_helm.lint.supplied: what rules say of values before anything is rendered."""

from __future__ import annotations

import io
import json

import pytest

from linea_helm.lint.lint import lint
from linea_helm.options import LINT, parse

pytestmark = pytest.mark.slow

CHART = """\
apiVersion: v2
name: shop
version: 1.0.0
dependencies:
- {name: web, version: 1.0.0, condition: web.enabled}
- {name: db, version: 1.0.0, condition: db.enabled}
"""
FILES = {
    "Chart.yaml": CHART,
    "values.yaml": "web: {enabled: false}\ndb: {user: null}\n",
    "templates/shop.yaml": "host: {{ .Values.web.host }}\n",
    "charts/web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
    "charts/web/values.yaml": "host: a\nsize: 1\n",
    "charts/web/templates/web.yaml": "size: {{ .Values.size }}\n",
    "charts/db/Chart.yaml": "apiVersion: v2\nname: db\nversion: 1.0.0\n",
    "charts/db/values.yaml": "user: root\nname: a\n",
}


@pytest.fixture
def shop(tmp_path, monkeypatch):
    """A chart with a sub-chart that is off, and another one of which it deletes a default."""
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        (tmp_path / "shop" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "shop" / name).write_text(text, encoding="utf-8")
    return tmp_path


def told(shop, values=None, *words):
    """Give id, path and place of each finding on the chart; `values` is the text of a values file."""
    if values is not None:
        (shop / "v.yaml").write_text(values, encoding="utf-8")
        words = ("-f", "v.yaml", *words)
    out = io.StringIO()
    lint(parse(["shop", "--no-render", "-o", "json", *words], LINT), {"LINEA_NO_CACHE": "1"}, out)
    findings = json.loads(out.getvalue())["findings"]
    return [(each["id"], each["path"], each["file"], each["line"]) for each in findings]


def test_values_behind_a_switch_count_unless_others_read_them(shop):
    """The parent reads web.host whether web is there or not; nobody reads web.size then."""
    assert told(shop, "web:\n  host: b\n  size: 2\n") == [("values-no-effect", "web.size", "v.yaml", 3)]


def test_an_overridden_flag_is_told_once(shop):
    """With values and without a file."""
    assert told(shop, None, "--set", "db.name=b", "--set-json", "db.name=3") == [
        ("values-no-effect", "db.name", "--set-json", 1)
    ]


def test_what_nobody_knows_is_not_idle_too(shop):
    """One finding is enough for one key."""
    assert told(shop, "web: {zise: 2}\n") == [("values-unknown-key", "web.zise", "v.yaml", 1)]


def test_a_null_of_the_chart_is_for_those_who_lint_the_chart(shop):
    """Who only uses it cannot mend it."""
    assert told(shop) == [("values-null-ambiguous", "db.user", "shop/values.yaml", 2)]
    assert told(shop, "{}") == []


TOGGLES = """\
{{- if .Values.ingress.enabled }}
host: {{ .Values.ingress.host }}
{{- end }}
class: {{ .Values.ingress.class }}
{{- if and .Values.metrics.enabled .Values.ingress.enabled }}
port: {{ .Values.metrics.port }}
{{- end }}
{{- if .Values.ingress.enabled }}
size: {{ .Values.metrics.size }}
{{- end }}
"""


def test_values_of_a_component_that_is_off_count_unless_something_else_reads_them(shop):
    """Nothing else reads the host; the class is always read, and the size depends on another switch."""
    (shop / "shop" / "templates" / "toggles.yaml").write_text(TOGGLES, encoding="utf-8")
    defaults = "web: {enabled: false}\ndb: {user: null}\n"
    defaults += "ingress: {enabled: false, host: a, class: b}\nmetrics: {enabled: false, port: 1, size: 2, other: 3}\n"
    (shop / "shop" / "values.yaml").write_text(defaults, encoding="utf-8")
    values = "ingress:\n  host: c\n  class: d\nmetrics:\n  port: 4\n  size: 5\n  other: 6\n"
    assert told(shop, values) == [
        ("values-no-effect", "ingress.host", "v.yaml", 2),
        ("values-no-effect", "metrics.port", "v.yaml", 5),
    ]


def test_a_switch_that_a_template_changes_counts_for_nothing(shop):
    """Nobody knows what it is when the rest is rendered."""
    text = '{{ $_ := set .Values.ingress "enabled" true }}\n'
    text += "{{ if .Values.ingress.enabled }}{{ .Values.ingress.host }}{{ end }}"
    (shop / "shop" / "templates" / "toggles.yaml").write_text(text, encoding="utf-8")
    (shop / "shop" / "values.yaml").write_text("ingress: {enabled: false, host: a}\n", encoding="utf-8")
    assert told(shop, "ingress: {host: b}\n") == []
