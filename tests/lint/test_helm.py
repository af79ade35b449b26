"""Helm is found, started, read and asked for its version; what is none is refused with the way out."""

from __future__ import annotations

import io
import os
import signal
import sys

import pytest
from helms import ALL
from helms import helm as binary

from linea_helm.errors import HelmError
from linea_helm.lint import helm

FIX = "install Helm 3.17 or newer (https://helm.sh/docs/intro/install/), or name the program with --helm or HELM_BIN"
WHY = "values are rendered with the real Helm"


@pytest.fixture
def script(tmp_path):
    """Make a program out of a shell script."""

    def make(text, name="helm", mode=0o755):
        path = tmp_path / name
        path.write_text(f"#!/bin/sh\n{text}\n", "utf-8")
        path.chmod(mode)
        return str(path)

    return make


def refused(call, *arguments):
    """Give the problem of the HelmError that a call ends with."""
    with pytest.raises(HelmError) as caught:
        call(*arguments)
    assert caught.value.fix == FIX
    return caught.value.problem


def test_the_one_asked_for_wins(script):
    """Over the Helm that runs us, and that over the one on PATH."""
    asked, runs, found = script("", "asked"), script("", "runs"), script("", "helm")
    environ = {"HELM_BIN": runs, "PATH": os.path.dirname(found)}
    assert helm.find(asked, environ) == asked
    assert helm.find(None, environ) == runs
    assert helm.find(None, {**environ, "HELM_BIN": ""}) == found


def test_a_name_is_looked_up_on_path(script, tmp_path):
    """HELM_BIN is what a user typed, often a name; what cannot be run is passed over."""
    found = script("", "helm3")
    (tmp_path / "folder" / "helm3").mkdir(parents=True)
    plain = tmp_path / "plain"
    plain.mkdir()
    (plain / "helm3").touch()
    path = os.pathsep.join([str(tmp_path / "gone"), str(tmp_path / "folder"), str(plain), str(tmp_path)])
    assert helm.find(None, {"HELM_BIN": "helm3", "PATH": path}) == found


def test_an_empty_part_of_path_is_the_current_folder(script, tmp_path, monkeypatch):
    """As for a shell (POSIX, 8.3)."""
    script("", "helm")
    monkeypatch.chdir(tmp_path)
    assert helm.find(None, {"PATH": "/gone:"}) == "./helm"


@pytest.mark.parametrize(
    ("asked", "environ", "problem"),
    [
        (None, {"PATH": "/gone"}, "no helm on PATH"),
        ("helm5", {"PATH": "/gone", "HELM_BIN": "x"}, "no helm5 on PATH"),
        (None, {"PATH": "/gone", "HELM_BIN": "helm5"}, "no helm5 (from HELM_BIN) on PATH"),
        ("/gone/helm", {}, "/gone/helm is not a program that can be run"),
        (None, {"HELM_BIN": "/gone/helm"}, "/gone/helm (from HELM_BIN) is not a program that can be run"),
        ("/usr/", {}, "/usr/ is not a program that can be run"),
    ],
)
def test_none_is_refused(asked, environ, problem):
    """With where the name came from."""
    with pytest.raises(HelmError) as caught:
        helm.find(asked, environ)
    assert (caught.value.problem, caught.value.why, caught.value.fix) == (problem, WHY, FIX)


def test_what_is_no_program_cannot_be_started(tmp_path, script):
    """A text without #!, or a script whose interpreter is missing."""
    text = tmp_path / "text"
    text.write_text("text", "utf-8")
    text.chmod(0o755)
    assert refused(helm.start, str(text), [], {}) == f"{text} cannot be started: Exec format error"
    assert refused(helm.start, "/gone/helm", [], {}) == "/gone/helm cannot be started: No such file or directory"


def test_output_code_and_errors_are_read(script):
    """All of it, however large; a pipe holds 64 KB."""
    program = script("head -c 1000000 /dev/zero; head -c 500000 /dev/zero >&2; exit 7")
    output = helm.start(program, [], os.environ).wait()
    assert (output.code, len(output.out), len(output.err)) == (7, 1_000_000, 500_000)


def test_helm_does_not_wait_for_us(script, tmp_path):
    """It can end before anybody reads."""
    run = helm.start(script(f"head -c 1000000 /dev/zero; echo done > {tmp_path}/done"), [], os.environ)
    os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT)
    assert (tmp_path / "done").exists()
    assert len(run.wait().out) == 1_000_000


def test_arguments_arrive_as_they_are(script):
    """No shell takes them apart."""
    output = helm.start(script('for word; do echo "<$word>"; done'), ["a b", "$HOME", "'", ""], os.environ).wait()
    assert output.out == "<a b>\n<$HOME>\n<'>\n<>\n"


def test_standard_input(script):
    """What is given, or nothing at all: never the user's terminal."""
    program = script("cat; echo end")
    assert helm.start(program, [], os.environ, b"a: 1\n").wait().out == "a: 1\nend\n"
    assert helm.start(program, [], os.environ).wait().out == "end\n"


def test_plugins_and_debug_are_off(script):
    """A nested Helm loads no plugin, and HELM_DEBUG would mix its trace into the errors."""
    program = script('echo "$HELM_NO_PLUGINS $HELM_DEBUG $HELM_NAMESPACE"')
    assert helm.start(program, [], {"HELM_DEBUG": "true", "HELM_NAMESPACE": "chain"}).wait().out == "1  chain\n"


def test_a_user_says_how_helm_collects_garbage(script):
    """Else late: most renders end before there is much."""
    program = script('echo "$GOGC $GOMEMLIMIT"')
    assert helm.start(program, [], {}).wait().out == "1000 256MiB\n"
    assert helm.start(program, [], {"GOGC": "50"}).wait().out == "50 256MiB\n"


def test_a_run_is_asked_whether_it_has_ended(script):
    """It is not waited for, and what it left is there afterwards."""
    run = helm.start(script("read line; echo $line; exit 3"), [], {}, b"done\n")
    while not run.has_ended():
        pass
    assert run.has_ended()
    output = run.wait()
    assert (output.code, output.out) == (3, "done\n")


def test_output_that_is_no_utf_8_is_read(script):
    """With a mark where it cannot be."""
    assert helm.start(script(r"printf 'a\377b'"), [], os.environ).wait().out == "a�b"


def test_a_process_that_is_killed_has_a_negative_code(script):
    """As subprocess has it."""
    assert helm.start(script("kill -9 $$"), [], os.environ).wait().code == -signal.SIGKILL


def test_no_file_of_ours_reaches_helm(script):
    """Only the three standard ones."""
    output = helm.start(script("readlink /proc/$$/fd/*"), [], os.environ, b"").wait()
    assert [line.partition(" ")[0] for line in output.out.splitlines() if "helm-linea" in line] == [
        "/memfd:helm-linea"
    ] * 3


@pytest.mark.helm
@pytest.mark.parametrize("version", ALL)
def test_versions_of_real_helms(version):
    """As numbers."""
    assert helm.version(str(binary(version)), os.environ) == tuple(map(int, version.split(".")))


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("echo v4.1.0", (4, 1, 0)),
        ("echo v4.2.0-rc.1+gabc", (4, 2, 0)),
        ("printf v3.17.0+g301108e", (3, 17, 0)),
        ("echo warning >&2; echo v10.0.1", (10, 0, 1)),
    ],
)
def test_versions(script, text, version):
    """Release candidates and builds count as their release."""
    assert helm.version(script(text), {}) == version


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("echo v3.16.4", "Helm 3.16.4 is too old"),
        ("echo v2.17.0", "Helm 2.17.0 is too old"),
    ],
)
def test_a_helm_that_is_too_old_is_refused(script, text, problem):
    """A linter that guesses is worse than none."""
    with pytest.raises(HelmError) as caught:
        helm.version(script(text), {})
    assert (caught.value.problem, caught.value.fix) == (problem, FIX)
    assert caught.value.why.startswith("it merges values and validates schemas differently")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("echo 'Error: unknown flag: --template' >&2; echo more >&2; exit 1", "Error: unknown flag: --template"),
        ("exit 0", "no output"),
        ("echo hello", "hello"),
        ("echo v3.19", "v3.19"),
        ("echo v3.19.x", "v3.19.x"),
        ("echo v3.19.0; exit 1", "v3.19.0"),
    ],
)
def test_what_does_not_say_a_version_is_refused(script, text, said):
    """With the first line of what it said; Helm 2 knows no --template for its own version."""
    program = script(text)
    assert refused(helm.version, program, {}) == f"{program} does not say its version: {said}"


@pytest.fixture
def large(tmp_path):
    """Make a program of the size of a real Helm that counts how often it runs."""

    def make(version):
        path = tmp_path / "helm"
        body = f"#!/bin/sh\necho x >> {tmp_path}/runs\necho {version}\nexit 0\n"
        path.write_bytes(body.encode() + b"#" * 10_000_000)
        path.chmod(0o755)
        return str(path)

    return make


def _runs(folder):
    path = folder / "runs"
    return len(path.read_text("utf-8").split()) if path.exists() else 0


def test_a_version_is_remembered(large, tmp_path):
    """As long as it is the same program."""
    environ = {"HELM_CACHE_HOME": str(tmp_path / "cache"), "PATH": os.environ["PATH"]}
    program = large("v4.1.0")
    assert [helm.cached_version(program, environ) for _ in range(3)] == [(4, 1, 0)] * 3
    assert _runs(tmp_path) == 1
    large("v4.2.0")
    os.utime(program, ns=(1, 1))
    assert helm.cached_version(program, environ) == (4, 2, 0)
    assert _runs(tmp_path) == 2


def test_a_version_that_is_too_old_is_not_remembered(large, tmp_path):
    """It is refused each time."""
    environ = {"HELM_CACHE_HOME": str(tmp_path / "cache"), "PATH": os.environ["PATH"]}
    program = large("v3.10.0")
    for _ in range(2):
        assert refused(helm.cached_version, program, environ) == "Helm 3.10.0 is too old"
    assert _runs(tmp_path) == 2


def test_a_script_is_asked_each_time(script, tmp_path):
    """asdf and mise put a script in Helm's place that starts another one in each folder."""
    environ = {"HELM_CACHE_HOME": str(tmp_path / "cache"), "VERSION": "v4.1.0"}
    program = script("echo $VERSION")
    assert helm.cached_version(program, environ) == (4, 1, 0)
    assert helm.cached_version(program, {**environ, "VERSION": "v4.2.0"}) == (4, 2, 0)
    assert not (tmp_path / "cache").exists()


def test_without_a_cache_a_version_is_asked_each_time(large, tmp_path):
    """And nothing is written."""
    program = large("v4.1.0")
    for _ in range(2):
        assert helm.cached_version(program, {"PATH": os.environ["PATH"]}) == (4, 1, 0)
    assert _runs(tmp_path) == 2


def test_the_version_of_a_program_that_is_gone():
    """It may have been removed since it was found."""
    assert refused(helm.cached_version, "/gone/helm", {}) == "/gone/helm cannot be run: No such file or directory"


def test_without_memfd_a_temporary_file_serves(script, monkeypatch, tmp_path):
    """macOS has no memfd; the file has no name by the time that Helm writes."""
    monkeypatch.delattr(os, "memfd_create", raising=sys.platform == "linux")
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", None)
    run = helm.start(script("cat; echo err >&2"), [], os.environ, b"in\n")
    assert list((tmp_path / "tmp").iterdir()) == []
    output = run.wait()
    assert (output.out, output.err) == ("in\n", "err\n")


def test_a_helm_that_does_not_answer_is_told_of(tmp_path, monkeypatch):
    """A lint waited for ever, without a word."""
    gate, said = tmp_path / "gate", []
    os.mkfifo(gate)

    class Terminal(io.StringIO):
        def write(self, text):
            said.append(text)
            gate.write_text("go\n", "utf-8")  # only now the program ends
            return len(text)

    program = tmp_path / "helm"
    program.write_text(f'#!/bin/sh\nread word < "{gate}"\necho "$word"\n', "utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(helm, "_PATIENCE", 0)
    monkeypatch.setattr(sys, "stderr", Terminal())
    assert helm.start(str(program), [], {"PATH": "/usr/bin:/bin"}).wait().out == "go\n"
    assert said == ["waiting for Helm, which has not answered for 0 seconds; Ctrl-C ends the run\n"]
