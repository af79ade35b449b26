"""A compiled document of a policy file as it is kept: what chooses its objects is read at once, the rest, which is nine
tenths of it, when it meets one.

On the fast path: imports nothing but what is built in.
"""

from __future__ import annotations

import marshal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from linea_helm.cache import Kept as File

_REST = ("conditions", "variables", "validations", "docs")


class Kept(dict):  # type: ignore[type-arg]  # dict[str, Any], but typing costs 9 ms
    """What `policyfile.compile_file` made: `head`, and the rest, which is a piece of a file of the cache."""

    __slots__ = ("_file", "_offset", "_size")

    def __init__(self, head: dict[str, Any], file: File, offset: int, size: int) -> None:
        super().__init__(head)
        self._file, self._offset, self._size = file, offset, size

    def __missing__(self, key: str) -> Any:  # noqa: ANN401 - what was kept
        """Read the rest. Errors: KeyError for what is in neither part."""
        if key not in _REST:
            raise KeyError(key)
        self.update(marshal.loads(self._file.piece(self._offset, self._size)))  # noqa: S302 - as trusted as the file is
        return self[key]


def parted(document: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Part a document into what `Kept` takes, and the rest, packed."""
    rest = {key: document[key] for key in _REST}
    return {key: value for key, value in document.items() if key not in rest}, marshal.dumps(rest)
