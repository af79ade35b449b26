"""`lint --each`: files that cannot be read, and names that `-f` would split."""

from __future__ import annotations

import io
import json

import pytest
from helms import ALL, helm

from linea_helm.lint.lint import lint
from linea_helm.options import LINT, parse

pytestmark = pytest.mark.slow

MANIFEST = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata: {a: {{ .Values.a | quote }}}\n"
FILES = {
    "c/Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n",
    "c/values.yaml": "a: 1\n",
    "c/templates/x.yaml": MANIFEST,
    "ok.yaml": "nobody: 2\n",
    "a,b.yaml": "nobody: 2\n",
    'a"b.yaml': "nobody: 2\n",
}


@pytest.fixture
def lint_each(tmp_path, monkeypatch):
    """Give what lints in a folder with FILES: the exit code, and (file, line, id) of each finding in a values file."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "latin.yaml").write_bytes(b"a: \xe9\n")
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")

    def run(*words):
        out = io.StringIO()
        code = lint(parse([*words, "-o", "json"], LINT), {"LINEA_NO_CACHE": "1"}, out)
        found = json.loads(out.getvalue())["findings"]
        return code, [(each["file"], each["line"], each["id"]) for each in found if each["file"]]

    return run


@pytest.mark.parametrize("file", ["missing.yaml", "latin.yaml", "folder"])
@pytest.mark.parametrize("more", [[], ["--exit-zero"]])
def test_a_file_that_cannot_be_read_is_no_finding_like_others(lint_each, file, more):
    """Alone it ends with 2; with others it ended with 1, and stood at no file."""
    code, found = lint_each("--each", "--chart", "c", "ok.yaml", file, "--no-render", *more)
    assert code == 2
    assert sorted(found) == sorted([(file, 1, "yaml-error"), ("ok.yaml", 1, "values-unknown-key")])


def test_a_file_that_is_not_there_is_no_matter_of_helm(lint_each, capsys):
    """Its reason is that nothing was looked at; what was skipped of another file names that."""
    broken = "ok.yaml"
    with open(broken, "a", encoding="utf-8") as file:
        file.write("a: [\n")
    out = io.StringIO()
    words = ["--each", "--chart", "c", broken, "missing.yaml", "a,b.yaml", "--no-render"]
    assert lint(parse(words, LINT), {"LINEA_NO_CACHE": "1"}, out) == 2
    text = out.getvalue()
    assert "error[yaml-error]: there is no file missing.yaml\n  --> missing.yaml:1:1\n" in text
    assert "   = why: nothing of these values was checked\n" in text
    assert "skipped: schema, policies and manifests of ok.yaml: the values cannot be read\n" in text
    assert "skipped: missing.yaml: it cannot be read\n" in text


@pytest.mark.helm
@pytest.mark.parametrize("version", ALL)
@pytest.mark.parametrize("file", ["a,b.yaml", 'a"b.yaml'])
def test_names_with_a_comma(lint_each, version, file):
    """Helm takes them in quotes, as a line of CSV, and so do we."""
    words = ["--helm", str(helm(version))]
    quoted = '"' + file.replace('"', '""') + '"'
    found = [(file, 1, "values-unknown-key")]
    assert lint_each("--each", "--chart", "c", file, *words) == (0, found)
    assert lint_each("c", "-f", quoted, *words) == (0, found)
