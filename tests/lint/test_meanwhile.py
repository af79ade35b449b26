"""linea_helm.lint.meanwhile: what Helm's time is used for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from helms import helm

from linea_helm.lint.meanwhile import get_ready
from linea_helm.policies.catalogue import policies

PROJECT = Path(__file__).parent.parent.parent
_PROGRAM = """\
import sys
from linea_helm.cli import main
from linea_helm.lint.helm import Run

wait, known = Run.wait, set()
def waited(run):
    output = wait(run)
    known.update(sys.modules)
    return output
Run.wait, Run.has_ended = waited, lambda run: False
main(sys.argv[1:])
print(*sorted({*sys.modules} - known), sep=", ", file=sys.stderr)
"""


class _Run:
    """A Helm that ends after it was asked so many times."""

    def __init__(self, asked):
        self.left = asked

    def has_ended(self):
        self.left -= 1
        return self.left <= 0


@pytest.mark.helm
def test_nothing_is_imported_once_helm_has_ended():
    """Also when there are findings: what judging and the report need is there before."""
    words = ["lint", "-f", "examples/production-values.fixed.yaml", "--helm", str(helm("4.3.1"))]
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, *words], cwd=PROJECT, capture_output=True, encoding="utf-8", check=False
    )
    assert "note[" in done.stdout
    assert done.stderr == "\n"


def test_it_stops_when_helm_has_ended():
    """What is not ready by then is got ready when it is needed, as without it."""
    every = policies([], {"LINEA_NO_CACHE": "1"})
    get_ready(every, _Run(1))
    assert not any(policy._parts for policy in every)
    get_ready(every, _Run(10_000))
    assert all(policy._parts for policy in every)
