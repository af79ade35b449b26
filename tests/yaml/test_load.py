"""linea_helm.yaml.load: what can be read is read, what cannot says why and where."""

from __future__ import annotations

import io
import os
from types import SimpleNamespace

import pytest

from linea_helm.errors import InputError
from linea_helm.source import Source
from linea_helm.yaml import document
from linea_helm.yaml import load as module
from linea_helm.yaml.document import YamlError
from linea_helm.yaml.load import load, load_first, read


def test_a_file_is_read(tmp_path):
    """The text is what is in the file, with its line ends and its byte order mark, under the name that was given."""
    path = tmp_path / "values.yaml"
    path.write_bytes("\ufeffa: é\r\n".encode())
    assert read(str(path)) == Source(str(path), "\ufeffa: é\r\n", "file")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"a: 1\nb: \xff\n", "is no UTF-8: byte 8 (line 2) is 0xff"),
        (b"\xe9", "is no UTF-8: byte 0 (line 1) is 0xe9"),
        ("a: 1".encode("utf-16"), "is UTF-16, not UTF-8"),
        (b"\xfe\xff\x00a", "is UTF-16, not UTF-8"),
    ],
)
def test_a_file_that_is_no_text_is_refused(tmp_path, content, problem):
    """The message says what the file is instead, and which byte tells."""
    path = tmp_path / "values.yaml"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read(str(path))
    assert (caught.value.problem, caught.value.fix) == (f"{path} {problem}", "save it as UTF-8")


def test_a_nul_byte_is_refused(tmp_path):
    """To save the file in another way would not help."""
    path = tmp_path / "values.yaml"
    path.write_bytes(b"a: 1\n\x00")
    with pytest.raises(InputError) as caught:
        read(str(path))
    problem = f"{path} is no text, it holds a NUL byte: byte 5 (line 2) is 0x00"
    assert (caught.value.problem, caught.value.fix) == (problem, "remove the byte")


def test_a_file_that_is_not_there_is_refused(tmp_path):
    """A missing file and a folder are told apart."""
    missing = tmp_path / "values.yaml"
    with pytest.raises(InputError) as caught:
        read(str(missing))
    assert caught.value.problem == f"there is no file {missing}"
    with pytest.raises(InputError) as caught:
        read(str(tmp_path))
    assert caught.value.problem == f"{tmp_path} is a folder, not a file"


def test_a_file_that_may_not_be_read_is_refused(tmp_path, monkeypatch):
    """No permission, and anything else that the system says, is passed on with the path."""

    def refuse(error):
        def opened(*_):
            raise error

        return opened

    monkeypatch.setattr(module, "open", refuse(PermissionError(13, "Permission denied")), raising=False)
    with pytest.raises(InputError) as caught:
        read("values.yaml")
    assert caught.value.problem == "no permission to read values.yaml"
    monkeypatch.setattr(module, "open", refuse(OSError(5, "Input/output error")), raising=False)
    with pytest.raises(InputError) as caught:
        read("values.yaml")
    assert caught.value.problem == "cannot read values.yaml: Input/output error"


def test_a_file_that_is_too_large_is_refused(tmp_path):
    """A 50 MB file is refused without being read to its end."""
    path = tmp_path / "values.yaml"
    with path.open("wb") as file:
        os.truncate(file.fileno(), 50_000_000)
    with pytest.raises(InputError) as caught:
        read(str(path))
    assert caught.value.problem == f"{path} has more than 10 MB"
    assert caught.value.fix == "name the right file, or split this one"


def test_standard_input_is_read(monkeypatch):
    """The path "-" is standard input."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"a: 1\n")))
    assert read("-") == Source("-", "a: 1\n", "stdin")


def test_a_folder_as_standard_input_is_refused(monkeypatch):
    """Some versions of Python start with one, others do not."""

    def refuse(_):
        raise IsADirectoryError(21, "Is a directory")

    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=SimpleNamespace(read=refuse)))
    with pytest.raises(InputError) as caught:
        read("-")
    assert caught.value.problem == "standard input is a folder"


@pytest.mark.parametrize("stdin", [None, "closed"])
def test_a_closed_standard_input_is_refused(monkeypatch, stdin):
    """Whether it was closed before we started or since, the message is the same."""
    stream = io.TextIOWrapper(io.BytesIO())
    stream.close()
    monkeypatch.setattr("sys.stdin", None if stdin is None else stream)
    with pytest.raises(InputError) as caught:
        read("-")
    assert caught.value.problem == "standard input is closed"


def test_an_empty_standard_input_is_refused(monkeypatch):
    """Nothing on standard input is a mistake in a pipe, not an empty values file."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO()))
    with pytest.raises(InputError) as caught:
        read("-")
    assert (caught.value.problem, caught.value.fix) == ("standard input is empty", "pipe a text in, or name a file")


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("a: 1\n", {"a": 1}),
        ("", None),
        ("a: &x 1\nb: *x\n", {"a": 1, "b": 1}),
        ("---\n---\na: &x 1\n", {"a": 1}),
        ("a: 1\n---\n# nothing\n", {"a": 1}),
        ("- a\n- b: c\n", ["a", {"b": "c"}]),
    ],
)
def test_one_document_is_loaded(text, data):
    """The fast way and the exact way give the same kind of data; empty documents beside it do not count."""
    assert load(Source("x", text)) == data


def test_a_second_document_is_refused():
    """Where one document is expected, a second one is an error at its start."""
    with pytest.raises(YamlError) as caught:
        load(Source("x.yaml", "a: 1\n---\nb: 2\n"))
    place = caught.value.at
    assert (caught.value.problem, place.source.position(place.start)) == ("a second document starts here", (2, 1))


def test_a_document_with_anchors_is_composed_once(monkeypatch):
    """Each reading gives data of its own; a text of another name is read anew, for its errors."""
    composed = []
    compose = document.compose

    def counted(source, **options):
        composed.append(source.name)
        return compose(source, **options)

    monkeypatch.setattr(document, "compose", counted)
    text = "a: &x {b: 1}\nc: *x\n"
    first, again, other = (load_first(Source(name, text), text) for name in ("v.yaml", "v.yaml", "w.yaml"))
    first["a"]["b"] = 2
    assert again == other == {"a": {"b": 1}, "c": {"b": 1}}
    assert composed == ["v.yaml", "w.yaml"]
