"""What the templates are said not to read changes nothing that the real Helm renders."""

from __future__ import annotations

import copy
import itertools
import json
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from helms import helm
from renders import CHART, NEWEST, SCENARIOS

from linea_helm.lint.known import given, known, live, reads
from linea_helm.rules.unknown_key import check
from linea_helm.source import Source
from linea_helm.values.chart import load_chart
from linea_helm.values.coalesce import ways
from linea_helm.values.idle import disabled
from linea_helm.values.values import compute, read_values

pytestmark = pytest.mark.helm

#: What is put where nobody should look; whatever reads one of them shows it or fails.
STRANGE = ["changed", {"changed": "changed"}, ["changed"], 98765, True]
SHOP = {
    "Chart.yaml": """\
apiVersion: v2
name: shop
version: 1.0.0
dependencies:
- {name: db, version: 1.0.0, alias: store, condition: store.enabled}
- {name: db, version: 1.0.0, alias: cache}
""",
    "values.yaml": """\
image: {repository: shop, tag: "1"}
web: {replicas: 1, port: 80, labels: {a: b}, probe: {path: /, delay: 5}}
sidecars: [{name: a, image: {repository: x, tag: y}}]
jobs: {nightly: {cron: "0 0 * * *", limits: {cpu: 1}}, hourly: {cron: "0 * * * *"}}
ingress: {enabled: false, host: a, class: b, tls: {secret: c}}
metrics: {enabled: false, port: 1, labels: {a: b}}
""",
    "templates/_lib.tpl": """\
{{- define "shop.image" -}}{{ .repository }}:{{ .tag }}{{ .digest }}{{- end -}}
{{- define "shop.job" -}}
{{- $job := index .root.Values.jobs .name -}}
{{ .name }}: {{ printf "%s %v %v" $job.cron (dig "limits" "cpu" "none" $job) (get $job "suspend") | quote }}
{{- end -}}
""",
    "templates/shop.yaml": """\
image: {{ include "shop.image" .Values.image }}
labels: {{- toYaml .Values.web.labels | nindent 2 }}
{{- with .Values.web.probe }}
probe: "{{ .path }} {{ .delay }} {{ $.Values.web.port }}"
{{- end }}
sidecars:
{{- range .Values.sidecars }}
- "{{ .name }} {{ include "shop.image" .image }}"
{{- end }}
jobs:
{{- range $name, $_ := .Values.jobs }}
  {{ include "shop.job" (dict "root" $ "name" $name) }}
{{- end }}
{{- $merged := merge (dict "replicas" 2) (omit .Values.web "labels" "probe") }}
scale: "{{ $merged.replicas }} {{ $merged.maximum }}"
text: "{{ tpl "{{ .Values.image.tag }}" . }}"
zone: {{ (.Values.global).zone }}
class: {{ .Values.ingress.class }}
{{- if .Values.ingress.enabled }}
host: "{{ .Values.ingress.host }} {{ .Values.ingress.tls.secret }}"
{{- end }}
{{- with index .Values "metrics" }}
{{- if .enabled }}
metrics: {{ .port }} {{- toYaml .labels | nindent 2 }}
{{- end }}
{{- end }}
""",
    "charts/db/Chart.yaml": "apiVersion: v2\nname: db\nversion: 1.0.0\n",
    "charts/db/values.yaml": "enabled: true\nauth: {user: db, grants: {a: read}}\n",
    "charts/db/templates/db.yaml": """\
user: "{{ .Values.auth.user }} {{ .Values.size }} {{ .Values.global.zone }}"
{{- range $on, $grant := .Values.auth.grants }}
{{ $on }}: {{ $grant }}
{{- end }}
""",
}


@pytest.fixture
def shop(tmp_path):
    """A chart that reads its values in many ways."""
    for name, text in SHOP.items():
        (tmp_path / "shop" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "shop" / name).write_text(text, encoding="utf-8")
    return tmp_path / "shop"


@pytest.fixture
def stack(tmp_path):
    """The bundled chart without its schema, which would name every key."""
    return shutil.copytree(CHART, tmp_path / "stack", ignore=shutil.ignore_patterns("values.schema.json"))


def rendered(chart, *values):
    """Give what Helm prints with these values, one file for each."""
    files = []
    for number, each in enumerate(values):
        path = chart.parent / f"{number}.yaml"
        path.write_text(json.dumps(each), encoding="utf-8")
        files += ["-f", str(path)]
    command = [str(helm(NEWEST)), "template", "x", str(chart), *files]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout


def defaults_of(chart):
    """Give all defaults of a chart, those of its sub-charts under their names."""
    own = read_values(chart.values, ways((4, 3, 1))) if chart.values else {}
    for need in chart.dependencies:
        sub = next(each for each in chart.charts if each.name == need.name)
        own.setdefault(need.alias or need.name, {}).update(defaults_of(sub))
    return own


def maps(values, path=()):
    """Give the path of each map in the values, and the map."""
    yield path, values
    for key, value in values.items():
        if isinstance(value, dict):
            yield from maps(value, (*path, key))


def misspelt(key):
    """Swap two letters in the middle, and put one too many at the end."""
    middle = len(key) // 2
    return (
        {key[: middle - 1] + key[middle] + key[middle - 1] + key[middle + 1 :], f"{key}s"} - {key} if middle else set()
    )


def wrong_paths(values):
    """Give each key misspelt, one level further out, one further in, and each name of a map in all other maps."""
    places = dict(maps(values))
    names = {key for each in places.values() for key in each}
    for path, each in places.items():
        yield from ((*path, wrong) for key in each for wrong in sorted(misspelt(str(key))))
        yield from ((*path, key) for key in sorted(names - each.keys()))


def put(values, path, value):
    """Set a value; maps on the way are made."""
    for key in path[:-1]:
        values = values.setdefault(key, {})
    values[path[-1]] = copy.deepcopy(value)


def told(chart, supplied):
    """Give the paths that the rule reports."""
    facts = known(chart, lambda each: read_values(each.values, ways((4, 3, 1))) if each.values else {})
    return [problem.path for problem in check(supplied, facts, reads(chart, supplied))]


def strange_values(chart, seed, step=1):
    """Put something strange at every `step`th wrong path; give those that are told, and values with these alone.

    A map in place of a scalar that templates read is another matter: Go prints it, and the key in it is told.
    """
    paths = list(dict.fromkeys(wrong_paths(defaults_of(chart))))[seed % step :: step]
    supplied = {}
    for path, value in zip(paths, itertools.islice(itertools.cycle(STRANGE), seed, None), strict=False):
        put(supplied, path, value)
    asked = set(paths)
    reported = [path for path in told(chart, supplied) if path in asked]
    only = {}
    for path in reported:
        found = supplied
        for key in path:
            found = found[key]
        put(only, path, found)
    return reported, only


@pytest.mark.parametrize("seed", range(len(STRANGE)))
def test_a_key_that_is_told_changes_nothing_in_a_small_chart(shop, seed):
    """All keys together that the rule reports leave every byte of the render alone, whatever they are set to."""
    reported, values = strange_values(load_chart(str(shop)), seed)
    assert len(reported) > 50
    assert rendered(shop, values) == rendered(shop)


@pytest.mark.parametrize(("scenario", "seed"), [("everything", 1), ("everything", 12), ("devnet", 3)])
def test_a_key_that_is_told_changes_nothing_in_the_bundled_chart(stack, scenario, seed):
    """Without its schema, too, nothing is told that the chart's templates read."""
    reported, values = strange_values(load_chart(str(stack)), seed, step=20)
    assert len(reported) > 300
    base = yaml.safe_load(Path(SCENARIOS[scenario]).read_text("utf-8"))
    assert rendered(stack, base, values) == rendered(stack, base)


@pytest.mark.parametrize("path", ["image.digest", "jobs.hourly.suspend", "web.maximum", "cache.size", "global.zone"])
def test_a_key_that_the_templates_read_is_not_told(shop, path):
    """It has no default, and changes what is rendered."""
    values = {}
    put(values, path.split("."), "changed")
    assert told(load_chart(str(shop)), values) == []
    assert "changed" in rendered(shop, values)


def changed(value):
    """Give another value of the same kind, switches as they are."""
    if isinstance(value, dict) and value:
        return {key: each if key == "enabled" else changed(each) for key, each in value.items()}
    kinds = {str: lambda: f"{value}x", bool: lambda: not value, list: lambda: [*value, *(value[:1] or ["x"])]}
    kinds |= {int: lambda: value + 1, float: lambda: value + 1, dict: lambda: {"x": "y"}, type(None): lambda: "x"}
    return kinds[type(value)]()


def vain(folder):
    """Set every value below a component that is off to something else; give the paths that are said to do nothing."""
    chart = load_chart(str(folder))
    supplied = {}
    for path, each in list(maps(defaults_of(chart))):
        if each.get("enabled") is False and len(each) > 1:
            put(supplied, path, changed(each))
    values = compute(chart, [Source("v.yaml", json.dumps(supplied))], {}, (4, 3, 1))
    below = disabled(values)
    idle = [each for inside in below.values() for each in inside]
    found = live(chart, supplied, {path for path, _ in values.charts()}, below, given(values, idle))
    return [each.path for each in idle if not found.reads.knows(each.path)]


def test_what_is_behind_a_switch_changes_nothing_in_a_small_chart(shop):
    """What something else reads is not among it."""
    paths = vain(shop)
    assert sorted(map(".".join, paths)) == ["ingress.host", "ingress.tls.secret", "metrics.labels.a", "metrics.port"]
    only = {}
    for path in paths:
        put(only, path, "whatever it is")
    assert rendered(shop, only) == rendered(shop)


def test_what_is_behind_a_switch_changes_nothing_in_the_bundled_chart(stack):
    """It tests all of its values for null in one template, which uses none of them."""
    paths = vain(stack)
    assert {("backup", "schedule"), ("backup", "storage", "bucket"), ("besu", "ingress", "className")} <= set(paths)
    only = {}
    for path in paths:
        put(only, path, "whatever it is")
    assert rendered(stack, only) == rendered(stack)
