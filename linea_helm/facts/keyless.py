"""Tell quickly that no text of an object can hold a key: to look closer costs 20 ms, and most releases have none.

What is said here must be no wherever keys/material.py or keys/malformed.py find something. On the fast path.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: Letters and digits in a row that are a key or nearly one, the same with the rest of base64, words of a mnemonic.
_DIGITS, _BASE64, _WORDS = 32, 44, 12
#: The fewest characters of the words of a mnemonic that touch nothing else, of three letters each, and blanks.
_ROW = 4 * (_WORDS - 2) - 1

_LETTERS = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_IN_RUN = _LETTERS + b"0123456789+/="
#: What may stand between the words of a mnemonic.
_BLANKS = b" \t\n\v\f\r,\"'-"
_ALL = bytes(range(256))
_NOT_IN_RUN, _NOT_IN_ROW = _ALL.translate(None, _IN_RUN), _ALL.translate(None, _LETTERS + _BLANKS)

#: Everything but letters, digits and the rest of base64 becomes a blank.
_RUNS = bytes.maketrans(_NOT_IN_RUN, b" " * len(_NOT_IN_RUN))
#: What may stand between words becomes a blank, and what may not be in a mnemonic a digit.
_WORDLIKE = bytes.maketrans(_BLANKS + _NOT_IN_ROW, b" " * len(_BLANKS) + b"0" * len(_NOT_IN_ROW))
#: What may be in one becomes a cross: to look for so many of them is faster than to take a text apart.
_CROSSED_RUN = bytes.maketrans(_IN_RUN, b"x" * len(_IN_RUN))
_CROSSED_ROW = bytes.maketrans(_LETTERS + _BLANKS, b"x" * len(_LETTERS + _BLANKS))
#: Letters become crosses, what may stand between words a blank, and the rest dots.
_SHAPE = bytes.maketrans(_LETTERS + _BLANKS + _NOT_IN_ROW, b"x" * 52 + b" " * len(_BLANKS) + b"." * len(_NOT_IN_ROW))
_LONG_RUN, _LONG_ROW = b"x" * _DIGITS, b"x" * _ROW


def may_hold_key(data: dict[str, Any]) -> bool:
    """Say whether some text in an object may hold a key. Digests of images are none."""
    pending: list[Any] = [data]
    for each in pending:
        for name, value in each.items() if type(each) is dict else enumerate(each):
            kind = type(value)
            if kind is str:
                if len(value) >= _DIGITS and _may_be_one(value, name):
                    return True
            elif kind is dict or kind is list:
                pending.append(value)
    return False


def _may_be_one(text: str, name: object) -> bool:
    if not text.isascii() or "0x" in text or "0X" in text or "-----BEGIN" in text:
        return True
    if name == "image":
        text = text.partition("@sha256:")[0]
    raw = text.encode()
    if _LONG_RUN in raw.translate(_CROSSED_RUN) and any(map(_may_be_run, raw.translate(_RUNS).split())):
        return True
    return _LONG_ROW in raw.translate(_CROSSED_ROW) and _may_be_words(raw)


def _may_be_words(raw: bytes) -> bool:
    # Prose has short words, of which a mnemonic has none; to take all of them apart costs most of the time.
    shape = raw.translate(_SHAPE).replace(b" xx ", b".").replace(b" x ", b".")
    if _LONG_ROW not in shape.replace(b" ", b"x"):
        return False
    return any(_has_mnemonic(row.split()) for row in raw.translate(_WORDLIKE).split(b"0") if len(row) >= _ROW)


def _may_be_run(run: bytes) -> bool:
    return len(run) >= _BASE64 or (len(run) >= _DIGITS and _has_digits(run))


def _has_digits(run: bytes) -> bool:
    return any(len(part) >= _DIGITS for part in run.replace(b"/", b"+").replace(b"=", b"+").split(b"+"))


def _has_mnemonic(words: list[bytes]) -> bool:
    """The first and the last word of a mnemonic may touch a bracket or a dot."""
    row = 0
    for length in map(len, words):
        row = row + 1 if 3 <= length <= 8 else 0
        if row >= _WORDS - 2:
            return True
    return False
