"""linea_helm.keys.reading: one key from one file, and what is wrong with any other."""

from __future__ import annotations

import io
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linea_helm.errors import InputError
from linea_helm.keys import reading
from linea_helm.keys.material import ORDER

KEY = "8f2a55949038a9610f50fb23b5883af3b4ecb3c3bb792cbcefbd1542c692be63"
WORDS = "legal winner thank year wave sausage worth useful legal winner thank yellow"
PEM = "-----BEGIN EC PRIVATE KEY-----\nMHQCAQEE\n-----END EC PRIVATE KEY-----\n"
KEYSTORE = '{"crypto": {"ciphertext": "' + "ab" * 32 + '"}, "version": 3}'


@pytest.fixture
def written(tmp_path, monkeypatch):
    """Write the file "key" into the current folder, for its owner alone."""
    monkeypatch.chdir(tmp_path)

    def write(content, mode=0o600):
        path = tmp_path / "key"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        path.chmod(mode)
        return "key"

    return write


def quiet(text):
    """Take a warning where none is expected."""
    raise AssertionError(text)


@pytest.mark.parametrize("content", [KEY, f"0x{KEY}", f"0X{KEY.upper()}", f"{KEY}\n", f"{KEY}\r\n"])
def test_besu_s_form(written, content):
    """One line of hex, with or without 0x and a line end of any system."""
    key = reading.private_key(written(content), libp2p=False, warn=quiet)
    assert key == (bytes.fromhex(KEY), False)


@pytest.mark.parametrize("prefix", ["08021220", "0x08021220", "0802122100", "0x0802122100"])
def test_maru_s_form(written, prefix):
    """The wrapper of libp2p in both of its lengths."""
    key = reading.private_key(written(f"{prefix}{KEY}\n"), libp2p=True, warn=quiet)
    assert key == (bytes.fromhex(KEY), True)


@pytest.mark.parametrize("prefix", ["", "08021220"])
def test_either_form(written, prefix):
    """Where it is the file that says which it is."""
    assert reading.private_key(written(prefix + KEY), libp2p=None, warn=quiet) == (bytes.fromhex(KEY), prefix != "")


OF_MARU = 'the private key in "key" is in libp2p\'s form, which only maru reads; others want the last 64 digits alone'
BAD = {
    "empty": ("", None, '"key" is empty'),
    "a line end alone": ("\n", None, '"key" is empty'),
    "63 digits": (KEY[1:], None, 'the private key in "key" has 63 hex digits, and a private key has 64'),
    "an address": (
        "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
        None,
        'the private key in "key" has 40 hex digits, as an address has, and a private key has 64',
    ),
    "zero": ("0" * 64, None, 'the private key in "key" is zero'),
    "the order": (f"{ORDER:064x}", None, 'the private key in "key" is not below the order of the curve secp256k1'),
    "no hex": (f"{KEY[:-2]}xy", None, 'the private key in "key" has 2 characters that are no hex digit'),
    "a name": ("z", None, 'the private key in "key" has 1 character that is no hex digit'),
    "two lines": (f"{KEY}\n{KEY}\n", None, '"key" has 2 lines, and a key is one line'),
    "an empty second line": (f"{KEY}\n\n", None, '"key" has 2 lines, and a key is one line'),
    "blanks": (f" {KEY}\n", None, '"key" has blanks around its key'),
    "a byte order mark": (
        b"\xef\xbb\xbf" + KEY.encode(),
        None,
        '"key" begins with a byte order mark, which Besu and maru refuse',
    ),
    "UTF-16": (KEY.encode("utf-16"), None, '"key" begins with a byte order mark, which Besu and maru refuse'),
    "raw bytes": (bytes.fromhex(KEY), None, '"key" holds 32 raw bytes, and a key is wanted as hex'),
    "a mnemonic": (WORDS, None, '"key" holds a mnemonic, and a key is wanted as hex'),
    "PEM": (PEM, None, '"key" holds a PEM block, and a key is wanted as hex'),
    "a keystore": (KEYSTORE, None, '"key" holds an encrypted keystore, and a key is wanted as hex'),
    "a large file": (b"0" * 70_000, None, '"key" is larger than 65536 bytes, so that it holds no key'),
    "Besu's for maru": (
        KEY,
        True,
        'the private key in "key" is 32 bytes without libp2p\'s 08021220 before them, which maru needs',
    ),
    "maru's for Besu": (f"0x08021220{KEY}", False, OF_MARU),
}


@pytest.mark.parametrize(("content", "libp2p", "problem"), BAD.values(), ids=list(BAD))
def test_a_bad_file(written, content, libp2p, problem):
    """The message names the file and what is wrong, and shows nothing of the key."""
    with pytest.raises(InputError) as caught:
        reading.private_key(written(content), libp2p=libp2p, warn=quiet)
    assert caught.value.problem == problem
    assert KEY[:8] not in caught.value.problem + caught.value.why + caught.value.fix


def test_how_to_mend_a_key_for_maru(written):
    """The prefix is said, so that nobody has to look it up."""
    with pytest.raises(InputError) as caught:
        reading.private_key(written(KEY), libp2p=True, warn=quiet)
    assert caught.value.fix == "if it is maru's key, put 08021220 before it"


@pytest.mark.parametrize("path", ["missing", "."])
def test_a_file_that_cannot_be_read(tmp_path, monkeypatch, path):
    """With the system's reason."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError) as caught:
        reading.private_key(path, libp2p=None, warn=quiet)
    reason = {"missing": "No such file or directory", ".": "Is a directory"}[path]
    assert caught.value.problem == f'cannot read "{path}": {reason}'


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_a_file_that_others_can_read(written, mode):
    """It is read, with a warning."""
    warnings = []
    reading.private_key(written(KEY, mode), libp2p=None, warn=warnings.append)
    assert warnings == [f"key can be read by others (mode {mode:o}); run: chmod 600 key"]


def test_standard_input(monkeypatch):
    """A pipe is called standard input."""

    class Pipe(io.TextIOWrapper):
        def isatty(self):
            return False

    monkeypatch.setattr("sys.stdin", Pipe(io.BytesIO(KEY.encode() + b"\n")))
    assert reading.private_key("-", libp2p=None, warn=quiet).private.hex() == KEY
    monkeypatch.setattr("sys.stdin", Pipe(io.BytesIO(b"")))
    with pytest.raises(InputError, match="standard input is empty"):
        reading.private_key("-", libp2p=None, warn=quiet)


def test_a_key_that_is_typed(monkeypatch):
    """It does not appear on the terminal."""

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("getpass.getpass", lambda prompt: {"key (it is not shown): ": KEY}[prompt])
    assert reading.private_key("-", libp2p=None, warn=quiet).private.hex() == KEY


@pytest.mark.parametrize("typed", [EOFError, ""])
def test_nothing_is_typed(monkeypatch, typed):
    """Neither the end of the input nor an empty line is a key."""

    def answer(_prompt):
        if typed:
            raise typed
        return typed

    monkeypatch.setattr("sys.stdin", io.StringIO())
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("getpass.getpass", answer)
    with pytest.raises(InputError, match="standard input is empty"):
        reading.private_key("-", libp2p=None, warn=quiet)


def test_standard_input_is_closed(monkeypatch):
    """As some ways to start a program leave it."""
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(InputError, match="standard input is closed"):
        reading.private_key("-", libp2p=None, warn=quiet)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (KEY[:-2], 'the JWT secret in "key" has 62 hex digits, and a JWT secret has 64'),
        ("jwt", 'the JWT secret in "key" has 3 characters that are no hex digit'),
    ],
)
def test_a_bad_jwt_secret(written, content, problem):
    """Besu wants 32 bytes."""
    with pytest.raises(InputError) as caught:
        reading.jwt_secret(written(content), warn=quiet)
    assert caught.value.problem == problem


def test_a_jwt_secret(written):
    """Without 0x, as Besu's documentation has it."""
    assert reading.jwt_secret(written(f"0x{KEY}\n"), warn=quiet) == KEY


def test_a_word_for_ethstats(written):
    """What a URL holds as it is, and nothing else."""
    assert reading.word(written("a.b_c~d-9\n"), warn=quiet) == "a.b_c~d-9"
    assert reading.word(written("as-long-as-the-bytes-of-a-key..."), warn=quiet) == "as-long-as-the-bytes-of-a-key..."
    with pytest.raises(InputError) as caught:
        reading.word(written("p@ss:word"), warn=quiet)
    assert caught.value.problem == 'the secret in "key" has 2 characters that a URL cannot hold'


@given(st.binary(max_size=100))
def test_any_file_is_a_key_or_an_error(content):
    """No other exception, whatever is in it."""
    read, write = os.pipe()
    os.write(write, content)
    os.close(write)
    with os.fdopen(read):
        try:
            key = reading.private_key(f"/dev/fd/{read}", libp2p=None, warn=quiet).private
        except InputError as error:
            key, problem = None, error.problem
    assert len(key) == 32 if key else "/dev/fd/" in problem
