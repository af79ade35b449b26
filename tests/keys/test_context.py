"""linea_helm.keys.context: the name before a value."""

from __future__ import annotations

import pytest

from linea_helm.keys.context import name_before

HEX = "0x" + "ab" * 32


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("privateKey: {}", "privateKey"),
        ('privateKey: "{}"', "privateKey"),
        ("privateKey: '{}'", "privateKey"),
        ('"privateKey": "{}"', "privateKey"),
        ('"a": 1, "b": "{}"', "b"),
        ('private-key = "{}"', "private-key"),
        ("[signer]\nprivate-key={}", "private-key"),
        ("export PRIVATE_KEY={}", "export PRIVATE_KEY"),
        ("besu --node-private-key {}", "node-private-key"),
        ("--private-key={}", "private-key"),
        ('["--private-key", "{}"]', "private-key"),
        ("- --private-key\n- {}", "private-key"),
        ("- name: PRIVATE_KEY\n  value: {}", "PRIVATE_KEY"),
        ('{{"name": "PRIVATE_KEY", "value": "{}"}}', "PRIVATE_KEY"),
        ("key: |\n  {}\n", "key"),
        ("key: >-\n  {}", "key"),
        ('topics: ["0xaa", "{}"]', "topics"),
        ("topics:\n- 0xaa\n- {}", "topics"),
        ('config: "a\\nfaucetSecret: \\"{}', "faucetSecret"),
        ("# the public key: {}", "the public key"),
        ("{}", ""),
        (": {}", ""),
        ("<> = {}", ""),
        ("hello world {}", ""),
    ],
)
def test_the_name_before_a_value(text, name):
    """In YAML, JSON, TOML, environments, flags, lists, and strings inside strings."""
    written = text.format(HEX)
    assert name_before(written, written.index(HEX)) == name
