"""linea_helm.report: what `-o` asks for, and where it goes."""

from __future__ import annotations

import importlib
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from reporting import TRAP, VALUES, at, full, result

from linea_helm.errors import InputError, ReportError, UsageError
from linea_helm.report import FORMATS, parse_outputs, render, write, write_failure


class Encoded(io.TextIOWrapper):
    """Standard output with some character set."""

    def __init__(self, encoding):
        super().__init__(io.BytesIO(), encoding=encoding, newline="")

    def written(self):
        return self.buffer.getvalue()


def test_every_format_has_a_module():
    """The table names modules that are there, and leaves none out."""
    folder = Path(sys.modules["linea_helm.report"].__file__).parent
    others = {"__init__", "excerpt", "places", "plain", "save", "terminal"}
    assert {path.stem for path in folder.glob("*.py")} == {*others, *FORMATS.values()}
    assert all(render(name, full()) for name in FORMATS)


def test_outputs_are_read():
    """A name alone goes to standard output, a name with a file to the file."""
    assert parse_outputs(["text", "sarif=out/a=b.sarif", "github"]) == [
        ("text", None),
        ("sarif", "out/a=b.sarif"),
        ("github", None),
    ]


@pytest.mark.parametrize(
    ("options", "problem", "fix"),
    [
        (
            ["sarfi=x"],
            'unknown report format "sarfi"',
            'did you mean "sarif"? known formats: text, json, sarif, github, junit',
        ),
        (["html"], 'unknown report format "html"', "known formats: text, json, sarif, github, junit"),
        (["json="], 'no file after "-o json="', "-o json=FILE, or -o json for standard output"),
        (["text", "json"], "two reports for standard output: text and json", "give one a file: -o json=FILE"),
        (["text", "text"], "two reports for standard output: text and text", "give one a file: -o text=FILE"),
        (["text=a", "github=a"], 'two reports for the file "a": text and github', "give one a file: -o github=FILE"),
    ],
)
def test_outputs_that_cannot_be(options, problem, fix):
    """Unknown names get the nearest one, and no place gets two reports that would mix."""
    with pytest.raises(UsageError) as raised:
        parse_outputs(options)
    assert (raised.value.problem, raised.value.fix) == (problem, fix)


def test_all_reports_of_a_run_are_written(tmp_path):
    """Text on standard output, files beside it."""
    stdout = Encoded("utf-8")
    outputs = [("json", str(tmp_path / "a.json")), ("text", None), ("junit", str(tmp_path / "b.xml"))]
    write(full(), outputs, stdout=stdout)
    assert stdout.written().decode() == render("text", full())
    assert (tmp_path / "a.json").read_text("utf-8") == render("json", full())
    assert (tmp_path / "b.xml").read_text("utf-8") == render("junit", full())


def test_standard_output_comes_before_files(tmp_path):
    """A file that cannot be written hides no finding."""
    stdout = Encoded("utf-8")
    with pytest.raises(InputError):
        write(full(), [("json", str(tmp_path / "no" / "a.json")), ("text", None)], stdout=stdout)
    assert stdout.written().decode() == render("text", full())


def test_a_report_that_cannot_be_written_keeps_no_other_back(tmp_path):
    """Else the file of an earlier run would look like a result of this one."""
    outputs = [("json", str(tmp_path / "no" / "a.json")), ("junit", str(tmp_path / "b.xml")), ("sarif", "/proc/c")]
    with pytest.raises(ReportError) as raised:
        write(full(), outputs)
    assert raised.value.problem == f'cannot write the report "{tmp_path / "no" / "a.json"}": No such file or directory'
    assert (tmp_path / "b.xml").read_text("utf-8") == render("junit", full())


ERROR = InputError("a tab indents this line", at=at(VALUES, "image"), why="YAML forbids it", fix="use blanks")


@pytest.mark.parametrize("name", FORMATS)
def test_a_run_that_could_not_be_made_has_a_report(tmp_path, name):
    """In a file whatever the format is; on standard output all but the text, which is told on standard error."""
    module = importlib.import_module(f"linea_helm.report.{FORMATS[name]}")
    stdout = Encoded("utf-8")
    (tmp_path / "r").write_text("of an earlier run", "utf-8")
    write_failure(ERROR, [f"{name}={tmp_path / 'r'}", name], stdout)
    assert (tmp_path / "r").read_text("utf-8") == module.failed(ERROR)
    assert stdout.written().decode() == ("" if name == "text" else module.failed(ERROR))


def test_what_cannot_be_written_of_a_failure_is_no_news(tmp_path):
    """The error itself is told, and the other reports are written."""
    write_failure(ERROR, ["sarif=/proc/x", f"json={tmp_path / 'a.json'}"])
    assert json.loads((tmp_path / "a.json").read_text("utf-8"))["error"]["message"] == "a tab indents this line"
    write_failure(ERROR, ["html"])


@pytest.mark.parametrize(("color", "escapes"), [("always", True), ("never", False), ("auto", False)])
def test_colours_are_for_the_text_report(color, escapes):
    """The option decides, and a file gets none by itself."""
    stdout = Encoded("utf-8")
    write(full(), [("text", None), ("github", None)], color, stdout)
    assert (b"\x1b[" in stdout.written()) is escapes


def test_what_a_character_set_lacks_is_escaped():
    """A terminal that knows ASCII only gets a report, not an exception."""
    stdout = Encoded("ascii")
    write(result(TRAP._replace(message="größer")), [("text", None)], stdout=stdout)
    assert b"gr\\xf6\\xdfer" in stdout.written()


def test_a_full_disk_behind_standard_output_is_an_error():
    """`> report.txt` on a full disk is told, not swallowed."""
    with open("/dev/full", "w", encoding="utf-8") as stdout:
        with pytest.raises(InputError) as raised:
            write(full(), [("text", None)], stdout=stdout)
        assert raised.value.problem == "cannot write the text report to standard output: No space left on device"
        assert raised.value.fix == "write the report to a file: -o text=FILE"
        os.dup2(os.open(os.devnull, os.O_WRONLY), stdout.fileno())


def test_closed_standard_output_is_an_error(monkeypatch):
    """`>&-` leaves nothing to write to."""
    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(InputError) as raised:
        write(full(), [("json", None)])
    assert raised.value.problem == "standard output is closed"
    assert raised.value.fix == "write the report to a file: -o json=FILE"


def test_a_reader_that_went_away_is_the_callers():
    """`| head -1` closes the pipe; that is no report that failed."""
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w", encoding="utf-8") as stdout:
        with pytest.raises(BrokenPipeError):
            write(full(), [("text", None)], stdout=stdout)
        os.dup2(os.open(os.devnull, os.O_WRONLY), stdout.fileno())


def test_the_text_report_imports_nothing_heavy():
    """No rich, no json, no hashlib: they would cost more than the report."""
    code = (
        "import sys; from linea_helm.report import write; from linea_helm.result import Result;"
        "write(Result((), {'documents': 1}), [('text', None)]);"
        "print(sorted({'rich', 'json', 'hashlib', 'difflib', 'xml'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "no findings\nchecked: 1 document\n[]\n"
