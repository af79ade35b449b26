"""Who a node is, when the release holds its key: its address, and the names that peers know it by."""

from __future__ import annotations

from linea_helm.keys import derive, material

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linea_helm.facts.objects import Text


def identity(text: Text | None) -> dict[str, str]:
    """Derive what is public of the key in a node's key file.

    Shapes: {"address": "0x…" in lower case, "enode": 128 hex digits, "peer": "16Uiu2…"}; empty without a file, without
    exactly one key in it, or without the extra `keys`.
    """
    if text is None or not derive.available():
        return {}
    found = [one for one in material.find(text.text, ("private-key",)) if one.kind in ("secp256k1", "libp2p")]
    if len(found) != 1:
        return {}
    private = bytes.fromhex(material.digits(text.text, found[0]))
    return {
        "address": derive.address(private).lower(),
        "enode": derive.enode_id(private),
        "peer": derive.peer_id(private),
    }
