"""Regular expressions with the syntax of RE2 and its promise: matching takes time linear in the text, whatever the
pattern.

Python's `re` is not used: it backtracks, reads some patterns differently, and costs 5 ms to import.
On the fast path when a policy calls `matches`: imports nothing outside the package.
"""

from __future__ import annotations

from linea_helm.cel.re2.automaton import Pattern
from linea_helm.cel.re2.instructions import instructions
from linea_helm.cel.re2.syntax import parse

__all__ = ["Pattern", "compile_pattern"]


def compile_pattern(pattern: str) -> Pattern:
    """Compile a pattern.

    Errors: EvalError for what RE2 refuses, such as backreferences and lookaround, and for too large a pattern.
    """
    return Pattern(instructions(parse(pattern)))
