"""Errors that are known before any data is: names, argument counts, types, constant arguments."""

from __future__ import annotations

import pytest

from linea_helm import cel

VARIABLES = ("object", "variables.replicas", "variables.labels")

REFUSED = [
    ("objct.spec", 0, "unknown variable 'objct'; did you mean 'object'?"),
    ("object.spec.all(c, d.image == '')", 19, "unknown variable 'd'"),
    ("variables.replica > 1", 10, "unknown variable 'variables.replica'; did you mean 'variables.replicas'?"),
    ("variables", 0, "unknown variable 'variables'; did you mean 'variables.labels'?"),
    ("size", 0, "size is a function; write size(...)"),
    ("sise(object)", 0, "unknown function 'sise'; did you mean 'size'?"),
    ("object.name.startwith('a')", 12, "unknown function 'startwith'; did you mean 'startsWith'?"),
    ("optional.off(1)", 0, "unknown function 'optional.off'; did you mean 'optional.of'?"),
    ("object.map(x)", 7, "map is a macro; write x.map(e, transform) or x.map(e, test, transform)"),
    ("[1].all(x, y, z, true)", 4, "all is a macro; write x.all(e, test) or x.all(k, v, test)"),
    ("has(object, 1)", 0, "has is a macro; write has(x.field)"),
    ("cel.bind(x, 1)", 4, "bind is a macro; write cel.bind(name, value, expression)"),
    ("authorizer.group('apps')", 0, "authorizer asks a running cluster, which there is none of here"),
    ("size()", 0, "'size' takes 1 argument, not 0"),
    ("object.name.startsWith()", 12, "'startsWith' takes 1 argument, not 0"),
    ("timestamp('2020-01-01T00:00:00Z').getHours('UTC', 1)", 34, "'getHours' takes 0 or 1 arguments, not 2"),
    ("size(1)", 0, "no matching overload for 'size' applied to (int)"),
    ("'a'.startsWith(1)", 4, "no matching overload for 'startsWith' applied to (string, int)"),
    ("1 + 'a'", 2, "no matching overload for '+' applied to (int, string)"),
    ("1 + 1.0", 2, "no matching overload for '+' applied to (int, double)"),
    ("1 == '1'", 2, "no matching overload for '==' applied to (int, string)"),
    ("'a' != null", 4, "no matching overload for '!=' applied to (string, null_type)"),
    ("'a' < 1", 4, "no matching overload for '<' applied to (string, int)"),
    ("[] < []", 3, "no matching overload for '<' applied to (list, list)"),
    ("1 in 'a'", 2, "no matching overload for 'in' applied to (int, string)"),
    ("true && 1", 8, "int cannot be an operand of &&"),
    ("'a' || true", 0, "string cannot be an operand of ||"),
    ("!1", 0, "int cannot be the operand of !"),
    ("-'a'", 0, "string cannot be the operand of -"),
    ("1 ? 2 : 3", 0, "int cannot be the condition of ?:"),
    ("object.a ? 1 : 'a'", 9, "the branches of ?: have different types, int and string"),
    ("'a'.b", 4, "string has no field 'b'"),
    ("has('a'.b)", 8, "string has no field 'b'"),
    ("'abc'[0]", 5, "string has no elements"),
    ("[1]['a']", 4, "string cannot be the index of a list"),
    ("{[]: 1}", 1, "list cannot be the key of a map"),
    ("{1: 2}.a", 7, "map(int, int) has no field 'a'"),
    ("{'a': 1}[1]", 9, "int cannot be a key of map(string, int)"),
    ("optional.of(1).orValue('a')", 15, "orValue gives int or string"),
    ("['a'] + [1]", 6, "no matching overload for '+' applied to (list(string), list(int))"),
    ("'a' in [1]", 4, "no matching overload for 'in' applied to (string, list(int))"),
    ("[1, 2].all(x, x == 'a')", 16, "no matching overload for '==' applied to (int, string)"),
    ("'a b'.split(' ').map(x, x + 1)", 26, "no matching overload for '+' applied to (string, int)"),
    ("1.all(x, true)", 0, "int cannot be iterated over"),
    ("[1].all(x, 'a')", 11, "string cannot be the test of a macro"),
    ("[1].map(x, 1, 2)", 11, "int cannot be the test of a macro"),
    ("[?1]", 2, "an item written with ? must be optional, not int"),
    ("{?'a': 1}", 7, "an entry written with ? must be optional, not int"),
    ("1.optMap(x, x)", 2, "int has no optMap"),
    ("optional.of(1).optFlatMap(x, 2)", 29, "optFlatMap must give an optional value, not int"),
    ("[1].transformMapEntry(i, v, 1)", 4, "transformMapEntry must give a map, not int"),
    ("object.name.matches('a(?=b)')", 20, "pattern 'a(?=b)': lookaround and other (?...) groups are not in RE2"),
    ("matches(object.name, '(a')", 21, "pattern '(a': a group is not closed"),
    ("duration('1 day')", 9, "duration('1 day'): not a duration such as 1h30m"),
    ("timestamp('today')", 10, "timestamp('today'): not a time such as 2023-02-03T23:31:20Z"),
]


@pytest.mark.parametrize(("text", "offset", "message"), REFUSED, ids=[text for text, _, _ in REFUSED])
def test_an_error_that_no_data_can_mend_is_refused(text, offset, message):
    """What is wrong whatever the data is, is a CompileError with its place and a message that names what was seen."""
    with pytest.raises(cel.CompileError) as caught:
        cel.compile(text, VARIABLES)
    assert (caught.value.offset, caught.value.message) == (offset, message)


@pytest.mark.parametrize(
    "text",
    [
        "object.a + object.b == 2.0",
        "object.a == null",
        "duration('1s') == null",
        "1 < 2.0",
        "object.a ? 'x' : object.b",
        "type(object.a) == int",
        "[object.a, 1, 'x']",
        "variables.labels['a'] == 'b'",
        "has(variables.labels.a)",
        "object.all(variables, variables.a == 1)",
        "google.protobuf.Timestamp == type(object)",
    ],
)
def test_what_data_may_make_right_is_accepted(text):
    """Data has type dyn, and what depends on it is left to run time."""
    assert cel.compile(text, VARIABLES).source == text
