"""linea_helm.lint.known: what a chart on disk knows of its values."""

from __future__ import annotations

import io
import tarfile

import pytest

from linea_helm.lint.known import known, reads
from linea_helm.rules.unknown_key import check
from linea_helm.values.chart import load_chart
from linea_helm.values.coalesce import ways
from linea_helm.values.values import read_values

#: One of everything that charts do with values.
FILES = {
    "Chart.yaml": """\
apiVersion: v2
name: shop
version: 1.0.0
dependencies:
- {name: db, version: 1.0.0, alias: store, condition: store.enabled, tags: [data]}
- {name: db, version: 1.0.0, alias: cache, import-values: [{child: exported, parent: fromCache}]}
""",
    "values.yaml": """\
image: {repository: shop, tag: "1"}
web: {replicas: 1, port: 80, podLabels: {}, resources: {}}
config: "{{ .Values.motd }}"
""",
    "templates/_helpers.tpl": """\
{{- define "shop.image" -}}{{ .repository }}:{{ .tag }}{{ .digest }}{{- end -}}
{{- define "shop.unused" -}}{{ .Values.nobody }}{{- end -}}
""",
    "templates/web.yaml": """\
replicas: {{ .Values.web.replicas }}
image: {{ include "shop.image" .Values.image }}
labels: {{- toYaml .Values.web.podLabels | nindent 2 }}
{{- with .Values.web.resources }}
limits: {{ .limits | toJson }}
{{- end }}
data: {{ tpl .Values.config . }}{{ tpl (.Files.Get "files/motd.txt") . }}
registry: {{ .Values.global.registry }}
""",
    "files/motd.txt": "{{ .Values.fromFile }}",
    "README.md.gotmpl": "{{ .Values.fromReadme }}",
    "ci/other-values.yaml": 'a: "{{ .Values.fromCi }}"',
    "charts/db/Chart.yaml": "apiVersion: v2\nname: db\nversion: 1.0.0\n",
    "charts/db/values.yaml": "auth: {user: db}\nexported: {a: 1}\n",
    "charts/db/templates/db.yaml": "{{ .Values.auth.user }}{{ .Values.size }}{{ .Values.global.zone }}",
}
KNOWN_TO_TEMPLATES = [
    {"image": {"digest": "a"}},
    {"web": {"podLabels": {"a": 1}, "resources": {"limits": {"cpu": 1}}}},
    {"motd": 1, "fromFile": 1, "global": {"registry": "a", "zone": "b"}, "tags": {"data": False}},
    {"store": {"enabled": False, "size": 1}, "cache": {"size": 1, "exported": {"b": 1}}, "fromCache": {"c": 1}},
    {"web": {"resources": {"limits": "{{ .Values.mine }}"}}, "mine": 1},
]
UNKNOWN = [
    ({"image": {"replicas": 2}}, 'image.replicas: unknown key "replicas" here; did you mean web.replicas?'),
    ({"replicas": 2}, 'replicas: unknown key "replicas" here; did you mean web.replicas?'),
    ({"image": {"digset": 2}}, 'image.digset: unknown key "digset"; did you mean "digest"?'),
    ({"web": {"resources": {"limit": {}}}}, 'web.resources.limit: unknown key "limit"; did you mean "limits"?'),
    ({"size": 1}, 'size: unknown key "size" here; did you mean cache.size or store.size?'),
    ({"global": {"zome": 1}}, 'global.zome: unknown key "zome"; did you mean "zone"?'),
    ({"tags": {"date": 1}}, 'tags.date: unknown key "date"; did you mean "data"?'),
    ({"nobody": 1}, 'nobody: unknown key "nobody"; no default, schema or template of the chart names it'),
    ({"fromCi": 1}, 'fromCi: unknown key "fromCi"; did you mean "fromFile"?'),
    ({"fromReadme": 1}, 'fromReadme: unknown key "fromReadme"; no default, schema or template of the chart names it'),
    ({"db": {"size": 1}}, 'db: unknown key "db"; no default, schema or template of the chart names it'),
]


@pytest.fixture(params=["folder", "archive", "archive in a folder"])
def shop(request, tmp_path):
    """Give the chart in each form that Helm takes it in."""
    if request.param == "archive":
        packed = tmp_path / "shop-1.0.0.tgz"
        packed.write_bytes(_packed("shop", FILES))
        return load_chart(str(packed))
    files = dict(FILES)
    if request.param != "folder":
        inner = {name.removeprefix("charts/db/"): files.pop(name) for name in FILES if name.startswith("charts/db/")}
        (tmp_path / "charts").mkdir()
        (tmp_path / "charts" / "db-1.0.0.tgz").write_bytes(_packed("db", inner))
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return load_chart(str(tmp_path))


@pytest.mark.parametrize("supplied", KNOWN_TO_TEMPLATES)
def test_what_any_file_reads_is_known(shop, supplied):
    """Templates, helpers, files and strings for tpl, sub-charts by alias, and what Chart.yaml says."""
    assert _told(shop, supplied) == []


@pytest.mark.parametrize(("supplied", "told"), UNKNOWN)
def test_what_no_file_reads_is_told(shop, supplied, told):
    """With the place that has the key, or the key that is nearest."""
    assert _told(shop, supplied) == [told]


def test_every_misspelt_or_misplaced_key_is_told(shop):
    """Each key of the defaults with two letters swapped, one level further out, or below another map.

    Not below `podLabels`, which is used whole: there nobody can tell.
    """
    defaults = read_values(shop.values, ways((4, 3, 1)))
    keys = [("web", key) for key in defaults["web"]] + [("image", key) for key in defaults["image"]]
    swapped = [(top, key[0] + key[2] + key[1] + key[3:]) for top, key in keys]
    further_out = [(key,) for _, key in keys]
    elsewhere = [({"web": "image", "image": "web"}[top], key) for top, key in keys] + [
        ("web", "image"),
        ("image", "web"),
    ]
    wrong = [*swapped, *further_out, *elsewhere, ("wbe",), ("iamge",), ("web", "resources", "image")]
    silent = [path for path in wrong if not _told(shop, _nested(path))]
    assert silent == []


def test_a_sub_chart_that_does_not_count_reads_nothing(shop):
    """Two aliases of one chart are told apart, and the paths that Chart.yaml names count all the same."""
    read = reads(shop, {}, {(), ("cache",)})
    paths = [("cache", "size"), ("store", "size"), ("store", "enabled"), ("web", "replicas")]
    assert [path for path in paths if read.knows(path)] == [
        ("cache", "size"),
        ("store", "enabled"),
        ("web", "replicas"),
    ]


def _nested(path):
    return {path[0]: _nested(path[1:])} if path else 1


def _told(chart, supplied):
    facts = known(chart, lambda each: read_values(each.values, ways((4, 3, 1))) if each.values else {})
    problems = check(supplied, facts, reads(chart, supplied))
    return [f"{'.'.join(map(str, path))}: {message}" for path, message, _ in problems]


def _packed(name, files):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for path, text in files.items():
            member = tarfile.TarInfo(f"{name}/{path}")
            member.size = len(text.encode())
            archive.addfile(member, io.BytesIO(text.encode()))
    return packed.getvalue()
