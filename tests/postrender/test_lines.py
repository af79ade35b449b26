"""A line of block-style YAML is read with certainty, or not at all."""

from __future__ import annotations

import pytest

from linea_helm.postrender import lines
from linea_helm.postrender.outline import Unsure


@pytest.mark.parametrize(
    ("body", "key", "end"),
    [
        (b"name: x", "name", 5),
        (b"name:", "name", 5),
        (b"name:  # c", "name", 5),
        (b"name :  x", "name", 6),
        (b"'name': x", "name", 7),
        (b'"app.kubernetes.io/name": x', "app.kubernetes.io/name", 25),
        (b"a:b: c", "a:b", 4),
        ("é: x".encode(), "é", 3),
    ],
)
def test_key(body, key, end):
    """A one-line key is read with the offset behind its colon."""
    assert lines.key(body) == (key, end)


@pytest.mark.parametrize(
    "body",
    [
        b"name",
        b"",
        b"<<: *a",
        b"? a",
        b"- a: b",
        b"&a b: c",
        b"!!str a: b",
        b"*a : b",
        b'"a',
        b'"a: b',
        b'"\\x61": b',
        b"'it''s': b",
        b"'a' b: c",
        b"': b",
        b"a #b: c",
        b"{a: b}: c",
        b"# a: b",
    ],
)
def test_a_key_that_is_not_certain(body):
    """No key, a merge key, a property, an escape, a comment or a collection is not read."""
    with pytest.raises(Unsure):
        lines.key(body)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (b"x", ("x", 1, True)),
        (b"x y  # c", ("x y", 3, True)),
        (b"a#b", ("a#b", 3, True)),
        (b"1e3", ("1e3", 3, True)),
        (b'"x"', ("x", 3, False)),
        (b"'x # y' # c", ("x # y", 7, False)),
        (b'""', ("", 2, False)),
    ],
)
def test_scalar(value, expected):
    """A one-line scalar is read as text, with its length and whether it is plain."""
    assert lines.scalar(value) == expected


@pytest.mark.parametrize(
    "value",
    [
        b'"x',
        b"'x",
        b'"x" y',
        b'"x"#c',
        b'"\\n"',
        b"'it''s'",
        b"*a",
        b"&a x",
        b"!!str x",
        b"|",
        b">-",
        b"{a: b}",
        b"[]",
        b"a: b",
        b"a:",
        b"@x",
        b"`x",
        b"%x",
        b"a\tb",
        b"- a",
        b"? a",
    ],
)
def test_a_scalar_that_is_not_certain(value):
    """What may go on in the next line, has an escape or a property, or is no scalar is not read."""
    with pytest.raises(Unsure):
        lines.scalar(value)


@pytest.mark.parametrize(
    ("line", "column"),
    [
        (b"a: |", 0),
        (b"  a: >-", 2),
        (b"  a: |2+ # c", 2),
        (b"  - |", 2),
        (b"  - - |", 4),
        (b"  - a: |", 4),
        (b"  -   a: |", 6),
        (b'  "a: b": |', 2),
        (b"  a: b | c", -1),
        (b"  # it's", -1),
        (b"  a: it's", -1),
        (b"  a: 'x'", -1),
        (b'  a: "x" # it\'s', -1),
        (b'  "a": "b"', -1),
        (b"  a # 'b: 'c", -1),
        (b"  - a 'b", -1),
        (b"  a: [b, 'c]', \"}\"]", -1),
        (b"  a: {b: [c]} # }", -1),
        (b'  a: "\\"b" ', -1),
        (b"  a: 'it''s'", -1),
        (b'  a: b "c', -1),
        (b"", -1),
    ],
)
def test_literal_column(line, column):
    """The header of a block scalar gives the column its lines must pass; a line that stands for itself gives -1."""
    assert lines.literal_column(line) == column


@pytest.mark.parametrize(
    "line",
    [
        b"a: 'b",
        b'a: "b',
        b'a: "b\\"',
        b"a: 'b''",
        b"- 'b",
        b"a: [b",
        b"a: {b: c",
        b"a: [b]]",
        b"a: [b] c",
        b"a: &b 'c",
        b"a: !!str |",
        b"a: *b",
        b"a: |x",
        b"a: | x",
        b"? 'b",
        b"a:\t'b",
        b"-\t'b",
        b"'a",
        b"'a' b",
        b"a: [it's, \"]', ]",
        b"a: [b # ]",
        b"&a b: 'c",
    ],
)
def test_a_line_that_may_go_on(line):
    """A quote or bracket that is not closed, a property before it, or a tab is never taken for a line by itself."""
    with pytest.raises(Unsure):
        lines.literal_column(line)
