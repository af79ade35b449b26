"""linea_helm.keys.astray: secrets that became keys."""

from __future__ import annotations

import pytest

from linea_helm.keys.astray import is_astray, is_field


@pytest.mark.parametrize(
    "key",
    [
        "name",
        "secretName",
        "valueFrom",
        "secretKeyRef",
        "username",
        "admin-password",
        "clientId",
        "API_TOKEN",
        "tokenTTL",
    ],
)
def test_what_fields_of_secrets_are_called(key):
    """All their words are known."""
    assert is_field(key)


@pytest.mark.parametrize(
    "key", ["hunter2x", "password1", "k3y!x", "my secret", "secret!", "", "90817263", "correcthorse"]
)
def test_what_is_no_field(key):
    """A word that nobody knows, a digit at the end, or what no name has in it."""
    assert not is_field(key)


@pytest.mark.parametrize(
    ("names", "item", "expected"),
    [
        (("credentials", 0), {"hunter2x": "x"}, True),
        (("db", "passwords", 1), {"hunter2x": None}, True),
        (("credentials", 0), {"hunter2x": {"a": 1}}, False),
        (("credentials", 0), {"hunter2x": []}, False),
        (("credentials", 0), {"hunter2x": "x", "b": "y"}, False),
        (("credentials", 0), {"username": "x"}, False),
        (("credentials", 0), {}, False),
        (("credentials",), {"hunter2x": "x"}, False),
        (("password",), {"hunter2x": "x"}, True),
        (("db", "adminPassword"), {"hunter2": None}, True),
        (("wallet", "passphrase"), {"correct horse": "x"}, True),
        (("password",), {"hunter2x": "x", "b": "y"}, False),
        (("password",), {"hunter2x": ["x"]}, False),
        (("password",), {"minLength": 8}, False),
        (("password",), {"correcthorse": "x"}, False),
        (("password",), {"user1": "x"}, False),
        (("password",), {"sha256": "x"}, False),
        (("password",), {"oauth2Client": "x"}, False),
        (("passwords",), {"hunter2x": "x"}, False),
        (("secret",), {"hunter2x": "x"}, False),
        (("passwordPolicy",), {"hunter2x": "x"}, False),
        (("servers", 0), {"hunter2x": "x"}, False),
        ((), {"hunter2x": "x"}, False),
    ],
)
def test_which_keys_are_secrets(names, item, expected):
    """That of a map alone in a list of secrets or below a password, with nothing behind it but a scalar."""
    assert is_astray(names, item) is expected
