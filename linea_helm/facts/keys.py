"""Key material in values and in objects, told apart by what it is and whose, and never shown.

Expressions see a fingerprint, a kind and an address; no fact holds a key.
"""

from __future__ import annotations

from linea_helm.facts.fact import Fact, Place
from linea_helm.finding import dotted
from linea_helm.keys import derive, malformed, material
from linea_helm.keys.known import known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from linea_helm.finding import Path
    from linea_helm.policies.manifest import Manifest

#: Shorter texts hold no key and nothing that is nearly one: 32 characters of hex, 12 words of three letters.
_SHORTEST = 32
#: Kinds that are a key as 32 bytes.
_RAW = ("secp256k1", "libp2p")


def keys_in_values(values: dict[str, Any]) -> list[Fact]:
    """Give a fact for each key in merged values; shapes as of `keys_in_objects`, with "where": "values"."""
    return [
        fact for path, around, text in _texts(values, (), ()) for fact in _facts(None, path, around, text, "values")
    ]


def keys_in_objects(manifests: Sequence[Manifest]) -> list[Fact]:
    """Give a fact for each key in objects.

    Shapes: {"kind": "secp256k1", "libp2p", "mnemonic", "keystore", "pem" or "jwt", "where": "configmap", "secret",
    "env", "args", "annotation" or "object", "object": "Kind/name", "path", "name": the innermost name around it,
    "toml": it stands in a TOML text, "whole": nothing else stands in the text, "known": which key that everybody has,
    or "", "address": when it can be derived, else "", "fingerprint": equal for equal keys, "problem": what makes it no
    key, or ""}.
    A text that is nearly a key where one belongs has a problem and the kind "".
    """
    return [
        fact
        for manifest in manifests
        for path, around, text in _texts(manifest.data, (), (manifest.name,))
        for fact in _in_object(manifest, path, around, text)
    ]


def _in_object(manifest: Manifest, path: Path, around: tuple[str, ...], text: str) -> Iterator[Fact]:
    where = _where(manifest, path)
    if where == "secret" and path[0] == "data" and "\n" in text.strip():
        # base64 in lines of 76 characters, as the program base64 wraps it, and a key with its line end has 88.
        for fact in _facts(manifest, path, around, "".join(text.split()), where):
            yield Fact(fact.data, {(): Place(manifest, path)})
        return
    yield from _facts(manifest, path, around, text, where)


def _texts(value: Any, path: Path, around: tuple[str, ...]) -> Iterator[tuple[Path, tuple[str, ...], str]]:  # noqa: ANN401
    """Give every text that is long enough, with its path and the names around it, also those of variables and flags."""
    if isinstance(value, str):
        if len(value) >= _SHORTEST:
            yield path, around, value
    elif isinstance(value, dict):
        named = isinstance(value.get("name"), str) and "value" in value
        for key, inner in value.items():
            name = value["name"] if named and key == "value" else str(key)
            yield from _texts(inner, (*path, key), (*around, name))
    elif isinstance(value, list):
        flag: tuple[str, ...] = ()
        for index, inner in enumerate(value):
            yield from _texts(inner, (*path, index), (*around, *flag))
            # `args: [--private-key, 0x…]`: the item before names the value.
            flag = (inner,) if isinstance(inner, str) and inner.startswith("-") and "=" not in inner else ()


def _facts(manifest: Manifest | None, path: Path, around: tuple[str, ...], text: str, where: str) -> Iterator[Fact]:
    common: dict[str, Any] = {
        "where": where,
        "object": f"{manifest.kind}/{manifest.name}" if manifest else "",
        "path": dotted(path),
        "name": around[-1] if around else "",
        "toml": around[-1].endswith(".toml") or "toml" in around[-1].lower() if around else False,
    }
    for found in material.find(text, around):
        whose = _whose(text, found)
        if whose or found.confidence == material.CERTAIN:
            whole = text.strip() == text[found.start : found.end]
            data = {**common, "whole": whole, "kind": found.kind, "known": whose, "problem": "", **_public(text, found)}
            yield Fact(data, {(): Place(manifest, path, (found.start, found.end))})
    nothing = {"whole": False, "kind": "", "known": "", "address": "", "fingerprint": ""}
    for fault in malformed.find(text, around):
        data = {**common, **nothing, "problem": fault.why}
        yield Fact(data, {(): Place(manifest, path, (fault.start, fault.end))})


def _whose(text: str, found: material.Material) -> str:
    """Say which known key it is, as far as that can be said here: addresses need a library."""
    return known(text, found) if found.kind == "jwt" or derive.available() else ""


def _public(text: str, found: material.Material) -> dict[str, str]:
    from hashlib import sha256

    raw = (
        material.digits(text, found)
        if found.kind in (*_RAW, "jwt")
        else " ".join(text[found.start : found.end].split())
    )
    address = derive.address_of(text, found) if derive.available() else None
    return {"address": address or "", "fingerprint": sha256(raw.encode()).hexdigest()[:12]}


def _where(manifest: Manifest, path: Path) -> str:
    if manifest.kind in ("ConfigMap", "Secret"):
        in_data = path[0] in ("data", "stringData", "binaryData")
        return manifest.kind.lower() if in_data else "object"
    if "annotations" in path:
        return "annotation"
    if len(path) > 2 and path[-3] == "env" and path[-1] == "value":
        return "env"
    return "args" if len(path) > 1 and path[-2] in ("args", "command") else "object"
