"""linea_helm.report.terminal: what a terminal can show."""

from __future__ import annotations

import io
import os
import pty

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linea_helm.report.terminal import cells, columns, cut, expand_tabs, printable, wants_color, wrap


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self):
        return True


@pytest.mark.parametrize(
    ("choice", "environ", "on_terminal", "on_file"),
    [
        ("auto", {}, True, False),
        ("always", {"NO_COLOR": "1"}, True, True),
        ("never", {"FORCE_COLOR": "1"}, False, False),
        ("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False, False),
        ("auto", {"NO_COLOR": ""}, True, False),
        ("auto", {"FORCE_COLOR": "1"}, True, True),
        ("auto", {"FORCE_COLOR": "0"}, False, False),
        ("auto", {"TERM": "dumb"}, False, False),
    ],
)
def test_who_decides_about_colours(choice, environ, on_terminal, on_file):
    """The option, then NO_COLOR, FORCE_COLOR and TERM, then the terminal."""
    assert wants_color(choice, Terminal(), environ) is on_terminal
    assert wants_color(choice, io.StringIO(), environ) is on_file


def test_columns_come_from_the_environment_or_the_terminal():
    """COLUMNS wins, a file has none, and nobody gets fewer than forty."""
    assert columns(io.StringIO(), {"COLUMNS": "100"}) == 100
    assert columns(io.StringIO(), {"COLUMNS": "9"}) == 40
    assert columns(io.StringIO(), {}) is None
    assert columns(Terminal(), {}) is None, "a stream without a file number"
    parent, child = pty.openpty()
    with os.fdopen(child, "w", encoding="utf-8") as terminal:
        assert columns(terminal, {}) >= 40
    os.close(parent)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[31m", r"a\x1b[31m"),
        ("a\nb\r\t", r"a\nb\r\t"),
        ("\x9b\u202e\ufeff", r"\x9b\u202e\ufeff"),
        ("\U000e0041\ud800", r"\U000e0041\ud800"),
        ("日本 é", "日本 é"),
    ],
)
def test_what_could_command_a_terminal_is_escaped(text, shown):
    """Escapes, line ends, directions and lone surrogates are written out."""
    assert printable(text) == shown


@given(st.text())
def test_printable_text_is_printable(text):
    """Nothing that a terminal acts on is left in any text."""
    assert printable(text).isprintable()


@pytest.mark.parametrize(("text", "width"), [("abc", 3), ("日本", 4), ("e\u0301", 1), ("", 0), ("ａ", 2)])
def test_cells_are_counted(text, width):
    """Wide characters take two cells, combining marks none."""
    assert cells(text) == width


def test_tabs_reach_the_next_stop():
    """A stop is four cells apart, counted from the beginning of the line."""
    assert expand_tabs("\ta\tbcd\te") == "    a   bcd e"
    assert expand_tabs("\tx", 3) == " x"


@given(st.text(st.characters(categories=["L", "Nd", "Zs"])), st.integers(0, 20))
def test_a_cut_text_fits_and_is_as_long_as_it_can_be(text, width):
    """One character more would not fit."""
    kept = cut(text, width)
    assert text.startswith(kept)
    assert cells(kept) <= width
    assert kept == text or cells(text[: len(kept) + 1]) > width


def test_lines_break_at_blanks_only():
    """A long word stays whole so that it can be copied; without a width nothing breaks."""
    assert wrap("one two three", 9, 2, 2) == "one two\n  three"
    assert wrap("one two three", 9, 2, 7) == "one\n  two\n  three"
    assert wrap("one two three", 9, 2, 0) == "one two\n  three"
    assert wrap("https://example.com/long go", 10, 0, 0) == "https://example.com/long\ngo"
    assert wrap("one two three", None, 2, 2) == "one two three"
