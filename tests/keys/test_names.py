"""linea_helm.keys.names: what a name says about the hex behind it."""

from __future__ import annotations

import pytest

from linea_helm.keys.names import meaning, wants_libp2p

PRIVATE = [
    "privateKey",
    "PRIVATE_KEY",
    "private-key",
    "privatekey",
    "L1_SIGNER_PRIVATE_KEY",
    "DEPLOYER_PRIVATE_KEY",
    "node-private-key-file",
    "p2pKey",
    "validatorKeys",
    "nodekey",
    "private-key.txt",
    "walletPrivateKey2",
    "ethWalletKey",
    "secp256k1Key",
    "APP_ETHKEY",
]
JWT = ["jwt", "JWT_SECRET", "jwt.hex", "engine-jwt-secret", "jwtSecretHex", "jwtKey", "JWTSecret"]
SECRET = ["key", "secret", "WS_SECRET", "apiKey", "seed"]
PUBLIC = [
    "hash",
    "blockHash",
    "privateKeyHash",
    "publicKey",
    "pubkey",
    "stateRoot",
    "mixHash",
    "extraData",
    "plugin-linea-l1l2-bridge-topic",
    "topics",
    "checksum/config",
    "checksum/jwt-secret",
    "checksum/secrets",
    "sha256",
    "p2pKeySecretName",
    "jwtSecretName",
    "txHash",
    "code",
    "storage",
    "genesis-shnarf",
    "addresses",
    "blockHashes",
    "nodeId",
    "0x00",
    "0x" + "0" * 63 + "1",
    "f" * 64,
]
NOTHING = ["data", "value", "hex", "", "PATH", "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266", "deadbeef"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        *((name, "private") for name in PRIVATE),
        *((name, "jwt") for name in JWT),
        *((name, "secret") for name in SECRET),
        *((name, "public") for name in PUBLIC),
        *((name, "") for name in NOTHING),
    ],
)
def test_a_name_alone(name, said):
    """In any spelling: camel case, with dashes, as a variable, as a file."""
    assert meaning([name]) == said


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["linea-stack-sequencer-p2p-key", "key"], "private"),
        (["txSender", "key"], "private"),
        (["validator1-key-secret", "key"], "private"),
        (["secretKey"], "secret"),
        (["jwtSecretKey"], "jwt"),
        (["privateKeys", "sequencer"], "private"),
        (["genesis", "alloc", "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266", "privateKey"], "private"),
        (["genesis", "alloc", "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266", "storage", "0x01"], "public"),
        (["chain", "genesis", "data"], "public"),
        (["hashes", "privateKey"], "private"),
        (["privateKeys", "checksum/config"], "public"),
        (["jwt", "data"], "jwt"),
        ([], ""),
    ],
)
def test_the_innermost_telling_name_decides(names, said):
    """An outer name speaks where the inner ones say nothing, and says whose key it is."""
    assert meaning(names) == said


@pytest.mark.parametrize(
    ("names", "wanted"),
    [
        (["maru", "dev", "p2pKey"], True),
        (["libp2pKey"], True),
        (["sequencer", "dev", "p2pKey"], False),
        (["besu-node-key"], False),
        (["txSender", "privateKey"], False),
        (["p2pKey"], None),
    ],
)
def test_the_form_that_a_program_reads(names, wanted):
    """maru reads libp2p's form, Besu the bare 32 bytes."""
    assert wants_libp2p(names) is wanted
