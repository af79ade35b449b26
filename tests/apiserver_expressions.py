"""Expressions for which the verdicts of API servers are recorded (scripts/apiserver/record.py)."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path

SEED, COUNT = 7_000_000, 500

#: One for each function and form of the language that not every version of Kubernetes takes, and some that all do.
FUNCTIONS = [
    "isIP(object.a)",
    "cidr('10.0.0.0/8').containsIP(object.a)",
    "string(ip(object.a)) == ''",
    "!format.uuid().validate(object.a).hasValue()",
    "format.named('dns1123Label').hasValue()",
    "object.a.all(k, v, k != v)",
    "object.a.exists(k, v, k != v)",
    "object.a.existsOne(k, v, k != v)",
    "object.a.transformList(k, v, k).size() > 0",
    "object.a.transformMap(k, v, v).size() > 0",
    "object.a.transformMapEntry(k, v, {v: k}).size() > 0",
    "object.a.unwrapOpt().size() > 0",
    "optional.unwrap(object.a).size() > 0",
    "isSemver(object.a)",
    "semver(object.a).major() > 1",
    "semver(object.a, true).isLessThan(semver('1.0.0'))",
    "object.a.first().hasValue()",
    "object.a.last().hasValue()",
    "object.a.sortBy(x, x.name)[0].name == 'a'",
    "object.a.sort()[0] == 'a'",
    "object.a.distinct().size() > 0",
    "object.a.flatten().size() > 0",
    "object.a.flatten(2).size() > 0",
    "object.a.slice(0, 1).size() > 0",
    "[object.a].reverse().size() > 0",
    "lists.range(3).size() > 0",
    "object.a.includes('b')",
    "sets.contains(object.a, ['b'])",
    "quantity(object.a).isLessThan(quantity('1'))",
    "sign(quantity(object.a)) == 1",
    "object.?a.?b.orValue('') == ''",
    "object.a[?0].optMap(x, x.y).hasValue()",
    "object.?a.optFlatMap(x, x.?y).hasValue()",
    "'%s'.format([object.a]) == ''",
    "object.a.join(',') == ''",
    "strings.quote(object.a) == ''",
    "object.a.isSorted() && object.a.indexOf('b') == 0 && object.a.lastIndexOf('b') == 1",
    "object.a.find('[0-9]+') == '' && object.a.findAll('x').size() == 0",
    "url(object.a).getHost() == ''",
    "1 < 2.0",
    "math.greatest(object.a, 1) == 1",
    "cel.bind(x, object.a, x == 1)",
    "base64.encode(b'a') == ''",
    "jsonpatch.escapeKey('a') == ''",
    "'abc'.reverse() == 'cba'",
    "[object.a, 'a'].size() == 2",
    "'%s %s'.format(['a', object.a]) == ''",
    "'%d %s'.format([1, 'a']) == ''",
]


#: Every clause of a format with every kind of argument.
CLAUSES = ["s", "d", "f", ".0f", ".3f", "e", ".0e", ".20e", "b", "o", "x", "X", ".2s", "."]
ARGUMENTS = [
    *("object.i", "object.neg", "object.big", "1u", "object.f", "-1234567.5", "-0.0", "2.5", "1e300", "5e-324"),
    *("1.0 / 0.0", "-1.0 / 0.0", "0.0 / 0.0", "object.s", "object.u", "'NaN'", "'Infinity'", "'1.5'", "true", "null"),
    *("b'ab'", "b'\\xff'", "object.lm", "object.m", "[b'a', 1.5]", "['a\"\\n\\u0001']", "{1: [null]}", "type(1)"),
    *("timestamp('2024-01-01T00:00:00.5+02:00')", "duration('1h1.5s')", "optional.of(1)", "quantity('1')"),
]

#: Seeds of the expressions of which only the cost is recorded.
COST_SEED, COST_COUNT = 8_000_000, 1500
#: What the probes of tests/cel/costs.txt look into.
COST_OBJECT = {
    "a": {"b": 1, "s": "hello", "l": ["x", "y"], "o": {"k": "v"}},
    "cs": [{"name": "a"}, {"name": "b", "img": "x"}],
    "s": "0123456789abcdef",
    "i": 3,
}


def expressions():
    """Give generated expressions over `object`, the calls that test_library makes, and formats."""
    library = _loaded("test_library")
    formats = [f"'%{clause}'.format([dyn({argument})])" for clause in CLAUSES for argument in ARGUMENTS]
    return [*_generated(SEED, COUNT, 4), *(text for text, _ in library.VALUES), *formats]


def costly():
    """Give expressions over `object`, and the object: those of costs.txt, then generated ones."""
    probes = (Path(__file__).parent / "cel" / "costs.txt").read_text(encoding="utf-8").splitlines()
    yield from ((text, COST_OBJECT) for text in probes if text and not text.startswith("#"))
    yield from ((text, GRAMMAR.OBJECT) for text in _generated(COST_SEED, COST_COUNT, 5))


def _generated(seed, count, deepest):
    made = [GRAMMAR.Grammar(seed + number).expression(1 + number % deepest) for number in range(count)]
    return [re.sub(r"\bo(?=[.\[])", "object", text) for text in made]


def _loaded(name):
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).parent / "cel" / f"{name}.py")
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


GRAMMAR = _loaded("grammar")
