"""Who a node is by its key file."""

from __future__ import annotations

import pytest
from fact_releases import besu, release

from linea_helm.facts.nodes import nodes
from linea_helm.keys import derive

KEY = "12" * 32
SECRET = """\
apiVersion: v1
kind: Secret
metadata: {name: key}
stringData: {key: "TEXT"}
"""


def fact(text):
    """Give the fact about a Besu whose key file holds a text."""
    args = '["--node-private-key-file=/key/key"]'
    mounted = besu(args, extra=SECRET.replace("TEXT", text)).replace(
        "volumeMounts: [", "volumeMounts: [{name: key, mountPath: /key}, "
    )
    (found,) = nodes(release(mounted.replace("volumes: [", "volumes: [{name: key, secret: {secretName: key}}, ")))
    return found


@pytest.mark.parametrize("text", [KEY, "0x" + KEY, KEY + "\\n", "0x08021220" + KEY])
def test_what_is_public_of_a_key_is_told(text):
    """Address, enode id and peer id, of a plain key and of one in libp2p's form."""
    data = fact(text).data
    private = bytes.fromhex(KEY)
    assert (data["address"], data["enode"], data["peer"]) == (
        derive.address(private).lower(),
        derive.enode_id(private),
        derive.peer_id(private),
    )
    assert KEY not in str(data)


@pytest.mark.parametrize("text", ["", "no key", KEY + " " + KEY])
def test_what_is_no_single_key_has_no_identity(text):
    """Nothing is guessed."""
    assert "address" not in fact(text).data


def test_without_the_library_nobody_is_known(monkeypatch):
    """linea-post runs without pycryptodome."""
    monkeypatch.setattr(derive, "available", lambda: False)
    assert "address" not in fact(KEY).data
