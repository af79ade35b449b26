"""Fixtures for the tests of the chart's scripts."""

from __future__ import annotations

import socket

import pytest
from chart_shells import Shell


@pytest.fixture(params=["busybox", "dash"])
def shell(request, tmp_path):
    """Each shell that a script may meet."""
    shell = Shell(request.param, tmp_path)
    yield shell
    shell.stop()


@pytest.fixture
def dash_shell(tmp_path):
    """The shell of Debian's and Ubuntu's images only."""
    shell = Shell("dash", tmp_path)
    yield shell
    shell.stop()


@pytest.fixture
def busybox_shell(tmp_path):
    """The shell and the programs of the image that the init containers run."""
    shell = Shell("busybox", tmp_path)
    yield shell
    shell.stop()


@pytest.fixture
def free_port():
    """A TCP port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
