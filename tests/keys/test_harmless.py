"""linea_helm.keys.harmless: what is no secret whatever it is called."""

from __future__ import annotations

import pytest

from linea_helm.keys.harmless import is_harmless


@pytest.mark.parametrize(
    "value",
    [
        "",
        " ",
        "true",
        "None",
        "{}",
        "disabled",
        "/run/linea/jwt.hex",
        "/data/keys/",
        "tls.key",
        "credentials.json",
        "$(DB_PASSWORD)",
        "${DB_PASSWORD}",
        "{{ .Values.db.password }}",
        "{{- $password -}}",
    ],
)
def test_what_may_be_shown(value):
    """Nothing, a switch, a path, a reference."""
    assert is_harmless(value)


@pytest.mark.parametrize(
    "value",
    [
        "hunter2",
        "/hunter2",
        "/8f/K3y+Xq==",
        "$(echo hunter2)",
        "${TX_KEY_hunter2}",
        "${A:-hunter2}",
        "hunter2.key!",
        '{{ "hunter2" }}',
        "{{ .Values.a }}hunter2",
        "none of it",
        "/run/" + "a" * 33,
    ],
)
def test_what_may_be_a_secret(value):
    """Whatever has more in it."""
    assert not is_harmless(value)
