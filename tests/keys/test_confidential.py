"""linea_helm.keys.confidential: which names say that a value is nobody's business."""

from __future__ import annotations

import pytest

from linea_helm.keys.confidential import STEMS, WORDS, is_secret


@pytest.mark.parametrize(
    "path",
    [
        "password",
        "db.adminPassword",
        "API_TOKEN",
        "s3.secretAccessKey",
        "passwords.alice",
        "tokens.dev.value",
        "jwtSecret",
        "accessKeySecret",
        "TWITTER_ACCESS_TOKEN_SECRET",
        "validator.key",
        "clientSecret",
    ],
)
def test_secrets(path):
    """By the last telling word."""
    assert is_secret(path.split("."))


@pytest.mark.parametrize(
    "path",
    [
        "existingSecret",
        "secretName",
        "tokenTTL",
        "passwordPolicy",
        "automountServiceAccountToken.enabled",
        "secretKeyRef",
        "maxTokens",
        "num_tokens",
        "tlsSecret",
        "caCertSecret",
        "tsigSecretAlg",
        "masterKeyIps",
        "adminPasswordMtime",
        "privateKey.encoding",
        "passwordUpdateJob.podSecurityContext.fsGroup",
        "imagePullSecrets.name",
        "topologyKey",
    ],
)
def test_what_is_only_about_secrets(path):
    """Names, numbers, dates and Jobs."""
    assert not is_secret(path.split("."))


def test_what_is_searched_for_is_in_every_name():
    """A text without any of the stems has no name of a secret."""
    assert all(any(stem in word for stem in STEMS) for word in WORDS if is_secret((word,)))
