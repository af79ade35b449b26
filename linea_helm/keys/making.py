"""Make the keys of a linea-stack, or take them from files, with the Secrets they go into and what is public of them."""

from __future__ import annotations

from typing import NamedTuple

from linea_helm.keys import derive, reading
from linea_helm.keys.known import known
from linea_helm.keys.material import CERTAIN, LIBP2P, ORDER, Material

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Values = dict[tuple[str, ...], str | list[str] | bool]


class Made(NamedTuple):
    """One Secret of the chart, ready to write.

    `private` is the content of its key `key`, and of the file `file` where files are wanted; `literals` are its other
    keys, which are no secret. `values` is the piece of values that belongs to it, by path, and `facts` is what people
    compare and publish.
    """

    name: str
    secret: str
    key: str
    private: str
    file: str
    literals: dict[str, str]
    values: Values
    facts: dict[str, str]


#: What `helm linea keys new` makes when nothing is named: what chart/linea-stack/profiles/production.yaml asks for.
DEFAULT = ("sequencer", "maru", "jwt", "besu-jwt", "ethstats")
ALL = (*DEFAULT, "tx-sender")
#: Secrets of the Engine API, the sequencer's and the followers': the Secret and the value of engine.jwt that names it.
_JWTS = {
    "jwt": ("linea-stack-engine-jwt", "secretName"),
    "besu-jwt": ("linea-stack-besu-engine-jwt", "besuSecretName"),
}


def make(name: str, source: str | None, receiver: str | None, warn: Callable[[str], None]) -> Made:
    """Make the Secret called by a name of ALL; its key comes from the file `source` where there is one.

    `receiver` is the address that the tx-sender sends to; without one it sends to itself, which costs only the gas.
    Errors: InputError for a bad file, LineaError without the extra `keys`.
    """
    if name == "ethstats":
        return _ethstats(reading.word(source, warn=warn) if source else _random_hex())
    if name in _JWTS:
        secret = reading.jwt_secret(source, warn=warn) if source else _random_hex()
        warn_if_known(secret, "jwt", warn)
        return _jwt(name, secret)
    private = reading.private_key(source, libp2p=name == "maru", warn=warn).private if source else _random_key()
    warn_if_known(private.hex(), "secp256k1", warn)
    if name == "sequencer":
        return _sequencer(private)
    return _maru(private) if name == "maru" else _tx_sender(private, receiver)


def warn_if_known(digits: str, kind: str, warn: Callable[[str], None]) -> None:
    """Warn of 64 hex digits that everybody has; `kind` is "jwt" or "secp256k1"."""
    what = known(digits, Material((0, 64, kind, CERTAIN)))
    if what:
        warn(f"everybody has this {'secret' if kind == 'jwt' else 'key'}: it is {what}")


def libp2p_form(private: bytes) -> str:
    """Write a private key as maru reads it."""
    return f"0x{LIBP2P[0]}{private.hex()}"


def _sequencer(private: bytes) -> Made:
    node = derive.enode_id(private)
    name = "linea-stack-sequencer-p2p-key"
    values: Values = {("sequencer", "nodeId"): node}
    return Made("sequencer", name, "key", private.hex(), "sequencer.key", {}, values, {"node id": node})


def _maru(private: bytes) -> Made:
    validator = derive.address(private)
    facts = {"validator": validator, "peer id": derive.peer_id(private)}
    values: Values = {("chain", "validators"): [validator]}
    name = "linea-stack-maru-p2p-key"
    return Made("maru", name, "key", libp2p_form(private), "maru.key", {}, values, facts)


def _jwt(name: str, digits: str) -> Made:
    secret, value = _JWTS[name]
    return Made(name, secret, "jwt.hex", digits, f"{name}.hex", {}, {("engine", "jwt", value): secret}, {})


def _ethstats(word: str) -> Made:
    name = "linea-stack-ethstats"
    return Made("ethstats", name, "WS_SECRET", word, "ethstats.secret", {}, {("ethstats", "secretName"): name}, {})


def _tx_sender(private: bytes, receiver: str | None) -> Made:
    name = "linea-stack-tx-sender-secrets"
    account = derive.address(private)
    facts, literals = {"account": account, "sends to": receiver or account}, {"toAddress": receiver or account}
    values: Values = {("txSender", "enabled"): True}
    return Made("tx-sender", name, "privateKey", f"0x{private.hex()}", "tx-sender.key", literals, values, facts)


def _random_key() -> bytes:
    import secrets

    return (1 + secrets.randbelow(ORDER - 1)).to_bytes(32, "big")


def _random_hex() -> str:
    import secrets

    return secrets.token_hex(32)
