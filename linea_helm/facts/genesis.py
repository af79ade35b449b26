"""What a genesis file says: the chain's id, who may seal blocks, and whether two files are the same."""

from __future__ import annotations

import json
import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from linea_helm.facts.fact import Place
    from linea_helm.facts.objects import Text
    from linea_helm.finding import Path


def genesis(text: Text) -> tuple[dict[str, Any], dict[Path, Place]]:
    """Read a genesis file of Besu or of Maru: data for a fact, and the places of its parts.

    Shapes: {"file": "Kind/name key", "chainId": int, "digest": str, "validators": ["0x…"], "comment": bool,
    "clique": bool}; what is not there, or is no JSON, is left out. Two files of one content have one digest.
    """
    found: dict[str, Any] = {"file": f"{text.manifest.kind}/{text.manifest.name} {text.path[-1]}"}
    places: dict[Path, Place] = {(): text.place()}
    try:
        data = json.loads(text.text)
    except ValueError:
        return found, places
    if not isinstance(data, dict):
        return found, places
    found["digest"] = _digest(data)
    for key, value in (("chainId", _chain_id(data)), ("validators", _validators(data))):
        if value is not None:
            found[key] = value
            places[key,] = _place(text, "chainId" if key == "chainId" else "validatorSet")
    config = data.get("config")
    found["clique"] = isinstance(config, dict) and "clique" in config
    if found["clique"]:
        places["clique",] = _place(text, "clique")
    return found, places


def _chain_id(data: dict[str, Any]) -> int | None:
    """Besu has it in `config`, Maru at the top."""
    config = data.get("config")
    inner = config.get("chainId") if isinstance(config, dict) else None
    value = inner if inner is not None else data.get("chainId")
    return value if isinstance(value, int) else None


def _validators(data: dict[str, Any]) -> list[str] | None:
    """Give the addresses of the last fork of a Maru genesis, in lower case; None for a genesis of Besu."""
    config = data.get("config")
    forks = [fork for fork in config.values() if isinstance(fork, dict)] if isinstance(config, dict) else []
    sets = [fork["validatorSet"] for fork in forks if isinstance(fork.get("validatorSet"), list)]
    return [str(address).lower() for address in sets[-1]] if sets else None


def _place(text: Text, key: str) -> Place:
    """Find the value of a key that stands once in a genesis."""
    found = re.search(rf'"{key}"\s*:\s*(\[[^\]]*\]|"[^"]*"|[^\s,}}]+)', text.text)
    return text.place(found.span(1) if found else None)


def _digest(data: dict[str, Any]) -> str:
    from hashlib import sha256

    return sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()[:12]
