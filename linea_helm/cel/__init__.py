"""The Common Expression Language as Kubernetes uses it. Imports nothing else of this project.

    program = cel.compile("object.spec.replicas > 1", ("object",))
    program.evaluate({"object": deployment})     the value, or EvalError
    program.blame({"object": deployment})        the paths that decided it

A variable may have dots in its name: declare "variables.replicas" and bind it under that name, to a value or to a
`Lazy` program. `Program.ast` is data for `marshal`, `Program.code` what generated code is kept as; `program_from_ast`
needs neither parser nor checks, which is what the fast path uses.
"""

from __future__ import annotations

from linea_helm.cel.errors import CompileError, EvalError
from linea_helm.cel.program import Lazy, Program

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from linea_helm.cel.origin import Blame as Blame
    from linea_helm.cel.tree import Node
    from linea_helm.cel.types import StaticType

__all__ = ["CompileError", "EvalError", "Lazy", "Program", "compile", "program_from_ast"]


def compile(  # noqa: A001 - always read as cel.compile
    text: str, variables: tuple[str, ...], types: Mapping[str, StaticType] | None = None
) -> Program:
    """Compile an expression that may use these variables, of these types where they are known (types.py).

    Errors: CompileError for wrong syntax, unknown names and functions, and arguments whose types cannot be right.
    """
    from linea_helm.cel.check import check  # the parser imports re: 5 ms
    from linea_helm.cel.codegen.generate import generate  # ast: 6 ms
    from linea_helm.cel.parse import parse
    from linea_helm.cel.resolve import resolve

    ast = resolve(parse(text), variables)
    check(ast, types)
    return Program(ast, text, generate(ast))


def program_from_ast(ast: Node, source_text: str, code: bytes = b"") -> Program:
    """Make the program of an `ast` that `compile` gave before, from its text and the code that belongs to it."""
    return Program(ast, source_text, code)
