"""`linea-post` writes the whole edited stream, or refuses the release so that its reader cannot miss it."""

from __future__ import annotations

import errno
import io
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from linea_helm.options import POST
from linea_helm.postrender import post
from linea_helm.postrender.refusal import refuse

GOOD = b"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\n"
EDITED = GOOD + b"  labels:\n    team: chain\n"
LABEL = ("--label", "team=chain")
BAD = b"# Source: demo/templates/x.yaml\nkind: ConfigMap\nmetadata:\n  name: x\n"
TOLD = """\
error: linea-post cannot edit ConfigMap/x, demo/templates/x.yaml: there is no apiVersion or no kind
  --> <stdin>:2:1
 2 | kind: ConfigMap
   | ^^^^^^^^^^^^^^^
   = why: a document that is not understood is not edited, and a release must not pass with a part left out
   = fix: correct the template, or install without --post-renderer
"""


@pytest.fixture(autouse=True)
def clean(monkeypatch, tmp_path):
    """Run in an empty folder, with no variable of Helm's or ours, and a cache of the test's own."""
    monkeypatch.chdir(tmp_path)
    for name in ("HELM_PLUGIN_NAME", "LINEA_POST_FAIL", "LINEA_POST_REPORT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HELM_CACHE_HOME", str(tmp_path / "cache"))


def _run(stdin, *arguments, gate="off"):
    """Give the exit code, standard output and standard error of one run."""
    stdout, stderr = io.BytesIO(), io.StringIO()
    stream = None if stdin is None else io.BytesIO(stdin)
    code = post.main([*arguments, "--gate", gate] if gate else [*arguments], stream, stdout, stderr)
    return code, stdout.getvalue(), stderr.getvalue()


def test_an_edited_stream():
    """A release in order is written with its additions, and nothing is told."""
    assert _run(GOOD, *LABEL) == (0, EDITED, "")


def test_options():
    """Labels of the command line are added; the defaults can be left out."""
    assert _run(GOOD, "--no-defaults", "--label", "a=1")[1] == GOOD + b'  labels:\n    a: "1"\n'


def test_a_refused_release():
    """A document that cannot be edited is told on stderr; stdout is neither empty nor a release."""
    assert _run(BAD) == (2, refuse(TOLD), TOLD)


def test_every_refused_document_is_told():
    """All documents that cannot be edited are told in one run."""
    code, _, told = _run(BAD + b"---\n" + GOOD + b"---\n- x\n")
    assert code == 2
    assert [line for line in told.split("\n") if line.startswith(("error", "  -->"))] == [
        "error: linea-post cannot edit ConfigMap/x, demo/templates/x.yaml: there is no apiVersion or no kind",
        "  --> <stdin>:2:1",
        "error: linea-post cannot edit document 3: it is a list, not a Kubernetes object",
        "  --> <stdin>:11:1",
    ]


def test_a_refused_release_on_helm_4(monkeypatch):
    """Helm 4 gets the unchanged stream with the refused document behind it, and no exit code."""
    monkeypatch.setenv("HELM_PLUGIN_NAME", "linea-post")
    assert _run(BAD) == (0, BAD + refuse(TOLD), TOLD)


def test_an_exit_code_on_helm_4(monkeypatch):
    """LINEA_POST_FAIL=exit asks for the exit code."""
    monkeypatch.setenv("HELM_PLUGIN_NAME", "linea-post")
    monkeypatch.setenv("LINEA_POST_FAIL", "exit")
    assert _run(BAD) == (2, refuse(TOLD), TOLD)


@pytest.mark.parametrize("stream", [b"", b"\n \n"])
def test_an_empty_stream(stream):
    """Nothing to post-render is an error, with the ways it comes about."""
    code, stdout, told = _run(stream)
    assert (code, stdout) == (2, refuse(told))
    assert told == (
        "error: standard input is empty: there is nothing to post-render\n"
        "   = why: Helm 3 sends no hooks, and nothing at all for --output-dir, whose files are not post-rendered; or "
        "what should have sent manifests failed\n"
        "   = fix: leave out --output-dir; where the chart renders only hooks, or nothing, --allow-empty lets the "
        "release pass\n"
    )


@pytest.mark.parametrize("gate", ["off", "enforce"])
def test_an_empty_stream_that_is_meant(tmp_path, gate):
    """A release of hooks alone passes on Helm 3 for who says so, and its report says that nothing was looked at."""
    report = tmp_path / "report.txt"
    code, stdout, told = _run(b"", "--allow-empty", "--report", str(report), gate=gate)
    assert (code, stdout) == (0, b"")
    assert report.read_text("utf-8") == told
    assert "checked: 0 documents, 0 additions" in told


@pytest.mark.parametrize("by_option", [True, False])
def test_an_empty_stream_has_a_report(monkeypatch, tmp_path, by_option):
    """What an earlier run left there would look like one of this run."""
    report = tmp_path / "report.txt"
    report.write_text("of an earlier run", "utf-8")
    if not by_option:
        monkeypatch.setenv("LINEA_POST_REPORT", str(report))
    code, _, told = _run(b"", *(["--report", str(report)] if by_option else []))
    assert (code, report.read_text("utf-8")) == (2, told)


def test_a_standard_input_that_cannot_be_read():
    """What the system says, and what to send."""

    def read():
        raise OSError(errno.EIO, "Input/output error")

    stderr = io.StringIO()
    broken = SimpleNamespace(isatty=lambda: False, read=read)
    assert post.main([], broken, io.BytesIO(), stderr) == 2
    assert stderr.getvalue() == (
        "error: cannot read standard input: Input/output error\n   = fix: helm template … | linea-post\n"
    )


def test_an_empty_stream_on_helm_4(monkeypatch):
    """A chart that renders nothing passes on Helm 4, which takes blank output for a mistake."""
    monkeypatch.setenv("HELM_PLUGIN_NAME", "linea-post")
    assert _run(b"\n") == (0, b"---\n", "")


def test_no_standard_input():
    """A closed standard input is an error."""
    code, _, told = _run(None)
    assert (code, told.split("\n")[0]) == (2, "error: no manifests on standard input")


def test_a_terminal_as_standard_input():
    """Nobody types manifests: a terminal is not waited for."""

    class Terminal(io.BytesIO):
        def isatty(self):
            return True

    stderr = io.StringIO()
    assert post.main([], Terminal(), io.BytesIO(), stderr) == 2
    assert stderr.getvalue().startswith("error: no manifests on standard input\n")


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["--gat"], "there is no option --gat; did you mean --gate?"),
        (["--profile", "dev", "--gat=off"], "there is no option --gat; did you mean --gate?"),
        (["-x"], "there is no option -x"),
        (["--gate"], "--gate needs a value"),
        (["--gate", "never"], "--gate is one of off, warn, enforce"),
        (["--gate=never", "--gate", "off"], "--gate is one of off, warn, enforce"),
        (["-pprd"], "-p is one of prod, dev"),
        (["values.yaml"], "it takes options and nothing else"),
        (["--label"], "--label needs a value"),
        (["--no-defaults=yes"], "--no-defaults takes no value"),
    ],
    ids=str,
)
def test_a_mistake_on_the_command_line(arguments, why):
    """What is not understood is shown, and the release does not pass."""
    code, stdout, told = _run(GOOD, *arguments, gate=None)
    assert (code, stdout) == (2, refuse(told))
    assert told == (
        f"error: linea-post does not understand: {' '.join(arguments)}\n"
        f"   = why: {why}\n"
        "   = fix: helm linea post-render --help\n"
    )


@pytest.mark.parametrize("word", ["-h", "--help"])
def test_help(word):
    """Help names every option, and reads no stream."""
    code, stdout, told = _run(None, "--gate", word, gate=None)
    assert (code, told) == (0, "")
    assert stdout.decode().startswith("Usage: linea-post [OPTIONS] < MANIFESTS > MANIFESTS\n\nAdd labels")
    assert all(name in stdout.decode() for option in POST for name in option.names)


def test_a_bug(monkeypatch):
    """A bug stops the release and shows where it is, but no value."""

    def broken(stream, settings):
        raise RuntimeError(stream.decode())

    monkeypatch.setattr(post, "render", broken)
    code, stdout, told = _run(GOOD)
    assert (code, stdout) == (3, refuse(told))
    assert told.startswith("error: this is a bug in helm-linea (RuntimeError); report it with these lines\n")
    assert "in broken" in told
    assert "name: x" not in told


def test_a_missing_package_is_no_bug(monkeypatch):
    """To say where a finding stands may take one that ordinary documents do not need."""

    def lacking(stream, settings):
        raise ModuleNotFoundError("No module named 'ruamel'", name="ruamel")

    monkeypatch.setattr(post, "render", lacking)
    code, stdout, told = _run(GOOD)
    assert (code, stdout) == (2, refuse(told))
    assert told.startswith("error: the Python packages of linea are not installed for Python 3.")
    assert told.endswith("\n   = why: this command needs ruamel\n   = fix: run: helm linea setup\n")


def test_a_missing_module_of_ours_is_a_bug(monkeypatch):
    """Setup does not bring it."""

    def lacking(stream, settings):
        raise ModuleNotFoundError("No module named 'linea_helm.gone'", name="linea_helm.gone")

    monkeypatch.setattr(post, "render", lacking)
    code, _, told = _run(GOOD)
    assert (code, told.partition(";")[0]) == (3, "error: this is a bug in helm-linea (ModuleNotFoundError)")


def test_an_interrupt(monkeypatch):
    """Ctrl-C ends the run silently."""

    def interrupted(stream, settings):
        raise KeyboardInterrupt

    monkeypatch.setattr(post, "render", interrupted)
    assert _run(GOOD) == (130, b"", "")


def test_a_full_disk():
    """Output that cannot be written is an error, told once."""

    class Full(io.BytesIO):
        def write(self, _):
            raise OSError(errno.ENOSPC, "No space left on device")

        def close(self):
            raise OSError(errno.ENOSPC, "No space left on device")

    stderr = io.StringIO()
    assert post.main(["--gate", "off"], io.BytesIO(GOOD), Full(), stderr) == 2
    assert stderr.getvalue() == (
        "error: linea-post cannot write the manifests: No space left on device\n"
        "   = fix: look at what reads or stores them\n"
    )


def test_a_reader_that_went_away():
    """A closed pipe gives one message and an exit code, no traceback when the interpreter ends."""
    command = [sys.executable, "-c", "from linea_helm.postrender.post import run; run()", "--gate", "off"]
    started = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=Path(__file__).parents[2]
    )
    started.stdout.close()
    started.stdin.write(GOOD)
    started.stdin.close()
    told = started.stderr.read()
    started.stderr.close()
    assert (started.wait(), told) == (
        2,
        b"error: linea-post cannot write the manifests: Broken pipe\n   = fix: look at what reads or stores them\n",
    )


def test_the_console_script(monkeypatch):
    """It takes the process's own arguments and streams, and ends the process, with an output that is closed, too."""

    class Closed(io.BytesIO):
        def write(self, _):
            raise BrokenPipeError(errno.EPIPE, "Broken pipe")

    ended = []
    monkeypatch.setattr(post, "_exit", ended.append)
    monkeypatch.setattr(sys, "argv", ["linea-post", "--gate", "off"])
    for output in (io.BytesIO(), Closed()):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(GOOD)))
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(output))
        post.run()
    monkeypatch.setattr(sys, "stdin", None)
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO()))
    post.run([])
    assert ended == [0, 2, 2]


def test_a_report_file(tmp_path):
    """What is told is in the report file too, also for a release in order."""
    code, stdout, told = _run(GOOD, *LABEL, "--report", str(tmp_path / "report.txt"))
    assert (code, stdout) == (0, EDITED)
    assert told == (tmp_path / "report.txt").read_text("utf-8")
    assert told == "no findings\nchecked: 1 document, 1 addition\nskipped: policies: the gate is off\n"


def test_a_report_file_of_the_environment(monkeypatch, tmp_path):
    """LINEA_POST_REPORT names the report of a refusal, also when the command line is wrong."""
    monkeypatch.setenv("LINEA_POST_REPORT", str(tmp_path / "report.txt"))
    _run(BAD)
    assert (tmp_path / "report.txt").read_text("utf-8") == TOLD
    _, _, told = _run(GOOD, "--nonsense")
    assert (tmp_path / "report.txt").read_text("utf-8") == told


def test_a_report_file_that_cannot_be_written(tmp_path):
    """A report that was asked for and cannot be written stops the release."""
    code, stdout, told = _run(GOOD, "--report", str(tmp_path / "no" / "report.txt"))
    assert (code, stdout) == (2, refuse(told))
    assert f"{tmp_path}/no/report.txt" in told


def test_a_configuration_above(tmp_path, monkeypatch):
    """The `.linea.yaml` above the current folder is read; what it names is relative to it."""
    text = "postRender:\n  defaults: false\n  report: told.txt\n  labels: {team: chain}\n"
    (tmp_path / ".linea.yaml").write_text(text, "utf-8")
    (tmp_path / "a" / "b").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "a" / "b")
    assert _run(GOOD)[1] == GOOD + b"  labels:\n    team: chain\n"
    assert (tmp_path / "told.txt").is_file()


def test_a_configuration_that_is_named(tmp_path):
    """`--config` names another file."""
    (tmp_path / "other.yaml").write_text("postRender:\n  labels: {team: chain}\n", "utf-8")
    assert b"team: chain" in _run(GOOD, "--config", "other.yaml")[1]


def test_a_configuration_that_is_wrong(tmp_path):
    """A mistake in it stops the release, with its place."""
    (tmp_path / ".linea.yaml").write_text("postRender:\n  label: {team: chain}\n", "utf-8")
    code, stdout, told = _run(GOOD)
    assert (code, stdout) == (2, refuse(told))
    assert ".linea.yaml:2:3" in told


def test_a_folder_that_is_gone(tmp_path, monkeypatch):
    """A current folder that somebody removed has no configuration."""
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    assert _run(GOOD, *LABEL) == (0, EDITED, "")
