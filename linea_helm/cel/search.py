"""Tell whether a text holds a match of a pattern: by the words that a match must have, then by an automaton.

On the fast path: imports nothing outside the package.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from linea_helm.cel.re2 import Pattern
    from linea_helm.cel.re2.instructions import Instruction

_SPECIAL = frozenset("\\.+*?()[]{}^$")

#: The automatons of the patterns that were needed, for all programs together.
_COMPILED: dict[str, Pattern] = {}


def searcher(pattern: str, words: tuple[str, ...] = (), code: tuple[Instruction, ...] = ()) -> Callable[[str], bool]:
    """Make what tells whether a text holds a match of a pattern that `re2.compile_pattern` takes.

    `words` and `code` are what `re2.words` and `re2.instructions` give for it, or () when nobody has asked.
    """
    if _SPECIAL.isdisjoint(pattern):
        words = tuple(pattern.split("|"))
        return lambda text: any(word in text for word in words)

    def search(text: str) -> bool:
        if words and text.isascii():
            lower = text.lower()
            if not any(word in lower for word in words):
                return False
        compiled = _COMPILED.get(pattern) or _compiled(pattern, code)
        return compiled.search(text)

    return search


def _compiled(pattern: str, code: tuple[Instruction, ...]) -> Pattern:
    if code:
        from linea_helm.cel.re2.automaton import Pattern  # 1 ms, and most texts are told by words alone

        compiled = Pattern(code)
    else:
        from linea_helm.cel.re2 import compile_pattern

        compiled = compile_pattern(pattern)
    _COMPILED[pattern] = compiled
    return compiled
