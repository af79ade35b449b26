"""Compile the tree of a pattern to the instructions that the automaton follows: plain data, which can be kept.

chars  set      take a character of this set
edge   name     go on where the text has this edge
split  ways     go on in several places, the preferred one first
match           the end
"""

from __future__ import annotations

from linea_helm.cel.errors import EvalError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from linea_helm.cel.re2.syntax import Tree

    Instruction = tuple[Any, ...]

_MOST = 20_000


def instructions(tree: Tree) -> tuple[Instruction, ...]:
    """Give the instructions of a pattern.

    Errors: EvalError when there are too many.
    """
    emitter = _Emitter()
    emitter.emit(tree)
    return (*emitter.code, ("match",))


class _Emitter:
    def __init__(self) -> None:
        self.code: list[Instruction] = []

    def emit(self, tree: Tree) -> None:
        if len(self.code) > _MOST:
            raise EvalError("the pattern is too large")
        kind = tree[0]
        if kind == "cat":
            for item in tree[1]:
                self.emit(item)
        elif kind == "alt":
            self._emit_alternatives(tree[1])
        elif kind == "repeat":
            self._emit_repeat(*tree[1:])
        else:
            self.code.append(tree)

    def _emit_alternatives(self, branches: tuple[Tree, ...]) -> None:
        jumps: list[int] = []
        for position, branch in enumerate(branches):
            split = self._reserve()
            self.emit(branch)
            if position < len(branches) - 1:
                jumps.append(self._reserve())
                self.code[split] = ("split", (split + 1, len(self.code)))
            else:
                self.code[split] = ("split", (split + 1,))
        for jump in jumps:
            self.code[jump] = ("split", (len(self.code),))

    def _emit_repeat(self, tree: Tree, least: int, most: int | None, lazy: bool) -> None:
        for _ in range(least - (most is None)):
            self.emit(tree)
        if most is None:
            # x* is (x+)?, so that a round that matches nothing ends the loop as in RE2 (golang/go#46123)
            splits = [] if least else [self._reserve()]
            start = len(self.code)
            self.emit(tree)
            self.code.append(())
            self._branch(len(self.code) - 1, start, lazy=lazy)
        else:
            splits = []
            for _ in range(most - least):
                splits.append(self._reserve())
                self.emit(tree)
        for split in splits:
            self._branch(split, split + 1, lazy=lazy)

    def _reserve(self) -> int:
        self.code.append(())
        return len(self.code) - 1

    def _branch(self, split: int, body: int, *, lazy: bool) -> None:
        """Let a reserved instruction go on to its body or past the end of the code so far."""
        ways = (body, len(self.code))
        self.code[split] = ("split", ways[::-1] if lazy else ways)
