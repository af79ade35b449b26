"""What is public of a private key: address, enode id, peer id. Needs the extra `keys`; private keys are 32 bytes.

The only importer of pycryptodome, which has the curve secp256k1 from version 4.4 on.
"""

from __future__ import annotations

from linea_helm.called import program
from linea_helm.errors import LineaError
from linea_helm.keys import mnemonic
from linea_helm.keys.material import ORDER, digits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linea_helm.keys.material import Material

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_HARD = 1 << 31


def remedy() -> str:
    """Say how to get the package that is missing: a plugin has it among its own, unless they are gone."""
    return "run: helm linea setup" if program() == "helm linea" else 'run: pip install "helm-linea[keys]"'


def available() -> bool:
    """Say whether the library is there."""
    try:
        from Crypto import version_info
    except ImportError:
        return False
    return version_info[:2] >= (4, 4)


def public_key(private: bytes) -> bytes:
    """Give the public key: 64 bytes, x and y.

    Errors: LineaError without the extra `keys`; ValueError for zero and from the curve's order on.
    """
    _hold_available()
    number = int.from_bytes(private, "big")
    if not 0 < number < ORDER:
        raise ValueError("a private key is above zero and below the order of the curve")
    from Crypto.PublicKey import ECC  # 10 ms

    x, y = ECC.construct(curve="secp256k1", d=number).pointQ.xy
    return int(x).to_bytes(32, "big") + int(y).to_bytes(32, "big")


def keccak256(data: bytes) -> bytes:
    """Hash as Ethereum does: Keccak as it was before SHA-3 changed its padding."""
    _hold_available()
    from Crypto.Hash import keccak  # 25 ms

    return keccak.new(digest_bits=256, data=data).digest()


def address(private: bytes) -> str:
    """Give the address, with the checksum in its letter case (EIP-55)."""
    return checksummed(keccak256(public_key(private))[12:].hex())


def checksummed(digits: str) -> str:
    """Give the address of 40 hex digits in any letter case, with its checksum in theirs."""
    plain = digits.lower()
    check = keccak256(plain.encode()).hex()
    return "0x" + "".join(letter.upper() if check[at] > "7" else letter for at, letter in enumerate(plain))


def enode_id(private: bytes) -> str:
    """Give the node's id in an enode URL: the public key as 128 hex digits."""
    return public_key(private).hex()


def peer_id(private: bytes) -> str:
    """Give the libp2p peer id: base58 of the identity multihash of the protobuf of the compressed public key.

    Source: https://github.com/libp2p/specs/blob/master/peer-ids/peer-ids.md
    """
    return _base58(bytes.fromhex("002508021221") + _compressed(public_key(private)))


def account(phrase: str, index: int = 0) -> bytes:
    """Derive the private key of an account of a mnemonic without password, at m/44'/60'/0'/0/index.

    Source: BIP-39 for the seed, BIP-32 for the steps, SLIP-44 for 60.
    """
    from hashlib import pbkdf2_hmac

    seed = pbkdf2_hmac("sha512", " ".join(mnemonic.words(phrase)).encode(), b"mnemonic", 2048)
    key, chain = _halves(b"Bitcoin seed", seed)
    for step in (44 + _HARD, 60 + _HARD, _HARD, 0, index):
        key, chain = _child(key, chain, step)
    return key


def address_of(text: str, material: Material) -> str | None:
    """Give the address of a key that was found in a text, of a mnemonic that of its first account.

    None for what has no address: a JWT secret, a PEM block, a keystore.
    Errors: LineaError without the extra `keys`.
    """
    if material.kind == "mnemonic":
        return address(account(text[material.start : material.end]))
    return address(bytes.fromhex(digits(text, material))) if material.kind in {"secp256k1", "libp2p"} else None


def _child(key: bytes, chain: bytes, step: int) -> tuple[bytes, bytes]:
    data = b"\0" + key if step >= _HARD else _compressed(public_key(key))
    left, right = _halves(chain, data + step.to_bytes(4, "big"))
    return ((int.from_bytes(left, "big") + int.from_bytes(key, "big")) % ORDER).to_bytes(32, "big"), right


def _halves(key: bytes, data: bytes) -> tuple[bytes, bytes]:
    import hmac

    code = hmac.digest(key, data, "sha512")
    return code[:32], code[32:]


def _compressed(public: bytes) -> bytes:
    return bytes([2 + public[-1] % 2]) + public[:32]


def _base58(data: bytes) -> str:
    number, text = int.from_bytes(data, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        text = _ALPHABET[digit] + text
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + text


def _hold_available() -> None:
    if not available():
        raise LineaError(
            "the Python package pycryptodome 4.4 or newer is not installed",
            why="it has the curve and the hash of Ethereum's keys",
            fix=remedy(),
        )
