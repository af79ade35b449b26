"""Configuration inside values, in whatever form a chart takes it."""

from __future__ import annotations

import pytest

from linea_helm.facts.configs import configs


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"besu": {"toml": "x = 1\nrpc-http-port = 8545\n"}}, [("besu.toml", "toml", "besu")]),
        ({"maru": {"toml": '[persistence]\ndata-path = "/data"\n'}}, [("maru.toml", "toml", "maru")]),
        ({"besu": {"args": ["--rpc-http-port=8545"]}}, [("besu.args", "flags", "besu")]),
        ({"besu": {"env": [{"name": "BESU_RPC_HTTP_PORT", "value": "1"}]}}, [("besu.env", "env", "besu")]),
        ({"besu": {"env": {"BESU_RPC_HTTP_PORT": "1"}}}, [("besu.env", "env", "besu")]),
        ({"besu": {"config": {"rpc-http-port": 1}}}, [("besu.config", "map", "besu")]),
        ({"other": {"toml": "a = 1\nb = 2\n", "args": ["--port=1"], "env": [{"name": "PORT", "value": "1"}]}}, []),
        ({"text": "rpc-http-port = = 1\nis not toml\n", "plugins": ["a"], "null": None}, []),
    ],
)
def test_what_reads_as_configuration_is_one(values, expected):
    """TOML, flags, variables and maps of Besu and of Maru; nothing else."""
    assert [tuple(fact.data[key] for key in ("path", "format", "program")) for fact in configs(values)] == expected


def test_options_are_the_same_from_every_form():
    """A list is a list, and a number a number."""
    forms = [
        'rpc-http-api = ["ETH", "NET"]\nrpc-http-port = 1\n',
        ["--rpc-http-api=ETH,NET", "--rpc-http-port=1"],
        {"BESU_RPC_HTTP_API": "ETH,NET", "BESU_RPC_HTTP_PORT": "1"},
        {"rpc-http-api": "ETH,NET", "rpc-http-port": 1},
    ]
    options = [configs({"a": form})[0].data["options"] for form in forms]
    assert options == [{"rpc-http-api": ["ETH", "NET"], "rpc-http-port": 1}] * 4


def test_a_truth_may_be_written_in_any_case():
    """As Besu reads it, and as a bool of YAML comes into the environment."""
    for form in (
        ["--engine-jwt-disabled=TRUE"],
        {"BESU_ENGINE_JWT_DISABLED": True},
        {"BESU_ENGINE_JWT_DISABLED": "True"},
    ):
        assert configs({"a": form})[0].data["options"] == {"engine-jwt-disabled": True}


def test_each_option_has_its_place():
    """Inside the text where it is one, else the value itself."""
    text = "rpc-http-port = 8545\n"
    (fact,) = configs({"besu": {"toml": text}})
    place = fact.place(("options", "rpc-http-port"))
    assert (place.path, text[slice(*place.inner)]) == (("besu", "toml"), "8545")
    (fact,) = configs({"args": ["--rpc-http-port=8545"]})
    assert fact.place(("options", "rpc-http-port")).path == ("args", 0)
