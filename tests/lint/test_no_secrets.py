"""No secret leaves a lint: not in any format, not by any kind of finding, not in an error."""

from __future__ import annotations

import io
import json
import os
import re

import pytest
from helms import ALL, helm
from hypothesis import example, given, settings
from hypothesis import strategies as st

from linea_helm.errors import LineaError
from linea_helm.lint.lint import lint
from linea_helm.lint.request import requests
from linea_helm.options import LINT, parse
from linea_helm.postrender.post import main as post
from linea_helm.report import FORMATS, write_failure
from linea_helm.report.text import error_text

pytestmark = pytest.mark.slow

#: What may stand behind a name of a secret, and no report may hold a piece of.
CANARIES = {
    "short": "k3y!x",
    "a word": "hunter2x",
    "words": "mycanary sh0rtcanary",
    "braced": "${TX_KEY_hunter2-passphrase}",
    "base64 of no 32 bytes": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "long": " ".join(f"can4ry{number:02}" for number in range(40)),
    "two lines": "canaryline1\ncanaryline2\n",
    "quotes": "quo\"te'canary\\x",
    "a hash": "canary1 #canary2",
    "digits": "90817263",
    "not ASCII": "ünï-canäry-ß",
    "a comma": "canary3,canary4",
    "braces": "canary5}, canary6]",
}
#: Where a secret is in values, as a path.
PLACES = (
    "txSender.dev.privateKey",
    "sequencer.p2pKey.hex",
    "db.adminPassword",
    "password",
    "API_TOKEN",
    "s3.secretAccessKey",
    "jwtSecret",
    "passwords.alice",
    "credentials.0",
    "tokens.dev.value",
)
CHART = {
    "Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n",
    "values.yaml": "image: {tag: a}\nreplicas: 1\nreferred: \n",
}
_POLICIES = """\
apiVersion: helm-linea/v1alpha1
kind: ValuesPolicy
metadata:
  name: quotes-values
  annotations: {helm-linea/severity: error, helm-linea/why: x, helm-linea/fix: x, helm-linea/docs: x}
spec:
  validations:
    - expression: "!has(object.referred) || string(object.referred) == ''"
      messageExpression: "'this is all: ' + string(object.referred)"
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata:
  name: quotes-objects
  annotations: {helm-linea/severity: error, helm-linea/why: x, helm-linea/fix: x, helm-linea/docs: x}
spec:
  matchConstraints:
    resourceRules:
      - {apiGroups: [""], apiVersions: [v1], resources: [configmaps, secrets], operations: [CREATE]}
  validations:
    - expression: "!has(object.data)"
      messageExpression: "'it holds ' + object.data.map(k, object.data[k]).join(' and ')"
"""
POLICIES = {
    f"policies/quotes-{kind}.yaml": text
    for kind, text in zip(("values", "objects"), _POLICIES.split("---\n"), strict=True)
}
#: Templates that do something with secrets: with all of them at once, or with each.
TEMPLATES = {
    "fail": '{{ fail (printf "%s is wrong" (values .Values.passwords | join " & ")) }}',
    "quoted in fail": '{{ fail (printf "%q is wrong" (values .Values.passwords | join " & ")) }}',
    "no number": "{{ .Values.passwords.words.x }}",
    "another kind of object": (
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: {{ $name }}}\ndata:\n  url: {{ $secret | quote }}\n"
    ),
    "a Secret": (
        "apiVersion: v1\nkind: Secret\nmetadata: {name: {{ $name }}}\ndata:\n  a: {{ $secret | b64enc }}\n"
        "stringData:\n  login: {{ $secret | toJson }}\n"
    ),
    "a Secret that is no YAML": (
        "apiVersion: v1\nkind: Secret\nmetadata: {name: {{ $name }}}\nstringData:\n  login: {{ $secret }}: x: y\n   z\n"
    ),
    "a Secret with a tag that does not fit": (
        "apiVersion: v1\nkind: Secret\nmetadata: {name: {{ $name }}}\nstringData: {a: !!int {{ $secret | toJson }}}\n"
    ),
    "no map": "apiVersion: v1\nkind: Secret\nmetadata: {name: {{ $name }}}\nstringData: {{ $secret | toJson }}\n",
    "a variable": (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: {{ $name }}}\nspec:\n"
        "  containers:\n    - name: a\n      image: b\n"
        "      args: [--db-password, {{ $secret | toJson }}]\n"
        "      env:\n        - name: DB_PASSWORD\n          value: {{ $secret | toJson }}\n"
    ),
}
#: What a schema asks of the placed secret.
SCHEMAS = {
    "type": {"type": "integer"},
    "enum": {"enum": ["kanary", "k3y", 9081]},
    "const": {"const": "x"},
    "pattern": {"pattern": "^[0-9]{99}$"},
    "length": {"minLength": 4000},
    "maximum": {"maxLength": 1},
    "not": {"not": {"type": "string"}},
    "format": {"$schema": "http://json-schema.org/draft-07/schema#", "format": "ipv4"},
    "closed": {"additionalProperties": False, "properties": {"hunter2": {}}},
    "fields": {"additionalProperties": {"type": "integer"}},
    "forms": {"oneOf": [{"pattern": "^a$"}, {"maxLength": 2}]},
}


def pieces(canary):
    """Give what tells of a canary: its words of four characters and more."""
    return [piece for piece in re.split(r"[\s,#'\"\\{}\]]+", canary) if len(piece) > 3]


def nested(place, value):
    """Write a value as JSON, which is YAML, at a path."""
    for part in reversed(place.split(".")):
        value = [value] if part.isdigit() else {part: value}
    return value


def placed(canary, place, *, style="json"):
    """Write a values file with a secret in it, in one of the ways that people write YAML."""
    if style == "flow":
        return json.dumps({**nested(place, canary), "replicas": 1}, ensure_ascii=False) + "\n"
    lines, indent = [], ""
    *outer, last = place.split(".")
    for part in outer:
        lines.append(f"{indent}{part}:")
        indent += "  "
    key = "- " if last.isdigit() else f"{last}: "
    if style == "block":
        lines += [f"{indent}{key}|-", *(f"{indent}  {line}" for line in canary.splitlines())]
    elif style == "single":
        lines.append(indent + key + "'" + canary.replace("'", "''").replace("\n", f"\n\n{indent}  ") + "'")
    else:
        lines.append(indent + key + json.dumps(canary, ensure_ascii=False))
    return "\n".join(lines) + "\n"


#: What is wrong with the file, or with what is around the secret in it.
FLAWS = {
    "nothing": lambda text: text,
    "unknown keys": lambda text: text + "nobody: 1\n",
    "a duplicate": lambda text: text + text,
    "the end is missing": lambda text: text + 'b: "\n',
    "a tab": lambda text: text + "a:\n\tb: 1\n",
    "text behind quotes": lambda text: text.rstrip() + " x\n",
    "another colon": lambda text: text.rstrip() + ": x\n",
    "a quote too many": lambda text: text.rstrip() + '"\n',
    "a quote is missing": lambda text: text.rstrip()[:-1] + "\n",
    "an alias of nothing": lambda text: text.replace(": ", ": *x ", 1),
    "a tag": lambda text: text.replace(": ", ": !!int ", 1),
    "a document's end": lambda text: "a: 1\n...\n" + text,
    "indented": lambda text: "  a: 1\n" + text,
    "a merge conflict": lambda text: "<<<<<<< HEAD\n" + text,
    "a trap beside it": lambda text: text + "image: {tag: 1.10}\n",
}


def write(folder, files):
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")


def said(folder, *words):
    """Lint once, and give all that is said in all formats."""
    outputs = [word for name in FORMATS for word in ("-o", f"{name}={folder}/out.{name}")]
    options = parse([str(folder / "c"), *words, *outputs, "--policies", str(folder / "policies")], LINT)
    told = []
    try:
        lint(options, {"HELM_CACHE_HOME": os.environ["HELM_CACHE_HOME"], "PATH": "/usr/bin:/bin"}, io.StringIO())
    except LineaError as error:
        write_failure(error, options["output"])
        told.append(error_text(error))
    return "\n".join([*told, *((folder / f"out.{name}").read_text("utf-8") for name in FORMATS)])


def leaks(canary, text):
    """Give the pieces of a canary that a text holds, as it is or as JSON and XML write it."""
    forms = {form for piece in pieces(canary) for form in (piece, json.dumps(piece)[1:-1])}
    return {form for form in forms if form in text}


@pytest.fixture(scope="module", autouse=True)
def _one_cache(tmp_path_factory):
    """Compile the policies once: for each lint anew that is nearly all of its time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HELM_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("secrets")
    write(made, {f"c/{name}": text for name, text in CHART.items()})
    write(made, POLICIES)
    return made


STYLES = ("flow", "block", "single", "double")


@given(
    st.sampled_from(list(CANARIES)),
    st.sampled_from(PLACES),
    st.sampled_from(STYLES),
    st.sampled_from(list(FLAWS)),
    st.sampled_from(list(SCHEMAS)),
)
@example("words", "txSender.dev.privateKey", "flow", "nothing", "pattern")
@example("long", "passwords.alice", "double", "nothing", "maximum")
@example("digits", "credentials.0", "single", "another colon", "closed")
@example("quotes", "credentials.0", "double", "another colon", "fields")
@example("base64 of no 32 bytes", "s3.secretAccessKey", "double", "a quote is missing", "type")
@settings(max_examples=80, deadline=None, derandomize=True)
def test_values_files(folder, canary, place, style, flaw, schema):
    """Whatever is wrong with the file and whatever the schema wants."""
    secret = CANARIES[canary]
    asked = SCHEMAS[schema]
    for part in reversed(place.split(".")):
        asked = {"items": asked} if part.isdigit() else {"properties": {part: asked}}
    write(
        folder, {"c/values.schema.json": json.dumps(asked), "v.yaml": FLAWS[flaw](placed(secret, place, style=style))}
    )
    text = said(folder, "-f", str(folder / "v.yaml"), "--no-render")
    assert '"checked": {' in text
    assert leaks(secret, text) == set()


@pytest.mark.parametrize(
    "items",
    [
        "\n  - 'hunter2x': x",
        "\n- hunter2x: x",
        "\n- a\n- hunter2x: x\n- b",
        "\n  - hunter2x:",
        "\n  - hunter2x:\n      x",
        "\n  - hunter2x: >\n      x",
        "\n  - ? hunter2x\n    : x",
        "\n  - hunter2x: x # y\n  # z\n  - name: x",
        "\n  -\n    hunter2x: x",
        "\n  - {hunter2x: x}",
        "\n  - {hunter2x}",
        " ['hunter2x': x]",
        " [{name: x}, {hunter2x: x}]",
        " [{hunter2x}, y]",
    ],
)
def test_a_colon_in_a_list_of_secrets(folder, items):
    """What it makes a key of is shown in no path, in no message and in no excerpt."""
    item = {"required": ["no"], "additionalProperties": {"type": "boolean"}, "properties": {"name": {}}}
    asked = {"properties": {"credentials": {"items": item, "maxItems": 0}}}
    write(folder, {"c/values.schema.json": json.dumps(asked), "v.yaml": f"credentials:{items}\n"})
    text = said(folder, "-f", str(folder / "v.yaml"), "--no-render")
    assert '"path": "credentials[' in text
    assert r"""[\"<redacted>\"]",""" in text  # the path of its value
    assert "hunter2x" not in text


@pytest.mark.parametrize(
    "below",
    [
        "\n  hunter2x: x",
        "\n  'hunter2x': x",
        "\n  hunter2x:",
        "\n  # a\n\n  hunter2x: >\n    x",
        "\n  hunter2x:\n    x",
        "\n  hunter2x: x # y",
        " {hunter2x: x}",
        " {hunter2x}",
        " {'hunter2x': x}",
    ],
)
@pytest.mark.parametrize("above", ["password", "db:\n  adminPassword", "auth: {mail: a}\npwd"])
def test_a_colon_in_a_password(folder, above, below):
    """It makes a map of it, of which the key is the better part of the password."""
    head, _, name = above.rpartition("\n")
    below = below.replace("\n", "\n  ") if name.startswith(" ") else below
    write(folder, {"c/values.schema.json": json.dumps({"additionalProperties": {"type": "boolean"}})})
    write(folder, {"v.yaml": f"{head}\n{name}:{below}\n"})
    text = said(folder, "-f", str(folder / "v.yaml"), "--no-render")
    assert name.strip() in text
    assert "hunter2x" not in text


@pytest.mark.parametrize(
    "below",
    [
        "\n  minLength: 8",
        "\n  sha256: x",
        "\n  a1x: x\n  b: y",
        "\n  b: y\n  a1x: x",
        " {secretName: x}",
        "\n  key1: x",
    ],
)
def test_what_else_is_below_a_password(folder, below):
    """Rules for it, where it is, or several things: their names are for everybody."""
    write(folder, {"c/values.schema.json": json.dumps({"properties": {"password": {"maxProperties": 0}}})})
    write(folder, {"v.yaml": f"password:{below}\n"})
    shown = said(folder, "-f", str(folder / "v.yaml"), "--no-render")
    first = re.findall(r"\w+(?=:)", below)[0]
    assert first in shown


def test_fields_in_a_list_of_secrets(folder):
    """Alone or among others they are no secrets: a map of several keys is no secret with a colon in it."""
    items = "- secretName: s-one\n- {name: s-two, policy: p-two}\n- server: a\n  turbo: b\n- team:\n    member: c\n"
    write(folder, {"c/values.schema.json": json.dumps({"properties": {"tokens": {"items": {"maxProperties": 0}}}})})
    write(folder, {"v.yaml": f"tokens:\n{items}"})
    said(folder, "-f", str(folder / "v.yaml"), "--no-render")
    shown = (folder / "out.text").read_text("utf-8")
    lines = [line.partition("|")[2] for line in shown.splitlines() if re.match(" *[0-9]+ [|]", line)]
    assert lines == [" - secretName: s-one", " - {name: s-two, policy: p-two}", " - server: a", " - team:"]


@pytest.mark.parametrize("canary", CANARIES)
@pytest.mark.parametrize("flag", ["--set", "--set-string", "--set-json", "--set-literal"])
def test_flags(folder, canary, flag):
    """Also a comma that is not escaped, which makes a key of the rest of a secret."""
    secret = CANARIES[canary]
    write(folder, {"c/values.schema.json": json.dumps({"properties": {"password": {"maxLength": 1}}})})
    value = json.dumps(secret, ensure_ascii=False) if flag == "--set-json" else secret
    for written in (
        f"password={value}",
        f"password={value},image.tag=x,",
        f"replicas=x,password={value}[",
        f"password={value}\\",
    ):
        assert leaks(secret, said(folder, flag, written, "--no-render")) == set()


CUT = {
    "a key": ("password=a,hunter2x=c", "password=<redacted>,<redacted>", '[\\"<redacted>\\"]'),
    "a path": ("password=a,hunter2x.b=hunter3x", "password=<redacted>,<redacted>", '[\\"<redacted>\\"]'),
    "twice": ("password=a,x=b,hunter2x=c", "password=<redacted>,<redacted>,<redacted>", '[\\"<redacted>\\"]'),
    "no secret before it": ("image.tag=a,hunter4=c", "image.tag=a,hunter4=c", "hunter4"),
    "a key of the chart": ("password=a,replicas=3,hunter4=c", "password=<redacted>,replicas=3,hunter4=c", "hunter4"),
}


@pytest.mark.parametrize("case", CUT)
@pytest.mark.parametrize("schema", [{}, {"additionalProperties": False, "properties": {"password": {}}}], ids=str)
def test_what_a_comma_makes_a_key_of(folder, case, schema):
    """It is hidden behind a secret when the chart has no such key."""
    written, shown, path = CUT[case]
    write(folder, {"c/values.schema.json": json.dumps(schema)})
    text = said(folder, "--set", written, "--no-render")
    assert f"   | {shown}\n" in text
    assert f'"path": "{path}"' in text
    assert "hunter2" not in text
    assert "hunter3" not in text


@pytest.mark.parametrize("flag", ["--set", "--set-string", "--set-json", "--set-literal"])
def test_the_command_of_a_render(folder, flag):
    """Which a report names with all its flags."""
    for secret in CANARIES.values():
        value = json.dumps(secret, ensure_ascii=False) if flag == "--set-json" else secret
        (request,) = requests(parse([str(folder / "c"), flag, f"password={value}"], LINT), {})
        assert leaks(secret, request.command()) == set()


def test_policies_that_quote_values(folder):
    """At another place than that of the secret."""
    for secret in CANARIES.values():
        write(folder, {"c/values.schema.json": "{}"})
        values = {"password": secret, "referred": f"it is {secret}!"}
        write(folder, {"v.yaml": json.dumps(values, ensure_ascii=False)})
        text = said(folder, "-f", str(folder / "v.yaml"), "--no-render")
        assert '"quotes-values"' in text  # whose message is left out where it has several lines
        assert leaks(secret, text.replace('"referred": ', "")) == set()


#: Secrets of 200 KB; each piece of eight characters has "4ry" in it.
LONG = {
    "words": " ".join(f"c4ry{number:05}" for number in range(20_000)),
    "lines": "\n".join(f"c4ry{number:05} c4ry" for number in range(13_000)) + "\n",
    "one word": "".join(f"4ry{number:05}" for number in range(25_000)),
    "the same words": "c4ry d4ry " * 20_000,
}


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("canary", LONG)
def test_a_finding_in_a_long_secret_or_beside_it(folder, canary, style):
    """Its excerpt, and a message of the schema that quotes the secret, show what is around it and nothing of it."""
    asked = {"password": {"maxLength": 1, "pattern": "^x$", "enum": ["y"]}, "replicas": {"maximum": 1}}
    write(folder, {"c/values.schema.json": json.dumps({"properties": asked})})
    text = placed(LONG[canary], "password", style=style)
    write(folder, {"v.yaml": text if style == "flow" else f"before: 1\n{text}replicas: 7\n"})
    told = said(folder, "-f", str(folder / "v.yaml"), "--no-render")
    assert '"path": "password"' in told
    assert style == "flow" or ("1 | before: 1\n" in told and " | replicas: 7\n" in told)
    assert "4ry" not in told


@pytest.mark.parametrize("canary", LONG)
def test_a_piece_of_a_long_secret_elsewhere(folder, canary):
    """In another value, which a policy quotes: as it is, on one line, and deep in a line that goes on."""
    secret = LONG[canary]
    write(folder, {"c/values.schema.json": "{}"})
    for piece in (secret, secret[:40], secret[99_991:101_000], secret[-30:]):
        for referred in (f"it is {piece}!", " ".join(piece.split()), f"{'x' * 900} {piece} {'x' * 900}"):
            write(folder, {"v.yaml": json.dumps({"password": secret}) + "\n"})
            write(folder, {"w.yaml": json.dumps({"referred": referred, "nobody": 1}) + "\n"})
            told = said(folder, "-f", str(folder / "v.yaml"), "-f", str(folder / "w.yaml"), "--no-render")
            assert '"quotes-values"' in told
            assert "4ry" not in told


@pytest.mark.helm
@pytest.mark.parametrize("version", ALL)
@pytest.mark.parametrize("canary", LONG)
def test_a_template_that_fails_with_a_piece_of_a_long_secret(tmp_path, version, canary):
    """Helm's message quotes what the template does."""
    for quoted in (".Values.password | trunc 30", ".Values.password | substr 4999 5200 | quote", "print .Values"):
        write(tmp_path, {f"c/{name}": text for name, text in CHART.items()})
        write(tmp_path, {**POLICIES, "c/templates/x.yaml": f'{{{{ fail (printf "%s is wrong" ({quoted})) }}}}'})
        write(tmp_path, {"v.yaml": json.dumps({"password": LONG[canary]})})
        told = said(tmp_path, "-f", str(tmp_path / "v.yaml"), "--helm", str(helm(version)))
        assert "is wrong" in told
        assert "4ry" not in told


@pytest.mark.helm
@pytest.mark.parametrize("version", ALL)
@pytest.mark.parametrize("template", TEMPLATES)
def test_renders(tmp_path, version, template):
    """What Helm says of values, and what it renders of them: by any name in an object, and broken, too."""
    text = TEMPLATES[template]
    if "$secret" in text:
        each = '{{- range $key, $secret := .Values.passwords }}\n{{- $name := $key | replace " " "-" | lower }}\n---\n'
        text = each + text + "{{- end }}\n"
    write(tmp_path, {f"c/{name}": text for name, text in CHART.items()})
    write(tmp_path, {**POLICIES, "c/templates/x.yaml": text})
    write(tmp_path, {"v.yaml": json.dumps({"passwords": CANARIES}, ensure_ascii=False)})
    told = said(tmp_path, "-f", str(tmp_path / "v.yaml"), "--helm", str(helm(version)))
    assert '"findings": [\n' in told
    assert {name: found for name, secret in CANARIES.items() if (found := leaks(secret, told))} == {}


@pytest.mark.parametrize("canary", CANARIES)
def test_post_renderer(tmp_path, canary, monkeypatch):
    """The gate quotes policies, and a document that it cannot read is shown."""
    secret = CANARIES[canary]
    write(tmp_path, POLICIES)
    data = json.dumps({"login": secret}, ensure_ascii=False)
    head = "apiVersion: v1\nkind: Secret\nmetadata: {name: x}\n"
    for document in (
        f"{head}data: {data}\n",
        f"{head}stringData: {data[:-1]}\n",
        f"{head}stringData: {data} x\n",
    ):
        out, err = io.BytesIO(), io.StringIO()
        stdin = io.BytesIO(f"---\n# Source: c/templates/x.yaml\n{document}".encode())
        stdin.isatty = lambda: False
        post(["--policies", str(tmp_path / "policies"), "--gate", "enforce"], stdin, out, err)
        assert leaks(secret, err.getvalue()) == set()
        refused = out.getvalue().decode().rpartition("\n---\n")[2]
        assert "linea-blocked" in refused
        assert leaks(secret, refused) == set()


def test_ordinary_values_stay_readable(folder):
    """Names of Secrets, paths, lengths and all else are needed to read a finding."""
    ordinary = {
        "jwtSecretName": "my-jwt-secret",
        "existingSecret": "s-one",
        "passwordFile": "/run/pass",
        "tokenExpirationSeconds": "s3600s",
        "image": "repo-of-mine",
        "topologyKey": "kubernetes.io/zone",
        "engineJwtSecret": "/run/linea/jwt.hex",
        "maxTokens": "s4096s",
        "tlsSecret": "grafana.local-tls",
        "DB_PASSWORD": "$(OTHER_VARIABLE)",
    }
    asked = {"properties": {key: {"maxLength": 1} for key in ordinary}}
    write(folder, {"c/values.schema.json": json.dumps(asked)})
    write(folder, {"v.yaml": json.dumps({**ordinary, "password": "topology"})})
    text = said(folder, "-f", str(folder / "v.yaml"), "--no-render", "-o", f"text={folder}/more")
    shown = (folder / "out.github").read_text("utf-8")
    assert all(f'"{value}"' in shown for value in ordinary.values()), shown
    assert "<redacted>" in text


def test_what_a_comment_speaks_of(folder):
    """Behind a name at the end of a comment stands no value."""
    write(folder, {"c/values.schema.json": json.dumps({"properties": {"replicas": {"maximum": 1}}})})
    write(folder, {"v.yaml": "# for the password:\nreplicas: 3111\n"})
    said(folder, "-f", str(folder / "v.yaml"), "--no-render")
    assert "\n 2 | replicas: 3111\n" in (folder / "out.text").read_text("utf-8")
