"""Files to texts, and texts to plain data: the fast way first (block.py), the exact one (document.py) when it must."""

from __future__ import annotations

import sys

from linea_helm.errors import InputError
from linea_helm.source import Location, Source
from linea_helm.yaml import block

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from linea_helm.yaml.block import Memo
    from linea_helm.yaml.document import Document

STDIN = "-"

#: Bytes. A thousand times a large values file; a file beyond it was named by mistake and would only cost time.
LARGEST = 10_000_000

#: What was read exactly: a values file is read to see whether it can be, and again to be merged.
_FIRST: dict[tuple[Source, int, int], list[Document]] = {}

_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def read(path: str) -> Source:
    """Read a file, or standard input for "-", as UTF-8. A byte order mark stays in the text.

    Errors: InputError when it cannot be read, is no UTF-8 (with the place), or is larger than LARGEST.
    """
    shown = "standard input" if path == STDIN else path
    return Source(path, decode(read_bytes(path), shown), "stdin" if path == STDIN else "file")


def read_bytes(path: str) -> bytes:
    """Read a file, or standard input for "-".

    Errors: InputError when it cannot be read or is larger than LARGEST.
    """
    raw = standard_input() if path == STDIN else raw_file(path)
    if len(raw) > LARGEST:
        raise InputError(
            f"{'standard input' if path == STDIN else path} has more than {LARGEST // 1_000_000} MB",
            why="values and policies are a thousand times smaller, so this is the wrong file",
            fix="name the right file, or split this one",
        )
    return raw


def decode(raw: bytes, shown: str) -> str:
    """Decode UTF-8; `shown` is what the user calls the bytes.

    Errors: InputError with the line and the byte, also for UTF-16 and for NUL bytes.
    """
    if raw.startswith(_UTF16):
        raise InputError(f"{shown} is UTF-16, not UTF-8", fix="save it as UTF-8")
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        raise _not_text(raw, shown, error.start, "is no UTF-8") from None
    if "\0" in text:
        raise _not_text(raw, shown, raw.index(b"\0"), "is no text, it holds a NUL byte", "remove the byte")
    return text


def load(source: Source, memo: Memo | None = None) -> Any:  # noqa: ANN401  whatever the text holds
    """Read one document as Helm types it; None when the source holds nothing.

    `memo` is for `block.py`. Errors: YamlError with the place; a second document is one too.
    """
    try:
        return block.load(source.text, memo)
    except block.Unsure:
        return _exact(source)


def load_first(source: Source, text: str, start: int = 0) -> Any:  # noqa: ANN401  whatever the text holds
    """Read the first document of a part of a source, the only one that Go's decoder reads; `start` is its offset.

    Errors: YamlError with the place in the source.
    """
    try:
        return block.load(text)
    except block.Unsure:
        from linea_helm.yaml.document import compose  # 30 ms

        key = (source, start, len(text))
        documents = _FIRST[key] = _FIRST.get(key) or compose(source, first=True, part=(start, start + len(text)))
        return documents[0].data() if documents else None


def _exact(source: Source) -> Any:  # noqa: ANN401  whatever the text holds
    from linea_helm.yaml.document import YamlError, compose  # 30 ms

    documents = compose(source)
    data = [document.data() for document in documents]
    full = [number for number, each in enumerate(data) if each is not None]
    if len(full) > 1:
        start = documents[full[1]].start
        at = Location(source, start, start + len("---"))
        raise YamlError("a second document starts here", at=at, fix="leave one document, or make two files")
    return data[full[0]] if full else None


def raw_file(path: str) -> bytes:
    """Read a file's bytes, at most one more than LARGEST.

    Errors: InputError that names the path and the reason.
    """
    try:
        with open(path, "rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        raise InputError(_reason(path, error), fix="check the path") from None


def _reason(path: str, error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        import os  # 1 ms, and only for an error

        if os.path.islink(path):
            return f"{path} is a link to {os.readlink(path)}, which is not there"
        return f"there is no file {path}"
    if isinstance(error, IsADirectoryError):
        return f"{path} is a folder, not a file"
    if isinstance(error, PermissionError):
        return f"no permission to read {path}"
    return f"cannot read {path}: {error.strerror}"


def standard_input() -> bytes:
    """Read standard input.

    Errors: InputError when it is closed or empty.
    """
    try:
        raw = sys.stdin.buffer.read(LARGEST + 1)
    except IsADirectoryError:
        raise InputError("standard input is a folder", fix="pipe a text in, or name a file") from None
    except (AttributeError, ValueError, OSError):  # started with a closed standard input, sys.stdin is None
        raise InputError("standard input is closed", fix="pipe a text in, or name a file") from None
    if not raw:
        raise InputError("standard input is empty", fix="pipe a text in, or name a file")
    return raw


def _not_text(raw: bytes, shown: str, offset: int, problem: str, fix: str = "save it as UTF-8") -> InputError:
    line = raw.count(b"\n", 0, offset) + 1
    return InputError(f"{shown} {problem}: byte {offset} (line {line}) is 0x{raw[offset]:02x}", fix=fix)
