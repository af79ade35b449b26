"""BIP-39 mnemonics: which words in a text are one.

Source: https://github.com/bitcoin/bips/blob/master/bip-0039.mediawiki; its English word list is data/bip39-english.txt.
On the fast path: what is exact, and needs more modules, is asked only where twelve words of the list are in a row.
"""

from __future__ import annotations

import os
from functools import lru_cache

from linea_helm.keys import scan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: Entropy of 128 to 256 bits in steps of 32; the longest first, because it can hold a shorter one by chance.
COUNTS = (24, 21, 18, 15, 12)
#: Twelve words of three letters, and what is between them.
SHORTEST = 47
_LIST = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "data", "bip39-english.txt")
#: Blanks, line breaks, commas, quotes and dashes of a list are between words, but nothing else: no `:` and no `=`.
_RUN = r"(?<![A-Za-z0-9_])[A-Za-z]{3,8}(?:[\s,\"'-]{1,40}[A-Za-z]{3,8}(?![A-Za-z0-9_:=])){11,}"
_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#: What may be between words; "?" is any character beyond Latin-1, of which some are blanks.
_BETWEEN = b" \t\r\n\f\v\x85\xa0,\"'-?"
_TABLE = bytes(byte | 32 if byte in _LETTERS else 32 if byte in _BETWEEN else 46 for byte in range(256))
_MEMBERS = scan.members((_LETTERS + _BETWEEN).decode("latin-1"))


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Find the mnemonics with a right checksum: `(start, end)` of the first to the last word, in any letter case."""
    for piece in _pieces(text):
        yield from _valid(piece)


def runs(text: str) -> Iterator[tuple[int, int, list[str]]]:
    """Find twelve and more words of the list in a row, whatever their checksum: `(start, end, words)`."""
    for piece in _pieces(text):
        if len(piece) >= COUNTS[-1]:
            yield piece[0][1], piece[-1][2], [word for word, _, _ in piece]


def words(text: str) -> list[str]:
    """Give the words of a mnemonic as it is hashed: lower case, without what stands between them."""
    return [word.lower() for word in "".join(letter if letter.isalpha() else " " for letter in text).split()]


def is_valid(candidate: Sequence[str]) -> bool:
    """Say whether words are all in the list and their last bits are the checksum of the others."""
    numbers = [number for word in candidate if (number := _numbers().get(word)) is not None]
    return len(numbers) == len(candidate) and len(numbers) in COUNTS and _checksum_holds(_bits(numbers), len(numbers))


@lru_cache(maxsize=64)  # many words in a row are often the same few
def _size(bits: int, most: int) -> int:
    """Give the largest number of words, of those whose bits are the last of these, that are a mnemonic; or 0."""
    return next((count for count in COUNTS if count <= most and _checksum_holds(bits, count)), 0)


def _checksum_holds(bits: int, count: int) -> bool:
    """Say whether the last bits of so many words are the checksum of the others; more bits may be before them."""
    from hashlib import sha256  # 1 ms, and few texts have twelve words of the list in a row

    size = count // 3
    entropy = (bits >> size & (1 << size * 32) - 1).to_bytes(size * 4, "big")
    return sha256(entropy).digest()[0] >> (8 - size) == bits & ((1 << size) - 1)


def _pieces(text: str) -> Iterator[list[tuple[str, int, int]]]:
    """Cut words in a row at those that are in no list: `(word, start, end)` in lower case."""
    for start, end in scan.runs(text, _MEMBERS, SHORTEST) if len(text) >= SHORTEST else ():
        if _has_twelve(text[start:end]):
            yield from _listed(text, start, end)


def _listed(text: str, start: int, end: int) -> Iterator[list[tuple[str, int, int]]]:
    import re  # 5 ms, and hardly a text comes this far
    from itertools import groupby

    for run in re.compile(_RUN).finditer(text, start, end + 1):  # what stands behind must not be a colon
        found = [(match[0].lower(), *match.span()) for match in re.compile("[A-Za-z]+").finditer(text, *run.span())]
        for listed, piece in groupby(found, lambda entry: entry[0] in _numbers()):
            if listed:
                yield list(piece)


def _has_twelve(text: str) -> bool:
    """Say whether twelve words of the list are in a row; may say so of a few more texts than it should."""
    spaced = text.encode("latin-1", "replace").translate(_TABLE).replace(b".", b" . ")
    listed, count = _numbers(), 0
    for word in spaced.decode("latin-1").split():
        count = count + 1 if word in listed else 0
        if count == COUNTS[-1]:
            return True
    return False


def _valid(piece: list[tuple[str, int, int]]) -> Iterator[tuple[int, int]]:
    """Look for mnemonics from the end, because prose stands before them rather than behind."""
    numbers = [_numbers()[word] for word, _, _ in piece]
    found, end = [], len(piece)
    bits = _bits(numbers[max(0, end - COUNTS[0]) : end])
    while end >= COUNTS[-1]:
        size = _size(bits, min(end, COUNTS[0]))
        if size:
            found.append((piece[end - size][1], piece[end - 1][2]))
        for _ in range(size or 1):  # the bits of the last 24 words: one goes, one comes
            end -= 1
            bits = bits >> 11 | (numbers[end - COUNTS[0]] << 11 * (COUNTS[0] - 1) if end >= COUNTS[0] else 0)
    yield from reversed(found)


def _bits(numbers: Sequence[int]) -> int:
    bits = 0
    for number in numbers:
        bits = bits << 11 | number
    return bits


def _numbers() -> dict[str, int]:
    if not _WORDS:
        with open(_LIST, encoding="utf-8") as file:
            _WORDS.update((word, number) for number, word in enumerate(file.read().split()))
    return _WORDS


#: Read when it is first needed; it never changes.
_WORDS: dict[str, int] = {}
