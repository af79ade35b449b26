"""Maru's configuration as Maru reads it: TOML files, the later over the earlier, keys with dots.

The environment wins over the files (`config__override__p2p__port`).
Source: consensys/maru, Config.kt and MaruAppCli.kt.
"""

from __future__ import annotations

import re

from linea_helm.facts.hidden import option_of
from linea_helm.facts.settings import Setting, of_environment, of_flags, of_toml, programs, words
from linea_helm.facts.toml import NoReader, NotToml

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
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
    return any(_PROGRAM.search(word) or "/maru.jar" in word for word in programs(container))


def maru_settings(
    objects: Objects, pod: Pod, path: Path, container: dict[str, Any]
) -> tuple[dict[str, Setting], list[str], list[tuple[str, NotToml, Setting]]]:
    """Read what a Maru is told; flags stand beside the keys of its files. Shapes as of `besu.besu_settings`."""
    told = list(words(path, container))
    found: dict[str, Setting] = {}
    unread: list[str] = []
    broken: list[tuple[str, NotToml, Setting]] = []
    for name in _files(word for _, word in told):
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
    for variable, setting in of_environment(objects, pod, path, container).items():
        found |= dict.fromkeys(option_of(variable), setting)
    return {**found, **dict(of_flags(pod.manifest, told))}, unread, broken


def _files(told: Iterable[str]) -> Iterator[str]:
    """Give the files after `--config`: one or more words, each of them a list with commas (MaruAppCli.kt)."""
    taking = False
    for word in (part for text in told for part in text.split()):
        name, equals, value = word.partition("=")
        if word.startswith("-"):
            taking = name == "--config"
        if taking and (equals or not word.startswith("-")):
            yield from (value if word.startswith("-") else word).strip("\"'").split(",")


def maru_ports(settings: dict[str, Setting]) -> dict[int, str]:
    """Say what answers on which port: api, metrics or p2p."""
    names = {"p2p.port": "p2p", "api.port": "api", "observability.port": "metrics"}
    ports = ((settings[key].value if key in settings else DEFAULTS[key], serves) for key, serves in names.items())
    return {port: serves for port, serves in ports if isinstance(port, int)}
