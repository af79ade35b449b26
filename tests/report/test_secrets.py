"""No piece of a key is in any report of any format, wherever the key was."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import linea_helm
from linea_helm.errors import InputError
from linea_helm.finding import Finding, Subject, Template
from linea_helm.report import FORMATS, render
from linea_helm.report.text import Style, error_text
from linea_helm.report.text import render as render_text
from linea_helm.result import Result, Skip
from linea_helm.show import show
from linea_helm.source import Location, Source

LIST = (Path(linea_helm.__file__).parent / "data" / "bip39-english.txt").read_text("ascii").split()


def base64_of(data):
    """Write bytes as the data of a Secret."""
    return base64.b64encode(data).decode()


def phrase(key):
    """Write 24 words; their checksum is as right as a typing error leaves it."""
    return " ".join(LIST[int.from_bytes(key, "big") >> (11 * at) & 2047] for at in range(24))


def digits(key, _):
    """Give every eight digits in a row of a key."""
    return [key.hex()[at : at + 8] for at in range(57)]


def letters(_, written):
    """Give every eight letters in a row of what was written."""
    return [written[at : at + 8].lower() for at in range(len(written) - 7)]


def four_words(_, written):
    """Give every four words in a row of a mnemonic."""
    return [" ".join(written.split()[at : at + 4]) for at in range(21)]


#: How a key is written, and what of it no report may hold.
FORMS = {
    "hex": (lambda key: key.hex(), digits),
    "0x": (lambda key: "0x" + key.hex().upper(), digits),
    "libp2p": (lambda key: "08021220" + key.hex(), digits),
    "url": (lambda key: f"https://user:{key.hex()}@host/{key.hex()}?key={key.hex()}", digits),
    "toml": (lambda key: f'[signer]\\nprivate-key = "0x{key.hex()}"\\n', digits),
    "keystore": (lambda key: f'{{\\"crypto\\": {{\\"ciphertext\\": \\"{key.hex()}\\"}}}}', digits),
    "base64 of bytes": (base64_of, letters),
    "base64 of hex": (lambda key: base64_of(key.hex().encode()), letters),
    "base64 of libp2p": (lambda key: base64_of(b"0x08021220" + key.hex().encode()), letters),
    "base64 of a mnemonic": (lambda key: base64_of(phrase(key).encode()), letters),
    "mnemonic": (phrase, four_words),
    "PEM": (
        lambda key: f"-----BEGIN PRIVATE KEY-----\\n{base64_of(key)}\\n-----END PRIVATE KEY-----",
        lambda key, _: letters(key, base64_of(key)),
    ),
}


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=30)
@given(key=st.binary(min_size=32, max_size=32), start=st.integers(0, 90), length=st.integers(0, 90))
def test_no_piece_of_a_key_in_any_report(form, key, start, length):
    """As value, key, message, path, explanation, flag or rendered text; whichever part is marked."""
    write, windows = FORMS[form]
    written = write(key)
    # A key that repeats itself may have a piece that is nothing but a word of ours.
    assume(len(set(key)) > 8)
    line = f'  privateKey: "{written}" # {written}'
    begin = min(start, len(line))
    source, flag = Source("v.yaml", f"txSender:\n{line}\n"), Source("--set", f"txSender.key={written}", "flag")
    stream = Source("rendered", f"env:\n- value: {written}\n", "rendered")
    place = Location(source, 10 + begin, 10 + min(begin + length, len(line)))
    finding = Finding(
        "id",
        "error",
        f"got {show(written)}, want a reference, not {written}",
        ("txSender", written),
        place,
        Subject("v1", "Secret", "s"),
        Template("t.yaml"),
        Location(stream, 15, 40),
        why=f"because of {written}",
        help=f"remove {written}",
    )
    findings = (finding, finding._replace(location=Location(flag, 13, 30)), finding._replace(location=None))
    result = Result(findings, {"documents": 1, "chart": written, "files": [written]}, (Skip(written, written),))
    reports = [render(name, result) for name in FORMATS]
    reports += [
        render_text(result, Style(True, 60)),
        error_text(InputError(written, at=place, why=written, fix=written)),
    ]
    for report in reports:
        assert [piece for piece in windows(key, written) if piece in report.lower()] == []
