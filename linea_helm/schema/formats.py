"""The formats that Helm's schema engine checks, as it checks them; drafts before 2019-09 assert `format`.

Source: santhosh-tekuri/jsonschema v6 format.go, and net/url of Go for addresses. `regex` is in pattern.py.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_POINTER = re.compile(r"(?:/(?:[^~/]|~[01])*)*")
_RELATIVE_POINTER = re.compile(r"(?:0|[1-9][0-9]*)(?:#|(?:/(?:[^~/]|~[01])*)*)")
_UUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_DURATION = re.compile(
    r"P(?:[0-9]+W|(?=[0-9T])(?:[0-9]+Y)?(?:[0-9]+M)?(?:[0-9]+D)?(?:T(?=[0-9])(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+S)?)?)"
)
_LABEL = r"(?!-)[A-Za-z0-9-]{1,63}(?<!-)"
_HOSTNAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})*\.?")
_MAILBOX = re.compile(r"""(?!\.)(?!.*\.\.)[A-Za-z0-9.!#$%&'*+\-/=?^_`{|}~]*(?<!\.)|"[^"\\]*["]?""")
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_TIME = re.compile(r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.[0-9]+)?(?:[zZ]|([+-])([0-9]{2}):([0-9]{2}))")
_NUMBER = r"(?:0|[1-9][0-9]*)"
_SEMVER = re.compile(
    rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}(?:-(?:{_NUMBER}|[0-9]*[A-Za-z-][0-9A-Za-z-]*)"
    rf"(?:\.(?:{_NUMBER}|[0-9]*[A-Za-z-][0-9A-Za-z-]*))*)?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?"
)
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(.*)", re.DOTALL)
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_USER = re.compile(r"[A-Za-z0-9\-._:~!$&'()*+,;=%@]*")
#: Go takes more than a host name may have, but escapes only of what is not ASCII.
_NO_HOST = re.compile(r"[\x00-\x20\\^`{|}]|%(?![89A-Fa-f][0-9A-Fa-f])")
_HOST = re.compile(r"(\[[^\]]*\]|[^:\[\]/]*)(?::[0-9]*)?")


def _matches(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: pattern.fullmatch(text) is not None


def _ipv4(text: str) -> bool:
    groups = text.split(".")
    return len(groups) == 4 and all(re.fullmatch(r"0|[1-9][0-9]{0,2}", group) and int(group) < 256 for group in groups)


def _ipv6(text: str) -> bool:
    from ipaddress import AddressValueError, IPv6Address  # 4 ms, for a format that few schemas name

    try:
        return "%" not in text and IPv6Address(text) is not None
    except AddressValueError:
        return False


def _hostname(text: str) -> bool:
    return len(text) <= 254 and _HOSTNAME.fullmatch(text) is not None


def _email(text: str) -> bool:
    mailbox, at, domain = text.rpartition("@")
    if not at or len(text) > 254 or len(mailbox) > 64 or not _MAILBOX.fullmatch(mailbox):
        return False
    if domain[:1] == "[" and domain[-1:] == "]":
        return _ipv6(domain[6:-1]) if domain.startswith("[IPv6:") else _ipv4(domain[1:-1])
    return _hostname(domain)


def _date(text: str) -> bool:
    match = _DATE.fullmatch(text)
    if not match:
        return False
    year, month, day = map(int, match.groups())
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    days = (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    return 1 <= month <= 12 and 1 <= day <= days[month - 1]


def _time(text: str) -> bool:
    match = _TIME.fullmatch(text)
    if not match:
        return False
    hour, minute, second = (int(part) for part in match.groups()[:3])
    ahead, behind = int(match[5] or 0), int(match[6] or 0)
    if hour > 23 or minute > 59 or second > 60 or ahead > 23 or behind > 59:
        return False
    moved = hour * 60 + minute + (ahead * 60 + behind) * (-1 if match[4] == "+" else 1)
    return second < 60 or moved % 1440 == 1439  # a leap second is the last of a day in UTC


def _datetime(text: str) -> bool:
    return text[10:11] in ("t", "T") and _date(text[:10]) and _time(text[11:])


def _period(text: str) -> bool:
    start, slash, end = text.partition("/")
    duration = _matches(_DURATION)
    if not slash or (start[:1] == "P" and end[:1] == "P"):
        return False
    return all(duration(part) if part[:1] == "P" else _datetime(part) for part in (start, end))


def _uri(text: str) -> bool:
    return bool(_SCHEME.fullmatch(text.partition("#")[0])) and _reference(text)


def _uri_reference(text: str) -> bool:
    return "\\" not in text and _reference(text)


def _reference(text: str) -> bool:
    """Tell whether Go's url.Parse takes a text."""
    if any(char < " " or char == "\x7f" for char in text):
        return False
    rest, _, fragment = text.partition("#")
    match = _SCHEME.fullmatch(rest)
    rest = (match[2] if match else rest).partition("?")[0]
    if not _escaped(fragment) or (not match and rest.startswith(":")):
        return False
    if not rest.startswith("/"):
        return bool(match) or (":" not in rest.partition("/")[0] and _escaped(rest))
    if rest.startswith("//") and (match or not rest.startswith("///")):
        authority, slash, path = rest[2:].partition("/")
        return _authority(authority) and _escaped(slash + path)
    return _escaped(rest)


def _escaped(path: str) -> bool:
    return not _BAD_ESCAPE.search(path)


def _authority(text: str) -> bool:
    user, _, host = text.rpartition("@")
    match = _HOST.fullmatch(host)
    if not match or not _USER.fullmatch(user) or not _escaped(user):
        return False
    if match[1].startswith("["):
        return _ipv6(match[1][1:-1])
    return not _NO_HOST.search(match[1])


def _uri_template(text: str) -> bool:
    if not _reference(text):
        return False
    braces = re.sub(r"[^{}/]", "", text.partition("#")[0].partition("?")[0])
    return all(re.fullmatch(r"(?:\{\})*", part) for part in braces.split("/"))


CHECKS: dict[str, Callable[[str], bool]] = {
    "json-pointer": _matches(_POINTER),
    "relative-json-pointer": _matches(_RELATIVE_POINTER),
    "uuid": _matches(_UUID),
    "duration": _matches(_DURATION),
    "period": _period,
    "ipv4": _ipv4,
    "ipv6": _ipv6,
    "hostname": _hostname,
    "email": _email,
    "date": _date,
    "time": _time,
    "date-time": _datetime,
    "uri": _uri,
    "iri": _uri,
    "uri-reference": _uri_reference,
    "iri-reference": _uri_reference,
    "uri-template": _uri_template,
    "semver": _matches(_SEMVER),
}
