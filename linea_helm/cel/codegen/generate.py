"""Write the function that evaluates a syntax tree."""

from __future__ import annotations

import marshal

from linea_helm.cel.codegen.calls import CALLS
from linea_helm.cel.codegen.comprehensions import COMPREHENSIONS
from linea_helm.cel.codegen.logic import LOGIC
from linea_helm.cel.codegen.python import function
from linea_helm.cel.codegen.selections import SELECTIONS
from linea_helm.cel.codegen.writer import BINDINGS, Writer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linea_helm.cel.codegen.writer import Handler
    from linea_helm.cel.tree import Node

_HANDLERS: dict[str, Handler] = {**SELECTIONS, **LOGIC, **COMPREHENSIONS, **CALLS}


def generate(tree: Node) -> bytes:
    """Give the code of a resolved tree for `Program`, as this version of Python reads it; b"" where there is none."""
    writer = Writer(_HANDLERS)
    try:
        result = writer.value(tree).code
        # What is equal is packed alike, which later versions of the format do not promise.
        return marshal.dumps(function(BINDINGS, writer.statements(result)), 2)
    except (SyntaxError, RecursionError, MemoryError):
        return b""  # it nests too deeply for Python; closures evaluate it
