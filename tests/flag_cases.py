"""Random values flags, each case under a key of its own so that one run of Helm answers for hundreds."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

_KEYS = [
    "a",
    "b",
    "a.b",
    "a.c.d",
    "l[0]",
    "l[1]",
    "l[0].x",
    "l[1].y",
    "l[0][1]",
    "a\\.b.c",
    "m.l[2]",
    "l[01].z",
    "",
    ".",
]
_VALUES = [
    "1", "x", "", "null", "true", "FALSE", "{a,b}", "{1,null,}", "{}", "007", "a=b", "a\\,b", "0", "-0", "+5", "-7",
    "1.5", "9223372036854775807", "9223372036854775808", "1e3", "0x10", "yes", "Null", "{a}b", " x ", "{a", "\\{a\\}",
    "\\", "é",
]  # fmt: skip
_JSON = [
    "1", "null", '"s"', "[1,2]", '{"x":{"y":null}}', "", " 5 ", "true", "1.0", "12345678901234567", "1e400", "tru",
    "{", "[1", "1.", "-0", "01", "NaN", "1e3", '"\\u00e9"', "[]", "{}", '{"a":1}x', "1.5.",
]  # fmt: skip
_JUNK = [
    "a", "b", "a.b", "a[0]", "a[1].b", "l[0][1]", "=", "=", ",", ".", "[", "]", "{", "}", "\\", "0", "1", "-1", "true",
    "null", "007", " ", '"x"', "a\\.b", "\\,", "[65537]", "[-1]", "[2]", "{a,b}", "{}", "{a", "=1", "=x", "=null",
    "={1,x}", "[a]",
]  # fmt: skip
FLAGS = ("--set", "--set-string", "--set-json", "--set-literal")


def flag(random: Random, name: str, prefix: str) -> str:
    """Make the value of one flag; every key of it is below `prefix`."""
    if random.random() < 0.3:
        return f"{prefix}.{''.join(random.choice(_JUNK) for _ in range(random.randint(1, 6)))}"
    values = _JSON if name == "--set-json" else _VALUES
    count = 1 if name == "--set-literal" else random.choice([1, 1, 2, 3])
    return ",".join(f"{prefix}.{random.choice(_KEYS)}={random.choice(values)}" for _ in range(count))


def case(random: Random, prefix: str) -> list[tuple[str, str]]:
    """Make the flags of one case."""
    return [(name, flag(random, name, prefix)) for name in random.choices(FLAGS, k=random.choice([1, 1, 2, 3]))]
