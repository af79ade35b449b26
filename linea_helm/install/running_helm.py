"""Which Helm started this process.

Helm 4 does not tell its hooks (no HELM_BIN), and a HELM_BIN in the user's own shell may name another Helm. So the
ancestors of this process are asked first.
"""

from __future__ import annotations

import os
from pathlib import Path

from linea_helm.errors import HelmError
from linea_helm.lint import helm

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def find(environ: Mapping[str, str]) -> str:
    """Give the path of the Helm that started us, else of the one that HELM_BIN or PATH names.

    Errors: HelmError when there is none.
    """
    for program in _ancestors(os.getppid()):
        if "helm" in Path(program).name:
            return program
    return helm.find(None, environ)


def version(environ: Mapping[str, str]) -> tuple[int, int, int] | None:
    """Give the version of the Helm that started us; None when no Helm can be found or understood."""
    try:
        return helm.version(find(environ), environ)
    except HelmError:
        return None


def plugin_folders(environ: Mapping[str, str]) -> list[Path]:
    """Ask Helm in which folders it looks for plugins; none when no Helm can be asked."""
    try:
        output = helm.start(find(environ), ["env", "HELM_PLUGINS"], environ).wait()
    except HelmError:
        return []
    return [Path(folder) for folder in output.out.strip().split(os.pathsep) if folder]


def _ancestors(pid: int) -> Iterator[str]:
    """Yield the programs of a process and of its parents; nothing where there is no /proc."""
    while pid > 1:
        try:
            yield str(Path(f"/proc/{pid}/exe").readlink())
            status = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
        except OSError:  # no /proc, another user's process, or one that has ended
            return
        # "pid (name) state ppid …", and a name may hold spaces and parentheses (man 5 proc).
        pid = int(status.rpartition(")")[2].split()[1])
