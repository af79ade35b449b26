"""A bug report holds what a maintainer needs and no value of a user's."""

from __future__ import annotations

import io
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linea_helm import __version__, bugreport
from linea_helm.options import LINT, POST

SECRET = "s3cr3tvalu3"
_NAMES = sorted({name for option in (*LINT, *POST) for name in option.names})
#: The ways in which a secret can stand on a command line.
_LEAKS = ("{}", "a={}", "-{}", "--{}", "--set={}", "--set=a={}", "-f{}", "-f={}", "--nope={}", "-x{}", "lint{}", "{}=a")


def raised(error):
    """Give an exception with a traceback that has the secret in its locals."""

    def fail():
        local = SECRET  # noqa: F841 - what must not be shown
        raise error

    try:
        fail()
    except Exception as caught:  # noqa: BLE001
        return caught


@given(
    words=st.lists(
        st.one_of(st.sampled_from(_NAMES), st.sampled_from(["lint", "policy", "--", "-"]),
                  st.sampled_from(_LEAKS).map(lambda way: way.format(SECRET))),
        max_size=8,
    )
)  # fmt: skip
def test_no_value_of_a_command_line_is_shown(words):
    """Wherever it stands, also as an unknown option or instead of a command."""
    report = bugreport.text(raised(RuntimeError(SECRET)), words)
    assert SECRET not in report


@pytest.mark.parametrize(
    ("argv", "shown"),
    [
        (["lint", "-f", "a.yaml", "--set", "a=b"], "linea lint -f … --set …"),
        (["lint", "--set=a=b", "-fa.yaml", "-n", "x"], "linea lint --set=… -f=… -n …"),
        (["policy", "explain", "mine"], "linea policy explain …"),
        (["nope", "--nope", "-xyz"], "linea … … …"),
        ([], "linea"),
    ],
)
def test_the_command_is_shown_without_values(argv, shown):
    """Names of commands and options are ours."""
    assert f"- command: `{shown}`\n" in bugreport.text(raised(RuntimeError()), argv)


def test_the_report_names_versions_and_frames():
    """Paths begin with the package; neither messages nor locals are in it."""
    report = bugreport.text(raised(ValueError(SECRET)), ["lint"])
    python = f"{sys.implementation.name} {sys.version.split()[0]} on {sys.platform}"
    assert report.startswith(
        f"# A bug in helm-linea {__version__}\n\n- command: `linea lint`\n- Python: {python}\n\n```\n"
    )
    assert report.endswith("ValueError\n```\n")
    assert "test_bugreport.py:" in report
    assert "/tests/" not in report
    assert SECRET not in report.replace('SECRET = "', "")


def test_the_cause_comes_first():
    """It is where the trouble began."""
    error = raised(RuntimeError(SECRET))
    error.__cause__ = raised(KeyError(SECRET))
    report = bugreport.text(error, [])
    assert report.index("KeyError\nthen\n") < report.index("RuntimeError\n```")
    assert SECRET not in report


def test_code_that_is_in_no_file_has_its_own_name():
    """As the interpreter calls it."""
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - made here
        exec(compile("raise ValueError", "<made up>", "exec"))  # noqa: S102
    assert "\n<made up>:1 <module>: " in bugreport.text(caught.value, [])


@pytest.fixture
def told(tmp_path, monkeypatch):
    """Tell of a bug in an empty folder; give what stderr got."""
    monkeypatch.chdir(tmp_path)

    def tell(environ):
        stderr = io.StringIO()
        assert bugreport.tell(raised(RuntimeError(SECRET)), ["lint"], environ, stderr) == 3
        return stderr.getvalue()

    return tell


def test_the_file_is_named(told, tmp_path):
    """stderr says what to do with it."""
    assert told({}) == (
        "error: a bug in helm-linea (RuntimeError)\n = fix: report it: https://github.com/Consensys/helm-linea/issues; "
        "linea-report.md in this folder has what a maintainer needs, and none of your values\n"
    )
    assert (tmp_path / "linea-report.md").read_text("utf-8").startswith("# A bug in helm-linea")


def test_debug_shows_the_report_at_once(told):
    """`helm --debug linea …` sets HELM_DEBUG."""
    said = told({"HELM_DEBUG": "true"})
    assert "\n# A bug in helm-linea" in said
    assert "linea-report.md" in said
    assert SECRET not in said


def test_a_folder_that_cannot_be_written(told, tmp_path):
    """The report goes to stderr."""
    (tmp_path / "linea-report.md").mkdir()
    said = told({})
    assert "what follows is what a maintainer needs" in said
    assert "\n# A bug in helm-linea" in said
