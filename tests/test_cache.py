"""What is kept between runs is read only when nobody else can have written it."""

from __future__ import annotations

import marshal
import os
import subprocess
import sys
from pathlib import Path

import pytest

from linea_helm import cache

PROJECT = Path(__file__).parent.parent
VALUE = [{"id": "demo", "rules": (("a", 1), None, True)}]


@pytest.fixture
def folder(tmp_path):
    """A cache folder that is not there yet."""
    return str(tmp_path / "cache")


def read(folder, name, key):
    """Give the value that was kept, None for none."""
    found = cache.read(folder, name, key)
    return found and found.value


def sized(head):
    """Write what is read at once behind its size."""
    return len(head).to_bytes(8, "little") + head


def only(folder):
    """Give the one file of the cache."""
    (path,) = Path(folder).iterdir()
    return path


def test_what_is_kept_is_found_again(folder):
    """Under the same name and the same state."""
    cache.write(folder, "policies", ("state", 1), VALUE)
    assert read(folder, "policies", ("state", 1)) == VALUE


def test_another_state_or_name_is_not_kept(folder):
    """A new state replaces the old one; other names have other files."""
    cache.write(folder, "a", (1,), "first")
    cache.write(folder, "b", (1,), "other")
    assert read(folder, "a", (2,)) is None
    cache.write(folder, "a", (2,), "second")
    assert [read(folder, "a", key) for key in ((1,), (2,))] == [None, "second"]
    assert read(folder, "b", (1,)) == "other"
    assert len(list(Path(folder).iterdir())) == 2


def test_a_folder_in_place_of_a_file_is_no_cache(folder):
    """Nothing is read from it, nothing is written over it, and nothing is left beside it."""
    cache.write(folder, "a", (1,), "kept")
    path = only(folder)
    path.unlink()
    path.mkdir()
    assert read(folder, "a", (1,)) is None
    cache.write(folder, "a", (1,), "again")
    assert only(folder).is_dir()


def test_files_and_folder_are_ours_alone(folder):
    """Whatever the umask allows to others."""
    old = os.umask(0)
    try:
        cache.write(folder, "a", (1,), VALUE)
    finally:
        os.umask(old)
    assert Path(folder).stat().st_mode & 0o777 == 0o700
    assert only(folder).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("mode", [0o620, 0o602])
def test_what_others_could_have_written_is_not_read(folder, mode):
    """marshal trusts what it reads."""
    cache.write(folder, "a", (1,), VALUE)
    only(folder).chmod(mode)
    assert read(folder, "a", (1,)) is None


@pytest.mark.parametrize("mode", [0o770, 0o707])
def test_a_folder_that_others_could_change_is_not_read(folder, mode):
    """They could have put another file of ours into it."""
    cache.write(folder, "a", (1,), VALUE)
    Path(folder).chmod(mode)
    assert read(folder, "a", (1,)) is None


def test_what_belongs_to_somebody_else_is_not_read(folder, monkeypatch):
    """Also when we may read it."""
    cache.write(folder, "a", (1,), VALUE)
    monkeypatch.setattr(cache, "geteuid", lambda: os.getuid() + 1)
    assert read(folder, "a", (1,)) is None


def test_a_link_is_not_followed(folder, tmp_path):
    """It could lead to any file of ours."""
    cache.write(folder, "a", (1,), VALUE)
    path = only(folder)
    path.symlink_to(path.rename(tmp_path / "elsewhere"))
    assert read(folder, "a", (1,)) is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xff\xff",
        sized(marshal.dumps(5)),
        sized(marshal.dumps(((1,), "a"))),
        sized(marshal.dumps(((2,), "a", 0))),
        sized(marshal.dumps(((1,), VALUE, 0)))[:-3],
        sized(marshal.dumps(((1,), VALUE, 3))) + b"ab",
        b"\xff" * 8 + marshal.dumps(((1,), VALUE, 0)),
    ],
    ids=["empty", "noise", "number", "two", "other state", "cut", "cut behind the value", "size"],
)
def test_a_broken_file_is_none(folder, content):
    """It is computed anew, and replaced."""
    cache.write(folder, "a", (1,), VALUE)
    only(folder).write_bytes(content)
    assert read(folder, "a", (1,)) is None
    cache.write(folder, "a", (1,), VALUE)
    assert read(folder, "a", (1,)) == VALUE


def test_what_goes_with_a_value_is_read_piece_by_piece(folder):
    """It stays what it was, also when another run writes something else meanwhile."""
    cache.write(folder, "a", (1,), VALUE, b"onetwothree")
    found = cache.read(folder, "a", (1,))
    cache.write(folder, "a", (1,), VALUE, b"something else")
    assert found.value == VALUE
    assert [found.piece(3, 3), found.piece(0, 3), found.piece(6, 5)] == [b"two", b"one", b"three"]


def test_without_a_folder_nothing_is_kept():
    """There may be no place for it."""
    cache.write(None, "a", (1,), VALUE)
    assert read(None, "a", (1,)) is None


def test_a_folder_that_cannot_be_made_is_none(tmp_path):
    """A file in its place, as on a full or read-only disk."""
    (tmp_path / "file").touch()
    cache.write(str(tmp_path / "file" / "cache"), "a", (1,), VALUE)
    assert read(str(tmp_path / "file" / "cache"), "a", (1,)) is None


def test_a_write_that_fails_leaves_nothing(folder, monkeypatch):
    """Neither half a file nor a temporary one."""

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    cache.write(folder, "a", (1,), VALUE)
    assert list(Path(folder).iterdir()) == []


def test_two_processes_do_not_disturb_each_other(folder):
    """Each reads all of what one of them wrote, or nothing."""
    code = (
        "import sys; from linea_helm import cache\n"
        "value = [sys.argv[2]] * 50_000\n"
        "for _ in range(50):\n"
        "    cache.write(sys.argv[1], 'a', (1,), value)\n"
        "    found = cache.read(sys.argv[1], 'a', (1,)).value\n"
        "    assert found in (['x'] * 50_000, ['y'] * 50_000), found\n"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", code, folder, word], cwd=PROJECT, stderr=subprocess.PIPE)
        for word in "xy"
    ]
    assert [(each.communicate()[1], each.returncode) for each in running] == [(b"", 0)] * 2
    assert len(list(Path(folder).iterdir())) == 1


@pytest.mark.parametrize(
    ("environ", "folder"),
    [
        ({"HELM_CACHE_HOME": "/h", "XDG_CACHE_HOME": "/x", "HOME": "/u"}, "/h/linea"),
        ({"XDG_CACHE_HOME": "/x", "HOME": "/u"}, "/x/helm-linea"),
        ({"HOME": "/u"}, "/u/.cache/helm-linea"),
        ({}, None),
        ({"HOME": ""}, None),
        ({"HELM_CACHE_HOME": "/h", "LINEA_NO_CACHE": "1"}, None),
    ],
)
def test_where_it_is(environ, folder):
    """Helm's cache folder, else the user's; LINEA_NO_CACHE forbids it."""
    assert cache.folder(environ) == folder
