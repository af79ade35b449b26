"""Regular expressions: what RE2 refuses, where it differs from Python, and that no pattern takes long."""

from __future__ import annotations

import random
import re

import pytest

from linea_helm import cel
from linea_helm.cel import re2, search
from linea_helm.cel.errors import EvalError
from linea_helm.cel.re2 import automaton, compile_pattern
from linea_helm.cel.re2.syntax import parse
from linea_helm.cel.re2.words import words
from linea_helm.cel.search import searcher

REFUSED = [
    ("(?=a)", "lookaround and other (?...) groups are not in RE2"),
    ("(?!a)", "lookaround and other (?...) groups are not in RE2"),
    ("(?<=a)b", "lookaround and other (?...) groups are not in RE2"),
    ("(?<!a)b", "lookaround and other (?...) groups are not in RE2"),
    ("(?P=name)", "lookaround and other (?...) groups are not in RE2"),
    ("(?>a)", "lookaround and other (?...) groups are not in RE2"),
    ("(?x)a", "lookaround and other (?...) groups are not in RE2"),
    ("(?#comment)", "lookaround and other (?...) groups are not in RE2"),
    (r"(a)\1", r"\1: backreferences are not in RE2"),
    (r"a\Z", r"\Z is not in RE2"),
    (r"\C", r"\C is not in RE2"),
    (r"\é", r"\é is not in RE2"),
    ("a**", "a repetition of a repetition"),
    ("a*+", "a repetition of a repetition"),
    ("a??+", "a repetition of a repetition"),
    ("*a", "nothing before * to repeat"),
    ("(|+a)", "nothing before + to repeat"),
    ("a{2,1}", "{2,1} is no number of repetitions"),
    ("a{1001}", "{1001} is no number of repetitions"),
    ("((a{100}){100})", "more than 1000 repetitions"),
    ("(a", "a group is not closed"),
    ("a)", "unexpected )"),
    ("[a", "it ends too early"),
    ("[z-a]", "the range z-a is empty"),
    ("[[:what:]]", "[:what:] is no class"),
    ("a\\", "it ends too early"),
    (r"\x{110000}", r"\x110000 is no character"),
    (r"\pX", None),
    (r"\p{Greek}", None),
    ("(?P<n>a)(?P<n>b)", "'n' cannot be the name of a group"),
    ("(?P<1>a)", "'1' cannot be the name of a group"),
    ("[[:alpha", "a class is not closed"),
    ("(?i-)a", "no flag after -"),
    ("a" * 10_001, ...),
    ("a{1000}" * 30, ...),
    ("(" * 60 + ")" * 60, "groups nest deeper than 50 levels"),
]


@pytest.mark.parametrize(("pattern", "problem"), REFUSED, ids=[pattern[:20] for pattern, _ in REFUSED])
def test_what_re2_does_not_know_is_refused(pattern, problem):
    """A pattern that RE2 refuses is an EvalError that shows the pattern and says what is wrong."""
    with pytest.raises(EvalError) as caught:
        compile_pattern(pattern)
    if problem is ...:
        assert caught.value.message in ("the pattern is too large", "the pattern is longer than 10000 characters")
    elif problem is None:
        assert caught.value.message == f"the character class \\p{{{pattern[2:].strip('{}')}}} is not supported"
    else:
        assert caught.value.message == f"pattern {pattern[:60]!r}: {problem}"


SEARCHES = [
    # the end is the end, not the place before a last newline
    ("a$", "a\n", False),
    ("(?m)a$", "a\nb", True),
    (r"a\z", "a\n", False),
    ("(?m)^b", "a\nb", True),
    ("^b", "a\nb", False),
    # ASCII classes
    (r"\d", "٣", False),
    (r"\w", "é", False),
    (r"\s", "\v", False),
    (r"\s", "\u00a0", False),
    (r"[[:space:]]", "\v", True),
    (r"\ba", "éa", True),
    (r"\Ba", "ba", True),
    (r"\B", "", True),
    (r"\b", "", False),
    # any character, and any but a newline
    ("a.b", "a\nb", False),
    ("(?s)a.b", "a\nb", True),
    ("[^a]", "\n", True),
    (".", "🐱", True),
    ("^.$", "🐱", True),
    # case
    ("(?i)straße", "STRAßE", True),
    ("(?i)k", "\u212a", True),
    ("(?i)[a-c]x", "BX", True),
    ("(?i)[^a]", "A", False),
    ("a(?i)b", "aB", True),
    ("a(?i)b", "AB", False),
    ("(a(?i)b)c", "aBC", False),
    ("(?i:a)b", "AB", False),
    ("(?i-i)a", "A", False),
    # literals
    (r"\Qa.b\E+", "a.bbb", True),
    (r"\Qa.b", "axb", False),
    ("a{,2}", "a{,2}", True),
    ("a{x", "a{x", True),
    ("a{2}", "aa", True),
    ("x{2,3}y", "xxxxy", True),
    ("^x{2,3}$", "xxxx", False),
    ("[]a]", "]", True),
    ("[a-]", "-", True),
    (r"[\d-]", "-", True),
    (r"[\]\-]", "-", True),
    (r"\101\x42\x{43}", "ABC", True),
    (r"[\n\t]", "\t", True),
    # Unicode categories
    (r"\pL", "é", True),
    (r"\PL", "é", False),
    (r"\p{Lu}", "é", False),
    (r"\p{^Lu}", "é", True),
    (r"[\p{Nd}_]", "٣", True),
    (r"^\p{Any}$", "\n", True),
    (r"a\Q\Eb", "ab", True),
    # empty parts
    ("", "", True),
    ("a||b", "", True),
    ("(|a)*", "b", True),
    ("(?P<name>a)(?<other>b)", "ab", True),
]


@pytest.mark.parametrize(("pattern", "text", "found"), SEARCHES)
def test_a_search_answers_as_re2_does(pattern, text, found):
    """Classes, anchors and flags mean what RE2 means by them, also where Python means something else."""
    assert compile_pattern(pattern).search(text) is found


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("-Xmx[0-9]", ("-xmx",)),
        ("(^|-)(data|storage)$", ("data", "storage")),
        ("(?i)^--?(log|verbosity)[a-z.-]*=(debug|trace|all)$", ("log", "verbosity")),
        ("[0-9][.][0-9]", (".",)),
        ("abc?d", ("ab",)),
        ("ab(cd)*", ("ab",)),
        ("(ab){2,3}", ("ab",)),
        (r"a\bb", ("ab",)),
        ("éab", ("ab",)),
        ("a|", ()),
        ("[ab]*", ()),
        ("[^a]", ()),
        (".", ()),
    ],
)
def test_the_words_of_a_pattern(pattern, expected):
    """One of them is in every text that matches; the choice whose shortest word is longest."""
    assert words(parse(pattern)) == expected


def test_a_text_that_matches_holds_a_word():
    """In 3,000 random patterns over a small alphabet, with and without regard to case."""
    random_ = random.Random(11)  # noqa: S311 - the same every time
    matched = 0
    for _ in range(3000):
        pattern = "".join(
            random_.choices(["a", "B", "k", "(a|bK)", "[ab]", "b?", "k*", "(ka)+", "^", "$", ".", "|"], k=5)
        )
        pattern = random_.choice(["", "(?i)"]) + pattern
        try:
            compiled, found = compile_pattern(pattern), words(parse(pattern))
        except EvalError:
            continue
        for _ in range(5):
            text = "".join(random_.choices("aAbBkK\u212a", k=6))
            matched += compiled.search(text)
            assert searcher(pattern, found)(text) is compiled.search(text), (pattern, text)
    assert matched > 2000


def test_a_pattern_for_lines_reads_those_with_a_word(monkeypatch):
    """In 3,000 random patterns, with and without a meaning for the ends of lines."""
    monkeypatch.setattr(search, "_LONG", 0)
    random_ = random.Random(12)  # noqa: S311 - the same every time
    atoms = [
        "a",
        "b",
        "k",
        "(a|bk)",
        "[ab]",
        "[^a]",
        "[^a\\n]",
        "b?",
        "k*",
        "^",
        "$",
        r"\A",
        r"\z",
        r"\b",
        r"\B",
        ".",
        r"\s",
    ]
    by_lines = matched = 0
    for _ in range(3000):
        pattern = random_.choice(["", "(?m)", "(?im)", "(?s)"]) + "".join(random_.choices(atoms, k=4))
        compiled, found = compile_pattern(pattern), words(parse(pattern))
        by_lines += bool(found) and compiled.reads_lines()
        for _ in range(5):
            text = "".join(random_.choices("abk \n", k=9))
            matched += compiled.search(text)
            assert searcher(pattern, found)(text) is compiled.search(text), (pattern, text)
    assert by_lines > 500
    assert matched > 2000


@pytest.mark.parametrize(
    ("pattern", "text", "is_told_by_words"),
    [
        ("besu|teku|maru", "a maru node", True),
        ("besu|teku|maru", "a geth node", True),
        ("", "a", True),
        ("-Xmx[0-9]", "-Xms1g", True),
        ("-Xmx[0-9]", "-Xmx", False),
        ("(?i)log", "LOG", False),
        ("(?i)k.", "\u212ab", False),
    ],
)
def test_words_are_looked_for_first(pattern, text, is_told_by_words, monkeypatch):
    """Most texts are told by what a match must hold, and need no automaton; the answer is the same."""
    made = []
    program = cel.compile(f"a.matches('{pattern}')", ("a",))
    monkeypatch.setattr(automaton, "Pattern", lambda code: made.append(pattern) or re2.Pattern(code))
    monkeypatch.setattr(search, "_COMPILED", {})
    assert program.evaluate({"a": text}) is compile_pattern(pattern).search(text)
    assert made == ([] if is_told_by_words else [pattern])


def test_a_large_pattern_is_compiled_when_it_is_searched_for():
    """What is kept of an expression does not grow with the repetitions in it; the answer is the same."""
    small, large = (cel.compile(f"a.matches('^[a-z]{{{count}}}$')", ("a",)) for count in (2, 900))
    assert len(large.code) < len(small.code) + 10
    assert [program.evaluate({"a": "b" * count}) for program, count in ((small, 2), (large, 900))] == [True, True]


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("a|ab", "ab ab", ["a", "a"]),
        ("ab|a", "ab ab", ["ab", "ab"]),
        ("a+?", "aaa", ["a", "a", "a"]),
        ("(?U)a+", "aa", ["a", "a"]),
        ("a*", "baac", ["", "aa", ""]),
        ("", "ab", ["", "", ""]),
        ("[0-9]+", "a1 b22 c", ["1", "22"]),
        (r"\b\w", "ab cd", ["a", "c"]),
        ("(a|b)*c|b", "abab", ["b", "b"]),
    ],
)
def test_spans_are_the_leftmost_matches_that_do_not_overlap(pattern, text, found):
    """Of the matches that start first, the one that the pattern prefers is taken, and the search goes on after it."""
    assert [text[start:end] for start, end in compile_pattern(pattern).spans(text)] == found


def test_any_pattern_agrees_with_python_where_both_mean_the_same():
    """Over generated patterns without the known differences, search and spans agree with Python's re."""
    chance = random.Random(3)  # noqa: S311
    atoms = ["a", "b", "c", ".", "[ab]", "[^a]", "(a|b)", "(?:ab)", "(a)", "(b|)", "^", "$", r"\b", "[a-c]"]
    for _ in range(1500):
        parts = [chance.choice(atoms) for _ in range(chance.randint(1, 4))]
        pattern = "".join(
            p + (chance.choice(["", "", "*", "+", "?", "{1,2}", "*?"]) if p not in "^$\\b" else "") for p in parts
        )
        pattern = chance.choice([pattern, f"({pattern})|c", f"(?:{pattern})+"])
        text = "".join(chance.choice("abc ") for _ in range(chance.randint(0, 8)))
        ours, theirs = compile_pattern(pattern), re.compile(pattern)
        assert ours.search(text) is (theirs.search(text) is not None), (pattern, text)
        first = theirs.search(text)
        assert next(ours.spans(text), None) == (first.span() if first else None), (pattern, text)


def test_a_pattern_with_many_states_and_characters_stays_right():
    """What the automaton remembers is bounded, and forgetting changes no answer."""
    chance = random.Random(5)  # noqa: S311
    pattern = compile_pattern("(a|b)*a(a|b){12}c")
    text = "".join(chance.choice("ab") for _ in range(8_000))
    assert pattern.search(text + "a" * 13 + "c") is True
    assert pattern.search(text + "b" * 13 + "c") is False
    assert compile_pattern("^[^x]*$").search("".join(map(chr, range(0x100, 0x1100)))) is True


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("(a*)*b", "a" * 20_000),
        ("(a|aa)+$", "a" * 20_000 + "b"),
        ("(x+x+)+y", "x" * 20_000),
        ("(.*,){20}P", "1," * 2_000),
    ],
    ids=["nested stars", "ambiguous alternatives", "nested pluses", "many fields"],
)
def test_no_pattern_takes_exponential_time(pattern, text):
    """A pattern that a backtracking matcher would never finish gives its answer."""
    assert compile_pattern(pattern).search(text) is False
