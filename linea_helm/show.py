"""Write a value inside a message: redacted first and shortened then, so that no piece of a key is left."""

from __future__ import annotations

from linea_helm.redact import redact

#: Characters of a value in a message; the excerpt below it has more.
LONGEST = 60
#: Above this a number has lost digits as float64 and may be a key in disguise: 2**160 is larger than any address.
_KEY_SIZED = 2.0**160


def show(value: object) -> str:
    """Write a value as JSON would, at most LONGEST characters, with key material redacted; strings in double quotes."""
    if isinstance(value, str):
        return f'"{_shorten(redact(value))}"'
    if isinstance(value, dict):
        return _shorten("{" + ", ".join(f"{key}: …" for key in value) + "}")
    if isinstance(value, (list, tuple)):
        return f"a list of {len(value)} items" if len(value) != 1 else "a list of 1 item"
    return number(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else _word(value)


def number(value: float) -> str:
    """Write a number as Helm's JSON does: `8` for 8.0, `1e+21` from there on."""
    if abs(value) >= _KEY_SIZED:
        return "above 2^160"
    if abs(value) < 1e21 and float(value).is_integer():  # from there on Go's encoding/json writes an exponent
        return str(int(value))
    return repr(value)


def _word(value: object) -> str:
    return "null" if value is None else str(value).lower()


def _shorten(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
