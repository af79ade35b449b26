"""linea_helm.yaml.scalar: a plain scalar is what Helm makes of it."""

from __future__ import annotations

import random

import pytest
from helm_oracle import documents, plain
from helms import MAJORS

from linea_helm.yaml.scalar import WORDS, as_float64, key, read, resolve

#: What a person might write, and what Helm reads. Big integers are exact here: only values become floats.
GOLDEN = [
    ("yes", True), ("Yes", True), ("on", True), ("y", True), ("Y", True), ("true", True), ("TRUE", True),
    ("no", False), ("NO", False), ("off", False), ("n", False), ("False", False),
    ("yEs", "yEs"), ("tRUE", "tRUE"), ("t", "t"), ("ok", "ok"),
    ("~", None), ("null", None), ("Null", None), ("NULL", None), ("nULL", "nULL"), ("nil", "nil"), ("none", "none"),
    ("0", 0), ("-0", 0), ("+1", 1), ("007", 7), ("0644", 420), ("-0644", -420), ("0o644", 420), ("0O17", 15), ("08", 8),
    ("0899", 899), ("0x1F", 31), ("0XfF", 255), ("-0x1F", -31), ("0b101", 5), ("-0b11", -3), ("0b-11", -3),
    ("0b+1", 1), ("-0b+1", "-0b+1"), ("0x", "0x"), ("0b2", "0b2"), ("0o8", "0o8"), ("0xG", "0xG"),
    ("1_000", 1000), ("1__0_", 10), ("_1", "_1"), ("0x_f", 15), ("1_0.5_0", 10.5), (".5_0", 0.5), (".5_", ".5_"),
    ("1.0", 1), ("1.10", 1.1), ("1.", 1), (".5", 0.5), ("-.5", -0.5), ("+.5e1", 5), ("1e3", 1000), ("1E-3", 0.001),
    ("1e", "1e"), ("e1", "e1"), (".", "."), ("..", ".."), ("+", "+"), (".e1", ".e1"), ("1.2.3", "1.2.3"),
    ("1e400", "1e400"), ("-1e400", "-1e400"), ("1e-400", 0), ("1e21", 1e21), ("1e18", 10**18),
    ("9007199254740993", 9007199254740993), ("9223372036854775807", 2**63 - 1), ("-9223372036854775808", -(2**63)),
    ("9223372036854775808", 2.0**63), ("18446744073709551616", 2.0**64), ("+18446744073709551615", 2.0**64),
    ("-9223372036854775809", -(2.0**63)), ("0xFFFFFFFFFFFFFFFFF", "0xFFFFFFFFFFFFFFFFF"),
    ("0777777777777777777777777", 7.777777777777778e23), ("0x8000000000000000", 2.0**63),
    ("1:20", "1:20"), ("12:30:45", "12:30:45"), ("2001-01-01", "2001-01-01"), ("2001-12-14t21:59:43.10-05:00",) * 2,
    ("0x1234567890123456789012345678901234567890",) * 2, ("1Gi", "1Gi"), ("500m", "500m"), ("=", "="), ("<", "<"),
    ("\u0661\u0662", "\u0661\u0662"), ("1\u0661", "1\u0661"),
]  # fmt: skip

KEYS = [
    ("y", "true"), ("off", "false"), ("1", "1"), ("0644", "420"), ("0x1F", "31"), ("1.0", "1"), ("1.10", "1.1"),
    ("1.30", "1.3"), ("1e3", "1000"), ("1e6", "1e+06"), ("1e-5", "1e-05"), ("0.1", "0.1"), ("123456.5", "123456.5"),
    ("16777217.5", "1.6777218e+07"), ("1e39", ".inf"), (".inf", ".inf"), ("-.inf", "-.inf"), (".nan", ".nan"),
    ("1:20", "1:20"), ("a", "a"), ("9223372036854775807", "9223372036854775807"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), GOLDEN)
def test_a_scalar_is_what_helm_reads(text, value):
    """Value and type are those of the table, which the next tests hold against Helm."""
    found = resolve(text)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.helm
@pytest.mark.parametrize("version", MAJORS)
def test_helm_reads_the_table(version, tmp_path):
    """Each row of the table, and 1,500 random scalars, are read alike by Helm."""
    texts = [text for text, _ in GOLDEN] + [*_random_scalars(1500)]
    found = documents(version, tmp_path, [f"v: {text}\n" for text in texts])
    ours = [{"v": plain(resolve(text))} for text in texts]
    assert [each for each in zip(texts, found, ours, strict=True) if plain(each[1]) != each[2]] == []
    assert len(texts) == len(GOLDEN) + 1500


@pytest.mark.helm
@pytest.mark.parametrize("version", MAJORS)
def test_helm_writes_the_keys(version, tmp_path):
    """A key that is no string arrives in values as the table says."""
    found = documents(version, tmp_path, [f"{text}: 1\n" for text, _ in KEYS])
    assert found == [{name: 1} for _, name in KEYS]


@pytest.mark.helm
@pytest.mark.parametrize("version", MAJORS)
def test_helm_refuses_what_json_cannot_hold(version, tmp_path):
    """Infinite numbers, null keys and keys past 63 bits are errors."""
    texts = ["v: .inf\n", "v: -.INF\n", "v: .nan\n", "~: 1\n", "null: 1\n", "9223372036854775808: 1\n"]
    assert [type(each) for each in documents(version, tmp_path, texts)] == [str] * len(texts)


@pytest.mark.parametrize(("text", "name"), KEYS)
def test_a_key_becomes_a_string(text, name):
    """The key is written as Helm writes it."""
    assert key(read(text)) == name


@pytest.mark.parametrize("text", ["~", "null", "9223372036854775808"])
def test_a_key_that_helm_refuses_is_an_error(text):
    """Null and integers past 63 bits cannot be keys."""
    with pytest.raises(ValueError, match=r"null|9223372036854775808"):
        key(read(text))


def test_values_are_rounded_to_floats():
    """An integer in values keeps what a 64-bit float holds of it, in the digits that Helm prints."""
    assert [as_float64(2**53 + 1), as_float64(123456789012345678), as_float64(2**63 - 1)] == [
        2**53,
        123456789012345680,
        2.0**63,
    ]


def _random_scalars(count):
    random_ = random.Random(20)  # noqa: S311 - the same every time
    alphabets = ["01", "0123456789", "0123456789._eE+-", "01_b", "0xabcdef12", "01234567o", "yYnNtTfFoO~ruesl"]
    starts = ["", "+", "-", "0x", "0o", "0b", "-0b", "0", "1", ".", "9" * 15, "9" * 18, "9" * 19]
    infinite = {word for word in WORDS if isinstance(WORDS[word], float)}
    while count:
        body = "".join(random_.choice(random_.choice(alphabets)) for _ in range(random_.choice([1, 2, 3, 5, 8, 20])))
        text = random_.choice(starts) + body
        if text not in infinite and text.strip("-.") and text != "-":
            count -= 1
            yield text
