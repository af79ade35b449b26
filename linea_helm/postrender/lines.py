"""Single lines of block-style YAML: which ones stand for themselves, and which begin what goes on in the next.

Each function is certain or raises Unsure. They work on bytes, and import nothing, for the fast path.
"""

from __future__ import annotations

from linea_helm.postrender.outline import Unsure

_QUOTES = b"\"'"
_BLOCK = b"|>"
_OPENING = b"{["
_CLOSING = b"}]"
_PROPERTIES = b"&*!"
#: What a plain scalar does not start with, or (`-?:`) starts with only in texts that are rare here.
INDICATORS = b"&*!|>%@`{}[]\"',#-?:"


def entry(body: bytes) -> tuple[str, int, int, bytes]:
    """Split `key: value # comment`: the key, the offset behind its colon, that of its value, and the value.

    The value is b"" when there is none in the line; a comment behind a value stays with it.
    Errors: Unsure as for `key`.
    """
    name, colon = key(body)
    value = body[colon:].lstrip(b" ")
    at = len(body) - len(value)
    return name, colon, at, b"" if value.startswith(b"#") or not value.strip() else value


def key(body: bytes) -> tuple[str, int]:
    """Split `key: value` without its indentation: the key, and the offset behind its colon.

    Errors: Unsure when the line is no entry with a one-line key, or a merge key.
    """
    name, colon, _ = body.partition(b": ")
    end = len(name) + 1
    if not colon:
        name = body.rstrip()
        end = len(name)
        if name[-1:] != b":":
            raise Unsure("an entry without a colon")
        name = name[:-1]
    name = name.rstrip()
    if name[:1] in (b'"', b"'"):
        if len(name) < 2 or quoted_end(name, 0) != len(name):
            raise Unsure("a quoted key")
        name = _unquoted(name)
    elif not name or name[0] in INDICATORS or b" #" in name or name == b"<<":
        raise Unsure("a key with an indicator")
    return name.decode(), end


def scalar(value: bytes) -> tuple[str, int, bool]:
    """Read a one-line scalar, which may have a comment behind it: its text, its length, whether it is plain.

    Errors: Unsure when it is no scalar, or goes on in the next line, or has escapes.
    """
    if value[0] in _QUOTES:
        end = quoted_end(value, 0)
        _nothing_behind(value, end)
        return _unquoted(value[:end]).decode(), end, False
    plain = value.partition(b" #")[0].rstrip()
    if plain[0] in INDICATORS or b": " in plain or plain[-1:] == b":" or b"\t" in plain:
        raise Unsure("a plain scalar with an indicator")
    return plain.decode(), len(plain), True


def literal_column(line: bytes) -> int:
    """Give the column that the lines of a block scalar must pass when this line starts one, else -1.

    Errors: Unsure when the line may start a quoted scalar or a flow collection that goes on in the next.
    """
    body = line.lstrip(b" ")
    if b"\t" in body or body[:2] == b"? ":
        raise Unsure("a tab or an explicit key")
    column = len(line) - len(body)
    while body[:2] == b"- ":
        inner = body[2:].lstrip(b" ")
        if inner[:1] in (b"|", b">"):
            break
        column += len(body) - len(inner)
        body = inner
    if body[:2] == b"- ":
        value = body[2:].lstrip(b" ")
    elif not body or body[0] in b"#":
        return -1
    else:
        value = _value(body)
    if value[:1] in (b"|", b">"):
        _check_header(value)
        return column
    _check_closed(value)
    return -1


def quoted_end(text: bytes, start: int) -> int:
    """Give the offset behind a quoted scalar that starts at `start`.

    Errors: Unsure when the line ends first.
    """
    quote = text[start : start + 1]
    end = text.find(quote, start + 1)
    while end >= 0:
        if quote == b'"' and _is_escaped(text, end):
            end = text.find(quote, end + 1)
        elif quote == b"'" and text[end + 1 : end + 2] == b"'":
            end = text.find(quote, end + 2)
        else:
            return end + 1
    raise Unsure("a quote that is not closed in its line")


def _is_escaped(text: bytes, end: int) -> bool:
    before = text[:end]
    return (len(before) - len(before.rstrip(b"\\"))) % 2 == 1


def _unquoted(quoted: bytes) -> bytes:
    inner = quoted[1:-1]
    if (b"\\" if quoted[:1] == b'"' else b"''") in inner:
        raise Unsure("an escape")
    return inner


def _value(body: bytes) -> bytes:
    """Give what stands behind the colon of an entry, or the whole of an item."""
    if body[0] in _QUOTES:
        end = quoted_end(body, 0)
        behind = body[end:].lstrip(b" ")
        return behind[1:].lstrip(b" ") if behind[:1] == b":" else body
    if body[0] in _OPENING or body[0] in _PROPERTIES:
        return body
    name, colon, value = body.partition(b": ")
    if b" #" in name:
        return b""  # a comment with a colon in it
    return value.lstrip(b" ") if colon else b""


def _check_header(value: bytes) -> None:
    header, _, comment = value.partition(b" ")
    if header[1:].strip(b"+-123456789") or comment.strip(b" ")[:1] not in (b"", b"#"):
        raise Unsure("a block scalar's header")


def _check_closed(value: bytes) -> None:
    if not value:
        return
    if value[0] in _PROPERTIES:
        raise Unsure("an anchor, an alias or a tag")
    if value[0] in _QUOTES:
        _nothing_behind(value, quoted_end(value, 0))
    elif value[0] in _OPENING:
        _nothing_behind(value, _flow_end(value))


def _nothing_behind(value: bytes, end: int) -> None:
    behind = value[end:].lstrip(b" ")
    if behind and (behind[0] not in b"#" or value[end] not in b" "):
        raise Unsure("something behind a closed value")


def _flow_end(value: bytes) -> int:
    depth = 0
    at = 0
    starts = True  # a scalar may start here
    while at < len(value):
        byte = value[at]
        if byte in _QUOTES:
            if not starts:
                raise Unsure("a quote inside a plain scalar")
            at = quoted_end(value, at) - 1
        elif byte in _OPENING:
            depth += 1
        elif byte in _CLOSING:
            depth -= 1
            if depth == 0:
                return at + 1
        elif byte in b"#&*!":
            raise Unsure("a comment, an anchor, an alias or a tag between brackets")
        starts = byte in b"{[,: " and (starts or byte not in b" ")
        at += 1
    raise Unsure("a bracket that is not closed in its line")
