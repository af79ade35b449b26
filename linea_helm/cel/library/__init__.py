"""Which functions there are, and which module of this package has them; it is imported when a program calls one.

`FUNCTIONS` are called `f(x)` or `space.f(x)`, `METHODS` `x.f(...)`. A module has two dicts of the same names, from the
name of a function to its overloads `(parameter types, result type, Python function)`. "dyn" is any type, a last "..."
repeats the one before it, and a method's target is its first parameter. On the fast path: imports nothing outside the
package.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from linea_helm.cel.tree import Value

    Overload = tuple[tuple[str, ...], str, Callable[..., Value]]
    Overloads = dict[str, tuple[Overload, ...]]

#: Module by module: its functions, then its methods.
_MODULES: dict[str, tuple[str, str]] = {
    "standard": (
        "size matches dyn type bool int uint double string bytes",
        "size matches contains startsWith endsWith",
    ),
    "temporal": (
        "timestamp duration int string",
        """
        getFullYear getMonth getDate getDayOfMonth getDayOfWeek getDayOfYear getHours getMinutes getSeconds
        getMilliseconds
        """,
    ),
    "optionals": (
        "optional.of optional.ofNonZeroValue optional.none optional.unwrap",
        "hasValue value or orValue unwrapOpt first last",
    ),
    "strings": (
        "strings.quote",
        "charAt indexOf lastIndexOf replace split substring lowerAscii upperAscii trim join reverse format",
    ),
    "lists": (
        "lists.range",
        "isSorted sum min max indexOf lastIndexOf includes slice flatten sort @sortBy distinct reverse",
    ),
    "sets": (
        "sets.contains sets.equivalent sets.intersects",
        "",
    ),
    "encoders": (
        "base64.encode base64.decode",
        "",
    ),
    "math": (
        """
        math.greatest math.least math.ceil math.floor math.round math.trunc math.abs math.sign math.sqrt
        math.isNaN math.isInf math.isFinite math.bitAnd math.bitOr math.bitXor math.bitNot math.bitShiftLeft
        math.bitShiftRight
        """,
        "",
    ),
    "jsonpatch": (
        "jsonpatch.escapeKey",
        "",
    ),
    "regex": (
        "",
        "find findAll",
    ),
    "url": (
        "url isURL",
        "getScheme getHost getHostname getPort getEscapedPath getQuery",
    ),
    "net": (
        "ip isIP ip.isCanonical cidr isCIDR string",
        """
        family isUnspecified isLoopback isLinkLocalMulticast isLinkLocalUnicast isGlobalUnicast containsIP
        containsCIDR ip masked prefixLength
        """,
    ),
    "quantity": (
        "quantity isQuantity sign",
        "isInteger asInteger asApproximateFloat add sub compareTo isGreaterThan isLessThan",
    ),
    "semver": (
        "semver isSemver",
        "major minor patch compareTo isGreaterThan isLessThan",
    ),
    "named_formats": (
        """
        format.named format.dns1123Label format.dns1123Subdomain format.dns1035Label format.qualifiedName
        format.dns1123LabelPrefix format.dns1123SubdomainPrefix format.dns1035LabelPrefix format.labelValue
        format.uri format.uuid format.byte format.date format.datetime
        """,
        "validate",
    ),
}


def _by_name(part: int) -> dict[str, tuple[str, ...]]:
    """Turn the table round: the modules of each name, in their order."""
    found: dict[str, tuple[str, ...]] = {}
    for module, names in _MODULES.items():
        for name in names[part].split():
            found[name] = (*found.get(name, ()), module)
    return found


FUNCTIONS = _by_name(0)
METHODS = _by_name(1)

TYPES = frozenset(
    (
        *("bool", "int", "uint", "double", "string", "bytes", "list", "map", "null_type", "type"),
        *("optional_type", "google.protobuf.Timestamp", "google.protobuf.Duration", "net.IP", "net.CIDR"),
    )
)


def overloads(table: str, name: str) -> Iterator[Overload]:
    """Give the overloads of a function; table is "FUNCTIONS" or "METHODS". Imports its modules one by one."""
    names = FUNCTIONS if table == "FUNCTIONS" else METHODS
    for module in names[name]:
        loaded = __import__(f"{__name__}.{module}", fromlist=[table])
        yield from getattr(loaded, table)[name]


def spread(params: tuple[str, ...], count: int) -> tuple[str, ...] | None:
    """Give the parameter types of an overload for so many arguments, or None when it does not take as many."""
    if params[-1:] == ("...",) and count:
        return (params[0],) * count
    return params if len(params) == count else None
