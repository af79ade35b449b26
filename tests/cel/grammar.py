"""Generate expressions: mostly well-typed, over an object whose fields have every type, so that errors happen too."""

from __future__ import annotations

import random

OBJECT = {
    "i": 3,
    "z": 0,
    "big": 2**62,
    "neg": -7,
    "f": 1.5,
    "f2": 2.0,
    "s": "besu",
    "s2": "",
    "u": "é🐱",
    "n": None,
    "t": True,
    "b": False,
    "l": [1, 2, 3],
    "ls": ["a", "b", "besu"],
    "lm": [1, "a", None, 2.0],
    "e": [],
    "em": {},
    "m": {"a": 1, "b": "x", "besu": None},
    "d": {"x": {"y": {"z": 5}}, "cs": [{"name": "a", "image": "a:1"}, {"name": "b", "image": "b:latest", "p": True}]},
}

_PATHS = ["o.d.x.y.z", "o.d.cs[0].image", "o.m.a", "o.d.nope", "o['s']", "o.l[1]", "o.d.cs[1].p", "o.?m.?a.orValue(1)"]
_INTS = ["0", "1", "-1", "2", "7", "o.i", "o.z", "o.neg", "9223372036854775807", "-9223372036854775808", "o.big", "3"]
_NUMBERS = [
    "1.5",
    "0.0",
    "-0.0",
    "1e308",
    "2.0",
    "o.f",
    "1u",
    "0u",
    "18446744073709551615u",
    "7u",
    "o.f2",
    "1e-5",
    "123456789.0",
]
_TEXTS = ["'a'", "''", "'besu'", "o.s", "o.u", "'1'", "'1.5'", "'true'", "b'ab'", "'é'", "r'\\d'", "'b'"]
_BOOLS = ["true", "false", "o.t", "o.b", "has(o.s)", "has(o.zz)", "has(o.d.x)", "has(o.d.q.r)", "has(o.n)"]
_LISTS = ["[]", "[1, 2]", "o.l", "o.ls", "o.lm", "o.e", "['a', 'b']", "[dyn(1), 'a', null]", "o.d.cs"]
_MAPS = ["{}", "o.m", "o.em", "o.d", "{'a': 1, 'b': 2}", "{1: 'x', 2: 'y'}", "{true: 1}", "{1u: 2}", "o.d.x"]
_TYPES = ["int", "string", "list", "map", "bool", "double", "uint", "null_type"]
_PATTERNS = ["^a", "b.*u$", "[0-9]+", "(a|b)+", "", r"\\.", r"^\\pL", "(?i)BESU", r"\\bu"]
_MOMENTS = ["timestamp('2024-02-29T23:59:59.5Z')", "timestamp('1969-12-31T00:00:00+02:00')", "timestamp(0)"]
_LENGTHS = ["duration('1h30m')", "duration('-1.5s')", "duration('0')", "duration('250ms')"]
_CLAUSES = ["%s", "%s|%d", "%x", "%.2f", "%e", "%b", "%o", "%%"]
_BITWISE = ["bitAnd", "bitOr", "bitXor", "bitShiftLeft", "bitShiftRight"]
_FIELDS = [
    "FullYear",
    "Month",
    "Date",
    "DayOfMonth",
    "DayOfWeek",
    "DayOfYear",
    "Hours",
    "Minutes",
    "Seconds",
    "Milliseconds",
]


class Grammar:
    """Makes expressions from one seed; `depth` bounds how far they nest."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311
        self.count = 0
        self.names: list[str] = []

    def expression(self, depth: int) -> str:
        """Give an expression, most often of type bool."""
        return self.pick(self.bool, self.bool, self.bool, self.any)(depth)

    def pick(self, *choices):
        return self.chance.choice(choices)

    def leaf(self, depth: int, odds: float = 0.3) -> bool:
        return depth <= 0 or self.chance.random() < odds

    def any(self, depth: int) -> str:
        return self.pick(self.int, self.number, self.text, self.bool, self.list, self.map, self.path, self.dyn)(depth)

    def dyn(self, depth: int) -> str:
        return f"dyn({self.any(depth - 1)})" if depth > 0 else self.path(depth)

    def path(self, _: int) -> str:
        if self.names and self.chance.random() < 0.5:
            return self.pick(*self.names)
        return self.pick(f"o.{self.pick(*OBJECT)}", self.pick(*_PATHS))

    def int(self, depth: int) -> str:
        if self.leaf(depth):
            return self.pick(*_INTS)
        down = depth - 1
        return self.pick(
            f"({self.int(down)} {self.pick('+', '-', '*', '/', '%')} {self.int(down)})",
            f"size({self.pick(self.list, self.text, self.map)(down)})",
            f"-({self.int(down)})",
            f"int({self.any(down)})",
            f"{self.list(down)}[{self.int(down)}]",
            f"({self.bool(down)} ? {self.int(down)} : {self.int(down)})",
            f"{self.moment(down)}.get{self.pick(*_FIELDS)}({self.pick('', '', chr(39) + '+05:30' + chr(39))})",
            f"{self.text(down)}.{self.pick('indexOf', 'lastIndexOf')}({self.text(down)})",
            f"{self.text(down)}.{self.pick('indexOf', 'lastIndexOf')}({self.text(down)}, {self.int(down)})",
            f"math.{self.pick('abs', 'sign', 'bitNot')}({self.int(down)})",
            f"math.{self.pick(*_BITWISE)}({self.int(down)}, {self.int(down)})",
            f"{self.length(down)}.get{self.pick(*_FIELDS[-4:])}()",
        )

    def number(self, depth: int) -> str:
        if self.leaf(depth):
            return self.pick(*_NUMBERS)
        down = depth - 1
        return self.pick(
            f"({self.number(down)} {self.pick('+', '-', '*', '/')} {self.number(down)})",
            f"{self.pick('double', 'uint')}({self.pick(self.any, self.int, self.text)(down)})",
            f"-({self.number(down)})",
            f"math.{self.pick('ceil', 'floor', 'round', 'trunc', 'abs', 'sign')}({self.number(down)})",
            f"math.{self.pick('greatest', 'least')}({self.number(down)}, {self.pick(self.number, self.int)(down)})",
        )

    def text(self, depth: int) -> str:
        if self.leaf(depth):
            return self.pick(*_TEXTS)
        down = depth - 1
        return self.pick(
            f"({self.text(down)} + {self.text(down)})",
            f"string({self.pick(self.any, self.int, self.number, self.moment, self.length)(down)})",
            f"bytes({self.text(down)})",
            f"{self.text(down)}.{self.pick('lowerAscii', 'upperAscii', 'trim')}()",
            f"{self.text(down)}.{self.pick('substring', 'charAt')}({self.int(down)})",
            f"{self.text(down)}.substring({self.int(0)}, {self.int(0)})",
            f"{self.text(down)}.replace({self.text(0)}, {self.text(0)})",
            f"{self.list(down)}.join({self.text(0)})",
            f"'{self.pick(*_CLAUSES)}'.format([{self.any(down)}, {self.int(0)}])",
            f"base64.encode({self.text(down)})",
            f"{self.list(down)}[0]",
            f"{self.pick('o.?s', 'o.?zz', 'o.l[?0]', 'o.ls[?9]')}.orValue({self.text(down)})",
        )

    def moment(self, depth: int) -> str:
        if self.leaf(depth):
            return self.pick(*_MOMENTS)
        return f"({self.moment(depth - 1)} {self.pick('+', '-')} {self.length(depth - 1)})"

    def length(self, depth: int) -> str:
        if self.leaf(depth):
            return self.pick(*_LENGTHS)
        down = depth - 1
        return self.pick(
            f"({self.length(down)} {self.pick('+', '-')} {self.length(down)})",
            f"({self.moment(down)} - {self.moment(down)})",
        )

    def bool(self, depth: int) -> str:
        if self.leaf(depth, 0.1):
            return self.pick(*_BOOLS)
        forms = [
            self.logic,
            self.comparison,
            self.comparison,
            self.order,
            self.membership,
            self.test,
            self.macro,
            self.macro,
        ]
        return self.pick(*forms)(depth - 1)

    def logic(self, depth: int) -> str:
        return self.pick(
            f"({self.bool(depth)} {self.pick('&&', '||')} {self.bool(depth)})",
            f"!({self.bool(depth)})",
            f"({self.bool(depth)} ? {self.bool(depth)} : {self.bool(depth)})",
        )

    def comparison(self, depth: int) -> str:
        one = self.pick(self.any, self.int, self.text, self.list, self.map, self.path, self.moment)
        return f"({one(depth)} {self.pick('==', '!=')} {self.pick(one, self.path, self.dyn)(depth)})"

    def order(self, depth: int) -> str:
        one = self.pick(self.int, self.number, self.text, self.path, self.moment, self.length, self.bool)
        return f"({one(depth)} {self.pick('<', '<=', '>', '>=')} {self.pick(one, self.path, self.dyn)(depth)})"

    def membership(self, depth: int) -> str:
        return f"({self.any(depth)} in {self.pick(self.list, self.map, self.path)(depth)})"

    def test(self, depth: int) -> str:
        return self.pick(
            f"{self.text(depth)}.{self.pick('contains', 'startsWith', 'endsWith')}({self.text(depth)})",
            f"{self.text(depth)}.matches('{self.pick(*_PATTERNS)}')",
            f"(type({self.any(depth)}) == {self.pick(*_TYPES)})",
        )

    def macro(self, depth: int) -> str:
        return self.inside(
            depth, lambda name, down: f"{self.pick('all', 'exists', 'exists_one')}({name}, {self.bool(down)})"
        )

    def inside(self, depth: int, write) -> str:
        """Write a macro over some list or map; inside, its variable may be used."""
        source = self.pick(self.list, self.map, self.list)(depth)
        self.count += 1
        name = f"v{self.count}"
        self.names.append(name)
        written = write(name, depth)
        self.names.pop()
        return f"{source}.{written}"

    def list(self, depth: int) -> str:
        if self.leaf(depth):
            return self.pick(*_LISTS)
        down = depth - 1
        return self.pick(
            f"[{self.any(down)}, {self.any(down)}]",
            f"({self.list(down)} + {self.list(down)})",
            f"{self.text(down)}.split({self.text(0)})",
            self.inside(down, lambda name, more: f"map({name}, {self.any(more)})"),
            self.inside(down, lambda name, more: f"filter({name}, {self.bool(more)})"),
            self.inside(down, lambda name, more: f"map({name}, {self.bool(more)}, {self.any(more)})"),
        )

    def map(self, depth: int) -> str:
        if self.leaf(depth, 0.4):
            return self.pick(*_MAPS)
        return f"{{{self.pick(self.text, self.int, self.bool)(depth - 1)}: {self.any(depth - 1)}}}"
