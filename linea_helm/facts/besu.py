"""Besu's options as Besu reads them: flags win over the environment, that wins over the file, that over the defaults.

Source: Besu's documentation, "Use a configuration file" and "Options"; the names are those of the flags.
"""

from __future__ import annotations

import re

from linea_helm.facts.fact import Place
from linea_helm.facts.settings import Setting, of_environment, of_flags, of_toml, programs, words
from linea_helm.facts.toml import NoReader, NotToml

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from linea_helm.facts.objects import Objects, Pod
    from linea_helm.finding import Path

#: Options that take a list; on a command line and in the environment it is separated by commas.
LISTS = frozenset(
    {
        "Xin-process-rpc-apis",
        "bootnodes",
        "engine-host-allowlist",
        "host-allowlist",
        "host-whitelist",
        "plugins",
        "rpc-http-api",
        "rpc-http-apis",
        "rpc-http-cors-origins",
        "rpc-ws-api",
        "rpc-ws-apis",
    }
)
#: Other names of an option.
_ALIASES = {"host-whitelist": "host-allowlist", "rpc-http-apis": "rpc-http-api", "rpc-ws-apis": "rpc-ws-api"}
_DEFAULT_HOST = "127.0.0.1"
_DEFAULT_APIS = ["ETH", "NET", "WEB3"]
#: What Besu does when nobody tells it: options that facts read.
DEFAULTS: dict[str, Any] = {
    "engine-rpc-port": 8551,
    "graphql-http-enabled": False,
    "graphql-http-host": _DEFAULT_HOST,
    "graphql-http-port": 8547,
    "host-allowlist": ["localhost", _DEFAULT_HOST],
    "metrics-enabled": False,
    "metrics-host": _DEFAULT_HOST,
    "metrics-port": 9545,
    "p2p-enabled": True,
    "p2p-port": 30303,
    "rpc-http-api": _DEFAULT_APIS,
    "rpc-http-authentication-enabled": False,
    "rpc-http-cors-origins": [],
    "rpc-http-enabled": False,
    "rpc-http-host": _DEFAULT_HOST,
    "rpc-http-port": 8545,
    "rpc-ws-api": _DEFAULT_APIS,
    "rpc-ws-authentication-enabled": False,
    "rpc-ws-enabled": False,
    "rpc-ws-host": _DEFAULT_HOST,
    "rpc-ws-port": 8546,
}
#: The environment of the images themselves; files do not win over it (besu-eth/besu, docker/Dockerfile, and
#: lineth-monorepo, linea-besu/package/linea-besu/Dockerfile).
_OF_IMAGE = dict.fromkeys(("graphql-http-host", "rpc-http-host", "rpc-ws-host"), "0.0.0.0")  # noqa: S104
_IMAGE = re.compile(r"(?:^|/)(?:hyperledger/besu|consensys/linea-besu(?:-package)?)(?=[:@]|$)")
_VERSION = re.compile(r"hyperledger/besu:v?([0-9]+(?:\.[0-9]+){1,2})(?![\w.])")
#: An image or a program: besu, linea-besu-package, besu-untuned.
_PROGRAM = re.compile(r"(?:^|/)(?:linea-)?besu(?:-package|-untuned)?(?:[:@]|$)")


def runs_besu(container: dict[str, Any]) -> bool:
    """Say whether a container runs Besu, by its image or by the program that it starts."""
    return any(_PROGRAM.search(word) or "/bin/besu" in word for word in programs(container))


def besu_settings(
    objects: Objects, pod: Pod, path: Path, container: dict[str, Any]
) -> tuple[dict[str, Setting], list[str], list[tuple[str, NotToml, Setting]]]:
    """Read what a Besu is told: options, files that the release does not hold, files that are broken.

    A broken file comes with what is wrong and a setting that stands for its text.
    """
    flags = _joined(of_flags(pod.manifest, words(path, container)))
    environment = {
        name[5:].lower().replace("_", "-"): setting
        for name, setting in of_environment(objects, pod, path, container).items()
        if name.startswith("BESU_")
    }
    told = {**_of_image(pod, path, container), **environment, **flags}
    file: dict[str, Setting] = {}
    unread: list[str] = []
    broken: list[tuple[str, NotToml, Setting]] = []
    if "config-file" in told:
        name = str(told["config-file"].value)
        text = objects.file(pod, container, name)
        try:
            file = of_toml(text) if text else {}
        except NoReader:
            text = None
        except NotToml as error:
            if text:
                broken.append((name, error, Setting(text.text, text.place((error.offset, error.offset + 1)))))
        unread += [] if text else [name]
    return (
        {_ALIASES.get(name, name): listed(name, setting) for name, setting in {**file, **told}.items()},
        unread,
        broken,
    )


def _joined(flags: Iterable[tuple[str, Setting]]) -> dict[str, Setting]:
    """Give each flag once: of one that comes again the last counts, and a list grows (picocli: collections)."""
    found: dict[str, Setting] = {}
    for name, setting in flags:
        if name in LISTS and name in found:
            items = [*listed(name, found[name]).value, *listed(name, setting).value]
            found[name] = Setting(items, setting.place)
        else:
            found[name] = setting
    return found


def besu_version(container: dict[str, Any]) -> str:
    """Give the version of Besu in an image of the Besu project, "" when its tag does not say it."""
    found = _VERSION.search(str(container.get("image") or ""))
    return found[1] if found else ""


def _of_image(pod: Pod, path: Path, container: dict[str, Any]) -> dict[str, Setting]:
    if not _IMAGE.search(str(container.get("image") or "")):
        return {}
    place = Place(pod.manifest, (*path, "image"))
    return {name: Setting(value, place) for name, value in _OF_IMAGE.items()}


def listed(name: str, setting: Setting) -> Setting:
    """Take a text apart where the option is a list."""
    if name not in LISTS or isinstance(setting.value, list):
        return setting
    parts = [part.strip() for part in str(setting.value).split(",") if part.strip()]
    return Setting(parts, setting.place)


def besu_ports(settings: dict[str, Setting]) -> dict[int, str]:
    """Say what answers on which port from outside of the pod: rpc-http, rpc-ws, engine, graphql, metrics or p2p."""

    def value(name: str) -> Any:  # noqa: ANN401 - an option
        return settings[name].value if name in settings else DEFAULTS.get(name)

    found = []
    if value("p2p-enabled") is not False:
        found.append((value("p2p-port"), "p2p"))
    for name, serves in (("rpc-http", "rpc-http"), ("rpc-ws", "rpc-ws"), ("graphql-http", "graphql")):
        if value(f"{name}-enabled") is True and not is_local(value(f"{name}-host")):
            found.append((value(f"{name}-port"), serves))
    if value("metrics-enabled") is True and not is_local(value("metrics-host")):
        found.append((value("metrics-port"), "metrics"))
    # The Engine API takes its address from rpc-http-host, and is on by itself after the merge (Besu: RunnerBuilder).
    if value("engine-rpc-enabled") is not False and not is_local(value("rpc-http-host")):
        found.append((value("engine-rpc-port"), "engine"))
    return {port: serves for port, serves in found if isinstance(port, int)}


def is_local(host: object) -> bool:
    """Say whether an address is the pod's own."""
    return str(host) in ("127.0.0.1", "localhost", "::1")
