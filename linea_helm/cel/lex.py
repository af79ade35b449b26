"""Cut the text of an expression into tokens `(kind, text, offset)`.

Kinds: name, quoted (a name in backquotes), int, uint, double, string, end, and each operator as its own kind.
Source: the grammar in the CEL language definition, section Syntax.
"""

from __future__ import annotations

import re

from linea_helm.cel.errors import CompileError

TYPE_CHECKING = False
if TYPE_CHECKING:
    Token = tuple[str, str, int]

_TOKEN = re.compile(
    r"""
    (?P<space>(?:[\ \t\n\f\r]+|//[^\n]*)+)
  | (?P<string>[bB]?(?:[rR](?:'''.*?'''|\"\"\".*?\"\"\"|'(?!'')[^'\r\n]*'|\"(?!\"\")[^\"\r\n]*\")
      |'''(?:[^\\]|\\.)*?'''|\"\"\"(?:[^\\]|\\.)*?\"\"\"
      |'(?!'')(?:[^'\\\r\n]|\\[^\r\n])*'|\"(?!\"\")(?:[^\"\\\r\n]|\\[^\r\n])*\"))
  | (?P<double>(?:[0-9]+\.[0-9]+(?:[eE][+-]?[0-9]+)?|[0-9]+[eE][+-]?[0-9]+|\.[0-9]+(?:[eE][+-]?[0-9]+)?))
  | (?P<uint>(?:0x[0-9a-fA-F]+|[0-9]+)[uU])
  | (?P<int>0x[0-9a-fA-F]+|[0-9]+)
  | (?P<name>[_a-zA-Z][_a-zA-Z0-9]*)
  | (?P<quoted>`[a-zA-Z0-9_.\-/\ ]+`)
  | (?P<operator>==|!=|<=|>=|&&|\|\||[-+*/%!<>?:.,()\[\]{}])
    """,
    re.VERBOSE | re.DOTALL,
)
_LONGEST = 100_000  # characters; the API server refuses far less


def tokens(text: str) -> list[Token]:
    """Give the tokens of an expression, the last one of kind "end".

    Errors: CompileError at the first character that belongs to no token.
    """
    if len(text) > _LONGEST:
        raise CompileError(f"the expression is longer than {_LONGEST} characters", _LONGEST)
    found: list[Token] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise CompileError(_complaint(text, position), position)
        kind = str(match.lastgroup)
        if kind != "space":
            found.append((match[0] if kind == "operator" else kind, match[0], position))
        position = match.end()
    found.append(("end", "", len(text)))
    return found


def _complaint(text: str, position: int) -> str:
    character = text[position]
    if character in "'\"":
        return "the string is not closed"
    if character == "`":
        return "the quoted name is not closed, or holds a character other than letters, digits and _ . - /"
    hints = {"&": "; write &&", "|": "; write ||", "=": "; write =="}
    return f"unexpected character {character!r}{hints.get(character, '')}"
