"""Secrets that became keys: in a list of secrets, one colon too many makes a map of `hunter2: ` or `'hunter2': x`.

Such a map has one key, and behind it no other map and no list. A key that is made of the words which people call the
fields of a secret by stays what it is: `- secretName: x`. Right below `password`, of which people make maps, a key has
to look like a password, too.
"""

from __future__ import annotations

from linea_helm.keys import confidential
from linea_helm.keys.names import words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: Words of fields that say nothing about secrets.
_FIELDS = confidential.word_set(
    "and app arn as at base ca cert certificate cluster comment config configmap context data database db def"
    " description docker email engine entry external file for from group helm identifier image in is item keystore kube"
    " kubernetes login map master mechanism member meta metadata note object of on option or order organization origin"
    " pass pattern permission pod pool priority profile project property query read realm registry remote repo"
    " repository resource role save scheme scope service share source spec state status string subject tag target team"
    " tenant title tls to user users val validity vault via with write zone"
)
_KNOWN = _FIELDS | confidential.WORDS
_MARKS = frozenset("-_./")
#: What has one text and no list of them; of the other names of secrets people make maps: `secret: {create: true}`.
_TEXTS = ("passcode", "passphrase", "passwd", "password", "pwd")
#: Words with digits that say how a secret is written, or for whom.
_WITH_DIGITS = confidential.word_set("argon2i argon2id e2e ed25519 i18n k8 l2tp oauth2 p2p pbkdf2 s3 x25519 x509") | {
    *confidential.word_set("argon b base curve ed k level md oauth part pbkdf rsa s sha slot stage step utf v x zone")
}


def is_field(key: str) -> bool:
    """Tell whether a key is made of known words only; a digit at its end, which no field needs, tells of a password."""
    own = words(key)
    plain = all(letter.isalnum() or letter in _MARKS for letter in key)
    return plain and bool(own) and not key[-1:].isdigit() and _KNOWN.issuperset(own)


def may_be_secret(key: str, holder: str | int) -> bool:
    """Tell whether the only key of a map may be a secret; `holder` is the key of the map, or its number in a list."""
    if isinstance(holder, int):
        return not is_field(key)
    own = words(holder)
    return bool(own) and own[-1].endswith(_TEXTS) and not confidential.is_list(holder) and _looks_like_one(key)


def _looks_like_one(key: str) -> bool:
    """Tell whether a key has what no name has in it, or digits and a word that nobody knows."""
    if any(not letter.isalnum() and letter not in _MARKS for letter in key):
        return True
    return any(letter.isdigit() for letter in key) and not (_KNOWN | _WITH_DIGITS).issuperset(words(key))


def is_astray(names: Sequence[str | int], item: Mapping[str, object]) -> bool:
    """Tell whether the key of a map is a secret; `names` lead to the map."""
    if len(item) != 1 or not names:
        return False
    (key, value), *_ = item.items()
    return not isinstance(value, (dict, list)) and may_be_secret(str(key), names[-1]) and confidential.is_secret(names)
