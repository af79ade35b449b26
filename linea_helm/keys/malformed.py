"""What is wrong with a key where one is expected: the program would refuse it when it starts, or read another key.

Only a value that is nearly a key is judged: a placeholder, a path or the name of a Secret is none of ours.
On the fast path.
"""

from __future__ import annotations

from linea_helm.keys import context, names, scan
from linea_helm.keys.material import LIBP2P, ORDER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: The longest that is nearly a key: a public key and a few digits more.
_LONGEST = 150
#: What it is instead, by the number of its digits.
_INSTEAD = {40: "an address", 66: "a compressed public key", 128: "a public key", 130: "a public key"}


class Fault(tuple[int, int, str]):
    """A key that is none, at the half-open offsets `start` to `end`; `why` is "has 63 hex digits, …", a verb first."""

    __slots__ = ()

    @property
    def start(self) -> int:
        return self[0]

    @property
    def end(self) -> int:
        return self[1]

    @property
    def why(self) -> str:
        return self[2]


def find(text: str, around: Sequence[str] = ()) -> Iterator[Fault]:
    """Find what stands in the place of a private key or a JWT secret and is none; `around` as in `material.find`."""
    for start, word in scan.words(text):
        end = start + len(word)
        if len(word) <= _LONGEST and word.isalnum() and not _is_piece(text, start, end):
            why = reason(word, [*around, context.name_before(text, start)])
            if why:
                yield Fault((start, end, why))


def _is_piece(text: str, start: int, end: int) -> bool:
    """A piece of a longer thing, such as the name of a file or of a variable."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return (before != "" and before in ".$-") or (after != "" and after in "=.-")


def reason(value: str, called: Sequence[str]) -> str:
    """Say what is wrong with one value behind names; "" when nothing is, or when no key is expected there."""
    said = names.meaning(called)
    digits = scan.without_0x(value)
    if said not in {names.PRIVATE, names.JWT} or not _resembles_hex(digits, prefixed=digits != value):
        return ""
    strange = sum(digit not in scan.HEX for digit in digits)
    if strange:
        return f"has {_count(strange, 'character')} that {'is' if strange == 1 else 'are'} no hex digit"
    return jwt(digits) if said == names.JWT else private(digits, names.wants_libp2p(called))


def jwt(digits: str) -> str:
    """Say what is wrong with the hex digits of a JWT secret, which come without `0x`; "" when nothing is."""
    return "" if len(digits) == 64 else f"has {_count(len(digits), 'hex digit')}, and a JWT secret has 64"


def private(digits: str, wants_libp2p: bool | None) -> str:
    """Say the same of a private key that has to be in libp2p's form, in Besu's (False) or in either (None)."""
    digits = digits.lower()
    prefix = next((form for form in LIBP2P if digits.startswith(form) and len(digits) == len(form) + 64), "")
    raw = digits.removeprefix(prefix)
    if len(raw) != 64:
        instead = f", as {_INSTEAD[len(raw)]} has" if len(raw) in _INSTEAD else ""
        return f"has {_count(len(raw), 'hex digit')}{instead}, and a private key has 64"
    if wants_libp2p is False and prefix:
        return "is in libp2p's form, which only maru reads; others want the last 64 digits alone"
    if wants_libp2p and not prefix:
        return f"is 32 bytes without libp2p's {LIBP2P[0]} before them, which maru needs"
    number = int(raw, 16)
    return "is zero" if not number else "is not below the order of the curve secp256k1" if number >= ORDER else ""


def _resembles_hex(digits: str, *, prefixed: bool) -> bool:
    """A typing error leaves most of the digits; a word of letters and digits has other letters everywhere."""
    good = sum(digit in scan.HEX for digit in digits)
    return (
        0 < good == len(digits)
        or (len(digits) >= 40 and good >= len(digits) - 4)
        or (prefixed and good * 2 > len(digits))
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"
