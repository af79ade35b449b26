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

_ALNUM = bytes(code for code in range(128) if chr(code).isalnum())
_REST = b"+/="
#: Everything but letters, digits and the rest of base64 becomes a blank.
_RUNS = bytes(code if code in _ALNUM + _REST else 32 for code in range(256))
#: What may stand between the words of a mnemonic becomes a blank, and what may not be in one a digit.
_WORDLIKE = bytes(
    code if chr(code).isascii() and chr(code).isalpha() else 32 if chr(code) in " \t\n\v\f\r,\"'-" else 48
    for code in range(256)
)


def may_hold_key(data: dict[str, Any]) -> bool:
    """Say whether some text in an object may hold a key. Digests of images are none."""
    pending: list[Any] = [data]
    for each in pending:
        for name, value in each.items() if type(each) is dict else enumerate(each):
            if type(value) is str:
                if len(value) >= _DIGITS and _may_be_one(value, name):
                    return True
            elif type(value) is dict or type(value) is list:
                pending.append(value)
    return False


def _may_be_one(text: str, name: object) -> bool:
    if not text.isascii() or "0x" in text or "0X" in text or "-----BEGIN" in text:
        return True
    if name == "image":
        text = text.partition("@sha256:")[0]
    raw = text.encode()
    runs = raw.translate(_RUNS).split()
    if max(map(len, runs), default=0) >= _DIGITS and any(map(_may_be_run, runs)):
        return True
    rows = raw.translate(_WORDLIKE).split(b"0")
    return max(map(len, rows)) >= _ROW and any(_has_mnemonic(row.split()) for row in rows if len(row) >= _ROW)


def _may_be_run(run: bytes) -> bool:
    return len(run) >= _BASE64 or (len(run) >= _DIGITS and _has_digits(run))


def _has_digits(run: bytes) -> bool:
    return any(len(part) >= _DIGITS for part in run.replace(b"/", b"+").replace(b"=", b"+").split(b"+"))


def _has_mnemonic(words: list[bytes]) -> bool:
    """The first and the last word of a mnemonic may touch a bracket or a dot."""
    row = 0
    for word in words:
        row = row + 1 if 3 <= len(word) <= 8 else 0
        if row >= _WORDS - 2:
            return True
    return False
