"""What the functions of templates do with values: pass them on, look into them, put them into maps, or use them up.

Source: Go's text/template, sprig v3, helm pkg/engine/funcs.go. A function that is not known here uses its arguments
whole, so that nothing is called unread because of it.
"""

from __future__ import annotations

import re

from linea_helm.template import lists
from linea_helm.template.action import Literal, Pipe, Word
from linea_helm.template.meaning import NOTHING, UNKNOWN, Map, Text, joined, names, texts, union
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


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Their result shows nothing of what is in a map, or so little that its keys have no effect of their own (checksums).
_TESTS = _words(
    """
    not eq ne lt le gt ge len empty kindIs kindOf typeIs typeOf typeIsLike deepEqual any all has hasPrefix hasSuffix
    contains regexMatch mustRegexMatch semver semverCompare int int64 float64 add add1 add1f addf sub subf mul mulf
    div divf mod max min maxf minf ceil floor round until untilStep seq lookup sha1sum sha256sum sha512sum adler32sum
    now date randAlphaNum randAlpha randNumeric isAbs genCA getHostByName uuidv4
    """
)
#: They make strings of scalars; a map comes to them as text only.
_STRINGS = _words(
    """
    quote squote trunc lower upper title untitle trimAll trimPrefix trimSuffix replace toString atoi b64enc b64dec
    camelcase snakecase kebabcase repeat substr nospace abbrev fail html js urlquery plural toDate date dateModify
    regexReplaceAll mustRegexReplaceAll regexReplaceAllLiteral mustRegexReplaceAllLiteral regexFind mustRegexFind
    htpasswd bcrypt urlParse osBase base dir ext clean toDecimal cat
    """
)
#: The result is the last argument, or holds what is in it.
_SAME = _words("nindent indent trim required")
_DUMPS = _words(
    "toYaml toYamlPretty mustToYaml toJson mustToJson toPrettyJson mustToPrettyJson toRawJson mustToRawJson toToml"
)
_LOADS = _words("fromYaml fromYamlArray fromJson fromJsonArray mustFromJson fromToml")
#: The result holds what is in any of the arguments.
_UNION = _words(
    """
    default coalesce and or
    """
)
#: They ask only whether something is there, or of which kind it is.
_KINDS = _words("kindIs kindOf typeIs typeOf hasKey")
#: They ask only whether something is there, or empty.
_PRESENCE = _words("empty not and or default coalesce ternary required")

#: They hand on what they are given and ask nothing of it; to all others it may matter whether it is there.
_PASSING = (
    _DUMPS
    | _LOADS
    | _words(
        """
        include tpl dict list tuple append mustAppend prepend mustPrepend set unset index get dig pick omit deepCopy
        mustDeepCopy merge mustMerge mergeOverwrite mustMergeOverwrite first last mustFirst mustLast
        """
    )
)

#: Their arguments that are names or keys, or are read as a template.
_NAMES: dict[str, Callable[[Arguments], Arguments]] = {
    **dict.fromkeys(("include", "tpl"), lambda arguments: arguments[:1]),
    **dict.fromkeys(("index", "get", "pick", "omit", "hasKey"), lambda arguments: arguments[1:]),
    **dict.fromkeys(("set", "unset"), lambda arguments: arguments[1:2]),
    "dig": lambda arguments: arguments[:-2],
    "dict": lambda arguments: arguments[::2],
}

#: What they give is nobody else's.
_COPIES = frozenset({"dict", "deepCopy", "mustDeepCopy", "fromYaml", "fromJson", "pick", "omit"})


def call(flow: Flow, name: str, arguments: Arguments, command: Command) -> Meaning:
    """Give what a call means; maps are told apart by the command that makes them."""
    if name in _KINDS:
        flow.ask_kind(union(arguments))
    elif name in _PRESENCE:
        flow.ask(union(arguments))
    elif name not in _PASSING:
        flow.test(union(arguments))
    if name in _NAMES:
        flow.test(union(_NAMES[name](arguments)))
    if name in _TESTS:
        return UNKNOWN
    last = arguments[-1] if arguments else UNKNOWN
    if name in _SAME:
        return last
    if name in _DUMPS:
        return frozenset(Text(one) if isinstance(one, (tuple, Map)) else one for one in last)
    if name in _LOADS:
        return frozenset(one.of if isinstance(one, Text) else one for one in last)
    if name in _UNION:
        return union(arguments)
    function = _OTHERS.get(name, _string if name in _STRINGS else _unknown)
    return function(flow, arguments, command)


def _string(flow: Flow, arguments: Arguments, _command: Command) -> Meaning:
    flow.write(union(arguments))
    return UNKNOWN


def _unknown(flow: Flow, arguments: Arguments, _command: Command) -> Meaning:
    for argument in arguments:
        flow.whole(argument)
    return UNKNOWN


def _include(flow: Flow, arguments: Arguments, _command: Command) -> Meaning:
    return flow.include(arguments[0], arguments[1] if len(arguments) > 1 else UNKNOWN) if arguments else UNKNOWN


def _tpl(flow: Flow, arguments: Arguments, _command: Command) -> Meaning:
    text, context = _two(arguments)
    return text | flow.expand(text, context)


def _ternary(_flow: Flow, arguments: Arguments, _command: Command) -> Meaning:
    first, second = _two(arguments)
    return first | second


def _split_list(flow: Flow, arguments: Arguments, command: Command) -> Meaning:
    """Split a known string: charts walk along paths that are written like `a.b.c`."""
    separator, text = _two(arguments)
    found: Meaning = NOTHING
    for between in texts(separator):
        for one in texts(text):
            is_open = ANY in one + between or not between
            parts = [UNKNOWN] if is_open else [frozenset({part}) for part in one.split(between)]
            found |= frozenset({flow.map(command, {ANY: UNKNOWN})}) if is_open else lists.made(flow, parts, command)
    return found


def _dict(flow: Flow, arguments: Arguments, command: Command) -> Meaning:
    fields: dict[str, Meaning] = {}
    for key, value in zip(arguments[::2], arguments[1::2], strict=False):
        for name in names(key):
            fields[name] = fields.get(name, NOTHING) | value
    return frozenset({flow.map(command, fields)})


def _set(flow: Flow, arguments: Arguments, _command: Command) -> Meaning:
    target, key = _two(arguments)
    value = arguments[2] if len(arguments) > 2 else UNKNOWN
    flow.change(target)
    for one in target:
        if isinstance(one, Map):
            flow.grow(one, dict.fromkeys(names(key), value))
        else:
            flow.whole(value)
    return target


def _merge(flow: Flow, arguments: Arguments, command: Command) -> Meaning:
    target, *others = arguments or (UNKNOWN,)
    merged = union(others)
    changed = NOTHING if _is_copy(command) else target
    flow.change(changed)
    for one in changed:
        if isinstance(one, Map):
            flow.grow(one, {}, merged)
        else:
            flow.whole(merged)
    return target | merged


def _is_copy(command: Command) -> bool:
    """Tell whether the first argument is made on the spot, so that nobody sees what is merged into it."""
    made = command[1] if len(command) > 1 else None
    head = made.commands[-1][0] if isinstance(made, Pipe) and made.commands else None
    return isinstance(head, Word) and head.name in _COPIES


def _copy(flow: Flow, arguments: Arguments, command: Command) -> Meaning:
    return frozenset({flow.map(command, {}, arguments[0])}) if arguments else UNKNOWN


def _index(flow: Flow, arguments: Arguments, command: Command) -> Meaning:
    number = command[2].number if len(command) == 3 and isinstance(command[2], Literal) else None
    if number is not None:
        return lists.nth(flow, arguments[0], number)
    return _descend(flow, arguments[0], arguments[1:]) if arguments else UNKNOWN


def _dig(flow: Flow, arguments: Arguments, _command: Command) -> Meaning:
    if len(arguments) < 3:
        return _unknown(flow, arguments, _command)
    *keys, default, target = arguments
    return _descend(flow, target, keys) | default


def _pluck(flow: Flow, arguments: Arguments, command: Command) -> Meaning:
    found = [_descend(flow, target, arguments[:1]) for target in arguments[1:]]
    return frozenset({flow.map(command, {ANY: union(found)})})


def _pick(flow: Flow, arguments: Arguments, command: Command) -> Meaning:
    target, *keys = arguments or (UNKNOWN,)
    if any(isinstance(one, Map) for key in keys for one in key):
        return target
    picked = {name: flow.child(target, name) for key in keys for name in names(key)}
    return frozenset({flow.map(command, picked)})


def _omit(flow: Flow, arguments: Arguments, _command: Command) -> Meaning:
    target, *keys = arguments or (UNKNOWN,)
    _descend_each(flow, target, keys)
    return target


def _unset(flow: Flow, arguments: Arguments, command: Command) -> Meaning:
    flow.change(arguments[0] if arguments else UNKNOWN)
    return _omit(flow, arguments, command)


def _has_key(flow: Flow, arguments: Arguments, _command: Command) -> Meaning:
    target, key = _two(arguments)
    flow.ask_kind(_descend(flow, target, [key]))
    return UNKNOWN


def _keys(flow: Flow, arguments: Arguments, command: Command) -> Meaning:
    for argument in arguments:
        flow.child(argument, ANY)
    return frozenset({flow.map(command, {ANY: UNKNOWN})})


def _elements(flow: Flow, arguments: Arguments, command: Command) -> Meaning:
    return frozenset({flow.map(command, {ANY: union([flow.child(argument, ANY) for argument in arguments])})})


def _printf(flow: Flow, arguments: Arguments, _command: Command) -> Meaning:
    """Put known strings into the format: named templates are called by names made like that, and keys are."""
    flow.write(union(arguments))
    format_, *others = arguments or (UNKNOWN,)
    made: set[str] = set()
    for text in texts(format_):
        pieces = [frozenset({piece}) for piece in re.split("%[sv]", text)]
        filled = [*others, *[UNKNOWN] * len(pieces)]
        made.update(
            joined([each for pair in zip(pieces, filled, strict=False) for each in pair][: 2 * len(pieces) - 1])
        )
    return frozenset(ANY if "%" in text else text for text in made)


def _print(flow: Flow, arguments: Arguments, _command: Command) -> Meaning:
    flow.write(union(arguments))
    return frozenset(joined(arguments))


def _two(arguments: Arguments) -> tuple[Meaning, Meaning]:
    first, second, *_ = (*arguments, UNKNOWN, UNKNOWN)
    return first, second


def _descend(flow: Flow, target: Meaning, keys: Arguments) -> Meaning:
    for key in keys:
        target = _descend_each(flow, target, [key])
    return target


def _descend_each(flow: Flow, target: Meaning, keys: Arguments) -> Meaning:
    found = [flow.child(target, name) for key in keys for name in names(key)]
    return union(found)


_OTHERS: dict[str, Function] = {
    **lists.FUNCTIONS,
    "include": _include,
    "tpl": _tpl,
    "ternary": _ternary,
    "split": _split_list,
    "splitList": _split_list,
    "dict": _dict,
    "set": _set,
    "unset": _unset,
    "merge": _merge,
    "mustMerge": _merge,
    "mergeOverwrite": _merge,
    "mustMergeOverwrite": _merge,
    "deepCopy": _copy,
    "mustDeepCopy": _copy,
    "index": _index,
    "get": _index,
    "dig": _dig,
    "pluck": _pluck,
    "pick": _pick,
    "omit": _omit,
    "hasKey": _has_key,
    "keys": _keys,
    "values": _elements,
    "print": _print,
    "printf": _printf,
}
