"""Write what Helm completes `helm linea …` from, out of the application's own commands, options and their values.

completion.yaml has the commands and the names of options, which Helm reads. The script plugin.complete has the values,
and Helm runs it at each TAB where the file lists nothing more: so it is plain sh, and done in a millisecond.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

#: Helm's own flags, which it completes itself, and typer's for its own way of completion.
NOT_OURS = {"help", "h", "namespace", "n", "install-completion", "show-completion"}
NOTE = "# Made by scripts/gen_completion.py; do not edit.\n"

_START = """\
#!/bin/sh
@NOTE@# Helm calls it at each TAB with the words behind `helm linea`, without its own options. A line is a value; the
# last one says what else there is: nothing (4), or names of files (0).

with_policies() { # each has its cases beside it
  values=$*
  for file in "${0%/*}"/policies/*.test.yaml; do
    file=${file##*/}
    values="$values ${file%.test.yaml}"
  done
}

command=$1
case $1 in @GROUPS@) command="$1 $2" ;; esac
option='' word='' values=''
for next; do option=$word word=$next; done
case $word in
  -*=*) option=${word%%=*} word=${word#*=} ;;
  -*) option=- ;; # completion.yaml has the names of options
esac

case "$command $option" in
  *' -') ;;
"""
_END = """\
esac

if [ -z "$values" ]; then
  echo :0
  exit
fi
for value in $values; do
  case $value in "$word"*) echo "$value" ;; esac
done
echo :4
"""


class Taken(NamedTuple):
    """The values that a word of a command takes: `before` is the option before it, "*" for any other word."""

    command: str
    before: str
    values: tuple[str, ...]


def main() -> int:
    """Write both files."""
    (ROOT / "completion.yaml").write_text(completion(), "utf-8")
    script = ROOT / "plugin.complete"
    script.write_text(values(), "utf-8")
    script.chmod(0o755)
    return 0


def completion() -> str:
    """Give the text of completion.yaml."""
    return NOTE + "\n".join(_command("linea", _application(), "")) + "\n"


def values() -> str:
    """Give the text of plugin.complete."""
    root = _application()
    groups = [name for name, command in sorted(root.commands.items()) if hasattr(command, "commands")]
    cases = "".join(_case(*each) for each in _merged(_taken("", root)).items())
    return _START.replace("@NOTE@", NOTE).replace("@GROUPS@", " | ".join(groups)) + cases + _END


def _application() -> Any:  # noqa: ANN401 - typer's own copy of click
    import typer

    from linea_helm.app import build

    return typer.main.get_command(build(as_plugin=True))


def _command(name: str, command: Any, indent: str) -> list[str]:  # noqa: ANN401
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


def _taken(path: str, command: Any) -> Iterator[Taken]:  # noqa: ANN401
    """Yield what is said of a command and of those in it."""
    for name, child in sorted(getattr(command, "commands", {}).items()):
        yield from _taken(f"{path} {name}".strip(), child)
    arguments = [each for each in command.params if each.param_type_name == "argument"]
    offered = next(filter(None, (_offered(command, each) for each in arguments)), ())
    for option in command.params:
        own = _offered(command, option)
        # An option for anything matters only where its value could be taken for an argument.
        if option not in arguments and not option.is_flag and (own or offered):
            yield from (Taken(path, name, own) for name in sorted(option.opts) if name.lstrip("-") not in NOT_OURS)
    if offered:
        yield Taken(path, "*", offered)


def _offered(command: Any, parameter: Any) -> tuple[str, ...]:  # noqa: ANN401
    import typer

    return tuple(item.value for item in parameter.shell_complete(typer.Context(command), ""))


def _merged(taken: Iterator[Taken]) -> dict[tuple[str, ...], list[str]]:
    """Give the shell's patterns by the values that they take; those with "*" come last, because they stand for all."""
    merged: dict[tuple[str, ...], list[str]] = {}
    for command, before, offered in sorted(taken, key=lambda each: each.before == "*"):
        merged.setdefault(offered, []).append(f"'{command} '*" if before == "*" else f"'{command} {before}'")
    return merged


def _case(offered: tuple[str, ...], patterns: list[str]) -> str:
    from linea_helm.policycli import bundled_policies

    policies = set(bundled_policies())
    listed = " ".join(value for value in offered if value not in policies)
    command = f"values='{listed}'" if policies.isdisjoint(offered) else f"with_policies {listed}".rstrip()
    return f"  {' | '.join(patterns)})\n    {command} ;;\n"


if __name__ == "__main__":
    sys.exit(main())
