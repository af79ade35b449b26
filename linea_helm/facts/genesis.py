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

    Shapes: {"file": "Kind/name key", "chainId": int, "digest": str, "validators": ["0x…"], "ttd": the terminal total
    difficulty, "blockTime": seconds, "clique": bool}; what is not there, or is no JSON, is left out. Two files of one
    content have one digest.
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
    for key, name, value in (
        ("chainId", "chainId", _chain_id(data)),
        ("validators", "validatorSet", _validators(data)),
        ("ttd", "terminalTotalDifficulty", _number(data, "terminalTotalDifficulty")),
        ("blockTime", "blockTimeSeconds", _block_time(data)),
    ):
        if value is not None:
            found[key] = value
            places[key,] = _place(text, name)
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
    sets = [fork["validatorSet"] for fork in _forks(data) if isinstance(fork.get("validatorSet"), list)]
    return [str(address).lower() for address in sets[-1]] if sets else None


def _block_time(data: dict[str, Any]) -> int | None:
    """Give the seconds between blocks in the last fork of a Maru genesis."""
    times = [fork["blockTimeSeconds"] for fork in _forks(data) if isinstance(fork.get("blockTimeSeconds"), int)]
    return times[-1] if times else None


def _forks(data: dict[str, Any]) -> list[dict[str, Any]]:
    config = data.get("config")
    return [fork for fork in config.values() if isinstance(fork, dict)] if isinstance(config, dict) else []


def _number(data: dict[str, Any], key: str) -> int | None:
    config = data.get("config")
    value = config.get(key) if isinstance(config, dict) else None
    return value if isinstance(value, int) else None


def _place(text: Text, key: str) -> Place:
    """Find the value of a key that stands once in a genesis."""
    found = re.search(rf'"{key}"\s*:\s*(\[[^\]]*\]|"[^"]*"|[^\s,}}]+)', text.text)
    return text.place(found.span(1) if found else None)


def _digest(data: dict[str, Any]) -> str:
    from hashlib import sha256

    return sha256(json.dumps(_lowered(data), sort_keys=True).encode()).hexdigest()[:12]


def _lowered(value: Any) -> Any:  # noqa: ANN401 - JSON
    """Write keys and texts in lower case: Besu does not tell them apart (JsonUtil.normalizeKeys; hex)."""
    if isinstance(value, dict):
        return {key.lower(): _lowered(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_lowered(inner) for inner in value]
    return value.lower() if isinstance(value, str) else value
