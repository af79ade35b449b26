"""linea_helm.keys.saving: new files for their owner alone, all of them or none."""

from __future__ import annotations

import errno
import os
import stat

import pytest

from linea_helm.errors import InputError
from linea_helm.keys import saving

FILES = {"secret": ("key\n", saving.PRIVATE), "public": ("values\n", saving.PUBLIC)}


def mode(path):
    """Give the rights of a file."""
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_the_rights(tmp_path, umask):
    """Whatever the umask, nobody else can read a private key, nor look into a folder that was made for it."""
    before = os.umask(umask)
    try:
        saving.save(str(tmp_path / "a" / "b"), FILES)
    finally:
        os.umask(before)
    assert mode(tmp_path / "a" / "b" / "secret") == 0o600
    assert mode(tmp_path / "a" / "b" / "public") == 0o644 & ~umask
    assert mode(tmp_path / "a" / "b") == 0o700
    assert (tmp_path / "a" / "b" / "secret").read_text() == "key\n"


@pytest.mark.parametrize("there", ["file", "link", "dangling link"])
def test_nothing_is_overwritten(tmp_path, there):
    """Neither a file nor what a link leads to; what this call wrote before is gone again."""
    target = tmp_path / "elsewhere"
    if there == "file":
        (tmp_path / "public").write_text("old")
    else:
        (tmp_path / "public").symlink_to(target)
        if there == "link":
            target.write_text("old")
    before = sorted(tmp_path.iterdir())
    with pytest.raises(InputError) as caught:
        saving.save(str(tmp_path), FILES)
    assert caught.value.problem == f'cannot write "{tmp_path}/public": File exists'
    assert caught.value.fix == "nothing was overwritten; move it away, or name another folder with --dir"
    assert sorted(tmp_path.iterdir()) == before
    assert not target.exists() or target.read_text() == "old"
    assert there != "file" or (tmp_path / "public").read_text() == "old"


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EIO])
def test_a_full_disk(tmp_path, monkeypatch, number):
    """It may say so only when everything is flushed; no part of a key is left."""

    def full(_descriptor):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InputError) as caught:
        saving.save(str(tmp_path), FILES)
    assert caught.value.problem == f'cannot write "{tmp_path}/secret": {os.strerror(number)}'
    assert caught.value.fix.endswith("with --dir")
    assert list(tmp_path.iterdir()) == []


def test_an_interrupt_leaves_nothing(tmp_path, monkeypatch):
    """Nor does any other end between two files."""
    flushed = []

    def interrupt(descriptor):
        flushed.append(descriptor)
        if len(flushed) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        saving.save(str(tmp_path), FILES)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_a_file(tmp_path):
    """The message names what is in the way."""
    (tmp_path / "f").write_text("")
    with pytest.raises(InputError) as caught:
        saving.save(str(tmp_path / "f"), FILES)
    assert caught.value.problem == f'cannot write "{tmp_path}/f": File exists'
    with pytest.raises(InputError) as caught:
        saving.save(str(tmp_path / "f" / "g"), FILES)
    assert caught.value.problem == f'cannot write "{tmp_path}/f/g": Not a directory'
    assert caught.value.fix == "name a folder that you can write to with --dir"


def test_a_folder_that_is_read_only(tmp_path, monkeypatch):
    """Root may write anywhere, so that the system's answer is given here by hand."""
    real = os.open

    def refuse(path, flags, *rest):
        if flags & os.O_CREAT:
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), path)
        return real(path, flags, *rest)

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(InputError) as caught:
        saving.save(str(tmp_path), FILES)
    assert caught.value.problem == f'cannot write "{tmp_path}/secret": Read-only file system'
    assert caught.value.fix == "name a folder that you can write to with --dir"
