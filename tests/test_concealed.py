"""linea_helm.concealed: what it takes to hide long secrets and many of them."""

from __future__ import annotations

import json
import tracemalloc

import pytest

from linea_helm.concealed import Secrets
from linea_helm.partly import Partly
from linea_helm.wholly import Wholly

pytestmark = pytest.mark.slow

WORDS = [f"c4ry{number:05}" for number in range(20_000)]
SECRETS = {
    "words": {"password": " ".join(WORDS)},
    "lines": {"password": "\n".join(WORDS)},
    "one word": {"password": "".join(WORDS)},
    "again": {"password": "pass word " * 20_000},
    "a list": {"passwords": WORDS},
}


def learned(data):
    secrets = Secrets()
    secrets.learn(data)
    return secrets


@pytest.mark.parametrize("data", SECRETS.values(), ids=SECRETS)
def test_secrets_take_memory_for_each_character_and_not_more(data):
    """A regular expression of all took 500 bytes for each."""
    learned({"password": "what is imported at first " * 20}).hidden("x")
    secrets = learned(data)
    tracemalloc.start()
    assert secrets.hidden("nothing of it") == "nothing of it"
    taken = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert taken < 140 * len(json.dumps(data))


@pytest.mark.parametrize("data", SECRETS.values(), ids=SECRETS)
def test_only_what_is_shown_is_looked_through(data, monkeypatch):
    """However long a secret is, and however much of the text is one."""
    looked = []
    for finder in (Wholly, Partly):
        spans = finder.spans
        monkeypatch.setattr(finder, "spans", lambda own, text, of=spans: looked.append(len(text)) or of(own, text))
    text = json.dumps(data)
    start, end = 100_000, 100_100
    found = learned(data).around(text, start, end)
    assert sum(looked) <= 2 * (end - start + 2 * 256)
    hidden = {at for low, high in found for at in range(low, high)}
    assert {at for at in range(start, end) if text[at].isalnum()} <= hidden


def test_what_is_learned_once_is_taken_in_once(monkeypatch):
    """The same secret in each object of a release is written in its forms once, and all are looked for together."""
    from linea_helm import concealed

    written, made = [], []
    forms = concealed._forms
    monkeypatch.setattr(concealed, "_forms", lambda value: written.append(value) or forms(value))
    monkeypatch.setattr(concealed, "Wholly", lambda sought: made.append(1) or Wholly(sought))
    secrets = Secrets()
    for number in range(50):
        secrets.learn_object({"kind": "Pod", "metadata": {"name": f"p-{number}"}, "password": "hunter2x"})
    for _ in range(50):
        assert secrets.hidden("it is hunter2x", ("Pod", "p-7", "password")) == "it is <redacted>"
    assert written == ["hunter2x"]
    assert len(made) == 2  # everywhere, and at the place


def test_at_its_own_place_a_secret_is_hidden_however_ordinary_it_is():
    """Elsewhere names are, and what is too short."""
    secrets = learned({"passwords": {"a": "sequencer", "b": "x1", "c": "x1 too\nsequencer"}, "sequencer": 1})
    text = "sequencer is x1 or x1y"
    assert secrets.hidden(text) == text
    for path in (("passwords",), ("passwords", "c")):
        hidden = secrets.hidden(text, path)
        assert hidden == ("<redacted> is <redacted> or x1y" if len(path) == 1 else "<redacted> is x1 or x1y")


def test_secrets_that_overlap_are_hidden_to_the_end_of_the_last():
    """Nothing of the second is left."""
    secrets = learned({"passwords": ["abcdefgh1", "gh1ijklmnop"]})
    assert secrets.hidden("it is abcdefgh1ijklmnop.") == "it is <redacted>."
