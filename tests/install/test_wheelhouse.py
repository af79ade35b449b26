"""Wheels are chosen by the platform in their names, checked against the lock, and unpacked."""

from __future__ import annotations

import hashlib
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest

from linea_helm.errors import LineaError
from linea_helm.install import wheelhouse

if TYPE_CHECKING:
    from pathlib import Path

TAG = sys.implementation.cache_tag


def index(folder: Path, *names: str) -> Path:
    """Write what this Python needs."""
    (folder / f"{TAG}.txt").write_text("".join(f"{name}\n" for name in names), "utf-8")
    return folder


@pytest.mark.parametrize(
    ("libc", "platform", "taken"),
    [
        ("manylinux", "linux-x86_64", "p-1-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl"),
        ("musllinux", "linux-x86_64", "p-1-cp311-cp311-musllinux_1_2_x86_64.whl"),
        ("manylinux", "linux-aarch64", "p-1-cp311-cp311-manylinux_2_17_aarch64.manylinux2014_aarch64.whl"),
    ],
)
def test_the_wheel_of_this_platform_is_taken(libc, platform, taken, tmp_path, monkeypatch):
    """Of one package's wheels the one for this libc and machine is taken, and each that runs anywhere."""
    monkeypatch.setattr(wheelhouse, "_libc", lambda: libc)
    monkeypatch.setattr(wheelhouse.sysconfig, "get_platform", lambda: platform)
    names = [
        "p-1-cp311-cp311-manylinux_2_17_aarch64.manylinux2014_aarch64.whl",
        "p-1-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
        "p-1-cp311-cp311-musllinux_1_2_x86_64.whl",
        "q-1-py3-none-any.whl",
    ]
    chosen = wheelhouse.select(index(tmp_path, *names))
    assert [wheel.name for wheel in chosen] == [taken, "q-1-py3-none-any.whl"]


@pytest.mark.parametrize(("answer", "libc"), [("glibc 2.36", "manylinux"), (None, "musllinux")])
def test_glibc_is_known_by_its_version(answer, libc, monkeypatch):
    """Every other C library of Linux is musl."""
    monkeypatch.setattr(wheelhouse.os, "confstr", lambda _name: answer)
    assert wheelhouse._libc() == libc


def test_a_system_that_knows_no_such_question_is_not_glibc(monkeypatch):
    """musl refuses the name."""

    def refuse(_name):
        raise ValueError("unrecognized configuration name")

    monkeypatch.setattr(wheelhouse.os, "confstr", refuse)
    assert wheelhouse._libc() == "musllinux"


def test_an_incomplete_set_is_none(tmp_path, monkeypatch):
    """Where one package has no wheel for the platform, another way of installing must serve."""
    monkeypatch.setattr(wheelhouse.sysconfig, "get_platform", lambda: "macosx-14.0-arm64")
    names = ["p-1-cp311-cp311-musllinux_1_2_x86_64.whl", "q-1-py3-none-any.whl"]
    assert wheelhouse.select(index(tmp_path, *names)) == []


def test_another_python_is_not_served(tmp_path):
    """The folder has an index per Python, and the running one's may be missing."""
    assert wheelhouse.select(tmp_path) == []


def test_a_locked_wheel_is_unpacked(tmp_path):
    """A wheel's content lands in the folder, and its hash is what is looked up."""
    wheel = make_wheel(tmp_path)
    wheelhouse.unpack([wheel], lock_of(wheel, tmp_path), tmp_path / "out")
    assert (tmp_path / "out" / "p" / "__init__.py").read_text("utf-8") == "x = 1\n"


def test_a_changed_wheel_is_refused(tmp_path):
    """One more byte, and nothing of it is unpacked."""
    wheel = make_wheel(tmp_path)
    lock = lock_of(wheel, tmp_path)
    wheel.write_bytes(wheel.read_bytes() + b"\n")
    with pytest.raises(LineaError) as caught:
        wheelhouse.unpack([wheel], lock, tmp_path / "out")
    assert caught.value.problem == f"{wheel} is not the file that requirements.lock names"
    assert caught.value.why == "the release tarball is damaged or was changed"
    assert caught.value.fix == "download the release tarball again and install it"
    assert not (tmp_path / "out").exists()


def make_wheel(folder: Path) -> Path:
    """Make the smallest wheel."""
    wheel = folder / "p-1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("p/__init__.py", "x = 1\n")
    return wheel


def lock_of(wheel: Path, folder: Path) -> Path:
    """Write a lock file that names one wheel."""
    lock = folder / "requirements.lock"
    lock.write_text(f"p==1 \\\n    --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n", "utf-8")
    return lock
