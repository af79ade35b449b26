"""Helm completes `helm linea …` from two files that are made of the application's own options; typer does `linea …`."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys

import pytest
from helms import ALL, MAJORS
from homes import PROJECT, Home, git
from tools import from_wheel

from linea_helm.keys import making
from linea_helm.options import FORMATS, LINT, POST
from linea_helm.policycli import bundled_checks, bundled_policies, checks

MADE = runpy.run_path(str(PROJECT / "scripts" / "gen_completion.py"))
SCRIPT = PROJECT / "plugin.complete"
TABLES = {"lint": LINT, "post-render": POST}
PDB = [id_ for id_ in bundled_policies() if id_.startswith("pdb-")]

#: What Helm's words behind `linea` give: values and how to go on, 4 for nothing else and 0 for names of files.
LINES = [
    (["lint", "--profile", ""], ["prod", "dev", ":4"]),
    (["lint", "--profile", "p"], ["prod", ":4"]),
    (["lint", "--profile=d"], ["dev", ":4"]),
    (["lint", "-p", "x"], [":4"]),
    (["lint", "./chart", "-f", "a b.yaml", "--profile", ""], ["prod", "dev", ":4"]),
    (["lint", "-o", ""], [*FORMATS, ":4"]),
    (["lint", "--output=j"], ["json", "junit", ":4"]),
    (["lint", "-o=s"], ["sarif", ":4"]),
    (["lint", "-o", "text", "-o", "s"], ["sarif", ":4"]),
    (["lint", "--fail-on", ""], ["error", "warning", "note", ":4"]),
    (["lint", ""], [":0"]),
    (["lint", "-f", ""], [":0"]),
    (["lint", "-f", "pro"], [":0"]),
    (["lint", "--profile", "prod", ""], [":0"]),
    (["lint", "--each", ""], [":0"]),
    (["lint", "--chart=x"], [":0"]),
    (["lint", "$(exit)", "*", ""], [":0"]),
    (["post-render", "--gate", ""], ["off", "warn", "enforce", ":4"]),
    (["post-render", "-p", "d"], ["dev", ":4"]),
    (["policy", "explain", "pdb-"], [*PDB, ":4"]),
    (["policy", "explain", "yaml-d"], ["yaml-duplicate-key", ":4"]),
    (["policy", "explain", "--policies", "p"], [":0"]),
    (["policy", "explain", "--policies", "folder", "pdb-"], [*PDB, ":4"]),
    (["policy", "export", "yaml-"], [":4"]),
    (["policy", "export", "pdb-missing", "pdb-"], [*PDB, ":4"]),
    (["policy", "export", "--profile", ""], ["prod", "dev", ":4"]),
    (["policy", "export", "-o", "pdb-"], [":0"]),
    (["policy", "test", ""], [":0"]),
    (["keys", "new", ""], [*making.ALL, ":4"]),
    (["keys", "new", "--dir", "m"], [":0"]),
    (["keys", "new", "--reveal", "m"], ["maru", ":4"]),
    (["keys", "show", ""], [":0"]),
    (["doctor", ""], [":0"]),
]


def completed(*words):
    """Run the script as Helm does."""
    done = subprocess.run([SCRIPT, *words], env={}, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return done.stdout.splitlines()


def test_the_files_are_what_the_script_makes():
    """A new option, or a new value, is completed, too: run scripts/gen_completion.py."""
    assert (PROJECT / "completion.yaml").read_text("utf-8") == MADE["completion"]()
    assert SCRIPT.read_text("utf-8") == MADE["values"]()


def test_git_knows_that_helm_runs_it():
    """Without the right to be executed Helm passes it over in silence."""
    assert os.access(SCRIPT, os.X_OK)
    assert git(PROJECT, "ls-files", "--stage", "plugin.complete").startswith("100755 ")


def test_shellcheck_finds_nothing():
    """It is plain POSIX shell without a known trap."""
    command = [from_wheel("shellcheck"), "--shell=sh", SCRIPT]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize(("words", "lines"), LINES, ids=[" ".join(words) for words, _ in LINES])
def test_values(words, lines):
    """Where an option takes some values they are given, and nothing where Helm has something itself."""
    assert completed(*words) == lines


@pytest.mark.parametrize("word", ["-", "--", "--pro", "-o", "--profile", "-fx", "-ojs"])
def test_names_of_options_are_left_to_helm(word):
    """It has them from completion.yaml, and would show ours twice."""
    assert completed("lint", word) == completed("policy", "explain", word) == [":0"]


@pytest.mark.parametrize("command", TABLES)
def test_every_option_of_the_table(command):
    """By each of its names, with its value behind a blank and behind =; one without values gives names of files."""
    for option in TABLES[command]:
        expected = [*option.offered, ":4"] if option.offered else [":0"]
        for name in option.names:
            if name not in ("-n", "--namespace"):  # which Helm keeps for itself
                assert completed(command, name, "") == completed(command, f"{name}=") == expected


def test_every_check_is_offered(monkeypatch, tmp_path):
    """The ids are those that `explain` takes, though no policy is read for them."""
    monkeypatch.chdir(tmp_path)
    known = checks([], {"HOME": str(tmp_path)})
    assert bundled_checks() == sorted(completed("policy", "explain", "")[:-1]) == [check.id for check in known]
    policies = [check.id for check in known if check.kind == "policy"]
    assert bundled_policies() == completed("policy", "export", "")[:-1] == policies


def installed(folder, version):
    """Give a Helm home with this project as plugin."""
    home = Home(folder, version)
    home.plugins.mkdir(parents=True)
    (home.plugins / "linea").symlink_to(PROJECT)
    return home


@pytest.mark.helm
@pytest.mark.parametrize("version", MAJORS)
def test_helm_completes_commands_and_options(version, tmp_path):
    """Both majors read the file; where it lists nothing they complete file names (directive 0)."""
    home = installed(tmp_path, version)
    commands = home.helm("__complete", "linea", "").stdout.splitlines()
    assert {"doctor", "lint", "policy", "post-render", "setup", "version"} <= set(commands)
    assert home.helm("__complete", "linea", "policy", "expl").stdout.splitlines() == ["explain", ":4"]
    options = home.helm("__complete", "linea", "lint", "--set").stdout.splitlines()
    assert options == ["--set", "--set-file", "--set-json", "--set-literal", "--set-string", ":0"]


@pytest.mark.helm
@pytest.mark.parametrize("version", ALL)
def test_helm_completes_values(version, tmp_path):
    """Every Helm runs the script, with all words but those of its own options."""
    home = installed(tmp_path, version)
    for words, lines in LINES:
        assert home.helm("__complete", "linea", *words).stdout.splitlines() == lines, words
    # Helm 4 has a --color itself and completes no value of it, for its own commands neither: the empty one stops it.
    color = [] if version[0] == "4" else ["auto", "always", "never", ":4"]
    assert home.helm("__complete", "linea", "lint", "--color", "").stdout.splitlines() == color
    own = ["-n", "chain", "lint", "--kube-context=x", "--profile", ""]
    assert home.helm("__complete", "linea", *own).stdout.splitlines() == ["prod", "dev", ":4"]


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("linea lint --profile ", ["prod", "dev"]),
        ("linea lint c -o s", ["sarif"]),
        ("linea lint -f ", []),
        ("linea policy explain pdb-", PDB),
        ("linea policy export -p ", ["prod", "dev"]),
        ("linea keys new m", ["maru"]),
    ],
)
def test_the_console_script_completes_values(line, values, tmp_path):
    """`linea --install-completion` has the shell ask typer; for no value it takes names of files."""
    environ = {
        **{name: value for name, value in os.environ.items() if not name.startswith("HELM_")},
        "_LINEA_COMPLETE": "complete_bash",
        "COMP_WORDS": line,
        "COMP_CWORD": str(line.count(" ")),
    }
    program = "import sys; sys.argv = ['linea']; from linea_helm.cli import run; run()"
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, env=environ, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.split(), done.stderr) == (0, values, "")
