"""linea_helm.report.save: a report file is there as a whole, or as it was."""

from __future__ import annotations

import os
import stat

import pytest

from linea_helm.errors import InputError
from linea_helm.report import save as module
from linea_helm.report.save import save


def test_a_file_is_replaced_as_a_whole(tmp_path):
    """The new text is there, LF on every system, and nothing is left beside it."""
    path = tmp_path / "r.json"
    path.write_text("old", encoding="utf-8")
    save(str(path), "ü\n\ud800\n")
    assert path.read_bytes() == "ü\n\\ud800\n".encode()
    assert list(tmp_path.iterdir()) == [path]


def test_a_new_file_has_the_rights_that_files_have(tmp_path):
    """Other users of a CI machine can read a report, as the umask says."""
    before = os.umask(0o022)
    try:
        save(str(tmp_path / "r"), "x")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "r").stat().st_mode) == 0o644


def test_a_link_keeps_pointing(tmp_path):
    """The file behind a symbolic link is replaced, not the link."""
    (tmp_path / "real").write_text("old", encoding="utf-8")
    (tmp_path / "link").symlink_to("real")
    save(str(tmp_path / "link"), "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text("utf-8") == "new"


def test_a_device_is_written_to(tmp_path):
    """A pipe stays a pipe: replacing /dev/stdout would be a disaster for root."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    save(str(path), "text\n")
    assert os.read(reader, 100) == b"text\n"
    os.close(reader)
    assert stat.S_ISFIFO(path.stat().st_mode)


def test_a_missing_folder(tmp_path):
    """The message names the path as it was given and the command that helps."""
    path = str(tmp_path / "out" / "r.sarif")
    with pytest.raises(InputError) as raised:
        save(path, "x")
    assert raised.value.problem == f'cannot write the report "{path}": No such file or directory'
    assert raised.value.fix == f'make the folder first: mkdir -p "{tmp_path}/out"'


def test_a_folder_that_takes_no_file():
    """It is there, so there is no folder to make."""
    with pytest.raises(InputError) as raised:
        save("/proc/r.json", "x")
    assert raised.value.problem == 'cannot write the report "/proc/r.json": No such file or directory'
    assert raised.value.fix == 'no file can be made in "/proc"; name another place'


def test_a_link_into_a_missing_folder(tmp_path):
    """The folder to make is the one behind the link."""
    (tmp_path / "r.json").symlink_to(tmp_path / "out" / "r.json")
    with pytest.raises(InputError) as raised:
        save(str(tmp_path / "r.json"), "x")
    assert raised.value.fix == f'make the folder first: mkdir -p "{tmp_path}/out"'


def test_a_folder_in_place_of_a_file(tmp_path):
    """A folder is not replaced."""
    with pytest.raises(InputError) as raised:
        save(str(tmp_path), "x")
    assert raised.value.problem == f'cannot write the report "{tmp_path}": Is a directory'
    assert raised.value.fix == "name a file in that folder"


@pytest.mark.parametrize("name", ["EROFS", "ENOSPC", "EACCES"])
def test_what_the_system_refuses(tmp_path, monkeypatch, name):
    """A full or read-only disk leaves the old report, no debris, and a way out."""
    import errno

    number = getattr(errno, name)
    path = tmp_path / "r"
    path.write_text("old", encoding="utf-8")

    def refuse(_, __):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(type(path), "replace", refuse)
    with pytest.raises(InputError) as raised:
        save(str(path), "new")
    assert raised.value.problem == f'cannot write the report "{path}": {os.strerror(number)}'
    assert raised.value.fix == module._FIXES[number].format(folder=tmp_path)
    assert path.read_text("utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_device_is_an_error():
    """/dev/full takes nothing."""
    with pytest.raises(InputError) as raised:
        save("/dev/full", "x")
    assert raised.value.problem == 'cannot write the report "/dev/full": No space left on device'
