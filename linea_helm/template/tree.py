"""A template as a tree: blocks with what stands in them, and the named templates that it defines."""

from __future__ import annotations

import re
from typing import NamedTuple

from linea_helm.template.action import Action, Literal, Pipe, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

#: The rest of an action with strings or comments, in which braces mean nothing.
_INSIDE = re.compile(r'-?\s*/\*.*?\*/\s*-?|(?:[^"`}]|"(?:\\.|[^"\\\n])*"|`[^`]*`|\}(?!\}))*', re.DOTALL)
#: Characters of text up to which it may be a key or a name.
_NAME = 60


class Node(NamedTuple):
    """An action with what stands in its block, and behind its `else`."""

    action: Action
    body: list[Node]
    other: list[Node]


class Tree(NamedTuple):
    """The nodes of a template at its top, and those of the templates that it defines, by name."""

    top: list[Node]
    defined: dict[str, list[Node]]


class Parser:
    """Makes trees; what it has parsed once it knows, because the actions of a chart resemble each other."""

    def __init__(self) -> None:
        self._actions: dict[str, Action] = {}

    def tree(self, template: str) -> Tree:
        """Read a whole template. Errors: none; what is not closed ends with the text, what is too much is skipped."""
        tree = Tree([], {})
        #: Where nodes go, what an `else` belongs to, and how many levels one `end` closes.
        open_: list[tuple[list[Node], Node | None, int]] = [(tree.top, None, 1)]
        for action in self._split(template):
            nodes, owner, depth = open_[-1]
            if action.kind == "end":
                del open_[max(1, len(open_) - depth) :]
            elif action.kind.startswith("else"):
                _else(action, open_, owner, depth)
            elif action.kind == "print":
                nodes.append(Node(action, [], []))
            else:
                open_.append(_opened(action, nodes, tree.defined))
        return tree

    def _split(self, template: str) -> Iterator[Action]:
        """Give each action, and one for each text that is not only space."""
        end = 0
        while (start := template.find("{{", end)) >= 0:
            if start > end and not template[end:start].isspace():
                yield _text(template[end:start])
            inside, end = _inside(template, start + 2)
            if inside not in self._actions:
                self._actions[inside] = parse(inside.strip("-").strip())
            yield self._actions[inside]
        if end < len(template) and not template[end:].isspace():
            yield _text(template[end:])


def _text(text: str) -> Action:
    """Make an action that writes a text, if it is so short that it may be a name."""
    name = text.strip()
    return Action("print", Pipe(((Literal(name if len(name) <= _NAME else None),),)))


def _inside(template: str, start: int) -> tuple[str, int]:
    """Give what stands in the action that begins before `start`, and where it ends."""
    end = template.find("}}", start)
    inside = template[start:end] if end >= 0 else template[start:]
    if '"' in inside or "`" in inside or "/*" in inside:
        matched = _INSIDE.match(template, start)
        end = matched.end() if matched else end
        inside = template[start:end]
    return inside, end + 2 if end >= 0 else len(template)


def _opened(action: Action, nodes: list[Node], defined: dict[str, list[Node]]) -> tuple[list[Node], Node | None, int]:
    """Open a block; what a `define` holds belongs to no other node."""
    if action.kind not in ("define", "block"):
        node = Node(action, [], [])
        nodes.append(node)
        return node.body, node, 1
    if action.kind == "block":
        nodes.append(Node(action._replace(kind="print"), [], []))
    names = [operand.text for command in action.pipe.commands for operand in command if isinstance(operand, Literal)]
    return defined.setdefault(str(names[0]) if names else "", []), None, 1


def _else(action: Action, open_: list[tuple[list[Node], Node | None, int]], owner: Node | None, depth: int) -> None:
    """Go on behind an `else`; `else if` opens a block inside it that the same `end` closes."""
    if owner is None:
        return
    open_.append((owner.other, None, depth + 1))
    if action.kind != "else":
        node = Node(action._replace(kind=action.kind[5:]), [], [])
        owner.other.append(node)
        open_.append((node.body, node, depth + 2))
