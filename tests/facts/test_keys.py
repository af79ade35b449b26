"""Keys as facts: what they are, where they stand, and never what they say."""

from __future__ import annotations

from base64 import b64encode

import pytest
from fact_releases import release
from hypothesis import given
from hypothesis import strategies as st

from linea_helm.facts.keys import keys_in_objects, keys_in_values

KEY = "4f3edf983ac636a65a842ce7c78d9aa706d3b113bce9c46f30d7d21715b23b1e"  # public: not an account of any tool
JWT = "1f" * 31 + "2e"
MANIFESTS = f"""\
apiVersion: v1
kind: ConfigMap
metadata: {{name: sequencer}}
data:
  private-key.txt: "0x{KEY}"
  besu.toml: |
    # the node
    node-private-key = "{KEY}"
---
apiVersion: v1
kind: Secret
metadata: {{name: jwt}}
stringData: {{jwt.hex: "{JWT}"}}
---
apiVersion: v1
kind: Pod
metadata: {{name: sender, annotations: {{p2p-key: "0x{KEY}"}}}}
spec:
  containers:
    - name: sender
      env:
        - {{name: PRIVATE_KEY, value: "0x{KEY}"}}
        - {{name: BLOCK_HASH, value: "0x{KEY}"}}
      args: ["--private-key=0x{KEY}"]
"""


def test_each_key_is_found_where_it_stands():
    """In a ConfigMap, also inside TOML, in a Secret, in the environment and on the command line; a hash is none."""
    facts = keys_in_objects(release(MANIFESTS).manifests)
    assert [(f.data["kind"], f.data["where"], f.data["object"], f.data["name"], f.data["toml"]) for f in facts] == [
        ("secp256k1", "configmap", "ConfigMap/sequencer", "private-key.txt", False),
        ("secp256k1", "configmap", "ConfigMap/sequencer", "besu.toml", True),
        ("jwt", "secret", "Secret/jwt", "jwt.hex", False),
        ("secp256k1", "annotation", "Pod/sender", "p2p-key", False),
        ("secp256k1", "env", "Pod/sender", "PRIVATE_KEY", False),
        ("secp256k1", "args", "Pod/sender", "args", False),
    ]
    assert [fact.data["whole"] for fact in facts] == [True, False, True, True, True, False]
    spans = [fact.place(()) for fact in facts]
    texts = [place.manifest.data for place in spans]
    assert texts[1]["data"]["besu.toml"][slice(*spans[1].inner)] == KEY
    assert len({fact.data["fingerprint"] for fact in facts if fact.data["kind"] == "secp256k1"}) == 1


def test_the_same_key_has_one_fingerprint_in_every_form():
    """With and without 0x, in either case, in libp2p's wrapper."""
    forms = [KEY, "0x" + KEY.upper(), "0x08021220" + KEY]
    facts = keys_in_values({"privateKey": forms})
    assert len(facts) == 3
    assert len({fact.data["fingerprint"] for fact in facts}) == 1


def test_base64_may_be_wrapped():
    """As the program base64 writes a key with its line end: 76 characters, and 12 on a second line."""
    once = b64encode(f"{KEY}\n".encode()).decode()
    secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: node-key}\ndata:\n  nodekey: |\n"
    wrapped = f"{secret}    {once[:76]}\n    {once[76:]}\n"
    (one,), (two,) = (keys_in_objects(release(text).manifests) for text in (f"{secret}    {once}\n", wrapped))
    assert one.data == two.data
    assert two.data["kind"] == "secp256k1"
    assert two.place(()).inner is None


@pytest.mark.parametrize(
    ("key", "whose", "address"),
    [
        (
            "f3f61f30399831b8b6b00b67fd357faa3a641768846e6df25fd9990f151e3846",
            "a key of Linea's local stack",
            "0x6D976C9b8CeEe705d4FE8699B44E5eB58242F484",
        ),
        ("00" * 31 + "01", "a number so small that trying finds it", "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf"),
    ],
)
def test_a_key_that_everybody_has_is_known_by_its_address(key, whose, address):
    """Even where its name does not say that it is one."""
    (fact,) = keys_in_values({"something": key})
    assert (fact.data["known"], fact.data["address"]) == (whose, address)


def test_what_is_nearly_a_key_says_what_is_wrong():
    """Where a key belongs."""
    (fact,) = keys_in_values({"privateKey": "0x" + KEY[:-1]})
    assert (fact.data["kind"], fact.data["problem"]) == ("", "has 63 hex digits, and a private key has 64")


@given(st.integers(2**200, 2**255), st.sampled_from(["privateKey", "p2pKey", "jwtSecret", "a.toml"]), st.booleans())
def test_no_fact_holds_a_key(number, name, prefixed):
    """No eight characters of it, in whatever an expression can read."""
    digits = f"{number:064x}"
    facts = keys_in_values({name: ("0x" if prefixed else "") + digits, "text": f'private-key = "{digits}"\n'})
    assert facts
    shown = repr([fact.data for fact in facts])
    assert not any(digits[at : at + 8] in shown for at in range(len(digits) - 7))
