"""Tell whether a text holds a match of a pattern: by the words that a match must have, then by an automaton.

On the fast path: imports nothing outside the package.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from linea_helm.cel.re2 import Pattern

_SPECIAL = frozenset("\\.+*?()[]{}^$")

#: The automatons of the patterns that were needed, for all programs together.
_COMPILED: dict[str, Pattern] = {}


def searcher(pattern: str, words: tuple[str, ...]) -> Callable[[str], bool]:
    """Make what tells whether a text holds a match of a pattern that `re2.compile_pattern` takes.

    `words` is what `re2.words` gives for it, or () when nobody has asked.
    """
    if _SPECIAL.isdisjoint(pattern):
        words = tuple(pattern.split("|"))
        return lambda text: any(word in text for word in words)

    def search(text: str) -> bool:
        if words and text.isascii():
            lower = text.lower()
            if not any(word in lower for word in words):
                return False
        compiled = _COMPILED.get(pattern) or _compiled(pattern)
        return compiled.search(text)

    return search


def _compiled(pattern: str) -> Pattern:
    from linea_helm.cel.re2 import compile_pattern  # 1 ms, and most texts are told by words alone

    compiled = _COMPILED[pattern] = compile_pattern(pattern)
    return compiled
