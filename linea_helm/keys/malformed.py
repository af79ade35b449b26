"""What is wrong with a key where one is expected: the program would refuse it when it starts, or read another key.

Only a value that is nearly a key is judged: a placeholder, a path or the name of a Secret is none of ours.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from linea_helm.keys import context, names
from linea_helm.keys.material import LIBP2P, ORDER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: Hex with its prefix, or about as long as a key.
_CANDIDATE = re.compile(r"(?<![0-9A-Za-z+/_.$-])(?:0[xX][0-9A-Za-z]+|[0-9A-Za-z]{32,150})(?![0-9A-Za-z+/=_.-])")
_HEX = frozenset("0123456789abcdefABCDEF")
#: What it is instead, by the number of its digits.
_INSTEAD = {40: "an address", 66: "a compressed public key", 128: "a public key", 130: "a public key"}


class Fault(NamedTuple):
    """A key that is none, at the half-open offsets `start` to `end`; `why` is "has 63 hex digits, …", a verb first."""

    start: int
    end: int
    why: str


def find(text: str, around: Sequence[str] = ()) -> Iterator[Fault]:
    """Find what stands in the place of a private key or a JWT secret and is none; `around` as in `material.find`."""
    for match in _CANDIDATE.finditer(text):
        called = [*around, context.name_before(text, match.start())]
        why = reason(match[0], called)
        if why:
            yield Fault(*match.span(), why)


def reason(value: str, called: Sequence[str]) -> str:
    """Say what is wrong with one value behind names; "" when nothing is, or when no key is expected there."""
    said = names.meaning(called)
    digits = value[2:] if value[:2] in {"0x", "0X"} else value
    if said not in {names.PRIVATE, names.JWT} or not _resembles_hex(digits, prefixed=digits != value):
        return ""
    strange = len([digit for digit in digits if digit not in _HEX])
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
    good = sum(digit in _HEX for digit in digits)
    return (
        0 < good == len(digits)
        or (len(digits) >= 40 and good >= len(digits) - 4)
        or (prefixed and good * 2 > len(digits))
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"
