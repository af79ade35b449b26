"""What is said to hold no key holds none, as far as material.py and malformed.py know one."""

from __future__ import annotations

import random

import pytest

from linea_helm.facts.keyless import may_hold_key
from linea_helm.keys import malformed, material

KEY = "8f2a55949038a9610f50fb23b5883af3b4ecb3c3bb792cbcefbd1542c692be63"
WORDS = "legal winner thank year wave sausage worth useful legal winner thank yellow"


@pytest.mark.parametrize(
    "text",
    [KEY, f"0x{KEY}", KEY[:-1], f"a={KEY};", "jy9a" * 11, WORDS, f"({WORDS}).", WORDS.replace(" ", ", "), "é" * 32],
)
def test_what_may_be_a_key_is_looked_at(text):
    """Also nearly one, and one inside a longer text, at any depth."""
    assert may_hold_key({"a": [{"b": f"some text before it: {text}"}]})


@pytest.mark.parametrize(
    "data",
    [
        {"image": f"registry.example.com/linea/besu:1.2.3@sha256:{KEY}"},
        {"args": ["--config-file=/etc/besu/some/long/path/config.toml", "--data-path=/data"]},
        {
            "data": {
                "a.toml": "".join(
                    f'option-{number} = "value {number}" # what this one is for\n' for number in range(50)
                )
            }
        },
        {"n": 10**40, "t": True, "none": None},
    ],
    ids=["digest", "path", "settings", "no text"],
)
def test_usual_texts_are_not(data):
    """Digests of images, paths and settings."""
    assert not may_hold_key(data)


def test_nothing_that_would_be_found_is_passed_over():
    """20,000 random texts of what keys are made of: where one of both finds something, it is not left out."""
    random_ = random.Random(3)  # noqa: S311 - the same every time
    signs = [" ", " ", ",", "-", '"', ":", "=", "/", ".", "+", "\n", "0x", "sha256:"]
    names = ["private-key", "jwt", "a", "ciphertext", "crypto:"]
    parts = [*signs, *names, KEY, KEY[:40], KEY[:31], "08021220", "jy9alUkAOmE=", *WORDS.split(), WORDS]
    found = 0
    for _ in range(20_000):
        text = "".join(random_.choices(parts, k=random_.randint(2, 24)))
        if len(text) >= 32 and (
            any(material.find(text, ("privateKey",))) or any(malformed.find(text, ("privateKey",)))
        ):
            found += 1
            assert may_hold_key({"privateKey": text}), text
    assert found > 3000
