"""Random YAML, mostly broken or odd: what one reader takes and another does not, they shall tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

_VALUES = [
    "1", "yes", "no", "null", "~", "", "a", "foo bar", "0644", "1.5", "0x1f", "1_0", "'q'", '"d"', "'it''s'",
    '"a\\nb"', '"\\x41\\u00e9\\t"', '"a: b # c"', "a#b", "a #c", "a: b", "a:b", "http://x:80/y", "-1", "- 1", "-",
    "--", "---", "...", "*a", "&a b", "!!str 1", "!t x", "|", ">", "|-", ">+", "|2", ">-2", "{}", "[]", "{a: 1}",
    "[1, 2]", '[a, \'b\', "c"]', '{"a":1}', "{a: {b: [1,2]}}", "[a b, c]", "[a:b]", "{a:1}", "[[],{}]", "{a: }",
    "[a,]", "[a: b]", "@x", "`x", "%x", "? x", "?x", ":x", ": x", "a:", "a::", "::", "<<", "=", "<", "k: ", '"a', "'a",
    "[a", "{a", "{a: b}x", "[a] # c", '"a" # c', '"a"#c', "#c", " # c", "é", "ü: x", "1.0", "1e3", ".inf", ".5", "+1",
    "$x", "(a)", "\\n", "a\tb", "\ta", "x\t", "a  b ", "true", "On", "08", "12345678901234567890",
    "123456789012345678", "1:20", "2001-01-01", '"\\q"', '"\\ud800"', 'a " b', "'", "''", '""', "a]", "}", "a,b", ",a",
    "]", "^x", ";x", "/x", "~x", "*", "&", "!", "[1, [2, 3], {x: y}]", '{\'a\': "b", c: d}', "{a: b, a: c}", "[a #b]",
    "[a#b]", "{a: b:c}", "[-1, - 2]", "[-]", "[?a]", "{? a: b}", "[a?b]", '{"a" : 1}', '{"a": }', '["a"b]', "a: 'b'",
    "|x", "| # c", ">1", "|9", "[ ]", "{ }", "[ a , b ]", "a\xa0b", "a\u2028b", "x\x7f", "\ufeff", "{a : 1}",
    "{a b: c d}", "[a ,b]", "[{a: 1}, {b: 2}]", '[a"b]', "{a'b: c}", "-a", "-a: b", "- a: b", "- - a", "-  - b",
    "a: - b", "!!int 3", '!!int "3"', "!!float 3", "!!bool yes", "!!binary aGk=", "!!binary _", "!!null ''", "!!int x",
    "! 1",
]  # fmt: skip
_KEYS = [
    "a", "b", "c", "d", "key", "k k", "'q'", '"d"', "1", "yes", "y", "~", "null", "1.5", "<<", "? x", "é", "a#", "a #",
    "/x", "-x", "x-", "0x1", '"a\\tb"', "a:", "a b ", "- a", "[a]", "{a}", "123456789012345678901", "1e3", ".x",
    "!!str y",
]  # fmt: skip
_HEADERS = ["|", ">", "|-", ">-", "|+", ">+", "|2", ">1-", "|-2"]
_TEXT = ["text", "a: b", "# c", "- x", "more  text ", "\tt", "k:", "---", "'", "{"]
_OPENINGS = [
    "'a", '"a', "'it''s", '"a \\"', "'", '"', "a b", "text", "'a ''", '"\\\\', "'k", "a #", "1", "yes", "a # c", "'q'",
    '"a\\', "[a", "|-", "|",
]  # fmt: skip
_ENDINGS = [
    "b'", 'b"', "'", '"', "b", "b: c", "b:", "# c", "b # c", "b' # c", 'b" # c', "b'#", "- b", "b''", 'b\\"', "''",
    'b\\\\"', "---", "...", "b]", "'b' c", "'b': c", "b' 'c", "yes", "1", "& b", "*b", "!b", "? b", "| ", "\tb", "b\t",
    "{b", "%b", "@b", "|-",
]  # fmt: skip
_NOISE = [" ", "\t", ":", "#", "- ", "'", '"', "  ", "", "\\", "{", "]", ",", "&", "*", "\r", "|", "? "]


def document(random: Random, weird: float = 1.0) -> str:
    """Make one document of at most a few dozen lines; `weird` is how much of it may be odd, from 0 to 1."""
    writer = _Writer(random, weird)
    writer.collection(random.choice([0] * 6 + [2]), 0)
    lines = writer.lines
    if random.random() < 0.1 * weird:
        lines.insert(0, random.choice(["---", "--- ", "# c", "--- # c", "%YAML 1.1", "", "--- a", "--- |"]))
    if random.random() < 0.05 * weird:
        lines.append(random.choice(["...", "---", "... # c", "..", "x"]))
    if random.random() < 0.2 * weird:
        at = random.randrange(len(lines))
        cut = random.randint(0, len(lines[at]))
        lines[at] = lines[at][:cut] + random.choice(_NOISE) + lines[at][cut:]
    return "\n".join(lines) + random.choice(["\n", "\n", "\n", "", "\n\n", "\n  "])


class _Writer:
    def __init__(self, random: Random, weird: float) -> None:
        self.random = random
        self.weird = weird
        self.lines: list[str] = []

    def collection(self, indent: int, depth: int) -> None:
        random = self.random
        is_list = random.random() < 0.25
        for number in range(random.choice([1, 1, 2, 3, 4])):
            head = " " * indent + ("-" if is_list else self.key(number) + ":")
            kind = random.random()
            if kind < 0.45 or depth > 3:
                value = random.choice(_VALUES) if random.random() < self.weird else random.choice(_VALUES[:20])
                self.lines.append(head + random.choice([" ", " ", "  "]) + value if value else head)
            elif kind < 0.5:
                self.long_scalar(head, indent)
            elif kind < 0.6:
                self.block_scalar(head, indent)
            elif is_list and kind < 0.75:
                self.compact(head, indent, depth)
            else:
                self.lines.append(head + random.choice(["", "", " ", " # c"]))
                self.collection(indent + random.choice([0, 2, 2, 2, 4] if not is_list else [2, 2, 4]), depth + 1)
            if random.random() < 0.08:
                self.lines.append(random.choice(["", "  ", "# c", "   # c", "      # deep"]))

    def long_scalar(self, head: str, indent: int) -> None:
        """Write a scalar over several lines, or what looks like one."""
        random = self.random
        weird = random.random() < self.weird
        opening = random.choice(_OPENINGS if weird else _OPENINGS[:8])
        quote = opening[0] if opening[0] in "'\"" else ""
        head += random.choice([" ", " ", f"\n{' ' * (indent + random.choice([0, 1, 2]))}"])
        self.lines += f"{head}{opening}{random.choice(['', ' '])}".split("\n")
        width = indent + random.choice([0, 1, 2, 2, 2, 4])
        for _ in range(random.choice([0, 1, 1, 2, 3])):
            blank = random.random() < 0.2
            self.lines.append(
                "" if blank else " " * (width + random.choice([0, 0, 0, 1])) + random.choice(["b", "c  d", "é e"])
            )
        self.lines.append(" " * width + (random.choice(_ENDINGS) if weird else f"z{quote}"))

    def key(self, number: int) -> str:
        random = self.random
        name = random.choice(_KEYS) if random.random() < 0.2 * self.weird else random.choice(_KEYS[:5])
        return f"{name}{number}" if random.random() < 0.8 else name

    def compact(self, head: str, indent: int, depth: int) -> None:
        first = len(self.lines)
        self.collection(indent + 2, depth + 1)
        self.lines[first] = f"{head} {self.lines[first].lstrip(' ')}"

    def block_scalar(self, head: str, indent: int) -> None:
        random = self.random
        self.lines.append(f"{head} {random.choice(_HEADERS)}")
        width = indent + random.choice([1, 2, 2, 2, 4])
        for _ in range(random.randint(0, 5)):
            if random.random() < 0.2:
                self.lines.append(" " * random.choice([0, 0, width, width + 2, max(0, width - 1)]))
            else:
                self.lines.append(" " * (width + random.choice([0, 0, 0, 0, 1, 2])) + random.choice(_TEXT))
