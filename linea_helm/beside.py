"""Work that a second process does while this one goes on: a forked one knows all that has been read so far.

Python runs one thread at a time, so only a process uses a second core. On the fast path: imports only what is built in.
"""

from __future__ import annotations

import marshal
import posix
from _thread import _count  # threading has it, too, and costs 8 ms

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_KILL = 9  # signal costs 2 ms


def possible() -> bool:
    """Tell whether a second process may run beside this one, and is safe to start: none is beside a thread."""
    cores = getattr(posix, "sched_getaffinity", None)  # where it is not, as on macOS, a fork is not safe either
    return cores is not None and len(cores(0)) > 1 and not _count()


class Beside:
    """A function that a second process runs; its result is what `marshal` takes, and nothing else comes back."""

    __slots__ = ("_pid", "_pipe")

    def __init__(self, work: Callable[[], Any]) -> None:
        self._pipe, end = posix.pipe()
        try:
            self._pid = posix.fork()
        except OSError:  # no memory, or no more processes: the result is None
            self._pid = 0
        else:
            if not self._pid:
                _run(work, end)
        posix.close(end)

    def result(self) -> Any:  # noqa: ANN401 - what the function gave
        """Wait for what the function gives; None where there is no second process, or the function failed in it."""
        with open(self._pipe, "rb") as pipe:
            packed = pipe.read()
        process, self._pid = self._pid, 0
        return marshal.loads(packed) if process and _has_succeeded(process) else None  # noqa: S302 - from ourselves

    def __enter__(self) -> Beside:  # noqa: PYI034 - typing costs 9 ms
        """Be there for a while."""
        return self

    def __exit__(self, *_: object) -> None:
        """End it when nobody waits for it any more: it would keep our standard output open."""
        if self._pid:
            posix.close(self._pipe)
            posix.kill(self._pid, _KILL)
            _has_succeeded(self._pid)


def _has_succeeded(process: int) -> bool:
    try:
        return posix.waitpid(process, 0)[1] == 0
    except ChildProcessError:  # we were started by a program that ignores SIGCHLD: nobody knows
        return False


def _run(work: Callable[[], Any], end: int) -> None:
    """Be the second process: say nothing, leave no trace, and never return."""
    code = 1
    try:
        packed = memoryview(marshal.dumps(work()))
        while packed:
            packed = packed[posix.write(end, packed) :]
        code = 0
    finally:
        posix._exit(code)  # noqa: SLF001 - what else would run twice: exit handlers, the callers' `finally`
