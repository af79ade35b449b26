"""Cut a text into the words that may be keys, fast and without importing anything.

A word is letters, digits, `+`, `/` and `_` in a row, so that no piece of a path or of a token is taken for a key.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

#: Half a key; what is shorter is nothing that lost a few digits, unless it begins with 0x.
SHORTEST = 32
HEX = "0123456789abcdefABCDEF"
#: What words are made of.
WORD = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+/_"
_TABLE = bytes(byte if chr(byte) in WORD else 32 for byte in range(256))


def members(characters: str) -> bytes:
    """Make what `runs` looks for: these characters, none of which is beyond Latin-1."""
    chosen = characters.encode("latin-1")
    return bytes(120 if byte in chosen else 46 for byte in range(256))


def runs(text: str, table: bytes, least: int) -> Iterator[tuple[int, int]]:
    """Give the half-open offsets of at least so many characters in a row that `table` has; beyond Latin-1 all are "?".

    Few texts have any, and to search for the shortest takes a twentieth of what the regular expressions for keys take.
    """
    marked, wanted = text.encode("latin-1", "replace").translate(table), b"x" * least
    start = marked.find(wanted)
    while start >= 0:
        end = marked.find(b".", start)
        end = len(marked) if end < 0 else end
        yield start, end
        start = marked.find(wanted, end)


def words(text: str) -> Iterator[tuple[int, str]]:
    """Give each long word, and each that begins with 0x: `(offset, word)`."""
    # One byte for each character: offsets in one are offsets in the other.
    spaced = text.encode("latin-1", "replace").translate(_TABLE)
    at = 0
    for word in spaced.split():
        if len(word) >= SHORTEST or word[:2] in {b"0x", b"0X"}:
            at = _place(spaced, word, at)
            yield at, word.decode("ascii")
            at += len(word)


def _place(spaced: bytes, word: bytes, at: int) -> int:
    at = spaced.index(word, at)
    while spaced[at - 1 : at] not in {b"", b" "}:  # inside a word that was passed over
        at = spaced.index(word, at + 1)
    return at


def without_0x(word: str) -> str:
    """Remove the prefix of a hex number."""
    return word[2:] if word[:2] in {"0x", "0X"} else word


def is_hex(digits: str) -> bool:
    """Say whether all characters are hex digits, and there are some."""
    return digits != "" and not digits.strip(HEX)
