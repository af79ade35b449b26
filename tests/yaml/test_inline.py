"""linea_helm.yaml.inline: values that end on their line are read in one pass."""

from __future__ import annotations

import pytest
from scanned import Scanned

from linea_helm.yaml import inline


@pytest.mark.parametrize("escape", ["\\t", '\\"', "\\x41", "\\\\"])
def test_a_quoted_text_is_searched_once(escape):
    """Its end is not looked for again behind each escape."""
    text = Scanned(f'"{escape * 3000}" # a comment')
    value, end = inline.quoted(text, 0)
    assert (len(value), text[end:]) == (3000, " # a comment")
    assert text.over < 3 * len(text)


@pytest.mark.parametrize(
    ("text", "value", "rest"),
    [
        (r'"" x', "", " x"),
        (r'"\"" x', '"', " x"),
        (r'"\\" x', "\\", " x"),
        (r'"a\\\"b" "c"', 'a\\"b', ' "c"'),
        (r'"\x22\"\u0022"', '"""', ""),
    ],
)
def test_an_escaped_quote_ends_nothing(text, value, rest):
    """A quote behind a backslash is text, one behind two ends it."""
    found, end = inline.quoted(text, 0)
    assert (found, text[end:]) == (value, rest)


@pytest.mark.parametrize("text", [r'"a', r'"a\"', r'"\\\"', '"'])
def test_a_quoted_text_without_an_end_is_unclosed(text):
    """Though there are quotes in it."""
    with pytest.raises(inline.Unclosed):
        inline.quoted(text, 0)


@pytest.mark.parametrize("text", [r'"\x4" a', r'"\x4"', r'"\q"', r'"\u12"34"'])
def test_what_is_no_escape_is_left_to_the_exact_way(text):
    """Also where the end is among its digits."""
    with pytest.raises(inline.Unsure):
        inline.quoted(text, 0)
