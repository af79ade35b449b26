"""What a name says about 32 bytes of hex behind it: a private key, a JWT secret, something public, or nothing.

64 hex digits alone are as often a hash as a key, so that the name decides: a key of the values, a variable, a flag, a
TOML key, a file. The last telling word does, as in English: the hash of a private key is a "private key hash".
Imports nothing but ours, for the fast path.
"""

from __future__ import annotations

from linea_helm.keys.scan import is_hex, without_0x

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

#: What `meaning` gives.
PRIVATE, JWT, SECRET, PUBLIC, NOTHING = "private", "jwt", "secret", "public", ""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


#: Whose key, or which: the word before "key".
_PRIVATE_KEY = _set(
    "account besu bootnode boot coinbase deployer ecdsa eth faucet finalizer funder identity libp2p maru master miner"
    " minter node operator owner p2p postman priv private proposer prover prv relayer secp256k sender sequencer signer"
    " signing submitter validator wallet"
)
_PUBLIC_KEY = _set("public pub verification verifying verifier storage hash map sort cache")
_PRIVATE = _set("privkey privatekey prvkey nodekey p2pkey ethkey sk")
#: Of these in a row the first tells whose it is: in Secret "validator-key-secret" the entry "key".
_HOLDERS = _set("key secret")
_JWT = _set("jwt jwtsecret jwtkey")
_SECRET = _set("secret seed entropy")
#: Of what does not matter: `checksum/jwt-secret` is a checksum.
_DIGEST = _set("checksum digest hash keccak sha shasum")
_PUBLIC = _set(
    "abi address beacon block bloom bytecode calldata chain code codehash commit commitment domain enode enr etag event"
    " extra extradata fingerprint genesis git guid id ids identifier input integrity label mac merkle mixhash name"
    " nonce output parent peer proof pubkey receipt ref rev revision root salt selector sig signature slot state"
    " stateroot storage sum topic transaction txhash txid txs uid uuid version vk"
)
#: Names that were cut: a release has few, again and again.
_CUT: dict[str, tuple[str, ...]] = {}
#: Plurals that lose more than their "s", and what is none.
_SINGULARS = {"addresses": "address", "hashes": "hash", "genesis": "genesis"}


def meaning(names: Sequence[str]) -> str:
    """Say what stands behind names, from the outermost to the innermost; the last telling word decides.

    PRIVATE: the private key of an account or a node. JWT: a secret that two programs share. SECRET: some secret.
    PUBLIC: a hash, a storage slot, an address and the like. NOTHING: no word tells.
    """
    spoken: list[str] = []
    said = NOTHING
    for name in names:
        own = words(name)
        spoken += own
        told = PUBLIC if not _DIGEST.isdisjoint(own) else _last_told(spoken, len(own))
        said = told or said
    return said


def words(name: str) -> tuple[str, ...]:
    """Cut a name into lower-case words, singular and without numbers at their ends: `p2pKeys1` is "p2p", "key"."""
    known = _CUT.get(name)
    if known is None:
        known = _CUT[name] = tuple(_words(name))
    return known


def _words(name: str) -> Iterator[str]:
    if _is_slot(name):
        yield "slot"
        return
    for word in "".join(_spaced(name)).split():
        stem = word.lower().rstrip("0123456789")
        if stem:
            yield _SINGULARS.get(stem) or (stem[:-1] if len(stem) > 3 and stem[-1] == "s" != stem[-2] else stem)


def _spaced(name: str) -> Iterator[str]:
    """Put blanks where words meet: at what is no letter and no digit, in `aB` and before the last letter of `ABCd`."""
    for at, letter in enumerate(name):
        before, after = name[at - 1 : at], name[at + 1 : at + 2]
        if not (letter.isascii() and letter.isalnum()):
            yield " "
        elif letter.isupper() and (before.islower() or before.isdigit() or (before.isupper() and after.islower())):
            yield f" {letter}"
        else:
            yield letter


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
    if word == "key":
        return _key(before)
    if word in _JWT or (word == "secret" and "jwt" in spoken[:end]):
        return JWT
    if word in _PRIVATE:
        return PRIVATE
    if word in _SECRET:
        return SECRET
    return PUBLIC if word in _PUBLIC else NOTHING


def _key(before: str) -> str:
    if before in _PRIVATE_KEY:
        return PRIVATE
    if before in _PUBLIC_KEY:
        return PUBLIC
    return JWT if before == "jwt" else SECRET


def _is_slot(name: str) -> bool:
    """A storage slot, or a hash that something is filed under; an address has 40 digits and may file keys."""
    digits = without_0x(name)
    return is_hex(digits) and len(digits) != 40 and (digits != name or len(digits) == 64)
