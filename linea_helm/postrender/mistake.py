"""What is wrong with a command line that `options.parse` does not take: typer, which could say it, costs 45 ms."""

from __future__ import annotations

from linea_helm.nearest import nearest
from linea_helm.options import POST, parse


def mistake(arguments: list[str]) -> str:
    """Say what linea-post does not understand about the first word that it does not understand."""
    for length in range(1, len(arguments) + 1):
        # An option whose value comes next is no mistake.
        if parse(arguments[:length], POST) is None and parse(arguments[: length + 1], POST) is None:
            return _about(arguments[length - 1], *arguments[length : length + 1])
    return "it takes options and nothing else"


def _about(word: str, following: str | None = None) -> str:
    name, equals, value = word.partition("=") if word.startswith("--") else (word[:2], word[2:], word[2:])
    option = next((option for option in POST if name in option.names), None)
    if option is None:
        near = nearest(name, [name for option in POST for name in option.names])
        return f"there is no option {name}" + (f"; did you mean {near}?" if near else "")
    if option.kind == "flag":
        return f"{name} takes no value"
    given = value if equals else following
    return f"{name} is one of {', '.join(option.choices)}" if given is not None else f"{name} needs a value"
