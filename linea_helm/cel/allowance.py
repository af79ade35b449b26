"""How many steps an evaluation may take over much data: what reads it all comes to its end, what runs away does not.

Asked for when the steps that are enough for nearly everything (`BUDGET`) are used up.
"""

from __future__ import annotations

from linea_helm.cel.program import BUDGET

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linea_helm.cel.tree import Value

#: A test of each key for a dozen words takes 200 steps; one of each line as many, for ten characters or more.
_FOR_VALUE, _FOR_CHARACTER = 500, 20


def allowance(bindings: dict[str, Value]) -> int:
    """Give the steps that an evaluation may take, by the size of what is bound."""
    values = characters = 0
    seen: set[int] = set()
    pending = list(bindings.values())
    while pending:
        value = pending.pop()
        values += 1
        if type(value) is str:
            characters += len(value)
        elif type(value) in (list, dict) and id(value) not in seen:  # an anchor may hold another twice, and so on
            seen.add(id(value))
            pending += value
            pending += value.values() if type(value) is dict else ()
    return BUDGET + _FOR_VALUE * values + _FOR_CHARACTER * characters
