"""base64.encode and base64.decode. Source: cel-go ext/encoders.go."""

from __future__ import annotations

from linea_helm.cel.errors import EvalError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linea_helm.cel.library import Overloads

_ALPHABET = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")


def _encode(data: bytes) -> str:
    from binascii import b2a_base64  # base64 would import re

    return b2a_base64(data, newline=False).decode()


def _decode(text: str) -> bytes:
    from binascii import a2b_base64

    body = text.rstrip("=")
    padding = -len(body) % 4
    if not _ALPHABET.issuperset(body) or len(text) - len(body) not in (0, padding) or padding == 3:
        raise EvalError("base64.decode: this is no base64")
    return a2b_base64(body + "=" * padding)


FUNCTIONS: Overloads = {
    "base64.encode": ((("bytes",), "string", _encode),),
    "base64.decode": ((("string",), "bytes", _decode),),
}

METHODS: Overloads = {}
