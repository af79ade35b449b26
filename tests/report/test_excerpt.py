"""linea_helm.report.excerpt: a line of a source and the caret below it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linea_helm.report.excerpt import Excerpt, excerpt
from linea_helm.report.terminal import cells
from linea_helm.source import Location, Source

KEY = "4f3edf983ac636a65a842ce7c78d9aa706d3b113bce9c46f30d7d21715b23b1d"


def of(text, marked, width=80):
    """Mark the first place of a part of a text."""
    start = text.index(marked)
    return excerpt(Location(Source("values.yaml", text), start, start + len(marked)), width)


def under(shown):
    """Give the part of the line that the carets stand under, for a line of narrow characters."""
    return shown.text[shown.column : shown.column + shown.length]


@pytest.mark.parametrize(
    ("text", "marked", "expected"),
    [
        ("a: 1\nb: 22\n", "22", Excerpt(2, "b: 22", 3, 2)),
        ("a: 1\r\nb: 22\r\n", "22", Excerpt(2, "b: 22", 3, 2)),
        ("a:\t1 # x", "1", Excerpt(1, "a:  1 # x", 4, 1)),
        ("\ta: 1", "\ta", Excerpt(1, "    a: 1", 0, 5)),
        ("a: \x1b[31mred", "red", Excerpt(1, r"a: \x1b[31mred", 11, 3)),
        ('大: "日本" # 語', "日本", Excerpt(1, '大: "日本" # 語', 5, 4)),
        ("a: |\n  x\n  y\nb: 1", "|\n  x\n  y", Excerpt(1, "a: |", 3, 1)),
        ("a: 1   \nb: 2", "a: 1   \nb", Excerpt(1, "a: 1", 0, 4)),
    ],
    ids=["plain", "crlf", "tab", "tab marked", "escape", "wide", "several lines", "blanks at the end"],
)
def test_the_caret_stands_under_the_span(text, marked, expected):
    """Number, line, cell and length are right for what terminals show in several ways."""
    assert of(text, marked) == expected


@pytest.mark.parametrize(("offset", "expected"), [(5, Excerpt(2, "", 0, 1)), (4, Excerpt(1, "a: 1", 4, 1))])
def test_an_empty_span_gets_one_caret(offset, expected):
    """The end of a line and the end of the file can be pointed at."""
    assert excerpt(Location(Source("v", "a: 1\n"), offset, offset), 80) == expected


def test_a_long_line_is_cut_around_the_caret():
    """Both ends that are cut say so."""
    shown = of("a: " + "x " * 200 + "NEEDLE" + " y" * 200, "NEEDLE")
    assert shown.text.startswith("...x x x")
    assert shown.text.endswith("y...")
    assert under(shown) == "NEEDLE"
    assert len(shown.text) == 80


def test_a_long_span_at_the_start_keeps_the_start():
    """What is marked is cut at the end, and the carets with it."""
    shown = of('a: "' + "x y" * 100 + '"', '"' + "x y" * 100 + '"')
    assert shown.text == 'a: "' + ("x y" * 100)[:73] + "..."
    assert shown.column + shown.length == 77


def test_a_key_is_hidden_and_marked_as_a_whole():
    """The caret fits what is shown, also when only a part of the key was marked."""
    marker = "<redacted 64 hex digits, sha256:57859218>"
    shown = of(f'key: "0x{KEY}" # x', f"0x{KEY}")
    assert shown == Excerpt(1, f'key: "{marker}" # x', 6, len(marker))
    assert under(of(f"key: {KEY}", KEY[10:20])) == marker
    assert under(of(f"key: {KEY} x", "x")) == "x"


def test_a_line_inside_a_key_file_is_hidden():
    """A PEM block is recognised from its first line on, wherever the caret is."""
    text = "a: |\n  -----BEGIN PRIVATE KEY-----\n  c2VjcmV0\n  -----END PRIVATE KEY-----\nb: 1\n"
    shown = of(text, "c2VjcmV0")
    assert "c2VjcmV0" not in shown.text
    assert "redacted PEM PRIVATE KEY" in shown.text
    assert of(text, "b: 1").text == "b: 1"


def test_a_line_of_megabytes_costs_little():
    """Only what can be shown is looked at, and key material at its edge is still hidden."""
    shown = of("a: " + "ab" * 2_000_000 + " NEEDLE " + "cd" * 2_000_000, "NEEDLE")
    assert under(shown) == "NEEDLE"
    assert "abab" not in shown.text


@given(st.text(max_size=300), st.data(), st.integers(40, 120))
def test_the_carets_never_leave_the_line(text, data, width):
    """Any text, any span, any width: one printable line of that width, carets inside or at its end."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    shown = excerpt(Location(Source("v", text), start, end), width)
    assert shown.text.isprintable()
    assert cells(shown.text) <= width
    assert shown.length >= 1
    assert shown.column + shown.length <= width + 1


@given(st.binary(min_size=32, max_size=32), st.integers(0, 60), st.text(max_size=60), st.integers(40, 100))
def test_no_piece_of_a_key_is_shown(key, length, around, width):
    """Whatever part is marked and wherever the line is cut, no sixteen digits of a key are left."""
    text = f"a: {around}\nkey: {around.replace(chr(10), ' ')}0x{key.hex()} {around}"
    start = text.index(key.hex()) + 64 - length
    shown = excerpt(Location(Source("v", text), start, start + length), width)
    assert not any(key.hex()[i : i + 16] in shown.text for i in range(49))
