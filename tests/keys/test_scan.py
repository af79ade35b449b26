"""linea_helm.keys.scan: the words of a text that may be keys, and that looking for them costs no import."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linea_helm.keys.scan import is_hex, without_0x, words

PROJECT = Path(__file__).parents[2]
LOOK = """
import json, sys
before = set(sys.modules)
sys.path.insert(0, sys.argv[1])
from linea_helm.keys import known, malformed, material
for text in ("checksum: " + "ab" * 32, "some words of a script that are no mnemonic at all, to be read and left",
             "privateKey: 0x" + "ab" * 32, "privateKey: 0x" + "ab" * 31, "path: /opt/besu/config/plugins/linea/limits"):
    list(material.find(text)), list(malformed.find(text))
print(json.dumps(sorted(name for name in set(sys.modules) - before if not name.startswith("linea_helm"))))
"""


@given(
    st.lists(
        st.one_of(
            st.text(alphabet="0123456789abcXYZxg+/_", min_size=1, max_size=70),
            st.text(max_size=5),
            st.sampled_from(["0x1", "a0x1", "0X", " ", "=", ": ", "é"]),
        )
    ).map("".join)
)
def test_words_are_those_of_a_pattern(text):
    """Each long one and each with 0x, at its place."""
    found = [(match.start(), match[0]) for match in re.finditer("[0-9A-Za-z+/_]+", text)]
    assert list(words(text)) == [each for each in found if len(each[1]) >= 32 or each[1][:2] in {"0x", "0X"}]


def test_a_short_word_is_placed_where_it_stands_alone():
    """Not in another that has the same letters."""
    assert list(words("a0x1 b0x1 0x1")) == [(10, "0x1")]


@pytest.mark.parametrize(
    ("word", "digits", "hexadecimal"),
    [
        ("0xab", "ab", True),
        ("0XAB", "AB", True),
        ("ab", "ab", True),
        ("0x", "", False),
        ("", "", False),
        ("0xg", "g", False),
    ],
)
def test_hex(word, digits, hexadecimal):
    """With its prefix and without; nothing is no number."""
    assert without_0x(word) == digits
    assert is_hex(digits) is hexadecimal


def test_looking_for_keys_imports_nothing():
    """The gate does it in every release; a bare interpreter with `os` is all that it needs."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", LOOK, str(PROJECT)], capture_output=True, encoding="utf-8", check=True
    )
    allowed = {"__future__", "os", "os.path", "posixpath", "genericpath", "stat", "_stat", "abc", "_abc"}
    assert set(json.loads(done.stdout)) <= allowed | {"_collections_abc"}
