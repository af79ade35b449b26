"""Sets of characters as a pattern writes them: `[a-z\\d]`, `.`, `\\pL`, with or without regard to case."""

from __future__ import annotations

from linea_helm.cel.errors import EvalError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Ranges = tuple[tuple[str, str], ...]  # both ends belong to the range

    #: (ranges, subsets, categories, negated, fold): what belongs is in a range, in a subset, or of a general category
    #: of Unicode ("Lu"); negated turns that round; with fold a character belongs when any of its case variants does.
    CharSet = tuple[Ranges, tuple[Any, ...], tuple[str, ...], bool, bool]


WORD = (("0", "9"), ("A", "Z"), ("_", "_"), ("a", "z"))
_SPACE = (("\t", "\n"), ("\f", "\r"), (" ", " "))
_DIGIT = (("0", "9"),)

#: \d \s \w know ASCII only, and \s has no vertical tab.
PERL = {"d": _DIGIT, "s": _SPACE, "w": WORD}

POSIX = {
    "alnum": (("0", "9"), ("A", "Z"), ("a", "z")),
    "alpha": (("A", "Z"), ("a", "z")),
    "ascii": (("\0", "\x7f"),),
    "blank": (("\t", "\t"), (" ", " ")),
    "cntrl": (("\0", "\x1f"), ("\x7f", "\x7f")),
    "digit": _DIGIT,
    "graph": (("!", "~"),),
    "lower": (("a", "z"),),
    "print": ((" ", "~"),),
    "punct": (("!", "/"), (":", "@"), ("[", "`"), ("{", "~")),
    "space": (("\t", "\r"), (" ", " ")),
    "upper": (("A", "Z"),),
    "word": WORD,
    "xdigit": (("0", "9"), ("A", "F"), ("a", "f")),
}

#: The letters that may follow each major category.
_CATEGORIES = {"C": "cfos", "L": "lmotu", "M": "cen", "N": "dlo", "P": "cdefios", "S": "ckmo", "Z": "lps"}

#: Case variants that lower() and upper() do not lead to.
_VARIANTS = {"k": "\u212a", "K": "\u212a", "s": "\u017f", "S": "\u017f", "\u00e5": "\u212b", "\u00c5": "\u212b"}


def of_ranges(ranges: Ranges, *, negated: bool = False, fold: bool = False) -> CharSet:
    """Make the set of the characters in some ranges, or of all others."""
    return ranges, (), (), negated, fold


def of_category(name: str, *, negated: bool) -> CharSet:
    """Make the set `\\p{name}`, or the set of all other characters.

    Errors: EvalError for a script such as Greek: Python has no table of them.
    """
    if name == "Any":
        return of_ranges((("\0", "\U0010ffff"),), negated=negated)
    if name[:1] not in _CATEGORIES or len(name) > 2 or name[1:] not in _CATEGORIES[name[:1]]:
        raise EvalError(f"the character class \\p{{{name}}} is not supported")
    return (), (), (name,), negated, False


def contains(charset: CharSet, character: str) -> bool:
    """Tell whether a character belongs to a set."""
    ranges, subsets, categories, negated, fold = charset
    if not (fold or subsets or categories):  # nearly all: a quarter of the time
        for low, high in ranges:
            if low <= character <= high:
                return not negated
        return negated
    candidates = variants(character) if fold else (character,)
    found = any(low <= c <= high for c in candidates for low, high in ranges)
    found = found or any(contains(subset, c) for c in candidates for subset in subsets)
    return (found or any(_is(c, name) for c in candidates for name in categories)) is not negated


def variants(character: str) -> frozenset[str]:
    """Give the characters that differ from this one only in case."""
    lower, upper = character.lower(), character.upper()
    found = {character, lower, upper, upper.lower(), lower.upper(), _VARIANTS.get(character, character)}
    return frozenset(c for c in found if len(c) == 1)


def _is(character: str, category: str) -> bool:
    from unicodedata import category as category_of  # 1 ms, and 1 MB

    return category_of(character).startswith(category)
