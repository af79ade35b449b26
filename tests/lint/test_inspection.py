"""linea_helm.lint.inspection: what a lint says of itself."""

from __future__ import annotations

import io
import json
import sys

import pytest

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
    why = 'pycryptodome is not installed; it comes with "helm-linea[keys]"'
    assert skipped.get("public development keys") == (None if there else why)
    found = {finding["id"] for finding in report["findings"]}
    assert "tx-sender-plaintext-key" in found
    assert ("key-well-known-dev" in found) == there
    assert KEY[:8] not in out.getvalue()
