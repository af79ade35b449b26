"""A compiled document of a policy file as it is kept: what chooses its objects is read at once, the rest, which is nine
tenths of it, when it meets one.

On the fast path: imports nothing but our own.
"""

from __future__ import annotations

import marshal

from linea_helm.policies.expression import ready

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from linea_helm.cache import Kept as File

#: The pieces of a file that hold the rest, in their order: what chooses objects, what judges them, what is said of it.
_PIECES = (("conditions",), ("variables", "validations"), ("why", "fix", "docs"))
_PIECE_OF = {key: number for number, piece in enumerate(_PIECES) for key in piece}

#: Where in their entries the expressions are that every object needs; those of messages stay packed.
_EVALUATED = {"conditions": 1, "variables": 1, "validations": 0}


class Kept(dict):  # type: ignore[type-arg]  # dict[str, Any], but typing costs 9 ms
    """What `policyfile.compile_file` made: `head`, and the rest, which is pieces of a file of the cache."""

    __slots__ = ("file", "offset", "sizes")
    file: File
    offset: int
    sizes: list[int]

    def __missing__(self, key: str) -> Any:  # noqa: ANN401 - what was kept
        """Read the piece that holds a key. Errors: KeyError for what is in none."""
        number, sizes = _PIECE_OF[key], self.sizes
        piece = self.file.piece(self.offset + sum(sizes[:number]), sizes[number])
        self.update(marshal.loads(piece))  # noqa: S302 - as trusted as the file is
        return self[key]


def kept(head: dict[str, Any], file: File, offset: int, sizes: list[int]) -> Kept:
    """Give a document of which all but the head begins at an offset of a file, in pieces of these sizes."""
    document = Kept(head)
    document.file, document.offset, document.sizes = file, offset, sizes
    return document


def parted(document: Mapping[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    """Part a document into its head and the pieces of the rest."""
    head = {key: value for key, value in document.items() if key not in _PIECE_OF}
    made = {key: [_ready(entry, at) for entry in document[key]] for key, at in _EVALUATED.items()}
    return head, [marshal.dumps({key: made.get(key, document[key]) for key in keys}) for keys in _PIECES]


def _ready(entry: tuple[Any, ...], at: int) -> tuple[Any, ...]:
    return *entry[:at], ready(entry[at]), *entry[at + 1 :]
