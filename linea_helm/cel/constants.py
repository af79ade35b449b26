"""Try what is constant when an expression is loaded: a pattern that is none, a duration that is none, a format."""

from __future__ import annotations

from linea_helm.cel.errors import CompileError, EvalError
from linea_helm.cel.library.formatting import check_format

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from linea_helm.cel.tree import Node

_MADE_OF_TEXT = ("duration", "timestamp", "int", "uint", "double", "bool")
#: Which argument is tried.
_TRIED = {"matches": 1, "find": 1, "findAll": 1, **dict.fromkeys(_MADE_OF_TEXT, 0)}


def try_constant(function: str, args: tuple[Node, ...], run: Callable[..., object]) -> None:
    """Call a function with the constant that it is given.

    Errors: CompileError where that fails.
    """
    position = _TRIED.get(function)
    if position is None or args[position][0] != "const" or type(args[position][2]) is not str:
        return
    value = args[position][2]
    try:
        run(*("" for _ in range(position)), value)
    except EvalError as error:
        raise CompileError(error.message, args[position][1]) from None


def try_format(text: Node, kinds: list[str], offset: int) -> int | None:
    """Hold a constant format against the types of its arguments; give how many it uses, None when it is not constant.

    Errors: CompileError where it cannot succeed.
    """
    if text[0] != "const":
        return None
    try:
        return check_format(text[2], kinds)
    except EvalError as error:
        raise CompileError(error.message, offset) from None
