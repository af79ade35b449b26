"""Whether Helm will find linea where `helm plugin install` put it; Helm itself says nothing before it is missed."""

from __future__ import annotations

import os
import re
import shlex

from linea_helm.errors import LineaError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_OURS = re.compile(r"(?m)^name: linea$")


def check_searched(plugin: Path, environ: Mapping[str, str]) -> None:
    """Look whether Helm searches the folder that linea's folder is in.

    Errors: LineaError when HELM_PLUGINS names another place.
    """
    named = environ.get("HELM_PLUGINS", "")
    if named and not any(_is_same(folder, plugin.parent) for folder in named.split(os.pathsep)):
        raise LineaError(
            f"Helm will not find linea: it looks in HELM_PLUGINS, {named}, and installed linea in {plugin.parent}",
            why="Helm 4 installs folders and tarballs in its data folder, whatever HELM_PLUGINS is",
            fix=f"unset HELM_PLUGINS, or set it to {plugin.parent}",
        )


def check_alone(plugin: Path, *, works: bool) -> None:
    """Look for a second linea beside this one: Helm names folders after where they come from, and installs both.

    Errors: LineaError when there is one; of the two the other is to go if this one works.
    """
    for other in sorted(plugin.parent.iterdir()):
        if other.name != plugin.name and _is_linea(other / "plugin.yaml"):
            raise LineaError(
                f"there is another linea, {other}, beside {plugin}",
                why="Helm loads no plugin at all when two have one name, and cannot uninstall them either",
                # linea-post may be this one's by now, which setup of the other mends.
                fix=_removal(other) if works else f"{_removal(plugin)}, then run: helm linea setup",
            )


def _removal(plugin: Path) -> str:
    return f"rm -r {shlex.quote(str(plugin))}"


def _is_linea(descriptor: Path) -> bool:
    return descriptor.is_file() and _OURS.search(descriptor.read_text("utf-8", "replace")) is not None


def _is_same(name: str, folder: Path) -> bool:
    return os.path.realpath(name) == os.path.realpath(folder)
