"""The kinds of nodes in a syntax tree, and how to walk one.

A node is a tuple `(kind, offset, ...)`; offset is where it stands in the text. The parser makes `name`, `call` and
`method`; `resolve` turns names into `var`, `local`, `type` and `unknown`.

    const   value                    None, bool, int, float, str or bytes; of a pattern also what re2 makes of it
    uint    number                   5u
    name    text                     not resolved yet; a leading "." asks for a global name
    var     name                     a variable of the program; the name may have dots
    local   name                     the variable of a macro
    type    name                     a type as a value
    unknown message                  a name or function nobody declared: an error when evaluated
    select  operand field            x.f        select?  x.?f       has  has(x.f)
    index   operand key              x[k]       index?   x[?k]
    call    function args            f(x)       method   function (target, *args)
    && ||   terms                    two or more
    ! neg   operand
    ?:      condition chosen otherwise
    == != < <= > >= + - * / % in     left right
    list    items optional           optional: the positions of items written ?x
    map     entries                  (key, value, optional)
    all exists exists_one            range names test           names: one name, or key and value
    filter                           range names test
    collect                          range names test transform test is None without one; map() and transformList()
    transformMap transformMapEntry   range names test transform
    bind    name value body          cel.bind
    optMap optFlatMap                target name body
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    Node = tuple[Any, ...]
    Value = Any  # what an expression computes, see values.py

MACROS = ("all", "exists", "exists_one", "filter", "collect", "transformMap", "transformMapEntry")


def children(node: Node) -> Iterator[Node]:
    """Give the direct children of a node that are nodes."""
    kind = node[0]
    if kind in ("const", "uint", "name", "var", "local", "type", "unknown"):
        return
    if kind == "map":
        for key, value, _ in node[2]:
            yield key
            yield value
        return
    for part in node[2:]:
        if isinstance(part, tuple) and part:
            if isinstance(part[0], tuple):
                yield from part
            elif type(part[0]) is str and len(part) > 1 and type(part[1]) is int:
                yield part
