"""Programs against each other: each round runs all of them once, so that a busy machine hits all alike."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple


class Program(NamedTuple):
    """A command with its working folder, environment and standard input (a file; None for nothing)."""

    name: str
    command: list[str]
    stdin: Path | None = None
    cwd: Path | None = None
    environ: dict[str, str] | None = None


class Time(NamedTuple):
    """What a program took: milliseconds (the median of the rounds) and the most memory (bytes)."""

    milliseconds: float
    memory: int


def race(programs: list[Program], rounds: int) -> dict[str, Time]:
    """Run all programs `rounds` times in turn, after one round that does not count.

    Errors: SystemExit when one of them fails.
    """
    took: dict[str, list[Time]] = {program.name: [] for program in programs}
    for number in range(rounds + 1):
        for program in programs:
            found = _run(program)
            if number or rounds == 1:
                took[program.name].append(found)
    return {
        name: Time(statistics.median(one.milliseconds for one in times), max(one.memory for one in times))
        for name, times in took.items()
    }


def output(program: Program) -> bytes:
    """Give what a program prints."""
    with _stdin(program) as stdin:
        return subprocess.run(
            program.command, stdin=stdin, cwd=program.cwd, env=program.environ, stdout=subprocess.PIPE, check=True
        ).stdout


def _run(program: Program) -> Time:
    with _stdin(program) as stdin, Path(os.devnull).open("wb") as sink:
        begun = time.perf_counter()
        started = subprocess.Popen(
            program.command, stdin=stdin, stdout=sink, stderr=sink, cwd=program.cwd, env=program.environ
        )
        _, status, usage = os.wait4(started.pid, 0)
        took = time.perf_counter() - begun
        started.returncode = os.waitstatus_to_exitcode(status)
    if started.returncode:
        sys.exit(f"{program.name} failed with {started.returncode}: {' '.join(program.command)}")
    return Time(took * 1000, usage.ru_maxrss * 1024)


def _stdin(program: Program):  # noqa: ANN202 - an open file
    return (program.stdin or Path(os.devnull)).open("rb")
