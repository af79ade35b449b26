"""The secrets that plain data holds: by their names, as the data of a Secret, or as keys that should be values."""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error

from linea_helm.keys.astray import is_astray
from linea_helm.keys.confidential import STEMS, is_secret

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from linea_helm.finding import Path

    #: A path from its end to its beginning: most data is no secret, and nobody needs its path.
    Trail = tuple["Trail | None", str | int]
    #: Where a secret is, the secret, and whether it is a key.
    Held = tuple[Path, object, bool]

_COLLECTIONS = (dict, list)
_ENTRY = re.compile(r"[A-Za-z0-9._-]{1,40}")


def owner(data: Any) -> Path:  # noqa: ANN401  plain data
    """Give kind and name of an object, () of anything else."""
    metadata = data.get("metadata") if isinstance(data, dict) else None
    return (str(data.get("kind")), str(metadata.get("name"))) if isinstance(metadata, dict) else ()


def secrets(data: Any, above: Path, names: set[str]) -> Iterator[Held]:  # noqa: ANN401  plain data
    """Give the secrets of plain data at a path, which begins with `owner` for an object; collect all other keys."""
    pending: list[tuple[Any, Trail | None, bool]] = [(data, None, False)]
    while pending:
        value, trail, told = pending.pop()
        if isinstance(value, dict):
            if told and is_astray(_path(trail), value):
                yield from (((*above, *_path(trail), key), key, True) for key in value)
            else:
                names.update(map(str, value))
            name = value.get("name")
            if isinstance(name, str) and _TELLING[name] and is_secret((name,)):  # a variable
                yield (*above, *_path(trail), "value"), value.get("value"), False
            # What no name around it tells of is left out.
            for key, inner in value.items():
                tells = told or _TELLING[key]
                if tells or isinstance(inner, _COLLECTIONS):
                    pending.append((inner, (trail, key), tells))
        elif isinstance(value, list):
            pending += (
                (inner, (trail, index), told)
                for index, inner in enumerate(value)
                if told or isinstance(inner, _COLLECTIONS)
            )
        elif is_secret(path := _path(trail)) and not _names_an_entry(path, value):
            yield (*above, *path), value, False
    if above[:1] == ("Secret",):
        yield from _entries(data, above)


class _Telling(dict[object, bool]):
    """Whether a name may be one of a secret, which is quickly said; most names are seen again and again."""

    def __missing__(self, name: object) -> bool:
        told = self[name] = isinstance(name, str) and any(map(name.lower().__contains__, STEMS))
        return told


_TELLING = _Telling()


def _path(trail: Trail | None) -> Path:
    found: list[str | int] = []
    while trail:
        trail, part = trail
        found.append(part)
    return tuple(reversed(found))


def _names_an_entry(path: Path, value: object) -> bool:
    """`secretKey: p2p-key` is most often an entry of a Secret that the chart does not make."""
    names = "".join(map(str, path)).lower().replace("-", "").replace("_", "")
    return "secretkey" in names and isinstance(value, str) and bool(_ENTRY.fullmatch(value)) and is_secret((value,))


def _entries(data: Any, above: Path) -> Iterator[Held]:  # noqa: ANN401  plain data
    for field in ("data", "stringData"):
        entries = data.get(field)
        for key, value in entries.items() if isinstance(entries, dict) else ():
            yield (*above, field, key), value, False
            if field == "data" and isinstance(value, str):
                yield (*above, field, key), _decoded(value), False


def _decoded(value: str) -> str:
    try:
        return b64decode("".join(value.split()), validate=True).decode()
    except (Error, ValueError):
        return ""
