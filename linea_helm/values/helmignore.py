"""Which files of a chart's folder Helm does not load: the rules of `.helmignore`.

Source: helm pkg/ignore/rules.go. Unlike .gitignore, `!x` ignores everything that is not x, and `**` is an error.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from linea_helm.errors import InputError


class _Rule(NamedTuple):
    pattern: re.Pattern[str]
    negated: bool
    only_folders: bool
    whole_path: bool


class Rules:
    """The rules of one `.helmignore`."""

    def __init__(self, raw: bytes) -> None:
        lines = raw.decode("utf-8-sig", "replace").splitlines()
        self.rules = [_rule(line.strip()) for line in lines if line.strip() and not line.strip().startswith("#")]

    def match(self, path: str, *, is_folder: bool) -> bool:
        """Tell whether Helm leaves out the file or folder at a path from the top of the chart, with `/`."""
        for rule in self.rules:
            subject = path if rule.whole_path else path.rpartition("/")[2]
            matched = rule.pattern.fullmatch(subject) is not None
            if rule.negated and ((rule.only_folders and not is_folder) or not matched):
                return True
            if not rule.negated and matched and (is_folder or not rule.only_folders):
                return True
        return False


def _rule(text: str) -> _Rule:
    if "**" in text:
        raise InputError(f".helmignore: `{text}`: Helm does not support `**`", fix="write one `*` for each folder")
    negated, only_folders = text.startswith("!"), text.endswith("/")
    path = text.removeprefix("!").removesuffix("/")
    return _Rule(_pattern(path.removeprefix("/"), text), negated, only_folders, "/" in path)


def _pattern(glob: str, line: str) -> re.Pattern[str]:
    """Translate Go's filepath.Match: `*`, `?` and `[...]` stop at `/`, a backslash escapes one character."""
    translated = ""
    for part in re.findall(r"\\.|\[\^?(?:\\.|[^\]])+\]|.", glob, re.DOTALL):
        if part == "*":
            translated += "[^/]*"
        elif part == "?":
            translated += "[^/]"
        elif part == "[":
            raise InputError(f".helmignore: `{line}` has a `[` that is not closed", fix=r"close it, or write `\[`")
        elif part[0] == "[":
            translated += "(?!/)" + part
        else:
            translated += re.escape(part[-1])
    return re.compile(translated, re.DOTALL)
