"""What can be computed again, kept between runs in Helm's cache folder.

A file holds what `marshal` can hold without code: strings, numbers, tuples, dicts. It is read only when nobody but us
can have written it, and any doubt means computing anew. On the fast path: imports nothing heavy.
"""

from __future__ import annotations

import marshal
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_OTHERS_WRITE = 0o022


def folder(environ: Mapping[str, str]) -> str | None:
    """Give the folder of the cache; None when there is no place for it, or when LINEA_NO_CACHE forbids it."""
    if environ.get("LINEA_NO_CACHE"):
        return None
    if environ.get("HELM_CACHE_HOME"):
        return os.path.join(environ["HELM_CACHE_HOME"], "linea")
    if environ.get("XDG_CACHE_HOME"):
        return os.path.join(environ["XDG_CACHE_HOME"], "helm-linea")
    return os.path.join(environ["HOME"], ".cache", "helm-linea") if environ.get("HOME") else None


def read(cache: str | None, name: str, key: tuple[Any, ...]) -> Any:  # noqa: ANN401 - whatever `write` got
    """Give what `write` kept last for a subject, if it was kept under this key; else None.

    `name` says what the subject is, `key` the state that it was computed from.
    """
    if cache is None:
        return None
    try:
        file = os.open(_path(cache, name), os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        return None
    with os.fdopen(file, "rb") as opened:
        # marshal trusts what it reads: what somebody else could have written is no cache.
        if not (_is_ours(os.fstat(file)) and _is_ours(os.stat(cache))):
            return None
        try:
            kept = marshal.loads(opened.read())  # noqa: S302 - see above; `load` reads a few bytes at a time
        except (ValueError, TypeError, EOFError):
            return None
    return kept[1] if isinstance(kept, tuple) and len(kept) == 2 and kept[0] == key else None


def write(cache: str | None, name: str, key: tuple[Any, ...], value: Any) -> None:  # noqa: ANN401 - what marshal takes
    """Keep a value for the next run, all of it or nothing; a cache that cannot be written is none."""
    if cache is None:
        return
    path = _path(cache, name)
    temporary = f"{path}.{os.getpid()}.tmp"
    try:
        os.makedirs(cache, mode=0o700, exist_ok=True)
        file = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError:
        return
    try:
        with os.fdopen(file, "wb") as opened:
            opened.write(marshal.dumps((key, value)))
        os.replace(temporary, path)
    except OSError:
        os.unlink(temporary)


def _is_ours(state: os.stat_result) -> bool:
    return state.st_uid == os.geteuid() and not state.st_mode & _OTHERS_WRITE


def _path(cache: str, name: str) -> str:
    """Name a file after its subject: unlike that of a text, the hash of a number is the same in every process."""
    number = hash(int.from_bytes(os.fsencode(name), "big"))
    return os.path.join(cache, f"{sys.implementation.cache_tag}-{number:016x}.bin")
