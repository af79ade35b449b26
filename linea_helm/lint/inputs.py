"""The files that a lint reads: no report may be written over one of them."""

from __future__ import annotations

import os

from linea_helm.values.filelist import split

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any


def given(options: dict[str, Any], folders: Sequence[str] = ()) -> set[str]:
    """Give the real paths of what a command line names, and of the policies in more folders."""
    return {os.path.realpath(path) for path in _named(options, folders) if path}


def _named(options: dict[str, Any], folders: Sequence[str]) -> Iterator[str]:
    for text in options["values"]:
        yield from split(text)
    yield from options["arguments"]
    yield from (text.partition("=")[2] for text in options["set_file"])
    yield from (options["config"] or "", options["chart"] or "", options["baseline"] or "")
    for folder in (*options["policies"], *folders):
        if os.path.isdir(folder):
            yield from (os.path.join(folder, name) for name in os.listdir(folder) if name.endswith((".yaml", ".yml")))
