"""linea_helm.keys.derive: what is public of a private key."""

from __future__ import annotations

import sys

import pytest
from curve_reference import multiply
from hypothesis import given
from hypothesis import strategies as st

from linea_helm.errors import LineaError
from linea_helm.keys import derive
from linea_helm.keys.material import ORDER, find

#: Public development keys of Linea's own files: the sequencer's, maru's, the demo account's.
SEQUENCER = bytes.fromhex("f3f61f30399831b8b6b00b67fd357faa3a641768846e6df25fd9990f151e3846")
MARU = bytes.fromhex("65987ce870e1f12bfe288535ea87e1f8127f5d2f42ae2612bfce85153d76e760")
DEMO = bytes.fromhex("e874f5517dcc2a358482b7fb250eb9606925ec5c8ae75c26e93e1d820d0f36aa")
JUNK = "test test test test test test test test test test test junk"


def test_the_sequencer_s_enode_and_address():
    """As Linea's local stack has them."""
    assert derive.enode_id(SEQUENCER) == (
        "14408801a444dafc44afbccce2eb755f902aed3b5743fed787b3c790e021fef2"
        "8b8c827ed896aa4e8fb46e22bd67c39f994a73768b4b382f8597b0d44370e15d"
    )
    assert derive.address(SEQUENCER).lower() == "0x6d976c9b8ceee705d4fe8699b44e5eb58242f484"


def test_maru_s_validator_and_peer_id():
    """One key is the libp2p identity and the validator."""
    assert derive.address(MARU).lower() == "0x083e11f14b68d5ebeb4be3e3e0237ebbc5675ab5"
    assert derive.peer_id(MARU) == "16Uiu2HAmJUNxrHNBa7RhqqPKfEDc3nccSeoK9XFTAmHwEUQcDStu"


def test_an_address_carries_its_checksum():
    """In the case of its letters (EIP-55)."""
    assert derive.address(DEMO) == "0x1DA9B48928EC505040Eb18a4E1e21aBfCc4Ccc46"


@pytest.mark.parametrize(
    ("data", "digest"),
    [
        (b"", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"),
        (b"abc", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"),
    ],
)
def test_keccak_is_not_sha3(data, digest):
    """The hash of nothing is the one that Ethereum gives accounts without code."""
    assert derive.keccak256(data).hex() == digest


@given(st.integers(1, ORDER - 1))
def test_the_public_key_is_the_curve_s(scalar):
    """As its definition computes it, for any private key."""
    x, y = multiply(scalar)
    assert derive.public_key(scalar.to_bytes(32, "big")) == x.to_bytes(32, "big") + y.to_bytes(32, "big")


@pytest.mark.parametrize("scalar", [1, 2, 3, ORDER - 2, ORDER - 1])
def test_the_public_key_at_the_edges(scalar):
    """The smallest and the largest private keys."""
    x, y = multiply(scalar)
    assert derive.enode_id(scalar.to_bytes(32, "big")) == f"{x:064x}{y:064x}"


@pytest.mark.parametrize("scalar", [0, ORDER, 2**256 - 1])
def test_a_number_outside_the_curve_has_none(scalar):
    """Zero and what is not below the order are no private keys."""
    with pytest.raises(ValueError, match="a private key is above zero and below the order of the curve"):
        derive.public_key(scalar.to_bytes(32, "big"))


@pytest.mark.parametrize(
    ("phrase", "index", "address"),
    [
        (JUNK, 0, "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"),
        (JUNK, 1, "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"),
        (JUNK, 19, "0x8626f6940E2eb28930eFb4CeF49B2d1F2C9C1199"),
        (JUNK.upper().replace(" ", ",\n  "), 0, "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"),
        (
            "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about",
            0,
            "0x9858EfFD232B4033E47d90003D41EC34EcaEda94",
        ),
    ],
)
def test_an_account_of_a_mnemonic(phrase, index, address):
    """At m/44'/60'/0'/0, however the words are written; the addresses are those that Hardhat prints."""
    assert derive.address(derive.account(phrase, index)) == address


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (f"privateKey: 0x{SEQUENCER.hex()}", "0x6D976C9b8CeEe705d4FE8699B44E5eB58242F484"),
        (f"0x08021220{MARU.hex()}", "0x083E11F14B68D5EBeB4BE3e3E0237ebbC5675AB5"),
        (f"mnemonic: {JUNK}", "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"),
        (f"jwt: {MARU.hex()}", None),
    ],
)
def test_the_address_of_what_was_found(text, address):
    """A JWT secret has none."""
    [material] = find(text)
    assert derive.address_of(text, material) == address


def test_without_the_library(monkeypatch):
    """It is said what is missing and how to get it."""
    monkeypatch.setitem(sys.modules, "Crypto", None)
    assert not derive.available()
    with pytest.raises(LineaError) as caught:
        derive.address(MARU)
    assert caught.value.problem == "the Python package pycryptodome 4.4 or newer is not installed"
    assert caught.value.fix == 'run: pip install "helm-linea[keys]"'


def test_an_older_library_lacks_the_curve(monkeypatch):
    """Also one that is somebody else's affair, such as PyCrypto."""
    import Crypto

    assert derive.available()
    monkeypatch.setattr(Crypto, "version_info", (3, 23, "0"))
    assert not derive.available()
