"""URLs, read as Go's url.ParseRequestURI does: an absolute URL or an absolute path, without a fragment.

Source: k8s.io/apiserver/pkg/cel/library/urls.go; Go's net/url.
"""

from __future__ import annotations

from linea_helm.cel.errors import EvalError
from linea_helm.cel.values import Opaque

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linea_helm.cel.library import Overloads

_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_DIGITS = frozenset("0123456789")
_HEX = frozenset("0123456789abcdefABCDEF")
_UNRESERVED = _LETTERS | _DIGITS | frozenset("-_.~")
#: What may stand in a path as it is, and what may stand there when somebody wrote it so.
_PATH = _UNRESERVED | frozenset("$&+,/:;=@")
_PATH_KEPT = _PATH | frozenset("!'()*[]%")
_HOST = _UNRESERVED | frozenset("!$&'()*+,;=:[]<>\"")
_USER = _UNRESERVED | frozenset(":!$&'()*+,;=%@")


class URL(Opaque):
    """The parts of a URL: host with its port, path as written, query as written."""

    __slots__ = ("host", "path", "query", "scheme", "text")
    cel_type = "kubernetes.URL"

    def __init__(self, text: str, scheme: str, host: str, path: str, query: str) -> None:
        self.text = text
        self.scheme = scheme
        self.host = host
        self.path = path
        self.query = query

    def key(self) -> str:
        """Give its text."""
        return self.text


def _url(text: str) -> URL:
    if not text or any(c < " " or c == "\x7f" for c in text):
        raise _no_url(text, "it is empty or has control characters")
    scheme, rest = _scheme(text)
    rest, _, query = rest.partition("?")
    if not rest.startswith("/"):
        if not scheme and text != "*":
            raise _no_url(text, "it is neither absolute nor an absolute path")
        return URL(text, scheme, "", "" if scheme else rest, query)
    host = ""
    if scheme and rest.startswith("//"):
        authority, slash, rest = rest[2:].partition("/")
        rest = slash + rest
        host = _host(text, authority)
    _unescaped(text, rest)
    return URL(text, scheme, host, rest, query)


def _no_url(text: str, problem: str) -> EvalError:
    return EvalError(f"url({text[:50]!r}): {problem}")


def _scheme(text: str) -> tuple[str, str]:
    head, colon, rest = text.partition(":")
    if not colon:
        return "", text
    if not head:
        raise _no_url(text, "the scheme is missing")
    if head[0] in _LETTERS and (_LETTERS | _DIGITS | frozenset("+-.")).issuperset(head):
        return head.lower(), rest
    return "", text


def _host(text: str, authority: str) -> str:
    user, at, host = authority.rpartition("@")
    if at and not _USER.issuperset(user):
        raise _no_url(text, "the user name has characters that must be escaped")
    end = host.rfind("]")
    if host.startswith("[") and end < 0:
        raise _no_url(text, "the address lacks its ]")
    _, colon, port = host[end + 1 :].rpartition(":") if end >= 0 else host.rpartition(":")
    if (colon and not _DIGITS.issuperset(port)) or (end >= 0 and host[end + 1 :] not in ("", f":{port}")):
        raise _no_url(text, "the port is no number")
    plain = _unescaped(text, host)
    if any(c.isascii() and c not in _HOST for c in plain):
        raise _no_url(text, "the host has characters that no host has")
    return plain


def _unescaped(text: str, part: str, *, plus: bool = False) -> str:
    """Replace each %XX; EvalError when a % stands for nothing."""
    pieces = (part.replace("+", " ") if plus else part).split("%")
    data = pieces[0].encode(errors="replace")
    for piece in pieces[1:]:
        if len(piece) < 2 or not _HEX.issuperset(piece[:2]):
            raise _no_url(text, f"%{piece[:2]} is no escape")
        data += bytes([int(piece[:2], 16)]) + piece[2:].encode(errors="replace")
    return data.decode(errors="replace")


def _is_url(text: str) -> bool:
    try:
        _url(text)
    except EvalError:
        return False
    return True


def _get_scheme(url: URL) -> str:
    return url.scheme


def _get_host(url: URL) -> str:
    return url.host


def _get_hostname(url: URL) -> str:
    if url.host.startswith("["):
        return url.host[1 : url.host.rfind("]")]
    host, colon, _ = url.host.rpartition(":")
    return host if colon else url.host


def _get_port(url: URL) -> str:
    _, colon, port = url.host[url.host.rfind("]") + 1 :].rpartition(":")
    return port if colon else ""


def _get_escaped_path(url: URL) -> str:
    if _PATH_KEPT.issuperset(url.path):
        return url.path
    plain = _unescaped(url.text, url.path)
    return "".join(c if c in _PATH else "".join(f"%{byte:02X}" for byte in c.encode()) for c in plain)


def _get_query(url: URL) -> dict[str, list[str]]:
    """Give the values by key; a part that cannot be read is left out, as Go does."""
    values: dict[str, list[str]] = {}
    for part in url.query.split("&"):
        key, _, value = part.partition("=")
        if not part or ";" in part:
            continue
        try:
            name, content = _unescaped(url.text, key, plus=True), _unescaped(url.text, value, plus=True)
        except EvalError:
            continue
        values.setdefault(name, []).append(content)
    return values


_NAME = "kubernetes.URL"

FUNCTIONS: Overloads = {
    "url": ((("string",), _NAME, _url),),
    "isURL": ((("string",), "bool", _is_url),),
}

METHODS: Overloads = {
    "getScheme": (((_NAME,), "string", _get_scheme),),
    "getHost": (((_NAME,), "string", _get_host),),
    "getHostname": (((_NAME,), "string", _get_hostname),),
    "getPort": (((_NAME,), "string", _get_port),),
    "getEscapedPath": (((_NAME,), "string", _get_escaped_path),),
    "getQuery": (((_NAME,), "map(string, list(string))", _get_query),),
}
