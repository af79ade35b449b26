"""What a node is told and nobody can read here: values that are filled in later, and whole sources of options."""

from __future__ import annotations

import re

from linea_helm.facts.objects import entries, table
from linea_helm.facts.settings import words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from linea_helm.facts.objects import Objects
    from linea_helm.facts.settings import Setting

#: Any option at all.
ANY = "*"
#: A flag whose value a shell or the kubelet fills in: `--p2p-host=$(POD_IP)`, `--bootnodes="$NODES"`.
_FLAG = re.compile(r"--([A-Za-z][\w.-]*)[= ]((?:\"[^\"]*\"|'[^']*'|\$\([^)]*\)|[^\s;&|\\\"'])+)")
#: A flag whose value is the next word, but for switches, which may do without.
_LONE = re.compile(r"--[A-Za-z][\w.-]*(?<!-enabled)(?<!-disabled)")


def hidden(
    objects: Objects, container: dict[str, Any], settings: Mapping[str, Setting], unread: Sequence[str]
) -> list[str]:
    """Name the options whose values are not known here; "*" when it may be any.

    Any: a file that the release does not hold, a profile of the image, a Secret that becomes environment, a variable
    among the words of the command line.
    """
    names = {*_of_words(container), *_of_environment(objects, container)}
    return sorted(names | ({ANY} if unread or "profile" in settings else set()))


def _of_words(container: dict[str, Any]) -> Iterator[str]:
    flag = ""
    for _, word in words((), container):
        rest = word
        for match in _FLAG.finditer(word):
            if "$" in match[2]:
                yield match[1]
            rest = rest.replace(match[0], "", 1)
        if "$" in rest:
            yield ANY if word.startswith("-") or not flag else flag
        flag = word[2:] if _LONE.fullmatch(word) else ""


def _of_environment(objects: Objects, container: dict[str, Any]) -> Iterator[str]:
    held = [manifest.name for manifest in objects.of_kind("ConfigMap")]
    for source in map(table, entries(container.get("envFrom"))):
        if table(source.get("configMapRef")).get("name") not in held:
            yield ANY
    for entry in map(table, entries(container.get("env"))):
        value = entry.get("value")
        if "valueFrom" in entry or (isinstance(value, str) and "$(" in value):
            yield from option_of(str(entry.get("name")))


def option_of(variable: str) -> Iterator[str]:
    """Give the option that a variable of the environment sets: BESU_P2P_HOST, config__override__p2p__port."""
    if variable.startswith("BESU_"):
        yield variable[5:].lower().replace("_", "-")
    elif variable.startswith("config__override__"):
        yield variable[len("config__override__") :].replace("__", ".")
