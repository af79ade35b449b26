"""Which functions there are, and which module of this package has them; the module is imported when a program calls
one.

`FUNCTIONS` are called `f(x)` or `space.f(x)`, `METHODS` `x.f(...)`. A module has two dicts of the same names, from
function name to overloads `(parameter types, result type, Python function)`; "dyn" is any type, and a method's target
is its first parameter. On the fast path: imports nothing outside the package.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from linea_helm.cel.tree import Value

    Overload = tuple[tuple[str, ...], str, Callable[..., Value]]
    Overloads = dict[str, tuple[Overload, ...]]

FUNCTIONS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("size", "matches", "dyn", "type", "bool", "uint", "double", "bytes"), ("standard",)),
    **dict.fromkeys(("int", "string"), ("standard", "temporal")),
    **dict.fromkeys(("timestamp", "duration"), ("temporal",)),
    **dict.fromkeys(("optional.of", "optional.ofNonZeroValue", "optional.none"), ("optionals",)),
}

METHODS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("size", "matches", "contains", "startsWith", "endsWith"), ("standard",)),
    **dict.fromkeys(
        ("getFullYear", "getMonth", "getDate", "getDayOfMonth", "getDayOfWeek", "getDayOfYear"),
        ("temporal",),
    ),
    **dict.fromkeys(
        ("getHours", "getMinutes", "getSeconds", "getMilliseconds"),
        ("temporal",),
    ),
    **dict.fromkeys(("hasValue", "value", "or", "orValue"), ("optionals",)),
}

TYPES = frozenset(
    (
        *("bool", "int", "uint", "double", "string", "bytes", "list", "map", "null_type", "type"),
        *("optional_type", "google.protobuf.Timestamp", "google.protobuf.Duration"),
    )
)


def overloads(table: str, name: str) -> Iterator[Overload]:
    """Give the overloads of a function; table is "FUNCTIONS" or "METHODS". Imports its modules one by one."""
    names = FUNCTIONS if table == "FUNCTIONS" else METHODS
    for module in names[name]:
        loaded = __import__(f"{__name__}.{module}", fromlist=[table])
        yield from getattr(loaded, table)[name]
