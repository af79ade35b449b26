"""Recognise key material in a text, with no library but the standard one.

Certain are forms that nothing else has: libp2p's wrapper, a mnemonic with its checksum, a PEM block, a keystore. 64 hex
digits are a key only behind a name that says so (names.py); hashes, topics, storage slots and digests are none.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from linea_helm.keys import context, mnemonic, names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: Order of the curve secp256k1 (SEC 2, 2.4.1): a private key is at least 1 and below it.
ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
#: A libp2p private key (libp2p/specs, peer-ids): protobuf type secp256k1, then 32 bytes, or 33 with a leading zero.
LIBP2P = ("08021220", "0802122100")
CERTAIN, UNKNOWN = "certain", "unknown"

_HEX = re.compile(r"(?<![0-9A-Za-z+/_])(?:0[xX])?((?:08021220|0802122100)?[0-9A-Fa-f]{64})(?![0-9A-Za-z+/=_])")
#: 32 bytes are 44 characters; a longer text may hold anything.
_BASE64 = re.compile(
    r"(?<![A-Za-z0-9+/_-])(?:[A-Za-z0-9+/]{4}){10,}(?:[A-Za-z0-9+/]{4}|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)(?![A-Za-z0-9+/=_-])"
)
_PEM = re.compile(r"-----BEGIN ((?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?)-----.*?(?:-----END \1-----|\Z)", re.DOTALL)
#: The encrypted key of a keystore, Web3 Secret Storage version 3 or EIP-2335 version 4, as JSON or as YAML.
_CIPHER = re.compile(r"[\"']?ciphertext[\"']?\s*:\s*[\"']?[0-9a-fA-F]{64,}")
_CRYPTO = re.compile(r"[\"']?[cC]rypto[\"']?\s*:")
#: A digest that names its function, and what shasum prints.
_DIGEST_BEFORE = re.compile(r"(?:sha\d*|sha[23]-?\d*|keccak\d*|blake2\w?)[:=-]\Z", re.IGNORECASE)
_SHASUM_AFTER = re.compile(r"(?:  | \*)[\w./-]+")


class Material(NamedTuple):
    """Key material in a text, at the half-open offsets `start` to `end`.

    `kind` is "secp256k1", "libp2p", "mnemonic", "keystore", "pem" or "jwt"; `confidence` is CERTAIN, or UNKNOWN for
    32 bytes that may be a private key as well as a hash.
    """

    start: int
    end: int
    kind: str
    confidence: str


def find(text: str, around: Sequence[str] = ()) -> Iterator[Material]:
    """Find the key material in a text, in order; `around` are the names of the text, the outermost first.

    A name in the text itself, such as `private-key = "…"` in a TOML file, is nearer and counts more.
    Source: the forms of node keys are Besu's `KeyPairUtil.loadPrivateKey` and maru's `privateKeyBytesWithoutPrefix`.
    """
    found = [*_pems(text), *_keystores(text), *_mnemonics(text), *_hexes(text, around), *_base64s(text, around)]
    last = 0
    for material in sorted(found):
        if material.start >= last:
            yield material
            last = material.end


def scalar(digits: str) -> int | None:
    """Read 64 hex digits as a private key; None for zero and from the curve's order on."""
    number = int(digits, 16)
    return number if 0 < number < ORDER else None


def digits(text: str, material: Material) -> str:
    """Give the 64 lower-case hex digits of a "secp256k1", "libp2p" or "jwt" that was found in a text."""
    written = text[material.start : material.end]
    plain = _decoded(written)
    found = _HEX.fullmatch(written) or (_HEX.search(plain.decode("latin-1")) if plain else None)
    return found[1][-64:].lower() if found else plain.hex()


def _pems(text: str) -> Iterator[Material]:
    if "-----BEGIN" in text:
        yield from (Material(*match.span(), "pem", CERTAIN) for match in _PEM.finditer(text))


def _keystores(text: str) -> Iterator[Material]:
    if "ciphertext" in text and _CRYPTO.search(text):
        yield from (Material(*match.span(), "keystore", CERTAIN) for match in _CIPHER.finditer(text))


def _mnemonics(text: str) -> Iterator[Material]:
    yield from (Material(*span, "mnemonic", CERTAIN) for span in mnemonic.spans(text))


def _hexes(text: str, around: Sequence[str]) -> Iterator[Material]:
    for match in _HEX.finditer(text):
        start, end = match.span()
        if len(match[1]) > 64:
            kind = "libp2p" if scalar(match[1][-64:]) else ""
            confidence = CERTAIN
        elif _DIGEST_BEFORE.search(text[max(0, start - 12) : start]) or _SHASUM_AFTER.match(text, end):
            continue
        else:
            kind, confidence = _judged(match[1], [*around, context.name_before(text, start)])
        if kind:
            yield Material(start, end, kind, confidence)


def _judged(digits: str, called: Sequence[str]) -> tuple[str, str]:
    """Give kind and confidence of 64 hex digits behind names; the kind is "" when they are no key."""
    said = names.meaning(called)
    if said == names.JWT:
        return "jwt", CERTAIN
    if said == names.PUBLIC or not scalar(digits):
        return "", UNKNOWN
    return "secp256k1", CERTAIN if said == names.PRIVATE else UNKNOWN


def _base64s(text: str, around: Sequence[str]) -> Iterator[Material]:
    """Find what a Secret's `data` holds: key material as text, or the 32 bytes of a key behind a name that says so."""
    for match in _BASE64.finditer(text):
        plain = _decoded(match[0])
        called = [*around, context.name_before(text, match.start())]
        inner = next(find(plain.decode("latin-1"), called), None)
        kind, confidence = (inner.kind, inner.confidence) if inner else _bytes_judged(plain, called)
        if kind:
            yield Material(*match.span(), kind, confidence)


def _bytes_judged(plain: bytes, called: Sequence[str]) -> tuple[str, str]:
    kind, confidence = _judged(plain.hex(), called) if len(plain) == 32 else ("", UNKNOWN)
    return (kind, confidence) if confidence == CERTAIN else ("", UNKNOWN)


def _decoded(text: str) -> bytes:
    from base64 import b64decode  # 1 ms, and rarely needed

    return b64decode(text) if _BASE64.fullmatch(text) else b""
