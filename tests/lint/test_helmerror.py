"""Helm's error texts, as its versions really write them, become one line with a template and a values key."""

from __future__ import annotations

import os

import pytest
from helms import ALL, MAJORS, helm

from linea_helm.lint.helm import Output, start
from linea_helm.lint.helmerror import Refusal, refusal

CHART = "apiVersion: v2\nname: demo\nversion: 1.0.0\n"
SUB = "apiVersion: v2\nname: sub\nversion: 1.0.0\n"
HEAD = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: demo}\ndata:\n"
A, SUB_A, HELPERS = "templates/a.yaml", "charts/sub/templates/a.yaml", "templates/_h.tpl"
AT = "demo/templates/a.yaml"


def values(body):
    """Write a template that has something wrong on its fifth line."""
    return {A: HEAD + body}


#: What is wrong with a chart, and what is to be said about it.
CASES = {
    "fail": (
        values('  a: {{ fail "besu.replicas must be odd" }}'),
        Refusal("besu.replicas must be odd", template=f"{AT}:5", keys=(("besu", "replicas"),)),
    ),
    "fail in an include": (
        {HELPERS: '{{ define "demo.x" }}{{ fail "\\n\\nVALUES:\\n  - one\\n  - two" }}{{ end }}', **values(
            '  a: {{ include "demo.x" . }}')},
        Refusal("VALUES: one; two", template=f"{AT}:5"),
    ),
    "required": (
        values('  a: {{ required "set txSender.secretName" .Values.txSender }}'),
        Refusal("set txSender.secretName", template=f"{AT}:5", keys=(("txSender", "secretName"),)),
    ),
    "nil": (
        values("  a: {{ .Values.besu.image.tag }}"),
        Refusal("besu has no value, and the template reads besu.image.tag", template=f"{AT}:5",
                keys=(("besu", "image", "tag"),)),
    ),
    "nil in an include": (
        {HELPERS: '\n{{ define "demo.x" }}{{ $.Values.besu.image.tag }}{{ end }}', **values(
            '  a: {{ include "demo.x" . | quote }}')},
        Refusal("besu has no value, and the template reads besu.image.tag", template="demo/templates/_h.tpl:2",
                keys=(("besu", "image", "tag"),)),
    ),
    "nil in a text of the values": (
        {**values("  a: {{ tpl .Values.text . }}"), "values.yaml": "text: '{{ .Values.a.b }}'\n"},
        Refusal("a has no value, and the template reads a.b", template=f"{AT}:5", keys=(("a", "b"),)),
    ),
    "nil behind a function": (
        values('  a: {{ (lookup "v1" "Secret" "d" "x").data.k }}'),
        Refusal("something has no value, and the template reads k", template=f"{AT}:5"),
    ),
    "no map": (
        {**values("  a: {{ .Values.besu.image }}"), "values.yaml": "besu: text\n"},
        Refusal("besu is no map, and the template reads besu.image", template=f"{AT}:5", keys=(("besu", "image"),)),
    ),
    "no map far above": (
        {**values("  a: {{ .Values.besu.image.tag.name }}"), "values.yaml": "besu: {image: text}\n"},
        Refusal(
            "besu.image is no map, and the template reads besu.image.tag.name",
            template=f"{AT}:5",
            keys=(("besu", "image", "tag", "name"),),
        ),
    ),
    "no map in a list": (
        {**values("  {{ range .Values.list }}{{ .name }}{{ end }}"), "values.yaml": "list: [a]\n"},
        Refusal("the value is no map, and the template reads name", template=f"{AT}:5"),
    ),
    "wrong type": (
        {**values("  a: {{ .Values.map | upper }}"), "values.yaml": "map: {a: 1}\n"},
        Refusal("upper: wrong type for value; expected string; got a map", template=f"{AT}:5"),
    ),
    "no such item": (
        {**values("  a: {{ index .Values.list 3 }}"), "values.yaml": "list: [a]\n"},
        Refusal("index .Values.list 3: index out of range: 3", template=f"{AT}:5", keys=(("list",),)),
    ),
    "no range": (
        {**values("  {{ range $k, $v := .Values.items }}{{ end }}"), "values.yaml": "items: 1.5\n"},
        Refusal(".Values.items: range can't iterate over 1.5", template=f"{AT}:5", keys=(("items",),)),
    ),
    "no such template": (
        values('  a: {{ include "demo.nope" . }}'),
        Refusal('no template "demo.nope"', template=f"{AT}:5", keys=(("demo", "nope"),)),
    ),
    "a template that calls itself": (
        {HELPERS: '{{ define "demo.x" }}{{ include "demo.x" . }}{{ end }}', **values('  a: {{ include "demo.x" . }}')},
        Refusal('include "demo.x" .: rendering template has a nested reference name: demo.x: unable to execute '
                "template", template="demo/templates/_h.tpl:1", keys=(("demo", "x"),)),
    ),
    "no template": (
        values("  a: {{ .Values.x }"),
        Refusal('unexpected "}" in operand', template=f"{AT}:5", is_syntax=True),
    ),
    "no such function": (
        values("  a: {{ nope }}"), Refusal('function "nope" not defined', template=f"{AT}:5", is_syntax=True),
    ),
    "a sub-chart": (
        {"charts/sub/Chart.yaml": SUB, SUB_A: HEAD + "  a: {{ .Values.image.tag }}{{ .Values.global.x.y }}"},
        Refusal("image has no value, and the template reads image.tag", template="demo/charts/sub/templates/a.yaml:5",
                keys=(("sub", "image", "tag"),)),
    ),
    "globals in a sub-chart": (
        {"charts/sub/Chart.yaml": SUB, SUB_A: HEAD + "  a: {{ .Values.global.x.y }}"},
        Refusal("global.x has no value, and the template reads global.x.y",
                template="demo/charts/sub/templates/a.yaml:5", keys=(("global", "x", "y"),)),
    ),
    "output that is no YAML": (
        values("  a: b: c"),
        Refusal("what it renders is no YAML: line 5: mapping values are not allowed in this context", template=AT,
                is_yaml=True),
    ),
    "output that is a list": (
        {A: "- a\n"}, Refusal("a manifest must be a mapping, not a list", template=AT, is_yaml=True),
    ),
    "output that is a text": (
        {A: "text\n"}, Refusal("a manifest must be a mapping, not a text", template=AT, is_yaml=True),
    ),
    "a kind that is a list": (
        {A: "apiVersion: v1\nkind: [a]\n"},
        Refusal("kind must be a text, not a list", template=AT, is_yaml=True),
    ),
    "a Chart.yaml that is no YAML": (
        {A: HEAD, "Chart.yaml": CHART + "a: b: c\n"},
        Refusal("cannot load Chart.yaml: line 4: mapping values are not allowed in this context"),
    ),
    "a Chart.yaml without a version": (
        {A: HEAD, "Chart.yaml": "apiVersion: v2\nname: demo\n"},
        Refusal("validation: chart.metadata.version is required"),
    ),
    "a library": (
        {A: HEAD, "Chart.yaml": CHART + "type: library\n"},
        Refusal("this is a library chart, which has nothing to render", "lint a chart that uses it", about=("type",),
                why="nothing of it could be checked"),
    ),
    "an empty maintainer": (
        {A: HEAD, "Chart.yaml": CHART + "maintainers: [null]\n"},
        Refusal("a maintainer is empty", "name each, or remove the entry", about=("maintainers",)),
    ),
    "keywords that are a text": (
        {A: HEAD, "Chart.yaml": CHART + "keywords: x\n"},
        Refusal("`keywords` has a text where Helm expects a list of texts", about=("keywords",)),
    ),
    "an annotation that is a list, in a sub-chart": (
        {A: HEAD, "charts/sub/Chart.yaml": SUB + "annotations: {a: [1]}\n"},
        Refusal("`annotations` has a list where Helm expects a text", about=("annotations",), charts=("sub",)),
    ),
}  # fmt: skip


def render(folder, files, version, *arguments):
    """Write a chart and render it with a real Helm."""
    for name, content in {"Chart.yaml": CHART, **files}.items():
        path = folder / "demo" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
    command = ["template", "linea", str(folder / "demo"), *arguments]
    return start(str(helm(version)), command, os.environ).wait()


@pytest.mark.helm
@pytest.mark.parametrize("version", ALL)
@pytest.mark.parametrize("case", CASES)
def test_real_errors(tmp_path, case, version):
    """All versions of Helm are read alike."""
    files, expected = CASES[case]
    output = render(tmp_path, files, version)
    assert output.code == 1
    assert refusal(output) == expected


@pytest.mark.helm
@pytest.mark.parametrize("version", ALL)
def test_a_schema(tmp_path, version):
    """The words are the engine's; it is known for what it is, also in a sub-chart."""
    schema = '{"properties": {"size": {"type": "integer"}}}'
    files = {
        A: HEAD,
        "values.schema.json": schema,
        "charts/sub/Chart.yaml": SUB,
        "charts/sub/values.schema.json": schema,
    }
    found = refusal(render(tmp_path, files, version, "--set", "size=a,sub.size=b"))
    said = (
        "size: Invalid type. Expected: integer, given: string"
        if version == "3.17.3"
        else "at '/size': got string, want integer"
    )
    assert found == Refusal(f"demo: {said} sub: {said}", is_schema=True)


@pytest.mark.parametrize("begin", ["", "error reading templates/a b.yaml: "])
def test_a_file_without_permission(begin):
    """Helm names the file in two ways; both are the same file."""
    said = f"Error: {begin}open /x/top/templates/a b.yaml: permission denied\n"
    found = refusal(Output(1, "", said))
    assert found == Refusal("Helm cannot read the file: permission denied", file="/x/top/templates/a b.yaml")


@pytest.mark.helm
@pytest.mark.parametrize("version", ALL)
def test_a_cluster_that_is_too_old(tmp_path, version):
    """The fix names the flag and the key."""
    found = refusal(render(tmp_path, {A: HEAD, "Chart.yaml": CHART + 'kubeVersion: ">=1.99.0"\n'}, version))
    assert found.message.startswith("the chart is for Kubernetes >=1.99.0, and this render is for v1.")
    assert found.about == ("kubeVersion",)
    advice = "name your cluster's version with --kube-version, or kubeVersion in .linea.yaml; or correct the chart"
    assert found.fix == advice


@pytest.mark.helm
@pytest.mark.parametrize("version", MAJORS)
def test_a_kubernetes_version_that_is_none(tmp_path, version):
    """The option is named, so that its flag or its line can be shown."""
    found = refusal(render(tmp_path, {A: HEAD}, version, "--kube-version", "new"))
    assert found == Refusal('"new" is no version', "write it as 1.31", option="kube_version")


@pytest.mark.helm
@pytest.mark.parametrize("version", ["4.3.1", "4.1.4"])
def test_an_api_version_that_helm_4_does_not_know(tmp_path, version):
    """Helm 3 takes any apiVersion of a chart."""
    found = refusal(render(tmp_path, {A: HEAD, "Chart.yaml": CHART.replace("v2", "v9")}, version))
    assert (found.about, found.message) == (("apiVersion",), "this Helm knows no such apiVersion of charts")


@pytest.mark.helm
@pytest.mark.parametrize("version", ALL)
def test_debug_prints_what_is_no_yaml(tmp_path, version):
    """So that the place of the mistake can be shown."""
    from linea_helm.lint.rendering import release

    output = render(tmp_path, values("  a: b: c"), version, "--debug")
    assert output.code == 1
    found, (broken,) = release(output, "r", "n", "helm template")
    assert found.manifests == []
    assert broken.template == AT
    assert broken.at.source.line(broken.at.source.position(broken.at.start)[0]) == "  a: b: c"


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("", "Helm ended with 1 and said nothing"),
        ("panic: oh\n", "panic: oh"),
        (
            "coalesce.go:286: warning: x\nlevel=WARN msg=y\nError: open v.yaml: no such file\n",
            "open v.yaml: no such file",
        ),
        (
            ("WARNING: a file is group-readable.\nError: boom\n\nUse --debug flag to render out invalid YAML\n"),
            "boom",
        ),
        ("Error: first\n- a\n- b\nlast:\n- c\n", "first; a; b last: c"),
    ],
)
def test_other_texts(said, message):
    """Warnings before the error and the advice behind it are left out; several lines become one."""
    assert refusal(Output(1, "", said)) == Refusal(message)


def test_files_and_addresses_are_no_values():
    """Only words with dots that could be a path of keys are."""
    said = "see values.yaml, https://a.b/c.d and a.b-c.d, .Values.e.f"
    assert refusal(Output(1, "", f"Error: execution error at (demo/templates/a.yaml:1:2): {said}\n")).keys == (
        ("e", "f"),
        ("a", "b-c", "d"),
    )
