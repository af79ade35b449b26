"""What a YAML parser says, in the user's words."""

from __future__ import annotations

from typing import NamedTuple


class Words(NamedTuple):
    problem: str
    start: int
    end: int
    why: str = ""
    fix: str = ""


def explain(text: str, said: str, at: int, since: int | None) -> Words:
    return Words(said, at, at + 1)
