"""Timestamps and durations, and the functions of the standard library that take them.

Both are whole nanoseconds, a duration within the 64 bits that Go's time.Duration has, a timestamp in the years 1 to
9999.
Source: CEL language definition, section Timestamps and Durations; the text forms as Go's time package reads and writes
them.
"""

from __future__ import annotations

from linea_helm.cel.errors import EvalError
from linea_helm.cel.values import INT_MAX, INT_MIN, Opaque

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime, tzinfo

    from linea_helm.cel.library import Overloads
    from linea_helm.cel.tree import Value

_SECOND = 1_000_000_000
_FIRST, _LAST = -62_135_596_800 * _SECOND, 253_402_300_800 * _SECOND - 1
_UNITS = {
    "h": 3600 * _SECOND,
    "m": 60 * _SECOND,
    "s": _SECOND,
    "ms": 1_000_000,
    "us": 1_000,
    "µs": 1_000,
    "μs": 1_000,
    "ns": 1,
}


_RFC3339 = (
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:[.,](?P<fraction>[0-9]+))?"
    r"(?:Z|(?P<sign>[+-])(?P<hours>[0-9]{2}):(?P<minutes>[0-9]{2}))"
)


class _Nanoseconds(Opaque):
    __slots__ = ("nanoseconds",)
    cel_ordered = True
    nanoseconds: int

    def key(self) -> int:
        return self.nanoseconds

    def __lt__(self, other: _Nanoseconds) -> bool:
        return self.nanoseconds < other.nanoseconds

    def __le__(self, other: _Nanoseconds) -> bool:
        return self.nanoseconds <= other.nanoseconds


class Duration(_Nanoseconds):
    """A length of time in nanoseconds."""

    __slots__ = ()
    cel_type = "google.protobuf.Duration"

    def __init__(self, nanoseconds: int) -> None:
        if not INT_MIN <= nanoseconds <= INT_MAX:
            raise EvalError("duration out of range")
        self.nanoseconds = nanoseconds

    def __add__(self, other: Value) -> Value:
        if type(other) is Duration:
            return Duration(self.nanoseconds + other.nanoseconds)
        return other + self if type(other) is Timestamp else NotImplemented

    def __sub__(self, other: Value) -> Value:
        return Duration(self.nanoseconds - other.nanoseconds) if type(other) is Duration else NotImplemented

    def __repr__(self) -> str:
        return text_of_duration(self)


class Timestamp(_Nanoseconds):
    """A moment in nanoseconds since 1970 in UTC, and the zone it was read in: minutes east, for its text."""

    __slots__ = ("minutes",)
    cel_type = "google.protobuf.Timestamp"

    def __init__(self, nanoseconds: int, minutes: int = 0) -> None:
        if not _FIRST <= nanoseconds <= _LAST:
            raise EvalError("timestamp out of range")
        self.nanoseconds = nanoseconds
        self.minutes = minutes

    def __add__(self, other: Value) -> Value:
        return self._moved(other.nanoseconds) if type(other) is Duration else NotImplemented

    def __sub__(self, other: Value) -> Value:
        if type(other) is Timestamp:
            return Duration(self.nanoseconds - other.nanoseconds)
        return self._moved(-other.nanoseconds) if type(other) is Duration else NotImplemented

    def _moved(self, nanoseconds: int) -> Timestamp:
        return Timestamp(self.nanoseconds + nanoseconds, self.minutes)

    def __repr__(self) -> str:
        return text_of_timestamp(self)


def duration(text: str) -> Duration:
    """Read a duration such as "1h30m", "-1.5s" or "300ms"; EvalError for anything else."""
    import re  # 5 ms

    sign = -1 if text[:1] == "-" else 1
    body = text[1:] if text[:1] in ("+", "-") else text
    parts = re.findall(r"([0-9]*)(?:\.([0-9]*))?(h|ms|m|s|us|µs|μs|ns)", body)
    written = re.fullmatch(r"(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:h|ms|m|s|us|µs|μs|ns))+", body)
    if not written and body != "0":
        raise EvalError(f"duration({text[:40]!r}): not a duration such as 1h30m")
    return Duration(sign * sum(_part(*part) for part in parts))


def _part(whole: str, fraction: str, unit: str) -> int:
    if len(whole) > 20:
        raise EvalError("duration out of range")
    tenths = int(fraction[:20] or "0") * _UNITS[unit] // int("1" + "0" * len(fraction[:20]))
    return int(whole or "0") * _UNITS[unit] + tenths


def timestamp(text: str) -> Timestamp:
    """Read a moment in the form of RFC 3339, such as "2023-02-03T23:31:20.5+01:00"; EvalError for anything else."""
    import re  # 5 ms
    from datetime import datetime, timedelta, timezone  # 3 ms

    match = re.fullmatch(_RFC3339, text)
    if match is None:
        raise EvalError(f"timestamp({text[:40]!r}): not a time such as 2023-02-03T23:31:20Z")
    hours, minutes = int(match["hours"] or 0), int(match["minutes"] or 0)
    try:
        moment = datetime(*(int(match[i]) for i in range(1, 7)), tzinfo=timezone.utc)  # type: ignore[misc,arg-type]
    except ValueError:
        raise EvalError(f"timestamp({text!r}): out of range") from None
    if hours > 23 or minutes > 59:
        raise EvalError(f"timestamp({text!r}): out of range")
    seconds = (moment - datetime(1970, 1, 1, tzinfo=timezone.utc)) // timedelta(seconds=1)
    offset = int(f"{match['sign'] or ''}1") * (hours * 60 + minutes)
    seconds -= offset * 60
    return Timestamp(seconds * _SECOND + int((match["fraction"] or "")[:9].ljust(9, "0")), offset)


def timestamp_of_seconds(seconds: int) -> Timestamp:
    """Give the moment so many seconds after 1970."""
    return Timestamp(seconds * _SECOND)


def text_of_duration(value: Duration) -> str:
    """Write a duration in seconds: 1h30m is "5400s"."""
    sign, rest = ("-", -value.nanoseconds) if value.nanoseconds < 0 else ("", value.nanoseconds)
    return f"{sign}{rest // _SECOND}{_fraction(rest % _SECOND)}s"


def text_of_timestamp(value: Timestamp) -> str:
    """Write a moment in the form of RFC 3339, in the zone in which it was read, without zeros at the fraction's end."""
    hours, minutes = divmod(abs(value.minutes), 60)
    zone = f"{'-' if value.minutes < 0 else '+'}{hours:02d}:{minutes:02d}" if value.minutes else ""
    moment = _local(value, zone)
    return f"{moment.year:04d}-{moment:%m-%dT%H:%M:%S}{_fraction(value.nanoseconds % _SECOND)}{zone or 'Z'}"


def _fraction(nanoseconds: int) -> str:
    return f".{nanoseconds:09d}".rstrip("0") if nanoseconds else ""


def _local(value: Timestamp, zone: str) -> datetime:
    from datetime import datetime, timedelta, timezone  # 3 ms

    moment = datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=value.nanoseconds // _SECOND)
    try:
        return moment.astimezone(_zone(zone))
    except OverflowError:
        raise EvalError("timestamp out of range in its time zone") from None


def _zone(name: str) -> tzinfo:
    import re  # 5 ms
    from datetime import timedelta, timezone

    fixed = re.fullmatch(r"([+-]?)([0-9]{2}):([0-9]{2})", name)
    if fixed:
        offset = timedelta(hours=int(fixed[2]), minutes=int(fixed[3]))
        if offset >= timedelta(days=1):
            raise EvalError(f"unknown time zone {name!r}")
        return timezone(-offset if fixed[1] == "-" else offset)
    if name in ("UTC", ""):
        return timezone.utc
    return _named_zone(name)


def _named_zone(name: str) -> tzinfo:
    from zoneinfo import ZoneInfo  # 5 ms, and the zones of the machine

    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        raise EvalError(f"unknown time zone {name[:40]!r}") from None


def _day_of_year(moment: datetime) -> int:
    return moment.timetuple().tm_yday - 1


_FIELDS: dict[str, Callable[[datetime], int]] = {
    "getFullYear": lambda m: m.year,
    "getMonth": lambda m: m.month - 1,
    "getDate": lambda m: m.day,
    "getDayOfMonth": lambda m: m.day - 1,
    "getDayOfWeek": lambda m: m.isoweekday() % 7,
    "getDayOfYear": _day_of_year,
    "getHours": lambda m: m.hour,
    "getMinutes": lambda m: m.minute,
    "getSeconds": lambda m: m.second,
}
_DURATION_UNITS = {"getHours": 3600 * _SECOND, "getMinutes": 60 * _SECOND, "getSeconds": _SECOND}


def _accessors(name: str, field: Callable[[datetime], int]) -> tuple[Value, ...]:
    overloads: tuple[Value, ...] = (
        (("google.protobuf.Timestamp",), "int", lambda t: field(_local(t, "UTC"))),
        (("google.protobuf.Timestamp", "string"), "int", lambda t, zone: field(_local(t, zone))),
    )
    unit = _DURATION_UNITS.get(name)
    if unit is None:
        return overloads
    return (*overloads, (("google.protobuf.Duration",), "int", lambda d: _cut(d.nanoseconds, unit)))


def _cut(nanoseconds: int, unit: int) -> int:
    count = abs(nanoseconds) // unit
    return count if nanoseconds >= 0 else -count


def _milliseconds(value: Timestamp) -> int:
    return value.nanoseconds % _SECOND // 1_000_000


def _milliseconds_in(value: Timestamp, _: str) -> int:
    return _milliseconds(value)


def _milliseconds_of_duration(value: Duration) -> int:
    """Give all of it, as Kubernetes does (cel-go: types/duration.go); the specification wants what a second leaves."""
    return _cut(value.nanoseconds, 1_000_000)


def _same(value: Value) -> Value:
    return value


def _seconds(value: Timestamp) -> int:
    return value.nanoseconds // _SECOND


FUNCTIONS: Overloads = {
    "timestamp": (
        (("google.protobuf.Timestamp",), "google.protobuf.Timestamp", _same),
        (("int",), "google.protobuf.Timestamp", timestamp_of_seconds),
        (("string",), "google.protobuf.Timestamp", timestamp),
    ),
    "duration": (
        (("google.protobuf.Duration",), "google.protobuf.Duration", _same),
        (("string",), "google.protobuf.Duration", duration),
    ),
    "int": ((("google.protobuf.Timestamp",), "int", _seconds),),
    "string": (
        (("google.protobuf.Timestamp",), "string", text_of_timestamp),
        (("google.protobuf.Duration",), "string", text_of_duration),
    ),
}

METHODS: Overloads = {
    **{name: _accessors(name, field) for name, field in _FIELDS.items()},
    "getMilliseconds": (
        (("google.protobuf.Timestamp",), "int", _milliseconds),
        (("google.protobuf.Timestamp", "string"), "int", _milliseconds_in),
        (("google.protobuf.Duration",), "int", _milliseconds_of_duration),
    ),
}
