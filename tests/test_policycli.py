"""`policy list`, `explain` and `test`, for people and for pipes."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from policytexts import ALL, text, write

from linea_helm import policycli
from linea_helm.bundled import POLICIES
from linea_helm.errors import ConfigError, UsageError

PROJECT = Path(__file__).parent.parent
ENVIRON = {"LINEA_NO_CACHE": "1"}
MINE = text(
    ALL + "validations: [{expression: object.kind == 'Pod', message: m}]\n", annotations="{helm-linea/why: because}"
)
CASES = """\
cases:
- name: a pod
  object: {apiVersion: v1, kind: Pod, metadata: {name: a}}
  expect: []
"""
FAILING = """\
- name: a service
  object: {apiVersion: v1, kind: Service, metadata: {name: s}}
  expect: [{path: spec, message: x}]
"""


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self):
        """Say so."""
        return True


@pytest.fixture
def mine(tmp_path, monkeypatch):
    """A folder with one policy; the current folder is empty."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    folder = tmp_path / "mine"
    folder.mkdir()
    write(folder, MINE)
    return folder


def said(command, *arguments, stream=None, environ=ENVIRON):
    """Run a command that ends with 0 and give what it printed."""
    stdout = stream or io.StringIO()
    assert command(*arguments, environ, stdout) == 0
    return stdout.getvalue()


def test_a_list_for_pipes_has_a_line_for_each_check(mine):
    """In columns, sorted by id, without colours."""
    lines = said(policycli.list_checks, [str(mine)]).splitlines()
    assert lines[0].split() == ["id", "prod", "dev", "why"]
    ids = [line.split()[0] for line in lines[1:]]
    assert ids == sorted(ids)
    assert {"demo", "pdb-missing", "values-schema", "yaml-duplicate-key"} <= set(ids)
    width = max(map(len, ids))
    assert f"{'demo':<{width}}  error    error    because" in lines
    assert f"{'pdb-missing':<{width}}  error    note     a node drain may evict all of its pods at once" in lines


def test_a_list_names_every_bundled_policy(mine):
    """Golden runs see few of them."""
    lines = said(policycli.list_checks, []).splitlines()
    files = {path.name.removesuffix(".yaml") for path in Path(POLICIES).glob("*.yaml")}
    assert {line.split()[0] for line in lines[1:]} >= {name for name in files if not name.endswith(".test")} > set()


def test_a_list_for_a_narrow_terminal_has_room_for_sentences(mine):
    """They go below the ids; where there is room they stand beside them, and go on under their column."""
    narrow, wide = (
        said(
            policycli.list_checks,
            [str(mine)],
            stream=Terminal(),
            environ={**ENVIRON, "COLUMNS": width, "NO_COLOR": "1"},
        )
        for width in ("60", "140")
    )
    width = max(len(line.split()[0]) for line in wide.splitlines() if not line.startswith(" "))
    assert narrow.splitlines()[0] == f"{'id':<{width}}  prod     dev"
    assert f"\n{'demo':<{width}}  error    error\n    because\n" in narrow
    assert wide.splitlines()[0] == f"{'id':<{width}}  prod     dev      why"
    assert f"\n{'demo':<{width}}  error    error    because\n" in wide


def test_a_list_for_a_terminal_fits_it(mine):
    """Long lines go on under their column; severities have colours."""
    text = said(policycli.list_checks, [], stream=Terminal(), environ={**ENVIRON, "COLUMNS": "80", "TERM": "xterm"})
    assert "\x1b[1;31merror\x1b[0m" in text
    plain = said(policycli.list_checks, [], stream=Terminal(), environ={**ENVIRON, "COLUMNS": "80", "NO_COLOR": "1"})
    assert "\x1b" not in plain
    assert max(map(len, plain.splitlines())) <= 80
    assert not any(line.endswith(" ") for line in plain.splitlines())


def test_what_is_off_has_a_colour_too(mine):
    """A list for a terminal ended with an error of ours where a configuration switches something off."""
    Path(".linea.yaml").write_text("severity: {pdb-missing: off}\n", "utf-8")
    text = said(policycli.list_checks, [], stream=Terminal(), environ={**ENVIRON, "COLUMNS": "80", "TERM": "xterm"})
    (line,) = (line for line in text.splitlines() if line.startswith("pdb-missing "))
    assert line.split()[1:3] == ["\x1b[2moff\x1b[0m"] * 2


@pytest.mark.slow
def test_the_configuration_of_the_folder_counts(mine):
    """Its policies and severities, where they can be set."""
    Path(".linea.yaml").write_text("policies: [../mine]\nseverity: {demo: off, yaml-type-trap: error}\n", "utf-8")
    found = {check.id: (check.prod, check.dev) for check in policycli.checks([], ENVIRON)}
    assert (found["demo"], found["yaml-type-trap"], found["pdb-missing"]) == (
        ("off", "off"),
        ("error", "error"),
        ("error", "note"),
    )
    # As a lint does, which what keeps it from looking must not pass.
    for id_, told in (
        ("nobody", 'no policy or rule is called "nobody"; linea policy list names them'),
        ("values-schema", '"values-schema" cannot be switched off, nor have another severity'),
    ):
        Path(".linea.yaml").write_text(f"severity: {{{id_}: off}}\n", "utf-8")
        with pytest.raises(ConfigError) as caught:
            policycli.checks([], ENVIRON)
        assert caught.value.problem == told


def test_an_explanation_for_pipes_is_markdown(mine):
    """As the author wrote it."""
    text = said(policycli.explain, "pdb-missing", [])
    assert text.startswith("# pdb-missing\n\npolicy, error in prod, note in dev\n\n## What it does\n\nAsks for a Pod")
    assert "```yaml\napiVersion: policy/v1\n" in text


def test_an_explanation_for_a_terminal_is_set(mine):
    """Broken to its width; headings without their marks."""
    environ = {**ENVIRON, "COLUMNS": "80", "NO_COLOR": "1"}
    text = said(policycli.explain, "yaml-type-trap", [], stream=Terminal(), environ=environ)
    assert text.startswith("yaml-type-trap  rule, warning in prod, note in dev\n")
    assert "What it does" in text
    assert "##" not in text
    assert "\x1b[3" not in text
    plain = re.sub(r"\x1b\[[0-9;]*m", "", text)
    assert max(len(line.rstrip()) for line in plain.splitlines()) <= 80


def test_a_policy_without_documentation_says_why(mine):
    """A user's own may have nothing else."""
    assert said(policycli.explain, "demo", [str(mine)]) == "# demo\n\npolicy, error in prod, error in dev\n\nbecause\n"


@pytest.mark.parametrize(
    ("wanted", "fix"), [("pdb-mising", 'did you mean "pdb-missing"?'), ("zzz", "linea policy list names them")]
)
def test_an_id_that_nobody_has_is_refused(mine, wanted, fix):
    """With the nearest one."""
    with pytest.raises(UsageError) as caught:
        policycli.explain(wanted, [], ENVIRON, io.StringIO())
    assert (caught.value.problem, caught.value.fix) == (f'no policy or rule is called "{wanted}"', fix)


def test_cases_that_are_as_expected(mine):
    """What they leave untried is noted and does no harm."""
    write(mine, CASES, "demo.test")
    assert said(policycli.test, str(mine)) == (
        "demo: 1 case, ok\n"
        "  note: no case is a near-miss\n"
        "  note: no case makes validation 0 of its object document fail\n"
        "  note: the annotation helm-linea/fix is missing\n"
        '  note: helm-linea/docs lacks the heading "## What it does"\n'
        '  note: helm-linea/docs lacks the heading "## Why is this bad?"\n'
        '  note: helm-linea/docs lacks the heading "## How to fix"\n'
        '  note: helm-linea/docs lacks the heading "## Example"\n'
        "1 passed, 0 failed\n"
    )


def test_cases_that_are_not_as_expected(mine):
    """Exit code 1; each difference is told, with the place of the case."""
    write(mine, CASES + FAILING, "demo.test")
    stdout = io.StringIO()
    assert policycli.test(str(mine), ENVIRON, stdout) == 1
    lines = stdout.getvalue().splitlines()
    assert lines[:4] == [
        "demo: 2 cases, FAILED",
        f"  a service ({mine}/demo.test.yaml:5:9)",
        '    not said: spec "x"',
        '    not expected: Service/s kind "m"',
    ]
    assert lines[-1] == "1 passed, 1 failed"


def test_a_folder_without_any_case_is_refused(mine):
    """Nothing was tested."""
    with pytest.raises(UsageError) as caught:
        policycli.test(str(mine), ENVIRON, io.StringIO())
    assert caught.value.problem == f"there is no case in {mine}"


@pytest.mark.slow
def test_without_a_folder_it_is_policies_or_the_bundled_one(mine):
    """Whoever writes policies has a folder of that name."""
    assert "pdb-missing: " in said(policycli.test, None)
    Path("policies").mkdir()
    write(Path("policies"), MINE)
    write(Path("policies"), CASES, "demo.test")
    assert said(policycli.test, None).startswith("demo: 1 case, ok\n")
