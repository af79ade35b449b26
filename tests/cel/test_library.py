"""The extension libraries: cel-go's strings, lists, sets, math and encoders, and those of Kubernetes.

The specification's cases (test_conformance) cover strings, math, encoders and addresses; here is the rest.
"""

from __future__ import annotations

import pytest
from both_ways import evaluate_both_ways

from linea_helm import cel
from linea_helm.cel import library

VALUES = [
    # strings
    ("'a-b-c'.split('-', 2)", ["a", "b-c"]),
    ("'abc'.split('')", ["a", "b", "c"]),
    ("'abc'.split('', 2)", ["a", "bc"]),
    ("'a b a'.replace('a', 'x', 1)", "x b a"),
    ("'ab'.replace('', '-')", "-a-b-"),
    ("'tacocat'.indexOf('a', 7)", -1),
    ("'tacocat'.indexOf('a', 30) + 'tacocat'.lastIndexOf('a', 30)", -2),
    ("'tacocat'.indexOf('', 30) + 'tacocat'.lastIndexOf('', 30) + 'tacocat'.lastIndexOf('', 3)", 17),
    ("''.lastIndexOf('')", 0),
    ("'\\u001fa\\u00a0'.trim() == '\\u001fa'", True),
    ("'%s: %d%% of %.1f'.format(['x', 5, 2.25])", "x: 5% of 2.2"),
    ("'%f %.1f %f'.format([-1234567.25, -0.0, 1.0 / 0.0])", "-1,234,567.250000 0.0 ∞"),
    (
        "'%e|%.9e|%.16e|%.9e'.format([1234.5, -5e-324, 1.5, -1.0 / 0.0])",
        "1.234500×10⁰³|-4.940656×10⁻³²⁴|   1.500000×10⁰⁰|       -∞",
    ),
    ("'%f %.0f'.format(['NaN', 'Infinity'])", "NaN ∞"),
    ("'%s'.format([['a\\u0001\\u00a0é\\n', 1.0 / 0.0]])", '["a\\x01\\u00a0é\\n", "+Inf"]'),
    ("'%s'.format([{'b': [true, null], 'a': b'z'}])", '{"a":b"z", "b":[true, null]}'),
    ("'%x %X %o %b'.format([-255, 'hi', 8u, true])", "-ff 6869 10 1"),
    ("duration('-1.5s').getMilliseconds()", -1500),
    # lists, as Kubernetes has them
    ("[1, 2, 2].isSorted() && ![2.0, 1.0].isSorted() && [].isSorted() && ['a', 'b'].isSorted()", True),
    ("[1, 2, 3].sum()", 6),
    ("[1.5, 2.5].sum()", 4.0),
    ("[].sum()", 0),
    ("[duration('1s'), duration('2s')].sum() == duration('3s')", True),
    ("[3, 1, 2].min() == 1 && [3, 1, 2].max() == 3 && ['b', 'a'].max() == 'b'", True),
    ("[1, 2, 1].indexOf(1) == 0 && [1, 2, 1].lastIndexOf(1) == 2 && [1].indexOf(5) == -1", True),
    ("['a', 'b'].indexOf('b') == 1 && 'ab'.indexOf('b') == 1", True),
    # lists and sets, as cel-go has them
    ("[1, 2, 3, 4].slice(1, 3)", [2, 3]),
    ("[1, [2, [3]]].flatten()", [1, 2, [3]]),
    ("[1, [2, [3]]].flatten(2)", [1, 2, 3]),
    ("[3, 1, 2].sort()", [1, 2, 3]),
    ("math.sqrt(9) == 3.0 && math.isNaN(math.sqrt(-1))", True),
    ("string(ip(ip('::1')))", "::1"),
    ("['b', 'a'].sort()", ["a", "b"]),
    ("[1, 1.0, 1u, true, 'a', 'a', [1], [1], null, null].distinct()", [1, True, "a", [1], None]),
    ("[1, 2].reverse() + lists.range(3)", [2, 1, 0, 1, 2]),
    ("['bb', 'a'].sortBy(s, size(s))", ["a", "bb"]),
    ("[[2], [1, 1]].sortBy(l, l.sortBy(n, -n)[0])", [[1, 1], [2]]),
    ("{'b': 1, 'a': 2}.map(k, k).sortBy(k, k)", ["a", "b"]),
    ("[1, 2].includes(2) && !['a'].includes('b') && 'a'.includes('a') && !'ab'.includes('a')", True),
    ("[1, 2].first().value() + [1, 2].last().value()", 3),
    ("[].first().hasValue() || [].last().hasValue()", False),
    ("[optional.of(1), optional.none()].unwrapOpt() + optional.unwrap([optional.of(2)])", [1, 2]),
    ("jsonpatch.escapeKey('k8s.io/my~label')", "k8s.io~1my~0label"),
    ("sets.contains([1, 2], [2u, 1.0]) && !sets.contains([1], [1, 2]) && sets.contains([], [])", True),
    ("sets.equivalent([1, 1, 2], [2, 1]) && !sets.equivalent([1], [2])", True),
    ("sets.intersects([1, 2], [2, 3]) && !sets.intersects([1], [])", True),
    # regular expressions, as Kubernetes has them
    ("'abc 123 def 456'.find('[0-9]+')", "123"),
    ("'abc'.find('[0-9]+')", ""),
    ("'123 abc 456'.findAll('[0-9]+')", ["123", "456"]),
    ("'123 abc 456'.findAll('[0-9]+', 1)", ["123"]),
    ("'123'.findAll('[0-9]', 0)", []),
    ("'123'.findAll('[0-9]', -1)", ["1", "2", "3"]),
    # URLs, as Kubernetes has them
    ("url('https://example.com:80/').getHost()", "example.com:80"),
    ("url('https://[::1]:80/').getHost()", "[::1]:80"),
    ("url('https://[::1]:80/').getHostname()", "::1"),
    ("url('https://example.com:80/').getHostname()", "example.com"),
    ("url('https://user:pw@example.com:80/').getPort()", "80"),
    ("url('https://example.com/').getPort()", ""),
    ("url('HTTPS://example.com/').getScheme()", "https"),
    ("url('/path').getScheme() + url('/path').getHost()", ""),
    ("url('https://example.com').getEscapedPath()", ""),
    ("url('https://example.com/with spaces/é').getEscapedPath()", "/with%20spaces/%C3%A9"),
    ("url('https://example.com/a%2Fb').getEscapedPath()", "/a%2Fb"),
    ("url('https://example.com/?k1=a&k2=b&k2=c&d').getQuery()", {"k1": ["a"], "k2": ["b", "c"], "d": [""]}),
    ("url('https://example.com/?a+b=c%20d&x;y=1&%zz=1').getQuery()", {"a b": ["c d"]}),
    ("url('https://example.com/path').getQuery()", {}),
    ("url('http://a/') == url('http://a/') && url('http://a/') != url('http://b/')", True),
    ("['https://a', '/p', 'mailto:x', 'http://a:1/'].all(u, isURL(u))", True),
    (
        "['', 'a/b', '../p', ':x', 'http://a:b/', 'http://[::1/', 'http://a/%zz', 'http://a b/'].exists(u, isURL(u))",
        False,
    ),
    # addresses, as Kubernetes has them
    ("isIP('::ffff:1.2.3.4') || isIP('1.2.3') || isIP('01.2.3.4') || isIP('fe80::1%eth0') || isIP('')", False),
    ("ip.isCanonical('2001:db8::0:0:0:abcd')", False),
    ("isCIDR('10.0.0.0/8') && !isCIDR('10.0.0.0/33') && !isCIDR('10.0.0.0/08') && !isCIDR('10.0.0.0')", True),
    ("string(cidr('10.1.2.3/8').masked())", "10.0.0.0/8"),
    ("cidr('10.0.0.0/8').containsIP('10.255.0.1') && !cidr('10.0.0.0/8').containsIP('11.0.0.1')", True),
    ("cidr('0.0.0.0/0').containsIP('1.2.3.4') && !cidr('0.0.0.0/0').containsIP('::1')", True),
    ("type(ip('::1')) == net.IP && type(cidr('::1/128')) == net.CIDR", True),
    # quantities, as Kubernetes has them
    ("quantity('200M') == quantity('0.2G') && quantity('1Ki') == quantity('1024')", True),
    ("quantity('1e3') == quantity('1k')", True),
    ("quantity('50M').isLessThan(quantity('50Mi')) && quantity('50Mi').isGreaterThan(quantity('50M'))", True),
    ("quantity('200M').compareTo(quantity('0.2G')) + sign(quantity('-1')) + sign(quantity('0'))", -1),
    ("quantity('50k').add(quantity('20')) == quantity('50.02k')", True),
    ("quantity('50k').sub(20) == quantity('49980')", True),
    ("quantity('50k').add(20).sub(quantity('100k')).sub(-50000).asInteger()", 20),
    ("quantity('50.703k').asApproximateFloat()", 50703.0),
    ("quantity('500m').asApproximateFloat()", 0.5),
    ("quantity('50k').isInteger() && quantity('0.5k').isInteger() && quantity('12Mi').isInteger()", True),
    ("['1000m', '1.5Gi', '0.5', '1.0', '9999999999999999999999G'].exists(q, quantity(q).isInteger())", False),
    ("['20', '+1', '.5', '5.', '1E', '1E3', '1e-3', '-2Ki', '0', '100n', '3u'].all(q, isQuantity(q))", True),
    ("['', '.', 'Ki', '20Mo', '10Mm', '1 Ki', '1..2', '1K', '1ki', '--1', '1e', 'x'].exists(q, isQuantity(q))", False),
    ("quantity('0.1n') == quantity('1n') && quantity('-0.1n') == quantity('-1n')", True),
    # versions, as Kubernetes has them
    ("semver('1.2.3').major() * 100 + semver('1.2.3').minor() * 10 + semver('1.2.3').patch()", 123),
    ("semver('1.0.0').isLessThan(semver('1.2.3')) && semver('1.10.0').isGreaterThan(semver('1.9.0'))", True),
    ("semver('1.0.0-alpha.1').isLessThan(semver('1.0.0-alpha.beta'))", True),
    ("semver('1.0.0-alpha').isLessThan(semver('1.0.0-alpha.1'))", True),
    ("semver('1.0.0-rc').isLessThan(semver('1.0.0'))", True),
    ("semver('1.0.0-2').compareTo(semver('1.0.0-10'))", -1),
    ("semver('1.0.0+a') == semver('1.0.0+b')", True),
    ("semver('v01.01', true) == semver('1.1.0') && semver('1', true) == semver('1.0.0')", True),
    ("['1.2.3-beta.1+build.1', '0.0.0', '1.0.0-0a', '1.0.0--'].all(v, isSemver(v))", True),
    (
        "['', 'v1.0.0', ' 1.0.0', '1.0.0 ', '01.1.1', '1', '1.1', '1.0.0-', '1.0.0-01'].exists(v, isSemver(v))",
        False,
    ),
    ("['', ' 1.0.0', '1. 0.0', '1.0.0 ', '1-rc', 'x'].exists(v, isSemver(v, true))", False),
    # formats, as Kubernetes has them
    ("format.dns1123Label().validate('my-label').hasValue()", False),
    ("format.dns1123Label().validate('a').hasValue()", False),
    ("['My', '-a', 'a-', 'a.b', '', 'a\\n'].all(n, format.dns1123Label().validate(n).hasValue())", True),
    (
        "format.dns1123Label().validate('aaaaaaaaaa'.replace('a', 'aaaaaaa')).value()",
        ["must be no more than 63 characters"],
    ),
    ("format.dns1123Subdomain().validate('a.b-c').hasValue()", False),
    ("format.dns1035Label().validate('a1').hasValue()", False),
    ("format.dns1035Label().validate('1a').hasValue()", True),
    ("format.dns1123Subdomain().validate('a..b').hasValue()", True),
    ("format.dns1123LabelPrefix().validate('my-').hasValue()", False),
    ("format.dns1035LabelPrefix().validate('a-').hasValue()", False),
    ("format.qualifiedName().validate('k8s.io/v1beta1').hasValue()", False),
    ("format.qualifiedName().validate('A_b').hasValue()", False),
    ("['/a', 'a/', 'a/b/c', 'A.b/c', '_a'].all(n, format.qualifiedName().validate(n).hasValue())", True),
    ("format.labelValue().validate('').hasValue() || format.labelValue().validate('A.b_c').hasValue()", False),
    ("format.uri().validate('http://a').hasValue() || format.byte().validate('aGVsbG8=').hasValue()", False),
    ("format.uri().validate('a').hasValue() && format.byte().validate('aGVsbG8').hasValue()", True),
    ("format.uuid().validate('123E4567-e89b-12d3-a456-426614174000').hasValue()", False),
    ("format.date().validate('2024-02-29').hasValue()", False),
    ("format.datetime().validate('2024-01-01T23:59:59.5Z').hasValue()", False),
    ("['2023-02-29', '2024-1-1', 'x', ''].all(d, format.date().validate(d).hasValue())", True),
    (
        "['2024-01-01', '2024-01-01T24:00:00Z', '2024-01-01T00:00'].all(d, format.datetime().validate(d).hasValue())",
        True,
    ),
    ("format.named('dns1123Label').value() == format.dns1123Label() && !format.named('nothing').hasValue()", True),
]


@pytest.mark.parametrize(("text", "expected"), VALUES, ids=[text[:60] for text, _ in VALUES])
def test_a_library_function_gives_its_value(text, expected):
    """A call of a library function gives exactly this value."""
    value = evaluate_both_ways(cel.compile(text, ()), {})
    assert (type(value), value) == (type(expected), expected)


ERRORS = [
    ("'abc'.replace('', 'x'.replace('x', s))", "replace: the result is too long"),
    ("['a', dyn(1)].join()", "join: the list holds a int"),
    ("'%d'.format([dyn('a')])", "format: %d does not take a string"),
    ("'%d'.format([dyn(1.0)])", "format: %d does not take a double"),
    ("'%f'.format([dyn(1)])", "format: %f does not take a int"),
    ("'%e'.format([dyn('1.5')])", "format: %e does not take a string"),
    ("'%s'.format(dyn([]))", "format: no argument 0 for %s"),
    ("dyn('%').format([1])", "format: unknown clause %"),
    ("dyn('%.f').format([1.0])", "format: a precision without digits"),
    ("dyn('%.9999f').format([1.0])", "format: a precision of more than 1000 digits"),
    ("'%s'.format([dyn(ip('::1'))])", "format: %s does not take a net.IP"),
    ("'%s'.format([b'\\xff'])", "format: the bytes are no UTF-8"),
    ("[].min()", "min of an empty list"),
    ("[dyn(1), 'a'].max()", "no such overload: _>_(string, int)"),
    ("['a', 'b'].sum()", "no such overload: sum(string)"),
    ("[dyn(1), 'a'].sort()", "no such overload: _<_(int, string)"),
    ("[dyn(1), 1.5].sort()", "no such overload: sort(int, double)"),
    ("[1].flatten(-1)", "flatten: the depth is negative"),
    ("[1].slice(0, 2)", "slice(0, 2) of a list of 1 elements"),
    ("lists.range(100000000)", "lists.range: more than 1000000 elements"),
    ("lists.range(-1)", "lists.range(-1): the size is negative"),
    ("[1, 2].sortBy(n, n == 1 ? dyn('a') : dyn(n))", "no such overload: _<_(string, int)"),
    ("[{}].sortBy(m, m)", "no such overload: _<_(map, map)"),
    ("optional.unwrap([1])", "unwrap: the list holds a int, which is not optional"),
    ("math.greatest(dyn('a'), dyn(1))", "no such overload: math.greatest(string)"),
    ("math.greatest(dyn([]))", "math.greatest: the list is empty"),
    ("math.bitShiftLeft(1, -1)", "math.bitShiftLeft: negative offset -1"),
    ("math.abs(-9223372036854775808)", "integer overflow"),
    ("base64.decode('a')", "base64.decode: this is no base64"),
    ("base64.decode('aGVsbG8==')", "base64.decode: this is no base64"),
    ("base64.decode('ä')", "base64.decode: this is no base64"),
    ("url('ht~tp://a')", "url('ht~tp://a'): it is neither absolute nor an absolute path"),
    ("url('http://a b@c/')", "url('http://a b@c/'): the user name has characters that must be escaped"),
    ("url('a b')", "url('a b'): it is neither absolute nor an absolute path"),
    ("ip('1.2.3')", "ip('1.2.3'): not an IP address"),
    ("ip('fe80::1%eth0')", "ip('fe80::1%eth0'): an address with a zone is not allowed"),
    ("ip('::ffff:1.2.3.4')", "ip('::ffff:1.2.3.4'): an IPv4-mapped IPv6 address is not allowed"),
    ("cidr('10.0.0.0/33')", "cidr('10.0.0.0/33'): the prefix is longer than the address"),
    ("cidr('10.0.0.0')", "cidr('10.0.0.0'): not an address with the length of its prefix"),
    ("quantity('10Mo')", "quantity('10Mo'): unknown suffix 'Mo'"),
    ("quantity('Ki')", "quantity('Ki'): not a quantity such as 500m or 1.5Gi"),
    ("quantity('1.5').asInteger()", "asInteger: the quantity is not written as an integer of 64 bits"),
    ("semver('1.0')", "semver('1.0'): not a version such as 1.2.3"),
]


@pytest.mark.parametrize(("text", "message"), ERRORS, ids=[text for text, _ in ERRORS])
def test_a_library_function_refuses_what_it_cannot_take(text, message):
    """A call that has no value raises an EvalError with this message."""
    with pytest.raises(cel.EvalError) as caught:
        cel.compile(text, ("s",)).evaluate({"s": "x" * 9_000_000})
    assert caught.value.message == message


@pytest.mark.parametrize("table", ["FUNCTIONS", "METHODS"])
def test_the_table_of_functions_lists_what_the_modules_have(table):
    """Every function in a module is listed for it, and every listed one is there."""
    listed = {(module, name) for name, modules in getattr(library, table).items() for module in modules}
    modules = {module for names in (library.FUNCTIONS, library.METHODS) for found in names.values() for module in found}
    there = set()
    for module in modules:
        loaded = __import__(f"linea_helm.cel.library.{module}", fromlist=[table])
        there |= {(module, name) for name in getattr(loaded, table)}
    assert listed == there


def test_every_module_of_the_library_is_in_the_table():
    """A module that is added to the folder is listed, or helps one that is."""
    from pathlib import Path

    files = {path.stem for path in Path(library.__file__).parent.glob("*.py")} - {"__init__"}
    listed = {module for names in (library.FUNCTIONS, library.METHODS) for found in names.values() for module in found}
    assert files - listed == {"formatting", "versions"}
