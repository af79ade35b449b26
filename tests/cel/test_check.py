"""Errors that are known before any data is: names, argument counts, types, constant arguments."""

from __future__ import annotations

import pytest

from linea_helm import cel
from linea_helm.cel.check import check
from linea_helm.cel.library.versions import oldest

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
    ("'%d'.format(['a'])", 5, "format: %d does not take a string"),
    ("'%s %s'.format([1])", 8, "format: no argument 1 for %s"),
    ("'%q'.format([1])", 5, "format: unknown clause %q"),
    ("'%f'.format([1])", 5, "format: %f does not take a int"),
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
    ("int('1_000')", 4, "int('1_000'): not an integer of 64 bits"),
    ("uint('-1')", 5, "uint('-1'): not an unsigned integer of 64 bits"),
    ("double('1e999')", 7, "double('1e999'): outside the range of a double"),
    ("bool('yes')", 5, "bool('yes'): neither true nor false"),
    ("[1].sortBy(1, 2)", 11, "the variable of a macro must be a plain name"),
    ("[1].sortBy(x)", 4, "sortBy is a macro; write x.sortBy(e, key)"),
    ("1.sortBy(x, x)", 2, "int cannot be iterated over"),
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


TYPES = {
    "request": ("message", "Request", {"name": "string", "user": ("message", "User", {"groups": ("list", "string")})})
}

MISTYPED = [
    ("request.nam", 8, "Request has no field 'nam'"),
    ("has(request.user.group)", 17, "User has no field 'group'"),
    ("request.name == 1", 13, "no matching overload for '==' applied to (string, int)"),
    ("request['name']", 7, "Request has no elements"),
    ("request.?name.orValue(1)", 14, "orValue gives string or int"),
    ("request.user.groups.all(g, g == 1)", 29, "no matching overload for '==' applied to (string, int)"),
    ("request.user == 'a'", 13, "no matching overload for '==' applied to (User, string)"),
]


@pytest.mark.parametrize(("text", "offset", "message"), MISTYPED, ids=[text for text, _, _ in MISTYPED])
def test_a_variable_of_a_known_type_is_held_to_it(text, offset, message):
    """A message has its fields only, and they have their types."""
    with pytest.raises(cel.CompileError) as caught:
        cel.compile(text, ("request",), TYPES)
    assert (caught.value.offset, caught.value.message) == (offset, message)


def test_a_field_of_a_message_gives_its_type():
    """What is selected from a message has the type of the field, with `?` as an optional one."""
    ast = cel.compile("request.?user.optMap(u, u.groups).orValue(['a'])", ("request",), TYPES).ast
    assert check(ast, TYPES) == ("list", "string")


STRICT = [
    ("math.abs(-1) > 0", 0, "Kubernetes has no function 'math.abs'"),
    ("cel.bind(x, 1, x) > 0", 4, "Kubernetes has no cel.bind"),
    ("base64.encode(b'a') == ''", 0, "Kubernetes has no function 'base64.encode'"),
    ("[1, 'a'].size() > 0", 4, "an API server does not let a list hold int and string"),
    ("[object.a, 'a'].size() > 0", 11, "an API server does not let a list hold dyn and string"),
    ("{'a': 1, 2: 2}.size() > 0", 9, "an API server does not let the keys of a map hold string and int"),
    ("{'a': 1, 'b': 'c'}.size() > 0", 14, "an API server does not let the values of a map hold int and string"),
    ("[[], {}].size() > 0", 5, "an API server does not let a list hold list and map"),
    ("'%s'.format([1, 2]) == ''", 5, "an API server does not let format ignore arguments: 1 of 2 are used"),
]


@pytest.mark.parametrize(("text", "offset", "message"), STRICT, ids=[text for text, _, _ in STRICT])
def test_a_strict_check_refuses_what_only_an_api_server_refuses(text, offset, message):
    """What evaluates here but is no policy of a cluster is refused when asked for, with the place."""
    ast = cel.compile(text, VARIABLES).ast
    with pytest.raises(cel.CompileError) as caught:
        check(ast, strict=True)
    assert (caught.value.offset, caught.value.message) == (offset, message)


@pytest.mark.parametrize(
    "text", ["[[], [1]] == [[1], []]", "'%s %d %%'.format(['a', 1])", "[object.a, object.b]", "[object].sortBy(o, o.a)"]
)
def test_a_strict_check_takes_what_an_api_server_takes(text):
    """Empty literals fit, format takes a mixture, data is all of one type, and sortBy binds its list unseen."""
    assert check(cel.compile(text, VARIABLES).ast, strict=True)


SINCE = [
    ("object.a.matches('a')", (1, 30)),
    ("isIP(object.a)", (1, 31)),
    ("!format.uuid().validate(object.a).hasValue()", (1, 32)),
    ("object.a.all(k, v, k != v)", (1, 33)),
    ("object.a.transformList(k, v, k).unwrapOpt().size() > 0", (1, 33)),
    ("object.a.filter(s, isSemver(s)).size() > 0", (1, 34)),
    ("object.a.first().hasValue()", (1, 33)),
    ("object.a.sortBy(x, x.name)[0].name == 'a'", (1, 35)),
    ("object.a.includes('b')", (1, 38)),
]


@pytest.mark.parametrize(("text", "version"), SINCE, ids=[text for text, _ in SINCE])
def test_an_expression_needs_the_newest_of_what_it_uses(text, version):
    """The first version of Kubernetes that takes an expression is known."""
    assert oldest(cel.compile(text, VARIABLES).ast) == version


def test_what_no_version_has_needs_none():
    """There is no version for what Kubernetes does not have."""
    with pytest.raises(ValueError, match="bind"):
        oldest(cel.compile("cel.bind(x, 1, x) > 0", ()).ast)
