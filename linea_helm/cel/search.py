"""Tell whether a text holds a match of a pattern: by the words that a match must have, then by an automaton.

On the fast path: imports nothing outside the package.
"""

from __future__ import annotations

import marshal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from linea_helm.cel.re2 import Pattern

_SPECIAL = frozenset("\\.+*?()[]{}^$")

#: Characters. In a longer text it pays to leave out the lines that hold no word of a pattern for lines.
_LONG = 200

#: The automatons of the patterns that were needed, for all programs together.
_COMPILED: dict[str, Pattern] = {}


def searcher(pattern: str, words: tuple[str, ...] = (), code: bytes = b"") -> Callable[[str], bool]:
    """Make what tells whether a text holds a match of a pattern that `re2.compile_pattern` takes.

    `words` is what `re2.words` gives for it, `code` what `re2.instructions` does, packed; empty when nobody has asked.
    """
    if _SPECIAL.isdisjoint(pattern):
        plain = tuple(pattern.split("|"))
        return lambda text: _holds_one(text, plain)

    def search(text: str) -> bool:
        if words and text.isascii() and not _holds_one(text.lower(), words):
            return False
        compiled = _COMPILED.get(pattern) or _compiled(pattern, code)
        if words and len(text) > _LONG and text.isascii() and compiled.reads_lines():
            return any(compiled.search(line) for line in text.split("\n") if _holds_one(line.lower(), words))
        return compiled.search(text)

    return search


def _holds_one(text: str, words: tuple[str, ...]) -> bool:
    for word in words:  # noqa: SIM110 - `any` takes twice as long
        if word in text:
            return True
    return False


def _compiled(pattern: str, code: bytes) -> Pattern:
    if code:
        from linea_helm.cel.re2.automaton import Pattern  # 1 ms, and most texts are told by words alone

        compiled = Pattern(marshal.loads(code))  # noqa: S302 - as trusted as the expression that it is for
    else:
        from linea_helm.cel.re2 import compile_pattern

        compiled = compile_pattern(pattern)
    _COMPILED[pattern] = compiled
    return compiled
