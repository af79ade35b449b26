"""One handler maps what can happen to exit codes (docs/exit-codes.md), and tells it to stderr."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from helms import helm

from linea_helm import cli
from linea_helm.errors import ConfigError, HelmError, InputError, LineaError, ReportError, UsageError
from linea_helm.source import Location, Source

PROJECT = Path(__file__).parent.parent
_FULL = "error: cannot write to standard output: No space left on device\n"


@pytest.fixture
def ending(monkeypatch, tmp_path):
    """Run a command line whose command ends with an exception; give the exit code."""
    monkeypatch.chdir(tmp_path)

    def end(error, *argv):
        def dispatch(_):
            raise error

        monkeypatch.setattr(cli, "_dispatch", dispatch)
        return cli.main(list(argv))

    return end


def linea(*arguments, stdout=subprocess.PIPE, cwd=PROJECT, environ=None):
    """Run the console script in a process of its own, with little of the environment."""
    env = {"PATH": os.environ["PATH"], "LINEA_NO_CACHE": "1", "PYTHONPATH": str(PROJECT), **(environ or {})}
    command = [sys.executable, "-m", "linea_helm.cli", *arguments]
    return subprocess.run(
        command, stdout=stdout, stderr=subprocess.PIPE, cwd=cwd, env=env, encoding="utf-8", check=False
    )


def test_commands_go_to_their_module(monkeypatch):
    """Hot ones past typer; what the quick parser does not take, and all others, through it."""
    from linea_helm import app
    from linea_helm.lint import lint
    from linea_helm.postrender import post

    seen = []
    monkeypatch.setattr(lint, "lint", lambda options, *_: seen.append(("lint", options["values"])) or 1)
    monkeypatch.setattr(post, "main", lambda argv, *_: seen.append(("post", argv)) or 2)
    monkeypatch.setattr(app, "application", lambda argv: seen.append(("app", argv)) or 0)
    lines = [["lint", "-f", "a"], ["lint", "--help"], ["post-render", "--gate", "off"], ["policy", "list"], []]
    assert [cli.main(line) for line in lines] == [1, 0, 2, 0, 0]
    assert seen == [("lint", ["a"]), ("app", lines[1]), ("post", lines[2][1:]), ("app", lines[3]), ("app", [])]


@pytest.mark.parametrize(
    ("error", "code"), [(BrokenPipeError(32, "Broken pipe"), 141), (OSError(28, "No space left on device"), 2)]
)
def test_output_that_fails_late(monkeypatch, capsys, error, code):
    """The last bytes are written when the command has ended."""

    def fail():
        raise error

    dropped = []
    monkeypatch.setattr(cli, "_dispatch", lambda _: 0)
    monkeypatch.setattr(cli, "_drop_output", lambda: dropped.append(1))
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(flush=fail))
    assert cli.main([]) == code
    assert dropped == [1]
    assert capsys.readouterr().err == ("" if code == 141 else _FULL)


def test_a_file_that_fails_is_a_bug(ending, capsys):
    """It should have been a LineaError, and has nothing to do with standard output."""
    assert ending(PermissionError(13, "Permission denied", "x.yaml")) == 3
    assert "a bug in helm-linea (PermissionError)" in capsys.readouterr().err


def test_without_standard_output(monkeypatch, capsys):
    """Python has None in its place."""
    monkeypatch.setattr(sys, "stdout", None)
    assert cli.main(["policy", "list"]) == 2
    assert capsys.readouterr().err == "error: standard output is closed\n"


@pytest.mark.parametrize("kind", [LineaError, UsageError, ConfigError, InputError, HelmError])
def test_what_a_user_can_mend_ends_with_2(ending, capsys, kind):
    """In four parts, on stderr, where it is no terminal without colours."""
    place = Location(Source("values.yaml", "a: b\n"), 3, 4)
    assert ending(kind("it is wrong", at=place, why="it matters", fix="mend it")) == 2
    assert capsys.readouterr() == (
        "",
        "error: it is wrong\n  --> values.yaml:1:4\n 1 | a: b\n   |    ^\n   = why: it matters\n   = fix: mend it\n",
    )


@pytest.mark.parametrize(("environ", "colored"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)])
def test_errors_are_colored_on_a_terminal(ending, capsys, monkeypatch, environ, colored):
    """Unless somebody wants none (no-color.org)."""
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert ending(UsageError("wrong")) == 2
    assert ("\x1b[" in capsys.readouterr().err) is colored


def test_an_interrupt_ends_with_130(ending, capsys):
    """As a shell has it; there is nothing to say."""
    assert ending(KeyboardInterrupt()) == 130
    assert capsys.readouterr() == ("", "")


def test_a_bug_ends_with_3(ending, capsys, tmp_path):
    """With a report in the current folder."""
    assert ending(RuntimeError("s3cret"), "lint", "--set", "key=s3cret") == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("error: a bug in helm-linea (RuntimeError)\n")
    assert "linea-report.md in this folder" in err
    report = (tmp_path / "linea-report.md").read_text("utf-8")
    assert report.startswith("# A bug in helm-linea ")
    assert "s3cret" not in err + report


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (ConfigError("it is wrong"), 2, "it is wrong"),
        (KeyboardInterrupt(), 130, "the run was interrupted"),
        (RuntimeError("s3cret"), 3, "a bug in helm-linea (RuntimeError)"),
    ],
    ids=["error", "interrupt", "bug"],
)
def test_no_report_of_an_earlier_run_is_left(ending, tmp_path, error, code, told):
    """A lint that could not be made says so in each report that it was asked for."""
    (tmp_path / "r.json").write_text("of an earlier run", "utf-8")
    assert ending(error, "lint", "-f", "v.yaml", "-o", "text", "-o", "json=r.json") == code
    assert json.loads((tmp_path / "r.json").read_text("utf-8"))["error"]["message"] == told


@pytest.mark.parametrize(
    ("error", "argv"),
    [
        (ReportError("cannot write the report"), ["lint", "-o", "json=r.json"]),
        (ConfigError("it is wrong"), ["post-render", "-o", "json=r.json"]),
        (ConfigError("it is wrong"), ["lint", "-o", "json=r.json", "--nope"]),
    ],
    ids=["the others are written", "no lint", "no command line"],
)
def test_a_report_that_nobody_asked_for_is_left(ending, tmp_path, error, argv):
    """Also those that were written before another one could not be."""
    (tmp_path / "r.json").write_text("as it was", "utf-8")
    assert ending(error, *argv) == 2
    assert (tmp_path / "r.json").read_text("utf-8") == "as it was"


@pytest.mark.parametrize("name", ["typer", "ruamel.yaml", "rich.table"])
def test_a_package_that_is_not_installed_ends_with_2(ending, capsys, name):
    """`helm linea setup` brings it."""
    assert ending(ModuleNotFoundError(f"No module named {name!r}", name=name)) == 2
    error = capsys.readouterr().err
    version = ".".join(map(str, sys.version_info[:2]))
    assert error == (
        f"error: the Python packages of linea are not installed for Python {version}\n"
        f"   = why: this command needs {name.split('.')[0]}\n   = fix: run: helm linea setup\n"
    )


def test_another_missing_module_is_a_bug(ending, capsys):
    """We should not have asked for it."""
    assert ending(ModuleNotFoundError("No module named 'nope'", name="nope")) == 3
    assert "a bug in helm-linea (ModuleNotFoundError)" in capsys.readouterr().err


def test_a_reader_that_went_away_ends_with_141():
    """As for any program that SIGPIPE ends; not 1, which means findings. Nothing is said."""
    reading, writing = os.pipe()
    os.close(reading)
    done = linea("policy", "list", stdout=writing)
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, "")


@pytest.mark.parametrize("arguments", [["policy", "list"], ["policy", "explain", "pdb-missing"], ["version"]])
def test_a_full_disk_ends_with_2(arguments):
    """And does not say it twice."""
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = linea(*arguments, stdout=full)
    assert done.returncode == 2
    assert done.stderr == _FULL


@pytest.mark.parametrize("command", ["doctor", "version"])
def test_an_output_that_takes_nothing_of_a_plugin_ends_with_2(tmp_path, command):
    """Also where typer is not asked."""
    boot = PROJECT / "linea_helm" / "_helm" / "boot.py"
    (tmp_path / "out").touch()
    with open(tmp_path / "out", encoding="utf-8") as closed:  # for reading only
        done = subprocess.run(
            [sys.executable, "-I", "-X", "utf8", boot, command],
            stdout=closed,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            check=False,
        )
    assert (done.returncode, done.stderr) == (2, "error: cannot write to standard output: Bad file descriptor\n")


def test_a_closed_output_ends_with_2(tmp_path):
    """There is nowhere to write to."""
    command = f'exec "{sys.executable}" -m linea_helm.cli policy list >&-'
    done = subprocess.run(["sh", "-c", command], cwd=PROJECT, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr) == (2, "error: standard output is closed\n")


_RUN = "from linea_helm import cli; cli.run()"


@pytest.mark.parametrize(("words", "code"), [(["version"], 0), (["policy", "explain", "nope"], 2)])
def test_the_console_script_leaves_with_the_code(words, code):
    """`linea` is `cli.run`: all is written, and Python does not take the run apart."""
    script = f"import atexit; atexit.register(print, 'apart'); {_RUN}"
    command = [sys.executable, "-c", script, *words]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, encoding="utf-8", check=False)
    expected = linea(*words)
    assert (done.returncode, done.stdout, done.stderr) == (code, expected.stdout, expected.stderr)
    assert done.stdout or done.stderr


@pytest.mark.helm
def test_who_ignores_what_becomes_of_children_gets_a_lint(tmp_path):
    """Some programs start others so, and the system would forget how Helm ended."""
    command = ["lint", "chart/linea-stack", "--helm", helm("4.3.1")]
    script = f"import signal; signal.signal(signal.SIGCHLD, signal.SIG_IGN); {_RUN}"
    done = subprocess.run([sys.executable, "-c", script, *command], cwd=PROJECT, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"\nchecked: " in done.stdout


def test_hot_commands_do_without_typer(tmp_path):
    """A lint that ends early has not even imported it."""
    code = (
        "import sys; from linea_helm.cli import main; code = main(['lint']); "
        "assert not {'typer', 'rich'} & set(sys.modules), sys.modules; sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(PROJECT)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("error: nothing to check: ")


def test_every_code_is_documented():
    """docs/exit-codes.md has exactly the codes that can be seen."""
    table = (PROJECT / "docs" / "exit-codes.md").read_text("utf-8")
    documented = [int(code) for code in re.findall(r"^\| (\d+) \|", table, re.MULTILINE)]
    assert documented == [0, 1, 2, 3, cli.INTERRUPTED, cli.GONE]
