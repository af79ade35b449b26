"""Where in a text a value stands: the name before it.

Works on any text, also on one that nothing can parse: a TOML file inside a YAML string inside a manifest.
"""

from __future__ import annotations

import re

#: Characters before a value that are looked at; names further away say nothing about it.
_REACH = 600
_NAME = re.compile(r"(?:\\[nrt])?([A-Za-z0-9_][A-Za-z0-9_./-]*(?: [A-Za-z0-9_./-]+){0,2})[\"'\\]*[ \t]*\Z")
_FLAG = re.compile(r"(?:\A|[\s\"'\[,(])--?([A-Za-z][A-Za-z0-9_.-]*)\Z")
#: The name of a variable in a list of them: `- name: PRIVATE_KEY`, then `value:`.
_VARIABLE = re.compile(r"name[\"']?:[ \t]*[\"']?([A-Za-z_][A-Za-z0-9_.-]*)[\"']?,?\s*[\"']?\Z")
#: Also those that are escaped, in a string inside a string.
_QUOTES = " \t\r\n\"'\\"
#: What stands between the values of a list of hex.
_LIST = _QUOTES + "{[,-0123456789abcdefABCDEFxX"


def name_before(text: str, start: int) -> str:
    """Give the name of the value at an offset: that of its key, variable or flag; "" when there is none.

    Knows `name: value`, `name = value`, `--name value`, `"name": ["value"`, block scalars, and lists of hex.
    """
    before = text[max(0, start - _REACH) : start]
    flag = _FLAG.search(before.rstrip(_QUOTES + ",-"))
    if flag:
        return flag[1]
    assigned = before.rstrip(_QUOTES + "{[-|>+,")
    if assigned[-1:] not in {":", "="}:
        assigned = before.rstrip(_LIST)
    if assigned[-1:] not in {":", "="}:
        return ""
    assigned = assigned.rstrip(":= \t")
    name = _NAME.search(assigned)
    if name is None:
        return ""
    variable = _VARIABLE.search(assigned[: name.start()]) if name[1] == "value" else None
    return variable[1] if variable else name[1]
