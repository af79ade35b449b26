"""The expressions of policies as they are kept: packed, or with their code ready to run.

Policies say many things in the same words; what is packed alike is one program, built once for all of them.
On the fast path: imports nothing but our own modules and what is built in.
"""

from __future__ import annotations

import marshal

from linea_helm.cel import EvalError, Program

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import CodeType
    from typing import Any

    from linea_helm.cel.tree import Node

    #: What `ready` gives.
    Ready = tuple[bytes | CodeType, bytes]

#: The programs of this process, by what they were unpacked from.
_PROGRAMS: dict[bytes, Expression] = {}


class Expression(Program):
    """A program whose tree and text are unpacked when somebody asks for them: its code is enough to evaluate it."""

    __slots__ = ("_rest",)

    def __init__(self, code: bytes | CodeType, rest: bytes) -> None:
        # As the class above does, which to call takes as long again.
        self._ast, self._source, self._code, self._rest = (), "", code, rest
        self._fast = self._exact = self.known = None

    @property
    def ast(self) -> Node:
        """The syntax tree."""
        if not self._ast:
            self._ast, self._source = marshal.loads(self._rest)  # noqa: S302 - as above
        return self._ast

    @property
    def source(self) -> str:
        """The text that it was compiled from."""
        return self._source if self.ast else ""

    def outcome(self, bound: dict[str, Any]) -> tuple[Any, str]:
        """Give the value and "", or None and why there is none."""
        try:
            return self.evaluate(bound), ""
        except EvalError as error:
            return None, error.message


def pack(program: Program) -> bytes:
    """Pack an expression; what is equal is packed alike, which later versions of the format do not promise."""
    return marshal.dumps((program.code, marshal.dumps((program.ast, program.source), 2)), 2)


def ready(packed: bytes | Ready) -> Ready:
    """Give what `pack` gave with its code ready to run: what reads much code at once is faster."""
    if isinstance(packed, tuple):
        return packed
    code, rest = marshal.loads(packed)  # noqa: S302 - as trusted as what holds it
    return marshal.loads(code) if code else code, rest  # noqa: S302 - as above


def unpacked(packed: bytes | Ready) -> Expression:
    """Give the program of what `pack` or `ready` gave."""
    if isinstance(packed, tuple):
        return Expression(*packed)
    program = _PROGRAMS.get(packed)
    if program is None:
        program = _PROGRAMS[packed] = Expression(*marshal.loads(packed))  # noqa: S302 - as trusted as what holds it
    return program


def mark(name: str, text: str, reads: set[str], marks: Mapping[str, str]) -> str:
    """Name a variable so that two policies give it the same name only when it is the same for the same object.

    `reads` says which names its expression reads, `marks` how the variables before it are named. What reads more than
    the object has no such name, "".
    """
    others = sorted(reads - {"object"})
    if not all(marks.get(other) for other in others):
        return ""
    return "\n".join([*(marks[other] for other in others), f"{name}: {text}"])
