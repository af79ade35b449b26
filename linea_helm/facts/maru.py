"""Maru's configuration as Maru reads it: TOML files, the later over the earlier, keys with dots.

Source: consensys/maru, Config.kt and MaruAppCli.kt.
"""

from __future__ import annotations

import re

from linea_helm.facts.settings import Setting, of_flags, of_toml, words
from linea_helm.facts.toml import NoReader, NotToml

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from linea_helm.facts.objects import Objects, Pod
    from linea_helm.finding import Path

DEFAULTS: dict[str, Any] = {
    "allow-empty-blocks": False,
    "api.port": 5060,
    "observability.port": 9545,
    "p2p.port": 9000,
}
_PROGRAM = re.compile(r"(?:^|/)(?:linea-)?maru(?:[:@]|\.jar|$)")


def runs_maru(container: dict[str, Any]) -> bool:
    """Say whether a container runs Maru, by its image or by the program that it starts."""
    named = (str(container.get("image") or ""), *(word for _, word in words((), container)))
    return any(_PROGRAM.search(word) or "/maru.jar" in word for word in named)


def maru_settings(
    objects: Objects, pod: Pod, path: Path, container: dict[str, Any]
) -> tuple[dict[str, Setting], list[str], list[tuple[str, NotToml, Setting]]]:
    """Read what a Maru is told; flags stand beside the keys of its files. Shapes as of `besu.besu_settings`."""
    flags = list(of_flags(pod.manifest, words(path, container)))
    found: dict[str, Setting] = {}
    unread: list[str] = []
    broken: list[tuple[str, NotToml, Setting]] = []
    for name in (str(setting.value) for flag, setting in flags if flag == "config"):
        text = objects.file(pod, container, name)
        if text is None:
            unread.append(name)
            continue
        try:
            found |= of_toml(text)
        except NoReader:
            unread.append(name)
        except NotToml as error:
            broken.append((name, error, Setting(text.text, text.place((error.offset, error.offset + 1)))))
    return {**found, **dict(flags)}, unread, broken


def maru_ports(settings: dict[str, Setting]) -> dict[int, str]:
    """Say what answers on which port: api, metrics or p2p."""
    names = {"p2p.port": "p2p", "api.port": "api", "observability.port": "metrics"}
    ports = ((settings[key].value if key in settings else DEFAULTS[key], serves) for key, serves in names.items())
    return {port: serves for port, serves in ports if isinstance(port, int)}
