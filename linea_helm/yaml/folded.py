"""Scalars over several lines, plain and quoted, folded as YAML does: a break is a blank, an empty line is a break.

What is not certain to be one raises `Unsure`. Imports only other fast-path modules.
"""

from __future__ import annotations

from linea_helm.yaml.inline import Unsure, only_comment, quoted
from linea_helm.yaml.scalar import resolve

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linea_helm.yaml.inline import Data


def plain_on(lines: list[str], at: int, level: int, first: int, value: Data) -> tuple[Data, int]:
    """Read on in a plain scalar: `value` is what its first line gives, and line `at` goes on with it.

    Shapes: `first` and `at` count from 1, `level` is the column of its key or dash; the whole value, and how many lines
    are read with it. Errors: Unsure when what is there is no plain scalar, or has ended before line `at`.
    """
    start = lines[first - 1].rstrip(" ")
    if (
        level < 0
        or type(value) is not str
        or value[:1] in "|>"
        or " #" in start
        or not f" {start}".endswith(f" {value}")
    ):
        raise Unsure(start)
    text, breaks, read = value, 0, first
    for number in range(first, len(lines)):
        body = lines[number].strip(" ")
        if not body:
            breaks += 1
            continue
        if body[0] == "#" or indent(lines[number]) <= level:
            break
        if ": " in body or " #" in body or body[-1] == ":" or "\t" in body:
            raise Unsure(body)
        text += ("\n" * breaks or " ") + body
        breaks, read = 0, number + 1
    if read < at:
        raise Unsure(lines[at - 1])
    return resolve(text), read


def join_quoted(lines: list[str], at: int, start: int) -> None:
    """Put a quoted scalar that begins in line `at`, column `start`, onto that line; those that it took are left empty.

    Errors: Unsure when it has no end, is a key, or is not indented deeper than where line `at` begins.
    """
    text = lines[at - 1].rstrip(" ")
    quote = text[start : start + 1]
    if start < 0 or quote not in ("'", '"'):
        raise Unsure(text)
    breaks = 0
    for number in range(at, len(lines)):
        body = lines[number].strip(" ")
        if not body:
            breaks += 1
            continue
        if indent(lines[number]) <= indent(lines[at - 1]):
            break
        text += ("\n" * breaks or " ") + body
        breaks = 0
        if _closes(body, quote):
            only_comment(text[quoted(text, start)[1] :])
            lines[at - 1 : number + 1] = [text, *[""] * (number + 1 - at)]
            return
    raise Unsure(text)


def indent(line: str) -> int:
    """Count the blanks before the text of a line."""
    return len(line) - len(line.lstrip(" "))


def _closes(body: str, quote: str) -> bool:
    """Tell whether a line holds the quote that ends a scalar."""
    if quote == "'":
        return "'" in body.replace("''", "")
    return '"' in body.replace("\\\\", "").replace('\\"', "")
