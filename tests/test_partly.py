"""linea_helm.partly: pieces of long secrets."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linea_helm import partly
from linea_helm.partly import LEAST, Partly, squeezed


def secret(number):
    """Make a secret of which no piece stands twice in it."""
    return "".join(f"{at * 7919 % 1_000_003:06}x" for at in range(number))


def found(secrets, text):
    return [text[start:end] for start, end in Partly(map(squeezed, secrets)).spans(text)]


LONG = secret(2_000)


@pytest.mark.parametrize("length", [LEAST, LEAST + 1, 30, 35, 36, 37, 100, 5_000, len(LONG)])
@pytest.mark.parametrize("start", [0, 1, 11, 12, 13, 6_000])
def test_a_piece_is_found_to_its_ends(start, length):
    """Wherever it begins, and nothing around it."""
    piece = LONG[start : start + length]
    assert found([LONG], f"it is <{piece}> and not {piece[: LEAST - 1]}.") == [piece]


@pytest.mark.parametrize(
    "write",
    [
        json.dumps,
        lambda text: json.dumps(json.dumps(text)),
        lambda text: "\n      ".join(text.splitlines()),
        lambda text: " ".join(text.split()),
        lambda text: text.replace("'", "''").replace("\n", "\n\n  "),
        lambda text: text.replace("\n", "\r\n"),
    ],
    ids=["JSON", "JSON in JSON", "indented", "one line", "quoted", "Windows"],
)
def test_a_secret_is_found_however_it_is_written(write):
    """With line ends, short lines, quotes and backslashes in it."""
    text = "C:\\temp\\new 'it' \"is\"\na\nb\n\n" + "\n".join(LONG[at : at + 9] for at in range(0, 400, 9))
    for piece in (text, text[:60], text[9:90]):
        written = write(piece)
        assert [squeezed(one) for one in found([text], f"x: <{written}>!")] == [squeezed(piece)]


@pytest.mark.parametrize("words", [["pass", "word"], ["abandon"], [f"w{number}" for number in range(40)]], ids=len)
def test_what_repeats_itself_is_found_to_its_ends(words):
    """Nothing of it is left, and nothing around it is taken."""
    text = " ".join(words * 300)
    for quoted in (text, text[5:333].strip(), text[-200:].strip()):
        assert found([text], f'x: 1\npassword: "{quoted}"\nreplicas: 3') == [quoted]


def test_around_what_stands_at_too_many_places_more_is_hidden():
    """Which of them is meant cannot be told."""
    text = "".join(f"{number:012}common-piece{number:012}" for number in range(100))
    quoted = "00007common-piece00001"
    assert found([text], f"{'y' * 40}{quoted}{'z' * 40}") == ["y" * 6 + quoted + "z" * 6]


def test_two_secrets_and_two_pieces():
    """Each is found, also where both begin in the same way."""
    one, two = LONG[:500] + "1" * 30, LONG[:500] + "2" * 30
    for quoted in (one, two):
        assert found([one, two], f"<{quoted}>") == [quoted]
    assert found([one], f"<{LONG[:40]}> <{LONG[90:130]}>") == [LONG[:40], LONG[90:130]]


@given(st.text("ab\n\"\\n'", min_size=24, max_size=200), st.integers(0, 200), st.integers(0, 200))
def test_no_piece_is_left(text, start, end):
    """Also of secrets that hardly have different letters."""
    quoted = squeezed(text)[start:end]
    if len(squeezed(text)) >= LEAST and len(quoted) >= LEAST:
        frame = f"{'.' * 20}{quoted}{'.' * 20}"
        assert any(low <= 20 and high >= 20 + len(quoted) for low, high in Partly([squeezed(text)]).spans(frame))


@pytest.mark.parametrize("text", [secret(300), secret(3_000), "pass word " * 3_000], ids=["short", "long", "again"])
def test_the_time_grows_with_what_is_shown(text, monkeypatch):
    """A text is looked up once for each of its characters, and few characters are kept for each of a secret's."""
    finder = Partly([squeezed(text)])
    assert len(finder._places) <= len(text) / partly._LENGTH + 1
    assert all(len(others) <= partly._MOST_PLACES for others in finder._others.values())

    class Counted(dict):
        asked = 0

        def __contains__(self, key):
            self.asked += 1
            return super().__contains__(key)

    monkeypatch.setattr(finder, "_places", Counted(finder._places))
    shown = "nothing of it " * 50
    assert list(finder.spans(shown)) == []
    assert finder._places.asked <= len(shown)


@given(st.text("ab \t\n\u2003\x85\"'", max_size=30))
def test_squeezing_is_the_same_with_and_without_a_backslash(text):
    """There is a fast way for texts without one."""
    assert squeezed(text) == squeezed(text + "\\") == partly._read(text)[0]
