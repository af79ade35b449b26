"""linea_helm.called: what a user is told to type is there."""

from __future__ import annotations

import pytest

from linea_helm.called import explain
from linea_helm.keys import derive


@pytest.mark.parametrize(
    ("plugin", "command", "remedy"),
    [
        (None, "linea policy explain x", 'run: pip install "helm-linea[keys]"'),
        ("linea", "helm linea policy explain x", "run: helm linea setup"),
        ("linea-post", "helm linea policy explain x", "run: helm linea setup"),
    ],
)
def test_a_python_package_has_no_helm_linea(monkeypatch, plugin, command, remedy):
    """As in a pre-commit hook; Helm names the plugin that it runs."""
    monkeypatch.delenv("HELM_PLUGIN_NAME", raising=False)
    if plugin:
        monkeypatch.setenv("HELM_PLUGIN_NAME", plugin)
    assert (explain("x"), derive.remedy()) == (command, remedy)
