"""Which files of a chart's folder Helm does not load: the rules of `.helmignore`.

Source: helm pkg/ignore/rules.go. Unlike .gitignore, `!x` ignores everything that is not x, and `**` is an error.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from linea_helm.source import Location, Source
from linea_helm.values.metadata import ChartError

if TYPE_CHECKING:
    from collections.abc import Iterator


class _Rule(NamedTuple):
    pattern: re.Pattern[str]
    negated: bool
    only_folders: bool
    whole_path: bool


class Rules:
    """The rules of one `.helmignore`.

    Errors: ChartError for a rule that Helm does not read, at its line.
    """

    def __init__(self, raw: bytes, path: str = ".helmignore") -> None:
        source = Source(path, raw.decode("utf-8-sig", "replace"))
        self.rules = list(_rules(source))

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


def _rules(source: Source) -> Iterator[_Rule]:
    start = 0
    for line in source.text.splitlines(keepends=True):
        text = line.strip()
        if text and not text.startswith("#"):
            try:
                yield _rule(text)
            except ChartError as error:
                first = start + line.index(text)
                error.at = Location(source, first, first + len(text))
                raise
        start += len(line)


def _rule(text: str) -> _Rule:
    if "**" in text:
        raise ChartError(f"`{text}`: Helm does not support `**`", fix="write one `*` for each folder")
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
            raise ChartError(f"`{line}` has a `[` that is not closed", fix=r"close it, or write `\[`")
        elif part[0] == "[":
            translated += "(?!/)" + part
        else:
            translated += re.escape(part[-1])
    return re.compile(translated, re.DOTALL)
