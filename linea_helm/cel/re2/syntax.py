"""Read a pattern in the syntax of RE2 into a tree of tuples.

    chars   charset                     one character of a set
    cat     items                       one after the other
    alt     items                       the first that leads to a match
    repeat  item least most lazy        most is None for no limit
    edge    kind                        begin, end, line-begin, line-end, word, no-word

Groups leave no trace: nothing here needs submatches. Source: github.com/google/re2/wiki/Syntax; limits as Go's
regexp/syntax.
"""

from __future__ import annotations

from linea_helm.cel.errors import EvalError
from linea_helm.cel.re2 import charset

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from linea_helm.cel.re2.charset import CharSet

    Tree = tuple[Any, ...]

MOST_REPEATS = 1000
_DEPTH = 50
_LONGEST = 10_000
_EDGES = {"A": "begin", "z": "end", "b": "word", "B": "no-word"}
_CONTROLS = {"a": "\a", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_HEX = frozenset("0123456789abcdefABCDEF")


def parse(pattern: str) -> Tree:
    """Parse a whole pattern; EvalError for what RE2 does not know."""
    if len(pattern) > _LONGEST:
        raise EvalError(f"the pattern is longer than {_LONGEST} characters")
    parser = _Parser(pattern)
    tree = parser.alternatives(0)
    if parser.at < len(pattern):
        raise parser.error("unexpected )")
    return tree


class _Parser:
    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0
        self.flags: frozenset[str] = frozenset()
        self.names: set[str] = set()

    def error(self, problem: str) -> EvalError:
        return EvalError(f"pattern {self.pattern[:60]!r}: {problem}")

    def peek(self, text: str) -> bool:
        return self.pattern.startswith(text, self.at)

    def accept(self, text: str) -> bool:
        found = self.peek(text)
        self.at += len(text) * found
        return found

    def take(self) -> str:
        if self.at >= len(self.pattern):
            raise self.error("it ends too early")
        self.at += 1
        return self.pattern[self.at - 1]

    def until(self, close: str, what: str) -> str:
        end = self.pattern.find(close, self.at)
        if end < 0:
            raise self.error(f"{what} is not closed")
        text = self.pattern[self.at : end]
        self.at = end + len(close)
        return text

    def alternatives(self, depth: int) -> Tree:
        if depth > _DEPTH:
            raise self.error(f"groups nest deeper than {_DEPTH} levels")
        branches: list[Tree] = []
        items: list[Tree] = []
        while self.at < len(self.pattern) and not self.peek(")"):
            if self.accept("|"):
                branches.append(("cat", tuple(items)))
                items = []
            else:
                self.item(items, depth)
        branches.append(("cat", tuple(items)))
        return branches[0] if len(branches) == 1 else ("alt", tuple(branches))

    def item(self, items: list[Tree], depth: int) -> None:
        if self.accept("\\Q"):
            quoted, mark, _ = self.pattern[self.at :].partition("\\E")
            self.at += len(quoted) + len(mark)
            items += [self.literal(character) for character in quoted]
            if items and quoted:
                items.append(self.repeated(items.pop()))
            return
        tree = self.parenthesis(depth) if self.accept("(") else self.single()
        if tree is not None:
            items.append(self.repeated(tree))

    def parenthesis(self, depth: int) -> Tree | None:
        """Read on after an opening parenthesis; None when it only sets flags."""
        outer = self.flags
        if self.accept("?"):
            if self.peek("P<") or (self.peek("<") and not self.peek("<=") and not self.peek("<!")):
                self.name()
            elif self.set_flags():
                return None
        tree = self.alternatives(depth + 1)
        if not self.accept(")"):
            raise self.error("a group is not closed")
        self.flags = outer
        return tree

    def name(self) -> None:
        self.accept("P")
        self.accept("<")
        name = self.until(">", "the name of a group")
        if not name.isidentifier() or not name.isascii() or name in self.names:
            raise self.error(f"{name!r} cannot be the name of a group")
        self.names.add(name)

    def set_flags(self) -> bool:
        """Read `i:` or `i-s)`; tell whether it stands alone, without a group."""
        sign, seen = True, 0
        while True:
            flag = self.take()
            if flag in ":)":
                if not sign and not seen:
                    raise self.error("no flag after -")
                return flag == ")"
            if flag == "-" and sign:
                sign, seen = False, 0
            elif flag in "imsU":
                seen += 1
                self.flags = self.flags | {flag} if sign else self.flags - {flag}
            else:
                raise self.error("lookaround and other (?...) groups are not in RE2")

    def repeated(self, tree: Tree) -> Tree:
        count = self.count()
        if count is None:
            return tree
        least, most = count
        lazy = self.accept("?") is not ("U" in self.flags)
        tree = ("repeat", tree, least, most, lazy)
        if self.count() is not None:
            raise self.error("a repetition of a repetition")
        if _copies(tree) > MOST_REPEATS:
            raise self.error(f"more than {MOST_REPEATS} repetitions")
        return tree

    def count(self) -> tuple[int, int | None] | None:
        for mark, count in (("*", (0, None)), ("+", (1, None)), ("?", (0, 1))):
            if self.accept(mark):
                return count
        return self.braces() if self.peek("{") else None

    def braces(self) -> tuple[int, int | None] | None:
        """Read {n}, {n,} or {n,m}; anything else in braces is literal text."""
        text, close, _ = self.pattern[self.at + 1 :].partition("}")
        low, comma, high = text.partition(",")
        if not close or not _is_number(low) or (high and not _is_number(high)):
            return None
        self.at += len(text) + 2
        least, most = int(low[:5]), int(high[:5] or 0) if high or not comma else None
        most = least if not comma else most
        if least > MOST_REPEATS or (most is not None and not least <= most <= MOST_REPEATS):
            raise self.error(f"{{{text}}} is no number of repetitions")
        return least, most

    def single(self) -> Tree:
        character = self.take()
        if character in "*+?":
            raise self.error(f"nothing before {character} to repeat")
        if character == ".":
            none = () if "s" in self.flags else (("\n", "\n"),)
            return ("chars", charset.of_ranges(none, negated=True))
        if character in "^$":
            kind = ("begin", "end")[character == "$"]
            return ("edge", f"line-{kind}" if "m" in self.flags else kind)
        if character == "[":
            return ("chars", self.bracket())
        if character == "\\":
            return self.escape()
        return self.literal(character)

    def literal(self, character: str) -> Tree:
        return ("chars", charset.of_ranges(((character, character),), fold="i" in self.flags))

    def escape(self) -> Tree:
        if self.pattern[self.at : self.at + 1] in tuple(_EDGES):
            return ("edge", _EDGES[self.take()])
        subset = self.subset()
        return ("chars", subset) if subset is not None else self.literal(self.escaped())

    def subset(self) -> CharSet | None:
        """Read \\d, \\pL and the like after their backslash; None, and nothing read, when it is none of them."""
        letter = self.pattern[self.at : self.at + 1]
        if letter.lower() in charset.PERL:
            self.at += 1
            return charset.of_ranges(charset.PERL[letter.lower()], negated=letter.isupper())
        if letter not in ("p", "P"):
            return None
        self.at += 1
        name = self.until("}", "the name of a class") if self.accept("{") else self.take()
        negated = (letter == "P") is not name.startswith("^")
        return charset.of_category(name.removeprefix("^"), negated=negated)

    def escaped(self) -> str:
        """Read the character that an escape stands for, after its backslash."""
        character = self.take()
        if character in _CONTROLS:
            return _CONTROLS[character]
        if character == "x":
            return self.hexadecimal()
        if character in "01234567":
            return self.octal(character)
        if character.isascii() and not character.isalnum():
            return character
        raise self.error(f"\\{character} is not in RE2")

    def octal(self, first: str) -> str:
        digits = first
        while len(digits) < 3 and self.pattern[self.at : self.at + 1] in tuple("01234567"):
            digits += self.take()
        if first != "0" and len(digits) == 1:
            raise self.error(f"\\{first}: backreferences are not in RE2")
        return chr(int(digits, 8))

    def hexadecimal(self) -> str:
        digits = self.until("}", "\\x{") if self.accept("{") else self.take() + self.take()
        if not digits or not _HEX.issuperset(digits) or len(digits) > 8 or int(digits, 16) > 0x10FFFF:
            raise self.error(f"\\x{digits[:10]} is no character")
        return chr(int(digits, 16))

    def bracket(self) -> CharSet:
        negated = self.accept("^")
        ranges: list[tuple[str, str]] = []
        subsets: list[CharSet] = []
        first = True
        while first or not self.peek("]"):
            first = False
            subset = self.bracket_subset()
            if subset is None:
                ranges.append(self.range())
            else:
                subsets.append(subset)
        self.at += 1
        return tuple(ranges), tuple(subsets), (), negated, "i" in self.flags

    def bracket_subset(self) -> CharSet | None:
        if self.accept("[:"):
            name = self.until(":]", "a class")
            negated = name.startswith("^")
            if name.removeprefix("^") not in charset.POSIX:
                raise self.error(f"[:{name}:] is no class")
            return charset.of_ranges(charset.POSIX[name.removeprefix("^")], negated=negated)
        if not self.peek("\\"):
            return None
        self.at += 1
        subset = self.subset()
        self.at -= subset is None
        return subset

    def range(self) -> tuple[str, str]:
        low = self.bracket_character()
        if not self.peek("-") or self.peek("-]"):
            return low, low
        self.at += 1
        high = self.bracket_character()
        if high < low:
            raise self.error(f"the range {low}-{high} is empty")
        return low, high

    def bracket_character(self) -> str:
        character = self.take()
        return self.escaped() if character == "\\" else character


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and (text == "0" or text[0] != "0")


def _copies(tree: Tree) -> int:
    """Count how often the most repeated part of a tree is written out, as Go counts it."""
    kind = tree[0]
    if kind == "repeat":
        return int(max(tree[2], tree[3] or 0, 1)) * _copies(tree[1])
    if kind in ("cat", "alt"):
        return max((_copies(part) for part in tree[1]), default=1)
    return 1
