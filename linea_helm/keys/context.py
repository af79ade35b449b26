"""Where in a text a value stands: the name before it.

Works on any text, also on one that nothing can parse: a TOML file inside a YAML string inside a manifest. Imports
nothing, for the fast path.
"""

from __future__ import annotations

#: Characters before a value that are looked at; names further away say nothing about it.
_REACH = 600
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_NAME = frozenset(_LETTERS + "0123456789_.-/")
_FLAG = _NAME - {"/"}
#: Also those that are escaped, in a string inside a string.
_QUOTES = " \t\r\n\"'\\"
#: What stands between the values of a list of hex.
_LIST = _QUOTES + "{[,-0123456789abcdefABCDEFxX"


def name_before(text: str, start: int) -> str:
    """Give the name of the value at an offset: that of its key, variable or flag; "" when there is none.

    Knows `name: value`, `name = value`, `--name value`, `"name": ["value"`, block scalars, and lists of hex.
    """
    before = text[max(0, start - _REACH) : start]
    flag = _flag(before.rstrip(_QUOTES + ",-"))
    if flag:
        return flag
    assigned = before.rstrip(_QUOTES + "{[-|>+,")
    if assigned[-1:] not in {":", "="}:
        assigned = before.rstrip(_LIST)
    if assigned[-1:] not in {":", "="}:
        return ""
    name, rest = _name(assigned.rstrip(":= \t").rstrip("\"'\\"))
    return _variable(rest) or name if name == "value" else name


def _flag(before: str) -> str:
    """Give the name of a flag that a text ends with: one dash or two, then a letter."""
    word, rest = _tail(before, _FLAG)
    name = word.lstrip("-")
    dashes = len(word) - len(name)
    begins = not rest or rest[-1] in _QUOTES + "[,("
    return name if begins and dashes in {1, 2} and name[:1] in _LETTERS and name else ""


def _name(before: str) -> tuple[str, str]:
    """Give the name that a text ends with, at most three words of prose, and what is before it."""
    spoken: list[str] = []
    rest = before
    while len(spoken) < 3:
        word, rest = _tail(rest, _NAME)
        if word:
            spoken.insert(0, word)
        if not word or rest[-1:] != " ":
            break
        rest = rest[:-1]
    if spoken and rest[-1:] == "\\" and spoken[0][0] in "nrt":  # the end of an escaped line end
        spoken[0] = spoken[0][1:]
    return " ".join(spoken).strip("./- "), rest


def _variable(before: str) -> str:
    """Give the name of a variable in a list of them: `- name: PRIVATE_KEY`, then `value:`."""
    word, rest = _tail(before.rstrip(_QUOTES + ","), _FLAG)
    rest = rest.rstrip(_QUOTES)
    return word if rest.endswith(":") and rest[:-1].rstrip(_QUOTES).endswith("name") else ""


def _tail(text: str, letters: frozenset[str]) -> tuple[str, str]:
    """Cut off the letters that a text ends with."""
    at = len(text)
    while at and text[at - 1] in letters:
        at -= 1
    return text[at:], text[:at]
