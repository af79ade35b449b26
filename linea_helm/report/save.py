"""Write a report file whole or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from linea_helm.errors import ReportError

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


def save(path: str, text: str) -> None:
    """Write a text as UTF-8 to a file: to a temporary file beside it, then one rename.

    A device or a pipe (/dev/stdout, a named pipe) is written to as it is; a symbolic link keeps pointing where it did.
    Errors: ReportError that names the path and what to do.
    """
    target = Path(os.path.realpath(path))
    try:
        if target.exists() and not target.is_file():
            _write(target, text)
        else:
            _replace(target, text)
    except OSError as error:
        raise ReportError(
            f'cannot write the report "{path}": {error.strerror}', fix=_fix(error, path, target)
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
