"""linea_helm.lint.inspection: what a lint says of itself."""

from __future__ import annotations

import io
import json
import sys

import pytest
from helms import ALL, helm

from linea_helm.errors import InputError
from linea_helm.lint.lint import lint
from linea_helm.options import LINT, parse

KEY = "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"


@pytest.mark.parametrize("there", [True, False])
def test_development_keys_are_looked_for_or_skipped_aloud(tmp_path, monkeypatch, there):
    """Without the extra `keys` a key is a key, and nobody says whose."""
    monkeypatch.chdir(tmp_path)
    if not there:
        monkeypatch.setitem(sys.modules, "Crypto", None)
    (tmp_path / "v.yaml").write_text(f'txSender:\n  dev:\n    enabled: true\n    privateKey: "0x{KEY}"\n', "utf-8")
    out = io.StringIO()
    assert lint(parse(["-f", "v.yaml", "--no-render", "-o", "json"], LINT), {"LINEA_NO_CACHE": "1"}, out) == 1
    report = json.loads(out.getvalue())
    skipped = {entry["what"]: entry["why"] for entry in report["skipped"]}
    why = 'pycryptodome is not installed; run: pip install "helm-linea[keys]"'
    assert skipped.get("public development keys") == (None if there else why)
    found = {finding["id"] for finding in report["findings"]}
    assert "tx-sender-plaintext-key" in found
    assert ("key-well-known-dev" in found) == there
    assert KEY[:8] not in out.getvalue()


@pytest.mark.helm
@pytest.mark.parametrize("version", ALL)
@pytest.mark.parametrize("as_defaults", [True, False])
def test_what_helm_drops_of_a_file_is_an_error(tmp_path, monkeypatch, version, as_defaults):
    """What Helm reads of the file is looked at all the same; it was silence, or exit code 2."""
    monkeypatch.chdir(tmp_path)
    text = "  replicas: yes\n  nobody: 1\n  # comment\nimage:\n  tag: x\n"
    chart = {"Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n", "values.yaml": "replicas: 1\n"}
    (tmp_path / "c" / "templates").mkdir(parents=True)
    if as_defaults:
        chart["values.yaml"] = text
    else:
        (tmp_path / "v.yaml").write_text(text, "utf-8")
    manifest = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata: {a: {{ .Values.replicas | quote }}}\n"
    for name, written in {**chart, "templates/x.yaml": manifest}.items():
        (tmp_path / "c" / name).write_text(written, "utf-8")
    out = io.StringIO()
    command = ["./c", *([] if as_defaults else ["-f", "v.yaml"]), "--helm", str(helm(version)), "-o", "json"]
    assert lint(parse(command, LINT), {"LINEA_NO_CACHE": "1"}, out) == 1
    told = {finding["id"]: finding for finding in json.loads(out.getvalue())["findings"]}
    assert (told["yaml-cut-off"]["line"], told["yaml-cut-off"]["column"]) == (4, 1)
    assert told["yaml-cut-off"]["message"] == "Helm reads up to line 2 and drops these 2 lines"
    if not as_defaults:
        assert (told["yaml-type-trap"]["line"], told["values-unknown-key"]["line"]) == (1, 2)


@pytest.mark.helm
@pytest.mark.parametrize("version", ALL)
@pytest.mark.parametrize("words", [[], ["-f", "empty.yaml"], ["--no-render"]])
def test_to_check_nothing_is_an_error(tmp_path, monkeypatch, version, words):
    """A chart that renders nothing and has no values; with values there is something to look at."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "c" / "templates").mkdir(parents=True)
    (tmp_path / "c" / "Chart.yaml").write_text("apiVersion: v2\nname: c\nversion: 1.0.0\n", "utf-8")
    (tmp_path / "empty.yaml").write_text("# nothing\n", "utf-8")
    (tmp_path / "full.yaml").write_text("nobody: 1\n", "utf-8")
    helm_words = [] if words == ["--no-render"] else ["--helm", str(helm(version))]

    def run(*more):
        return lint(parse(["c", *more, *helm_words], LINT), {"LINEA_NO_CACHE": "1"}, io.StringIO())

    with pytest.raises(InputError, match=r"nothing to check: .*, and there are no values"):
        run(*words)
    assert run(*words, "-f", "full.yaml") == 0
