"""linea_helm.keys.malformed: what is wrong with a key where one is expected."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shared_data import shared

from linea_helm.keys.malformed import find, reason
from linea_helm.keys.material import ORDER

KEY = "8f2a55949038a9610f50fb23b5883af3b4ecb3c3bb792cbcefbd1542c692be63"


@pytest.mark.parametrize(
    ("value", "names", "why"),
    [
        (KEY[:-1], ["privateKey"], "has 63 hex digits, and a private key has 64"),
        (f"0x{KEY}0", ["privateKey"], "has 65 hex digits, and a private key has 64"),
        ("0x1", ["privateKey"], "has 1 hex digit, and a private key has 64"),
        (
            "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
            ["privateKey"],
            "has 40 hex digits, as an address has, and a private key has 64",
        ),
        (KEY + KEY, ["p2pKey"], "has 128 hex digits, as a public key has, and a private key has 64"),
        (f"02{KEY}", ["p2pKey"], "has 66 hex digits, as a compressed public key has, and a private key has 64"),
        (f"0x{KEY[:-1]}O", ["privateKey"], "has 1 character that is no hex digit"),
        (f"{KEY[:-2]}xy", ["privateKey"], "has 2 characters that are no hex digit"),
        ("0" * 64, ["privateKey"], "is zero"),
        (f"0x{ORDER:064X}", ["privateKey"], "is not below the order of the curve secp256k1"),
        ("f" * 64, ["p2pKey"], "is not below the order of the curve secp256k1"),
        (f"08021220{'0' * 64}", ["maru", "p2pKey"], "is zero"),
        (KEY, ["maru", "p2pKey"], "is 32 bytes without libp2p's 08021220 before them, which maru needs"),
        (
            f"0x0802122100{KEY}",
            ["sequencer", "p2pKey"],
            "is in libp2p's form, which only maru reads; others want the last 64 digits alone",
        ),
        (KEY[:62], ["jwt.hex"], "has 62 hex digits, and a JWT secret has 64"),
        (f"0x{KEY}ab", ["JWT_SECRET"], "has 66 hex digits, and a JWT secret has 64"),
    ],
)
def test_what_is_wrong(value, names, why):
    """Lengths, other things of known length, typing errors, numbers outside the curve, and the two forms."""
    assert reason(value, names) == why


@pytest.mark.parametrize(
    ("value", "names"),
    [
        (KEY, ["privateKey"]),
        (f"0x{KEY}", ["sequencer", "p2pKey"]),
        (f"08021220{KEY}", ["maru", "p2pKey"]),
        (f"08021220{KEY}", ["p2pKey"]),
        ("0" * 64, ["jwt"]),
        (KEY[:-1], ["hash"]),
        (KEY[:-1], ["apiKey"]),
        ("changeme", ["privateKey"]),
        ("linea-stack-sequencer-p2p-key", ["p2pKey"]),
        ("sk_live_51Hx0aBcDeFgHiJkLmNoPqRsTuVwXyZ012345678", ["privateKey"]),
        ("0xYOURKEY", ["privateKey"]),
        ("", ["privateKey"]),
    ],
)
def test_what_is_not_judged(value, names):
    """A right key, a place for something else, a placeholder."""
    assert reason(value, names) == ""


def test_a_fault_in_a_text():
    """The span is the value's, in a file inside a string as well."""
    text = f'[signer]\nprivate-key = "0x{KEY[:-3]}"\npublic-key = "0x{KEY[:-3]}"\n'
    [fault] = find(text)
    assert text[fault.start : fault.end] == f"0x{KEY[:-3]}"
    assert fault.why == "has 61 hex digits, and a private key has 64"
    assert list(find("key: ${PRIVATE_KEY}\nprivateKey: /secrets/p2p/0xkey\n")) == []


@given(st.text(alphabet="0123456789abcdefxZ", max_size=150), st.sampled_from(["privateKey", "jwt", "hash"]))
def test_a_reason_never_shows_the_value(value, name):
    """No six characters of what was written, except the prefix of libp2p's form."""
    why = reason(value, [name]).replace("0802122100", "").replace("08021220", "")
    assert not any(value[at : at + 6] in why for at in range(max(0, len(value) - 5)))


def test_no_fault_in_real_charts():
    """Third-party charts hold no malformed key."""
    for path in sorted(shared("streams").glob("*/*.yaml")):
        assert [fault.why for fault in find(path.read_text("utf-8"))] == [], path
