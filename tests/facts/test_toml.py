"""Every value of a TOML text with the span that it stands in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linea_helm.facts.toml import NoReader, NotToml, read

TEXT = """\
# a comment = 1
host-allowlist = ["*"]   # everybody
rpc-http-api = [
  "ETH", # the first
  "NET",
]
"quoted key" = 'a # b'
inline = { endpoint = "http://a", port = 8550 }
[p2p.discovery]
text = \"\"\"
not = "a pair"
\"\"\"
port=9000
"""


def test_each_value_has_its_key_and_its_span():
    """Tables, comments, lists over several lines, quoted keys, inline tables and texts of several lines."""
    assert [(".".join(key), value, TEXT[slice(*span)]) for key, value, span in read(TEXT)] == [
        ("host-allowlist", ["*"], '["*"]'),
        ("rpc-http-api", ["ETH", "NET"], '[\n  "ETH", # the first\n  "NET",\n]'),
        ("quoted key", "a # b", "'a # b'"),
        ("inline.endpoint", "http://a", '{ endpoint = "http://a", port = 8550 }'),
        ("inline.port", 8550, '{ endpoint = "http://a", port = 8550 }'),
        ("p2p.discovery.text", 'not = "a pair"\n', '"""\nnot = "a pair"\n"""'),
        ("p2p.discovery.port", 9000, "9000"),
    ]


@pytest.mark.parametrize(
    ("text", "problem", "offset"),
    [
        ("a = 1\nb = \nc = 3\n", "invalid value", 10),
        ("a = [1,", "invalid value", 7),
        ("a = 1\na = 2\n", "cannot overwrite a value", 11),
        ("[a", "expected ']' at the end of a table declaration", 2),
    ],
)
def test_what_is_no_toml_is_refused_where_it_is_wrong(text, problem, offset):
    """The library's words, and the character that it stumbled over."""
    with pytest.raises(NotToml) as refused:
        read(text)
    assert (refused.value.message, refused.value.offset) == (problem, offset)


@given(
    st.dictionaries(
        st.from_regex(r"[a-z][a-z-]{0,8}", fullmatch=True),
        st.one_of(
            st.integers(-(2**40), 2**40),
            st.booleans(),
            st.text("ab#='[]\" ", max_size=8),
            st.lists(st.text("xyz#,]", max_size=4), max_size=3),
        ),
        max_size=6,
    )
)
def test_the_span_of_a_value_reads_as_the_value(table):
    """Whatever the value holds, its span alone gives it again."""
    import json

    text = "".join(f"{key} = {json.dumps(value)}  # note = 1\n" for key, value in table.items())
    found = read(text)
    assert {key[0]: value for key, value, _ in found} == table
    assert all(read(f"v = {text[slice(*span)]}")[0][1] == value for _, value, span in found)


def test_without_a_library_nothing_is_guessed(monkeypatch):
    """linea-post on Python 3.10 has none; the node names the file as one that it could not read."""
    import sys

    from fact_releases import besu, release

    from linea_helm.facts.nodes import nodes

    monkeypatch.setitem(sys.modules, "tomllib", None)
    monkeypatch.setitem(sys.modules, "tomli", None)
    with pytest.raises(NoReader):
        read("a = 1\n")
    (fact,) = nodes(release(besu('["--config-file=/etc/besu/besu.toml"]', config="rpc-http-port = 1\n")))
    assert fact.data["unread"] == ["/etc/besu/besu.toml"]
    assert "rpc-http-port" not in fact.data["options"]
