"""Tell whether a text holds a match of a pattern: by the words that a match must have, then by an automaton.

On the fast path: imports nothing outside the package.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from linea_helm.cel.re2 import Pattern

_SPECIAL = frozenset("\\.+*?()[]{}^$|")


def searcher(pattern: str) -> Callable[[str], bool]:
    """Make what tells whether a text holds a match of a pattern that `re2.compile_pattern` takes.

    What a text must hold is looked for first, so that most of them need no automaton.
    """
    words = pattern.split("|")
    if all(map(_SPECIAL.isdisjoint, words)):
        return lambda text: any(word in text for word in words)
    needed = "" if len(words) > 1 or "(?" in pattern else _beginning(pattern)
    compiled: Pattern | None = None

    def search(text: str) -> bool:
        nonlocal compiled
        if needed not in text:
            return False
        if compiled is None:
            from linea_helm.cel.re2 import compile_pattern  # 1 ms, and most texts are told by words alone

            compiled = compile_pattern(pattern)
        return compiled.search(text)

    return search


def _beginning(pattern: str) -> str:
    """Give the characters that each match of a pattern without alternatives and flags begins with."""
    begins = pattern.removeprefix("^")
    length = next((at for at, character in enumerate(begins) if character in _SPECIAL), len(begins))
    return begins[: length - 1 if begins[length : length + 1] in tuple("*?{") else length]
