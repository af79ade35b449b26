"""Expressions that are refused when they are loaded, each with its message and the place in the text."""

from __future__ import annotations

import marshal

import pytest

from linea_helm import cel
from linea_helm.cel.parse import DEPTH, parse

REFUSED = [
    ("", 0, "unexpected end where a value belongs"),
    ("1 +", 3, "unexpected end where a value belongs"),
    ("1 2", 2, "unexpected '2' after the end of the expression"),
    ("(1", 2, "unexpected end where ')' belongs"),
    ("[1, 2", 5, "unexpected end where ']' belongs"),
    ("{'a' 1}", 5, "unexpected '1' where ':' belongs"),
    ("true ? 1", 8, "unexpected end where ':' belongs"),
    ("a & b", 2, "unexpected character '&'; write &&"),
    ("a = b", 2, "unexpected character '='; write =="),
    ("a | b", 2, "unexpected character '|'; write ||"),
    ("1 # no comment", 2, "unexpected character '#'"),
    ("'abc", 0, "the string is not closed"),
    ("'a\nb'", 0, "the string is not closed"),
    ("'''abc'", 0, "the string is not closed"),
    (r"'a\qb'", 2, r"unknown escape sequence \q"),
    (r"'\ud800'", 1, r"\ud800 is no Unicode character"),
    (r"'\U00110000'", 1, r"\U00110000 is no Unicode character"),
    (r"b'\u0041'", 2, r"\u0041 cannot stand in a bytes literal"),
    ("9223372036854775808", 0, "int literal outside the range of 64 bits"),
    ("-9223372036854775809", 1, "int literal outside the range of 64 bits"),
    ("18446744073709551616u", 0, "uint literal outside the range of 64 bits"),
    ("9" * 5000, 0, "int literal outside the range of 64 bits"),
    ("1e400", 0, "double literal outside the range of 64 bits"),
    ("a.in", 2, "unexpected 'in' where the name of a field belongs"),
    ("while", 0, "'while' is a reserved word"),
    ("a.`b c*`", 2, "the quoted name is not closed, or holds a character other than letters, digits and _ . - /"),
    ("has(a)", 4, "has() takes the selection of a field: has(object.spec)"),
    ("a.all(b.c, true)", 8, "the variable of a macro must be a plain name"),
    ("a.all(b, b, true)", 9, "the macro names 'b' twice"),
    ("a.B{c: 1}", 3, "messages cannot be constructed; write a map {'key': value}"),
    ("f(1,)", 4, "unexpected ')' where a value belongs"),
    ("a[?1", 4, "unexpected end where ']' belongs"),
]


@pytest.mark.parametrize(("text", "offset", "message"), REFUSED, ids=[text[:20] for text, _, _ in REFUSED])
def test_wrong_syntax_is_refused_at_its_place(text, offset, message):
    """Text that is no expression is a CompileError with the place of what does not fit, and says what."""
    with pytest.raises(cel.CompileError) as caught:
        cel.compile(text, ("a", "b", "c"))
    assert (caught.value.offset, caught.value.message) == (offset, message)


def test_an_offset_becomes_a_line_and_a_column():
    """A CompileError gives its place as 1-based line and column in the text that was compiled."""
    text = "a ==\n  (b ||\n   %)"
    with pytest.raises(cel.CompileError) as caught:
        cel.compile(text, ("a", "b"))
    assert caught.value.line_column(text) == (3, 4)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 5000 + "1" + ")" * 5000,
        "[" * 5000,
        "1" + " + 1" * 5000,
        "a" + ".b" * 5000,
        "a" + "[0]" * 5000,
        "true ? 1 : " * 5000 + "1",
        "-!" * 5000 + "1",
        "[1].map(x, " * 200 + "1" + ")" * 200,
    ],
    ids=["parentheses", "lists", "sums", "selections", "indexes", "conditions", "signs", "macros"],
)
def test_deep_nesting_is_refused(text):
    """An expression that nests too deeply is a CompileError, never a RecursionError."""
    with pytest.raises(cel.CompileError) as caught:
        cel.compile(text, ("a",))
    assert caught.value.message == f"the expression nests deeper than {DEPTH} levels"


@pytest.mark.parametrize("operator", ["&&", "||"])
def test_a_long_chain_of_logic_is_no_deep_nesting(operator):
    """Thousands of terms joined by one logical operator are one node."""
    program = cel.compile(f" {operator} ".join(["a"] * 5000), ("a",))
    assert program.evaluate({"a": True}) is True


def test_an_expression_of_the_greatest_depth_is_evaluated():
    """What the parser accepts at its limit can also be checked, compiled, evaluated and blamed."""
    text = "a" + " + 1" * (DEPTH - 2) + " < 0"
    program = cel.compile(text, ("a",))
    assert program.evaluate({"a": 1}) is False
    assert [blame.path for blame in program.blame({"a": 1})] == [("a",)]


def test_a_very_long_expression_is_refused():
    """Text beyond 100,000 characters is refused before anything is done with it."""
    with pytest.raises(cel.CompileError, match="the expression is longer than 100000 characters"):
        cel.compile("a" * 100_001, ())


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("1 + 2 * 3", ("+", 2, ("const", 0, 1), ("*", 6, ("const", 4, 2), ("const", 8, 3)))),
        ("-5", ("const", 0, -5)),
        ("a && b && c", ("&&", 2, (("name", 0, "a"), ("name", 5, "b"), ("name", 10, "c")))),
        ("!!true", ("!", 0, ("!", 0, ("const", 2, True)))),
        ("a.?b[?0]", ("index?", 4, ("select?", 3, ("name", 0, "a"), "b"), ("const", 6, 0))),
        ("has(a.b)", ("has", 6, ("name", 4, "a"), "b")),
        ("a.all(x, x)", ("all", 2, ("name", 0, "a"), ("x",), ("name", 9, "x"))),
        ("a.map(x, x)", ("collect", 2, ("name", 0, "a"), ("x",), None, ("name", 9, "x"))),
    ],
)
def test_the_tree_has_the_shape_of_the_text(text, tree):
    """Operators bind as the language defines, and every node knows its offset."""
    assert parse(text) == tree


def test_a_tree_survives_marshal():
    """`Program.ast` can be written and read by marshal, and makes an equal program."""
    program = cel.compile("a.all(x, x in ['b', 1, 2u, 3.5, b'x', null]) ? {'k': [?a.?b]} : {}", ("a",))
    again = cel.program_from_ast(marshal.loads(marshal.dumps(program.ast)), program.source)  # noqa: S302
    assert again.ast == program.ast
    assert again.evaluate({"a": {"c": 1}}) == {}
    assert again.evaluate({"a": {}}) == {"k": []}
