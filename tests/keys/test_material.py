"""linea_helm.keys.material: what is key material in a text, and what is not."""

from __future__ import annotations

import base64
import json
import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scanned import Scanned
from shared_data import shared

from linea_helm.keys.material import CERTAIN, ORDER, UNKNOWN, _pems, digits, find
from linea_helm.redact import edits

KEY = "8f2a55949038a9610f50fb23b5883af3b4ecb3c3bb792cbcefbd1542c692be63"
WORDS = "legal winner thank year wave sausage worth useful legal winner thank yellow"
BEGIN = "-----BEGIN "
PEM = "-----BEGIN EC PRIVATE KEY-----\nMHQCAQEEIBx0aW5n\n-----END EC PRIVATE KEY-----"
KEYSTORE = {
    "version": 3,
    "crypto": {
        "cipher": "aes-128-ctr",
        "cipherparams": {"iv": "83dbcc02d8ccb40e466191a123791e0e"},
        "ciphertext": "d172bf743a674da9cdad04534d56926ef8358534d458fffccd4e6ad2fbde479c",
        "kdf": "scrypt",
        "kdfparams": {"salt": "ab0c7876052600dd703518d6fc3fe8984592145b591fc8fb5c6d43190334ba19"},
        "mac": "2103ac29920d71da29f15d75b4a16dbe95cfd7ff8faea1056c33131d846e3097",
    },
}


def found(text, *around):
    """Give what is found as `(kind, confidence)`."""
    return [(material.kind, material.confidence) for material in find(text, around)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"0x{KEY}", "secp256k1"),
        (KEY.upper(), "secp256k1"),
        (f"0x08021220{KEY}", "libp2p"),
        (f"0802122100{KEY}", "libp2p"),
        (WORDS, "mnemonic"),
        (PEM, "pem"),
        (base64.b64encode(bytes.fromhex(KEY)).decode(), "secp256k1"),
        (base64.b64encode(KEY.encode()).decode(), "secp256k1"),
        (base64.b64encode(PEM.encode()).decode(), "pem"),
        (base64.b64encode(WORDS.encode()).decode(), "mnemonic"),
    ],
)
def test_a_key_behind_its_name(text, kind):
    """Every form is certain where a private key is expected, and its span is all of it."""
    [material] = find(text, ["txSender", "privateKey"])
    assert material == (0, len(text), kind, CERTAIN)
    if kind in {"secp256k1", "libp2p"}:
        assert digits(text, material) == KEY


@pytest.mark.parametrize("text", [f"08021220{KEY}", WORDS, PEM])
@pytest.mark.parametrize("names", [[], ["hash"], ["data", "blob"]])
def test_a_form_that_nothing_else_has_needs_no_name(text, names):
    """A libp2p key, a mnemonic and a PEM block are certain anywhere."""
    assert [confidence for _, confidence in found(text, *names)] == [CERTAIN]


@pytest.mark.parametrize("text", [json.dumps(KEYSTORE), json.dumps(KEYSTORE, indent=2).replace('"', "")])
def test_a_keystore(text):
    """The encrypted key is found, as JSON and as YAML; salt, iv and mac are none."""
    [material] = find(text)
    assert material[2:] == ("keystore", CERTAIN)
    assert text[material.start : material.end].endswith(KEYSTORE["crypto"]["ciphertext"])


def test_the_name_tells_a_jwt_secret():
    """64 digits behind a JWT's name are one, also those that are no private key."""
    assert found(KEY, "engine", "jwt.hex") == [("jwt", CERTAIN)]
    assert found(f"engine-jwt-secret: {'0' * 64}") == [("jwt", CERTAIN)]
    assert found(base64.b64encode(KEY.encode()).decode(), "linea-jwt", "jwt.hex") == [("jwt", CERTAIN)]


@pytest.mark.parametrize("names", [[], ["data"], ["key"], ["faucetSecret"], ["txSender", "value"]])
def test_without_a_telling_name_it_is_unknown(names):
    """32 bytes may be a key as well as a hash, and of the 32 raw bytes in base64 nothing is said."""
    assert found(KEY, *names) == [("secp256k1", UNKNOWN)]
    assert found(base64.b64encode(bytes.fromhex(KEY)).decode(), *names) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (KEY, ["blockHash"]),
        (KEY, ["genesis", "alloc", "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266", "storage", "0x00"]),
        (f'"storage": {{"0x{"0" * 63}1": "0x{KEY}"}}', []),
        (f'{{"mixHash": "0x{KEY}", "stateRoot": "0x{KEY}", "extraData": "0x{KEY}{KEY}"}}', []),
        (f"topics: [0x{KEY}, 0x{KEY}]", []),
        (f"topics:\n- 0x{KEY}\n- 0x{KEY}", []),
        (f"image: besu@sha256:{KEY}", []),
        (f"{KEY}  besu.tar.gz\n{KEY} *maru.jar\n", []),
        (f"checksum/config: {KEY}", []),
        (f"checksum/jwt-secret: {KEY}", []),
        (f"0x{KEY}{KEY}", ["privateKey"]),
        (f"enode://{KEY}{KEY}@10.0.0.1:30303", []),
        ("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266", ["privateKey"]),
        (f"0x{'0' * 64}", ["privateKey"]),
        (f"{ORDER:064x}", ["privateKey"]),
        (f"plugin-linea-l1l2-bridge-topic={KEY}", []),
        (f"0x60{KEY}", ["data"]),
        (base64.b64encode(bytes.fromhex(KEY)).decode(), ["integrity"]),
        ("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----", []),
        ("59139", ["chain", "id"]),
        ("a" * 63, ["privateKey"]),
    ],
)
def test_what_is_none(text, names):
    """Hashes, slots, digests, code, public keys, addresses, and numbers that are no key of the curve."""
    assert found(text, *names) == []


def test_what_lies_in_another_is_not_found_twice():
    """Hex inside a PEM block is the block's."""
    text = f"-----BEGIN PRIVATE KEY-----\nprivateKey: {KEY}\n-----END PRIVATE KEY-----"
    assert list(find(text)) == [(0, len(text), "pem", CERTAIN)]


def one_by_one(text):
    """Find the blocks of private keys as their definition says, each foot from its head on."""
    starts = [match.start() for match in re.finditer("(?=-----BEGIN )", text)]
    for start in starts:
        match = re.compile("-----BEGIN ((?:(?!-----).)*)-----", re.DOTALL).match(text, start)
        if match and match[1].isupper() and match[1].removesuffix(" BLOCK").endswith("PRIVATE KEY"):
            foot = text.find(f"-----END {match[1]}-----", match.end() - 5)
            yield start, len(text) if foot < 0 else foot + len(match[1]) + 14


@given(
    st.lists(
        st.sampled_from(
            [
                "-----BEGIN ",
                "-----END ",
                "-----",
                "PRIVATE KEY",
                "A PRIVATE KEY",
                "private key",
                "-",
                "\n",
                "x",
                " BLOCK",
            ]
        ),
        max_size=40,
    )
)
def test_blocks_end_at_the_next_foot_of_their_label(pieces):
    """However heads and feet are mixed, and wherever dashes touch."""
    text = "".join(pieces)
    assert [(each.start, each.end) for each in _pems(text)] == list(one_by_one(text))


@pytest.mark.parametrize(
    "piece",
    ["-----BEGIN X-----\n", "-----BEGIN PRIVATE KEY-----\n", "-----BEGIN {} PRIVATE KEY-----\n", PEM, "-----BEGIN "],
)
def test_a_text_is_searched_for_blocks_once(piece):
    """However many there are, and when none of them ends."""
    text = Scanned("".join(piece.replace("{}", f"A{number}") for number in range(2000)))
    list(_pems(text))
    assert text.over < 4 * len(text)


@given(
    st.integers(1, ORDER - 1).map(lambda number: f"{number:064x}"),
    st.sampled_from(["", "0x", "08021220", "0x0802122100"]),
    st.sampled_from(
        [
            'privateKey: "{}"',
            "PRIVATE_KEY={}",
            '{{"private-key": "{}"}}',
            "--private-key {}",
            "a: 1\nnodeKey: |\n  {}\n",
        ]
    ),
)
def test_every_scalar_behind_its_name_is_found(key, prefix, frame):
    """Any number from 1 to the order, in any frame, with its digits given back."""
    text = frame.format(prefix + key)
    [material] = find(text)
    assert material.confidence == CERTAIN
    assert text[material.start : material.end] == prefix + key
    assert digits(text, material) == key


@given(
    st.lists(
        st.one_of(
            st.text(alphabet="0123456789abcdefABxX \n:=\"'-/+_", max_size=90),
            st.sampled_from(
                [KEY, f"08021220{KEY}", WORDS, PEM, " privateKey: ", " jwt = ", "hash: ", "crypto: ciphertext: "]
            ),
            st.sampled_from([base64.b64encode(secret.encode()).decode() for secret in (KEY, WORDS, PEM)]),
        ),
        max_size=8,
    ).map("".join)
)
def test_everything_found_is_redacted(text):
    """Spans are in order and apart, and what lies in one is hidden wherever it is shown."""
    hidden = edits(text)
    last = 0
    for material in find(text):
        assert last <= material.start < material.end <= len(text)
        last = material.end
        if material.kind != "keystore":
            assert any(start <= material.start and material.end <= end for start, end, _ in hidden)


def test_no_false_alarm_in_real_charts():
    """Of 52 streams of third-party charts only true keys are found: default mnemonics, JWT secrets, a faucet's key."""
    streams = sorted(shared("streams").glob("*/*.yaml"))
    everything = Counter(
        (path.stem.rsplit("_", 1)[1], *material[2:]) for path in streams for material in find(path.read_text("utf-8"))
    )
    assert len(streams) == 52
    assert everything == {
        ("genesis-generator", "mnemonic", CERTAIN): 4,
        ("geth", "jwt", CERTAIN): 2,
        ("grandine", "jwt", CERTAIN): 2,
        ("nimbus", "jwt", CERTAIN): 2,
        ("powfaucet", "secp256k1", CERTAIN): 2,
        ("powfaucet", "secp256k1", UNKNOWN): 2,
    }
