"""The typer application: help that fits a terminal, errors on stderr, and the same commands as everywhere."""

from __future__ import annotations

import pytest

from linea_helm import __version__, bugreport
from linea_helm.app import application, build
from linea_helm.options import LINT, POST

COMMANDS = [
    "lint",
    "post-render",
    "policy",
    "policy list",
    "policy explain",
    "policy test",
    "policy export",
    "policy import",
    "keys",
    "keys new",
    "keys show",
    "doctor",
    "setup",
    "version",
]


@pytest.fixture(autouse=True)
def terminal(monkeypatch):
    """A terminal of 80 columns, outside of Helm."""
    monkeypatch.setenv("COLUMNS", "80")
    for name in ("HELM_PLUGIN_NAME", "FORCE_COLOR", "GITHUB_ACTIONS"):
        monkeypatch.delenv(name, raising=False)


def helped(capsys, *words):
    """Give the help of a command."""
    assert application([*words, "--help"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return out


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_fits_80_columns(capsys, command):
    """In plain text, as Helm's own."""
    text = helped(capsys, *command.split())
    assert text.startswith(f"Usage: linea {command}".rstrip() + " ")
    assert max(map(len, text.splitlines())) <= 80
    assert text.isascii()


def test_every_command_says_what_it_does_in_one_line(capsys):
    """None is cut off in the list of commands."""
    for words in ([], ["policy"], ["keys"]):
        listed = helped(capsys, *words).partition("Commands:\n")[2].splitlines()
        assert listed
        assert [line for line in listed if not line.endswith(".") or line.endswith("...")] == []


@pytest.mark.parametrize(("command", "table"), [("lint", LINT), ("post-render", POST)])
def test_every_option_is_explained(capsys, command, table):
    """With its names, its choices and its help."""
    text = " ".join(helped(capsys, command).split())
    for option in table:
        metavar = f"[{'|'.join(option.choices)}]" if option.choices else option.metavar
        assert " ".join([*", ".join(option.names).split(), metavar]).strip() in text
        assert " ".join(option.help.split()) in text


def test_inside_helm_the_program_is_called_helm_linea(capsys, monkeypatch):
    """What it says can be typed; completion is Helm's business."""
    assert "--install-completion" in helped(capsys)
    monkeypatch.setenv("HELM_PLUGIN_NAME", "linea")
    text = helped(capsys)
    assert text.startswith("Usage: helm linea ")
    assert "completion" not in text


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["lint", "-f"], "Error: Option '-f' requires an argument.\n"),
        (
            ["lint", "--profle", "dev"],
            "Error: No such option: --profle (Possible options: --fleet, --policies, --profile)\n",
        ),
        (["lint", "--profile", "x"], "Error: Invalid value for '-p' / '--profile': 'x' is none of prod, dev\n"),
        (["lintt"], "Error: No such command 'lintt'. Did you mean 'lint'?\n"),
        (["policy", "explain"], "Error: Missing argument 'ID'.\n"),
        (["post-render", "x"], "Error: Got unexpected extra argument(s) (x)\n"),
    ],
)
def test_mistakes_end_with_2(capsys, words, error):
    """On stderr, with the nearest name where there is one."""
    assert application(words) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.endswith(error)


@pytest.mark.parametrize("words", [[], ["policy"]])
def test_without_a_command_there_is_help(capsys, words):
    """And nothing was done, which is a mistake."""
    assert application(words) == 2
    assert "Commands:\n" in "".join(capsys.readouterr())


def test_version(capsys):
    """One line, as others read it."""
    for words in (["version"], ["--version"], ["--version", "lint"]):
        assert application(words) == 0
        assert capsys.readouterr() == (f"helm-linea {__version__}\n", "")


def test_a_broken_pipe_leaves_typer(monkeypatch):
    """Which would take it for findings."""
    from linea_helm import policycli

    def fail(*_):
        raise BrokenPipeError(32, "Broken pipe")

    monkeypatch.setattr(policycli, "list_checks", fail)
    with pytest.raises(BrokenPipeError):
        application(["policy", "list"])


@pytest.mark.parametrize("command", ["doctor", "setup"])
def test_other_commands_end_with_their_code(monkeypatch, command):
    """Whatever it is."""
    import importlib

    monkeypatch.setattr(importlib.import_module(f"linea_helm.install.{command}"), "main", lambda: 1)
    assert application([command]) == 1


def test_a_lint_through_typer_is_the_same_lint(monkeypatch):
    """It gets what the quick parser would have given."""
    from linea_helm.lint import lint as module
    from linea_helm.options import parse

    seen = []
    monkeypatch.setattr(module, "lint", lambda options, *_: seen.append(options) or 1)
    words = ["chart", "-f", "a.yaml", "--set", "a=b", "--no-render"]
    assert application(["lint", *words]) == 1
    assert seen == [parse(words, LINT)]


def test_bug_reports_know_the_commands():
    """Names of commands are shown there, and nothing else that was typed."""
    import typer

    root = typer.main.get_command(build(as_plugin=True))
    names = set(root.commands) | set(root.commands["policy"].commands) | set(root.commands["keys"].commands)
    assert names == bugreport._COMMANDS
