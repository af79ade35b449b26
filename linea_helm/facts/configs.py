"""Configuration inside values: TOML in a text, flags in a list, BESU_ variables, options in a map.

It is read as the program would read it, whatever the chart does with it later.
"""

from __future__ import annotations

from linea_helm.facts.besu import DEFAULTS, LISTS, listed
from linea_helm.facts.fact import Fact, Place
from linea_helm.facts.settings import Setting, of_flags, typed
from linea_helm.facts.toml import NoReader, NotToml

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from linea_helm.finding import Path

#: One of these names alone makes a map of options; "plugins" and the like are common words.
_TELLING = frozenset(name for name in (*DEFAULTS, *LISTS) if "-" in name)
_PREFIXES = ("engine-", "plugin-linea-", "rpc-http-", "rpc-ws-", "Xin-process-rpc-")
_MARU = ("follower-engine-apis.", "payload-validator.", "persistence.", "qbft.")


def configs(values: dict[str, Any]) -> list[Fact]:
    """Give a fact for each configuration.

    Shapes: {"path": of the values, "format": "toml", "flags", "env" or "map", "program": "besu" or "maru", "options":
    as in the fact of a node}.
    """
    return list(_configs(values, ()))


def _configs(value: Any, path: Path) -> Iterator[Fact]:  # noqa: ANN401 - values
    if isinstance(value, str):
        if "=" in value and "\n" in value:
            yield from _toml(value, path)
    elif isinstance(value, list):
        yield from _list(value, path)
    elif isinstance(value, dict):
        yield from _map(value, path)


def _toml(text: str, path: Path) -> Iterator[Fact]:
    from linea_helm.facts.toml import read

    try:
        entries = read(text)
    except (NotToml, NoReader):
        return
    yield from _fact(
        "toml", path, {".".join(key): Setting(value, Place(None, path, span)) for key, value, span in entries}
    )


def _list(items: list[Any], path: Path) -> Iterator[Fact]:
    if all(isinstance(item, str) for item in items):
        flags = dict(of_flags(None, (((*path, index), word) for index, word in enumerate(items))))
        yield from _fact("flags", path, {name: listed(name, setting) for name, setting in flags.items()})
        return
    named = {
        str(item["name"]): Setting(item["value"], Place(None, (*path, index, "value")))
        for index, item in enumerate(items)
        if isinstance(item, dict) and "name" in item and "value" in item
    }
    yield from _environment(named, path)
    for index, item in enumerate(items):
        yield from _configs(item, (*path, index))


def _map(table: dict[str, Any], path: Path) -> Iterator[Fact]:
    plain = {
        name: Setting(value, Place(None, (*path, name)))
        for name, value in table.items()
        if not isinstance(value, dict) and value is not None
    }
    if any(_is_option(name) for name in plain):
        yield from _fact("map", path, {name: listed(name, setting) for name, setting in plain.items()})
    yield from _environment(plain, path)
    for name, value in table.items():
        yield from _configs(value, (*path, name))


def _environment(named: dict[str, Setting], path: Path) -> Iterator[Fact]:
    found = {
        name[5:].lower().replace("_", "-"): Setting(typed(str(setting.value)), setting.place)
        for name, setting in named.items()
        if name.startswith("BESU_")
    }
    yield from _fact("env", path, {name: listed(name, setting) for name, setting in found.items()})


def _fact(format_: str, path: Path, settings: dict[str, Setting]) -> Iterator[Fact]:
    program = _program(settings)
    if not program:
        return
    data = {
        "path": ".".join(map(str, path)),
        "format": format_,
        "program": program,
        "options": {name: setting.value for name, setting in settings.items()},
    }
    places: dict[Path, Place] = {("options", name): setting.place for name, setting in settings.items()}
    yield Fact(data, {(): Place(None, path), **places})


def _program(settings: dict[str, Setting]) -> str:
    if any(_is_option(name) for name in settings):
        return "besu"
    return "maru" if any(name.startswith(_MARU) for name in settings) else ""


def _is_option(name: str) -> bool:
    return name in _TELLING or name.startswith(_PREFIXES)
