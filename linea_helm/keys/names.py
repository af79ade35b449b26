"""What a name says about 32 bytes of hex behind it: a private key, a JWT secret, something public, or nothing.

64 hex digits alone are as often a hash as a key, so that the name decides: a key of the values, a variable, a flag, a
TOML key, a file. The last telling word does, as in English: the hash of a private key is a "private key hash".
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

#: What `meaning` gives.
PRIVATE, JWT, SECRET, PUBLIC, NOTHING = "private", "jwt", "secret", "public", ""

_SEAM = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[^A-Za-z0-9]+")
_DIGITS = frozenset("0123456789abcdefABCDEF")
#: Whose key, or which: the word before "key".
_PRIVATE_KEY = re.compile(
    r"account|besu|bootnode|boot|coinbase|deployer|ecdsa|eth|faucet|finalizer|funder|identity|libp2p|maru|master|miner"
    r"|minter|node|operator|owner|p2p|postman|priv|private|proposer|prover|prv|relayer|secp256k|sender|sequencer|signer"
    r"|signing|submitter|validator|wallet"
)
_PUBLIC_KEY = re.compile(r"public|pub|verif\w+|storage|hash|map|sort|cache")
_PRIVATE = re.compile(r"(?:priv|private|prv|node|p2p|eth)keys?|sk")
#: Of these in a row the first tells whose it is: in Secret "validator-key-secret" the entry "key".
_HOLDERS = frozenset(["key", "keys", "secret", "secrets"])
_JWT = re.compile(r"jwt(?:secret|key)?")
_SECRET = re.compile(r"secrets?|seed|entropy")
#: Of what does not matter: `checksum/jwt-secret` is a checksum.
_DIGEST = re.compile(r"checksums?|digests?|hash(?:es)?|keccak|sha|shasums?")
_PUBLIC = re.compile(
    r"(?:abi|beacon|bloom|block|bytecode|calldata|code|codehash|commitment|domain|enode|enr|etag|event|extra|extradata"
    r"|fingerprint|genesis|guid|id|identifier|input|label|mac|mixhash|name|nonce|output|parent|peer|proof|pubkey|receipt|ref"
    r"|rev|revision|root|salt|selector|sig|signature|slot|state|stateroot|sum|topic|transaction|txhash|txid|uid|uuid"
    r"|version|vk)s?|address(?:es)?|chain|commit|git|integrity|merkle|storage"
)


def meaning(names: Sequence[str]) -> str:
    """Say what stands behind names, from the outermost to the innermost; the last telling word decides.

    PRIVATE: the private key of an account or a node. JWT: a secret that two programs share. SECRET: some secret.
    PUBLIC: a hash, a storage slot, an address and the like. NOTHING: no word tells.
    """
    spoken: list[str] = []
    said = NOTHING
    for name in names:
        own = list(words(name))
        spoken += own
        told = PUBLIC if any(map(_DIGEST.fullmatch, own)) else _last_told(spoken, len(own))
        said = told or said
    return said


def words(name: str) -> Iterator[str]:
    """Cut a name into lower-case words without numbers at their ends: `p2pKey1` is "p2p", "key"."""
    if _is_slot(name):
        yield "slot"
        return
    for word in _SEAM.split(name):
        lower = word.lower()
        stem = lower.rstrip("0123456789")
        if stem:
            yield stem


def wants_libp2p(names: Iterable[str]) -> bool | None:
    """Say which form the program behind names reads: True for maru's libp2p form, False for Besu's, None unknown."""
    spoken = {word for name in names for word in words(name)}
    if "maru" in spoken or "libp2p" in spoken:
        return True
    return False if spoken & {"besu", "sequencer", "sender", "nodekey"} else None


def _last_told(spoken: list[str], count: int) -> str:
    """Judge the last `count` words; those before them only say whose key it is."""
    ends = range(len(spoken) - 1, len(spoken) - count - 1, -1)
    return next((said for end in ends if (said := _said(spoken, end))), NOTHING)


def _said(spoken: list[str], end: int) -> str:
    """Judge one word by itself and by the one before it; "file", "hex" and the like say nothing."""
    word, before = spoken[end], spoken[end - 1] if end else ""
    if word in _HOLDERS and before in _HOLDERS:
        return _said(spoken, end - 1)
    if word in {"key", "keys"}:
        return _key(before)
    if _JWT.fullmatch(word) or (word == "secret" and "jwt" in spoken[:end]):
        return JWT
    if _PRIVATE.fullmatch(word):
        return PRIVATE
    if _SECRET.fullmatch(word):
        return SECRET
    return PUBLIC if _PUBLIC.fullmatch(word) else NOTHING


def _key(before: str) -> str:
    if _PRIVATE_KEY.fullmatch(before):
        return PRIVATE
    if _PUBLIC_KEY.fullmatch(before):
        return PUBLIC
    return JWT if before == "jwt" else SECRET


def _is_slot(name: str) -> bool:
    """A storage slot, or a hash that something is filed under; an address has 40 digits and may file keys."""
    digits = name.removeprefix("0x")
    return digits != "" and len(digits) != 40 and (digits != name or len(digits) == 64) and _DIGITS.issuperset(digits)
