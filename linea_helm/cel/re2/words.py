"""Words of which a text must hold one to match a pattern; most texts hold none and need no automaton.

Only for ASCII texts in lower case, so that case never matters.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linea_helm.cel.re2.syntax import Tree

#: A choice of more words is no quicker than the automaton.
_MOST = 32


def words(tree: Tree) -> tuple[str, ...]:
    """Give the words, () when a match need not hold any; the longer of two choices."""
    kind = tree[0]
    if kind == "cat":
        return _of_sequence(tree[1])
    if kind == "alt":
        branches = [words(branch) for branch in tree[1]]
        return _distinct([word for branch in branches for word in branch]) if all(branches) else ()
    if kind == "repeat":
        return words(tree[1]) if tree[2] else ()
    character = _character(tree)
    return (character,) if character else ()


def _of_sequence(items: tuple[Tree, ...]) -> tuple[str, ...]:
    """Give the best choice of a sequence: characters that stand side by side make one word."""
    choices: list[tuple[str, ...]] = []
    run = ""
    for item in items:
        character = _character(item)
        if item[0] != "edge" and not character:
            choices += [(run,), words(item)]
            run = ""
        run += character
    return max((choice for choice in [*choices, (run,)] if all(choice)), key=_worth, default=())


def _worth(choice: tuple[str, ...]) -> tuple[int, int]:
    return min(map(len, choice), default=0), -len(choice)


def _character(tree: Tree) -> str:
    """Give the one ASCII character that a tree stands for, in lower case; "" when it may be another."""
    if tree[0] != "chars":
        return ""
    ranges, subsets, categories, negated, _ = tree[1]
    if len(ranges) != 1 or subsets or categories or negated or ranges[0][0] != ranges[0][1]:
        return ""
    character: str = ranges[0][0]
    return character.lower() if character.isascii() else ""


def _distinct(found: list[str]) -> tuple[str, ...]:
    distinct = tuple(dict.fromkeys(found))
    return distinct if len(distinct) <= _MOST else ()
