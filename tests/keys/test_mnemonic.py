"""linea_helm.keys.mnemonic: which words are a mnemonic."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import linea_helm
from linea_helm.keys import mnemonic

TEXT = (Path(linea_helm.__file__).parent / "data" / "bip39-english.txt").read_text("ascii")
LIST = TEXT.split()
#: From the test vectors of BIP-39, English, and the one of every development chain.
VECTORS = [
    "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about",
    "legal winner thank year wave sausage worth useful legal winner thank yellow",
    "letter advice cage absurd amount doctor acoustic avoid " * 2 + "letter always",
    "zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo vote",
    "test test test test test test test test test test test junk",
]


def phrases():
    """Make mnemonics out of random entropy, by the definition and not by the code under test."""

    def made(entropy):
        checksum = f"{hashlib.sha256(entropy).digest()[0]:08b}"[: len(entropy) // 4]
        bits = "".join(f"{byte:08b}" for byte in entropy) + checksum
        return " ".join(LIST[int(bits[at : at + 11], 2)] for at in range(0, len(bits), 11))

    return st.sampled_from([16, 20, 24, 28, 32]).flatmap(lambda size: st.binary(min_size=size, max_size=size)).map(made)


def test_the_list_is_the_standard_s():
    """The file is BIP-39's English list, byte for byte."""
    assert hashlib.sha256(TEXT.encode()).hexdigest() == (
        "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda"
    )


@pytest.mark.parametrize("phrase", VECTORS)
def test_a_vector_is_found(phrase):
    """From its first letter to its last, in any letter case."""
    assert list(mnemonic.spans(phrase)) == [(0, len(phrase))]
    assert list(mnemonic.spans(phrase.upper())) == [(0, len(phrase))]
    assert mnemonic.words(phrase.upper()) == phrase.split()


@given(phrases())
def test_every_mnemonic_is_found(phrase):
    """Of every length, inside a YAML string."""
    assert list(mnemonic.spans(f'seed: "{phrase}"\nnext: word\n')) == [(7, 7 + len(phrase))]


@pytest.mark.parametrize("between", [" ", "\n  ", ", ", '", "', "\n- ", " - "])
def test_what_stands_between_the_words_does_not_matter(between):
    """A list of the words is a mnemonic, too."""
    text = between.join(VECTORS[1].split())
    assert list(mnemonic.spans(text)) == [(0, len(text))]


def test_prose_around_a_mnemonic_is_left_out():
    """Also where it uses words of the list: the mnemonic ends last."""
    text = f"our secret seed phrase {VECTORS[4]}, which nobody knows"
    [(start, end)] = mnemonic.spans(text)
    assert text[start:end] == VECTORS[4]


@pytest.mark.parametrize(
    "text",
    [
        "test test test test test test test test test test test test",
        "abandon " * 11 + "abandons",
        "the quick brown fox jumps over the lazy dog and then goes home again",
        "test: test test test test test test test test test test junk",
        VECTORS[1].rsplit(" ", 1)[0],
    ],
    ids=["checksum", "no word", "prose", "a key before it", "eleven words"],
)
def test_what_is_no_mnemonic(text):
    """A wrong checksum, a word that is in no list, a key, a word too few."""
    assert list(mnemonic.spans(text)) == []


@pytest.mark.parametrize("words", [[], ["test"] * 13, ["test"] * 11 + ["linea"], ["test"] * 12])
def test_words_that_are_no_mnemonic(words):
    """A wrong number of them, one that is in no list, a wrong checksum."""
    assert not mnemonic.is_valid(words)


def test_runs_do_without_the_checksum():
    """A mnemonic with a typing error is still a row of listed words."""
    words = ["test"] * 12
    assert list(mnemonic.runs(f"a: {' '.join(words)} b")) == [(3, 62, words)]
    assert list(mnemonic.runs(" ".join(words[1:]))) == []


@given(st.lists(st.sampled_from(LIST), min_size=1, max_size=30))
def test_a_span_holds_a_valid_mnemonic(words):
    """Whatever words of the list are in a row."""
    text = " ".join(words)
    for start, end in mnemonic.spans(text):
        assert mnemonic.is_valid(text[start:end].split())


@pytest.mark.parametrize("words", [["abandon"], ["pass", "word"], LIST[:48]], ids=["one", "two", "many"])
def test_the_same_words_again_are_judged_once(words):
    """However often they stand in a row: a file of them takes no longer than it is long."""
    mnemonic._size.cache_clear()
    list(mnemonic.spans(" ".join(words * 500)))
    assert mnemonic._size.cache_info().misses <= len(words) + 24


@given(st.lists(st.sampled_from([*VECTORS, "abandon", "zoo", "about", "junk"]), min_size=12, max_size=40))
def test_what_is_found_is_valid_and_nothing_longer_ends_there(pieces):
    """Whatever stands before a mnemonic, and of two in one the longer."""
    text = " ".join(pieces)
    for start, end in mnemonic.spans(text):
        words = text[start:end].split()
        assert mnemonic.is_valid(words)
        longer = [text[:end].split()[-count:] for count in mnemonic.COUNTS if count > len(words)]
        assert not any(mnemonic.is_valid(piece) for piece in longer if len(piece) > len(words))
