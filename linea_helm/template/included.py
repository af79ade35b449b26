"""Which functions a template calls, itself or through what it includes. Nothing is rendered.

A name that only rendering can tell is followed nowhere: what is found is certainly written there.
"""

from __future__ import annotations

import re

from linea_helm.template.action import Chain, Literal, Pipe, Word
from linea_helm.template.tree import Parser

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from linea_helm.template.action import Command, Operand
    from linea_helm.template.tree import Node

_DEFINE = re.compile(r'\{\{-?\s*(?:define|block)\s+"([^"]+)"')
#: What stands in a format for an argument.
_VERB = re.compile(r"%[-+# 0-9.]*[a-zA-Z]")


class Included:
    """The templates of a release: `texts` are those of the files in templates/, by their paths."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._parser = Parser()
        self._bodies: dict[str, list[Node]] = {}
        for path, text in texts.items():
            tree = self._parser.tree(text)
            for name, nodes in ((path, tree.top), *tree.defined.items()):
                self._bodies.setdefault(name, []).extend(nodes)

    def caller(self, function: str, path: str, line: int | None = None) -> str | None:
        """Give what calls a function when a file is rendered: "" for the file itself, or the template it includes.

        Of a partial only what is defined around a line counts, None for all of it; None when nothing calls it.
        """
        roots = frozenset(self._roots(path, line))
        pending, seen = sorted(roots, reverse=True), set[str]()
        while pending:
            name = pending.pop()
            if name in seen:
                continue
            seen.add(name)
            commands = [each for each in self._commands(self._bodies.get(name, ())) if isinstance(each[0], Word)]
            if any(head == Word(function) for head, *_ in commands):
                return "" if name in roots else name
            for command in reversed(commands):
                if command[0] == Word("include") and len(command) > 1:
                    pending += self._named(command[1])
        return None

    def _roots(self, path: str, line: int | None) -> Iterator[str]:
        """Give where to begin: a file, or the last template that a partial begins before the end of a line."""
        text = self._texts.get(path, "")
        if not path.rpartition("/")[2].startswith("_"):
            yield path
        elif line is None:
            yield from _DEFINE.findall(text)
        else:
            yield from _DEFINE.findall("\n".join(text.split("\n")[:line]))[-1:]

    def _commands(self, nodes: Iterable[Node]) -> Iterator[Command]:
        """Give all commands in nodes, those in parentheses and in texts for `tpl`, too."""
        pending = list(nodes)
        while pending:
            node = pending.pop()
            pending += (*node.body, *node.other)
            for command in _inside(node.action.pipe):
                yield command
                text = command[1] if command[0] == Word("tpl") and len(command) > 1 else None
                if isinstance(text, Literal) and text.text:
                    pending += self._parser.tree(text.text).top

    def _named(self, name: Operand) -> list[str]:
        """Give the templates that a name stands for: a text, or one made of texts and what nobody knows."""
        if isinstance(name, Literal):
            return [name.text or ""]
        pattern = _pattern(name.commands[0]) if isinstance(name, Pipe) and len(name.commands) == 1 else ""
        return [each for each in self._bodies if re.fullmatch(pattern, each)] if pattern else []


def _inside(pipe: Pipe) -> Iterator[Command]:
    for command in pipe.commands:
        yield command
        for operand in command:
            inner = operand.base if isinstance(operand, Chain) else operand
            if isinstance(inner, Pipe):
                yield from _inside(inner)


def _pattern(command: Command) -> str:
    """Write what `print` and `printf` make of texts as a regular expression, "" where no text is in it."""
    texts = [each.text if isinstance(each, Literal) else None for each in command[1:]]
    if command[0] == Word("printf") and texts and texts[0]:
        texts = [part or None for part in _VERB.sub("\0\0", texts[0]).split("\0")]
    elif command[0] != Word("print"):
        return ""
    return "".join(".*" if text is None else re.escape(text) for text in texts) if any(texts) else ""
