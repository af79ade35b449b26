"""Write a report or another file of ours whole or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from linea_helm.errors import ReportError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

#: What to do about the usual reasons.
_FIXES = {
    errno.ENOENT: 'make the folder first: mkdir -p "{folder}"',
    errno.ENOTDIR: 'a part of "{folder}" is a file; name another place',
    errno.EISDIR: "name a file in that folder",
    errno.EACCES: 'name a folder that you can write to, or mend the rights of "{folder}"',
    errno.EPERM: 'name a folder that you can write to, or mend the rights of "{folder}"',
    errno.EROFS: "name a folder on a file system that is not read-only",
    errno.ENOSPC: 'free some space on the file system of "{folder}"',
    errno.EDQUOT: 'free some of your quota on the file system of "{folder}"',
}


#: What a chart is made of, besides its folders.
_CHART = frozenset(
    ("Chart.yaml", "Chart.lock", "requirements.yaml", "requirements.lock", "values.yaml", "values.schema.json")
)
_CHART_FOLDERS = frozenset(("templates", "crds", "charts"))
_CONFIG = frozenset((".linea.yaml", ".helmignore"))


def refuse_input(path: str, inputs: Collection[str] = (), what: str = "report") -> None:
    """Refuse to write over what a run reads: a part of any chart, a configuration, or one of the real paths `inputs`.

    Errors: ReportError that names the path.
    """
    target = os.path.realpath(path)
    if os.path.isfile(target) and (target in inputs or os.path.basename(target) in _CONFIG or _is_in_chart(target)):
        problem = f'the {what} would be written over "{path}", which is no {what}'
        raise ReportError(problem, why="what stands there would be lost", fix="name another file")


def _is_in_chart(target: str) -> bool:
    parts = target.split(os.sep)
    for length in range(len(parts) - 1, 0, -1):
        if os.path.isfile(os.sep.join([*parts[:length], "Chart.yaml"])):
            inner = parts[length:]
            return (len(inner) == 1 and inner[0] in _CHART) or (len(inner) > 1 and inner[0] in _CHART_FOLDERS)
    return False


def save(path: str, text: str, what: str = "report") -> None:
    """Write a text as UTF-8 to a file: to a temporary file beside it, then one rename.

    `what` is how errors call it. A device or a pipe (/dev/stdout, a named pipe) is written to as it is; a symbolic link
    keeps pointing where it did.
    Errors: ReportError that names the path and what to do; a part of a chart and a configuration are no reports.
    """
    refuse_input(path, what=what)
    target = Path(os.path.realpath(path))
    try:
        if target.exists() and not target.is_file():
            _write(target, text)
        else:
            _replace(target, text)
    except OSError as error:
        raise ReportError(
            f'cannot write the {what} "{path}": {error.strerror}', fix=_fix(error, path, target)
        ) from error


def _fix(error: OSError, path: str, target: Path) -> str:
    folder = Path(path).parent
    if error.errno == errno.ENOENT and target.parent.is_dir():  # such as /proc
        return f'no file can be made in "{folder}"; name another place'
    if error.errno == errno.ENOENT and folder.is_dir():  # `path` is a link to somewhere else
        folder = target.parent
    return _FIXES.get(error.errno or 0, "").format(folder=folder)


def _replace(target: Path, text: str) -> None:
    temporary = target.with_name(f"{target.name}.{os.getpid()}.tmp")
    try:
        _write(temporary, text)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _write(path: Path, text: str) -> None:
    # LF on every system: equal runs give equal bytes.
    with path.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
        file.write(text)
