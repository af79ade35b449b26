"""The place of a character of a value in its text, for every way to write a scalar."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linea_helm.source import Source
from linea_helm.yaml.document import compose
from linea_helm.yaml.scalarplace import locate

#: Words as an expression has them, with what YAML writes differently in some style.
WORDS = st.lists(st.text("ab'\"\\#é😀:", min_size=1, max_size=4), min_size=1, max_size=8)


def _places(text):
    """Give the value of `k` in a text, and what is shown for each of its characters."""
    document = compose(Source("demo.yaml", text))[0]
    value, scalar = document.data()["k"], document.locate(("k",))
    shown = [locate(scalar, value, offset) for offset in range(len(value) + 1)]
    return value, [text[place.start : place.end] for place in shown]


def _single(words):
    return "k: '" + " ".join(words).replace("'", "''") + "'\n"


def _double(words):
    return 'k: "' + " ".join(words).replace("\\", "\\\\").replace('"', '\\"').replace("é", "\\u00e9") + '"\n'


def _folded(words):
    return "k: >-\n  x" + "\n  ".join(words) + "\n"


def _literal(words):
    return "k: &anchor |\r\n    x" + "\r\n    ".join(words) + "\r\n"


@pytest.mark.parametrize("write", [_single, _double, _folded, _literal])
@given(words=WORDS)
def test_every_character_is_found(write, words):
    """What is shown for a character that is not white space is that character, as it is written."""
    value, shown = _places(write(words))
    written = {"'": {"'", "''"}, '"': {'"', '\\"'}, "\\": {"\\", "\\\\"}, "é": {"é", "\\u00e9"}}
    for char, piece in zip(value, shown, strict=False):
        if not char.isspace():
            assert piece in written.get(char, {char})


@pytest.mark.parametrize(
    ("text", "offset", "piece"),
    [
        ("k: abc", 3, "c"),
        ("k: a b", 1, "b"),
        (r'k: "a\tb"', 1, "b"),
        (r'k: "a\x20\U0001F600"', 2, r"\U0001F600"),
        ('k: "a\\\n  b"', 1, "b"),
        ("k: !!str &x 'a'", 0, "a"),
        ("k: ''", 0, "''"),
        ('k: ""', 0, '""'),
        ("k: |-\n\n  a", 1, "a"),
    ],
    ids=["past the end", "white space", "escape", "code", "joined line", "tag", "empty", "empty too", "empty line"],
)
def test_what_has_no_place_of_its_own(text, offset, piece):
    """White space and the end are shown at the character that follows, or at the last one; nothing at the whole."""
    assert _places(text)[1][offset] == piece
