"""A release that must not pass does not, on any Helm, and its user reads why."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import post_reference as reference
import pytest
import yaml
from helms import ALL, helm

from linea_helm.policies.manifest import FILENAME
from linea_helm.postrender.inject import Refusal
from linea_helm.postrender.refusal import refuse, report
from linea_helm.postrender.transforms import defaults

PROJECT = Path(__file__).parents[2]
HELM_4 = [version for version in ALL if version[0] == "4"]
FINE = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: fine\ndata:\n  a: 'é \"x\"'\n"
BROKEN = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: broken\nspec: 3\n"
HOOK = FINE.replace("fine", "hook\n  annotations:\n    helm.sh/hook: test")
JSON = '{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "j", "annotations": {"a": "b"}}}\n'
LIST = "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Service\n  metadata: {name: in-list}\n"
ANCHORS = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: anchors
  labels: &l
    app: x
    app.kubernetes.io/component: besu
spec:
  selector:
    matchLabels: *l
  template:
    metadata:
      labels: *l
    spec:
      containers:
      - name: besu
        image: a:1
"""


def test_a_refused_document():
    """It is JSON, so YAML, behind a marker of its own, and no API machinery can read its apiVersion and kind."""
    text = refuse('say "no": ü\n\tC:\\').decode()
    _, marker, document = text.split("\n", 2)
    assert marker == "---"
    assert yaml.safe_load(document) == json.loads(document)
    assert json.loads(document)["kind"] == json.loads(document)["apiVersion"] == {"linea": "blocked"}
    assert json.loads(document)["metadata"]["annotations"][FILENAME].endswith('say "no": ü\n\tC:\\')


def test_the_template_of_a_document_of_helm_4():
    """A document of Helm 4 is named by its annotation, one that begins with a marker is shown below it."""
    stream = f"---\nkind: A\nmetadata:\n  name: n\n  annotations:\n    {FILENAME}: 'c/t.yaml'\n"
    told = report(stream, [Refusal(1, 0, 0, "no")]).split("\n")
    assert told[:3] == ["error: linea-post cannot edit A/n, c/t.yaml: no", "  --> <stdin>:2:1", " 2 | kind: A"]


def test_a_secret_is_not_shown():
    """The line that is shown with a refusal has no key material in it."""
    key = "0x" + "4f3edf983ac636a65a842ce7c78d9aa706d3b113bce9c46f30d7d21715b23b1d"
    stream = f"kind: Secret\nmetadata: {{name: n}}\nprivateKey: {key} [\n"
    assert key[2:] not in report(stream, [Refusal(1, 0, stream.index("privateKey"), "no")])


@pytest.fixture
def chart(tmp_path):
    """Give a function that writes a chart with templates."""

    def write(**templates):
        (tmp_path / "chart" / "templates").mkdir(parents=True)
        (tmp_path / "chart" / "Chart.yaml").write_text("apiVersion: v2\nname: demo\nversion: 0.1.0\n", "utf-8")
        for name, text in templates.items():
            (tmp_path / "chart" / "templates" / f"{name}.yaml").write_text(text, "utf-8", newline="")
        return tmp_path / "chart"

    return write


def _post_render(version, chart, *arguments, command=("template",), **environ):
    """Run a Helm with linea-post: a plugin on Helm 4, a program on Helm 3."""
    folder = chart.parent
    code = "from linea_helm.postrender.post import run; run()"
    if version[0] == "4":
        plugin = folder / "plugins" / "linea-post"
        plugin.mkdir(parents=True)
        run = {"platformCommand": [{"command": sys.executable, "args": ["-c", code]}]}
        described = {"name": "linea-post", "type": "postrenderer/v1", "version": "0.1.0", "runtime": "subprocess"}
        described |= {"apiVersion": "v1", "runtimeConfig": run}
        (plugin / "plugin.yaml").write_text(json.dumps(described), "utf-8")
        environ["HELM_PLUGINS"] = str(folder / "plugins")
        program = "linea-post"
    else:
        program = folder / "post"
        program.write_text(f'#!/bin/sh\nexec {sys.executable} -c "{code}" "$@"\n', "utf-8")
        program.chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HELM_", "LINEA_", "KUBE"))}
    homes = {f"HELM_{name}_HOME": str(folder / name.lower()) for name in ("DATA", "CACHE", "CONFIG")}
    called = [helm(version), *command, "demo", chart, "--post-renderer", program]
    called += [f"--post-renderer-args={argument}" for argument in arguments]
    return subprocess.run(
        called,
        cwd=folder,
        env={**kept, **homes, "PYTHONPATH": str(PROJECT), **environ},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.helm
@pytest.mark.parametrize("version", ALL)
def test_helm_refuses_and_quotes(version, chart):
    """A document that cannot be edited stops every Helm, which shows the document's name, the reason and the place."""
    done = _post_render(version, chart(a=FINE, b=BROKEN, c=HOOK))
    assert (done.returncode, done.stdout) == (1, "")
    assert (
        "linea-post cannot edit Pod/broken, demo/templates/b.yaml: spec is a single value, not a mapping" in done.stderr
    )
    assert " | spec: 3\n" in done.stderr


@pytest.mark.helm
@pytest.mark.parametrize("version", HELM_4)
def test_helm_4_with_an_exit_code(version, chart):
    """LINEA_POST_FAIL=exit stops Helm 4 without a reason."""
    done = _post_render(version, chart(a=BROKEN), LINEA_POST_FAIL="exit")
    assert done.returncode == 1
    assert 'plugin "linea-post" exited with error' in done.stderr
    assert "cannot edit" not in done.stderr


@pytest.mark.helm
@pytest.mark.parametrize("version", HELM_4)
def test_helm_4_installs_nothing_that_is_refused(version, chart):
    """An install that is refused ends before anything is written."""
    done = _post_render(version, chart(a=FINE, b=BROKEN), command=("install", "--dry-run=client"))
    assert (done.returncode, done.stdout) == (1, "")
    assert "linea-post cannot edit Pod/broken" in done.stderr


@pytest.mark.helm
@pytest.mark.parametrize("version", ALL)
def test_a_mistake_in_the_arguments_is_seen(version, chart):
    """What linea-post says of its own arguments reaches the user, too."""
    done = _post_render(version, chart(a=FINE), "--gat=off")
    assert done.returncode == 1
    assert "linea-post does not understand: --gat=off" in done.stderr


@pytest.mark.helm
@pytest.mark.parametrize("version", ALL)
def test_a_release_with_everything(version, chart):
    """Through a real Helm every object gets what the reference says: hooks, lists, JSON, CRLF, and shared labels."""
    crlf = FINE.replace("\n", "\r\n").replace("fine", "crlf")
    folder = chart(a=FINE, b=HOOK, c=JSON, d=LIST, e=ANCHORS, f=crlf)
    plain = subprocess.run([helm(version), "template", "demo", folder], capture_output=True, check=True)
    done = _post_render(version, folder, "--gate=off", "--label=team=chain")
    assert (done.returncode, done.stderr) == (0, "")
    documents = [document for document in reference.load(plain.stdout) if document]
    expected = _by_name(reference.expected(documents, {"team": "chain"}, defaults.RESOURCES))
    if version[0] == "3":
        expected["hook"] = _by_name(documents)["hook"]  # Helm 3 post-renders no hooks
    assert _by_name(reference.load(done.stdout)) == expected


def _by_name(documents):
    """Give objects by their name; Helm 4 takes a List apart before it post-renders."""
    items = [item for each in documents if each for item in each.get("items", [each])]
    return {item["metadata"]["name"]: item for item in items}


@pytest.mark.helm
@pytest.mark.parametrize("version", HELM_4)
def test_a_chart_that_renders_nothing(version, chart):
    """Helm 4 renders an empty release in peace."""
    done = _post_render(version, chart(a="# nothing\n"))
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.helm
@pytest.mark.parametrize("version", [version for version in ALL if version[0] == "3"])
def test_output_dir_on_helm_3(version, chart):
    """Helm 3 writes files that were not post-rendered with --output-dir: that ends with the reason."""
    done = _post_render(version, chart(a=FINE), command=("template", "--output-dir", "out"))
    assert done.returncode == 1
    assert "standard input is empty: there is nothing to post-render" in done.stderr


@pytest.mark.helm
@pytest.mark.parametrize("version", [version for version in ALL if version[0] == "3"])
def test_only_hooks_on_helm_3(version, chart):
    """Helm 3 sends none of them, which looks like --output-dir: who means it says so, and they are installed."""
    hooks = chart(a=HOOK)
    refused, passed = (_post_render(version, hooks, *more) for more in ((), ("--allow-empty",)))
    assert refused.returncode == 1
    assert "--allow-empty lets the release pass" in refused.stderr
    assert (passed.returncode, passed.stderr) == (0, "")
    assert "helm.sh/hook: test" in passed.stdout


def test_places_are_counted_in_characters():
    """Whatever takes several bytes before them, and what is no text itself is one for each byte."""
    stream = '---\napiVersion: v1\nkind: A\nmetadata:\n  name: "é€😀"\n---\nkind: B\nx: ä'.encode() + b"\xe9\xff [\n"
    program = [sys.executable, "-c", "from linea_helm.postrender.post import run; run()"]
    done = subprocess.run(program, input=stream, capture_output=True, cwd=PROJECT, check=False)
    assert done.returncode == 2
    assert done.stderr.decode() == (
        "error: linea-post cannot edit B: it is not UTF-8 text\n"
        "  --> <stdin>:8:5\n"
        " 8 | x: ä\ufffd\ufffd [\n"
        "   |     ^^^^\n"
        "   = why: a document that is not understood is not edited, and a release must not pass with a part left out\n"
        "   = fix: correct the template, or install without --post-renderer\n"
    )


@pytest.mark.parametrize("source", ["# Source: c/templates/b.yaml\n", ""])
def test_what_the_gate_cannot_read_is_named_with_its_line_in_all_manifests(source):
    """Its line was counted from its own beginning and looked like one of the template.

    An edit has no use for the number; a policy could not be asked about it.
    """
    stream = f"---\n{FINE}---\n{source}apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: b\ndata:\n  x: .inf\n"
    program = [sys.executable, "-c", "from linea_helm.postrender.post import run; run()", "--no-defaults"]
    done = subprocess.run(program, input=stream, capture_output=True, text=True, cwd=PROJECT, check=False)
    named = "ConfigMap/b, c/templates/b.yaml" if source else "ConfigMap/b"
    line = stream.count("\n")
    assert done.returncode == 2
    assert done.stderr == (
        f"error: linea-post cannot read {named}: `.inf` is not a number that values can hold\n"
        f"  --> the post-rendered manifests:{line}:6\n"
        f"{line} |   x: .inf\n"
        "   |      ^^^^\n"
        "   = why: no policy can look at it, and a release must not pass unseen\n"
        "   = fix: correct the template; without policies, --gate=off leaves the document to Helm\n"
    )
