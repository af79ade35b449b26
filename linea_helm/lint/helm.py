"""Run the real Helm: find it, start it, and read what it says.

Helm runs while we work: `start` returns at once. The output goes to an unnamed file, so that Helm never waits for us.
"""

from __future__ import annotations

import os
import sys

from linea_helm import cache
from linea_helm.errors import HelmError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

#: The oldest Helm that the tests run (docs/decisions/0003-helm-versions.md).
OLDEST = (3, 17)

#: What Helm's Go runtime is told unless the user says otherwise: to collect garbage is a quarter of a render, and most
#: renders end before there is this much (https://pkg.go.dev/runtime#hdr-Environment_Variables).
_COLLECTS_LATE = {"GOGC": "1000", "GOMEMLIMIT": "256MiB"}

#: Bytes. Helm has 55 MB and more; what is smaller is a script that may start another Helm each time.
_SMALLEST = 10_000_000

#: Seconds; nearly all renders end within one.
_PATIENCE = 10

_INSTALL = (
    "install Helm 3.17 or newer (https://helm.sh/docs/intro/install/), or name the program with --helm or HELM_BIN"
)
_WHY = "values are rendered with the real Helm"


class Output:
    """What a Helm run left: exit code, stdout and stderr as text."""

    __slots__ = ("code", "err", "out")

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code = code
        self.out = out
        self.err = err


class Run:
    """A Helm process that was started and not yet waited for."""

    __slots__ = ("_err", "_out", "_pid", "_status")

    def __init__(self, pid: int, out: int, err: int) -> None:
        self._pid = pid
        self._out = out
        self._err = err
        self._status: int | None = None

    def has_ended(self) -> bool:
        """Say whether the process has ended, without waiting for it."""
        return self._ended(os.WNOHANG) is not None

    def wait(self) -> Output:
        """Wait for the end and give the output; call it once. A Helm that does not answer is told of."""
        if not self.has_ended():
            _tell_if_slow(self._pid)
        status = self._ended(0) or 0
        return Output(os.waitstatus_to_exitcode(status), _read(self._out), _read(self._err))

    def _ended(self, how: int) -> int | None:
        if self._status is None:
            pid, status = os.waitpid(self._pid, how)
            self._status = status if pid else None
        return self._status


def _tell_if_slow(pid: int) -> None:
    """Say what is waited for when it takes long: how long a chart may take is the user's to decide."""
    if not hasattr(os, "pidfd_open"):  # Linux has it
        return
    import select

    try:
        process = os.pidfd_open(pid)
    except OSError:  # it has ended already
        return
    poll = select.poll()
    poll.register(process, select.POLLIN)
    if not poll.poll(_PATIENCE * 1000) and sys.stderr:
        sys.stderr.write(f"waiting for Helm, which has not answered for {_PATIENCE} seconds; Ctrl-C ends the run\n")
        sys.stderr.flush()
    os.close(process)


def find(asked: str | None, environ: Mapping[str, str]) -> str:
    """Give the path of the Helm to use: the one asked for, else the one that runs us, else the first on PATH.

    Errors: HelmError when there is none.
    """
    # As a plugin HELM_BIN is Helm's argv[0] as typed, not always a path (Helm 3.17 to 4.3).
    name = asked or environ.get("HELM_BIN") or "helm"
    origin = "" if asked or name == "helm" else " (from HELM_BIN)"
    if os.sep in name:
        if _can_run(name):
            return name
        raise HelmError(f"{name}{origin} is not a program that can be run", why=_WHY, fix=_INSTALL)
    for folder in environ.get("PATH", os.defpath).split(os.pathsep):
        path = os.path.join(folder or os.curdir, name)
        if _can_run(path):
            return path
    raise HelmError(f"no {name}{origin} on PATH", why=_WHY, fix=_INSTALL)


def _can_run(path: str) -> bool:
    return os.access(path, os.X_OK) and not os.path.isdir(path)


def start(helm: str, arguments: list[str], environ: Mapping[str, str], stdin: bytes | None = None) -> Run:
    """Start Helm without plugins and without waiting; `stdin` is what it reads, if anything.

    Errors: HelmError when the program cannot be started.
    """
    out, err = _unnamed(), _unnamed()
    env = {**_COLLECTS_LATE, **environ, "HELM_NO_PLUGINS": "1"}
    env.pop("HELM_DEBUG", None)
    source = os.open(os.devnull, os.O_RDONLY) if stdin is None else _filled(stdin)
    actions = [(os.POSIX_SPAWN_DUP2, source, 0), (os.POSIX_SPAWN_DUP2, out, 1), (os.POSIX_SPAWN_DUP2, err, 2)]
    try:
        pid = os.posix_spawn(helm, [helm, *arguments], env, file_actions=actions)
    except OSError as error:
        os.close(out)
        os.close(err)
        raise HelmError(f"{helm} cannot be started: {error.strerror}", fix=_INSTALL) from error
    finally:
        os.close(source)
    return Run(pid, out, err)


def version(helm: str, environ: Mapping[str, str]) -> tuple[int, int, int]:
    """Ask Helm for its version.

    Errors: HelmError when it does not say one, or is older than `OLDEST`.
    """
    output = start(helm, ["version", "--template", "{{.Version}}"], environ).wait()
    numbers = output.out.strip().lstrip("v").split("+")[0].split("-")[0].split(".")
    if output.code or len(numbers) != 3 or not all(number.isdecimal() for number in numbers):
        said = (output.err or output.out).strip().split("\n")[0]
        raise HelmError(f"{helm} does not say its version: {said or 'no output'}", fix=_INSTALL)
    major, minor, patch = (int(number) for number in numbers)
    if (major, minor) < OLDEST:
        raise HelmError(
            f"Helm {major}.{minor}.{patch} is too old",
            why="it merges values and validates schemas differently from the versions that helm-linea is tested with",
            fix=_INSTALL,
        )
    return major, minor, patch


def cached_version(helm: str, environ: Mapping[str, str]) -> tuple[int, int, int]:
    """Give the version of a Helm, asking the program only when it is not the one asked last time: 45 ms.

    Errors: those of `version`, and HelmError when the program is gone.
    """
    try:
        state = os.stat(helm)
    except OSError as error:
        raise HelmError(f"{helm} cannot be run: {error.strerror}", why=_WHY, fix=_INSTALL) from error
    if state.st_size < _SMALLEST:
        return version(helm, environ)
    kept, name = cache.folder(environ), f"version of {os.path.realpath(helm)}"
    key = (state.st_ino, state.st_size, state.st_mtime_ns)
    known = cache.read(kept, name, key)
    found: tuple[int, int, int] = known.value if known else version(helm, environ)
    if not known:  # one that is too old is an error, and never kept
        cache.write(kept, name, key, found)
    return found


def _unnamed() -> int:
    if hasattr(os, "memfd_create"):
        return os.memfd_create("helm-linea")
    import tempfile  # 10 ms, and only where memfd is missing

    file, name = tempfile.mkstemp(prefix="helm-linea-")
    os.unlink(name)
    return file


def kept(data: bytes) -> int:
    """Keep bytes in a file without a name that Helm inherits: it opens /dev/fd/N as often as it likes."""
    file = _filled(data)
    os.set_inheritable(file, True)
    return file


def _filled(data: bytes) -> int:
    file = _unnamed()
    with os.fdopen(os.dup(file), "wb") as opened:
        opened.write(data)
    os.lseek(file, 0, os.SEEK_SET)
    return file


def _read(file: int) -> str:
    with os.fdopen(file, "rb") as opened:
        opened.seek(0)
        return opened.read().decode("utf-8", "replace")
