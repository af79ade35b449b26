"""linea_helm.keys.known: keys that everybody has."""

from __future__ import annotations

import base64
import re
import sys
from pathlib import Path

import pytest
import yaml

from linea_helm.errors import LineaError
from linea_helm.keys import derive, known
from linea_helm.keys.known import known as look_up
from linea_helm.keys.material import find

PROJECT = Path(__file__).parents[2]
DEFAULT_JWT = "ecb22bc24e7d4061f7ed690ccd5846d7d73f5d2b9733267e12f56790398d908a"


def said(text):
    """Look up the one key in a text."""
    [material] = find(text)
    return look_up(text, material)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (
            "privateKey: 0x8f2a55949038a9610f50fb23b5883af3b4ecb3c3bb792cbcefbd1542c692be63",
            "an account of Besu's development network",
        ),
        ("mnemonic: test test test test test test test test test test test junk", "an account of Anvil and Hardhat"),
        (
            "0x0802122065987ce870e1f12bfe288535ea87e1f8127f5d2f42ae2612bfce85153d76e760",
            "a key of maru's tests and charts",
        ),
        (f"jwt: 0x{DEFAULT_JWT}", "the default of ethpandaops' charts"),
        (f"jwt.hex: {base64.b64encode(DEFAULT_JWT.encode()).decode()}", "the default of ethpandaops' charts"),
        (f"jwt: {'0' * 64}", "one digit 64 times"),
        (f"privateKey: {1:064x}", "a number so small that trying finds it"),
        (f"maruKey: 08021220{77:064x}", "a number so small that trying finds it"),
        (f"jwt: {'0123456789abcdef' * 4}", ""),
        (f"privateKey: {2**64:064x}", ""),
        ("-----BEGIN PRIVATE KEY-----\nMIGH\n-----END PRIVATE KEY-----", ""),
    ],
)
def test_what_everybody_has(text, what):
    """By its address, by its hash, by being small; nothing is said of any other."""
    assert said(text) == what


def test_every_account_of_hardhat():
    """All twenty that it prints when it starts."""
    phrase = "test test test test test test test test test test test junk"
    keys = [derive.account(phrase, index).hex() for index in range(20)]
    assert {said(f"privateKey: {key}") for key in keys} == {"an account of Anvil and Hardhat"}


def test_the_keys_of_our_devnet_profile_are_known():
    """Who copies them from there into production is told."""
    values = yaml.safe_load((PROJECT / "chart/linea-stack/profiles/devnet.yaml").read_text("utf-8"))
    keys = [
        values["sequencer"]["dev"]["p2pKey"],
        values["maru"]["dev"]["p2pKey"],
        values["txSender"]["dev"]["privateKey"],
    ]
    assert [said(f"privateKey: {key}") for key in keys] == [
        "a key of Linea's local stack",
        "a key of maru's tests and charts",
        "a key of Linea's local stack",
    ]


def test_the_list_holds_addresses_and_no_key():
    """Each once, with its checksum; the only 64 digits in the file are hashes."""
    text = Path(known.__file__).read_text("utf-8")
    addresses = re.findall(r"0x[0-9a-fA-F]+", text)
    assert len(addresses) == len(set(addresses)) == 114
    for address in addresses:
        check = derive.keccak256(address[2:].lower().encode()).hex()
        assert address[2:] == "".join(
            letter.upper() if check[at] > "7" else letter for at, letter in enumerate(address[2:].lower())
        )
    assert set(re.findall(r"[0-9a-f]{41,}", text)) == set(known._JWT_SECRETS)


def test_without_the_library(monkeypatch):
    """A JWT secret is looked up all the same; for an account the error says what is missing."""
    monkeypatch.setitem(sys.modules, "Crypto", None)
    assert said(f"jwt: {DEFAULT_JWT}") == "the default of ethpandaops' charts"
    with pytest.raises(LineaError, match=r"pycryptodome 4\.4 or newer is not installed"):
        said("privateKey: 8f2a55949038a9610f50fb23b5883af3b4ecb3c3bb792cbcefbd1542c692be63")
