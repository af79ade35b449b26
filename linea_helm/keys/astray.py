"""Secrets that became keys: in a list of secrets, one colon too many makes a map of `hunter2: ` or `'hunter2': x`.

Such a map has one key, and behind it no other map and no list. A key that is made of the words which people call the
fields of a secret by stays what it is: `- secretName: x`.
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


def is_field(key: str) -> bool:
    """Tell whether a key is made of known words only; a digit at its end, which no field needs, tells of a password."""
    own = words(key)
    plain = all(letter.isalnum() or letter in _MARKS for letter in key)
    return plain and bool(own) and not key[-1:].isdigit() and _KNOWN.issuperset(own)


def is_astray(names: Sequence[str | int], item: Mapping[str, object]) -> bool:
    """Tell whether the key of a map is a secret; `names` lead to the map."""
    if len(item) != 1 or not names or not isinstance(names[-1], int):
        return False
    (key, value), *_ = item.items()
    return not isinstance(value, (dict, list)) and not is_field(str(key)) and confidential.is_secret(names)
