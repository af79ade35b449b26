"""One action of a template: `{{ if .Values.a | default "b" }}` as data.

Source: Go's text/template/parse. A template that Go refuses is Helm's to refuse; here it gives whatever is left of it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

#: A string, a chain of fields after a variable or the dot, a closing parenthesis and the fields after it, or a word.
_TOKEN = re.compile(
    r'"(?:\\.|[^"\\])*"|`[^`]*`|\'(?:\\.|[^\'\\])*\'|\$\w*(?:\.\w+)*|\)(?:\.\w+)*|(?:\.\w+)+|\.|[()|,]|:?=|[-+\w]+(?:\.\d+)?'
)
_BLOCKS = frozenset({"if", "with", "range", "else", "end", "define", "block", "template"})
_ESCAPE = re.compile(r"\\(.)")


class Chain(NamedTuple):
    """`.a.b`, `$x.a.b` or `(…).a.b`: the fields of `base`, which is ".", "$", "$x" or a pipe."""

    base: str | Pipe
    fields: tuple[str, ...] = ()


class Literal(NamedTuple):
    """A string, or None for a number, a boolean or nil; `number` is a whole one."""

    text: str | None
    number: int | None = None


class Word(NamedTuple):
    """The name of a function, at the head of a command."""

    name: str


class Pipe(NamedTuple):
    """`a b | c`: commands, each a function or a value with its arguments."""

    commands: tuple[Command, ...]


Operand: TypeAlias = "Chain | Literal | Word | Pipe"
Command: TypeAlias = "tuple[Operand, ...]"


class Action(NamedTuple):
    """What stands between `{{` and `}}`.

    `kind` is the keyword of a block, "else if", "else with" or "print". `names` are the variables that it sets, which
    are new when `declares`.
    """

    kind: str
    pipe: Pipe
    names: tuple[str, ...] = ()
    declares: bool = False


def parse(inside: str) -> Action:
    """Parse an action without its braces; a comment is an action without commands. Errors: none."""
    if inside.startswith("/*"):
        return Action("print", Pipe(()))
    tokens = _TOKEN.findall(inside)
    kind = tokens.pop(0) if tokens and tokens[0] in _BLOCKS else "print"
    if kind == "else" and tokens and tokens[0] in ("if", "with"):
        kind = f"else {tokens.pop(0)}"
    names, declares = _declared(tokens)
    pipe = _Reader(tokens).pipe()
    if kind in ("template", "block"):  # both do what `include` does
        kind = "print" if kind == "template" else kind
        pipe = Pipe(((Word("include"), *(operand for command in pipe.commands[:1] for operand in command)),))
    return Action(kind, pipe, names, declares)


def _declared(tokens: list[str]) -> tuple[tuple[str, ...], bool]:
    """Take `$a, $b :=` off the front of an action."""
    end = next((at for at, token in enumerate(tokens[:4]) if token in (":=", "=")), 0)
    names = tuple(each for each in tokens[:end] if each != ",")
    declares = end > 0 and tokens[end] == ":="
    del tokens[: end + 1 if end else 0]
    return names, declares


class _Reader:
    """The tokens of one action, read from left to right."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.at = 0

    def pipe(self) -> Pipe:
        commands: list[Command] = []
        command: list[Operand] = []
        while self.at < len(self.tokens):
            first = self.tokens[self.at]
            if first[0] == ")":
                break
            self.at += 1
            if first == "|":
                commands.append(tuple(command))
                command = []
            elif first not in (",", ":=", "="):
                operand = self.operand(first)
                command.append(Pipe(((operand,),)) if command and isinstance(operand, Word) else operand)
        commands.append(tuple(command))
        return Pipe(tuple(command for command in commands if command))

    def operand(self, token: str) -> Operand:
        first = token[0]
        if first == "(":
            inner = self.pipe()
            close = self.tokens[self.at] if self.at < len(self.tokens) else ")"
            self.at += 1
            return Chain(inner, tuple(close.split(".")[1:])) if len(close) > 1 else inner
        if first in '"`':
            return Literal(_ESCAPE.sub(r"\1", token[1:-1]) if first == '"' else token[1:-1])
        if first in "$.":
            base, *fields = token.split(".")
            return Chain(base or ".", tuple(field for field in fields if field))
        if token.isdecimal():
            return Literal(None, int(token))
        is_name = first.isalpha() or first == "_"
        return Word(token) if is_name and token not in ("true", "false", "nil") else Literal(None)
