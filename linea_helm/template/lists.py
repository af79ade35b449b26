"""What the functions of templates do with lists: one that a template makes is a map from its places.

Source: sprig v3, list.go.
"""

from __future__ import annotations

from linea_helm.template.meaning import NOTHING, UNKNOWN, Map, union
from linea_helm.template.reads import ANY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeAlias

    from linea_helm.template.action import Command
    from linea_helm.template.flow import Flow
    from linea_helm.template.meaning import Meaning

    Arguments: TypeAlias = Sequence[Meaning]
    Function: TypeAlias = Callable[[Flow, Arguments, Command], Meaning]

#: The result holds what is in any of the lists, and nobody knows where in it.
_MIXED = [
    "concat",
    "mustConcat",
    "rest",
    "mustRest",
    "initial",
    "mustInitial",
    "uniq",
    "mustUniq",
    "compact",
    "mustCompact",
    "without",
    "mustWithout",
    "reverse",
    "mustReverse",
    "sortAlpha",
    "slice",
    "mustSlice",
]


def made(flow: Flow, arguments: Arguments, command: Command) -> Meaning:
    """Give the list that a template makes of its arguments."""
    return frozenset({flow.map(command, {str(at): argument for at, argument in enumerate(arguments)})})


def _mixed(flow: Flow, arguments: Arguments, command: Command) -> Meaning:
    """Forget which element of a list that a template makes is the first, but not that they are apart."""
    return frozenset(
        flow.map(command, {ANY + key: field for key, field in one.fields.items()})
        if isinstance(one, Map) and _is_list(one)
        else one
        for one in union(arguments)
    )


def _is_list(one: Map) -> bool:
    return bool(one.fields) and not one.bases and list(one.fields) == [str(at) for at in range(len(one.fields))]


def _prepend(flow: Flow, arguments: Arguments, command: Command) -> Meaning:
    return _append(flow, [_mixed(flow, arguments[:1], command), *arguments[1:]], command)


def _append(flow: Flow, arguments: Arguments, command: Command) -> Meaning:
    return (arguments[0] if arguments else UNKNOWN) | frozenset({flow.map(command, {ANY: union(arguments[1:])})})


def _first(flow: Flow, arguments: Arguments, _command: Command) -> Meaning:
    return nth(flow, arguments[0], 0) if arguments else UNKNOWN


def _last(flow: Flow, arguments: Arguments, _command: Command) -> Meaning:
    return nth(flow, arguments[0], -1) if arguments else UNKNOWN


def nth(flow: Flow, lists: Meaning, number: int) -> Meaning:
    """Give an element of a list that a template makes, and of any other list all that may be meant."""
    found = NOTHING
    for one in lists:
        known = list(one.fields) if isinstance(one, Map) and _is_list(one) else []
        key = known[number] if number < len(known) and known else ANY
        found |= flow.child(frozenset({one}), key)
    return found or UNKNOWN


FUNCTIONS: dict[str, Function] = {
    **dict.fromkeys(_MIXED, _mixed),
    **dict.fromkeys(("list", "tuple"), made),
    **dict.fromkeys(("append", "mustAppend"), _append),
    **dict.fromkeys(("prepend", "mustPrepend"), _prepend),
    **dict.fromkeys(("first", "mustFirst"), _first),
    **dict.fromkeys(("last", "mustLast"), _last),
}
