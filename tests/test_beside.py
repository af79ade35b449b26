"""A second process does a part of the work, or this one does it all: nothing but the time differs."""

from __future__ import annotations

import os
import posix
import signal
import subprocess
import sys
import threading

import pytest

from linea_helm import beside
from linea_helm.beside import Beside


def fail(*_):
    """Be something that does not work here."""
    raise OSError(11, "Resource temporarily unavailable")


def test_the_result_comes_back():
    """Whatever marshal takes, from a process of its own."""
    with Beside(lambda: (os.getpid(), {"a": [1, None, "ä" * 1_000_000]})) as other:
        process, found = other.result()
    assert process != os.getpid()
    assert found == {"a": [1, None, "ä" * 1_000_000]}


@pytest.mark.parametrize(
    "work", [lambda: 1 / 0, object, lambda: sys.exit(0), lambda: os._exit(7)], ids=["raises", "odd", "exits", "dies"]
)
def test_a_function_that_fails_gives_none(work, capfd):
    """And says nothing: whoever asks does the work once more, and that tells."""
    with Beside(work) as other:
        assert other.result() is None
    assert capfd.readouterr() == ("", "")


def test_without_a_second_process_there_is_none(monkeypatch):
    """The system may have no more processes."""
    monkeypatch.setattr(posix, "fork", fail)
    with Beside(lambda: 1) as other:
        assert other.result() is None


def test_who_ignores_what_becomes_of_children_is_told_nothing():
    """Some programs start others so; the system then forgets how a process ended."""
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        with Beside(lambda: 1) as other:
            assert other.result() is None
        with Beside(lambda: threading.Event().wait()):
            pass
    finally:
        signal.signal(signal.SIGCHLD, before)


def test_what_nobody_waits_for_is_ended():
    """It would keep our standard output open, which Helm reads to its end."""
    with Beside(lambda: threading.Event().wait()) as other:
        process = other._pid
        os.kill(process, 0)
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_nothing_of_the_caller_runs_twice():
    """No exit handler, no buffered text, no `finally`."""
    code = (
        "import atexit, sys\n"
        "from linea_helm.beside import Beside\n"
        "atexit.register(print, 'handler')\n"
        "sys.stdout.write('buffered ')\n"
        "try:\n"
        "    with Beside(lambda: 5) as other:\n"
        "        print(other.result())\n"
        "finally:\n"
        "    print('finally')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=_PROJECT)
    assert done.stdout == "buffered 5\nfinally\nhandler\n"


def test_no_process_is_started_beside_a_thread():
    """A lock that it holds would stay locked for ever in the copy."""
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    try:
        assert not beside.possible()
    finally:
        stop.set()
        thread.join()


@pytest.mark.parametrize(("cores", "answer"), [({0}, False), ({0, 5}, True)])
def test_one_core_has_no_room(monkeypatch, cores, answer):
    """Two processes would take turns."""
    monkeypatch.setattr(beside, "_count", lambda: 0)
    monkeypatch.setattr(posix, "sched_getaffinity", lambda _: cores)
    assert beside.possible() is answer


def test_a_system_that_does_not_say_has_none(monkeypatch):
    """MacOS has no such function, and its libraries do not bear a fork."""
    monkeypatch.delattr(posix, "sched_getaffinity")
    assert not beside.possible()


_PROJECT = os.path.dirname(os.path.dirname(__file__))
