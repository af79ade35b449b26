"""What can be computed again, kept between runs in Helm's cache folder.

A file holds what `marshal` can hold without code: strings, numbers, tuples, dicts. It is read only when nobody but us
can have written it, and any doubt means computing anew. On the fast path: imports nothing heavy.
"""

from __future__ import annotations

import marshal
import sys
from posix import O_NOFOLLOW, O_RDONLY, close, fstat, geteuid, pread, stat  # `os` costs 1 ms
from posix import open as open_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from posix import stat_result
    from typing import Any

_OTHERS_WRITE = 0o022
#: Bytes at the start of a file: the size of what is read at once.
_SIZE = 8


def folder(environ: Mapping[str, str]) -> str | None:
    """Give the folder of the cache; None when there is no place for it, or when LINEA_NO_CACHE forbids it."""
    if environ.get("LINEA_NO_CACHE"):
        return None
    if environ.get("HELM_CACHE_HOME"):
        return f"{environ['HELM_CACHE_HOME']}/linea"
    if environ.get("XDG_CACHE_HOME"):
        return f"{environ['XDG_CACHE_HOME']}/helm-linea"
    return f"{environ['HOME']}/.cache/helm-linea" if environ.get("HOME") else None


class Kept:
    """What `write` kept: the value, and what goes with it, which stays in its file until somebody asks for a piece."""

    __slots__ = ("_file", "_start", "value")

    def __init__(self, value: Any, file: int, start: int) -> None:  # noqa: ANN401 - whatever `write` got
        self.value = value
        self._file = file
        self._start = start

    def piece(self, offset: int, size: int) -> bytes:
        """Read a part of what goes with the value; it is that of this value, whatever a later run writes."""
        return pread(self._file, size, self._start + offset)

    def __del__(self) -> None:
        """Close the file."""
        close(self._file)


def read(cache: str | None, name: str, key: tuple[Any, ...]) -> Kept | None:
    """Give what `write` kept last for a subject, if it was kept under this key; else None.

    `name` says what the subject is, `key` the state that it was computed from.
    """
    if cache is None:
        return None
    try:
        file = open_file(_path(cache, name), O_RDONLY | O_NOFOLLOW)
    except OSError:
        return None
    kept = _opened(file, cache, key)
    if kept is None:
        close(file)
    return kept


def write(cache: str | None, name: str, key: tuple[Any, ...], value: Any, more: bytes = b"") -> None:  # noqa: ANN401
    """Keep what marshal takes for the next run, and `more` that goes with it: all of it, or nothing.

    A cache that cannot be written is none.
    """
    if cache is None:
        return
    import os

    path = _path(cache, name)
    temporary = f"{path}.{os.getpid()}.tmp"
    try:
        os.makedirs(cache, mode=0o700, exist_ok=True)
        file = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError:
        return
    head = marshal.dumps((key, value, len(more)))
    try:
        with os.fdopen(file, "wb") as opened:
            opened.write(len(head).to_bytes(_SIZE, "little") + head + more)
        os.replace(temporary, path)
    except OSError:
        os.unlink(temporary)


def _opened(file: int, cache: str, key: tuple[Any, ...]) -> Kept | None:
    """Take what a file keeps. marshal trusts what it reads: what somebody else could have written is no cache."""
    try:
        state = fstat(file)
        if not (_is_ours(state) and _is_ours(stat(cache))):
            return None
        start = _SIZE + int.from_bytes(pread(file, _SIZE, 0), "little")
        found, value, size = marshal.loads(pread(file, start - _SIZE, _SIZE))  # noqa: S302 - see above
    except (OSError, OverflowError, MemoryError, ValueError, TypeError, EOFError):
        return None
    return Kept(value, file, start) if found == key and state.st_size == start + size else None


def _is_ours(state: stat_result) -> bool:
    return state.st_uid == geteuid() and not state.st_mode & _OTHERS_WRITE


def _path(cache: str, name: str) -> str:
    """Name a file after its subject: unlike that of a text, the hash of a number is the same in every process."""
    number = hash(int.from_bytes(name.encode(errors="surrogateescape"), "big"))
    return f"{cache}/{sys.implementation.cache_tag}-{number:016x}.bin"
