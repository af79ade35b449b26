"""Recognise key material in a text, with no library but the standard one.

Certain are forms that nothing else has: libp2p's wrapper, a mnemonic with its checksum, a PEM block, a keystore. 64 hex
digits are a key only behind a name that says so (names.py); hashes, topics, storage slots and digests are none.
On the fast path.
"""

from __future__ import annotations

from linea_helm.keys import context, mnemonic, names, scan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: Order of the curve secp256k1 (SEC 2, 2.4.1): a private key is at least 1 and below it.
ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
#: A libp2p private key (libp2p/specs, peer-ids): protobuf type secp256k1, then 32 bytes, or 33 with a leading zero.
LIBP2P = ("08021220", "0802122100")
CERTAIN, UNKNOWN = "certain", "unknown"
#: A digest that names its function.
_FUNCTIONS = ("sha", "keccak", "blake")
_NONE = ("", UNKNOWN)
_BEGIN, _END, _DASHES = "-----BEGIN ", "-----END ", "-----"


class Material(tuple[int, int, str, str]):
    """Key material in a text, at the half-open offsets `start` to `end`.

    `kind` is "secp256k1", "libp2p", "mnemonic", "keystore", "pem" or "jwt"; `confidence` is CERTAIN, or UNKNOWN for
    32 bytes that may be a private key as well as a hash.
    """

    __slots__ = ()

    @property
    def start(self) -> int:
        return self[0]

    @property
    def end(self) -> int:
        return self[1]

    @property
    def kind(self) -> str:
        return self[2]

    @property
    def confidence(self) -> str:
        return self[3]


def find(text: str, around: Sequence[str] = ()) -> Iterator[Material]:
    """Find the key material in a text, in order; `around` are the names of the text, the outermost first.

    A name in the text itself, such as `private-key = "…"` in a TOML file, is nearer and counts more.
    Source: the forms of node keys are Besu's `KeyPairUtil.loadPrivateKey` and maru's `privateKeyBytesWithoutPrefix`.
    """
    found = [*_pems(text), *_mnemonics(text), *_words(text, around)]
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
    if not scan.is_hex(scan.without_0x(written)):
        plain = _decoded(written)
        inner = next(find(plain.decode("latin-1"), ["privateKey"]), None)
        if inner is None:
            return plain.hex()
        written = plain[: inner.end].decode("latin-1")
    return written[-64:].lower()


def _pems(text: str) -> Iterator[Material]:
    """Find the blocks of private keys, each up to the next foot of its label, or to the end where there is none."""
    heads = [(start, label, end) for start, label, end in _lines(text, _BEGIN) if _is_private(label)]
    feet: dict[str, list[int]] = {}
    for _, label, end in _lines(text, _END) if heads else ():
        feet.setdefault(label, []).append(end)
    for ends in feet.values():
        ends.reverse()
    for start, label, head in heads:
        ends = feet.get(label, [])
        while ends and ends[-1] <= head:
            ends.pop()
        yield Material((start, ends[-1] if ends else len(text), "pem", CERTAIN))


def _lines(text: str, opening: str) -> Iterator[tuple[int, str, int]]:
    """Give where each `-----BEGIN label-----` starts, its label, and where it ends."""
    start = text.find(opening)
    while start >= 0:
        end = text.find(_DASHES, start + len(opening))
        if end < 0:
            return
        yield start, text[start + len(opening) : end], end + len(_DASHES)
        start = text.find(opening, start + 1)


def _is_private(label: str) -> bool:
    return label.isupper() and label.removesuffix(" BLOCK").endswith("PRIVATE KEY")


def _mnemonics(text: str) -> Iterator[Material]:
    yield from (Material((*span, "mnemonic", CERTAIN)) for span in mnemonic.spans(text))


def _words(text: str, around: Sequence[str]) -> Iterator[Material]:
    """Judge each long word: hex, or base64 as the data of a Secret has it."""
    for start, word in scan.words(text):
        end = start + len(word)
        if scan.is_hex(scan.without_0x(word)):
            kind, confidence = _hex(text, start, end, around)
        else:
            end += len(text[end : end + 3]) - len(text[end : end + 3].lstrip("="))
            kind, confidence = _base64(text, start, end, around)
        if kind:
            yield Material((start, end, kind, confidence))


def _hex(text: str, start: int, end: int, around: Sequence[str]) -> tuple[str, str]:
    """Give kind and confidence of hex; the kind is "" when it is no key."""
    digits = scan.without_0x(text[start:end]).lower()
    if len(digits) < 64 or text[end : end + 1] == "=":
        return _NONE
    if digits[:-64] in LIBP2P and scalar(digits[-64:]):
        return "libp2p", CERTAIN
    name = context.name_before(text, start)
    if name == "ciphertext" and ("rypto" in text or "crypto" in around):
        return "keystore", CERTAIN
    return _NONE if len(digits) > 64 or _is_digest(text, start, end) else _judged(digits, [*around, name])


def _judged(digits: str, called: Sequence[str]) -> tuple[str, str]:
    """Judge 64 digits by the names around them."""
    said = names.meaning(called)
    if said == names.JWT:
        return "jwt", CERTAIN
    if said == names.PUBLIC or not scalar(digits):
        return _NONE
    return "secp256k1", CERTAIN if said == names.PRIVATE else UNKNOWN


def _is_digest(text: str, start: int, end: int) -> bool:
    """A digest names its function before it, as in `sha256:`; what shasum prints has a file behind it."""
    before, after = text[max(0, start - 12) : start].lower(), text[end : end + 3]
    named = before[-1:] in {":", "=", "-"} and before[:-1].rstrip("0123456789-bs").endswith(_FUNCTIONS)
    return named or (after[:2] in {"  ", " *"} and (after[2:].isalnum() or after[2:] in {".", "/", "_"}))


def _base64(text: str, start: int, end: int, around: Sequence[str]) -> tuple[str, str]:
    """Judge base64 of key material as text, or of the 32 bytes of a key behind a name that says so."""
    after = text[end : end + 1]
    if text[start - 1 : start] == "-" or (after != "" and after in scan.WORD + "=-"):
        return _NONE
    plain = _decoded(text[start:end])
    called = [*around, context.name_before(text, start)] if plain else []
    inner = next(find(plain.decode("latin-1"), called), None)
    if inner:
        return inner.kind, inner.confidence
    judged = _judged(plain.hex(), called) if len(plain) == 32 else _NONE
    return judged if judged[1] == CERTAIN else _NONE


def _decoded(text: str) -> bytes:
    """Decode base64 of at least 32 bytes; nothing when it is none, as the path of a file in lower case."""
    if len(text) < 44 or len(text) % 4 or "_" in text or text.islower() or text.isupper():
        return b""
    from binascii import a2b_base64  # rarely needed; the module base64 needs 5 ms more

    return a2b_base64(text)
