"""What two processes make of the two halves of a stream is what one makes of all of it."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shared_data import shared

from linea_helm import beside
from linea_helm.errors import ConfigError, InputError
from linea_helm.postrender import halves
from linea_helm.postrender.halves import in_halves
from linea_helm.postrender.render import Refused, Settings, render
from linea_helm.report.text import error_text
from linea_helm.stream import split

DOCUMENT = "---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a{0}\ndata:\n  text: {1}\n"


@pytest.fixture(autouse=True)
def two(tmp_path, monkeypatch):
    """Use two processes for whatever has two documents, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(beside, "possible", lambda: True)
    monkeypatch.setattr(halves, "_LEAST", 0)


def stream(*texts):
    """Write a document for each text."""
    return "".join(DOCUMENT.format(number, text) for number, text in enumerate(texts)).encode()


def parts(given_, ready=lambda: "ready"):
    """Give what the two functions of a run make, and in which processes."""
    prepared, made = in_halves(given_, lambda part: (part, os.getpid()), ready)
    assert prepared == "ready"
    return [part for part, _ in made], [process == os.getpid() for _, process in made]


def test_the_halves_are_documents(monkeypatch):
    """The second process gets the later ones, and more of them: this one gets ready meanwhile."""
    monkeypatch.setattr(halves, "_AHEAD", 200)
    given_ = stream(*"abcdef")
    made, here = parts(given_)
    assert b"".join(made) == given_
    assert [len(split(part)) for part in made] == [2, 4]
    assert here == [True, False]


def test_one_document_is_not_parted():
    """There is no second half."""
    given_ = stream("a")
    assert parts(given_) == ([given_], [True])


@given(st.lists(st.sampled_from(["a", "'b c'", "|-\n    d\n    ---", "{e: 1}", "ü"]), max_size=9), st.integers(0, 900))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
def test_nothing_is_lost(monkeypatch, texts, ahead):
    """Wherever it is cut."""
    monkeypatch.setattr(halves, "_AHEAD", ahead)
    given_ = stream(*texts)
    assert b"".join(parts(given_)[0]) == given_


def test_an_error_is_that_of_the_whole():
    """It names a place in the stream, which a half does not know."""

    def work(part):
        if b"bad" in part:
            raise ValueError(len(part))
        return 1

    for texts in ("bad", "a", "b"), ("a", "b", "bad"):
        given_ = stream(*texts)
        with pytest.raises(ValueError, match=f"^{len(given_)}$"):
            in_halves(given_, work, lambda: 0)


def test_an_error_while_getting_ready_comes_first():
    """As with one process."""

    def ready():
        raise ConfigError("no")

    with pytest.raises(ConfigError, match=r"^no$"):
        in_halves(stream("a", "b"), lambda part: 1 / 0, ready)


def told(given_, *arguments):
    """Post-render; give the output, and what was told."""
    try:
        return render(given_, Settings(["--report", "x", *arguments]))
    except Refused as refused:
        return refused.code, str(refused)
    except InputError as error:
        return 2, error_text(error)


@pytest.mark.parametrize("gate", ["warn", "enforce"])
def test_a_broken_document_is_named_as_ever(monkeypatch, gate):
    """Wherever it stands: its number, its line."""
    texts = ["a", "b", "c", "*nobody", "d"]
    for place in range(len(texts)):
        order = texts[place:] + texts[:place]
        both = told(stream(*order), "--gate", gate)
        monkeypatch.setattr(beside, "possible", lambda: False)
        assert both == told(stream(*order), "--gate", gate)
        monkeypatch.setattr(beside, "possible", lambda: True)
        assert both[0] == 2
        assert f"ConfigMap/a{(3 - place) % 5}" in both[1]


def test_real_streams(monkeypatch):
    """Output and report are the same to the byte."""
    paths = sorted(shared("streams/helm4").glob("*.yaml"), key=lambda path: path.stat().st_size)
    assert len(paths) > 20
    for path in paths[:20]:
        given_ = path.read_bytes()
        both = told(given_, "--gate", "enforce")
        with monkeypatch.context() as one:
            one.setattr(beside, "possible", lambda: False)
            assert both == told(given_, "--gate", "enforce")
