"""The private environment: linea's Python packages, in a folder inside the plugin's folder.

It is `.linea/<cache tag of the Python>/`, which boot.py appends to `sys.path`. A venv would add nothing under `-S`; its
absolute paths and symlinks break when the folder moves, and stop `helm plugin package`.
Imports only the standard library: it runs before there is anything else.
"""

from __future__ import annotations

import compileall
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from linea_helm.errors import LineaError
from linea_helm.install import wheelhouse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

#: What `pyproject.toml` asks for, as import names.
PACKAGES = ("jsonschema", "rich", "ruamel.yaml", "typer")

_ROOT = Path(__file__).parents[2]
_STAMP = ".installed"
_RUN_SETUP = "then run: helm linea setup"
#: Helm 3 installs no tarball, and both majors a folder.
_TARBALL = "or unpack the release tarball, which brings them along, and install that folder in place of this one"


def lock(root: Path) -> Path:
    """Give the file with the locked, hashed requirements."""
    return root / "requirements.lock"


def folder(root: Path) -> Path:
    """Give the environment's folder for the running Python; it need not exist."""
    return root / ".linea" / str(sys.implementation.cache_tag)


def is_fresh(root: Path) -> bool:
    """Say whether the environment was completely installed from the lock as it is now."""
    return _stamped(root)[:1] == [_fingerprint(root)]


def lost(root: Path) -> list[str]:
    """Give the files of the environment, as paths in its folder, that are gone or cut since they were installed."""
    sizes = (line.split(" ", 1) for line in _stamped(root)[1:])
    return [name for size, name in sizes if _size(folder(root) / name) != int(size)]


def install(root: Path, say: Callable[[str], None]) -> None:
    """Make the environment of the running Python, in place of the one that is there.

    Until the new one is complete the old one stays. `say` is told of steps that take seconds.
    Errors: LineaError that says what is missing and what to do.
    """
    final = folder(root)
    new = final.with_name(final.name + ".new")
    try:
        _empty(new)
        _fill(new, root, say)
        files = [f"{_size(path)} {path.relative_to(new)}" for path in sorted(new.rglob("*")) if path.is_file()]
        compileall.compile_dir(new, quiet=2)
        (new / _STAMP).write_text("\n".join([_fingerprint(root), *files]), "utf-8")
        shutil.rmtree(final, ignore_errors=True)
        new.rename(final)
    except OSError as error:
        raise not_writable(root, error) from error
    finally:
        shutil.rmtree(new, ignore_errors=True)


def not_writable(root: Path, error: OSError) -> LineaError:
    """Explain why nothing could be written into the plugin's folder."""
    return LineaError(
        f"{root / '.linea'} cannot be written: {error.strerror}",
        why="the Python packages of linea go there",
        fix=f"give yourself the right to write it, or the disk some space, {_RUN_SETUP}",
    )


def lacking(error: ImportError) -> LineaError | None:
    """Explain an import that failed because of what the environment lacks; None when that is not the reason."""
    name = (error.name or "").split(".")[0]
    gone = {path.split("/")[0].removesuffix(".py") for path in lost(_ROOT)}
    if name not in {package.split(".")[0] for package in PACKAGES} | gone:
        return None
    problem = f"the Python packages of linea are not installed for Python {'.'.join(map(str, sys.version_info[:2]))}"
    if gone:
        problem = f"a part of the Python packages of linea is gone from {folder(_ROOT)}"
    return LineaError(problem, why=f"this command needs {name}", fix="run: helm linea setup")


def _stamped(root: Path) -> list[str]:
    """Read what `install` wrote last: the lock that it installed from, and each file with its size."""
    stamp = folder(root) / _STAMP
    return stamp.read_text("utf-8").splitlines() if stamp.is_file() else []


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else -1


def _fingerprint(root: Path) -> str:
    return hashlib.sha256(lock(root).read_bytes()).hexdigest()


def _empty(path: Path) -> None:
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)


def _fill(target: Path, root: Path, say: Callable[[str], None]) -> None:
    wheels = wheelhouse.select(root / "wheelhouse")
    if wheels:
        wheelhouse.unpack(wheels, lock(root), target)
        return
    with tempfile.TemporaryDirectory(prefix="linea-") as scratch:
        command = _installer(Path(scratch))
        say("linea: downloading its Python packages (about 8 MB) …")
        locked = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "--requirement", str(lock(root))]
        _run([*command, "--target", str(target), *locked])


def _installer(scratch: Path) -> list[str]:
    """Find something that installs packages: uv, else this Python's pip, else a venv's pip.

    The venv is only for its pip, and lasts as long as `scratch`.
    """
    uv = shutil.which("uv")
    if uv:
        # Else our files are those of uv's cache: damaged here they are damaged there, and setup brings the same again.
        return [uv, "pip", "install", "--quiet", "--link-mode", "copy", "--python", sys.executable]
    pip = ["-I", "-m", "pip", "install", "--quiet", "--no-compile", "--disable-pip-version-check", "--retries", "2"]
    if _works([sys.executable, "-I", "-m", "pip", "--version"]):
        return [sys.executable, *pip]
    venv = scratch / "venv"
    if _works([sys.executable, "-I", "-m", "venv", str(venv)]):
        return [str(venv / "bin" / "python"), *pip]
    version = ".".join(map(str, sys.version_info[:2]))
    raise LineaError(
        f"{sys.executable} has neither pip nor a working venv module, and there is no uv on PATH",
        why="one of them must install linea's Python packages",
        fix=f'install one of them, such as "apt install python{version}-venv", {_RUN_SETUP}; {_TARBALL}',
    )


def _works(command: list[str]) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _run(command: list[str]) -> None:
    # A user's PIP_USER or PIP_REQUIRE_VIRTUALENV would forbid a folder of our own.
    environ = {**os.environ, "PIP_USER": "0", "PIP_REQUIRE_VIRTUALENV": "0"}
    done = subprocess.run(
        command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", check=False
    )
    if done.returncode:
        tool = "uv" if "uv" in Path(command[0]).name else "pip"
        raise LineaError(
            f"{tool} could not install the Python packages of linea",
            why=_reason(done.stdout),
            fix=f"check the network, the proxy and the package index, {_RUN_SETUP}; {_TARBALL}",
        )


def _reason(output: str) -> str:
    """Give the line of an installer's output that says why: the last that starts with "error", else the last."""
    if "connection broken by" in output:  # pip's own last line would claim that there is no such package
        return "the package index cannot be reached"
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if line.lower().startswith("error")]
    return (errors or lines or ["it did not say why"])[-1]
