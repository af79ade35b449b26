"""linea_helm.redact: key material becomes a fingerprint."""

from __future__ import annotations

import base64
import re
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linea_helm import redact as module
from linea_helm.keys import mnemonic
from linea_helm.redact import Veil, edits, redact

KEY = "4f3edf983ac636a65a842ce7c78d9aa706d3b113bce9c46f30d7d21715b23b1d"
MARKER = "<redacted 64 hex digits, sha256:57859218>"
WORDS = "legal winner thank year wave sausage worth useful legal winner thank yellow"


@pytest.mark.parametrize("text", [KEY, KEY.upper(), f"0x{KEY}", f"0X{KEY.upper()}", f"{KEY[:20]}_{KEY[20:]}"])
def test_a_key_has_one_fingerprint_however_it_is_written(text):
    """Prefix, letter case and underscores change nothing."""
    assert redact(f"key: {text} # x") == f"key: {MARKER} # x"


def test_a_libp2p_key_has_the_fingerprint_of_the_key_in_it():
    """The wrapper's eight digits are counted and not hashed."""
    assert redact(f'"08021220{KEY}"') == '"<redacted 72 hex digits, sha256:57859218>"'


@pytest.mark.parametrize(
    "text",
    [
        "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
        "besu@sha256:" + "a1" * 32,
        "8cc4fca98cc4fca98cc4fca98cc4fca98cc4fca9",
        "2eb8aa08-aa98-11ea-b4aa-73b441d16380",
        "/ip4/10.0.0.1/tcp/9000/p2p/16Uiu2HAmFxCpRh2nZevFR3KGXJ3jhpixMYFSuawqKZyZYHrYoiK5",
        "linea-stack/templates/SequencerServiceAccount2WithAVeryLongName/file",
        "mnemonicSecretName: linea-stack-tx-sender",
        "the quick brown fox jumps over the lazy dog and then goes home",
    ],
    ids=["address", "digest", "commit", "uuid", "peer id", "path", "name of a secret", "prose"],
)
def test_what_is_public_stays_readable(text):
    """Addresses, digests and names are shown as they are."""
    assert redact(text) == text


def test_a_key_that_lost_digits_is_hidden():
    """63 of 64 digits are still a secret."""
    assert redact(f"key: {KEY[:-1]}").startswith("key: <redacted 63 hex digits, sha256:")


@pytest.mark.parametrize("at", [0, 20, 32, 50, 63])
@pytest.mark.parametrize("prefix", ["", "0x", "0x08021220"])
def test_a_key_with_a_typing_error_is_hidden(prefix, at):
    """Neither half of it is shown, though both are short."""
    wrong = f"{prefix}{KEY[:at]}O{KEY[at + 1 :]}"
    hidden = redact(f"key: {wrong} # x")
    assert "<redacted " in hidden
    assert not any(KEY[i : i + 8] in hidden for i in range(57))


@pytest.mark.parametrize(
    "text",
    [
        f'"{WORDS}"',
        f"phrase: {WORDS}",
        f"- {WORDS} # the old one",
        f"mnemonic: |\n  {WORDS.replace(' ', chr(10) + '  ')}\nnext: value",
        f"--mnemonic={WORDS},x=1",
        f'{{"mnemonic": "{WORDS}"}}',
        f"wallet.mnemonic={WORDS} extra",
    ],
)
def test_a_mnemonic_is_hidden(text):
    """Twelve words as a whole scalar, or any run of them behind a key called mnemonic."""
    hidden = redact(text)
    assert "sausage" not in hidden
    assert "<redacted 1" in hidden


@pytest.mark.parametrize("between", [" ", "\n- ", '", "', " - ", ",\n"])
@pytest.mark.parametrize("frame", ["please restore {} for me", "- {}", "TO {} HERE", '["{}"]'])
def test_twelve_words_of_the_list_are_hidden(between, frame):
    """In the middle of prose, as a list, and with a checksum that is wrong, no four words stay."""
    for words in (WORDS.split(), [*WORDS.split()[:-1], "year"]):
        text = frame.format(between.join(words))
        for hidden in (redact(text), redact(text.upper()).lower()):
            assert not any(between.join(words[at : at + 4]) in hidden for at in range(9))


def test_a_pem_block_is_hidden_with_its_kind():
    """All lines go, in a block scalar as well as escaped in quotes."""
    body = "MHQCAQEEIBx0aW5nIHRoYXQgaXMgbm90IGEga2V5"
    pem = f"-----BEGIN EC PRIVATE KEY-----\n  {body}\n  -----END EC PRIVATE KEY-----"
    assert redact(f"key: |\n  {pem}\n").startswith("key: |\n  <redacted PEM EC PRIVATE KEY, sha256:")
    assert body not in redact('"' + pem.replace("\n", "\\n") + '"')
    assert body not in redact(pem[:60])


@pytest.mark.parametrize("secret", [f"0x{KEY}".encode(), bytes.fromhex(KEY), f'mnemonic: "{WORDS}"'.encode()])
def test_base64_of_a_key_is_hidden(secret):
    """The data of a Secret is a key in other clothes; other data is none."""
    code = base64.b64encode(secret).decode()
    assert redact(f"data: {code}").startswith(f"data: <redacted base64 of {len(secret)} bytes, sha256:")
    harmless = base64.b64encode(b"[besu]\nnetwork = 'linea-mainnet'\nport = 8545\n").decode()
    assert redact(harmless) == harmless


@given(st.text(alphabet="0123456789abcdefXx_ -:=+/AZ\n\"'", max_size=300))
def test_redacting_twice_changes_nothing(text):
    """What is shown in place of a key is not taken for one."""
    assert redact(redact(text)) == redact(text)


@given(st.binary(min_size=32, max_size=32), st.text(max_size=20), st.text(max_size=20))
def test_no_piece_of_a_key_is_left(key, before, after):
    """Whatever stands around it, no eight digits in a row of a key survive but in the fingerprint."""
    digits = key.hex()
    hidden = re.sub("sha256:[0-9a-f]{8}>", ">", redact(f"{before}{digits}{after}").lower())
    around = f"{before} {after}".lower()
    assert not any(digits[i : i + 8] in hidden and digits[i : i + 8] not in around for i in range(57))


@given(st.text(max_size=200))
def test_edits_are_sorted_and_apart(text):
    """Each edit begins where the one before it ended, or later."""
    last = 0
    for start, end, _ in edits(text):
        assert last <= start < end <= len(text)
        last = end


PIECES = [
    KEY, KEY[:41], KEY[:20], "0x", "sha256:", "_", "O", "aGVsbG8gd29ybGQ" * 4, "=", "==", "/", "+", "-",
    WORDS, WORDS[:46], "legal winner ", "word ", "mnemonic: ", ": ", ",", '"', "\n", "\n\n", " ", "\t", "\r",
    "\x85", "é", "\u2003", "?", ".", "-----BEGIN KEY-----", "-----END KEY-----",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES) | st.characters(exclude_categories=["Cc"]), max_size=25).map("".join))
def test_nothing_is_overlooked_between_long_runs(text):
    """What is looked for in long runs only is what a search of the whole text finds."""
    whole = (text, 0, len(text))
    found = [*module._pems(text), *module._hexes(*whole), *module._nearly_hexes(*whole), *module._base64s(*whole)]
    words = [piece for piece in mnemonic._listed(*whole) if len(piece) >= 12]
    phrases = [(piece[0][1], piece[-1][2], " ".join(word for word, _, _ in piece)) for piece in words]
    found += [
        *module._phrases(*whole),
        *((s, e, module._marker(f"{w.count(' ') + 1} words", w)) for s, e, w in phrases),
    ]
    assert edits(text) == module.merged(found)


@pytest.mark.slow
@given(st.binary(min_size=32, max_size=32), st.integers(0, 600_000), st.integers(-80, 80), st.integers(0, 200))
def test_a_veil_hides_what_the_whole_text_would(key, before, aside, length):
    """Wherever a key lies and wherever one looks, the piece is that of the text with everything hidden."""
    filling = "key: value\n" * 60_000
    text = f"{filling[:before]}\n0x{key.hex()}\n{filling}"
    start, end = before + 1, before + 67
    low = max(0, start + aside)
    veil = Veil(text)
    found = veil.edits(low, low + length)
    assert found == ([(start, end, redact(f"0x{key.hex()}"))] if low < end and low + length > start else [])
    assert veil.hidden(start, end) == redact(f"0x{key.hex()}")


def test_a_veil_finds_a_key_file_in_which_one_looks():
    """Its first line is far above."""
    text = "a: |\n  -----BEGIN PRIVATE KEY-----\n" + "  c2VjcmV0\n" * 300 + "  -----END PRIVATE KEY-----\nb: 1\n"
    start = text.rindex("c2VjcmV0")
    assert Veil(text).hidden(start, start + 8) == redact(text[7:-6])
    assert Veil(text).hidden(text.index("b:"), len(text)) == "b: 1\n"


@pytest.mark.parametrize("digits", [40, 41])
def test_many_digits_in_groups_are_read_once(digits):
    """An address is none, one digit more is a key, with YAML's underscores and after other digits, too."""
    text = f"x0{'_1' * (digits - 1)}g 0x{'a' * digits} a0x{'b' * digits} _{'c' * digits}"
    assert ("<redacted" in redact(text)) == (digits == 41)
    assert redact(text).count("<redacted") == (4 if digits == 41 else 0)


@pytest.mark.parametrize(
    "text", [KEY * 3_000, "1_" * 100_000, "1__" * 60_000, "3q2+7wAB" * 25_000, "zz1_" * 50_000, "A" * 200_000 + "==="],
    ids=["hex", "groups", "twice", "base64", "mistakes", "padding"],
)  # fmt: skip
def test_a_long_text_takes_little_memory(text):
    """A repeated group keeps each of its turns: 180 bytes for each digit."""
    edits("0x" + KEY)  # what is imported at first
    tracemalloc.start()
    found = edits(text)
    taken = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(found) <= 1
    assert taken < 30 * len(text)


def test_a_prefix_between_two_keys():
    """Its 0 is a digit of the first, too: both go, and what is between them."""
    assert redact(f"{KEY}0x{KEY}!") == redact(f"{KEY}0") + "!"
    assert redact(f"{KEY}_0x{KEY}!").count("<redacted") == 1
