"""Write completion.yaml, from which Helm completes `helm linea …`, out of the application's own commands and options.

Helm completes file names where nothing is listed, which is what `-f` and CHART want.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

#: Helm's own flags, which it completes itself, and typer's for its own way of completion.
NOT_OURS = {"help", "h", "namespace", "n", "install-completion", "show-completion"}
HEADER = "# Made by scripts/gen_completion.py; do not edit.\n"


def main() -> int:
    """Write the file."""
    (ROOT / "completion.yaml").write_text(completion(), "utf-8")
    return 0


def completion() -> str:
    """Give the text of completion.yaml."""
    import typer

    from linea_helm.app import build

    root = typer.main.get_command(build(as_plugin=True))
    return HEADER + "\n".join(_command("linea", root, "")) + "\n"


def _command(name: str, command: Any, indent: str) -> list[str]:  # noqa: ANN401 - typer's own copy of click
    flags = [word.lstrip("-") for option in command.params for word in option.opts if word.startswith("-")]
    lines = [f"{indent}name: {name}"]
    own = sorted(set(flags) - NOT_OURS)
    if own:
        lines.append(f"{indent}flags: [{', '.join(own)}]")
    commands = getattr(command, "commands", {})
    if commands:
        lines.append(f"{indent}commands:")
        for child in sorted(commands):
            first, *rest = _command(child, commands[child], f"{indent}    ")
            lines += [f"{indent}  - {first.strip()}", *rest]
    return lines


if __name__ == "__main__":
    sys.exit(main())
