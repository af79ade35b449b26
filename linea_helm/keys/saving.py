"""Write files that hold private keys: new, readable by their owner alone, all of them or none.

Nothing is ever overwritten: the key in a file that is already there may be the only copy of a chain's validator.
"""

from __future__ import annotations

import contextlib
import errno
import os

from linea_helm.errors import InputError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

PRIVATE, PUBLIC = 0o600, 0o644
_FIXES = {
    errno.EEXIST: "nothing was overwritten; move it away, or name another folder with --dir",
    errno.ENOSPC: "free some space, or name another folder with --dir",
    errno.EDQUOT: "free some space, or name another folder with --dir",
}
_ELSEWHERE = "name a folder that you can write to with --dir"


def save(folder: str, files: Mapping[str, tuple[str, int]]) -> None:
    """Write files `{name: (text, mode)}` into a folder, which is made for the owner alone when it is not there.

    Errors: InputError that names the file and what to do; no file of this call is left then.
    """
    made: list[str] = []
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        for name, (text, mode) in files.items():
            _create(os.path.join(folder, name), text, mode, made)
    except OSError as error:
        _remove(made)
        fix = _FIXES.get(error.errno or 0, _ELSEWHERE)
        raise InputError(f'cannot write "{error.filename or folder}": {error.strerror}', fix=fix) from error
    except BaseException:
        _remove(made)
        raise


def _create(path: str, text: str, mode: int, made: list[str]) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    made.append(path)
    try:
        with open(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            # A full disk may only show now, and a key that is lost later cannot be made again.
            os.fsync(descriptor)
    except OSError as error:
        error.filename = path
        raise


def _remove(made: list[str]) -> None:
    for path in made:
        with contextlib.suppress(OSError):
            os.unlink(path)
