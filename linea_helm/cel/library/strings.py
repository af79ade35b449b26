"""The string extension: positions and lengths count code points.

Source: cel-go ext/strings.go, version 3; Kubernetes has version 2, which lacks only `reverse`.
"""

from __future__ import annotations

from linea_helm.cel.errors import EvalError
from linea_helm.cel.operators import bounded
from linea_helm.cel.values import type_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linea_helm.cel.library import Overloads
    from linea_helm.cel.tree import Value

#: What Unicode calls White_Space; str.strip() would also take the separators U+001C to U+001F.
_SPACE = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
_UPPER = {code + 32: code for code in _LOWER}


def _quote(text: str) -> str:
    from linea_helm.cel.library.formatting import quoted  # 1 ms, and rarely called

    return quoted(text)


def _format(text: str, args: list[Value]) -> str:
    from linea_helm.cel.library.formatting import format_text  # 1 ms, and rarely called

    return format_text(text, args)


def _char_at(text: str, position: int) -> str:
    _within(position, len(text))
    return text[position : position + 1]


def _within(position: int, length: int) -> None:
    if not 0 <= position <= length:
        raise EvalError(f"index out of range: {position}")


def _index_of(text: str, part: str, start: int = 0) -> int:
    return text.find(part, _from(start, text, part))


def _last_index_of(text: str, part: str, start: int | None = None) -> int:
    if start is None:
        return text.rfind(part)
    if part and start >= len(text):
        return -1
    return text.rfind(part, 0, _from(start, text, part) + len(part))


def _from(start: int, text: str, part: str) -> int:
    """Where a search starts. As Kubernetes has it: beyond the end is no error, and there "" is found at the end."""
    if start < 0:
        raise EvalError(f"index out of range: {start}")
    return start if part else min(start, len(text))


def _replace(text: str, old: str, new: str, count: int = -1) -> str:
    pieces = min(text.count(old), count) if count >= 0 else text.count(old)
    if len(text) + pieces * len(new) > 10_000_000:
        raise EvalError("replace: the result is too long")
    return text.replace(old, new, max(count, -1))


def _split(text: str, separator: str, limit: int = -1) -> list[str]:
    if limit == 0:
        return []
    if separator:
        return text.split(separator, limit - 1 if limit > 0 else -1)
    if limit < 0 or limit >= len(text):
        return list(text)
    return [*text[: limit - 1], text[limit - 1 :]]


def _substring(text: str, start: int, end: int | None = None) -> str:
    stop = len(text) if end is None else end
    _within(start, len(text))
    _within(stop, len(text))
    if start > stop:
        raise EvalError(f"invalid substring range: start {start}, end {stop}")
    return text[start:stop]


def _lower(text: str) -> str:
    return text.lower() if text.isascii() else text.translate(_LOWER)


def _upper(text: str) -> str:
    return text.upper() if text.isascii() else text.translate(_UPPER)


def _trim(text: str) -> str:
    return text.strip(_SPACE)


def _join(items: list[Value], separator: str = "") -> str:
    for item in items:
        if type(item) is not str:
            raise EvalError(f"join: the list holds a {type_name(item)}")
    return str(bounded(separator.join(items)))


def _reverse(text: str) -> str:
    return text[::-1]


FUNCTIONS: Overloads = {"strings.quote": ((("string",), "string", _quote),)}

METHODS: Overloads = {
    "charAt": ((("string", "int"), "string", _char_at),),
    "indexOf": ((("string", "string"), "int", _index_of), (("string", "string", "int"), "int", _index_of)),
    "lastIndexOf": (
        (("string", "string"), "int", _last_index_of),
        (("string", "string", "int"), "int", _last_index_of),
    ),
    "replace": (
        (("string", "string", "string"), "string", _replace),
        (("string", "string", "string", "int"), "string", _replace),
    ),
    "split": ((("string", "string"), "list(string)", _split), (("string", "string", "int"), "list(string)", _split)),
    "substring": ((("string", "int"), "string", _substring), (("string", "int", "int"), "string", _substring)),
    "lowerAscii": ((("string",), "string", _lower),),
    "upperAscii": ((("string",), "string", _upper),),
    "trim": ((("string",), "string", _trim),),
    "join": ((("list(string)",), "string", _join), (("list(string)", "string"), "string", _join)),
    "reverse": ((("string",), "string", _reverse),),
    "format": ((("string", "list"), "string", _format),),
}
