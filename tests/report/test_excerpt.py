"""linea_helm.report.excerpt: a line of a source and the caret below it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linea_helm import redact
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


def test_a_text_is_searched_for_keys_once(monkeypatch):
    """However many findings are in it, and wherever they are."""
    searched = []
    find = redact.edits
    monkeypatch.setattr(redact, "edits", lambda text: searched.append(len(text)) or find(text))
    source = Source("v", "a: b # c\n" * 60_000)
    for start in range(0, len(source.text), 450):
        assert excerpt(Location(source, start + 3, start + 4), 80) == Excerpt(start // 9 + 1, "a: b # c", 3, 1)
    assert len(source.text) <= sum(searched) < 1.5 * len(source.text)


@given(st.text(max_size=300), st.data(), st.integers(40, 120))
def test_the_carets_never_leave_the_line(text, data, width):
    """Any text, any span, any width: one printable line of that width, carets inside or at its end."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    shown = excerpt(Location(Source("v", text), start, end), width)
    assert shown.text.isprintable()
    assert cells(shown.text) <= width
    assert shown.length >= 1
    assert shown.column + shown.length <= width


_CHARS = st.text(st.sampled_from("a 語\t\x1b\u0301é"), max_size=400)


@given(_CHARS, st.sampled_from(["§", "§§§", "大", "§\t§", "§" * 300]), _CHARS, st.integers(40, 200))
def test_the_start_of_the_span_is_never_cut_off(before, marked, after, width):
    """Wide characters, tabs, escapes and marks around it: the first caret is below the first marked character."""
    shown = of(before + marked + after, marked, width)
    index = next(i for i in range(len(shown.text) + 1) if cells(shown.text[:i]) == shown.column)
    assert shown.text[index:].lstrip("\u0301")[0] == marked[0]
    assert shown.column + shown.length <= width


@given(st.integers(0, 300), st.integers(40, 200))
def test_an_empty_span_at_the_end_of_a_line_is_on_the_terminal(length, width):
    """One caret behind the last character, and no line break of the terminal's before it."""
    shown = excerpt(Location(Source("v", "z" * length), length, length), width)
    assert (shown.text[-1:], shown.length) == ("z" if length else "", 1)
    assert shown.column == len(shown.text) < width


@pytest.mark.parametrize(
    ("text", "marked", "width", "expected"),
    [
        ("a: " + "x" * 37, "x" * 37, 40, Excerpt(1, "a: " + "x" * 37, 3, 37)),
        ("a: " + "x" * 38, "x" * 38, 40, Excerpt(1, "a: " + "x" * 34 + "...", 3, 34)),
        ("a: " + "x" * 37 + "yz", "yz", 40, Excerpt(1, "..." + "x" * 35 + "yz", 38, 2)),
        ("a: " + "x" * 30 + " yz" + "w" * 30, "yz", 40, Excerpt(1, "a: " + "x" * 30 + " yzw...", 34, 2)),
        ("a: " + "x" * 34 + "y" + "w" * 90, "y", 40, Excerpt(1, "..." + "x" * 20 + "y" + "w" * 13 + "...", 23, 1)),
        ("z" * 3000, "z" * 3000, 1200, Excerpt(1, "z" * 1024 + "...", 0, 1024)),
    ],
    ids=["fits", "too long", "at the end", "in the middle", "at the edge", "very wide"],
)
def test_a_line_is_cut_no_more_than_it_must(text, marked, width, expected):
    """A line that fits stays whole, and what is marked is left in sight before what is around it."""
    assert of(text, marked, width) == expected


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n", ""])
def test_a_line_end_is_no_part_of_the_line(end):
    """Also the first half of one, at the end of a file."""
    assert of(f"a: 1{end}", "1") == Excerpt(1, "a: 1", 3, 1)


def test_a_long_line_far_left_of_the_span_is_cut():
    """What is not looked at is not shown as if it were not there."""
    shown = of("\u0301" * 3000 + "x", "x")
    assert (shown.text, shown.column) == ("..." + "\u0301" * 1024 + "x", 3)


@given(st.binary(min_size=32, max_size=32), st.integers(0, 60), st.text(max_size=60), st.integers(40, 100))
def test_no_piece_of_a_key_is_shown(key, length, around, width):
    """Whatever part is marked and wherever the line is cut, no sixteen digits of a key are left."""
    text = f"a: {around}\nkey: {around.replace(chr(10), ' ')}0x{key.hex()} {around}"
    start = text.index(key.hex()) + 64 - length
    shown = excerpt(Location(Source("v", text), start, start + length), width)
    assert not any(key.hex()[i : i + 16] in shown.text for i in range(49))
