"""Show key material as a fingerprint, so that no output, log or report carries a secret.

What looks like a key is hidden even where it is a hash or bytecode: to hide too much costs a look into the file, to
hide too little costs the funds. Addresses (40 hex digits) and image digests (`sha256:`) stay readable.
"""

from __future__ import annotations

import re

from linea_helm import edit
from linea_helm.keys import mnemonic, scan
from linea_helm.stream import split

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from linea_helm.concealed import Secrets

#: More than an address or a Git commit; a key that lost a digit is still a key. YAML 1.1 allows "_" between digits.
#: No group is repeated in these: each of its turns would take memory, which millions of digits do not have.
_HEX = re.compile(r"[0-9A-Fa-f_]{41,}")
_FEWEST_DIGITS = 41
_DIGEST = re.compile(r"(?<=sha256:)[0-9a-f]{64}(?![0-9A-Fa-f])")
#: A key with a typing error in it: letters and digits, nearly all of them hex, and more than an address with its 0x.
_NEARLY_HEX = re.compile(r"[0-9A-Za-z_]{50,}")
_MISTAKES, _MOST_MISTAKES = re.compile(r"[^0-9A-Fa-f_]"), 4
_LOGIN = re.compile(r"://[^\s/:@\"'<>]{0,100}:([^\s@\"'<>]{1,200})@")
#: A key file, also inside one quoted line; one whose end is missing runs to the end of the text.
_PEM = re.compile(r"-----BEGIN ([A-Z0-9 ]+)-----.*?(?:-----END [A-Z0-9 ]+-----|\Z)", re.DOTALL)
#: Base64 of 32 bytes or more, as the data of a Kubernetes Secret has it.
_BASE64 = re.compile(r"(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{42,}={0,2}(?![A-Za-z0-9+/=])")
#: BIP-39 words have three to eight letters; a word before ":" or "=" is a key, not one of them.
_WORDS = re.compile(r"(?<![A-Za-z0-9_-])[a-z]{3,8}(?:[ \t\r\n,]+[a-z]{3,8}(?![A-Za-z0-9_:=-])){11,}")
_MNEMONIC_KEY = re.compile(r"(?i)(?:mnemonic|phrase|seed|words)[\"']?\s*[:=,]?\s*[|>]?[-+]?\s*[\"']?\Z")
#: BIP-39: 12 to 24 words in steps of three.
_WORD_COUNTS = frozenset({12, 15, 18, 21, 24})
#: A libp2p private key: protobuf type secp256k1, 32 bytes follow.
_LIBP2P = "08021220"

#: The fewest characters in a row of what one of `_HEX`, `_NEARLY_HEX` and `_BASE64` finds on a line, and of `_WORDS`.
_KEY, _KEY_LENGTH = scan.members(scan.WORD), 41
_PROSE, _PROSE_LENGTH = scan.members("abcdefghijklmnopqrstuvwxyz \t\r\n,"), mnemonic.SHORTEST

#: What stands for a secret that is no key: a fingerprint of a password would help to guess it.
HIDDEN = "<redacted>"

#: Characters that are searched at once, and how many on either side of them belong to it: more than a PEM key has.
_BLOCK = 262_144
_REACH = 32_768


class Veil:
    """What must not be shown of one text: key material, and what is called a secret.

    Only around what is to be shown is anything looked for, and there only once. `flag` names the option whose value the
    text is; of the documents that Helm rendered, `is_stream`, each is a text of its own.
    """

    def __init__(self, text: str, flag: str = "", *, is_stream: bool = False) -> None:
        self._text = text
        self._flag = flag
        self._is_stream = is_stream
        self._found: dict[int, list[tuple[int, int, str]]] = {}
        self._named: dict[int, list[tuple[int, int]]] = {}
        self._told: list[tuple[int, int]] = []
        self._documents: list[tuple[int, str]] = []
        self._secrets: Secrets | None = None

    def know(self, secrets: Secrets) -> None:
        """Hide these wherever they stand, too."""
        self._secrets = secrets

    def hide(self, start: int, end: int) -> None:
        """Hide what stands at a place, whatever it is called."""
        self._told.append((start, end))

    def edits(self, low: int, high: int) -> list[tuple[int, int, str]]:
        """Find what must not be shown of text[low:high]; what only begins or ends in it is there as a whole."""
        blocks = range(low // _BLOCK, max(low, high - 1) // _BLOCK + 1)
        formed = [found for block in blocks for found in self._block(block)]
        named = [found for start, text in self._texts(low, high) for found in self._by_name(start, text)]
        known = self._secrets.around(self._text, low, high) if self._secrets else ()
        hidden = [(start, end, HIDDEN) for start, end in (*named, *known, *self._told)]
        return merged(found for found in (*formed, *hidden) if found[0] < high and found[1] > low)

    def hidden(self, low: int, high: int) -> str:
        """Give text[low:high] with its key material replaced."""
        inside = ((max(start, low) - low, min(end, high) - low, new) for start, end, new in self.edits(low, high))
        return edit.apply(self._text[low:high], list(inside))

    def told(self, words: str) -> str:
        """Give what is said of the text without what must not be shown of that."""
        return self._secrets.hidden(words) if self._secrets else redact(words)

    def named(self) -> list[tuple[int, int]]:
        """Give the spans that only the names before them tell of."""
        return self._spans(self._text)

    def _spans(self, text: str) -> list[tuple[int, int]]:
        from linea_helm import named  # 3 ms, and most runs show nothing

        return named.in_flag(self._flag, text) if self._flag else named.spans(text)

    def _texts(self, low: int, high: int) -> list[tuple[int, str]]:
        """Give what may say by its names what text[low:high] is, with its offset."""
        if not self._is_stream:
            return [(0, self._text)]
        self._documents = self._documents or split(self._text)
        return [(start, text) for start, text in self._documents if start < high and start + len(text) > low]

    def _by_name(self, base: int, text: str) -> list[tuple[int, int]]:
        if base not in self._named:
            self._named[base] = [(base + start, base + end) for start, end in self._spans(text)]
        return self._named[base]

    def _block(self, number: int) -> list[tuple[int, int, str]]:
        if number not in self._found:
            base = max(0, number * _BLOCK - _REACH)
            near = edits(self._text[base : (number + 1) * _BLOCK + _REACH])
            self._found[number] = [(base + start, base + end, new) for start, end, new in near]
        return self._found[number]


def redact(text: str) -> str:
    """Replace everything that looks like key material by `<redacted …, sha256:…>`; redacting twice changes nothing."""
    return edit.apply(text, edits(text))


def edits(text: str) -> list[tuple[int, int, str]]:
    """Find what must not be shown: `(start, end, replacement)`, sorted, without overlap.

    The same key has the same fingerprint with and without `0x`, in either case and inside its libp2p wrapper.
    """
    found = [*_logins(text), *_pems(text)]
    for line in _lines_with_long_words(text):
        found += [*_hexes(text, *line), *_nearly_hexes(text, *line), *_base64s(text, *line)]
    for start, end in scan.runs(text, _PROSE, _PROSE_LENGTH):
        found += _phrases(text, start, end + 1)  # what stands behind must not be a colon
    return merged([*found, *_mnemonics(text)])


def _lines_with_long_words(text: str) -> Iterator[tuple[int, int]]:
    end = 0
    for start, _ in scan.runs(text, _KEY, _KEY_LENGTH):
        if start >= end:
            end = text.find("\n", start)
            end = len(text) if end < 0 else end
            yield text.rfind("\n", 0, start) + 1, end


def merged(every: Iterable[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Sort edits and join those that overlap."""
    found: list[tuple[int, int, str]] = []
    for start, end, replacement in sorted(every, key=lambda edit: (edit[0], -edit[1])):
        if found and start < found[-1][1]:
            # Two readings of one secret: both go, and nothing of the longer one stays.
            found[-1] = (found[-1][0], max(end, found[-1][1]), found[-1][2])
        else:
            found.append((start, end, replacement))
    return found


def _logins(text: str) -> Iterator[tuple[int, int, str]]:
    """Find the password of `https://user:password@host`."""
    for match in _LOGIN.finditer(text) if "://" in text else ():
        yield (*match.span(1), HIDDEN)


def _pems(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _PEM.finditer(text):
        yield (*match.span(), _marker(f"PEM {match[1]}", "".join(match[0].split())))


def _hexes(text: str, low: int, high: int) -> Iterator[tuple[int, int, str]]:
    for start, end in _digits(text, low, high):
        digits = text[start:end].replace("_", "").lower()
        if len(digits) >= _FEWEST_DIGITS:
            prefix = 2 if text[max(low, start - 2) : start] in {"0x", "0X"} else 0
            yield start - prefix, end, _marker(f"{len(digits)} hex digits", digits.removeprefix(_LIBP2P))


def _digits(text: str, low: int, high: int) -> Iterator[tuple[int, int]]:
    """Give hex digits in a row, with a single "_" between them; no digest of an image."""
    for run in _HEX.finditer(text, low, high):
        digest = _DIGEST.match(text, run.start(), run.end())
        at = digest.end() if digest else run.start()
        for piece in text[at : run.end()].split("__"):
            digits = piece.strip("_")
            start = at + piece.find(digits)
            yield start, start + len(digits)
            at += len(piece) + 2


def _nearly_hexes(text: str, low: int, high: int) -> Iterator[tuple[int, int, str]]:
    """Find what a few mistakes cut into pieces, each too short for a key alone, and long enough to tell of one."""
    for match in _NEARLY_HEX.finditer(text, low, high):
        pieces = _MISTAKES.split(match[0], _MOST_MISTAKES + 1)
        if 1 < len(pieces) <= _MOST_MISTAKES + 1 and any(8 <= len(piece) <= 40 for piece in pieces):
            yield (*match.span(), _marker(f"{len(match[0])} characters of hex", match[0].lower()))


def _base64s(text: str, low: int, high: int) -> Iterator[tuple[int, int, str]]:
    """Find raw keys of 32 bytes, and anything that holds key material when it is decoded."""
    for match in _BASE64.finditer(text, low, high):
        from base64 import b64decode  # 1 ms, and rarely needed

        raw = b64decode(match[0]) if len(match[0]) % 4 == 0 else b""
        if len(raw) == 32 or edits(raw.decode("latin-1")):
            yield (*match.span(), _marker(f"base64 of {len(raw)} bytes", match[0]))


def _phrases(text: str, low: int, high: int) -> Iterator[tuple[int, int, str]]:
    """Find what is called a mnemonic or looks like one, also with a word that is in no list."""
    for match in _WORDS.finditer(text, low, high):
        start, end = match.span()
        words = match[0].replace(",", " ").split()
        named = _MNEMONIC_KEY.search(text[max(0, start - 40) : start])
        if named or (len(words) in _WORD_COUNTS and _is_whole_scalar(text, start, end)):
            yield start, end, _marker(f"{len(words)} words", " ".join(words))


def _mnemonics(text: str) -> Iterator[tuple[int, int, str]]:
    """Find words of BIP-39's list in a row, wherever they stand and whatever is between them."""
    for start, end, words in mnemonic.runs(text):
        yield start, end, _marker(f"{len(words)} words", " ".join(words))


def _is_whole_scalar(text: str, start: int, end: int) -> bool:
    while start and text[start - 1].isspace():
        start -= 1
    after = text[end : end + 2]
    begins = not start or text[start - 1] in "\"'`:=-|>[,"
    return begins and (not after.strip() or after[0] in "\"'`]},\r\n" or after == " #")


def _marker(what: str, secret: str) -> str:
    from hashlib import sha256  # 1 ms, and most reports hide nothing

    return f"<redacted {what}, sha256:{sha256(secret.encode()).hexdigest()[:8]}>"
