"""The post-renderer plugin `linea-post` of Helm 4: a folder of ours beside linea's in Helm's plugin folder.

Helm 4 takes as post-renderer only the name of a `postrenderer/v1` plugin, one folder is one plugin, and Helm 3 refuses
to load any plugin beside such a folder. So the folder is written where it is wanted, never shipped.
"""

from __future__ import annotations

import json

from linea_helm import __version__
from linea_helm.errors import LineaError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

#: Holds the name of linea's folder. The delete hook in plugin.yaml reads it.
MARKER = ".made-by-linea"


def folder(plugin: Path) -> Path:
    """Give the folder of linea-post that belongs to linea's folder in Helm's plugin folder; it need not exist."""
    return plugin.parent / "linea-post"


def is_foreign(plugin: Path) -> bool:
    """Say whether there is a linea-post that we did not write."""
    post = folder(plugin)
    return post.is_dir() and not (post / MARKER).is_file()


def is_current(plugin: Path) -> bool:
    """Say whether linea-post is what `register` would write."""
    descriptor = folder(plugin) / "plugin.yaml"
    return not is_foreign(plugin) and descriptor.is_file() and descriptor.read_text("utf-8") == _descriptor(plugin)


def register(plugin: Path) -> None:
    """Write linea-post.

    Errors: LineaError when a linea-post of somebody else is there, or the plugin folder is not writable.
    """
    post = folder(plugin)
    if is_foreign(plugin):
        raise LineaError(
            f"{post} was not made by linea",
            why="Helm 4 finds the post-renderer by the name of that folder, and we do not overwrite what is not ours",
            fix=f"move {post} away, then run: helm linea setup",
        )
    try:
        post.mkdir(exist_ok=True)
        (post / MARKER).write_text(plugin.name + "\n", "utf-8")
        # Last and by rename: Helm never sees half a plugin.
        new = post / ".plugin.yaml.new"
        new.write_text(_descriptor(plugin), "utf-8")
        new.replace(post / "plugin.yaml")
    except OSError as error:
        raise LineaError(
            f"linea-post cannot be written to {post}: {error.strerror}",
            why="Helm 4 finds the post-renderer by the name of that folder",
            fix=f"make {plugin.parent} writable for you, then run: helm linea setup",
        ) from error


def _descriptor(plugin: Path) -> str:
    # A JSON string is a YAML string. In `args` nothing is split after ${HELM_PLUGIN_DIR} is put in: spaces are safe.
    launcher = json.dumps(f"${{HELM_PLUGIN_DIR}}/../{plugin.name}/linea_helm/_helm/linea")
    return f"""\
# Written by `helm linea setup`; removed with linea. Changes here are lost.
apiVersion: v1
type: postrenderer/v1
name: linea-post
version: {__version__}
runtime: subprocess
runtimeConfig:
  platformCommand:
    - command: sh
      args: [{launcher}, post-render]
"""
