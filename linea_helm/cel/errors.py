"""What can go wrong with an expression: it cannot be compiled, or it cannot be evaluated.

On the fast path: imports nothing.
"""

from __future__ import annotations


class CompileError(Exception):
    """An expression that is refused when it is loaded; `offset` is where in its text (characters, 0-based)."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset

    def line_column(self, text: str) -> tuple[int, int]:
        """Give the 1-based line and column of the error in the text that was compiled."""
        before = text[: self.offset]
        return before.count("\n") + 1, self.offset - (before.rfind("\n") + 1) + 1


class EvalError(Exception):
    """An expression that has no value for these bindings; `&&`, `||`, `all` and `exists` may absorb it."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class BudgetError(Exception):
    """An evaluation that takes more steps than allowed: never absorbed; `Program.evaluate` makes an EvalError of it."""
