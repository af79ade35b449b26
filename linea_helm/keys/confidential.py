"""Which names say that the value behind them is nobody's business: passwords, tokens, keys, whatever they look like.

Asked only for what is shown, so it says yes too often rather than too seldom: a name, a path or a length that is called
after a secret stays readable, `secret: x` does not.
"""

from __future__ import annotations

from functools import lru_cache

from linea_helm.keys.names import words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


def word_set(text: str) -> frozenset[str]:
    """Cut a text into the words it lists."""
    return frozenset(text.split())


_SECRETS = word_set(
    "apikey apitoken authorization bearer credential creds entropy jwt mnemonic nodekey passcode passphrase passwd"
    " password phrase privkey prvkey pwd secret seed sk token"
)
#: Ends of words that are written in one: `dbpassword`, `PGPASSWORD`.
_ENDS = ("password", "passwd", "passphrase", "secret", "token", "apikey", "accesskey", "privatekey", "secretkey", "pwd")
#: Whose key is a secret: the word before "key", or the two in one.
_KEYS = word_set(
    "access account admin aes api auth besu bootnode client coinbase cookie deployer ecdsa encryption eth faucet"
    " finalizer funder hmac host identity jwt libp2p license maru master miner minter node operator owner p2p"
    " postman priv private proposer prover prv relayer root rsa secret secp256k sender sequencer server service session"
    " shared shelter signer signing ssh submitter tls validator wallet webhook"
)
#: Of what is no secret itself, though it is called after one.
_ABOUT = word_set(
    "address age alg algorithm annotation audience bits bucket class count create curve date day dir directory"
    " discovery domain duration enable enabled encoding endpoint env expiration expire expiry field file filename"
    " folder format generate header host hostname hour id ids interval ip ips issuer job key kind label length"
    " lifetime limit list manager method minute mode mount mtime name namespace node number optional path peer pem"
    " policy port prefix provider public rate ref reference regex region require required role rotation schema scope"
    " second selector server size store suffix template time timeout ttl type uri url user username variable version"
    " volume"
)
#: Of these also what is no secret among several.
_STRUCTURE = word_set(
    "annotation create enable enabled existing file filename generate key kind label length mount name namespace path"
    " pull ref reference secret token type username"
)
#: Whoever says these speaks of a Secret that is somewhere else.
_ELSEWHERE = word_set("existing external pull ref")
#: Who counts secrets, or the Secret of a certificate, which is called by its name: `numTokens`, `tlsSecret`.
_COUNTED, _CERTIFICATES = word_set("max min num number"), word_set("ca cert certificate tls")
#: A name that only says how the secret above it is written.
_FORMS = word_set(
    "b64 base64 content current data default hex inline key literal new old plain plaintext raw text value"
)
#: Every name that `is_secret` knows has one of these in it, in either case.
STEMS = word_set("pass pwd secret token cred key jwt mnemonic phrase seed auth bearer entropy sk")
#: All words that tell anything here.
WORDS = _SECRETS | _KEYS | _ABOUT | _STRUCTURE | _ELSEWHERE | _FORMS | {*_ENDS}


def is_secret(names: Sequence[str | int]) -> bool:
    """Tell whether a value is a secret by its names, the innermost last; numbers are items of lists."""
    return _is_secret(tuple([0 if isinstance(name, int) else name for name in names]))


@lru_cache(maxsize=4096)  # the same few names stand in each object of a release
def _is_secret(names: tuple[str | int, ...]) -> bool:
    for length in range(len(names), 0, -1):
        own = _own(names[length - 1])
        if not own or (own[-1] in _FORMS and len(own) == 1 and not _is_key_of(own, names[: length - 1])):
            continue
        told = _told(own, names[: length - 1])
        if told is False and length > 1 and is_list(names[length - 2]) and _STRUCTURE.isdisjoint(own):
            told = None  # `passwords: {server: x, user: y}`
        if told is not None:
            return told and (length == len(names) or _holds(names, length))
        if length < len(names) - 1:
            return False
    return False


@lru_cache(maxsize=4096)
def _own(name: str | int) -> list[str]:
    return [] if isinstance(name, int) else list(words(name))


def is_list(name: str | int) -> bool:
    """Tell whether a name is that of several things."""
    return isinstance(name, str) and name[-1:] in {"s", "S"} and name[-2:] not in {"ss", "SS"}


def _is_key_of(own: list[str], above: Sequence[str | int]) -> bool:
    """`validator: {key: x}`; the key of a Secret is the name of an entry."""
    holder = _own(above[-1]) if above else []
    return own == ["key"] and holder[-1:] != ["secret"] and not _KEYS.isdisjoint(holder[-1:])


def _told(own: list[str], above: Sequence[str | int]) -> bool | None:
    """Say whether the words of one name tell of a secret, of something about one (False), or of neither (None)."""
    if _is_key_of(own, above):
        return True
    at = next((number for number in range(len(own) - 1, -1, -1) if _is_one(own, number)), None)
    if at is None:
        return False if own[-1] in _ABOUT else None
    if not _ELSEWHERE.isdisjoint(own[:at]) or _names_an_entry(own, at) or _is_other(own, at):
        return False
    return _ABOUT.isdisjoint(own[at + 1 :])


def _is_one(own: list[str], at: int) -> bool:
    word = own[at]
    if word == "key":
        return at > 0 and own[at - 1] in _KEYS
    return word in _SECRETS or word.endswith(_ENDS) or (word == "auth" and at == len(own) - 1)


def _names_an_entry(own: list[str], at: int) -> bool:
    """`passwordSecretKey` is an entry of the Secret with the password; `secretKey` may be a secret."""
    return own[at - 1 : at + 1] == ["secret", "key"] and any(_is_one(own, number) for number in range(at - 1))


def _is_other(own: list[str], at: int) -> bool:
    """`maxTokens` is a number, `tlsSecret` is the name of a Secret."""
    before = own[at - 1] if at else ""
    return before in _COUNTED or (own[at] == "secret" and before in _CERTIFICATES)


def _holds(names: Sequence[str | int], length: int) -> bool:
    """Tell whether a name makes secrets of what is below: `passwords: {alice: x}`, but not `secret: {create: true}`."""
    below = names[length:]
    if all(isinstance(name, int) or _own(name)[-1:] == [] or _own(name)[-1] in _FORMS for name in below):
        return True
    holder = names[length - 1]
    return is_list(holder) or _own(holder)[-1] not in {"secret", "auth", "jwt"}
